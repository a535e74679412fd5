//! The state of one instance's triggers and the events that move it: values that the host keeps.

use std::collections::BTreeMap;

use deserr::Deserr;
use serde::Serialize;

use crate::primitives::decode::DecodeError;
use crate::primitives::{Fingerprint, Id, Instant, Scalar};

/// Fields that an event brings; `None` (in JSON `null`) takes the value away.
pub type EventChanges = BTreeMap<Id, Option<Scalar>>;

/// What the triggers of one instance remember.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct TriggerState {
    /// SHA-256 of the definition that made it.
    pub definition: Fingerprint,
    /// What the host knows the instance by.
    pub instance: Id,
    /// When counting began.
    pub started_at: Instant,
    /// Up to when time has passed.
    pub as_of: Instant,
    /// Events before this instant come too late; what fired before it is final.
    pub watermark: Instant,
    /// The fields as the events before the watermark left them.
    pub fields: BTreeMap<Id, Scalar>,
    /// Events since the watermark, in the order of their time.
    pub buffer: Vec<TriggerEvent>,
    /// What each trigger waited for at the watermark.
    pub parts: Vec<Part>,
    /// What fired since the watermark, and can still be taken back.
    pub open: Vec<TriggerFiring>,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct TriggerEvent {
    /// The event's id: the same event sent twice counts once.
    pub id: Id,
    /// What happened.
    #[serde(rename = "type")]
    pub kind: Id,
    /// When.
    pub at: Instant,
    /// The order of events of one instant, as their source counts them. Default: 0.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub seq: u64,
    /// Fields that come with it. Default: none.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub fields: EventChanges,
}

/// What one trigger waits for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct Part {
    /// The trigger.
    pub trigger: Id,
    /// When it fired last.
    #[serde(default)]
    #[deserr(default)]
    pub fired_at: Option<Instant>,
    /// What is counted, oldest first.
    #[serde(default)]
    #[deserr(default)]
    pub waiting: Vec<Waiting>,
}

/// One thing that a trigger waits for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct Waiting {
    /// From when it is counted.
    pub anchor: Anchor,
    /// When its span is over; absent = never, or not known yet.
    #[serde(default)]
    #[deserr(default)]
    pub deadline: Option<Instant>,
    /// Whether holidays are not known for it yet; it is counted again with each call.
    #[serde(default)]
    #[deserr(default)]
    pub provisional: bool,
    /// Why it has no deadline.
    #[serde(default)]
    #[deserr(default)]
    pub why: Option<Unscheduled>,
    /// How many steps of a sequence have been seen.
    #[serde(default)]
    #[deserr(default)]
    pub step: usize,
}

/// From when something is counted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct Anchor {
    /// When.
    pub at: Instant,
    /// The event; absent = the start, or a day that comes again.
    #[serde(default)]
    #[deserr(default)]
    pub event: Option<Id>,
}

/// Why something has no deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[deserr(error = DecodeError)]
pub enum Unscheduled {
    /// Its time was over before it was known.
    #[deserr(rename = "already_over")]
    AlreadyOver,
    /// The calendar refuses days that it does not know.
    #[deserr(rename = "beyond_known")]
    BeyondKnown,
    /// It would be after the year 9999.
    #[deserr(rename = "out_of_range")]
    OutOfRange,
}

/// A trigger that fired.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct TriggerFiring {
    /// SHA-256 over the definition, the instance, the trigger, the anchor, the time and the event: the same
    /// firing has the same id, however often it is computed.
    pub id: Fingerprint,
    /// The trigger.
    pub trigger: Id,
    /// The instance.
    pub instance: Id,
    /// When it fired: the deadline, or the time of the last event.
    pub at: Instant,
    /// From when was counted.
    pub anchor: Anchor,
    /// The event that completed it; absent = time passed.
    #[serde(default)]
    #[deserr(default)]
    pub event: Option<Id>,
    /// Whether its deadline rests on holidays that are not known yet.
    #[serde(default)]
    #[deserr(default)]
    pub provisional: bool,
}

impl TriggerEvent {
    /// Where the event stands among others: by time, then by its source's count, then by id.
    pub(super) fn order(&self) -> (Instant, u64, &Id) {
        (self.at, self.seq, &self.id)
    }
}
