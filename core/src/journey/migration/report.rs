//! What a migration answers.

use serde::Serialize;

use crate::error::{ErrorBody, ErrorCode};
use crate::journey::audit::JourneyRecord;
use crate::journey::value::JourneyState;
use crate::journey::version::MachineVersion;
use crate::primitives::{Fingerprint, Id};

/// Whether a plan covers every state in which customers stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MigrationCheck {
    /// Whether it does.
    pub covered: bool,
    /// Customers in covered states.
    pub customers: u64,
    /// Customers in states that the plan does not name.
    pub uncovered_customers: u64,
    /// Those states, most customers first.
    pub uncovered: Vec<StateCount>,
    /// States that the plan names and in which nobody stands, in its order.
    pub unoccupied: Vec<Id>,
}

/// How many customers stand in a state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StateCount {
    /// The state, as stored.
    pub state: Id,
    /// How many.
    pub count: u64,
}

/// What a migration would do, without doing it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DryRunReport {
    /// SHA-256 of the plan's canonical JSON.
    pub plan: Fingerprint,
    /// The old version.
    pub from: MachineVersion,
    /// The new version.
    pub to: MachineVersion,
    /// Customers: `would_move + already + other_machine + uncovered + blocked`.
    pub customers: u64,
    /// Those who would be carried over.
    pub would_move: u64,
    /// Those who are in the new version already.
    pub already: u64,
    /// Those whose state was made by a third version.
    pub other_machine: u64,
    /// Those in states that the plan does not name, by state.
    pub uncovered: Vec<StateCount>,
    /// Those who would break a rule of their new state, by state and rule.
    pub blocked: Vec<Blocked>,
    /// Those who would be carried over, by old and new state.
    pub moves: Vec<StateMoveCount>,
    /// Values that would be dropped, by field.
    pub fields_dropped: Vec<FieldCount>,
    /// Defaults that would be set, by field.
    pub defaults_set: Vec<FieldCount>,
    /// Transitions waiting for approval that would be dropped.
    pub pending_cleared: u64,
    /// Time limits that would run out at another instant than before, or be gone, or be new.
    pub timers_changed: u64,
}

/// Customers who would break a rule of their new state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Blocked {
    /// The new state.
    pub state: Id,
    /// The rule.
    pub code: ErrorCode,
    /// The field, where one is to blame.
    pub field: Option<String>,
    /// How many.
    pub count: u64,
    /// The first of them.
    pub examples: Vec<String>,
}

/// How many customers go from one state to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StateMoveCount {
    /// The old state.
    pub from: Id,
    /// The new state.
    pub to: Id,
    /// How many.
    pub count: u64,
}

/// How many customers a field concerns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FieldCount {
    /// The field.
    pub field: Id,
    /// How many.
    pub count: u64,
}

/// What became of many customers.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MigratedMany {
    /// SHA-256 of the plan's canonical JSON.
    pub plan: Fingerprint,
    /// How many were carried over.
    pub migrated: usize,
    /// How many were in the new version already.
    pub already: usize,
    /// How many were refused and stay as they are.
    pub refused: usize,
    /// One answer per item, in their order.
    pub items: Vec<MigratedItem>,
}

/// What became of one customer: carried over, already there (then there is no record), or refused.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MigratedItem {
    /// What the host knows the customer by.
    pub key: Id,
    /// The state after it; absent when it was refused.
    pub state: Option<JourneyState>,
    /// The row for the log.
    pub record: Option<JourneyRecord>,
    /// Why not; pointers are those of `{"state": ..}`.
    pub error: Option<ErrorBody>,
}
