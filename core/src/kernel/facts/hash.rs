//! One hash over all used cells: rows in the order of their ids, columns in the order of their slots.
//!
//! Each part is prefixed by its length, so that no two contents give the same bytes. A text column
//! goes in as its sorted dictionary and the codes of its rows, which is the same content in fewer
//! bytes than the texts.

use std::collections::BTreeMap;

use super::spec::TableName;
use super::table::{Cells, Table};
use crate::primitives::{Fingerprint, Instant};

/// Bytes gathered before they are hashed.
const CHUNK: usize = 1 << 14;

struct Sink {
    hash: hmac_sha256::Hash,
    buffer: Vec<u8>,
}

impl Sink {
    fn bytes(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= CHUNK {
            self.hash.update(&self.buffer);
            self.buffer.clear();
        }
    }

    fn count(&mut self, count: usize) {
        self.bytes(&u64::try_from(count).unwrap_or(u64::MAX).to_le_bytes());
    }

    fn text(&mut self, text: &str) {
        self.count(text.len());
        self.bytes(text.as_bytes());
    }

    /// Each cell behind a byte that says whether it is there.
    fn cells<T: Copy>(&mut self, cells: &[Option<T>], mut write: impl FnMut(&mut Self, T)) {
        for cell in cells {
            self.bytes(&[u8::from(cell.is_some())]);
            if let Some(cell) = cell {
                write(self, *cell);
            }
        }
    }
}

/// The hash of all tables.
pub(super) fn input_hash(tables: &BTreeMap<TableName, Table>) -> Fingerprint {
    let mut sink = Sink { hash: hmac_sha256::Hash::new(), buffer: Vec::with_capacity(2 * CHUNK) };
    sink.text("leadstone.facts.1");
    for (name, table) in tables {
        sink.text(name.name());
        sink.count(table.rows);
        for (field, cells) in table.fields.iter().zip(&table.cells) {
            if matches!(cells, Cells::Absent) {
                continue;
            }
            sink.text(field.name.as_str());
            sink.text(field.field_type.name());
            write(&mut sink, cells);
        }
    }
    sink.hash.update(&sink.buffer);
    Fingerprint::from_digest(sink.hash.finalize())
}

fn write(sink: &mut Sink, cells: &Cells) {
    match cells {
        Cells::Absent => {}
        Cells::Text { codes, dictionary } => {
            sink.count(dictionary.len());
            dictionary.iter().for_each(|text| sink.text(text));
            codes.iter().for_each(|code| sink.bytes(&code.to_le_bytes()));
        }
        Cells::Integer(cells) => sink.cells(cells, |sink, value| sink.bytes(&value.to_le_bytes())),
        Cells::Decimal(cells) => {
            // The shortest form of a decimal is unique, so its text is too.
            let mut text = String::new();
            sink.cells(cells, |sink, value| {
                text.clear();
                // Writing to a string never fails.
                let _ = std::fmt::Write::write_fmt(&mut text, format_args!("{value}"));
                sink.text(&text);
            });
        }
        Cells::Boolean(cells) => sink.cells(cells, |sink, value| sink.bytes(&[u8::from(value)])),
        Cells::Instant(cells) => sink.cells(cells, |sink, at: Instant| sink.bytes(&at.micros().to_le_bytes())),
        Cells::Date(cells) => {
            sink.cells(cells, |sink, day| sink.bytes(&chrono::Datelike::num_days_from_ce(&day).to_le_bytes()));
        }
        Cells::Money(cells) => sink.cells(cells, |sink, money| {
            sink.bytes(&money.minor().to_le_bytes());
            sink.bytes(money.currency().code().as_bytes());
        }),
    }
}
