//! The Arrow door: record batches become a host's table.

use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::{DataType, Schema};

use super::arrow_columns::{Growing, TextBudget};
use super::lists::{GrowingList, NestedTable};
use crate::error::{Error, ErrorCode, Violation};
use crate::kernel::facts::{RawTable, Tables};
use crate::primitives::{JsonPointer, limits};
use crate::scoring::ScorecardModel;

/// What a column of a host may be, as messages name it.
const ACCEPTED: &str = "text, a dictionary of texts, an integer, a float, a boolean, a date, a timestamp or a decimal";

impl RawTable {
    /// The table of record batches that share one schema, however many there are.
    ///
    /// | Arrow | read as |
    /// |---|---|
    /// | `utf8`, `large_utf8`, `utf8_view`, a dictionary of them with any key | text; empty = missing |
    /// | `int8` to `int64`, `uint8` to `uint64` | integer; a column with a number over 2^63 - 1 as text |
    /// | `float32`, `float64` | float; a `float32` as its shortest decimal |
    /// | `bool` | boolean |
    /// | `date32`, `date64` | date |
    /// | `timestamp` of any unit | timestamp, cut to the microsecond; local when it has no zone |
    /// | `decimal32`, `decimal64`, `decimal128` | decimal |
    /// | `null` | text, all missing |
    ///
    /// # Errors
    /// Class `input`: `column.wrong_type` for every column of another type, with pointers
    /// `/columns/<name>`; `facts.too_much_text`, `facts.too_many_rows`; as [`RawTable::try_new`].
    ///
    /// ```
    /// use std::sync::Arc;
    /// use arrow_array::{ArrayRef, Int32Array, RecordBatch};
    /// use leadstone::facts::{RawColumn, RawTable};
    /// let n: ArrayRef = Arc::new(Int32Array::from(vec![Some(7), None]));
    /// let batch = RecordBatch::try_from_iter([("n", n)]).unwrap();
    /// let table = RawTable::from_batches(&batch.schema(), &[batch]).unwrap();
    /// assert_eq!(table.column("n"), Some(&RawColumn::Integer(vec![Some(7), None])));
    /// ```
    pub fn from_batches(schema: &Schema, batches: &[RecordBatch]) -> Result<Self, Error> {
        read(schema, batches).map_err(Error::input)
    }
}

impl Tables {
    /// These tables and one more, from record batches that share one schema.
    ///
    /// # Errors
    /// As [`RawTable::from_batches`], with pointers under `/tables/<name>`.
    pub fn with_batches(self, name: &str, schema: &Schema, batches: &[RecordBatch]) -> Result<Self, Error> {
        self.with_read(name, read(schema, batches))
    }

    /// These tables and one more, or what was found wrong with it.
    pub(super) fn with_read(self, name: &str, read: Result<RawTable, Vec<Violation>>) -> Result<Self, Error> {
        let base = JsonPointer::root().key("tables").key(name);
        match read {
            Ok(table) => Ok(self.with(name, table)),
            Err(found) => Err(Error::input(found.into_iter().map(|violation| violation.under(&base)).collect())),
        }
    }
}

impl ScorecardModel {
    /// Scores record batches that share one schema; one record batch answers, row for row.
    ///
    /// # Errors
    /// As [`RawTable::from_batches`] and [`Self::score_table`].
    pub fn score_batches(&self, schema: &Schema, batches: &[RecordBatch]) -> Result<RecordBatch, Error> {
        let table = RawTable::from_batches(schema, batches)?;
        self.score_table(&table)?.to_record_batch()
    }
}

fn read(schema: &Schema, batches: &[RecordBatch]) -> Result<RawTable, Vec<Violation>> {
    let mut table = TableBuilder::new(schema, Growing::of)?;
    batches.iter().try_for_each(|batch| table.push(batch)).map_err(|violation| vec![violation])?;
    table.finish()
}

/// As [`read`], with columns of lists beside the others.
pub(super) fn read_nested(schema: &Schema, batches: &[RecordBatch]) -> Result<NestedTable, Vec<Violation>> {
    let list = |data_type: &DataType| GrowingList::of(data_type).map(|list| Growing::List(Box::new(list)));
    let mut table = TableBuilder::new(schema, |data_type| Growing::of(data_type).or_else(|| list(data_type)))?;
    batches.iter().try_for_each(|batch| table.push(batch)).map_err(|violation| vec![violation])?;
    table.finish_nested()
}

pub(super) fn not_readable(detail: &str) -> Violation {
    let detail: String = detail.chars().take(200).collect();
    Violation::new(ErrorCode::ArrowNotReadable, JsonPointer::root()).with("detail", detail)
}

