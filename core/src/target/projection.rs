//! The band about the baseline and the projection of the month's end, from residuals.

use crate::kernel::stats::Sample;
use crate::primitives::Probability;
use crate::primitives::rounding::{round_half_even, to_f64};

use super::baseline::Point;

/// Residuals of judged weeks against their baselines, in minor units.
#[derive(Debug, Clone)]
pub(crate) struct Residuals {
    sample: Sample,
    sum: i128,
    /// Whether the amount of some week was under 0.
    some_week_was_negative: bool,
}

impl Residuals {
    /// The residuals of the last `max_weeks` weeks before `before`.
    pub(crate) fn before(points: &[Point], before: usize, max_weeks: usize) -> Self {
        let mut residuals = Self { sample: Sample::default(), sum: 0, some_week_was_negative: false };
        for point in points.iter().take(before).skip(before.saturating_sub(max_weeks)) {
            residuals.some_week_was_negative |= point.is_judged && point.counted < 0;
            if let Some(residual) = point.residual()
                && residuals.sample.observe(to_f64(residual)).is_ok()
            {
                residuals.sum += residual;
            }
        }
        residuals
    }

    pub(crate) fn n(&self) -> usize {
        self.sample.n()
    }

    fn mean(&self) -> Option<f64> {
        let n = i128::try_from(self.n()).ok().filter(|n| *n > 0)?;
        Some(to_f64(self.sum) / to_f64(n))
    }

    fn held(&self, amount: i128) -> i128 {
        if self.some_week_was_negative { amount } else { amount.max(0) }
    }

    /// An edge of the band: baseline + quantile, not under 0 unless some week was.
    pub(crate) fn edge(&mut self, baseline: i128, p: Probability) -> Option<i128> {
        let quantile = self.sample.quantile(p)?;
        Some(self.held(baseline.checked_add(round_half_even(quantile))?))
    }

    /// What the rest of the month brings at probability `p`: `expected` for `weeks` mean weeks.
    ///
    /// The mean residual adds up over weeks; the spread about it grows with their root, as for
    /// independent weeks.
    pub(crate) fn remaining(&mut self, expected: i128, weeks: f64, p: Probability) -> Option<i128> {
        let (mean, quantile) = (self.mean()?, self.sample.quantile(p)?);
        let change = round_half_even(weeks * mean + weeks.sqrt() * (quantile - mean));
        Some(self.held(expected.checked_add(change)?))
    }
}
