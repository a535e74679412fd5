//! What the lights say.

use chrono::NaiveDate;
use serde::Serialize;

use crate::kernel::facts::{MissingColumn, RecordRef};
use crate::primitives::{Fingerprint, Id, Instant, Month, Reason};

use super::bounds::LightBounds;
use super::state::HealthState;

/// All lights at one instant.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HealthReport {
    /// Always `health.report`.
    #[cfg_attr(feature = "schema", schemars(extend("const" = "health.report")))]
    pub kind: &'static str,
    /// SHA-256 of the canonical JSON of all indicators, as a list.
    pub fingerprint: Fingerprint,
    /// SHA-256 of the facts.
    pub input_hash: Fingerprint,
    /// The instant for which it was assessed.
    pub as_of: Instant,
    /// The local day of `as_of`.
    pub date: NaiveDate,
    /// One light per indicator, in the order of the definitions.
    pub lights: Vec<Light>,
    /// The ids of the worst reds, worst first, at most three.
    pub top: Vec<Id>,
    /// What to pass as `previous` next time.
    pub state: HealthState,
}

/// The colour of a light.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, deserr::Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[deserr(error = crate::primitives::decode::DecodeError)]
pub enum LightStatus {
    /// As it should be.
    #[deserr(rename = "green")]
    Green,
    /// Between the bounds.
    #[deserr(rename = "amber")]
    Amber,
    /// Past the red bound: the intervention is due.
    #[deserr(rename = "red")]
    Red,
    /// A column is missing, or the rows are too few.
    #[deserr(rename = "not_enough_data")]
    NotEnoughData,
}

/// One indicator, judged.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Light {
    /// Id of the indicator.
    pub indicator_id: Id,
    /// SHA-256 of the indicator's canonical JSON.
    pub fingerprint: Fingerprint,
    /// The metric's name.
    pub metric: &'static str,
    /// The colour.
    pub status: LightStatus,
    /// The value that was judged; null when it is not known.
    pub value: Option<f64>,
    /// What the value exceeds, where the rows do not determine it: the longest time waited while
    /// fewer than half have arrived.
    pub over: Option<f64>,
    /// The unit of the value: `share`, `days` or `contacts`.
    pub unit: &'static str,
    /// Rows that the value rests on: outbound contacts, MQLs, sellers with a first order, or
    /// high-value customers of the last full month.
    pub n: u64,
    /// Fewest rows to be judged.
    pub min_count: u32,
    /// Rows whose outcome is still open; null where a row has no open outcome.
    pub censored: Option<u64>,
    /// The value without the open rows, where that is another number.
    pub naive: Option<f64>,
    /// Where green ends and red begins.
    pub bounds: LightBounds,
    /// The interval of the value; its upper end is null where the rows do not reach it.
    pub interval: Option<LightInterval>,
    /// How far past the red bound, in widths of the amber zone; null unless red.
    pub severity: Option<f64>,
    /// Columns without which nothing can be said.
    pub missing: Vec<MissingColumn>,
    /// The months of a monthly metric, oldest first.
    pub months: Vec<MonthContacts>,
    /// Why: the value against its bounds first.
    pub reasons: Vec<Reason>,
    /// What is to be done; only a red has one.
    pub intervention: Option<Intervention>,
    /// The colour of the previous report, if it was passed in.
    pub previous: Option<LightStatus>,
    /// The local day since which the light has had this colour, as far as reports were passed on.
    pub since: NaiveDate,
}

/// The interval of a value.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LightInterval {
    /// The lower end.
    pub low: f64,
    /// The upper end; null when it is beyond the data.
    pub high: Option<f64>,
}

/// Contacts of the high-value customers in one month.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MonthContacts {
    /// The local month.
    pub month: Month,
    /// Whether the month is not over yet; such a month is shown and not judged.
    pub partial: bool,
    /// High-value customers in that month.
    pub customers: u64,
    /// Their inbound contacts.
    pub contacts: u64,
    /// Contacts per customer; null without a customer.
    pub value: Option<f64>,
}

/// What is to be done about a red light.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Intervention {
    /// Its id.
    pub id: Id,
    /// The role that owns it.
    pub owner_role: Id,
    /// The local day on which it is due.
    pub due: NaiveDate,
    /// The records to look at, worst first.
    pub inputs: Vec<RecordRef>,
}

/// What is kept of a light in a decision record.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LightOutcome {
    /// The colour.
    pub status: LightStatus,
    /// The value.
    pub value: Option<f64>,
    /// Rows that it rests on.
    pub n: u64,
}
