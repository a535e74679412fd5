//! Orders that stand far above the others of their region: median + k MAD.

use crate::kernel::stats::Sample;
use crate::primitives::rounding::{round_half_even, to_f64};

use super::definition::SurgeDefinition;

/// The rule applied to the amounts of one region, in minor units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct SurgeRule {
    pub(crate) median: f64,
    /// Median of the absolute deviations from the median, above 0.
    pub(crate) mad: f64,
    pub(crate) threshold: f64,
    pub(crate) k: f64,
    pub(crate) orders: usize,
}

impl SurgeRule {
    /// The rule over amounts in minor units; `None` when they are fewer than `min_orders`, or when
    /// more than half of them are equal, which leaves no spread to judge by.
    pub(crate) fn fit(amounts: impl Iterator<Item = i64> + Clone, rule: &SurgeDefinition) -> Option<Self> {
        let median = median(amounts.clone().map(|amount| to_f64(amount.into())))?;
        let orders = amounts.clone().count();
        let mad = median_of_deviations(amounts, median)?;
        let k = rule.k.get();
        let enough = u32::try_from(orders).unwrap_or(u32::MAX) >= rule.min_orders;
        (enough && mad > 0.0).then_some(Self { median, mad, threshold: median + k * mad, k, orders })
    }

    /// Whether an amount is above the threshold.
    pub(crate) fn is_surge(&self, amount: i64) -> bool {
        to_f64(amount.into()) > self.threshold
    }

    /// The median in whole minor units.
    pub(crate) fn median_minor(&self) -> i128 {
        round_half_even(self.median)
    }

    /// The MAD in whole minor units.
    pub(crate) fn mad_minor(&self) -> i128 {
        round_half_even(self.mad)
    }

    /// The threshold in whole minor units.
    pub(crate) fn threshold_minor(&self) -> i128 {
        round_half_even(self.threshold)
    }
}

/// The least amount, in minor units, that makes up `week_share` of the median week of `weeks`.
pub(crate) fn least_amount(weeks: impl Iterator<Item = i64>, rule: &SurgeDefinition) -> f64 {
    rule.week_share.get() * median(weeks.map(|amount| to_f64(amount.into()))).unwrap_or(0.0)
}

fn median_of_deviations(amounts: impl Iterator<Item = i64>, median_amount: f64) -> Option<f64> {
    median(amounts.map(|amount| (to_f64(amount.into()) - median_amount).abs()))
}

fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut sample = Sample::default();
    for value in values {
        sample.observe(value).ok()?;
    }
    sample.median()
}
