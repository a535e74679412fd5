//! Intervals and the normal quantile.

use serde::Serialize;
use statrs::distribution::{ContinuousCDF, Normal};

use crate::primitives::Probability;

/// A closed interval of a number, in the unit of that number.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// The standard normal quantile: the `z` with `P(Z <= z) = p`; `None` at 0 and 1, where it is infinite.
///
/// ```
/// use leadstone::Probability;
/// use leadstone::kernel::stats::normal_quantile;
/// // Every table of the normal distribution: 1.959964 leaves 2.5 % above it.
/// let z = normal_quantile(Probability::try_new(0.975).unwrap()).unwrap();
/// assert!((z - 1.959_963_984_540_054).abs() < 1e-9);
/// assert_eq!(normal_quantile(Probability::try_new(1.0).unwrap()), None);
/// ```
pub fn normal_quantile(p: Probability) -> Option<f64> {
    let p = p.get();
    if p <= 0.0 || p >= 1.0 {
        return None;
    }
    // INVARIANT: `inverse_cdf` panics only outside 0 to 1.
    Some(Normal::standard().inverse_cdf(p))
}

/// The half width in standard deviations of a two-sided interval, such as 1.96 for 0.95.
pub(super) fn two_sided_z(confidence: Probability) -> Option<f64> {
    let upper = Probability::try_new(0.5 + confidence.get() / 2.0).ok()?;
    normal_quantile(upper).filter(|z| *z > 0.0)
}

/// The score interval of a share `hits / total`, in shares from 0 to 1.
///
/// Formula: `(p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n)`; E. B. Wilson, "Probable
/// inference, the law of succession, and statistical inference", JASA 22 (1927), 209-212.
/// `None` when `total` is 0, `hits` exceeds it, or the confidence is 0 or 1.
///
/// ```
/// use leadstone::Probability;
/// use leadstone::kernel::stats::wilson_interval;
/// let confidence = Probability::try_new(0.95).unwrap();
/// // 5 of 10, z² = 3.8415: (0.5 + 0.19207 ± 1.95996 √(0.025 + 0.0096036)) / 1.38415 = 0.5 ± 0.26341.
/// let interval = wilson_interval(5, 10, confidence).unwrap();
/// assert!((interval.low - 0.23659).abs() < 1e-5 && (interval.high - 0.76341).abs() < 1e-5);
/// // No hit: the lower end is 0, the upper z²/(n + z²) = 3.8415 / 13.8415 = 0.27753.
/// let none = wilson_interval(0, 10, confidence).unwrap();
/// assert_eq!(none.low, 0.0);
/// assert!((none.high - 0.27753).abs() < 1e-5);
/// assert_eq!(wilson_interval(0, 0, confidence), None);
/// ```
pub fn wilson_interval(hits: u64, total: u64, confidence: Probability) -> Option<Interval> {
    if total == 0 || hits > total {
        return None;
    }
    let z = two_sided_z(confidence)?;
    let n = total as f64;
    let p = hits as f64 / n;
    let shrink = 1.0 + z * z / n;
    let centre = (p + z * z / (2.0 * n)) / shrink;
    let half = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt() / shrink;
    // At no hit and at all hits one end is exact; the difference of floats would miss it by an ulp.
    let low = if hits == 0 { 0.0 } else { (centre - half).max(0.0) };
    let high = if hits == total { 1.0 } else { (centre + half).min(1.0) };
    Some(Interval { low, high })
}
