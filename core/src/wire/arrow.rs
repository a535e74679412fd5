//! Arrow record batches as tables of the host: the one adapter that every language uses.

use std::collections::BTreeMap;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, ArrowTimestampType, Date32Type, Date64Type, Decimal32Type, Decimal64Type, Decimal128Type,
    Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type, UInt32Type,
    UInt64Type,
};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::{DataType, Schema, TimeUnit};

use crate::error::{Error, ErrorCode, Violation};
use crate::kernel::facts::{RawColumn, RawTable, Tables, TextCells};
use crate::primitives::JsonPointer;
use crate::scoring::ScorecardModel;

/// What a column may be; the message of `column.wrong_type` names it.
const ACCEPTED: &str = "text, a dictionary of texts, an integer, a float, a boolean, a date, a timestamp or a decimal";

const MILLIS_PER_DAY: i64 = 86_400_000;

impl RawTable {
    /// The table of record batches that share one schema.
    ///
    /// Texts of any width and dictionaries of them, integers and floats of any width, booleans, dates,
    /// timestamps of any unit (naive without a zone), and decimals of up to 128 bits.
    ///
    /// # Errors
    /// Class `input`, all at once: `column.wrong_type` with pointers `/columns/<name>`, and those of
    /// [`RawTable::try_new`].
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
        let (mut columns, mut violations) = (Vec::with_capacity(schema.fields().len()), Vec::new());
        for (at, field) in schema.fields().iter().enumerate() {
            let chunks: Vec<&ArrayRef> = batches.iter().filter_map(|batch| batch.columns().get(at)).collect();
            match read(field.data_type(), &chunks) {
                Some(column) => columns.push((field.name().clone(), column)),
                None => violations.push(refused(field.name(), field.data_type())),
            }
        }
        if violations.is_empty() { Self::try_new(columns) } else { Err(Error::input(violations)) }
    }
}

