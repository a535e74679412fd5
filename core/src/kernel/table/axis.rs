//! The axis of one input: all its values cut into segments that no cell of the table tells apart.
//!
//! An ordered type is cut at the constants of its column: the segments are, in order, what lies below
//! the first constant, that constant, what lies between it and the next, and so on. Texts have a
//! segment for each constant and one for all others. The last segment is the missing value.

use chrono::{Datelike, NaiveDate};

use super::texts::TextIndex;
use crate::primitives::{Decimal, FieldType, Instant, Scalar, ScalarRef};

/// Segments from the first to the last, both included.
pub(super) type Span = (u32, u32);

/// An end of a run of values, with whether it belongs to it.
pub(super) type End = Option<(Scalar, bool)>;

/// The values of one input, cut into segments.
#[derive(Debug, Clone)]
pub(super) struct Axis {
    field_type: FieldType,
    points: Points,
    /// For each segment, the first at or after it that holds a value at all.
    next_live: Vec<u32>,
}

#[derive(Debug, Clone)]
enum Points {
    /// Sorted constants that fit 64 bits.
    Narrow(Vec<i64>),
    /// Sorted constants in 10^-18.
    Wide(Vec<i128>),
    Texts(TextIndex),
}

/// The place of an ordered value among all of its type: whole steps, of 10^-18 for decimals.
pub(super) fn key(value: ScalarRef<'_>) -> Option<i128> {
    Some(match value {
        ScalarRef::Boolean(value) => i128::from(value),
        ScalarRef::Integer(value) => i128::from(value),
        ScalarRef::Decimal(value) => value.units(),
        ScalarRef::Instant(value) => i128::from(value.micros()),
        ScalarRef::Date(value) => i128::from(value.num_days_from_ce()),
        _ => return None,
    })
}

/// The first and the last place of a type.
fn bounds(field_type: FieldType) -> (i128, i128) {
    const UNITS: i128 = 10_i128.pow(38) - 1;
    match field_type {
        FieldType::Boolean => (0, 1),
        FieldType::Integer => (i128::from(i64::MIN), i128::from(i64::MAX)),
        FieldType::Date => (1, 3_652_059), // 0001-01-01 to 9999-12-31.
        FieldType::Instant => (-62_135_596_800_000_000, 253_402_300_799_999_999),
        _ => (-UNITS, UNITS),
    }
}

impl Axis {
    /// The axis of an input whose column names those constants, and which may hold only `only` if that is not empty.
    pub(super) fn new(field_type: FieldType, constants: &[Scalar], only: &[Scalar], optional: bool) -> Self {
        let points = if matches!(field_type, FieldType::Text | FieldType::Enum) {
            let texts = constants.iter().chain(only).filter_map(|constant| match constant {
                Scalar::Text(text) => Some(text.as_str()),
                _ => None,
            });
            Points::Texts(TextIndex::new(texts))
        } else {
            let mut keys: Vec<i128> = constants.iter().filter_map(|constant| key(constant.as_ref())).collect();
            if field_type == FieldType::Boolean {
                keys.extend([0, 1]);
            }
            keys.sort_unstable();
            keys.dedup();
            match keys.iter().map(|key| i64::try_from(*key).ok()).collect() {
                Some(narrow) if !matches!(field_type, FieldType::Decimal | FieldType::Money) => Points::Narrow(narrow),
                _ => Points::Wide(keys),
            }
        };
        let mut axis = Self { field_type, points, next_live: Vec::new() };
        let segments = axis.missing() + 1;
        let mut next = segments;
        let mut next_live = vec![segments; segments as usize];
        for (segment, slot) in (0..segments).zip(&mut next_live).rev() {
            let live = if segment == axis.missing() { optional } else { axis.holds_values(segment, only) };
            next = if live { segment } else { next };
            *slot = next;
        }
        axis.next_live = next_live;
        axis
    }

    /// The segment of the missing value, which is the last.
    pub(super) fn missing(&self) -> u32 {
        let values = match &self.points {
            Points::Narrow(points) => 2 * points.len() + 1,
            Points::Wide(points) => 2 * points.len() + 1,
            Points::Texts(texts) => texts.len() + 1,
        };
        // INVARIANT: a column holds at most 10,000 rows of at most 10,000 constants.
        u32::try_from(values).unwrap_or(u32::MAX - 1)
    }

    /// The first segment at or after `from`, up to `to`, that a value can lie in.
    pub(super) fn live(&self, (from, to): Span) -> Option<u32> {
        self.next_live.get(from as usize).copied().filter(|live| *live <= to)
    }

    /// The segment of a value; a value of another type counts as missing.
    pub(super) fn locate(&self, value: Option<ScalarRef<'_>>) -> u32 {
        let Some(value) = value else { return self.missing() };
        match (&self.points, value) {
            (Points::Texts(texts), ScalarRef::Text(text)) => texts.place(text),
            (Points::Narrow(points), ScalarRef::Integer(value)) => segment(points.binary_search(&value)),
            (Points::Narrow(points), value) => match key(value).map(i64::try_from) {
                Some(Ok(key)) => segment(points.binary_search(&key)),
                _ => self.missing(),
            },
            (Points::Wide(points), ScalarRef::Integer(value)) if self.is_decimal() => {
                segment(points.binary_search(&Decimal::from_integer(value).units()))
            }
            (Points::Wide(points), value) => {
                key(value).map_or_else(|| self.missing(), |key| segment(points.binary_search(&key)))
            }
            _ => self.missing(),
        }
    }