pub(super) fn wrong_type(column: &str, actual: &str) -> Violation {
    Violation::new(ErrorCode::ColumnWrongType, JsonPointer::root().key("columns").key(column))
        .with("column", column)
        .with("expected", ACCEPTED)
        .with("actual", actual)
}

/// A table that grows batch by batch.
pub(super) struct TableBuilder {
    names: Vec<String>,
    columns: Vec<Growing>,
    rows: usize,
    budget: TextBudget,
}

impl TableBuilder {
    fn new(schema: &Schema, column: impl Fn(&DataType) -> Option<Growing>) -> Result<Self, Vec<Violation>> {
        let mut found = Vec::new();
        let mut columns = Vec::with_capacity(schema.fields().len());
        for field in schema.fields() {
            match column(field.data_type()) {
                Some(column) => columns.push(column),
                None => found.push(wrong_type(field.name(), &field.data_type().to_string())),
            }
        }
        let names = schema.fields().iter().map(|field| field.name().clone()).collect();
        if found.is_empty() { Ok(Self::of(names, columns)) } else { Err(found) }
    }

    /// An empty table of those columns.
    pub(super) fn of(names: Vec<String>, columns: Vec<Growing>) -> Self {
        Self { names, columns, rows: 0, budget: TextBudget::default() }
    }

    /// Appends that many rows, within the limit, by what `append` does to the columns.
    pub(super) fn grow(
        &mut self,
        rows: usize,
        append: impl FnOnce(&mut [Growing], &mut TextBudget) -> Result<(), Violation>,
    ) -> Result<(), Violation> {
        self.reserve(rows)?;
        append(&mut self.columns, &mut self.budget)
    }

    /// What is left of the limit of text.
    pub(super) fn budget(&mut self) -> &mut TextBudget {
        &mut self.budget
    }

    /// Refuses rows beyond the limit before they are read.
    fn reserve(&mut self, rows: usize) -> Result<(), Violation> {
        self.rows = self.rows.saturating_add(rows);
        if self.rows > limits::ROWS {
            return Err(Violation::new(ErrorCode::FactsTooManyRows, JsonPointer::root()).with("limit", limits::ROWS));
        }
        Ok(())
    }

    fn push(&mut self, batch: &RecordBatch) -> Result<(), Violation> {
        self.reserve(batch.num_rows())?;
        if batch.num_columns() != self.columns.len() {
            return Err(not_readable("a batch has other columns than the schema"));
        }
        for ((column, name), array) in self.columns.iter_mut().zip(&self.names).zip(batch.columns()) {
            let read = match column {
                Growing::List(list) => list.append(array, &mut self.budget)?,
                column => column.append(array, &mut self.budget)?,
            };
            read.ok_or_else(|| wrong_type(name, &array.data_type().to_string()))?;
        }
        Ok(())
    }

    /// How many rows so far.
    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    /// Appends the entries of lists, one array per column, within the limit of text of the table around them.
    pub(super) fn push_arrays(
        &mut self,
        arrays: &[ArrayRef],
        budget: &mut TextBudget,
    ) -> Result<Option<()>, Violation> {
        self.reserve(arrays.first().map_or(0, |array| array.len()))?;
        for (column, array) in self.columns.iter_mut().zip(arrays) {
            if column.append(array, budget)?.is_none() {
                return Ok(None);
            }
        }
        Ok(Some(()))
    }

    /// Appends the entries of lists by what `append` does to the columns.
    pub(super) fn grow_within(
        &mut self,
        rows: usize,
        append: impl FnOnce(&mut [Growing]) -> Result<(), Violation>,
    ) -> Result<(), Violation> {
        self.reserve(rows)?;
        append(&mut self.columns)
    }

    pub(super) fn finish_nested(self) -> Result<NestedTable, Vec<Violation>> {
        let rows = self.rows;
        let (mut flat, mut lists) = (Vec::new(), Vec::new());
        for (name, column) in self.names.into_iter().zip(self.columns) {
            match column {
                Growing::List(list) => lists.push((name, list.finish()?)),
                column => flat.push((name, column.finish())),
            }
        }
        let flat = RawTable::try_new(flat).map_err(Error::into_violations)?;
        Ok(NestedTable { flat, lists, rows })
    }

    pub(super) fn finish(self) -> Result<RawTable, Vec<Violation>> {
        let columns = self.names.into_iter().zip(self.columns.into_iter().map(Growing::finish)).collect();
        RawTable::try_new(columns).map_err(Error::into_violations)
    }
}
