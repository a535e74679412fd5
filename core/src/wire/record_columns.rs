//! A host's table becomes packed columns: the declared fields of a rule set, row by row as they came.

use std::collections::BTreeMap;

use arrow_array::RecordBatch;
use arrow_schema::Schema;

use super::list_columns::{events, sets};
use super::lists::NestedTable;
use super::{arrow, ipc};
use crate::error::{Error, ErrorCode, Violation};
use crate::kernel::condition::{PackedColumn, RecordColumns, Unreadable};
use crate::kernel::facts::{Block, DeclaredColumns, Interner, RawColumn, RawTable, RowFault, TextCells};
use crate::primitives::param::render;
use crate::primitives::{Cells, Decimal, Field, FieldType, JsonPointer, Locale, Params, ScalarRef};

/// Rows that are read together where a column has to be parsed.
const BLOCK: usize = 4_096;
/// The first and the last day of the years 1 to 9999, since 1970-01-01.
const DAYS: std::ops::RangeInclusive<i32> = -719_162..=2_932_896;
/// The same in microseconds.
const MICROS: std::ops::Range<i64> = -719_162 * 86_400_000_000..2_932_897 * 86_400_000_000;

/// Why rows cannot be read, by their place; the first field to blame.
pub(super) type Faults = BTreeMap<usize, Unreadable>;

/// The records of a table; `others` are columns that may stand beside the declared fields.
///
/// # Errors
/// `column.missing`, `column.unknown`, `column.wrong_type`, all at once, with pointers `/columns/<name>`.
pub(super) fn record_columns(table: &NestedTable, fields: &[Field], others: &[&str]) -> Result<RecordColumns, Error> {
    let scalars: Vec<Field> = fields.iter().filter(|field| field.field_type.is_scalar()).cloned().collect();
    let nested = || fields.iter().filter(|field| !field.field_type.is_scalar());
    let mut beside: Vec<&str> = others.to_vec();
    beside.extend(nested().map(|field| field.name.as_str()));
    let mut violations = match table.flat.declared(&scalars, &beside) {
        Ok(_) => Vec::new(),
        Err(error) => error.into_violations(),
    };
    check_lists(table, fields, others, &mut violations);
    let mut faults = Faults::new();
    let mut columns = Vec::with_capacity(fields.len());
    if violations.is_empty() {
        for field in fields {
            let read = match (field.field_type, list(table, field)) {
                (FieldType::Set, Some(list)) => sets(list, field, &mut faults),
                (FieldType::Events, Some(list)) => match events(list, field, &mut faults) {
                    Ok(column) => column,
                    Err(found) => {
                        let at = JsonPointer::root().key("columns").key(field.name.as_str());
                        violations.extend(found.into_iter().map(|violation| violation.under(&at)));
                        continue;
                    }
                },
                (FieldType::Set | FieldType::Events, None) => PackedColumn::missing(table.rows),
                _ => scalar(&table.flat, field, &mut faults)?,
            };
            columns.push(read);
        }
    }
    if violations.is_empty() { RecordColumns::try_new(fields, columns, faults) } else { Err(Error::input(violations)) }
}

fn list<'t>(table: &'t NestedTable, field: &Field) -> Option<&'t super::lists::ListColumn> {
    table.lists.iter().find(|(name, _)| name == field.name.as_str()).map(|(_, list)| list)
}

/// Every column of lists must be a declared set or history, and the other way round.
fn check_lists(table: &NestedTable, fields: &[Field], others: &[&str], violations: &mut Vec<Violation>) {
    let at = |name: &str| JsonPointer::root().key("columns").key(name);
    let wrong = |field: &Field, actual: &'static str| {
        let name = field.name.as_str();
        let violation = Violation::new(ErrorCode::ColumnWrongType, at(name)).with("column", name);
        violation.with("expected", field.field_type.name()).with("actual", actual)
    };
    for field in fields.iter().filter(|field| !field.field_type.is_scalar()) {
        let name = field.name.as_str();
        match (list(table, field), table.flat.column(name)) {
            (Some(list), _) => {
                if list.single != (field.field_type == FieldType::Set) {
                    violations.push(wrong(field, if list.single { "list" } else { "list of rows" }));
                } else if list.single
                    && !matches!(list.items.column("item"), Some(column) if column.type_name() == "text")
                {
                    violations.push(wrong(field, "list of other values than text"));
                }
            }
            // A column without any value has no type of its own.
            (None, Some(RawColumn::Text(cells))) if cells.iter().all(|cell| cell.is_none()) => {}
            (None, Some(column)) => violations.push(wrong(field, column.type_name())),
            (None, None) => {
                let violation = Violation::new(ErrorCode::ColumnMissing, at(name)).with("column", name);
                let given = table.lists.iter().map(|(name, _)| name.as_str()).chain(table.flat.column_names());
                violations.push(violation.with_nearest(name, given));
            }
        }
    }
    for (name, _) in &table.lists {
        match fields.iter().find(|field| field.name.as_str() == name) {
            Some(field) if field.field_type.is_scalar() => {
                // It is there, only not as it should be.
                violations.retain(|violation| {
                    violation.code() != ErrorCode::ColumnMissing || *violation.pointer() != at(name)
                });
                violations.push(wrong(field, "list"));
            }
            Some(_) => {}
            None => {
                let violation = Violation::new(ErrorCode::ColumnUnknown, at(name)).with("column", name.as_str());
                let known = fields.iter().map(|field| field.name.as_str()).chain(others.iter().copied());
                violations.push(violation.with_nearest(name, known));
            }
        }
    }
}

