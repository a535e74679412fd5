//! Orders that stand far above the others of their region, in weeks that do: median + k MAD.

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
        let orders = amounts.clone().count();
        let amounts = amounts.map(|amount| to_f64(amount.into()));
        let median = median(amounts.clone())?;
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

/// The rule applied to the weeks of one region, in minor units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct WeekRule {
    median: f64,
    mad: f64,
    threshold: f64,
    pub(crate) k: f64,
    pub(crate) weeks: usize,
}

impl WeekRule {
    /// The rule over the amounts of weeks; `None` when there is no week.
    pub(crate) fn fit(weeks: impl Iterator<Item = i128> + Clone, rule: &SurgeDefinition) -> Option<Self> {
        let count = weeks.clone().count();
        let weeks = weeks.map(to_f64);
        let median = median(weeks.clone())?;
        let mad = median_of_deviations(weeks, median)?;
        let k = rule.week_k.get();
        Some(Self { median, mad, threshold: median + k * mad, k, weeks: count })
    }

    /// Whether a week's amount is above the threshold.
    pub(crate) fn stands_out(&self, amount: i128) -> bool {
        to_f64(amount) > self.threshold
    }

    /// Median, MAD and threshold in whole minor units.
    pub(crate) fn minor(&self) -> [i128; 3] {
        [self.median, self.mad, self.threshold].map(round_half_even)
    }
}

fn median_of_deviations(amounts: impl Iterator<Item = f64>, center: f64) -> Option<f64> {
    median(amounts.map(|amount| (amount - center).abs()))
}

fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut sample = Sample::default();
    for value in values {
        sample.observe(value).ok()?;
    }
    sample.median()
}
