//! What the verbs of a calendar are given: one document each.

use deserr::Deserr;

use crate::primitives::decode::DecodeError;
use crate::primitives::{Day, Instant, Zone};

use super::deadline::TimeSpan;

/// A day to look up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct DayRequest {
    /// The local day.
    pub day: Day,
}

/// A span of time and the instant where it begins, or ends.
#[derive(Debug, Clone, PartialEq, Eq, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct DeadlineRequest {
    /// For `after` where the span begins, for `before` where it ends.
    pub at: Instant,
    /// The span.
    pub span: TimeSpan,
    /// The zone of a calendar that states none. Default: UTC.
    #[deserr(default)]
    pub time_zone: Option<Zone>,
}

/// Two instants between which the worked time is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct WorkedRequest {
    /// The first.
    pub from: Instant,
    /// The second.
    pub to: Instant,
    /// The zone of a calendar that states none. Default: UTC.
    #[deserr(default)]
    pub time_zone: Option<Zone>,
}

/// Two days between which business days are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct BusinessDaysRequest {
    /// The first day, which counts.
    pub from: Day,
    /// The day that ends the count and does not count itself.
    pub to: Day,
}