/// A column of single values: as it stands where its type is the field's, else cell by cell.
pub(super) fn scalar(table: &RawTable, field: &Field, faults: &mut Faults) -> Result<PackedColumn, Error> {
    let column = table.column(field.name.as_str());
    match column.and_then(|column| as_it_stands(column, field)) {
        Some(column) => Ok(column),
        None => parsed(table, field, faults),
    }
}

fn as_it_stands(column: &RawColumn, field: &Field) -> Option<PackedColumn> {
    Some(match (field.field_type, column) {
        (FieldType::Integer, RawColumn::Integer(cells)) => PackedColumn::integers(cells.iter().copied()),
        (FieldType::Boolean, RawColumn::Boolean(cells)) => PackedColumn::booleans(cells.iter().copied()),
        (FieldType::Date, RawColumn::Date(cells)) if cells.iter().flatten().all(|day| DAYS.contains(day)) => {
            PackedColumn::days(cells.iter().copied())
        }
        (FieldType::Instant, RawColumn::Timestamp { micros, naive: false })
            if micros.iter().flatten().all(|at| MICROS.contains(at)) =>
        {
            PackedColumn::micros(micros.iter().copied())
        }
        (FieldType::Decimal | FieldType::Money, RawColumn::Integer(cells)) => {
            PackedColumn::scaled(cells.iter().copied(), 0)
        }
        (FieldType::Decimal | FieldType::Money, RawColumn::Decimal { values, scale }) => {
            let scale = u8::try_from(*scale).ok().filter(|scale| *scale <= 18)?;
            let cells = values.iter().map(|value| value.map(i64::try_from).transpose().ok());
            PackedColumn::scaled(cells.collect::<Option<Vec<_>>>()?.into_iter(), scale)
        }
        (FieldType::Text | FieldType::Enum, RawColumn::Text(cells)) => {
            let mut words = Interner::new();
            let codes: Vec<u32> = cells.iter().map(|text| text.map_or(u32::MAX, |text| words.code(text))).collect();
            texts(&codes, &words.into_texts(), field)?
        }
        (FieldType::Text | FieldType::Enum, RawColumn::Dictionary { codes, texts: own }) => {
            let (places, words) = distinct(own);
            let place = |code: &Option<u32>| usize::try_from((*code)?).ok().and_then(|code| places.get(code)).copied();
            let codes: Vec<u32> = codes.iter().map(|code| place(code).unwrap_or(u32::MAX)).collect();
            texts(&codes, &words, field)?
        }
        _ => return None,
    })
}

/// Each text of a dictionary once, and the place of each entry among them; batches repeat theirs.
pub(super) fn distinct(texts: &TextCells) -> (Vec<u32>, TextCells) {
    let mut words = Interner::new();
    let places = texts.iter().map(|text| text.map_or(u32::MAX, |text| words.code(text))).collect();
    (places, words.into_texts())
}

/// A column of texts; `None` when one of them is not a value that the field may have.
fn texts(codes: &[u32], words: &TextCells, field: &Field) -> Option<PackedColumn> {
    let allowed = |text: &str| field.field_type == FieldType::Text || field.allows(text);
    let words = words.iter().map(|text| text.filter(|text| allowed(text)).map(Box::from));
    Some(PackedColumn::texts(codes, words.collect::<Option<Vec<Box<str>>>>()?))
}

