<<<<<<< HEAD
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
=======
//! The Arrow door: record batches become a host's table.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowDictionaryKeyType, ArrowPrimitiveType, Date32Type, Date64Type, Decimal128Type, Float32Type, Float64Type,
    Int8Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType, TimestampMillisecondType,
    TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, RecordBatch};
use arrow_buffer::ArrowNativeType;
use arrow_schema::{ArrowError, DataType, Schema, TimeUnit};

use crate::error::{Error, ErrorCode, Violation};
use crate::kernel::facts::{RawColumn, RawTable, TextCells};
use crate::primitives::{JsonPointer, limits};

/// What a column of a host may be, as messages name it.
pub(super) const ACCEPTED: &str = "text, integer, float, boolean, date, timestamp or decimal128";

const DAY_MILLIS: i64 = 86_400_000;

impl RawTable {
    /// The table in record batches of one schema, however many there are.
    ///
    /// | Arrow | read as |
    /// |---|---|
    /// | `utf8`, `large_utf8`, `utf8_view`, a dictionary of them with any key | text; empty = missing |
    /// | `int8` to `int64`, `uint8` to `uint64` | integer; a column with a number over 2^63 - 1 as text |
    /// | `float32`, `float64` | float; a `float32` as its shortest decimal |
    /// | `bool` | boolean |
    /// | `date32`, `date64` | date |
    /// | `timestamp` of any unit | timestamp, cut to the microsecond; local when it has no zone |
    /// | `decimal128` | decimal |
    /// | `null` | text, all missing |
    ///
    /// # Errors
    /// Class `input`: `column.wrong_type` for every column of another type, with pointers
    /// `/columns/<name>`; `arrow.not_readable` when a batch cannot be had; as [`RawTable::try_new`].
    pub fn from_record_batches(
        schema: &Schema,
        batches: impl IntoIterator<Item = Result<RecordBatch, ArrowError>>,
    ) -> Result<Self, Error> {
        let mut table = TableBuilder::new(schema).map_err(Error::input)?;
        for batch in batches {
            let batch = batch.map_err(|error| Error::input(vec![not_readable(&error.to_string())]))?;
            table.push(&batch).map_err(|violation| Error::input(vec![violation]))?;
        }
        table.finish()
    }
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
}

/// One column that grows batch by batch.
enum Growing {
    Text(TextCells),
    Integer(Vec<Option<i64>>),
    Unsigned(Vec<Option<u64>>),
    Float(Vec<Option<f64>>),
    Boolean(Vec<Option<bool>>),
    Date(Vec<Option<i32>>),
    Timestamp { micros: Vec<Option<i64>>, naive: bool },
    Decimal { values: Vec<Option<i128>>, scale: i8 },
}

impl TableBuilder {
    pub(super) fn new(schema: &Schema) -> Result<Self, Vec<Violation>> {
        let mut found = Vec::new();
        let mut columns = Vec::with_capacity(schema.fields().len());
        for field in schema.fields() {
            match Growing::of(field.data_type()) {
                Some(column) => columns.push(column),
                None => found.push(wrong_type(field.name(), &field.data_type().to_string())),
            }
        }
        let names = schema.fields().iter().map(|field| field.name().clone()).collect();
        if found.is_empty() { Ok(Self { names, columns, rows: 0 }) } else { Err(found) }
    }

    /// Refuses rows beyond the limit before they are decoded.
    pub(super) fn reserve(&self, rows: usize) -> Result<(), Violation> {
        if self.rows.saturating_add(rows) > limits::ROWS {
            return Err(Violation::new(ErrorCode::FactsTooManyRows, JsonPointer::root()).with("limit", limits::ROWS));
        }
        Ok(())
    }

    pub(super) fn push(&mut self, batch: &RecordBatch) -> Result<(), Violation> {
        self.reserve(batch.num_rows())?;
        if batch.num_columns() != self.columns.len() {
            return Err(not_readable("a batch has other columns than the schema"));
        }
        for ((column, name), array) in self.columns.iter_mut().zip(&self.names).zip(batch.columns()) {
            column.append(array).ok_or_else(|| wrong_type(name, &array.data_type().to_string()))?;
        }
        self.rows += batch.num_rows();
        Ok(())
    }

