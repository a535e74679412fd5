//! Many records through a table, columns in and columns out.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Date32Builder, Int64Builder, ListBuilder, StringBuilder, TimestampMicrosecondBuilder,
};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_ipc::writer::StreamWriter;
use arrow_schema::{ArrowError, Field, Schema};
use chrono::NaiveDate;

use crate::error::{Error, ErrorCode};
use crate::facts::{Block, RawTable};
use crate::primitives::{Cells, FieldType, JsonPointer, Locale, Record, Scalar, ScalarRef};
use crate::table::{TableModel, TableStatus};

/// Rows that are read together.
const BLOCK: usize = 256;

/// One record of a run of columns.
struct Row<'a>(&'a [Cells<'a>], usize);

impl Record for Row<'_> {
    fn value(&self, slot: usize) -> Option<ScalarRef<'_>> {
        self.0.get(slot)?.value(self.1)
    }
}

/// The answers of many records, row for row.
#[derive(Default)]
struct Answers {
    status: Vec<Option<&'static str>>,
    /// The ids of the rows that decided; of a conflict the rows that match.
    rows: Vec<Vec<usize>>,
    outputs: Vec<Vec<BTreeMap<String, Scalar>>>,
    errors: Vec<Option<(&'static str, String)>>,
}

impl TableModel {
    /// Decides the rows of a table whose columns are the inputs, and perhaps `id`; one record batch answers.
    ///
    /// | column | type | |
    /// |---|---|---|
    /// | `id` | utf8 | when the input has one |
    /// | `status` | utf8 | `matched`, `default`, `no_match`, `conflict`; null in error rows |
    /// | `count` | int64 | how many rows match; null in error rows |
    /// | `rows` | list of utf8 | the rows that decided, or that conflict |
    /// | one per output | its type, or a list of it where the policy answers one entry per row | decimals and money as text; null without an answer |
    /// | `error_code`, `error_message` | utf8 | why a row could not be read, or the conflict |
    ///
    /// # Errors
    /// Class `input` when the columns are not the inputs of the table: `column.*`, all at once.
    pub fn decide_table(&self, table: &RawTable) -> Result<RecordBatch, Error> {
        let columns = table.declared(self.fields(), &["id"])?;
        let rows = table.rows();
        let mut answers = Answers::default();
        let mut counts: Vec<Option<i64>> = Vec::with_capacity(rows);
        let mut block = Block::default();
        let mut matching = Vec::new();
        for start in (0..rows).step_by(BLOCK) {
            let end = rows.min(start + BLOCK);
            columns.read(start..end, &mut block);
            for place in 0..end - start {
                let record = Row(&block.cells, place);
                let fault = block.faults.get(&place);
                let fault =
                    fault.map(|fault| (fault.code.as_str(), format!("field `{}`: {}", fault.field, fault.message)));
                let refused = || {
                    let refusal = self.refusals(&record, &JsonPointer::root()).next()?;
                    Some((refusal.code().as_str(), refusal.message(Locale::En)))
                };
                if let Some(error) = fault.or_else(refused) {
                    answers.push(None, Vec::new(), Vec::new(), Some(error));
                    counts.push(None);
                    continue;
                }
                matching.clear();
                self.matching(&record, &mut matching);
                counts.push(i64::try_from(matching.len()).ok());
                match self.answer(&matching) {
                    Ok((deciding, outputs)) if !matching.is_empty() => {
                        answers.push(Some(TableStatus::Matched), deciding, outputs, None);
                    }
                    Ok(_) => {
                        let default = self.default_outputs();
                        let status = default.as_ref().map_or(TableStatus::NoMatch, |_| TableStatus::Default);
                        answers.push(Some(status), Vec::new(), default.into_iter().collect(), None);
                    }
                    Err(conflict) => {
                        let error = (conflict.code().as_str(), conflict.message(Locale::En));
                        answers.push(Some(TableStatus::Conflict), matching.clone(), Vec::new(), Some(error));
                    }
                }
            }
        }
        let mut ids = table.column("id").map(|_| StringBuilder::new());
        if let Some(ids) = &mut ids {
            let mut scratch = String::new();
            (0..rows).for_each(|row| ids.append_option(table.text_at("id", row, &mut scratch)));
        }
        self.batch(ids, counts, &answers).map_err(|_| Error::internal(ErrorCode::InternalBug))
    }

