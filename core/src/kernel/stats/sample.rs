//! All values of a number, for what cannot be had from sums.

use deserr::Deserr;
use serde::Serialize;

use super::document::{self, Document};
use crate::error::{Error, ErrorCode};
use crate::primitives::Probability;
use crate::primitives::decode::DecodeError;

/// Every value observed: the exact median and empirical quantiles, 8 bytes a value.
///
/// ```
/// use leadstone::Probability;
/// use leadstone::kernel::stats::Sample;
/// let mut days = Sample::default();
/// for value in [9.0, 1.0, 4.0, 2.0] {
///     days.observe(value).unwrap();
/// }
/// // Sorted 1, 2, 4, 9: the median is (2 + 4) / 2.
/// assert_eq!(days.median(), Some(3.0));
/// // Type 7 at 0.75: place 3 * 0.75 = 2.25, so 4 + 0.25 * (9 - 4) = 5.25.
/// assert_eq!(days.quantile(Probability::try_new(0.75).unwrap()), Some(5.25));
/// assert_eq!(days.to_json().unwrap(), r#"{"kind":"stats.sample","schema_version":1,"values":[1,2,4,9]}"#);
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sample {
    values: Vec<f64>,
}

impl Sample {
    /// Takes one value in.
    ///
    /// # Errors
    /// `number.not_finite`; the accumulator is then unchanged.
    pub fn observe(&mut self, value: f64) -> Result<(), ErrorCode> {
        if !value.is_finite() {
            return Err(ErrorCode::NumberNotFinite);
        }
        // Adding zero turns -0 into 0, so that both sort and print alike.
        self.values.push(value + 0.0);
        Ok(())
    }

    /// Takes in all that another accumulator has seen; the order of merging does not matter.
    pub fn merge(&mut self, other: Self) {
        self.values.extend(other.values);
    }

    /// How many values.
    pub fn n(&self) -> usize {
        self.values.len()
    }

    /// The middle value, or the mean of the two middle ones; `None` without a value.
    ///
    /// Selects in linear time and reorders the values, hence `mut`.
    pub fn median(&mut self) -> Option<f64> {
        let upper = self.values.len() / 2;
        let even = self.values.len().is_multiple_of(2);
        let (below, middle, _) = self.select(upper)?;
        match below {
            Some(below) if even => Some(midpoint(below, middle)),
            _ => Some(middle),
        }
    }

    /// The empirical quantile at `p`, linear between order statistics; `None` without a value.
    ///
    /// Type 7 of R. J. Hyndman, Y. Fan, "Sample quantiles in statistical packages", The American
    /// Statistician 50 (1996), 361-365: place `(n - 1) p` among the sorted values, counted from 0.
    pub fn quantile(&mut self, p: Probability) -> Option<f64> {
        let place = self.values.len().checked_sub(1)? as f64 * p.get();
        let whole = place.floor();
        // The place lies between 0 and the number of values, so the cut is exact.
        let (_, low, above) = self.select(whole as usize)?;
        Some(above.map_or(low, |above| low + (place - whole) * (above - low)))
    }

    /// The order statistic at `index`, with the greatest value left of it and the least right of it.
    fn select(&mut self, index: usize) -> Option<(Option<f64>, f64, Option<f64>)> {
        if index >= self.values.len() {
            return None;
        }
        let (left, nth, right) = self.values.select_nth_unstable_by(index, f64::total_cmp);
        let below = left.iter().copied().reduce(f64::max);
        let above = right.iter().copied().reduce(f64::min);
        Some((below, *nth, above))
    }

    /// The values, sorted, as canonical JSON.
    ///
    /// # Errors
    /// None in practice: all values are finite.
    pub fn to_json(&self) -> Result<String, Error> {
        let mut values = self.values.clone();
        values.sort_unstable_by(f64::total_cmp);
        document::write(&SampleDocument {
            kind: SampleDocument::KIND.to_owned(),
            schema_version: document::SCHEMA_VERSION,
            values,
        })
    }

    /// The values of that JSON.
    ///
    /// # Errors
    /// Every decode violation.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        let SampleDocument { values, .. } = document::read(text)?;
        Ok(Self { values })
    }
}

/// The mean of two numbers, without leaving their range.
fn midpoint(low: f64, high: f64) -> f64 {
    let sum = low + high;
    if sum.is_finite() { sum / 2.0 } else { low / 2.0 + high / 2.0 }
}

#[derive(Serialize, Deserr)]
#[deserr(error = DecodeError, deny_unknown_fields)]
struct SampleDocument {
    kind: String,
    schema_version: u32,
    values: Vec<f64>,
}

impl Document for SampleDocument {
    const KIND: &'static str = "stats.sample";

    fn head(&self) -> (&str, u32) {
        (&self.kind, self.schema_version)
    }
}
