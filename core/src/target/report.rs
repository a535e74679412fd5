//! What a target report says: every figure with its unit, its basis and its reasons.

use chrono::NaiveDate;
use serde::Serialize;

use crate::kernel::facts::MissingColumn;
use crate::primitives::{Currency, Fingerprint, Id, Instant, IsoWeek, Money, Month, Probability, Reason, Share};

/// The name under which orders and targets without a region are listed.
pub const NO_REGION: &str = "(none)";

/// Where every region and the whole stand in the month of `as_of`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TargetReport {
    /// Always `target.report`.
    pub kind: &'static str,
    /// Id of the definition that was applied.
    pub definition_id: Id,
    /// SHA-256 of that definition's canonical JSON.
    pub fingerprint: Fingerprint,
    /// The instant for which it was computed.
    pub as_of: Instant,
    /// The local day of `as_of`; it counts as elapsed.
    pub date: NaiveDate,
    /// The month of `date`.
    pub month: Month,
    /// The ISO week of `date`; it is partial until its Sunday.
    pub week: IsoWeek,
    /// The one currency of every amount here.
    pub currency: Currency,
    /// The month's business days.
    pub business_days: BusinessDays,
    /// The first week that counts as history; null without any order.
    pub history_from: Option<IsoWeek>,
    /// Weeks of the trailing moving average.
    pub window_weeks: u32,
    /// Fewest weeks for a baseline.
    pub min_weeks: u32,
    /// The breaker line as a share of the baseline.
    pub breaker_share: Share,
    /// The quantiles of the band.
    pub band: BandReport,
    /// The regions, by name.
    pub regions: Vec<RegionReport>,
    /// All regions together; every amount is the sum over `regions` unless the company has a target of its own.
    pub total: RegionReport,
    /// The regions furthest behind pace, largest shortfall first.
    pub top_gaps: Vec<TopGap>,
    /// Every exclusion of the definition with its effect, in the definition's order.
    pub exclusions: Vec<ExclusionReport>,
    /// Orders that look like surges; none of them is left out until the definition says so.
    pub proposed_exclusions: Vec<ProposedExclusion>,
    /// Columns that were not given and what they leave unanswered is null.
    pub missing: Vec<MissingColumn>,
    /// What holds for the whole report.
    pub reasons: Vec<Reason>,
}

/// Business days of the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BusinessDays {
    /// In the whole month.
    pub month: u32,
    /// From the first of the month to `date`, both included.
    pub elapsed: u32,
    /// After `date`.
    pub remaining: u32,
}

/// The quantiles of the band, as the definition states them.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BandReport {
    /// Quantile of the lower edge.
    pub low: Probability,
    /// Quantile of the upper edge.
    pub high: Probability,
}

/// One region, or all of them together.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RegionReport {
    /// The region's name; `(none)` for orders without one; null for the total.
    pub region: Option<String>,
    /// Won orders of the month to date, returns not counted; null when orders were not given.
    pub deals: Option<u64>,
    /// Orders of the month to date with a negative amount; they lower `actual`.
    pub returns: Option<u64>,
    /// Won amount of the month to date, excluded orders included; null when orders were not given.
    pub actual: Option<Money>,
    /// The target in force; null when there is none, which is never the same as 0.
    pub target: Option<Money>,
    /// Where the target comes from.
    pub basis: TargetBasis,
    /// The part of `actual` that stands against the target: all of it for a region with a target,
    /// the sum over such regions in the total.
    pub compared: Option<Money>,
    /// `compared` / `target`; null without a target above 0.
    pub attainment: Option<f64>,
    /// `target` x business days elapsed / business days of the month, rounded half to even.
    pub pace: Option<Money>,
    /// `compared` less `pace`; negative when behind.
    pub gap: Option<Money>,
    /// The gap in two parts that sum to it exactly; null without a gap or a baseline ticket.
    pub split: Option<GapSplit>,
    /// The amount at the month's end; null with `projection_reason`.
    pub projection: Option<Projection>,
    /// Why there is no projection.
    pub projection_reason: Option<Reason>,
    /// The present baseline, that of the week of `date`; null with a reason.
    pub baseline: Option<Baseline>,
    /// The last weeks, oldest first, from the first week of history on.
    pub weeks: Vec<WeekReport>,
    /// The basis of the target, and why anything above is null.
    pub reasons: Vec<Reason>,
}

/// Where a target comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TargetBasis {
    /// Rows of table `targets`.
    Given,
    /// The policy: baseline x business days x factor.
    BaselineBusinessDays,
    /// The total only: the sum of the regions' targets, of which not all have the same basis.
    SumOfRegions,
    /// There is no target.
    None,
}

/// The parts of a gap; `deals_effect` + `ticket_effect` = gap, to the minor unit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GapSplit {
    /// (deals - expected deals) x baseline ticket, rounded half to even.
    pub deals_effect: Money,
    /// What is left: the orders were larger or smaller than the baseline ticket.
    pub ticket_effect: Money,
    /// Deals that make the pace at the baseline ticket; null in the total.
    pub expected_deals: Option<f64>,
    /// Mean order of the baseline at the month's first week; null in the total.
    pub ticket: Option<Money>,
    /// Fewest further deals of `ticket` that close the gap; 0 when there is none; null in the total.
    pub deals_to_pace: Option<u64>,
}

