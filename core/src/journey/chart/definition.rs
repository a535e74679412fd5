//! The statechart as data.

use deserr::Deserr;
use serde::Serialize;

use crate::kernel::condition::Condition;
use crate::primitives::decode::DecodeError;
use crate::primitives::{Field, Id, LocalText};

use super::delay::Delay;

/// A statechart: kind `journey.chart`. States within states, parallel regions and history, with the
/// semantics of SCXML (W3C, 1 September 2015, appendix D) and without its data model, scripts and XML.
#[derive(Debug, Clone, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct ChartDefinition {
    /// Always `journey.chart`.
    #[cfg_attr(feature = "schema", schemars(extend("const" = "journey.chart")))]
    pub kind: String,
    /// Always 1.
    #[cfg_attr(feature = "schema", schemars(extend("const" = 1)))]
    pub schema_version: u32,
    /// The chart's id.
    pub id: Id,
    /// What goes through the chart, such as `lead` or `opportunity`.
    pub entity: Id,
    /// The fields that transitions need or test, with their types.
    #[serde(default)]
    #[deserr(default)]
    pub fields: Vec<Field>,
    /// The states in which the chart begins; none = the first one.
    #[serde(default)]
    #[deserr(default)]
    pub initial: Vec<Id>,
    /// What is done before they are entered. Default: nothing.
    #[serde(default)]
    #[deserr(default)]
    pub initial_actions: Vec<ChartAction>,
    /// The outermost states; one of them is active at a time.
    pub states: Vec<ChartStateDefinition>,
}

/// A state, which may hold further states.
#[derive(Debug, Clone, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct ChartStateDefinition {
    /// The state's id, unique within the chart.
    pub id: Id,
    /// Its name for people; absent = its id.
    #[serde(default)]
    #[deserr(default)]
    pub names: Option<LocalText>,
    /// What kind of state it is. Default: `state`.
    #[serde(default, rename = "type")]
    #[deserr(default, rename = "type")]
    pub state_type: ChartStateType,
    /// The states within that are entered with it, or that a history leads to before anything is
    /// remembered; none = the first one.
    #[serde(default)]
    #[deserr(default)]
    pub initial: Vec<Id>,
    /// What is done between the state's own entry and theirs. Default: nothing.
    #[serde(default)]
    #[deserr(default)]
    pub initial_actions: Vec<ChartAction>,
    /// What is done on entry. Default: nothing.
    #[serde(default)]
    #[deserr(default)]
    pub entry: Vec<ChartAction>,
    /// What is done on exit. Default: nothing.
    #[serde(default)]
    #[deserr(default)]
    pub exit: Vec<ChartAction>,
    /// The ways out of it; the first that is open is taken.
    #[serde(default)]
    #[deserr(default)]
    pub transitions: Vec<ChartTransitionDefinition>,
    /// The states within it.
    #[serde(default)]
    #[deserr(default)]
    pub states: Vec<ChartStateDefinition>,
}

/// What kind of state it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[deserr(error = DecodeError)]
pub enum ChartStateType {
    /// A state; of those within it one is active.
    #[default]
    #[deserr(rename = "state")]
    State,
    /// Regions side by side: all states within it are active.
    #[deserr(rename = "parallel")]
    Parallel,
    /// An end: of the chart, or of the state around it.
    #[deserr(rename = "final")]
    Final,
    /// Leads to the state within the one around it that was active last.
    #[deserr(rename = "shallow_history")]
    ShallowHistory,
    /// Leads to the innermost states within the one around it that were active last.
    #[deserr(rename = "deep_history")]
    DeepHistory,
}

impl ChartStateType {
    /// Whether it only remembers others and is never active itself.
    pub fn is_history(self) -> bool {
        matches!(self, Self::ShallowHistory | Self::DeepHistory)
    }

    /// The name used in definitions and messages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Parallel => "parallel",
            Self::Final => "final",
            Self::ShallowHistory => "shallow_history",
            Self::DeepHistory => "deep_history",
        }
    }
}