    fn batch(
        &self,
        ids: Option<StringBuilder>,
        counts: Vec<Option<i64>>,
        answers: &Answers,
    ) -> Result<RecordBatch, ArrowError> {
        let mut fields = Vec::new();
        let mut columns: Vec<ArrayRef> = Vec::new();
        let mut add = |name: &str, column: ArrayRef| {
            fields.push(Field::new(name, column.data_type().clone(), true));
            columns.push(column);
        };
        if let Some(mut ids) = ids {
            add("id", Arc::new(ids.finish()));
        }
        add("status", Arc::new(arrow_array::StringArray::from(answers.status.clone())));
        add("count", Arc::new(arrow_array::Int64Array::from(counts)));
        let mut rows = ListBuilder::new(StringBuilder::new());
        for deciding in &answers.rows {
            deciding.iter().for_each(|row| rows.values().append_value(self.row_id(*row).as_str()));
            rows.append(true);
        }
        add("rows", Arc::new(rows.finish()));
        let list = self.answers_a_list();
        for output in &self.definition().outputs {
            let (name, entries) = (output.name.as_str(), &answers.outputs);
            let column: ArrayRef = match output.field_type {
                FieldType::Boolean => typed(BooleanBuilder::new(), list, name, entries, |to, value| match value {
                    Some(Scalar::Boolean(value)) => to.append_value(*value),
                    _ => to.append_null(),
                }),
                FieldType::Integer => typed(Int64Builder::new(), list, name, entries, |to, value| match value {
                    Some(Scalar::Integer(value)) => to.append_value(*value),
                    _ => to.append_null(),
                }),
                FieldType::Date => typed(Date32Builder::new(), list, name, entries, |to, value| match value {
                    Some(Scalar::Date(value)) => to.append_option(days(*value)),
                    _ => to.append_null(),
                }),
                FieldType::Instant => {
                    let builder = TimestampMicrosecondBuilder::new().with_timezone("UTC");
                    typed(builder, list, name, entries, |to, value| match value {
                        Some(Scalar::Instant(value)) => to.append_value(value.micros()),
                        _ => to.append_null(),
                    })
                }
                _ => typed(StringBuilder::new(), list, name, entries, |to, value| match value {
                    Some(Scalar::Text(value)) => to.append_value(value),
                    Some(Scalar::Decimal(value)) => to.append_value(value.to_string()),
                    _ => to.append_null(),
                }),
            };
            add(name, column);
        }
        let code: arrow_array::StringArray =
            answers.errors.iter().map(|error| error.as_ref().map(|(code, _)| *code)).collect();
        add("error_code", Arc::new(code));
        let message: arrow_array::StringArray =
            answers.errors.iter().map(|error| error.as_ref().map(|(_, message)| message.as_str())).collect();
        add("error_message", Arc::new(message));
        RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)
    }

    /// Decides record batches that share one schema; one record batch answers, row for row.
    ///
    /// # Errors
    /// As [`RawTable::from_batches`] and [`Self::decide_table`].
    pub fn decide_batches(&self, schema: &Schema, batches: &[RecordBatch]) -> Result<RecordBatch, Error> {
        self.decide_table(&RawTable::from_batches(schema, batches)?)
    }

    /// Decides the records of one Arrow IPC stream; answers [`Self::decide_table`] as one.
    ///
    /// # Errors
    /// As [`RawTable::from_ipc`] and [`Self::decide_table`].
    pub fn decide_ipc(&self, records: &[u8]) -> Result<Vec<u8>, Error> {
        let batch = self.decide_table(&RawTable::from_ipc(records)?)?;
        let write = || {
            let mut writer = StreamWriter::try_new(Vec::with_capacity(batch.get_array_memory_size()), &batch.schema())?;
            writer.write(&batch)?;
            writer.into_inner()
        };
        write().map_err(|_: ArrowError| Error::internal(ErrorCode::InternalBug))
    }
}

impl Answers {
    fn push(
        &mut self,
        status: Option<TableStatus>,
        rows: Vec<usize>,
        outputs: Vec<BTreeMap<String, Scalar>>,
        error: Option<(&'static str, String)>,
    ) {
        self.status.push(status.map(TableStatus::name));
        self.rows.push(rows);
        self.outputs.push(outputs);
        self.errors.push(error);
    }
}

/// The column of one output: one value per record, or a list of them.
fn typed<B: arrow_array::builder::ArrayBuilder>(
    mut builder: B,
    list: bool,
    name: &str,
    entries: &[Vec<BTreeMap<String, Scalar>>],
    append: impl Fn(&mut B, Option<&Scalar>),
) -> ArrayRef {
    if !list {
        entries.iter().for_each(|entry| append(&mut builder, entry.first().and_then(|one| one.get(name))));
        return builder.finish();
    }
    let mut lists = ListBuilder::new(builder);
    for entry in entries {
        entry.iter().for_each(|one| append(lists.values(), one.get(name)));
        lists.append(true);
    }
    Arc::new(lists.finish())
}

/// Days since 1970-01-01.
fn days(date: NaiveDate) -> Option<i32> {
    i32::try_from(date.signed_duration_since(NaiveDate::default()).num_days()).ok()
}
