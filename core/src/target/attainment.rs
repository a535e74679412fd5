//! The target in force, the pace, and where the month stands against both.

use crate::primitives::rounding::{div_half_even, to_f64};
use crate::primitives::{Currency, Money, Reason, ReasonCode};

use super::baseline::Mean;
use super::definition::PolicyDefinition;
use super::intake::TargetRow;
use super::ledger::Window;
use super::report::{BusinessDays, TargetBasis};

/// A target and where it comes from; `amount` is `None` for "no target", which is never 0.
#[derive(Debug, Clone)]
pub(crate) struct InForce {
    pub(crate) amount: Option<i128>,
    pub(crate) basis: TargetBasis,
    pub(crate) reasons: Vec<Reason>,
}

impl InForce {
    fn none(reason: Reason) -> Self {
        Self { amount: None, basis: TargetBasis::None, reasons: vec![reason] }
    }

    /// The sum of the rows of a region, or of the company; `None` when there are none.
    pub(crate) fn given(targets: &[TargetRow], region: Option<usize>) -> Option<Self> {
        let rows = targets.iter().filter(|row| row.region == region);
        let count = rows.clone().count();
        if count == 0 {
            return None;
        }
        let amount = rows.map(|row| i128::from(row.amount)).sum();
        let reason = Reason::new(ReasonCode::TargetGiven).with("count", count);
        Some(Self { amount: Some(amount), basis: TargetBasis::Given, reasons: vec![reason] })
    }
}

/// What a policy reads: the baseline at the month's first week.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MonthStart<'a> {
    /// The window before the week in which the month begins.
    pub(crate) window: &'a Window,
    /// That week, for reasons.
    pub(crate) week: crate::primitives::IsoWeek,
    /// Fewest weeks of a baseline.
    pub(crate) min_weeks: u32,
    pub(crate) days: BusinessDays,
    pub(crate) currency: Currency,
}

impl MonthStart<'_> {
    /// The baseline, or why there is none.
    fn mean(&self) -> Result<Mean, Reason> {
        self.window.mean(self.min_weeks).ok_or_else(|| too_few_weeks(self.window.weeks, self.min_weeks))
    }

    /// The target of the policy.
    ///
    /// amount = sum of the window / business days of the window x business days of the month x
    /// factor: one exact fraction, rounded half to even once.
    pub(crate) fn target(&self, policy: Option<&PolicyDefinition>) -> InForce {
        let Some(PolicyDefinition::BaselineBusinessDays { factor }) = policy else {
            return InForce::none(Reason::new(ReasonCode::TargetNoPolicy));
        };
        let mean = match self.mean() {
            Ok(mean) => mean,
            Err(reason) => return InForce::none(reason),
        };
        let baseline = Money::from_wide(mean.amount, self.currency).ok();
        let named = |code: ReasonCode| {
            let reason = Reason::new(code).with("week", self.week.to_string());
            baseline.map_or_else(|| reason.clone(), |baseline| reason.clone().with("baseline", baseline))
        };
        if self.window.sums.amount <= 0 {
            return InForce::none(named(ReasonCode::TargetBaselineNotPositive));
        }
        if self.days.month == 0 || self.window.business_days == 0 {
            return InForce::none(Reason::new(ReasonCode::TargetNoBusinessDays));
        }
        let amount = factor.scaled(factor.decimals()).and_then(|mantissa| {
            let scale = 10_i128.checked_pow(u32::from(factor.decimals()))?;
            let days = i128::from(self.days.month);
            let product = self.window.sums.amount.checked_mul(days)?.checked_mul(i128::from(mantissa))?;
            div_half_even(product, i128::from(self.window.business_days).checked_mul(scale)?)
        });
        let reason = named(ReasonCode::TargetFromBaseline)
            .with("days", self.days.month)
            .with("weeks", self.window.weeks)
            .with("days_per_week", rounded(f64::from(self.window.business_days) / f64::from(self.window.weeks)))
            .with("factor", *factor);
        // A target beyond the range of money is reported by the conversion of its amount.
        InForce { amount: amount.or(Some(i128::MAX)), basis: TargetBasis::BaselineBusinessDays, reasons: vec![reason] }
    }
}

/// A baseline that has too few weeks.
pub(crate) fn too_few_weeks(weeks: u32, min_weeks: u32) -> Reason {
    Reason::new(ReasonCode::TargetTooFewWeeks).with("have", weeks).with("need", min_weeks)
}

/// `target` x business days elapsed / business days of the month; `None` in a month without any.
pub(crate) fn pace(target: i128, days: BusinessDays) -> Option<i128> {
    div_half_even(target.checked_mul(i128::from(days.elapsed))?, i128::from(days.month))
}

/// `compared` / `target`; `None` unless the target is above 0.
pub(crate) fn attainment(compared: i128, target: i128) -> Option<f64> {
    (target > 0).then(|| to_f64(compared) / to_f64(target))
}

/// To two decimals, for texts.
pub(crate) fn rounded(value: f64) -> f64 {
    (value * 100.0).round_ties_even() / 100.0
}
