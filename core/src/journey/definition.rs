//! The state machine as data.

use deserr::Deserr;
use serde::Serialize;

use crate::kernel::condition::Condition;
use crate::primitives::decode::DecodeError;
use crate::primitives::{DayCount, Field, Id, LocalText};

use super::limit_definition::LimitDefinition;
use super::loss_definition::LossDefinition;
use super::payment_definition::PaymentsDefinition;

/// The journey of one kind of customer record: kind `journey.machine`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct JourneyDefinition {
    /// Always `journey.machine`.
    #[cfg_attr(feature = "schema", schemars(extend("const" = "journey.machine")))]
    pub kind: String,
    /// Always 1.
    #[cfg_attr(feature = "schema", schemars(extend("const" = 1)))]
    pub schema_version: u32,
    /// The machine's id.
    pub id: Id,
    /// What makes the journey, such as `lead` or `opportunity`.
    pub entity: Id,
    /// Id of the calendar in whose business time limits count; absent = only clock time is used.
    #[serde(default)]
    #[deserr(default)]
    pub calendar: Option<Id>,
    /// The fields that states and transitions need or test, with their types.
    #[serde(default)]
    #[deserr(default)]
    pub fields: Vec<Field>,
    /// The state in which a journey begins.
    pub initial: Id,
    /// Further states in which one may begin, as imported customers do. Default: none.
    #[serde(default)]
    #[deserr(default)]
    pub entries: Vec<Id>,
    /// The states.
    pub states: Vec<StateDefinition>,
    /// The ways from state to state; there are no others.
    pub transitions: Vec<TransitionDefinition>,
    /// The state of lost customers and its reason codes; absent when nothing can be lost.
    #[serde(default)]
    #[deserr(default)]
    pub loss: Option<LossDefinition>,
    /// What follow-ups must choose; absent when there are none.
    #[serde(default)]
    #[deserr(default)]
    pub follow_up: Option<FollowUpDefinition>,
    /// Who may move a customer against the rules; absent = nobody.
    #[serde(default)]
    #[deserr(default)]
    pub force: Option<ForceDefinition>,
    /// What payments and refunds do; absent when the journey keeps no account of them.
    #[serde(default)]
    #[deserr(default)]
    pub payments: Option<PaymentsDefinition>,
}

/// After each follow-up a state is chosen: another one, or the same with a reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct FollowUpDefinition {
    /// The states that can be chosen, in the order in which screens offer them.
    pub states: Vec<Id>,
}

/// Who may move a customer against the rules, with a reason that is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct ForceDefinition {
    /// The roles of which the actor must have one.
    pub roles: Vec<Id>,
}

/// A state in which a customer can be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct StateDefinition {
    /// The state's id, as stored by the host.
    pub id: Id,
    /// Its name for people.
    pub names: LocalText,
    /// Whether the journey ends here; only a reopening leaves a final state. Default: no.
    #[serde(default, rename = "final")]
    #[deserr(default, rename = "final")]
    pub is_final: bool,
    /// Days of 24 hours after which a customer in this state is overdue: short for a limit with id
    /// `overdue` that warns. Absent = none.
    #[serde(default)]
    #[deserr(default)]
    pub limit_days: Option<DayCount>,
    /// What happens after which time in this state. Default: nothing.
    #[serde(default)]
    #[deserr(default)]
    pub limits: Vec<LimitDefinition>,
    /// Effects that the host is told of whenever the state is entered. Default: none.
    #[serde(default)]
    #[deserr(default)]
    pub effects: Vec<Id>,
    /// Fields that a customer in this state must have; a blank text is no value. Default: none.
    #[serde(default)]
    #[deserr(default)]
    pub requires: Vec<Id>,
}

/// A way from one state to another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct TransitionDefinition {
    /// The transition's id; events name it.
    pub id: Id,
    /// Its name for people; absent = the name of the state it leads to.
    #[serde(default)]
    #[deserr(default)]
    pub names: Option<LocalText>,
    /// The states from which it can be taken.
    pub from: Vec<Id>,
    /// The state to which it leads.
    pub to: Id,
    /// Fields that must have a value to take it, beside those of the state it leads to. Default: none.
    #[serde(default)]
    #[deserr(default)]
    pub requires: Vec<Id>,
    /// What must be true of the fields to take it; absent = nothing.
    #[serde(default)]
    #[deserr(default)]
    pub guard: Option<Condition>,
    /// Whether it leads on, back, or out of an end. Default: on.
    #[serde(default)]
    #[deserr(default)]
    pub direction: Direction,
    /// The second party that has to approve; absent = none.
    #[serde(default)]
    #[deserr(default)]
    pub approval: Option<ApprovalDefinition>,
    /// Effects that the host is told of when it has been taken. Default: none.
    #[serde(default)]
    #[deserr(default)]
    pub effects: Vec<Id>,
}

/// Where a transition leads on the way to the end; back moves and reopenings are counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[deserr(error = DecodeError)]
pub enum Direction {
    /// On.
    #[default]
    #[deserr(rename = "forward")]
    Forward,
    /// Back to an earlier state.
    #[deserr(rename = "back")]
    Back,
    /// Out of a final state or of the loss; the only way to leave a final one.
    #[deserr(rename = "reopen")]
    Reopen,
}

/// Two parties: who proposes a transition never approves it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct ApprovalDefinition {
    /// The roles of which the approver must have one; none = anybody but the proposer.
    #[serde(default)]
    #[deserr(default)]
    pub roles: Vec<Id>,
}

impl JourneyDefinition {
    /// The kind that a journey states.
    pub const KIND: &'static str = "journey.machine";
}
