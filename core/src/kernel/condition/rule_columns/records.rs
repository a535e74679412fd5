//! Many records as packed columns, one per declared field.

use std::collections::BTreeMap;

use super::packed::PackedColumn;
use crate::error::{Error, ErrorCode, Violation};
use crate::primitives::{Field, JsonPointer, Record, ScalarRef};

/// Many records as packed columns in the order of the declared fields; what a rule set evaluates in bulk.
#[derive(Debug, Clone)]
pub struct RecordColumns {
    columns: Vec<PackedColumn>,
    rows: usize,
    unreadable: BTreeMap<usize, Unreadable>,
}

/// Why a row cannot be evaluated: one of its cells is no value of its field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// The stable code.
    pub code: ErrorCode,
    /// The message in English.
    pub message: String,
}

impl RecordColumns {
    /// The records whose values stand in `columns`, in the order of `fields`; rows that could not be read
    /// keep their place.
    ///
    /// # Errors
    /// `column.ragged`, `column.wrong_type` or `column.missing`, with pointers `/columns/<name>`, all at once.
    ///
    /// ```
    /// use std::collections::BTreeMap;
    /// use leadstone::condition::{PackedColumn, RecordColumns};
    /// use leadstone::{Field, FieldType, Id};
    /// let fields = [Field::new(Id::try_new("visits").unwrap(), FieldType::Integer)];
    /// let visits = PackedColumn::integers([Some(3), None].into_iter());
    /// let records = RecordColumns::try_new(&fields, vec![visits], BTreeMap::new()).unwrap();
    /// assert_eq!(records.rows(), 2);
    /// // A row takes 4 bytes and a bit: 16 bytes here, since bits come by the word.
    /// assert_eq!(records.bytes(), 16);
    /// ```
    pub fn try_new(
        fields: &[Field],
        columns: Vec<PackedColumn>,
        unreadable: BTreeMap<usize, Unreadable>,
    ) -> Result<Self, Error> {
        let rows = columns.first().map_or(0, PackedColumn::len);
        let mut violations = Vec::new();
        for (slot, field) in fields.iter().enumerate() {
            let name = field.name.as_str();
            let at = JsonPointer::root().key("columns").key(name);
            match columns.get(slot) {
                None => violations.push(Violation::new(ErrorCode::ColumnMissing, at).with("column", name)),
                Some(column) if column.len() != rows => {
                    let violation = Violation::new(ErrorCode::ColumnRagged, at).with("column", name);
                    violations.push(violation.with("actual", column.len()).with("expected", rows));
                }
                Some(column) if !column.holds(field.field_type) => {
                    let violation = Violation::new(ErrorCode::ColumnWrongType, at).with("column", name);
                    violations
                        .push(violation.with("expected", field.field_type.name()).with("actual", column.type_name()));
                }
                Some(_) => {}
            }
        }
        if violations.is_empty() { Ok(Self { columns, rows, unreadable }) } else { Err(Error::input(violations)) }
    }

    /// How many records.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Bytes that the values take.
    pub fn bytes(&self) -> usize {
        self.columns.iter().map(PackedColumn::bytes).sum()
    }

    /// The rows that could not be read.
    pub fn unreadable(&self) -> &BTreeMap<usize, Unreadable> {
        &self.unreadable
    }

    /// One row as a record.
    pub fn record(&self, row: usize) -> ColumnRow<'_> {
        ColumnRow { columns: &self.columns, row }
    }

    pub(super) fn columns(&self) -> &[PackedColumn] {
        &self.columns
    }
}

/// One row of [`RecordColumns`] as a record.
#[derive(Debug, Clone, Copy)]
pub struct ColumnRow<'a> {
    columns: &'a [PackedColumn],
    row: usize,
}

impl Record for ColumnRow<'_> {
    fn value(&self, slot: usize) -> Option<ScalarRef<'_>> {
        self.columns.get(slot)?.value(self.row)
    }
}