    fn is_decimal(&self) -> bool {
        matches!(self.field_type, FieldType::Decimal | FieldType::Money)
    }

    fn point(&self, place: usize) -> Option<i128> {
        match &self.points {
            Points::Narrow(points) => points.get(place).copied().map(i128::from),
            Points::Wide(points) => points.get(place).copied(),
            Points::Texts(_) => None,
        }
    }

    /// The first and the last place within a segment of an ordered axis.
    fn inside(&self, segment: u32) -> (i128, i128) {
        let place = segment as usize / 2;
        if !segment.is_multiple_of(2) {
            let point = self.point(place).unwrap_or_default();
            return (point, point);
        }
        let (first, last) = bounds(self.field_type);
        let below = place.checked_sub(1).and_then(|before| self.point(before)).map_or(first, |point| point + 1);
        let above = self.point(place).map_or(last, |point| point - 1);
        (below, above)
    }

    fn holds_values(&self, segment: u32, only: &[Scalar]) -> bool {
        match &self.points {
            Points::Texts(texts) if only.is_empty() => texts.get(segment).is_some() || segment as usize == texts.len(),
            Points::Texts(texts) => {
                texts.get(segment).is_some_and(|text| only.iter().any(|only| only.as_ref() == ScalarRef::Text(text)))
            }
            _ => {
                let (first, last) = self.inside(segment);
                first <= last
            }
        }
    }

    /// A value that lies in the segment, the plainest one; `None` for the missing value.
    pub(super) fn example(&self, segment: u32) -> Option<Scalar> {
        if segment == self.missing() {
            return None;
        }
        if let Points::Texts(texts) = &self.points {
            return Some(Scalar::Text(texts.get(segment).map_or_else(|| texts.another(), str::to_owned)));
        }
        let (first, last) = self.inside(segment);
        let (lowest, highest) = bounds(self.field_type);
        let one = if self.is_decimal() { 10_i128.pow(18) } else { 1 };
        let at = if (first, last) == (lowest, highest) {
            0.clamp(lowest, highest)
        } else if first == lowest {
            (last + 1 - one).clamp(first, last)
        } else if last == highest {
            (first - 1 + one).clamp(first, last)
        } else if self.is_decimal() {
            plainest(first, last)
        } else {
            first + (last - first) / 2
        };
        self.scalar(at)
    }

    /// The value of a segment that holds no other.
    pub(super) fn single(&self, segment: u32) -> Option<Scalar> {
        let (first, last) = self.inside(segment);
        if first == last { self.scalar(first) } else { None }
    }

    /// The value at a place.
    pub(super) fn scalar(&self, key: i128) -> Option<Scalar> {
        match self.field_type {
            FieldType::Boolean => Some(Scalar::Boolean(key != 0)),
            FieldType::Integer => i64::try_from(key).ok().map(Scalar::Integer),
            FieldType::Instant => {
                i64::try_from(key).ok().and_then(|key| Instant::from_micros(key).ok()).map(Scalar::Instant)
            }
            FieldType::Date => i32::try_from(key).ok().and_then(NaiveDate::from_num_days_from_ce_opt).map(Scalar::Date),
            _ => Decimal::try_new(key, 18).ok().map(Scalar::Decimal),
        }
    }

    /// The ends of a run of value segments of an ordered axis, each with whether the end itself belongs to it.
    pub(super) fn ends(&self, (from, to): Span) -> (End, End) {
        let low = if from.is_multiple_of(2) { (from as usize / 2).checked_sub(1) } else { Some(from as usize / 2) };
        let low = low.and_then(|place| self.point(place)).and_then(|key| self.scalar(key));
        let high = self.point(to as usize / 2).and_then(|key| self.scalar(key));
        (low.map(|low| (low, !from.is_multiple_of(2))), high.map(|high| (high, !to.is_multiple_of(2))))
    }

    /// The constants of an axis of texts, sorted.
    pub(super) fn texts(&self) -> Option<&TextIndex> {
        match &self.points {
            Points::Texts(texts) => Some(texts),
            _ => None,
        }
    }
}

/// The segment of a search among the constants: they have the odd numbers.
fn segment(found: Result<usize, usize>) -> u32 {
    // INVARIANT: there are fewer than 2^31 constants.
    match found {
        Ok(place) => u32::try_from(2 * place + 1).unwrap_or_default(),
        Err(place) => u32::try_from(2 * place).unwrap_or_default(),
    }
}

/// The number with the fewest decimals from `first` to `last`, in 10^-18.
fn plainest(first: i128, last: i128) -> i128 {
    let middle = first + (last - first) / 2;
    for scale in (0..18).rev() {
        let step = 10_i128.pow(scale + 1);
        let down = middle.div_euclid(step) * step;
        if let Some(found) = [down, down + step].into_iter().find(|at| (first..=last).contains(at)) {
            return found;
        }
    }
    middle
}