/// A way out of a state: on an event, after a time, or at once when it has neither.
#[derive(Debug, Clone, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct ChartTransitionDefinition {
    /// The transition's id; absent = the state's id, a stroke, and its place: `new/0`.
    #[serde(default)]
    #[deserr(default)]
    pub id: Option<Id>,
    /// Its name for people; absent = its events.
    #[serde(default)]
    #[deserr(default)]
    pub names: Option<LocalText>,
    /// The events that take it: `quote` is also taken by `quote.sent`, `*` by every event. None = it
    /// is taken as soon as it is open.
    #[serde(default)]
    #[deserr(default)]
    pub events: Vec<Id>,
    /// How long the state has to last before it is taken, instead of events.
    #[serde(default)]
    #[deserr(default)]
    pub after: Option<Delay>,
    /// The states to which it leads; none = it stays, and only its actions are done.
    #[serde(default)]
    #[deserr(default)]
    pub to: Vec<Id>,
    /// Whether a way to a state within is taken without leaving the state. Default: no.
    #[serde(default)]
    #[deserr(default)]
    pub internal: bool,
    /// Fields that must have a value. Default: none.
    #[serde(default)]
    #[deserr(default)]
    pub requires: Vec<Id>,
    /// What must be true of the fields; absent = nothing.
    #[serde(default)]
    #[deserr(default)]
    pub guard: Option<Condition>,
    /// States that must all be active. Default: none.
    #[serde(default)]
    #[deserr(default)]
    pub in_states: Vec<Id>,
    /// States of which none may be active. Default: none.
    #[serde(default)]
    #[deserr(default)]
    pub not_in_states: Vec<Id>,
    /// What is done between exit and entry. Default: nothing.
    #[serde(default)]
    #[deserr(default)]
    pub actions: Vec<ChartAction>,
}

/// Something that is done on the way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[deserr(error = DecodeError, tag = "type", deny_unknown_fields)]
pub enum ChartAction {
    /// Something that the host carries out.
    #[deserr(rename = "effect")]
    Effect {
        /// What, by the host's own name.
        id: Id,
        /// When; absent = always.
        #[serde(default)]
        #[deserr(default)]
        when: Option<ChartTest>,
    },
    /// An event that the chart sends itself, before it looks at any other.
    #[deserr(rename = "raise")]
    Raise {
        /// The event.
        event: Id,
        /// When; absent = always.
        #[serde(default)]
        #[deserr(default)]
        when: Option<ChartTest>,
    },
    /// An event that the chart sends itself later.
    #[deserr(rename = "send")]
    Send {
        /// The event.
        event: Id,
        /// What a `cancel` names it by; absent = it cannot be cancelled.
        #[serde(default)]
        #[deserr(default)]
        id: Option<Id>,
        /// How much later; absent = after everything that the present event has brought about.
        #[serde(default)]
        #[deserr(default)]
        after: Option<Delay>,
        /// When; absent = always.
        #[serde(default)]
        #[deserr(default)]
        when: Option<ChartTest>,
    },
    /// Takes back events that were sent and have not come yet.
    #[deserr(rename = "cancel")]
    Cancel {
        /// The id of the sending.
        id: Id,
        /// When; absent = always.
        #[serde(default)]
        #[deserr(default)]
        when: Option<ChartTest>,
    },
}

impl ChartAction {
    /// When it is done; absent = always.
    pub fn when(&self) -> Option<&ChartTest> {
        match self {
            Self::Effect { when, .. }
            | Self::Raise { when, .. }
            | Self::Send { when, .. }
            | Self::Cancel { when, .. } => when.as_ref(),
        }
    }
}

/// What must be true for an action to be done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct ChartTest {
    /// What must be true of the fields; absent = nothing.
    #[serde(default)]
    #[deserr(default)]
    pub guard: Option<Condition>,
    /// States that must all be active. Default: none.
    #[serde(default)]
    #[deserr(default)]
    pub in_states: Vec<Id>,
    /// States of which none may be active. Default: none.
    #[serde(default)]
    #[deserr(default)]
    pub not_in_states: Vec<Id>,
}

impl ChartDefinition {
    /// The kind that a chart states.
    pub const KIND: &'static str = "journey.chart";
}
