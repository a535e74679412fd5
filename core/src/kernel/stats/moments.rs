//! Mean and variance in one pass.

use deserr::Deserr;
use serde::Serialize;

use super::document::{self, Document};
use crate::error::{Error, ErrorCode};
use crate::primitives::JsonPointer;
use crate::primitives::decode::DecodeError;

/// Count, mean and spread of numbers, updated one at a time and merged without loss.
///
/// Update: B. P. Welford, "Note on a method for calculating corrected sums of squares and
/// products", Technometrics 4 (1962), 419-420. Merge: T. F. Chan, G. H. Golub, R. J. LeVeque,
/// "Updating formulae and a pairwise algorithm for computing sample variances" (1979), (1.3).
///
/// ```
/// use leadstone::kernel::stats::Moments;
/// let mut days = Moments::default();
/// for value in [10.0, 25.0, 40.0] {
///     days.observe(value).unwrap();
/// }
/// let summary = days.finish().unwrap();
/// // Mean 75 / 3 = 25; deviations -15, 0, 15; variance 450 / 2 = 225; standard deviation 15.
/// assert_eq!((summary.n, summary.mean), (3, 25.0));
/// assert_eq!((summary.variance, summary.standard_deviation), (Some(225.0), Some(15.0)));
/// assert!(days.observe(f64::NAN).is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Moments {
    n: u64,
    mean: f64,
    squares: f64,
}

/// What [`Moments`] answers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MomentsSummary {
    /// How many values.
    pub n: u64,
    /// Their arithmetic mean.
    pub mean: f64,
    /// Their sample variance, `Σ(x - mean)² / (n - 1)`; absent for a single value.
    pub variance: Option<f64>,
    /// The square root of the variance.
    pub standard_deviation: Option<f64>,
}

impl Moments {
    /// Takes one value in.
    ///
    /// # Errors
    /// `number.not_finite`; the accumulator is then unchanged.
    pub fn observe(&mut self, value: f64) -> Result<(), ErrorCode> {
        if !value.is_finite() {
            return Err(ErrorCode::NumberNotFinite);
        }
        self.n = self.n.saturating_add(1);
        let before = value - self.mean;
        self.mean += before / self.n as f64;
        self.squares += before * (value - self.mean);
        Ok(())
    }

    /// Takes in all that another accumulator has seen.
    pub fn merge(&mut self, other: Self) {
        if other.n == 0 {
            return;
        }
        if self.n == 0 {
            *self = other;
            return;
        }
        let n = self.n.saturating_add(other.n);
        let (own, others, all) = (self.n as f64, other.n as f64, n as f64);
        let apart = other.mean - self.mean;
        self.mean += apart * (others / all);
        self.squares += other.squares + apart * apart * (own * others / all);
        self.n = n;
    }

    /// Count, mean, variance and standard deviation; `None` without a value, or when the values
    /// are so large that their squares leave the range of a float.
    pub fn finish(self) -> Option<MomentsSummary> {
        if self.n == 0 || !self.mean.is_finite() || !self.squares.is_finite() {
            return None;
        }
        let variance = (self.n > 1).then(|| self.squares.max(0.0) / (self.n - 1) as f64);
        Some(MomentsSummary { n: self.n, mean: self.mean, variance, standard_deviation: variance.map(f64::sqrt) })
    }

    /// The state as canonical JSON.
    ///
    /// # Errors
    /// `number.not_finite` when the squares have left the range of a float.
    pub fn to_json(self) -> Result<String, Error> {
        document::write(&MomentsDocument {
            kind: MomentsDocument::KIND.to_owned(),
            schema_version: document::SCHEMA_VERSION,
            n: self.n,
            mean: self.mean,
            squares: self.squares,
        })
    }

    /// The state of that JSON.
    ///
    /// # Errors
    /// Every decode violation; `stats.inconsistent` for negative squares, or sums without a value.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        let MomentsDocument { n, mean, squares, .. } = document::read(text)?;
        if squares < 0.0 || !document::is_safe(n) || n == 0 && (mean != 0.0 || squares != 0.0) {
            return Err(document::inconsistent(&JsonPointer::root().key("squares")));
        }
        Ok(Self { n, mean, squares })
    }
}

#[derive(Serialize, Deserr)]
#[deserr(error = DecodeError, deny_unknown_fields)]
struct MomentsDocument {
    kind: String,
    schema_version: u32,
    n: u64,
    mean: f64,
    squares: f64,
}

impl Document for MomentsDocument {
    const KIND: &'static str = "stats.moments";

    fn head(&self) -> (&str, u32) {
        (&self.kind, self.schema_version)
    }
}
