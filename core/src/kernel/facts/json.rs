//! The JSON door: arrays of row objects, or CSV text, by table name.

use std::collections::BTreeMap;

use serde_json::Value;

use super::raw::{RawColumn, RawTable, Tables, table_pointer, too_many_rows};
use super::text::TextCells;
use crate::error::{Error, ErrorCode, Violation};
use crate::primitives::{JsonPointer, decode, limits};

impl Tables {
    /// The tables in JSON text: `{"orders": [{row}, ...], "leads": "id,region\n..."}`.
    ///
    /// Cells are texts, numbers, truth values or null; each is read by the type of its field, as a
    /// CSV cell is, so a JSON number stays the decimal that was written.
    ///
    /// # Errors
    /// With pointers under `/tables`: those of [`decode::parse`], `decode.wrong_kind` for a table or a
    /// cell of another kind, and as [`RawTable::from_csv`].
    pub fn from_json(text: &str) -> Result<Self, Error> {
        let value = decode::parse(text).map_err(under_tables)?;
        Self::from_value(&value)
    }

    /// The tables in a JSON value.
    ///
    /// # Errors
    /// As [`Tables::from_json`].
    pub fn from_value(value: &Value) -> Result<Self, Error> {
        decode::within_depth(value).map_err(under_tables)?;
        let root = JsonPointer::root().key("tables");
        let Value::Object(members) = value else {
            return Err(Error::input(vec![wrong_kind(root, "object", value)]));
        };
        let mut tables = Self::new();
        let mut found = Vec::new();
        for (name, value) in members {
            let read = match value {
                Value::String(text) => RawTable::read_csv(text),
                Value::Array(rows) => read_rows(rows),
                other => Err(vec![wrong_kind(JsonPointer::root(), "array or string", other)]),
            };
            match read {
                Ok(table) => tables.insert(name.as_str(), table),
                Err(more) => found.extend(more.into_iter().map(|violation| violation.under(&table_pointer(name)))),
            }
        }
        if found.is_empty() { Ok(tables) } else { Err(Error::input(found)) }
    }
}

impl RawTable {
    /// The table of an array of row objects; a key that a row lacks is a missing cell.
    ///
    /// # Errors
    /// `decode.wrong_kind` for a row that is no object and a cell that is an array or an object;
    /// `facts.too_many_rows`.
    ///
    /// ```
    /// use leadstone::facts::RawTable;
    /// let table = RawTable::from_json_rows(&serde_json::json!([{"id": "a", "n": 1}, {"id": "b"}])).unwrap();
    /// assert_eq!((table.rows(), table.column_names().count()), (2, 2));
    /// ```
    pub fn from_json_rows(rows: &Value) -> Result<Self, Error> {
        match rows {
            Value::Array(rows) => read_rows(rows).map_err(Error::input),
            other => Err(Error::input(vec![wrong_kind(JsonPointer::root(), "array", other)])),
        }
    }
}

fn under_tables(found: Vec<Violation>) -> Error {
    let base = JsonPointer::root().key("tables");
    Error::input(found.into_iter().map(|violation| violation.under(&base)).collect())
}

fn read_rows(rows: &[Value]) -> Result<RawTable, Vec<Violation>> {
    if rows.len() > limits::ROWS {
        return Err(vec![too_many_rows()]);
    }
    let mut columns: BTreeMap<&str, TextCells> = BTreeMap::new();
    let mut found = Vec::new();
    for (row, value) in rows.iter().enumerate() {
        let Value::Object(members) = value else {
            found.push(wrong_kind(JsonPointer::root().index(row), "object", value));
            continue;
        };
        for (name, cell) in members {
            let column = columns.entry(name).or_default();
            column.pad(row);
            match cell {
                Value::Null => {}
                Value::String(text) => column.push(text),
                Value::Bool(value) => column.push(if *value { "true" } else { "false" }),
                Value::Number(number) => column.push(&decimal_text(number)),
                other => {
                    let at = JsonPointer::root().index(row).key(name);
                    found.push(wrong_kind(at, "text, number, boolean or null", other));
                }
            }
        }
        if found.len() >= limits::VIOLATIONS {
            break;
        }
    }
    if !found.is_empty() {
        return Err(found);
    }
    let padded = columns.into_iter().map(|(name, mut cells)| {
        cells.pad(rows.len());
        (name.to_owned(), RawColumn::Text(cells))
    });
    RawTable::of_length(padded.collect(), rows.len(), BTreeMap::new())
}

/// The number without an exponent and without an empty fraction: `1.0` is written `1`.
fn decimal_text(number: &serde_json::Number) -> String {
    match number.as_f64() {
        Some(value) if number.is_f64() => value.to_string(),
        _ => number.to_string(),
    }
}

fn wrong_kind(at: JsonPointer, expected: &str, actual: &Value) -> Violation {
    Violation::new(ErrorCode::DecodeWrongKind, at).with("expected", expected).with("actual", decode::kind_of(actual))
}