    pub(super) fn finish(self) -> Result<RawTable, Error> {
        RawTable::try_new(self.names.into_iter().zip(self.columns.into_iter().map(Growing::finish)).collect())
    }
}

fn is_text(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View)
}

impl Growing {
    fn of(data_type: &DataType) -> Option<Self> {
        Some(match data_type {
            DataType::Null => Self::Text(TextCells::new()),
            text if is_text(text) => Self::Text(TextCells::new()),
            DataType::Dictionary(_, values) if is_text(values) => Self::Text(TextCells::new()),
            DataType::Int8 | DataType::Int16 | DataType::Int32 | DataType::Int64 => Self::Integer(Vec::new()),
            DataType::UInt8 | DataType::UInt16 | DataType::UInt32 => Self::Integer(Vec::new()),
            DataType::UInt64 => Self::Unsigned(Vec::new()),
            DataType::Float32 | DataType::Float64 => Self::Float(Vec::new()),
            DataType::Boolean => Self::Boolean(Vec::new()),
            DataType::Date32 | DataType::Date64 => Self::Date(Vec::new()),
            DataType::Timestamp(_, zone) => Self::Timestamp { micros: Vec::new(), naive: zone.is_none() },
            DataType::Decimal128(_, scale) => Self::Decimal { values: Vec::new(), scale: *scale },
            _ => return None,
        })
    }

    /// Appends the cells of one batch; `None` when they are of another type than the schema said.
    fn append(&mut self, array: &Arc<dyn Array>) -> Option<()> {
        match (self, array.data_type()) {
            (Self::Text(cells), DataType::Null) => (0..array.len()).for_each(|_| cells.push("")),
            (Self::Text(cells), DataType::Dictionary(key, _)) => match key.as_ref() {
                DataType::Int8 => dictionary::<Int8Type>(cells, array)?,
                DataType::Int16 => dictionary::<Int16Type>(cells, array)?,
                DataType::Int32 => dictionary::<Int32Type>(cells, array)?,
                DataType::Int64 => dictionary::<Int64Type>(cells, array)?,
                DataType::UInt8 => dictionary::<UInt8Type>(cells, array)?,
                DataType::UInt16 => dictionary::<UInt16Type>(cells, array)?,
                DataType::UInt32 => dictionary::<UInt32Type>(cells, array)?,
                DataType::UInt64 => dictionary::<UInt64Type>(cells, array)?,
                _ => return None,
            },
            (Self::Text(cells), _) => {
                let texts = Texts::of(array.as_ref())?;
                (0..array.len()).for_each(|row| cells.push(texts.get(row)));
            }
            (Self::Integer(cells), DataType::Int8) => primitive::<Int8Type, _>(cells, array, i64::from)?,
            (Self::Integer(cells), DataType::Int16) => primitive::<Int16Type, _>(cells, array, i64::from)?,
            (Self::Integer(cells), DataType::Int32) => primitive::<Int32Type, _>(cells, array, i64::from)?,
            (Self::Integer(cells), DataType::Int64) => primitive::<Int64Type, _>(cells, array, |value| value)?,
            (Self::Integer(cells), DataType::UInt8) => primitive::<UInt8Type, _>(cells, array, i64::from)?,
            (Self::Integer(cells), DataType::UInt16) => primitive::<UInt16Type, _>(cells, array, i64::from)?,
            (Self::Integer(cells), DataType::UInt32) => primitive::<UInt32Type, _>(cells, array, i64::from)?,
            (Self::Unsigned(cells), _) => primitive::<UInt64Type, _>(cells, array, |value| value)?,
            (Self::Float(cells), DataType::Float32) => primitive::<Float32Type, _>(cells, array, widen)?,
            (Self::Float(cells), _) => primitive::<Float64Type, _>(cells, array, |value| value)?,
            (Self::Boolean(cells), _) => cells.extend(array.as_boolean_opt()?.iter()),
            (Self::Date(cells), DataType::Date32) => primitive::<Date32Type, _>(cells, array, |value| value)?,
            (Self::Date(cells), _) => primitive::<Date64Type, _>(cells, array, |millis| {
                // A day beyond the range stays beyond it, and no date can be read from it.
                i32::try_from(millis.div_euclid(DAY_MILLIS)).unwrap_or(i32::MAX)
            })?,
            (Self::Timestamp { micros, .. }, DataType::Timestamp(unit, _)) => match unit {
                TimeUnit::Second => {
                    primitive::<TimestampSecondType, _>(micros, array, |at| at.saturating_mul(1_000_000))?;
                }
                TimeUnit::Millisecond => {
                    primitive::<TimestampMillisecondType, _>(micros, array, |at| at.saturating_mul(1_000))?;
                }
                TimeUnit::Microsecond => primitive::<TimestampMicrosecondType, _>(micros, array, |at| at)?,
                TimeUnit::Nanosecond => {
                    primitive::<TimestampNanosecondType, _>(micros, array, |at| at.div_euclid(1_000))?;
                }
            },
            (Self::Decimal { values, .. }, _) => primitive::<Decimal128Type, _>(values, array, |value| value)?,
            _ => return None,
        }
        Some(())
    }

