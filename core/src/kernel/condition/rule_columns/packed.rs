//! Columns packed for evaluation: each value in few bytes, missing ones as bits beside them.

use chrono::NaiveDate;

use crate::primitives::{Decimal, EventColumns, FieldType, Instant, ScalarRef, SetColumns};

/// The values of one field in many records, packed.
#[derive(Debug, Clone)]
pub struct PackedColumn {
    /// One bit per row that has a value; `None` when all have.
    pub(super) present: Option<Vec<u64>>,
    pub(super) cells: PackedCells,
    pub(super) rows: usize,
}

#[derive(Debug, Clone)]
pub(super) enum PackedCells {
    /// No row has a value.
    Missing,
    /// One bit per row.
    Booleans(Vec<u64>),
    Numbers(Numbers),
    /// Decimals that share no scale within 64 bits.
    Decimals(Vec<Decimal>),
    /// Values as places in a list of the distinct ones.
    Words {
        codes: Codes,
        words: Vec<Word>,
    },
    /// The sets of all rows one after the other, and where each row's end.
    Sets {
        ends: Vec<u32>,
        sets: SetColumns,
    },
    /// The events of all rows one after the other, and where each row's end.
    Events {
        ends: Vec<u32>,
        events: EventColumns,
    },
}

/// Whole numbers that stand for values of some type.
#[derive(Debug, Clone)]
pub(super) struct Numbers {
    pub(super) unit: Unit,
    /// What is stored times this is the number.
    pub(super) step: i64,
    pub(super) stored: Stored,
}

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Integer,
    /// Parts of one, by the digits after the point.
    Decimal(u8),
    /// Days since 1970-01-01.
    Day,
    /// Microseconds since 1970-01-01T00:00:00Z.
    Micro,
}

#[derive(Debug, Clone)]
pub(super) enum Stored {
    Narrow(Vec<i32>),
    Wide(Vec<i64>),
}

#[derive(Debug, Clone)]
pub(super) enum Codes {
    Byte(Vec<u8>),
    Short(Vec<u16>),
    Long(Vec<u32>),
}

/// One distinct value of a column of texts.
pub(super) type Word = Box<str>;

/// Sets a bit.
pub(super) fn set(words: &mut [u64], row: usize) {
    if let Some(word) = words.get_mut(row / 64) {
        *word |= 1 << (row % 64);
    }
}

/// Whether a bit is set.
pub(super) fn has(words: &[u64], row: usize) -> bool {
    words.get(row / 64).is_some_and(|word| word >> (row % 64) & 1 == 1)
}

/// The values, 0 where one is missing, and a bit for each that is there.
fn split<T: Copy + Default>(values: impl Iterator<Item = Option<T>>, rows: usize) -> (Vec<T>, Option<Vec<u64>>) {
    let mut present = vec![0_u64; rows.div_ceil(64)];
    let mut all = true;
    let mut cells = Vec::with_capacity(rows);
    for (row, value) in values.enumerate() {
        match value {
            Some(_) => set(&mut present, row),
            None => all = false,
        }
        cells.push(value.unwrap_or_default());
    }
    (cells, (!all).then_some(present))
}

/// A bit for each row but the missing ones.
fn without(missing: &[usize], rows: usize) -> Option<Vec<u64>> {
    if missing.is_empty() {
        return None;
    }
    let mut present = vec![0; rows.div_ceil(64)];
    (0..rows).for_each(|row| set(&mut present, row));
    for row in missing {
        if let Some(word) = present.get_mut(row / 64) {
            *word &= !(1 << (row % 64));
        }
    }
    Some(present)
}

/// Where the entries of a row stand.
fn span(ends: &[u32], row: usize) -> Option<std::ops::Range<usize>> {
    let start = row.checked_sub(1).map_or(Some(&0), |before| ends.get(before))?;
    Some(usize::try_from(*start).ok()?..usize::try_from(*ends.get(row)?).ok()?)
}

impl PackedColumn {
    /// A column without a value in any of its rows.
    pub fn missing(rows: usize) -> Self {
        Self { present: Some(vec![0; rows.div_ceil(64)]), cells: PackedCells::Missing, rows }
    }

    /// Truth values.
    pub fn booleans(values: impl ExactSizeIterator<Item = Option<bool>>) -> Self {
        let rows = values.len();
        let mut truths = vec![0; rows.div_ceil(64)];
        let (cells, present) = split(values, rows);
        cells.iter().enumerate().filter(|(_, cell)| **cell).for_each(|(row, _)| set(&mut truths, row));
        Self { present, cells: PackedCells::Booleans(truths), rows }
    }

    /// Whole numbers.
    pub fn integers(values: impl ExactSizeIterator<Item = Option<i64>>) -> Self {
        Self::numbers(values, Unit::Integer)
    }

