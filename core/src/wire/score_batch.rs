//! Scores as an Arrow record batch.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, BooleanArray, FixedSizeListArray, Int64Array, RecordBatch, StringArray};
use arrow_ipc::writer::StreamWriter;
use arrow_schema::{ArrowError, DataType, Field, Schema};

use crate::error::{Error, ErrorCode};
use crate::kernel::facts::RawTable;
use crate::primitives::canonical_json;
use crate::scoring::{RowError, ScoreColumns, ScorecardModel};

impl ScoreColumns {
    /// The scores as one record batch, in the row order of the input.
    ///
    /// | column | type | |
    /// |---|---|---|
    /// | `id` | utf8 | when the input has one |
    /// | `score`, `fit`, `engagement` | int64 | null in error rows |
    /// | `grade` | utf8 | null in error rows |
    /// | `qualified` | boolean | null in error rows |
    /// | `contributions` | fixed size list of int64 | sums to `score`; the field's metadata `parts` names its entries as a JSON array |
    /// | `error_code`, `error_message` | utf8 | null in rows without an error |
    ///
    /// # Errors
    /// Class `internal` when Arrow refuses the columns, which would be a bug.
    pub fn to_record_batch(self) -> Result<RecordBatch, Error> {
        let parts = canonical_json(&self.parts)?;
        self.columns(parts).map_err(|_| Error::internal(ErrorCode::InternalBug))
    }

    #[expect(clippy::disallowed_types, reason = "Arrow's metadata is a HashMap; it holds one entry")]
    fn columns(self, parts: String) -> Result<RecordBatch, ArrowError> {
        let width =
            i32::try_from(self.parts.len()).map_err(|_| ArrowError::MemoryError("too many parts".to_owned()))?;
        let item = Arc::new(Field::new("item", DataType::Int64, false));
        let values: ArrayRef = Arc::new(Int64Array::from(self.contributions));
        let contributions = FixedSizeListArray::try_new(item, width, values, None)?;
        let metadata = std::collections::HashMap::from([("parts".to_owned(), parts)]);
        let grades = &self.grades;
        let grade = |code: &Option<u32>| {
            let place = usize::try_from((*code)?).ok()?;
            grades.get(place).map(|grade| grade.as_str())
        };
        let grade: StringArray = self.grade.iter().map(grade).collect();
        let texts = |of: fn(&RowError) -> &str| -> StringArray {
            if self.errors.is_empty() {
                return StringArray::new_null(self.grade.len());
            }
            (0..self.grade.len()).map(|row| self.errors.get(&row).map(of)).collect()
        };
        let (code, message) = (texts(|error| error.code.as_str()), texts(|error| &error.message));
        let mut fields = Vec::with_capacity(9);
        let mut columns: Vec<ArrayRef> = Vec::with_capacity(9);
        let mut add = |field: Field, column: ArrayRef| {
            fields.push(field);
            columns.push(column);
        };
        if let Some(id) = self.id {
            add(Field::new("id", DataType::Utf8, true), Arc::new(StringArray::from(id)));
        }
        for (name, values) in [("score", self.score), ("fit", self.fit), ("engagement", self.engagement)] {
            add(Field::new(name, DataType::Int64, true), Arc::new(Int64Array::from(values)));
        }
        add(Field::new("grade", DataType::Utf8, true), Arc::new(grade));
        add(Field::new("qualified", DataType::Boolean, true), Arc::new(BooleanArray::from(self.qualified)));
        let list = Field::new("contributions", contributions.data_type().clone(), false).with_metadata(metadata);
        add(list, Arc::new(contributions));
        add(Field::new("error_code", DataType::Utf8, true), Arc::new(code));
        add(Field::new("error_message", DataType::Utf8, true), Arc::new(message));
        RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)
    }
}

impl ScorecardModel {
    /// Scores the leads of one Arrow IPC stream; answers [`ScoreColumns::to_record_batch`] as one.
    ///
    /// # Errors
    /// As [`RawTable::from_ipc`] and [`Self::score_table`].
    pub fn score_ipc(&self, leads: &[u8]) -> Result<Vec<u8>, Error> {
        let batch = self.score_table(&RawTable::from_ipc(leads)?)?.to_record_batch()?;
        let write = || {
            let mut writer = StreamWriter::try_new(Vec::with_capacity(batch.get_array_memory_size()), &batch.schema())?;
            writer.write(&batch)?;
            writer.into_inner()
        };
        write().map_err(|_: ArrowError| Error::internal(ErrorCode::InternalBug))
    }
}
