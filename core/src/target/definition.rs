//! The baseline, the target policy and the board's lines as data.

use deserr::Deserr;
use serde::Serialize;

use crate::error::ErrorCode;
use crate::primitives::decode::DecodeError;
use crate::primitives::{Decimal, Id, IsoWeek, Probability, Share, Weight, bounded_integer};

/// How the weekly baseline is taken and which target follows from it: kind `target.baseline`.
///
/// ```
/// use leadstone::target::TargetModel;
/// let model = TargetModel::from_json(r#"{"kind": "target.baseline", "schema_version": 1, "id": "won"}"#).unwrap();
/// assert_eq!(model.definition().window_weeks.get(), 13);
/// assert!(model.definition().policy.is_none(), "without a stated policy nothing stands in for a target");
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct TargetDefinition {
    /// Always `target.baseline`.
    #[cfg_attr(feature = "schema", schemars(extend("const" = "target.baseline")))]
    pub kind: String,
    /// Always 1.
    #[cfg_attr(feature = "schema", schemars(extend("const" = 1)))]
    pub schema_version: u32,
    /// The definition's id.
    pub id: Id,
    /// Weeks of the trailing moving average.
    #[serde(default = "window_weeks")]
    #[deserr(default = window_weeks())]
    pub window_weeks: WeekCount,
    /// Fewest weeks of the window that must count, or there is no baseline.
    #[serde(default = "min_weeks")]
    #[deserr(default = min_weeks())]
    pub min_weeks: WeekCount,
    /// First week that the data cover in full; absent = the week of the first order.
    ///
    /// Weeks from here on without orders count as zero, earlier weeks do not count at all.
    #[serde(default)]
    #[deserr(default)]
    pub history_from: Option<IsoWeek>,
    /// Orders and weeks that the baseline leaves out.
    #[serde(default)]
    #[deserr(default)]
    pub exclusions: Vec<ExclusionDefinition>,
    /// What stands in for a target that is not given; absent = nothing does.
    #[serde(default)]
    #[deserr(default)]
    pub policy: Option<PolicyDefinition>,
    /// The band about the baseline, from the residuals of past weeks.
    #[serde(default)]
    #[deserr(default)]
    pub band: BandDefinition,
    /// The breaker line as a share of the baseline.
    #[serde(default = "breaker_share")]
    #[deserr(default = breaker_share())]
    pub breaker_share: Share,
    /// Weeks of the series, the present one included.
    #[serde(default = "weeks_shown")]
    #[deserr(default = weeks_shown())]
    pub weeks_shown: WeekCount,
    /// Most regions in `top_gaps`.
    #[serde(default = "top_gaps")]
    #[deserr(default = top_gaps())]
    pub top_gaps: u32,
    /// The rule that proposes surge orders for exclusion; null = no proposals.
    #[serde(default = "surge")]
    #[deserr(default = surge())]
    pub surge: Option<SurgeDefinition>,
}

/// Something that the baseline leaves out, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[deserr(error = DecodeError, tag = "type", deny_unknown_fields)]
pub enum ExclusionDefinition {
    /// One order: its week stays, without it.
    #[deserr(rename = "order")]
    Order {
        /// The order's id.
        id: Id,
        /// Why, in the words of whoever decided it: 1 to 200 characters.
        #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 200)))]
        reason: String,
    },
    /// Whole weeks: they count neither in the sum nor in the number of weeks.
    #[deserr(rename = "week")]
    Week {
        /// The region; absent = every region.
        #[serde(default)]
        #[deserr(default)]
        region: Option<Id>,
        /// The week, or the first of several.
        week: IsoWeek,
        /// The last week; absent = only `week`.
        #[serde(default)]
        #[deserr(default)]
        through: Option<IsoWeek>,
        /// Why, in the words of whoever decided it: 1 to 200 characters.
        #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 200)))]
        reason: String,
    },
}

/// A target for months that have none in table `targets`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[deserr(error = DecodeError, tag = "type", deny_unknown_fields)]
pub enum PolicyDefinition {
    /// The baseline per business day x the month's business days x `factor`.
    ///
    /// The baseline is that of the week in which the month begins, so that the target stands
    /// still while the month runs.
    #[deserr(rename = "baseline_business_days")]
    BaselineBusinessDays {
        /// The factor, above 0 and at most 1,000.
        #[serde(default = "factor")]
        #[deserr(default = factor())]
        factor: Decimal,
    },
}