    /// Days since 1970-01-01.
    pub fn days(values: impl ExactSizeIterator<Item = Option<i32>>) -> Self {
        Self::numbers(values.map(|day| day.map(i64::from)), Unit::Day)
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    pub fn micros(values: impl ExactSizeIterator<Item = Option<i64>>) -> Self {
        Self::numbers(values, Unit::Micro)
    }

    /// Decimals as whole numbers of the last of `scale` digits after the point, at most 18.
    pub fn scaled(values: impl ExactSizeIterator<Item = Option<i64>>, scale: u8) -> Self {
        Self::numbers(values, Unit::Decimal(scale))
    }

    /// Decimals of any scales.
    pub fn decimals(values: Vec<Option<Decimal>>) -> Self {
        let rows = values.len();
        let scale = values.iter().flatten().map(|value| value.decimals()).max().unwrap_or(0);
        let scaled: Option<Vec<Option<i64>>> = values
            .iter()
            .map(|value| match value {
                Some(value) => value.scaled(scale).map(Some),
                None => Some(None),
            })
            .collect();
        match scaled {
            Some(scaled) => Self::scaled(scaled.into_iter(), scale),
            None => {
                let zero = Decimal::from_integer(0);
                let mut present = vec![0; rows.div_ceil(64)];
                values
                    .iter()
                    .enumerate()
                    .filter(|(_, value)| value.is_some())
                    .for_each(|(row, _)| set(&mut present, row));
                let cells = values.into_iter().map(|value| value.unwrap_or(zero)).collect();
                Self { present: Some(present), cells: PackedCells::Decimals(cells), rows }
            }
        }
    }

    /// Texts as places in `words`, which holds each once; a code past its end is a missing text.
    pub fn texts(codes: &[u32], words: Vec<Box<str>>) -> Self {
        let rows = codes.len();
        let count = u32::try_from(words.len()).unwrap_or(u32::MAX);
        let (codes, present) = split(codes.iter().map(|code| Some(*code).filter(|code| *code < count)), rows);
        Self { present, cells: PackedCells::Words { codes: Codes::of(codes, words.len()), words }, rows }
    }

    /// Sets of texts that stand one after the other, and where each row's end; `missing` rows have none.
    pub fn sets(sets: SetColumns, ends: Vec<u32>, missing: &[usize]) -> Self {
        Self { present: without(missing, ends.len()), rows: ends.len(), cells: PackedCells::Sets { ends, sets } }
    }

    /// Events that stand one after the other, and where each row's end; `missing` rows have none.
    pub fn events(events: EventColumns, ends: Vec<u32>, missing: &[usize]) -> Self {
        Self { present: without(missing, ends.len()), rows: ends.len(), cells: PackedCells::Events { ends, events } }
    }

    fn numbers(values: impl ExactSizeIterator<Item = Option<i64>>, unit: Unit) -> Self {
        const SECOND: i64 = 1_000_000;
        let rows = values.len();
        let (cells, present) = split(values, rows);
        let step = if unit == Unit::Micro && cells.iter().all(|cell| cell % SECOND == 0) { SECOND } else { 1 };
        let narrow: Option<Vec<i32>> = cells.iter().map(|cell| i32::try_from(cell / step).ok()).collect();
        let (step, stored) = match narrow {
            Some(narrow) => (step, Stored::Narrow(narrow)),
            None => (1, Stored::Wide(cells)),
        };
        Self { present, cells: PackedCells::Numbers(Numbers { unit, step, stored }), rows }
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Whether a row has a value.
    pub(super) fn is_present(&self, row: usize) -> bool {
        self.present.as_ref().map_or(row < self.rows, |present| has(present, row))
    }

    /// The value of a row, or `None` when it is missing.
    pub fn value(&self, row: usize) -> Option<ScalarRef<'_>> {
        if !self.is_present(row) {
            return None;
        }
        match &self.cells {
            PackedCells::Missing => None,
            PackedCells::Booleans(truths) => Some(ScalarRef::Boolean(has(truths, row))),
            PackedCells::Numbers(numbers) => numbers.value(row),
            PackedCells::Decimals(cells) => cells.get(row).copied().map(ScalarRef::Decimal),
            PackedCells::Words { codes, words } => words.get(codes.get(row)?).map(|word| ScalarRef::Text(word)),
            PackedCells::Sets { ends, sets } => Some(ScalarRef::Set(sets.slice(span(ends, row)?))),
            PackedCells::Events { ends, events } => Some(ScalarRef::Events(events.slice(span(ends, row)?))),
        }
    }

    /// Whether a field of that type can stand in this column.
    pub(super) fn holds(&self, field_type: FieldType) -> bool {
        match (&self.cells, field_type) {
            (PackedCells::Missing, _) => true,
            (PackedCells::Booleans(_), FieldType::Boolean) => true,
            (PackedCells::Numbers(numbers), field_type) => match numbers.unit {
                Unit::Integer => matches!(field_type, FieldType::Integer),
                Unit::Decimal(_) => matches!(field_type, FieldType::Decimal | FieldType::Money),
                Unit::Day => field_type == FieldType::Date,
                Unit::Micro => field_type == FieldType::Instant,
            },
            (PackedCells::Decimals(_), FieldType::Decimal | FieldType::Money) => true,
            (PackedCells::Words { .. }, FieldType::Text | FieldType::Enum) => true,
            (PackedCells::Sets { .. }, FieldType::Set) | (PackedCells::Events { .. }, FieldType::Events) => true,
            _ => false,
        }
    }

    /// What the cells are, as messages name it.
    pub(super) fn type_name(&self) -> &'static str {
        match &self.cells {
            PackedCells::Missing => "missing",
            PackedCells::Booleans(_) => "boolean",
            PackedCells::Numbers(numbers) => match numbers.unit {
                Unit::Integer => "integer",
                Unit::Decimal(_) => "decimal",
                Unit::Day => "date",
                Unit::Micro => "instant",
            },
            PackedCells::Decimals(_) => "decimal",
            PackedCells::Words { .. } => "text",
            PackedCells::Sets { .. } => "set",
            PackedCells::Events { .. } => "events",
        }
    }

