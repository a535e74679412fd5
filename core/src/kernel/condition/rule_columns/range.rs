//! Comparisons of numbers as one form: whether what is stored lies in a range.

use super::bits::{self, Words};
use super::packed::{Numbers, Stored};
use super::test::{number_of, run_of};
use crate::kernel::condition::constant::Constant;
use crate::kernel::condition::terms::Comparison;

/// A range of stored numbers, both ends included; empty when `low` is above `high`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Range {
    low: i128,
    high: i128,
}

impl Range {
    /// The numbers that compare so with a constant, for *not equal* those that do not; `None` when
    /// the constant is of another type than the numbers.
    pub(super) fn of(numbers: &Numbers, op: Comparison, constant: &Constant) -> Option<Self> {
        let (floor, exact) = number_of(constant, numbers.unit)?;
        // The least number that is not below the constant.
        let ceiling = if exact { floor } else { floor + 1 };
        let (least, most) = (i128::from(i64::MIN), i128::from(i64::MAX));
        let (low, high) = match op {
            Comparison::Equal | Comparison::NotEqual => (ceiling, floor),
            Comparison::Below => (least, ceiling - 1),
            Comparison::AtMost => (least, floor),
            Comparison::Above => (floor + 1, most),
            Comparison::AtLeast => (ceiling, most),
        };
        let step = i128::from(numbers.step);
        // A number is what is stored times the step.
        Some(Self { low: -(-low).div_euclid(step), high: high.div_euclid(step) })
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self { low: self.low.max(other.low), high: self.high.min(other.high) }
    }

    /// The one stored number of the range, where it holds one.
    pub(super) fn only(self) -> Option<i64> {
        if self.low == self.high { i64::try_from(self.low).ok() } else { None }
    }

    /// The range within those bounds; `None` when it is empty there.
    fn within(self, least: i64, most: i64) -> Option<(i64, i64)> {
        let (low, high) = (self.low.max(least.into()), self.high.min(most.into()));
        if low > high { None } else { Some((i64::try_from(low).ok()?, i64::try_from(high).ok()?)) }
    }
}

/// Writes one bit per number of the run at `start`: whether it lies in the range.
pub(super) fn pack(numbers: &Numbers, start: usize, range: Range, yes: &mut Words) {
    match &numbers.stored {
        Stored::Narrow(cells) => match range.within(i32::MIN.into(), i32::MAX.into()) {
            Some((low, high)) => {
                // INVARIANT: both ends were cut to 32 bits.
                let (low, high) = (i32::try_from(low).unwrap_or(i32::MIN), i32::try_from(high).unwrap_or(i32::MAX));
                // One comparison for both ends: numbers below `low` wrap around to large ones.
                let width = high.wrapping_sub(low).cast_unsigned();
                bits::pack(run_of(cells, start), yes, |cell| cell.wrapping_sub(low).cast_unsigned() <= width);
            }
            None => yes.fill(0),
        },
        Stored::Wide(cells) => match range.within(i64::MIN, i64::MAX) {
            Some((low, high)) => {
                let width = high.wrapping_sub(low).cast_unsigned();
                bits::pack(run_of(cells, start), yes, |cell| cell.wrapping_sub(low).cast_unsigned() <= width);
            }
            None => yes.fill(0),
        },
    }
}
