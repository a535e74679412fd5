//! The conformance kit of a machine: cases that every path of a host answers as the machine does.

use deserr::Deserr;
use serde::Serialize;

use crate::error::ErrorCode;
use crate::primitives::decode::DecodeError;
use crate::primitives::{Fingerprint, Id, Instant, JsonPointer};

use super::value::{EventFields, JourneyEvent, JourneyState};

/// Cases made from a machine: a host runs them through each of its paths.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Kit {
    /// Id of the machine.
    pub definition_id: Id,
    /// SHA-256 of the machine's canonical JSON.
    pub fingerprint: Fingerprint,
    /// The cases; their ids stay the same as long as the machine does.
    pub cases: Vec<KitCase>,
}

/// One case: a row as it is stored, what somebody wants to do with it, and what has to become of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KitCase {
    /// The case's id.
    pub id: String,
    /// The rule that it tests.
    pub rule: KitRule,
    /// What is asked for; a path that does not offer it skips the case.
    pub via: KitVia,
    /// The row before; absent when the case makes a new one.
    pub before: Option<JourneyState>,
    /// What is asked for, whichever path it takes.
    pub request: KitRequest,
    /// What has to become of it.
    pub expected: KitExpected,
}

/// What a case asks for.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum KitRequest {
    /// A new row.
    Start {
        /// When it begins.
        at: Instant,
        /// Its state.
        state: Id,
        /// Its fields.
        fields: EventFields,
    },
    /// Something is done with the row.
    Event {
        /// What.
        event: JourneyEvent,
    },
}

/// What has to become of a case.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KitExpected {
    /// Whether it is accepted.
    pub accepted: bool,
    /// Why not.
    pub violations: Vec<KitViolation>,
    /// The row after; when it is refused the row before, absent for a new one.
    pub state: Option<JourneyState>,
}

/// Why a case is refused.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KitViolation {
    /// The stable code.
    pub code: ErrorCode,
    /// Where it stands in `{"state", "event"}`, or in the request of a start.
    pub pointer: JsonPointer,
}

/// The rule that a case tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum KitRule {
    /// What is allowed goes through, and is stored.
    Allowed,
    /// Only declared transitions, from the states that they leave.
    Transition,
    /// Required fields have a value.
    RequiredField,
    /// The guard holds.
    Guard,
    /// A loss has a code, with what the code needs.
    Loss,
    /// A follow-up chooses a state, one of those offered.
    FollowUp,
    /// The same state again needs a reason.
    StayReason,
    /// An edit keeps what the state needs.
    Edit,
    /// A journey begins in an entry, with what that needs.
    Entry,
    /// A second party approves.
    Approval,
    /// Only the roles for it move against the rules, with a reason.
    Force,
    /// Events come in their order.
    Order,
    /// The same event or payment again changes nothing, another one with its id is refused.
    Repeat,
    /// Payments are of the right currency, and refunds of money that came in.
    Payment,
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[deserr(error = DecodeError)]
pub enum KitVia {
    /// A new row.
    #[deserr(rename = "start")]
    Start,
    /// A transition.
    #[deserr(rename = "take")]
    Take,
    /// A move to a state.
    #[deserr(rename = "move")]
    Move,
    /// A follow-up.
    #[deserr(rename = "follow_up")]
    FollowUp,
    /// Changed fields.
    #[deserr(rename = "edit")]
    Edit,
    /// An approval, a rejection, or a proposal taken back.
    #[deserr(rename = "approval")]
    Approval,
    /// A move against the rules.
    #[deserr(rename = "force")]
    Force,
    /// A payment or refund.
    #[deserr(rename = "payment")]
    Payment,
}