    /// Bytes that the values take.
    pub(super) fn bytes(&self) -> usize {
        let cells = match &self.cells {
            PackedCells::Missing => 0,
            PackedCells::Booleans(truths) => size_of_val(truths.as_slice()),
            PackedCells::Numbers(numbers) => match &numbers.stored {
                Stored::Narrow(cells) => size_of_val(cells.as_slice()),
                Stored::Wide(cells) => size_of_val(cells.as_slice()),
            },
            PackedCells::Decimals(cells) => size_of_val(cells.as_slice()),
            PackedCells::Words { codes, words } => {
                codes.bytes() + size_of_val(words.as_slice()) + words.iter().map(|word| word.len()).sum::<usize>()
            }
            PackedCells::Sets { ends, sets } => size_of_val(ends.as_slice()) + size_of_val(sets.all().codes()),
            PackedCells::Events { ends, events } => {
                let events = events.all();
                // Attributes are few, and not counted.
                size_of_val(ends.as_slice()) + size_of_val(events.times()) + size_of_val(events.kinds())
            }
        };
        cells + self.present.as_ref().map_or(0, |present| size_of_val(present.as_slice()))
    }
}

impl Numbers {
    pub(super) fn number(&self, row: usize) -> Option<i64> {
        let stored = match &self.stored {
            Stored::Narrow(cells) => i64::from(*cells.get(row)?),
            Stored::Wide(cells) => *cells.get(row)?,
        };
        // INVARIANT: a step is over 1 only where each number was divided by it.
        Some(stored * self.step)
    }

    fn value(&self, row: usize) -> Option<ScalarRef<'static>> {
        let number = self.number(row)?;
        match self.unit {
            Unit::Integer => Some(ScalarRef::Integer(number)),
            Unit::Decimal(scale) => Decimal::try_new(number.into(), scale).ok().map(ScalarRef::Decimal),
            Unit::Day => NaiveDate::from_epoch_days(i32::try_from(number).ok()?).map(ScalarRef::Date),
            Unit::Micro => Instant::from_micros(number).ok().map(ScalarRef::Instant),
        }
    }
}

impl Codes {
    fn of(codes: Vec<u32>, words: usize) -> Self {
        if words <= 1 << 8 {
            Self::Byte(codes.into_iter().map(|code| u8::try_from(code).unwrap_or(0)).collect())
        } else if words <= 1 << 16 {
            Self::Short(codes.into_iter().map(|code| u16::try_from(code).unwrap_or(0)).collect())
        } else {
            Self::Long(codes)
        }
    }

    pub(super) fn get(&self, row: usize) -> Option<usize> {
        match self {
            Self::Byte(codes) => codes.get(row).copied().map(usize::from),
            Self::Short(codes) => codes.get(row).copied().map(usize::from),
            Self::Long(codes) => usize::try_from(*codes.get(row)?).ok(),
        }
    }

    fn bytes(&self) -> usize {
        match self {
            Self::Byte(codes) => size_of_val(codes.as_slice()),
            Self::Short(codes) => size_of_val(codes.as_slice()),
            Self::Long(codes) => size_of_val(codes.as_slice()),
        }
    }
}