impl Tables {
    /// These tables and one more, from record batches that share one schema.
    ///
    /// # Errors
    /// As [`RawTable::from_batches`], with pointers under `/tables/<name>`.
    pub fn with_batches(self, name: &str, schema: &Schema, batches: &[RecordBatch]) -> Result<Self, Error> {
        let base = JsonPointer::root().key("tables").key(name);
        let table = RawTable::from_batches(schema, batches).map_err(|error| {
            Error::input(error.into_violations().into_iter().map(|found| found.under(&base)).collect())
        })?;
        Ok(self.with(name, table))
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

fn refused(name: &str, found: &DataType) -> Violation {
    let violation = Violation::new(ErrorCode::ColumnWrongType, JsonPointer::root().key("columns").key(name));
    violation.with("column", name).with("expected", ACCEPTED).with("actual", found.to_string())
}

/// The column, or `None` when cells of its type are not accepted.
fn read(kind: &DataType, chunks: &[&ArrayRef]) -> Option<RawColumn> {
    Some(match kind {
        DataType::Null => RawColumn::Text(chunks.iter().flat_map(|chunk| (0..chunk.len()).map(|_| "")).collect()),
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => RawColumn::Text(texts(chunks)?),
        DataType::Dictionary(_, _) => dictionary(chunks)?,
        DataType::Int8 => RawColumn::Integer(primitive::<Int8Type, _>(chunks, i64::from)?),
        DataType::Int16 => RawColumn::Integer(primitive::<Int16Type, _>(chunks, i64::from)?),
        DataType::Int32 => RawColumn::Integer(primitive::<Int32Type, _>(chunks, i64::from)?),
        DataType::Int64 => RawColumn::Integer(primitive::<Int64Type, _>(chunks, |value| value)?),
        DataType::UInt8 => RawColumn::Integer(primitive::<UInt8Type, _>(chunks, i64::from)?),
        DataType::UInt16 => RawColumn::Integer(primitive::<UInt16Type, _>(chunks, i64::from)?),
        DataType::UInt32 => RawColumn::Integer(primitive::<UInt32Type, _>(chunks, i64::from)?),
        DataType::UInt64 => unsigned(&primitive::<UInt64Type, _>(chunks, |value| value)?),
        DataType::Float32 => RawColumn::Float(primitive::<Float32Type, _>(chunks, f64::from)?),
        DataType::Float64 => RawColumn::Float(primitive::<Float64Type, _>(chunks, |value| value)?),
        DataType::Boolean => RawColumn::Boolean(booleans(chunks)?),
        DataType::Date32 => RawColumn::Date(primitive::<Date32Type, _>(chunks, |days| days)?),
        DataType::Date64 => RawColumn::Date(primitive::<Date64Type, _>(chunks, day_of)?),
        DataType::Timestamp(unit, zone) => RawColumn::Timestamp {
            micros: match unit {
                TimeUnit::Second => micros::<TimestampSecondType>(chunks, |at| at.saturating_mul(1_000_000))?,
                TimeUnit::Millisecond => micros::<TimestampMillisecondType>(chunks, |at| at.saturating_mul(1_000))?,
                TimeUnit::Microsecond => micros::<TimestampMicrosecondType>(chunks, |at| at)?,
                TimeUnit::Nanosecond => micros::<TimestampNanosecondType>(chunks, |at| at.div_euclid(1_000))?,
            },
            naive: zone.is_none(),
        },
        DataType::Decimal32(_, scale) => {
            RawColumn::Decimal { values: primitive::<Decimal32Type, _>(chunks, i128::from)?, scale: *scale }
        }
        DataType::Decimal64(_, scale) => {
            RawColumn::Decimal { values: primitive::<Decimal64Type, _>(chunks, i128::from)?, scale: *scale }
        }
        DataType::Decimal128(_, scale) => {
            RawColumn::Decimal { values: primitive::<Decimal128Type, _>(chunks, |value| value)?, scale: *scale }
        }
        _ => return None,
    })
}

fn length(chunks: &[&ArrayRef]) -> usize {
    chunks.iter().map(|chunk| chunk.len()).sum()
}

fn primitive<T: ArrowPrimitiveType, U>(chunks: &[&ArrayRef], widen: fn(T::Native) -> U) -> Option<Vec<Option<U>>> {
    let mut cells = Vec::with_capacity(length(chunks));
    for chunk in chunks {
        cells.extend(chunk.as_primitive_opt::<T>()?.iter().map(|cell| cell.map(widen)));
    }
    Some(cells)
}

/// An instant beyond the range of microseconds stays beyond every year, and so becomes an error row.
fn micros<T: ArrowTimestampType>(chunks: &[&ArrayRef], scale: fn(i64) -> i64) -> Option<Vec<Option<i64>>> {
    primitive::<T, _>(chunks, scale)
}

fn day_of(millis: i64) -> i32 {
    let beyond = if millis < 0 { i32::MIN } else { i32::MAX };
    i32::try_from(millis.div_euclid(MILLIS_PER_DAY)).unwrap_or(beyond)
}

/// Integers where all of them are in range, else their digits, so that only the rows beyond are errors.
fn unsigned(cells: &[Option<u64>]) -> RawColumn {
    let narrow = |cell: &Option<u64>| cell.map(i64::try_from).transpose();
    match cells.iter().map(narrow).collect() {
        Ok(cells) => RawColumn::Integer(cells),
        Err(_) => {
            let mut digits = TextCells::new();
            cells.iter().for_each(|cell| digits.push(&cell.map(|cell| cell.to_string()).unwrap_or_default()));
            RawColumn::Text(digits)
        }
    }
}

fn booleans(chunks: &[&ArrayRef]) -> Option<Vec<Option<bool>>> {
    let mut cells = Vec::with_capacity(length(chunks));
    for chunk in chunks {
        cells.extend(chunk.as_boolean_opt()?.iter());
    }
    Some(cells)
}

fn texts(chunks: &[&ArrayRef]) -> Option<TextCells> {
    let mut cells = TextCells::new();
    for chunk in chunks {
        each_text(chunk, |text| cells.push(text.unwrap_or_default()))?;
    }
    Some(cells)
}

fn each_text(array: &dyn Array, mut visit: impl FnMut(Option<&str>)) -> Option<()> {
    match array.data_type() {
        DataType::Utf8 => array.as_string_opt::<i32>()?.iter().for_each(&mut visit),
        DataType::LargeUtf8 => array.as_string_opt::<i64>()?.iter().for_each(&mut visit),
        DataType::Utf8View => array.as_string_view_opt()?.iter().for_each(&mut visit),
        _ => return None,
    }
    Some(())
}

/// Every chunk may bring a dictionary of its own; each distinct text is kept once.
fn dictionary(chunks: &[&ArrayRef]) -> Option<RawColumn> {
    let mut codes = Vec::with_capacity(length(chunks));
    let (mut texts, mut known) = (TextCells::new(), BTreeMap::<String, u32>::new());
    for chunk in chunks {
        let chunk = chunk.as_any_dictionary_opt()?;
        if chunk.values().is_empty() {
            codes.extend(std::iter::repeat_n(None, chunk.len()));
            continue;
        }
        let mut places = Vec::with_capacity(chunk.values().len());
        each_text(chunk.values(), |text| {
            places.push(text.filter(|text| !text.is_empty()).and_then(|text| match known.get(text) {
                Some(place) => Some(*place),
                None => {
                    let place = u32::try_from(texts.len()).ok()?;
                    texts.push(text);
                    known.insert(text.to_owned(), place);
                    Some(place)
                }
            }));
        })?;
        let keys = chunk.normalized_keys();
        let nulls = chunk.keys().nulls();
        codes.extend(keys.iter().enumerate().map(|(row, key)| {
            let present = nulls.is_none_or(|nulls| nulls.is_valid(row));
            places.get(*key).copied().flatten().filter(|_| present)
        }));
    }
    Some(RawColumn::Dictionary { codes, texts })
}
