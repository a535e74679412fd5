//! Columns that grow batch by batch.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Date64Type, Decimal32Type, Decimal64Type, Decimal128Type, Float32Type, Float64Type,
    Int8Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType, TimestampMillisecondType,
    TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef};
use arrow_buffer::ArrowNativeType;
use arrow_schema::{DataType, TimeUnit};

use super::lists::GrowingList;
use crate::error::{ErrorCode, Violation};
use crate::kernel::facts::{RawColumn, TextCells};
use crate::primitives::{JsonPointer, limits};

const DAY_MILLIS: i64 = 86_400_000;

/// One column that grows batch by batch.
pub(super) enum Growing {
    Text(TextCells),
    Dictionary(GrowingDictionary),
    Integer(Vec<Option<i64>>),
    Unsigned(Vec<Option<u64>>),
    Float(Vec<Option<f64>>),
    Boolean(Vec<Option<bool>>),
    Date(Vec<Option<i32>>),
    Timestamp {
        micros: Vec<Option<i64>>,
        naive: bool,
    },
    Decimal {
        values: Vec<Option<i128>>,
        scale: i8,
    },
    /// Only in tables that take lists.
    List(Box<GrowingList>),
}

/// Texts as codes; each batch may bring a dictionary of its own.
#[derive(Default)]
pub(super) struct GrowingDictionary {
    pub(super) codes: Vec<Option<u32>>,
    pub(super) texts: TextCells,
    /// The dictionary of the last batch, and where its texts start.
    last: Option<(ArrayRef, usize)>,
}

/// What is left of [`limits::TABLE_TEXT_BYTES`].
pub(super) struct TextBudget(usize);

/// The text of a table is over its limit.
pub(super) struct TooMuchText;

impl Default for TextBudget {
    fn default() -> Self {
        Self(limits::TABLE_TEXT_BYTES)
    }
}

impl TextBudget {
    /// Whether texts of those lengths still fit, before any of them is copied.
    pub(super) fn check(&self, lengths: impl Iterator<Item = usize>) -> Result<(), TooMuchText> {
        let total = lengths.fold(0_usize, |total, length| total.saturating_add(length + size_of::<usize>()));
        if total <= self.0 { Ok(()) } else { Err(TooMuchText) }
    }

    /// Appends a text, empty for a missing one; its place costs a word beside its bytes.
    pub(super) fn push(&mut self, cells: &mut TextCells, text: &str) -> Result<(), TooMuchText> {
        self.0 = self.0.checked_sub(text.len() + size_of::<usize>()).ok_or(TooMuchText)?;
        cells.push(text);
        Ok(())
    }
}

impl From<TooMuchText> for Violation {
    fn from(_: TooMuchText) -> Self {
        Self::new(ErrorCode::FactsTooMuchText, JsonPointer::root()).with("limit", limits::TABLE_TEXT_BYTES)
    }
}

fn is_text(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View)
}

impl Growing {
    /// An empty column of that type, `None` when it is not read.
    pub(super) fn of(data_type: &DataType) -> Option<Self> {
        Some(match data_type {
            DataType::Null => Self::Text(TextCells::new()),
            text if is_text(text) => Self::Text(TextCells::new()),
            DataType::Dictionary(_, values) if is_text(values) => Self::Dictionary(GrowingDictionary::default()),
            DataType::Int8 | DataType::Int16 | DataType::Int32 | DataType::Int64 => Self::Integer(Vec::new()),
            DataType::UInt8 | DataType::UInt16 | DataType::UInt32 => Self::Integer(Vec::new()),
            DataType::UInt64 => Self::Unsigned(Vec::new()),
            DataType::Float32 | DataType::Float64 => Self::Float(Vec::new()),
            DataType::Boolean => Self::Boolean(Vec::new()),
            DataType::Date32 | DataType::Date64 => Self::Date(Vec::new()),
            DataType::Timestamp(_, zone) => Self::Timestamp { micros: Vec::new(), naive: zone.is_none() },
            DataType::Decimal32(_, scale) | DataType::Decimal64(_, scale) | DataType::Decimal128(_, scale) => {
                Self::Decimal { values: Vec::new(), scale: *scale }
            }
            _ => return None,
        })
    }

    /// Appends the cells of one batch; `None` when they are of another type than the schema said.
    pub(super) fn append(&mut self, array: &ArrayRef, budget: &mut TextBudget) -> Result<Option<()>, TooMuchText> {
        match self {
            Self::Text(cells) => {
                let texts = Texts::of(array.as_ref());
                if texts.is_none() && array.data_type() != &DataType::Null {
                    return Ok(None);
                }
                cells.reserve(array.len());
                match texts {
                    Some(Texts::Small(texts)) => append_texts(cells, texts.iter(), budget)?,
                    Some(Texts::Large(texts)) => append_texts(cells, texts.iter(), budget)?,
                    Some(Texts::View(texts)) => {
                        // Views can state more text than was sent.
                        budget.check(texts.iter().map(|text| text.map_or(0, str::len)))?;
                        append_texts(cells, texts.iter(), budget)?;
                    }
                    None => append_texts(cells, (0..array.len()).map(|_| None), budget)?,
                }
                Ok(Some(()))
            }
            Self::Dictionary(column) => column.append(array, budget),
            _ => Ok(self.append_values(array)),
        }
    }

