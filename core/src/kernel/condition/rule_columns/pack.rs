//! Records that are there already become packed columns.

use std::collections::BTreeMap;

use super::packed::PackedColumn;
use super::records::RecordColumns;
use crate::error::Error;
use crate::primitives::{Event, EventColumns, Field, FieldType, Record, ScalarRef, SetColumns};

impl RecordColumns {
    /// The columns of records whose slots are `fields`; a value of another type than its field's is missing.
    ///
    /// # Errors
    /// As [`Self::try_new`], which would be a bug.
    pub fn from_records<R: Record>(fields: &[Field], records: &[R]) -> Result<Self, Error> {
        let columns = fields.iter().enumerate().map(|(slot, field)| column(field, slot, records)).collect();
        Self::try_new(fields, columns, BTreeMap::new())
    }
}

fn column<R: Record>(field: &Field, slot: usize, records: &[R]) -> PackedColumn {
    let cells = || records.iter().map(|record| record.value(slot));
    match field.field_type {
        FieldType::Boolean => PackedColumn::booleans(cells().map(|cell| match cell {
            Some(ScalarRef::Boolean(value)) => Some(value),
            _ => None,
        })),
        FieldType::Integer => PackedColumn::integers(cells().map(|cell| match cell {
            Some(ScalarRef::Integer(value)) => Some(value),
            _ => None,
        })),
        FieldType::Date => PackedColumn::days(cells().map(|cell| match cell {
            Some(ScalarRef::Date(day)) => Some(day.to_epoch_days()),
            _ => None,
        })),
        FieldType::Instant => PackedColumn::micros(cells().map(|cell| match cell {
            Some(ScalarRef::Instant(at)) => Some(at.micros()),
            _ => None,
        })),
        FieldType::Decimal | FieldType::Money => {
            let decimal = |cell| if let Some(ScalarRef::Decimal(value)) = cell { Some(value) } else { None };
            PackedColumn::decimals(cells().map(decimal).collect())
        }
        FieldType::Text | FieldType::Enum => texts(cells()),
        FieldType::Set => {
            let (mut sets, mut ends, mut missing) = (SetColumns::default(), Vec::new(), Vec::new());
            for (row, cell) in cells().enumerate() {
                match cell {
                    Some(ScalarRef::Set(set)) => {
                        _ = sets.push_record(set.iter());
                    }
                    _ => missing.push(row),
                }
                ends.push(end(sets.all().len()));
            }
            PackedColumn::sets(sets, ends, &missing)
        }
        FieldType::Events => {
            let (mut events, mut ends, mut missing) = (EventColumns::new(field), Vec::new(), Vec::new());
            for (row, cell) in cells().enumerate() {
                match cell {
                    Some(ScalarRef::Events(own)) => {
                        let own: Vec<Event> = own.to_events();
                        _ = events.push_record(own);
                    }
                    _ => missing.push(row),
                }
                ends.push(end(events.all().len()));
            }
            PackedColumn::events(events, ends, &missing)
        }
    }
}

fn texts<'a>(cells: impl Iterator<Item = Option<ScalarRef<'a>>>) -> PackedColumn {
    let mut places: BTreeMap<&str, u32> = BTreeMap::new();
    let mut words: Vec<Box<str>> = Vec::new();
    let codes: Vec<u32> = cells
        .map(|cell| {
            let Some(ScalarRef::Text(text)) = cell else { return u32::MAX };
            *places.entry(text).or_insert_with(|| {
                words.push(text.into());
                end(words.len() - 1)
            })
        })
        .collect();
    PackedColumn::texts(&codes, words)
}

fn end(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