    fn finish(self) -> RawColumn {
        match self {
            Self::Text(cells) => RawColumn::Text(cells),
            Self::Integer(cells) => RawColumn::Integer(cells),
            Self::Unsigned(cells) => unsigned(&cells),
            Self::Float(cells) => RawColumn::Float(cells),
            Self::Boolean(cells) => RawColumn::Boolean(cells),
            Self::Date(cells) => RawColumn::Date(cells),
            Self::Timestamp { micros, naive } => RawColumn::Timestamp { micros, naive },
            Self::Decimal { values, scale } => RawColumn::Decimal { values, scale },
        }
    }
}

/// A column of numbers beyond 2^63 - 1 becomes text, which is read as exactly.
fn unsigned(cells: &[Option<u64>]) -> RawColumn {
    let fits = |cell: &Option<u64>| cell.map(i64::try_from).transpose();
    match cells.iter().map(fits).collect() {
        Ok(cells) => RawColumn::Integer(cells),
        Err(_) => {
            let mut texts = TextCells::new();
            for cell in cells {
                texts.push(&cell.map(|value| value.to_string()).unwrap_or_default());
            }
            RawColumn::Text(texts)
>>>>>>> e4ebf1a (Arrow doors: record batches and checked IPC streams)
        }
    }
}

<<<<<<< HEAD
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
=======
/// The double whose shortest decimal is that of the single: `0.1` stays `0.1`.
fn widen(value: f32) -> f64 {
    value.to_string().parse().unwrap_or(f64::NAN)
}

fn primitive<A: ArrowPrimitiveType, T>(
    cells: &mut Vec<Option<T>>,
    array: &Arc<dyn Array>,
    convert: impl Fn(A::Native) -> T,
) -> Option<()> {
    cells.extend(array.as_primitive_opt::<A>()?.iter().map(|cell| cell.map(&convert)));
    Some(())
}

fn dictionary<K: ArrowDictionaryKeyType>(cells: &mut TextCells, array: &Arc<dyn Array>) -> Option<()> {
    let dictionary = array.as_dictionary_opt::<K>()?;
    let texts = Texts::of(dictionary.values().as_ref())?;
    for key in dictionary.keys().iter() {
        let place = key.and_then(ArrowNativeType::to_usize);
        cells.push(place.map_or("", |place| texts.get(place)));
>>>>>>> e4ebf1a (Arrow doors: record batches and checked IPC streams)
    }
    Some(())
}

<<<<<<< HEAD
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
=======
/// Texts of any Arrow width.
enum Texts<'a> {
    Small(&'a arrow_array::StringArray),
    Large(&'a arrow_array::LargeStringArray),
    View(&'a arrow_array::StringViewArray),
}

impl<'a> Texts<'a> {
    fn of(array: &'a dyn Array) -> Option<Self> {
        array
            .as_string_opt::<i32>()
            .map(Self::Small)
            .or_else(|| array.as_string_opt::<i64>().map(Self::Large))
            .or_else(|| array.as_string_view_opt().map(Self::View))
    }

    /// The text at `row`, empty when it is missing or past the end.
    fn get(&self, row: usize) -> &'a str {
        match self {
            Self::Small(texts) if row < texts.len() && texts.is_valid(row) => texts.value(row),
            Self::Large(texts) if row < texts.len() && texts.is_valid(row) => texts.value(row),
            Self::View(texts) if row < texts.len() && texts.is_valid(row) => texts.value(row),
            _ => "",
        }
    }
>>>>>>> e4ebf1a (Arrow doors: record batches and checked IPC streams)
}