    fn append_values(&mut self, array: &ArrayRef) -> Option<()> {
        match (self, array.data_type()) {
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
            (Self::Date(cells), _) => primitive::<Date64Type, _>(cells, array, day_of_millis)?,
            (Self::Timestamp { micros, .. }, DataType::Timestamp(unit, _)) => {
                let convert = |at| micros_of(*unit, at);
                match unit {
                    TimeUnit::Second => primitive::<TimestampSecondType, _>(micros, array, convert)?,
                    TimeUnit::Millisecond => primitive::<TimestampMillisecondType, _>(micros, array, convert)?,
                    TimeUnit::Microsecond => primitive::<TimestampMicrosecondType, _>(micros, array, convert)?,
                    TimeUnit::Nanosecond => primitive::<TimestampNanosecondType, _>(micros, array, convert)?,
                }
            }
            (Self::Decimal { values, .. }, DataType::Decimal32(_, _)) => {
                primitive::<Decimal32Type, _>(values, array, i128::from)?;
            }
            (Self::Decimal { values, .. }, DataType::Decimal64(_, _)) => {
                primitive::<Decimal64Type, _>(values, array, i128::from)?;
            }
            (Self::Decimal { values, .. }, _) => primitive::<Decimal128Type, _>(values, array, |value| value)?,
            _ => return None,
        }
        Some(())
    }

    /// The column, complete.
    pub(super) fn finish(self) -> RawColumn {
        match self {
            Self::Text(cells) => RawColumn::Text(cells),
            Self::Dictionary(column) => RawColumn::Dictionary { codes: column.codes, texts: column.texts },
            Self::Integer(cells) => RawColumn::Integer(cells),
            Self::Unsigned(cells) => unsigned(&cells),
            Self::Float(cells) => RawColumn::Float(cells),
            Self::Boolean(cells) => RawColumn::Boolean(cells),
            Self::Date(cells) => RawColumn::Date(cells),
            Self::Timestamp { micros, naive } => RawColumn::Timestamp { micros, naive },
            Self::Decimal { values, scale } => RawColumn::Decimal { values, scale },
            // Finished beside the other columns; an entry of a list is never one.
            Self::List(_) => RawColumn::Text(TextCells::new()),
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
        }
    }
}

/// The day of milliseconds since 1970; one beyond the range stays beyond it, and is no date.
pub(super) fn day_of_millis(millis: i64) -> i32 {
    i32::try_from(millis.div_euclid(DAY_MILLIS)).unwrap_or(i32::MAX)
}

/// Microseconds of a time in any unit; one beyond the range stays beyond it, and is no instant.
pub(super) fn micros_of(unit: TimeUnit, at: i64) -> i64 {
    match unit {
        TimeUnit::Second => at.saturating_mul(1_000_000),
        TimeUnit::Millisecond => at.saturating_mul(1_000),
        TimeUnit::Microsecond => at,
        TimeUnit::Nanosecond => at.div_euclid(1_000),
    }
}

/// The double whose shortest decimal is that of the single: `0.1` stays `0.1`.
pub(super) fn widen(value: f32) -> f64 {
    value.to_string().parse().unwrap_or(f64::NAN)
}

fn primitive<A: ArrowPrimitiveType, T>(
    cells: &mut Vec<Option<T>>,
    array: &ArrayRef,
    convert: impl Fn(A::Native) -> T,
) -> Option<()> {
    cells.extend(array.as_primitive_opt::<A>()?.iter().map(|cell| cell.map(&convert)));
    Some(())
}

fn append_texts<'a>(
    cells: &mut TextCells,
    mut texts: impl Iterator<Item = Option<&'a str>>,
    budget: &mut TextBudget,
) -> Result<(), TooMuchText> {
    texts.try_for_each(|text| budget.push(cells, text.unwrap_or_default()))
}

impl GrowingDictionary {
    fn append(&mut self, array: &ArrayRef, budget: &mut TextBudget) -> Result<Option<()>, TooMuchText> {
        let Some(dictionary) = array.as_any_dictionary_opt() else { return Ok(None) };
        let values = dictionary.values();
        let Some(texts) = Texts::of(values.as_ref()) else { return Ok(None) };
        let base = match &self.last {
            // Readers hand the same dictionary out again and again, as one array or as a copy.
            Some((last, base)) if Arc::ptr_eq(last, values) || last.as_ref() == values.as_ref() => *base,
            _ => {
                let base = self.texts.len();
                for place in 0..values.len() {
                    budget.push(&mut self.texts, texts.get(place))?;
                }
                self.last = Some((Arc::clone(values), base));
                base
            }
        };
        let code = |key: Option<usize>| u32::try_from(base + key.filter(|key| *key < values.len())?).ok();
        let keys = dictionary.keys();
        Ok(match keys.data_type() {
            DataType::Int8 => self.keys::<Int8Type>(keys, code),
            DataType::Int16 => self.keys::<Int16Type>(keys, code),
            DataType::Int32 => self.keys::<Int32Type>(keys, code),
            DataType::Int64 => self.keys::<Int64Type>(keys, code),
            DataType::UInt8 => self.keys::<UInt8Type>(keys, code),
            DataType::UInt16 => self.keys::<UInt16Type>(keys, code),
            DataType::UInt32 => self.keys::<UInt32Type>(keys, code),
            DataType::UInt64 => self.keys::<UInt64Type>(keys, code),
            _ => None,
        })
    }

    fn keys<K: ArrowPrimitiveType>(
        &mut self,
        keys: &dyn Array,
        code: impl Fn(Option<usize>) -> Option<u32>,
    ) -> Option<()> {
        let keys = keys.as_primitive_opt::<K>()?;
        self.codes.extend(keys.iter().map(|key| code(key.and_then(ArrowNativeType::to_usize))));
        Some(())
    }
}

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
}
