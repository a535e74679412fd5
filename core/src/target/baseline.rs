//! The trailing moving average of a window, and what the weeks did about it.

use crate::primitives::IsoWeek;
use crate::primitives::rounding::{div_half_even, to_f64};

use super::definition::TargetDefinition;
use super::ledger::{Ledger, Window};

/// The means of a window.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Mean {
    /// Minor units per week, rounded half to even.
    pub(crate) amount: i128,
    pub(crate) deals: f64,
    pub(crate) cycle_days: Option<f64>,
}

impl Window {
    /// The means per week, when at least `min_weeks` count.
    pub(crate) fn mean(&self, min_weeks: u32) -> Option<Mean> {
        if self.weeks < min_weeks.max(1) {
            return None;
        }
        let weeks = i128::from(self.weeks);
        Some(Mean {
            amount: div_half_even(self.sums.amount, weeks)?,
            deals: to_f64(i128::from(self.sums.deals)) / to_f64(weeks),
            cycle_days: self.sums.cycle_days(),
        })
    }

    /// Mean amount of an order, rounded half to even; `None` without deals or when it is not above 0.
    pub(crate) fn ticket(&self) -> Option<i128> {
        div_half_even(self.sums.amount, i128::from(self.sums.deals)).filter(|ticket| *ticket > 0)
    }

    /// What `business_days` days bring at this window's rate per business day, rounded half to even.
    pub(crate) fn over_days(&self, business_days: u32) -> Option<i128> {
        let product = self.sums.amount.checked_mul(i128::from(business_days))?;
        div_half_even(product, i128::from(self.business_days))
    }

    /// Mean weeks in `business_days` days.
    pub(crate) fn weeks_in(&self, business_days: u32) -> Option<f64> {
        (self.business_days > 0)
            .then(|| f64::from(business_days) * f64::from(self.weeks) / f64::from(self.business_days))
    }
}

/// One week of a series: its baseline, and what counted.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Point {
    pub(crate) baseline: Option<Mean>,
    /// Minor units that count.
    pub(crate) counted: i128,
    /// Complete, within history, and not excluded.
    pub(crate) is_judged: bool,
}

impl Point {
    /// What counted less the baseline, of a week that is judged.
    pub(crate) fn residual(&self) -> Option<i128> {
        self.baseline.filter(|_| self.is_judged).map(|baseline| self.counted - baseline.amount)
    }
}

/// The series of one region, one point per week of the ledger; weeks whose window would begin
/// before the ledger have no baseline.
pub(crate) fn series(ledger: &Ledger, region: usize, definition: &TargetDefinition) -> Vec<Point> {
    let (length, history) = (definition.window_weeks.size(), ledger.history());
    let reaches = |at: usize| at >= length || history.is_some_and(|first| first >= 0);
    (0..ledger.weeks.len())
        .map(|at| {
            let tally = ledger.tally(region, at);
            let window = ledger.window(region, at, length, history);
            Point {
                baseline: window.mean(definition.min_weeks.get()).filter(|_| reaches(at)),
                counted: tally.counted.amount,
                is_judged: ledger.weeks.is_complete(at) && ledger.is_history(at) && !tally.excluded,
            }
        })
        .collect()
}

/// The series of all regions together: a week has a baseline when every region has one, and is
/// judged when every region is.
pub(crate) fn total(weeks: usize, regions: &[Vec<Point>]) -> Vec<Point> {
    (0..weeks)
        .map(|at| {
            let points: Vec<Point> = regions.iter().map(|points| points.get(at).copied().unwrap_or_default()).collect();
            Point {
                baseline: sum_of(points.iter().map(|point| point.baseline)),
                counted: points.iter().map(|point| point.counted).sum(),
                is_judged: !points.is_empty() && points.iter().all(|point| point.is_judged),
            }
        })
        .collect()
}

/// The sum of means; cycle days do not add up and are left to the caller.
pub(crate) fn sum_of(means: impl Iterator<Item = Option<Mean>>) -> Option<Mean> {
    let mut sum: Option<Mean> = None;
    for mean in means {
        let mean = mean?;
        let before = sum.unwrap_or(Mean { amount: 0, deals: 0.0, cycle_days: None });
        sum = Some(Mean { amount: before.amount + mean.amount, deals: before.deals + mean.deals, cycle_days: None });
    }
    sum
}

/// The first week of the window before the week at `at`.
pub(crate) fn window_from(ledger: &Ledger, at: usize, length: usize) -> IsoWeek {
    let history = ledger.history().and_then(|first| usize::try_from(first).ok()).unwrap_or(0);
    ledger.weeks.at(at.saturating_sub(length).max(history).min(at))
}
