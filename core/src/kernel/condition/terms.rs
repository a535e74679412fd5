//! The words of conditions: comparisons, measures, and what a missing value means.

use deserr::Deserr;
use serde::Serialize;

use crate::primitives::decode::DecodeError;

/// What a missing value makes of a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[deserr(error = DecodeError)]
pub enum OnMissing {
    /// The test is unknown.
    #[default]
    #[deserr(rename = "unknown")]
    Unknown,
    /// The test is true.
    #[deserr(rename = "match")]
    Match,
    /// The test is false.
    #[deserr(rename = "no_match")]
    NoMatch,
    /// The whole rule answers an error, whatever its other tests say; for rule sets alone.
    #[deserr(rename = "error")]
    Error,
}

impl OnMissing {
    pub(crate) fn is_unknown(&self) -> bool {
        *self == Self::Unknown
    }
}

/// What is measured of the events that fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[deserr(error = DecodeError)]
pub enum Measure {
    /// How many there are; 0 when none fits.
    #[deserr(rename = "count")]
    Count,
    /// The sum of an attribute, exactly; events without it add nothing, and none at all is 0.
    #[deserr(rename = "sum")]
    Sum,
    /// The least value of an attribute; missing when no event has one.
    #[deserr(rename = "min")]
    Min,
    /// The greatest value of an attribute; missing when no event has one.
    #[deserr(rename = "max")]
    Max,
    /// The attribute of the earliest event; missing when there is none, or it has none.
    #[deserr(rename = "first")]
    First,
    /// The attribute of the latest event; missing when there is none, or it has none.
    #[deserr(rename = "last")]
    Last,
    /// How many different values an attribute has; 0 when no event has one.
    #[deserr(rename = "distinct")]
    Distinct,
    /// Days of 24 hours since the latest event, with fractions; missing when there is none.
    #[deserr(rename = "days_since_last")]
    DaysSinceLast,
}

impl Measure {
    /// The name used in definitions.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Sum => "sum",
            Self::Min => "min",
            Self::Max => "max",
            Self::First => "first",
            Self::Last => "last",
            Self::Distinct => "distinct",
            Self::DaysSinceLast => "days_since_last",
        }
    }

    /// Whether it is one of an attribute.
    pub const fn takes_attribute(self) -> bool {
        !matches!(self, Self::Count | Self::DaysSinceLast)
    }
}

/// How a field is compared with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[deserr(error = DecodeError)]
pub enum Comparison {
    /// Equal.
    #[deserr(rename = "equal")]
    Equal,
    /// Not equal.
    #[deserr(rename = "not_equal")]
    NotEqual,
    /// Smaller; earlier.
    #[deserr(rename = "below")]
    Below,
    /// Smaller or equal; not later.
    #[deserr(rename = "at_most")]
    AtMost,
    /// Greater; later.
    #[deserr(rename = "above")]
    Above,
    /// Greater or equal; not earlier.
    #[deserr(rename = "at_least")]
    AtLeast,
}

impl Comparison {
    /// Whether it needs an order and not only equality.
    pub fn needs_order(self) -> bool {
        !matches!(self, Self::Equal | Self::NotEqual)
    }

    pub(crate) fn holds(self, order: std::cmp::Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::NotEqual => order.is_ne(),
            Self::Below => order.is_lt(),
            Self::AtMost => order.is_le(),
            Self::Above => order.is_gt(),
            Self::AtLeast => order.is_ge(),
        }
    }
}
