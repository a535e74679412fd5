//! The state machine as data.

use deserr::Deserr;
use serde::Serialize;

use crate::kernel::condition::Condition;
use crate::primitives::decode::DecodeError;
use crate::primitives::{DayCount, Field, Id, LocalText};

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
    /// The fields that states and transitions need or test, with their types.
    #[serde(default)]
    #[deserr(default)]
    pub fields: Vec<Field>,
    /// The state in which a journey begins.
    pub initial: Id,
    /// The states.
    pub states: Vec<StateDefinition>,
    /// The ways from state to state; there are no others.
    pub transitions: Vec<TransitionDefinition>,
    /// The state of lost customers and its reason codes; absent when nothing can be lost.
    #[serde(default)]
    #[deserr(default)]
    pub loss: Option<LossDefinition>,
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
    /// Whether the journey ends here; no transition leaves a final state. Default: no.
    #[serde(default, rename = "final")]
    #[deserr(default, rename = "final")]
    pub is_final: bool,
    /// Days of 24 hours after which a customer in this state is overdue; absent = no limit.
    #[serde(default)]
    #[deserr(default)]
    pub limit_days: Option<DayCount>,
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
}

/// How losses are recorded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct LossDefinition {
    /// The state of lost customers; whoever enters it needs a code.
    pub state: Id,
    /// The text field that holds the code. Default `loss_reason`.
    #[serde(default = "loss_reason")]
    #[deserr(default = loss_reason())]
    pub code_field: Id,
    /// The text field that holds the free text. Default `loss_text`; must be declared when a code needs it.
    #[serde(default = "loss_text")]
    #[deserr(default = loss_text())]
    pub text_field: Id,
    /// The codes.
    pub codes: Vec<LossCode>,
}

fn loss_reason() -> Id {
    Id::literal("loss_reason")
}

fn loss_text() -> Id {
    Id::literal("loss_text")
}

/// Why a customer was lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct LossCode {
    /// The code, as stored by the host.
    pub id: Id,
    /// Its name for people.
    pub names: LocalText,
    /// Whether it says too little without a text, as `other` does. Default: no.
    #[serde(default)]
    #[deserr(default)]
    pub needs_text: bool,
}

impl JourneyDefinition {
    /// The kind that a journey states.
    pub const KIND: &'static str = "journey.machine";
}
