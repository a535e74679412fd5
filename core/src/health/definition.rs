//! The indicator as data.

use deserr::Deserr;
use serde::Serialize;

use crate::error::ErrorCode;
use crate::kernel::condition::Condition;
use crate::primitives::decode::DecodeError;
use crate::primitives::{Id, LocalText, Probability, Share, Weight, bounded_integer};

use super::bounds::LightBounds;

/// One light: kind `health.indicator`.
///
/// ```json
/// { "kind": "health.indicator", "schema_version": 1, "id": "effective_follow_up",
///   "metric": { "type": "effective_follow_up", "window_days": 28 },
///   "bounds": { "type": "higher_is_better", "green": 0.65, "red": 0.60 },
///   "min_count": 20,
///   "intervention": { "id": "review_recordings", "owner_role": "sales_director", "due_days": 2 } }
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct HealthIndicatorDefinition {
    /// Always `health.indicator`.
    #[cfg_attr(feature = "schema", schemars(extend("const" = "health.indicator")))]
    pub kind: String,
    /// Always 1.
    #[cfg_attr(feature = "schema", schemars(extend("const" = 1)))]
    pub schema_version: u32,
    /// The indicator's id.
    pub id: Id,
    /// What people call it; absent = the name of the metric.
    #[serde(default)]
    #[deserr(default)]
    pub names: Option<LocalText>,
    /// What is measured, and over which rows.
    pub metric: HealthMetric,
    /// Where green ends and red begins, in the unit of the metric.
    pub bounds: LightBounds,
    /// Fewest rows that a value may rest on; with fewer the light is not judged.
    #[serde(default = "min_count")]
    #[deserr(default = min_count())]
    pub min_count: u32,
    /// Coverage of the interval beside the value.
    #[serde(default = "confidence")]
    #[deserr(default = confidence())]
    pub confidence: Probability,
    /// How much this light counts against others when the worst reds are chosen.
    #[serde(default = "weight")]
    #[deserr(default = weight())]
    pub weight: Weight,
    /// What is done when it is red.
    pub intervention: InterventionDefinition,
}

/// What is measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[deserr(error = DecodeError, tag = "type", deny_unknown_fields)]
pub enum HealthMetric {
    /// The share of outbound contacts that carried value.
    #[deserr(rename = "effective_follow_up")]
    EffectiveFollowUp {
        /// Local days up to and including the day of `as_of` whose contacts count.
        #[serde(default = "follow_up_days")]
        #[deserr(default = follow_up_days())]
        window_days: Period,
    },
    /// The median of days from MQL to SQL; leads that still wait take part with their waiting time.
    #[deserr(rename = "mql_to_sql_days")]
    MqlToSqlDays {
        /// Local days up to and including the day of `as_of` in which a lead became an MQL.
        #[serde(default = "conversion_days")]
        #[deserr(default = conversion_days())]
        window_days: Period,
    },
    /// The standard deviation of days from a new seller's start to the first order.
    #[deserr(rename = "first_order_spread")]
    FirstOrderSpread {
        /// Local days up to and including the day of `as_of` in which a seller started.
        #[serde(default = "onboarding_days")]
        #[deserr(default = onboarding_days())]
        window_days: Period,
        /// Roles that count; a seller without a role counts always.
        #[serde(default = "seller_roles")]
        #[deserr(default = seller_roles())]
        roles: Vec<SellerRole>,
    },
    /// Inbound contacts per high-value customer and full month; customers without any count as 0.
    #[deserr(rename = "inbound_contacts")]
    InboundContacts {
        /// Full months running that must all be under the red bound to make the light red.
        #[serde(default = "red_months")]
        #[deserr(default = red_months())]
        red_months: Period,
        /// Full months that the report lists, if the data reach back that far.
        #[serde(default = "months_shown")]
        #[deserr(default = months_shown())]
        months_shown: Period,
        /// Who is a high-value customer.
        #[serde(default)]
        #[deserr(default)]
        high_value: HighValue,
        /// Months up to the day of `as_of` whose paid amounts make a customer high-value.
        #[serde(default = "paid_months")]
        #[deserr(default = paid_months())]
        paid_months: Period,
        /// The column of `orders` that holds what was paid.
        #[serde(default)]
        #[deserr(default)]
        paid_column: PaidColumn,
    },
}

