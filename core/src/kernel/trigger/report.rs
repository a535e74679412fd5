//! What a trigger model answers.

use serde::Serialize;

use crate::primitives::{Id, Instant};

use super::value::{Anchor, TriggerEvent, TriggerFiring, TriggerState, Unscheduled};

/// What came of events and of time.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TriggerAdvance {
    /// The state to keep.
    pub state: TriggerState,
    /// What fired and had not been told, in the order of time.
    pub firings: Vec<TriggerFiring>,
    /// What had been told and did not happen after all.
    pub retractions: Vec<TriggerFiring>,
    /// Events that came too late to count.
    pub late: Vec<TriggerEvent>,
    /// Events whose id is known already.
    pub duplicates: Vec<DuplicateEvent>,
    /// The timers that run, by trigger.
    pub pending: Vec<PendingTimer>,
    /// When it has to be called again, if nothing happens before.
    pub next_due: Option<Instant>,
}

/// An event whose id is known already; the first one counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DuplicateEvent {
    /// The id.
    pub id: Id,
    /// Whether it says the same as the first one.
    pub same: bool,
}

/// A timer that runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PendingTimer {
    /// The trigger.
    pub trigger: Id,
    /// From when is counted.
    pub anchor: Anchor,
    /// When it runs out.
    pub deadline: Option<Instant>,
    /// Whether holidays are not known for it yet.
    pub provisional: bool,
    /// Why it has no deadline.
    pub why: Option<Unscheduled>,
}

/// What would fire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DueFirings {
    /// In the order of time.
    pub firings: Vec<TriggerFiring>,
}
