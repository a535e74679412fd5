//! What is said of time in state.

use serde::Serialize;

use crate::journey::conformance::LogAccounting;
use crate::primitives::{Fingerprint, Id, Instant, Probability, Reason};

/// How long customers stay in each state, and who has stalled.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DwellReport {
    /// Id of the machine.
    pub definition_id: Id,
    /// SHA-256 of the machine's canonical JSON.
    pub fingerprint: Fingerprint,
    /// Up to when rows count; open visits are censored there.
    pub as_of: Instant,
    /// The unit of all times.
    pub unit: DwellUnit,
    /// The confidence of intervals.
    pub confidence: Probability,
    /// What became of the rows.
    pub log: LogAccounting,
    /// Every state that is not final, in the definition's order.
    pub states: Vec<StateDwell>,
    /// The customers that were asked for, then those of open visits by id.
    pub customers: Vec<CustomerDwell>,
}

/// The unit of times in state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DwellUnit {
    /// Days of 24 hours.
    Days,
    /// Hours that the calendar works.
    BusinessHours,
}

/// Time in one state.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StateDwell {
    /// The state.
    pub state: Id,
    /// Visits.
    pub n: u64,
    /// Visits that ended.
    pub left: u64,
    /// Visits that were open at `as_of`; each counts with the time that it had lasted.
    pub open: u64,
    /// The time by which half have left: the first at which the curve is below one half, or the middle of a
    /// stretch at one half. Absent when fewer than half are seen to leave, or too few were seen at all.
    pub median: Option<f64>,
    /// Lower end of the median's interval (R. Brookmeyer, J. Crowley, Biometrics 38 (1982), 29-41, on the
    /// scale ln(-ln S)).
    pub median_low: Option<f64>,
    /// Upper end of it, where the visits reach it.
    pub median_high: Option<f64>,
    /// The times by which a quarter, half, three quarters and nine tenths have left.
    pub quantiles: Vec<Quantile>,
    /// Where those who left went, most likely first.
    pub exits: Vec<DwellExit>,
    /// The longest time that was seen; the curve says nothing beyond it.
    pub longest: Option<f64>,
    /// The Kaplan-Meier curve, a step per time that occurs; empty when it was not asked for.
    pub curve: Vec<DwellStep>,
    /// Why figures are missing.
    pub reasons: Vec<Reason>,
}

/// The time by which a share has left.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Quantile {
    /// The share, 0 to 1.
    pub share: f64,
    /// The time; absent when the curve does not fall so far.
    pub time: Option<f64>,
}

/// A next state.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DwellExit {
    /// The state that was entered next.
    pub to: Id,
    /// Visits that ended so.
    pub left: u64,
    /// The probability to leave that way within the longest time: `Σ S(t-) d / n` over the times of such
    /// exits (O. O. Aalen, S. Johansen, Scandinavian Journal of Statistics 5 (1978), 141-150). Over all next
    /// states they sum to one minus the curve's last height.
    pub probability: f64,
}

/// One step of a curve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DwellStep {
    /// The time since the state was entered.
    pub time: f64,
    /// Visits that had lasted until just before it.
    pub at_risk: u64,
    /// Visits that ended at it.
    pub left: u64,
    /// Visits that were open and had lasted just so long.
    pub open: u64,
    /// The probability to be there longer than that.
    pub staying: f64,
    /// Greenwood's variance of it; absent once nobody is left.
    pub variance: Option<f64>,
}

/// Whether a customer who stands in a state still moves on.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CustomerDwell {
    /// Who.
    pub id: String,
    /// The state.
    pub state: Id,
    /// Since when.
    pub entered_at: Instant,
    /// For how long.
    pub time: f64,
    /// The share of visits that had ended by that time.
    pub share_left: Option<f64>,
    /// Visits that lasted longer: what the answer rests on.
    pub at_risk: u64,
    /// The probability to move on by `horizon`, having stayed until now: `1 - S(horizon) / S(time)`.
    pub moves_on: Option<f64>,
    /// Lower end of its interval: Greenwood's sum over the times between, on the scale ln(-ln S).
    pub low: Option<f64>,
    /// Upper end of it.
    pub high: Option<f64>,
    /// The probability that they have stalled: `1 - moves_on`.
    pub stalled: Option<f64>,
    /// The time since entering by which they would have moved on; at most the longest that was seen.
    pub horizon: Option<f64>,
    /// Why there is no answer.
    pub reasons: Vec<Reason>,
}
