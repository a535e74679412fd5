//! A host's table read straight through declared fields, a run of rows at a time.

use std::collections::BTreeMap;
use std::ops::Range;

use super::cell::{Cell, Fault};
use super::parse::{self, Reading};
use super::raw::{RawColumn, RawTable};
use crate::error::{Error, ErrorCode, Violation};
use crate::primitives::{Cells, Field, FieldType, JsonPointer, Locale, Params, ScalarRef, Zone};

/// The columns of a table that hold declared fields; what a bulk door evaluates.
#[derive(Debug)]
pub struct DeclaredColumns<'a> {
    fields: &'a [Field],
    columns: Vec<&'a RawColumn>,
    reading: Reading<'static>,
    zone: Zone,
}

/// A run of rows as columns, one per declared field.
#[derive(Debug, Default)]
pub struct Block<'a> {
    /// The values of each field; those that cannot be read are missing.
    pub cells: Vec<Cells<'a>>,
    /// Why a row of the run cannot be read, by its place in it.
    pub faults: BTreeMap<usize, Box<RowFault>>,
}

/// Why a row cannot be read: the first of its fields to blame, a stable code, and the message in English.
#[derive(Debug, Clone, PartialEq)]
pub struct RowFault {
    /// The field.
    pub field: String,
    /// The stable code.
    pub code: ErrorCode,
    /// The message in English.
    pub message: String,
    /// The values that the message names.
    pub params: Params,
}

impl RawTable {
    /// The columns of the declared fields, read as UTC; `others` are columns that may stand beside them.
    ///
    /// # Errors
    /// Class `input`: `column.missing`, `column.unknown`, `column.wrong_type`, all at once, with
    /// pointers `/columns/<name>`.
    pub fn declared<'a>(&'a self, fields: &'a [Field], others: &[&str]) -> Result<DeclaredColumns<'a>, Error> {
        let at = JsonPointer::root().key("columns");
        let mut violations = Vec::new();
        let mut columns = Vec::with_capacity(fields.len());
        for field in fields {
            let name = field.name.as_str();
            match self.column(name) {
                Some(column) if holds(field.field_type, column) => columns.push(column),
                Some(column) => {
                    let violation = Violation::new(ErrorCode::ColumnWrongType, at.key(name)).with("column", name);
                    violations
                        .push(violation.with("expected", field.field_type.name()).with("actual", column.type_name()));
                }
                None => {
                    let violation = Violation::new(ErrorCode::ColumnMissing, at.key(name)).with("column", name);
                    violations.push(violation.with_nearest(name, self.column_names()));
                }
            }
        }
        let known = || fields.iter().map(|field| field.name.as_str()).chain(others.iter().copied());
        for name in self.column_names().filter(|name| !known().any(|known| known == *name)) {
            let violation = Violation::new(ErrorCode::ColumnUnknown, at.key(name)).with("column", name);
            violations.push(violation.with_nearest(name, known()));
        }
        if !violations.is_empty() {
            return Err(Error::input(violations));
        }
        Ok(DeclaredColumns { fields, columns, reading: Reading::default(), zone: Zone::utc() })
    }

    /// The text of a cell of any column, `None` when it is missing.
    pub fn text_at<'a>(&'a self, column: &str, row: usize, scratch: &'a mut String) -> Option<&'a str> {
        self.column(column)?.cell(row).map(|cell| cell.text(scratch))
    }
}

/// Whether a column can hold a field: texts always can and are parsed, floats never are exact.
fn holds(field: FieldType, column: &RawColumn) -> bool {
    match column {
        _ if !field.is_scalar() => false,
        RawColumn::Text(_) | RawColumn::Dictionary { .. } => true,
        RawColumn::Integer(_) => matches!(field, FieldType::Integer | FieldType::Decimal | FieldType::Money),
        RawColumn::Boolean(_) => field == FieldType::Boolean,
        RawColumn::Date(_) => matches!(field, FieldType::Date | FieldType::Instant),
        RawColumn::Timestamp { .. } => field == FieldType::Instant,
        RawColumn::Decimal { .. } => matches!(field, FieldType::Decimal | FieldType::Money),
        RawColumn::Float(_) => false,
    }
}