/// The band about the baseline: empirical quantiles of past weeks' residuals.
///
/// A residual is a complete week's counted amount less its baseline. The projection of the
/// month's end uses the same residuals.
#[derive(Debug, Clone, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct BandDefinition {
    /// Quantile of the lower edge.
    #[serde(default = "low")]
    #[deserr(default = low())]
    pub low: Probability,
    /// Quantile of the upper edge.
    #[serde(default = "high")]
    #[deserr(default = high())]
    pub high: Probability,
    /// Fewest residuals, or there is neither band nor projection.
    #[serde(default = "band_min_weeks")]
    #[deserr(default = band_min_weeks())]
    pub min_weeks: WeekCount,
    /// Most weeks back that a residual counts.
    #[serde(default = "band_max_weeks")]
    #[deserr(default = band_max_weeks())]
    pub max_weeks: WeekCount,
}

/// The rule for surge orders: an amount above median + `k` x MAD of the region's orders, in a week
/// whose amount is above median + `week_k` x MAD of the region's weeks.
///
/// MAD = median of the absolute deviations from the median, without a scale factor
/// (Hampel, "The influence curve and its role in robust estimation", JASA 69, 1974). The second
/// part keeps a region with small and large customers from having all of its large ones proposed:
/// what leaves the week as usual biases no baseline. Orders are taken out of their week from the
/// largest down, and no more of them than it takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct SurgeDefinition {
    /// How many MADs above the median.
    #[serde(default = "surge_k")]
    #[deserr(default = surge_k())]
    pub k: Weight,
    /// Fewest orders of the region in the window, or nothing is proposed.
    #[serde(default = "surge_min_orders")]
    #[deserr(default = surge_min_orders())]
    pub min_orders: u32,
    /// How many MADs of the region's weeks its week must be above their median. The default is the
    /// modified z-score of 3.5 (Iglewicz and Hoaglin, "How to detect and handle outliers", 1993),
    /// which is 3.5 / 0.6745 = 5.2 without the scale factor.
    #[serde(default = "surge_week_k")]
    #[deserr(default = surge_week_k())]
    pub week_k: Weight,
}

bounded_integer! {
    /// A number of weeks, 1 to 520 (ten years).
    ///
    /// ```
    /// use leadstone::target::WeekCount;
    /// assert_eq!(WeekCount::try_new(13).unwrap().get(), 13);
    /// assert!(WeekCount::try_new(0).is_err());
    /// ```
    WeekCount(u32), 1, 520, ErrorCode::TargetNotAWeekCount
}

impl WeekCount {
    pub(crate) fn size(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }
}

impl TargetDefinition {
    /// The kind that a definition states.
    pub const KIND: &'static str = "target.baseline";

    /// The definition with that id and every default.
    pub fn new(id: Id) -> Self {
        Self {
            kind: Self::KIND.to_owned(),
            schema_version: 1,
            id,
            window_weeks: window_weeks(),
            min_weeks: min_weeks(),
            history_from: None,
            exclusions: Vec::new(),
            policy: None,
            band: BandDefinition::default(),
            breaker_share: breaker_share(),
            weeks_shown: weeks_shown(),
            top_gaps: top_gaps(),
            surge: surge(),
        }
    }
}

impl Default for BandDefinition {
    fn default() -> Self {
        Self { low: low(), high: high(), min_weeks: band_min_weeks(), max_weeks: band_max_weeks() }
    }
}

impl Default for SurgeDefinition {
    fn default() -> Self {
        Self { k: surge_k(), min_orders: surge_min_orders(), week_k: surge_week_k() }
    }
}

fn window_weeks() -> WeekCount {
    WeekCount(13)
}

fn min_weeks() -> WeekCount {
    WeekCount(6)
}

fn weeks_shown() -> WeekCount {
    WeekCount(28)
}

fn band_min_weeks() -> WeekCount {
    WeekCount(10)
}

fn band_max_weeks() -> WeekCount {
    WeekCount(52)
}

fn top_gaps() -> u32 {
    3
}

fn surge() -> Option<SurgeDefinition> {
    Some(SurgeDefinition::default())
}

fn surge_k() -> Weight {
    Weight::literal(6.0)
}

fn surge_min_orders() -> u32 {
    10
}

fn surge_week_k() -> Weight {
    Weight::literal(5.2)
}

fn factor() -> Decimal {
    Decimal::from_integer(1)
}

fn breaker_share() -> Share {
    Share::literal(0.6)
}

fn low() -> Probability {
    Probability::literal(0.1)
}

fn high() -> Probability {
    Probability::literal(0.9)
}
