//! Time limits of a state, as data.

use deserr::Deserr;
use serde::Serialize;

use crate::kernel::calendar::TimeSpan;
use crate::primitives::Id;
use crate::primitives::decode::DecodeError;

/// What happens when a customer has been in a state for some time.
///
/// ```json
/// { "id": "tell_lead", "after": { "amount": 2, "unit": "business_days" },
///   "then": { "type": "escalate", "to": "team_lead" } }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct LimitDefinition {
    /// The limit's id, unique within its state.
    pub id: Id,
    /// The date or instant field from which it counts; absent = from when the state was entered. A day
    /// counts from its end. Without a value the limit rests; with another one it starts anew.
    #[serde(default)]
    #[deserr(default)]
    pub from: Option<Id>,
    /// How long after that; business units count in the machine's calendar. Nothing only with `from`.
    pub after: TimeSpan,
    /// What happens then, once for each visit of the state.
    pub then: LimitAction,
}

/// What happens when a time limit runs out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[deserr(error = DecodeError, tag = "type", deny_unknown_fields)]
pub enum LimitAction {
    /// Whoever looks after the customer is warned.
    #[deserr(rename = "warn")]
    Warn {},
    /// A role is told.
    #[deserr(rename = "escalate")]
    Escalate {
        /// The role.
        to: Id,
    },
    /// A transition is taken. Where it cannot be taken, a role is told why.
    #[deserr(rename = "move")]
    Move {
        /// The transition; it leaves the state and needs no approval.
        transition: Id,
        /// The role that is told when it cannot be taken; absent = the host decides.
        #[serde(default)]
        #[deserr(default)]
        escalate_to: Option<Id>,
    },
}