/// A column whose cells are read one by one.
fn parsed(table: &RawTable, field: &Field, faults: &mut Faults) -> Result<PackedColumn, Error> {
    let others: Vec<&str> = table.column_names().collect();
    let declared = table.declared(std::slice::from_ref(field), &others)?;
    Ok(match field.field_type {
        FieldType::Integer => {
            let cells = read(&declared, field, table.rows(), faults, |value| match value {
                ScalarRef::Integer(value) => Some(value),
                _ => None,
            });
            PackedColumn::integers(cells.into_iter())
        }
        FieldType::Boolean => {
            let cells = read(&declared, field, table.rows(), faults, |value| match value {
                ScalarRef::Boolean(value) => Some(value),
                _ => None,
            });
            PackedColumn::booleans(cells.into_iter())
        }
        FieldType::Date => {
            let cells = read(&declared, field, table.rows(), faults, |value| match value {
                ScalarRef::Date(day) => Some(day.to_epoch_days()),
                _ => None,
            });
            PackedColumn::days(cells.into_iter())
        }
        FieldType::Instant => {
            let cells = read(&declared, field, table.rows(), faults, |value| match value {
                ScalarRef::Instant(at) => Some(at.micros()),
                _ => None,
            });
            PackedColumn::micros(cells.into_iter())
        }
        FieldType::Decimal | FieldType::Money => {
            PackedColumn::decimals(read(&declared, field, table.rows(), faults, |value| match value {
                ScalarRef::Decimal(value) => Some(value),
                ScalarRef::Integer(value) => Some(Decimal::from_integer(value)),
                _ => None,
            }))
        }
        FieldType::Text | FieldType::Enum => {
            let mut words = Interner::new();
            let cells = read(&declared, field, table.rows(), faults, |value| match value {
                ScalarRef::Text(text) => Some(words.code(text)),
                _ => None,
            });
            let codes: Vec<u32> = cells.into_iter().map(|code| code.unwrap_or(u32::MAX)).collect();
            PackedColumn::texts(&codes, words.into_texts().iter().flatten().map(Box::from).collect())
        }
        FieldType::Set | FieldType::Events => PackedColumn::missing(table.rows()),
    })
}

/// The values of one declared column, run by run; rows that cannot be read go to `faults`.
fn read<'t, T>(
    declared: &DeclaredColumns<'t>,
    field: &Field,
    rows: usize,
    faults: &mut Faults,
    mut value: impl FnMut(ScalarRef<'_>) -> Option<T>,
) -> Vec<Option<T>> {
    let mut block = Block::default();
    let mut cells = Vec::with_capacity(rows);
    for start in (0..rows).step_by(BLOCK) {
        let end = rows.min(start + BLOCK);
        declared.read(start..end, &mut block);
        let column = block.cells.first().unwrap_or(&Cells::Booleans(&[]));
        cells.extend((0..end - start).map(|place| column.value(place).and_then(&mut value)));
        for (place, fault) in std::mem::take(&mut block.faults) {
            let RowFault { code, params, .. } = *fault;
            blame(faults, start + place, field, code, &params);
        }
    }
    cells
}

/// Notes why a row cannot be read, unless it has a fault already.
pub(super) fn blame(faults: &mut Faults, row: usize, field: &Field, code: ErrorCode, params: &Params) {
    faults.entry(row).or_insert_with(|| {
        let message = format!("field `{}`: {}", field.name.as_str(), render(code.template(Locale::En), params));
        Unreadable { code, message }
    });
}

impl RecordColumns {
    /// The records of Arrow record batches that share one schema: the declared fields, and perhaps `id`.
    ///
    /// | field | Arrow |
    /// |---|---|
    /// | scalars | as [`RawTable::from_batches`] reads them; texts are parsed by the field's type |
    /// | `set` | `list` or `large_list` of texts |
    /// | `events` | `list` or `large_list` of structs: `type` (text), `at` (timestamp, date or text) and the declared attributes |
    ///
    /// A row with a cell that is no value of its field keeps its place and its error, see
    /// [`RecordColumns::unreadable`]; times without a zone are read as UTC.
    ///
    /// # Errors
    /// Class `input`: `column.missing`, `column.unknown`, `column.wrong_type`, all at once, with pointers
    /// `/columns/<name>`; `arrow.not_readable`, `facts.too_much_text`, `facts.too_many_rows`.
    pub fn from_batches(fields: &[Field], schema: &Schema, batches: &[RecordBatch]) -> Result<Self, Error> {
        record_columns(&arrow::read_nested(schema, batches).map_err(Error::input)?, fields, &["id"])
    }

    /// The records of one Arrow IPC stream.
    ///
    /// # Errors
    /// As [`Self::from_batches`], and `arrow.not_readable` for bytes that are no such stream.
    pub fn from_ipc(fields: &[Field], bytes: &[u8]) -> Result<Self, Error> {
        record_columns(&ipc::read_nested(bytes).map_err(Error::input)?, fields, &["id"])
    }
}
