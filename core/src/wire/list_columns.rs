//! Columns of lists become packed sets of texts and histories of events.

use super::lists::ListColumn;
use super::record_columns::{Faults, blame, distinct, scalar};
use crate::error::{ErrorCode, Violation};
use crate::kernel::condition::{PackedColumn, Unreadable};
use crate::kernel::facts::{RawColumn, RawTable, TextCells};
use crate::primitives::param::render;
use crate::primitives::{
    Event, EventColumns, Field, FieldType, Id, Instant, Locale, Params, Scalar, ScalarRef, SetColumns, limits,
};

/// The texts of a column as places among the distinct ones.
fn codes(column: Option<&RawColumn>) -> (Vec<u32>, TextCells) {
    match column {
        Some(RawColumn::Text(cells)) => distinct(cells),
        Some(RawColumn::Dictionary { codes, texts }) => {
            let (places, words) = distinct(texts);
            let place = |code: &Option<u32>| usize::try_from((*code)?).ok().and_then(|code| places.get(code)).copied();
            (codes.iter().map(|code| place(code).unwrap_or(u32::MAX)).collect(), words)
        }
        _ => (Vec::new(), TextCells::new()),
    }
}

/// Where the entries of each row end, and the rows that have no list.
#[derive(Default)]
struct Ends {
    ends: Vec<u32>,
    missing: Vec<usize>,
}

impl Ends {
    fn push(&mut self, end: usize) {
        // INVARIANT: a table has at most 20 million rows, and so have the entries of its lists.
        self.ends.push(u32::try_from(end).unwrap_or(u32::MAX));
    }
}

/// Sets of texts; an entry without a text counts for nothing.
pub(super) fn sets(list: &ListColumn, field: &Field, faults: &mut Faults) -> PackedColumn {
    let (codes, words) = codes(list.items.column("item"));
    let refused: Vec<bool> = words.iter().map(|text| text.is_some_and(|text| !field.allows(text))).collect();
    let refused = |code: &u32| usize::try_from(*code).ok().and_then(|code| refused.get(code)) == Some(&true);
    let mut sets = SetColumns::with_texts(words.iter().flatten().map(str::to_owned).collect());
    let mut ends = Ends { ends: Vec::with_capacity(list.spans.len()), missing: Vec::new() };
    for (row, span) in list.spans.iter().enumerate() {
        let own = match span {
            Some((start, end)) => codes.get(*start..*end).unwrap_or_default(),
            None => {
                ends.missing.push(row);
                &[]
            }
        };
        if own.len() > limits::LIST_LENGTH {
            let limit = Params::from([("limit", limits::LIST_LENGTH.into())]);
            blame(faults, row, field, ErrorCode::DecodeListTooLong, &limit);
        } else if own.iter().any(refused) {
            blame(faults, row, field, ErrorCode::RecordUnknownValue, &unknown_value(field, &field.values));
        } else {
            sets.extend_codes(own.iter().copied().filter(|code| *code != u32::MAX));
        }
        ends.push(sets.all().len());
    }
    PackedColumn::sets(sets, ends.ends, &ends.missing)
}

/// Histories of events: entries with a type, a time and the declared attributes.
///
/// # Errors
/// `column.*` when the entries have other columns.
pub(super) fn events(list: &ListColumn, field: &Field, faults: &mut Faults) -> Result<PackedColumn, Vec<Violation>> {
    let refuse = crate::error::Error::into_violations;
    let own =
        |name: &str, field_type| Id::try_new(name).map(|name| Field::new(name, field_type)).map_err(|_| Vec::new());
    let (kind, time) = (own("type", FieldType::Text)?, own("at", FieldType::Instant)?);
    let mut shape = vec![kind, time.clone()];
    shape.extend(field.attributes.iter().cloned());
    list.items.declared(&shape, &[]).map_err(refuse)?;
    let mut unread = Faults::new();
    let (kinds, words) = codes(list.items.column("type"));
    let known: Vec<Option<u32>> =
        words.iter().map(|text| field.event_type(text?).and_then(|place| u32::try_from(place).ok())).collect();
    let times = times(&list.items, &time, &mut unread).map_err(refuse)?;
    let mut attributes = Vec::with_capacity(field.attributes.len());
    for attribute in &field.attributes {
        attributes.push(scalar(&list.items, attribute, &mut unread).map_err(refuse)?);
    }
    let entry = |place: usize| -> Result<(u32, i64), Unreadable> {
        if let Some(unreadable) = unread.get(&place) {
            return Err(unreadable.clone());
        }
        let code = kinds.get(place).copied().filter(|code| *code != u32::MAX);
        let kind = code.and_then(|code| known.get(usize::try_from(code).ok()?).copied());
        match (kind, times.get(place).copied().flatten()) {
            (Some(Some(kind)), Some(at)) => Ok((kind, at)),
            (Some(None), _) => {
                Err(unreadable(ErrorCode::RecordUnknownValue, &unknown_value(field, &field.event_types)))
            }
            _ => Err(unreadable(ErrorCode::FactsCellMissing, &Params::new())),
        }
    };
    let mut columns = EventColumns::new(field);
    let mut ends = Ends { ends: Vec::with_capacity(list.spans.len()), missing: Vec::new() };
    let mut read: Vec<(u32, i64)> = Vec::new();
    for (row, span) in list.spans.iter().enumerate() {
        let (start, end) = span.unwrap_or_else(|| {
            ends.missing.push(row);
            (0, 0)
        });
        read.clear();
        if end - start > limits::EVENTS {
            let params = Params::from([("field", field.name.as_str().into()), ("limit", limits::EVENTS.into())]);
            blame(faults, row, field, ErrorCode::RecordTooManyEvents, &params);
        } else {
            for place in start..end {
                match entry(place) {
                    Ok(event) => read.push(event),
                    Err(found) => {
                        read.clear();
                        faults.entry(row).or_insert_with(|| Unreadable {
                            message: format!("field `{}`: {}", field.name.as_str(), found.message),
                            ..found
                        });
                        break;
                    }
                }
            }
        }
        if attributes.is_empty() {
            columns.extend_record(&mut read);
        } else if !read.is_empty() {
            let values = |place: usize| attributes.iter().map(|column| column.value(place).map(Scalar::from)).collect();
            let event = |(place, (kind, at)): (usize, &(u32, i64))| {
                Some(Event { kind: *kind, at: Instant::from_micros(*at).ok()?, attributes: values(start + place) })
            };
            columns.push_record(read.iter().enumerate().filter_map(event).collect());
        }
        ends.push(columns.all().len());
    }
    Ok(PackedColumn::events(columns, ends.ends, &ends.missing))
}

/// The times of entries in microseconds since 1970.
fn times(items: &RawTable, field: &Field, unread: &mut Faults) -> Result<Vec<Option<i64>>, crate::error::Error> {
    let column = scalar(items, field, unread)?;
    let micros = |row| match column.value(row) {
        Some(ScalarRef::Instant(at)) => Some(at.micros()),
        _ => None,
    };
    Ok((0..items.rows()).map(micros).collect())
}

fn unreadable(code: ErrorCode, params: &Params) -> Unreadable {
    Unreadable { code, message: render(code.template(Locale::En), params) }
}

fn unknown_value(field: &Field, accepted: &[Id]) -> Params {
    let accepted = crate::primitives::field::shown(accepted);
    Params::from([("field", field.name.as_str().into()), ("accepted", accepted.into())])
}