/// Who is a high-value customer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[deserr(error = DecodeError, tag = "type", deny_unknown_fields)]
pub enum HighValue {
    /// The best-paying share of all customers that paid; customers that paid as much as the last
    /// one belong to it too.
    #[deserr(rename = "top_share")]
    TopShare {
        /// The share of paying customers.
        share: Share,
    },
    /// The customers that match a condition over what they paid and what is known of the account.
    ///
    /// Fields: `account_id`, `paid_amount`, `orders`, `paid_rank_share` (0 for who paid most), `region`,
    /// `segment`, `tier`, `rep_id`, `opened_at`, `employees`, `revenue`.
    #[deserr(rename = "condition")]
    Condition {
        /// The condition; a missing field never makes a customer high-value.
        when: Condition,
    },
}

/// The column of `orders` that holds what a customer paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[deserr(error = DecodeError)]
pub enum PaidColumn {
    /// `paid_amount`: money received.
    #[default]
    #[deserr(rename = "paid_amount")]
    PaidAmount,
    /// `amount`: money ordered, for hosts that do not record payments.
    #[deserr(rename = "amount")]
    Amount,
}

/// A role of a seller, as in the column `reps.role`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[deserr(error = DecodeError)]
pub enum SellerRole {
    /// A seller.
    #[deserr(rename = "seller")]
    Seller,
    /// A senior seller.
    #[deserr(rename = "senior")]
    Senior,
    /// A manager.
    #[deserr(rename = "manager")]
    Manager,
}

/// What is done when a light is red.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct InterventionDefinition {
    /// Its id, such as `review_recordings`.
    pub id: Id,
    /// What people call it; absent = its id.
    #[serde(default)]
    #[deserr(default)]
    pub names: Option<LocalText>,
    /// The role that owns it.
    pub owner_role: Id,
    /// Calendar days from the day of `as_of` until it is due; the brief moves what falls on a day
    /// off to the next business day of the pack.
    #[serde(default = "due_days")]
    #[deserr(default = due_days())]
    pub due_days: u16,
    /// Most records that are handed along, worst first.
    #[serde(default = "records")]
    #[deserr(default = records())]
    pub records: u16,
}

bounded_integer! {
    /// A number of days or months, 1 to 3660.
    ///
    /// ```
    /// use leadstone::health::Period;
    /// assert_eq!(Period::try_new(28).unwrap().get(), 28);
    /// assert!(Period::try_new(0).is_err());
    /// ```
    Period(u32), 1, 3660, ErrorCode::HealthNotAPeriod
}

impl HealthIndicatorDefinition {
    /// The kind that an indicator states.
    pub const KIND: &'static str = "health.indicator";
}

impl HealthMetric {
    /// The name used in definitions and reports.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::EffectiveFollowUp { .. } => "effective_follow_up",
            Self::MqlToSqlDays { .. } => "mql_to_sql_days",
            Self::FirstOrderSpread { .. } => "first_order_spread",
            Self::InboundContacts { .. } => "inbound_contacts",
        }
    }

    /// The unit of the value: `share`, `days` or `contacts`.
    pub const fn unit(&self) -> &'static str {
        match self {
            Self::EffectiveFollowUp { .. } => "share",
            Self::MqlToSqlDays { .. } | Self::FirstOrderSpread { .. } => "days",
            Self::InboundContacts { .. } => "contacts",
        }
    }

    /// Whether more is better.
    pub const fn higher_is_better(&self) -> bool {
        matches!(self, Self::EffectiveFollowUp { .. } | Self::InboundContacts { .. })
    }
}

impl Default for HighValue {
    fn default() -> Self {
        Self::TopShare { share: Share::literal(0.2) }
    }
}

impl PaidColumn {
    /// The column's name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PaidAmount => "paid_amount",
            Self::Amount => "amount",
        }
    }
}

impl SellerRole {
    /// The role as the column holds it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Seller => "seller",
            Self::Senior => "senior",
            Self::Manager => "manager",
        }
    }
}

fn min_count() -> u32 {
    5
}

fn confidence() -> Probability {
    Probability::literal(0.95)
}

fn weight() -> Weight {
    Weight::literal(1.0)
}

fn follow_up_days() -> Period {
    Period(28)
}

fn conversion_days() -> Period {
    Period(90)
}

fn onboarding_days() -> Period {
    Period(365)
}

fn seller_roles() -> Vec<SellerRole> {
    vec![SellerRole::Seller, SellerRole::Senior]
}

fn red_months() -> Period {
    Period(2)
}

fn months_shown() -> Period {
    Period(6)
}

fn paid_months() -> Period {
    Period(12)
}

fn due_days() -> u16 {
    3
}

fn records() -> u16 {
    3
}