/// Where the month will end, from what the weeks did about their baselines.
///
/// With h = business days left / business days of a mean week, and q(p) the p-quantile (linear
/// between order statistics, type 7 of Hyndman and Fan, "Sample quantiles in statistical packages",
/// The American Statistician 50, 1996) of the residuals of complete weeks against their baselines:
/// P(p) = actual + baseline per business day x business days left + max(h, sqrt(h)) q(p). The weeks
/// to come are taken to deviate alike, days within a week independently. What is still to come is
/// not under 0 unless some week was.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Projection {
    /// One month in ten ends lower.
    pub p10: Money,
    /// The middle.
    pub p50: Money,
    /// One month in ten ends higher.
    pub p90: Money,
    /// How it was computed.
    pub method: ProjectionMethod,
    /// Residuals used, one per complete week.
    pub n: usize,
    /// Baseline per business day x business days left.
    pub expected_remaining: Money,
}

/// How a projection was computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ProjectionMethod {
    /// Empirical residuals of complete weeks against their baselines, scaled to the days left.
    WeeklyResiduals,
    /// No business day is left: the actual is the answer.
    MonthIsOver,
}

/// A baseline: means per week over the counted weeks of the window.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Baseline {
    /// The week it stands for; the window ends with the week before.
    pub week: IsoWeek,
    /// First week of the window.
    pub from: IsoWeek,
    /// Weeks that count: complete, within history, not excluded; the fewest of any region in the total.
    pub weeks: u32,
    /// Business days of those weeks.
    pub business_days: u32,
    /// Deals per week.
    pub deals: f64,
    /// Amount per week, rounded half to even.
    pub amount: Money,
    /// Mean amount of an order, returns taken off; null without deals.
    pub ticket: Option<Money>,
    /// Mean days from `opened_at` to `occurred_at`; null when no order of the window has both.
    pub cycle_days: Option<f64>,
    /// Orders behind `cycle_days`.
    pub cycle_orders: u64,
}

/// One week of the series.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WeekReport {
    /// The week.
    pub week: IsoWeek,
    /// Whether it still runs on `date`.
    pub partial: bool,
    /// Whether an exclusion takes the whole week out of baselines.
    pub excluded: bool,
    /// Won orders, returns not counted.
    pub deals: u64,
    /// Won amount, as it happened.
    pub amount: Money,
    /// `amount` without excluded orders: what baselines and the breaker see.
    pub counted_amount: Money,
    /// Mean days from `opened_at` to `occurred_at`; null when no order has both.
    pub cycle_days: Option<f64>,
    /// Deals per week of the baseline.
    pub baseline_deals: Option<f64>,
    /// Amount per week of the baseline; null when too few weeks count.
    pub baseline_amount: Option<Money>,
    /// Cycle days of the baseline.
    pub baseline_cycle_days: Option<f64>,
    /// Lower edge of the band: baseline + residual quantile of earlier weeks.
    pub low: Option<Money>,
    /// Upper edge of the band.
    pub high: Option<Money>,
    /// The breaker line: breaker share x baseline.
    pub breaker: Option<Money>,
    /// Whether `counted_amount` is under the breaker line; null where it is not judged: a partial
    /// or excluded week, or no baseline.
    pub under_breaker: Option<bool>,
    /// Ids of orders that the definition excludes.
    pub excluded_orders: Vec<String>,
    /// Ids of orders that are proposed for exclusion.
    pub proposed_orders: Vec<String>,
}

/// A region behind pace.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TopGap {
    /// The region.
    pub region: String,
    /// How far behind, negative.
    pub gap: Money,
    /// The part of the number of deals; null when the gap cannot be split.
    pub deals_effect: Option<Money>,
    /// The part of the size of deals; null when the gap cannot be split.
    pub ticket_effect: Option<Money>,
    /// The parts in words, larger first; their contributions are minor units and sum to the gap.
    pub reasons: Vec<Reason>,
}

/// An exclusion and what it does to the present baseline, all other exclusions standing.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ExclusionReport {
    /// The excluded order's id.
    pub order_id: Option<String>,
    /// The region of the order or of the weeks; null for weeks of every region.
    pub region: Option<String>,
    /// The order's week, or the first excluded week; null when there is no such order.
    pub week: Option<IsoWeek>,
    /// The last excluded week.
    pub through: Option<IsoWeek>,
    /// The order's amount.
    pub amount: Option<Money>,
    /// Why, as the definition says.
    pub reason: String,
    /// Present baseline with this exclusion less without it, amount per week; null when either has too few weeks.
    pub effect_amount: Option<Money>,
    /// The same for deals per week.
    pub effect_deals: Option<f64>,
    /// The effect, or why there is none.
    pub reasons: Vec<Reason>,
}

/// An order whose amount stands far above the others of its region.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProposedExclusion {
    /// The order's id.
    pub order_id: String,
    /// Its region.
    pub region: String,
    /// Its week.
    pub week: IsoWeek,
    /// Its amount.
    pub amount: Money,
    /// The amount above which orders of the region are proposed, rounded half to even.
    pub threshold: Money,
    /// Orders of the region in the window, from which the threshold comes.
    pub orders: usize,
    /// Present baseline without this order less with it, amount per week.
    pub effect_amount: Money,
    /// The same for deals per week.
    pub effect_deals: f64,
    /// Median, MAD and threshold.
    pub reasons: Vec<Reason>,
}