impl<'a> DeclaredColumns<'a> {
    /// The same columns, with times that have no zone read in that one.
    #[must_use]
    pub fn in_zone(self, zone: Zone) -> Self {
        Self { zone, ..self }
    }

    /// Reads a run of rows; memory of the run before is used again.
    pub fn read(&self, rows: Range<usize>, block: &mut Block<'a>) {
        block.faults.clear();
        block.cells.resize_with(self.fields.len(), Cells::default);
        for ((field, column), cells) in self.fields.iter().zip(&self.columns).zip(&mut block.cells) {
            let rows = rows.clone();
            *cells = match (field.field_type, *column, std::mem::take(cells)) {
                (FieldType::Integer, RawColumn::Integer(values), _) => {
                    Cells::Integers(values.get(rows).unwrap_or_default())
                }
                (FieldType::Boolean, RawColumn::Boolean(values), _) => {
                    Cells::Booleans(values.get(rows).unwrap_or_default())
                }
                (FieldType::Text, column, used) => {
                    let mut texts = if let Cells::Texts(used) = used { used } else { Vec::new() };
                    texts.clear();
                    texts.extend(rows.map(|row| column.text(row)));
                    Cells::Texts(texts)
                }
                (FieldType::Enum, column, used) => {
                    let mut texts = if let Cells::Texts(used) = used { used } else { Vec::new() };
                    texts.clear();
                    texts.extend(rows.enumerate().map(|(place, row)| {
                        let text = column.text(row)?;
                        if field.allows(text) {
                            return Some(text);
                        }
                        block.faults.entry(place).or_insert_with(|| blame(field, unknown_value(field)));
                        None
                    }));
                    Cells::Texts(texts)
                }
                (field_type, column, used) => {
                    let mut values = if let Cells::Values(used) = used { used } else { Vec::new() };
                    values.clear();
                    values.extend(rows.enumerate().map(|(place, row)| {
                        let read = column.cell(row).map_or(Ok(None), |cell| self.value(field_type, cell));
                        read.unwrap_or_else(|fault| {
                            block.faults.entry(place).or_insert_with(|| blame(field, fault));
                            None
                        })
                    }));
                    Cells::Values(values)
                }
            };
        }
    }

    fn value(&self, field_type: FieldType, cell: Cell<'a>) -> Result<Option<ScalarRef<'a>>, Fault> {
        Ok(match field_type {
            // Read as a column of texts; no column holds the others.
            FieldType::Text | FieldType::Enum | FieldType::Set | FieldType::Events => None,
            FieldType::Integer => parse::integer(cell, &self.reading)?.map(ScalarRef::Integer),
            FieldType::Decimal | FieldType::Money => parse::decimal(cell, &self.reading)?.map(ScalarRef::Decimal),
            FieldType::Boolean => parse::boolean(cell)?.map(ScalarRef::Boolean),
            FieldType::Instant => parse::instant(cell, &self.reading, &self.zone)?.map(ScalarRef::Instant),
            FieldType::Date => parse::date(cell, &self.reading, &self.zone)?.map(ScalarRef::Date),
        })
    }
}

/// A text that is none of those declared; it is not shown, for it may be long.
fn unknown_value(field: &Field) -> Fault {
    let mut params = Params::new();
    params.insert("field", field.name.as_str().into());
    params.insert("accepted", field.accepted().into());
    Fault { code: ErrorCode::RecordUnknownValue, params }
}

/// The fault of a cell; a field declared `pii` shows no value.
fn blame(field: &Field, fault: Fault) -> Box<RowFault> {
    let Fault { code, mut params } = fault;
    if field.pii {
        params.remove("value");
    }
    let message = crate::primitives::param::render(code.template(Locale::En), &params);
    Box::new(RowFault { field: field.name.as_str().to_owned(), code, message, params })
}
