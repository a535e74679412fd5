//! What a chart answers.

use serde::Serialize;

use crate::error::ErrorBody;
use crate::kernel::condition::Explanation;
use crate::primitives::{Fingerprint, Id, Instant, Reason};

use super::value::{ChartState, Timer};

/// What an event, or the passing of time, has brought about.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChartApplied {
    /// The state after it.
    pub state: ChartState,
    /// Whether the same event was applied before; the state is then unchanged.
    pub duplicate: bool,
    /// Whether a transition took the event; sent events that came due before it do not count.
    pub taken: bool,
    /// Whether the chart has come to an end.
    pub ended: bool,
    /// Every step, in its order.
    pub steps: Vec<ChartStep>,
    /// What the host has to do, in its order.
    pub effects: Vec<ChartEffect>,
    /// The transitions that name the event and are closed, when none took it.
    pub blocked: Vec<BlockedTransition>,
    /// When the next sent event comes.
    pub next_due: Option<Instant>,
    /// What happened, in words.
    pub reasons: Vec<Reason>,
}

/// Transitions that were taken together.
// Its members stand in the order of canonical JSON: a log has many of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChartStep {
    /// When.
    pub at: Instant,
    /// Why.
    pub cause: StepCause,
    /// The states that were entered, the outermost first.
    pub entered: Vec<Id>,
    /// The event; absent for beginnings and eventless transitions.
    pub event: Option<String>,
    /// The states that were left, the innermost first.
    pub exited: Vec<Id>,
    /// The transitions: their ids, or their state's id, a stroke, and their place.
    pub transitions: Vec<String>,
}

/// Why a step was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum StepCause {
    /// The chart began.
    Start,
    /// The host's event.
    Event,
    /// A transition without event was open.
    Eventless,
    /// An event that the chart sent itself: raised, sent, or of a state that is done.
    Own,
}

/// Something that the host carries out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChartEffect {
    /// When.
    pub at: Instant,
    /// What, by the name that the definition gives it.
    pub id: String,
    /// The same for the same cause, however often it is computed: a unique key makes effects happen once.
    pub key: String,
}

/// A transition that names an event and cannot be taken.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BlockedTransition {
    /// The transition.
    pub transition: String,
    /// Fields without a value that it needs.
    pub missing: Vec<Id>,
    /// Why the guard is not true, node by node; absent when it is, or when there is none.
    pub guard: Option<Explanation>,
    /// States that are not active and would have to be.
    pub not_in: Vec<Id>,
    /// States that are active and must not be.
    pub in_states: Vec<Id>,
}

/// What can happen next, for screens.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChartAllowedReport {
    /// Id of the chart.
    pub definition_id: Id,
    /// SHA-256 of the chart's canonical JSON.
    pub fingerprint: Fingerprint,
    /// The innermost active states.
    pub configuration: Vec<Id>,
    /// The transitions on events that leave the active states, inner states first.
    pub transitions: Vec<ChartAllowedTransition>,
}

/// One transition as it stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChartAllowedTransition {
    /// The transition.
    pub transition: String,
    /// The state that it leaves.
    pub from: Id,
    /// The events that take it.
    pub events: Vec<Id>,
    /// The states to which it leads.
    pub to: Vec<Id>,
    /// Whether it is open; an inner state's transition on the same event still comes first.
    pub ok: bool,
    /// What it lacks; absent when it is open.
    pub blocked: Option<BlockedTransition>,
}

/// Sent events that are due.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChartDue {
    /// The events in the order in which they come; what each brings about may take others back.
    pub timers: Vec<Timer>,
}

/// Many events in one go.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChartReplayed {
    /// The state after all of them.
    pub state: ChartState,
    /// How many events a transition took.
    pub taken: usize,
    /// How many events no transition took.
    pub ignored: usize,
    /// How many had been applied before.
    pub duplicates: usize,
    /// Those that were refused and changed nothing, in their order.
    pub refused: Vec<ChartRefused>,
    /// Every step, in its order.
    pub steps: Vec<ChartStep>,
    /// What the host has to do, in its order.
    pub effects: Vec<ChartEffect>,
}

/// An event that was refused.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChartRefused {
    /// The event.
    pub event_id: Id,
    /// Why.
    pub error: ErrorBody,
}
