//! The CSV door: every column text, an empty cell is a missing one, no inference.

use std::collections::BTreeMap;

use super::raw::{RawColumn, RawTable, check_names, too_many_rows};
use super::text::TextCells;
use crate::error::{ErrorCode, Violation};
use crate::primitives::{JsonPointer, limits};

impl RawTable {
    /// As [`RawTable::from_csv`]; pointers are relative to the table.
    pub(super) fn read_csv(text: &str) -> Result<Self, Vec<Violation>> {
        // Spreadsheet programs start UTF-8 files with a byte order mark.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        let names: Vec<String> =
            reader.headers().map_err(unreadable)?.iter().map(|name| name.trim().to_owned()).collect();
        let mut found = Vec::new();
        check_names(&names, &mut found);
        if !found.is_empty() {
            return Err(found);
        }
        let mut columns = vec![TextCells::new(); names.len()];
        let mut ragged = BTreeMap::new();
        let mut record = csv::StringRecord::new();
        let mut rows = 0;
        while reader.read_record(&mut record).map_err(unreadable)? {
            if rows == limits::ROWS {
                return Err(vec![too_many_rows()]);
            }
            if record.len() == names.len() {
                for (column, cell) in columns.iter_mut().zip(record.iter()) {
                    column.push(cell);
                }
            } else {
                ragged.insert(rows, record.len());
                columns.iter_mut().for_each(|column| column.push(""));
            }
            rows += 1;
        }
        Self::checked(names.into_iter().zip(columns.into_iter().map(RawColumn::Text)).collect(), ragged)
    }
}

/// INVARIANT: the input is UTF-8 in memory and rows may be ragged, so the reader has nothing to refuse.
fn unreadable(_: csv::Error) -> Vec<Violation> {
    vec![Violation::new(ErrorCode::InternalBug, JsonPointer::root())]
}
