//! What a journey answers.

use chrono::NaiveDate;
use serde::Serialize;

use crate::error::{ErrorBody, ViolationBody};
use crate::kernel::condition::Explanation;
use crate::primitives::{Fingerprint, Id, Instant, Money, Reason};

use super::definition::{ApprovalDefinition, Direction};
use super::value::{JourneyState, Pending};

/// An event that was applied.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Applied {
    /// The state after it.
    pub state: JourneyState,
    /// Whether the same event was applied before; the state is then unchanged.
    pub duplicate: bool,
    /// What the host has to do.
    pub effects: Vec<Effect>,
    /// What happened.
    pub reasons: Vec<Reason>,
}

/// Something that the host carries out.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Effect {
    /// The next time limit of the journey is now this one; it replaces the one before.
    Deadline {
        /// When it runs out; absent = there is none.
        due_at: Option<Instant>,
    },
    /// A second party is asked to approve a transition.
    ApprovalRequested {
        /// The transition.
        transition: Id,
        /// The roles of which it must have one; none = anybody but the proposer.
        roles: Vec<Id>,
    },
    /// The customer was lost.
    Lost {
        /// Why, from where, to whom.
        loss: LossReport,
    },
    /// A time limit ran out: whoever looks after the customer is warned.
    Warn {
        /// The firing's id: the same however often it is computed.
        id: Fingerprint,
        /// The limit.
        limit: Id,
        /// The state in which it ran out.
        state: Id,
        /// When.
        due_at: Instant,
    },
    /// A time limit ran out: a role is told.
    Escalate {
        /// The firing's id: the same however often it is computed.
        id: Fingerprint,
        /// The limit.
        limit: Id,
        /// The state in which it ran out.
        state: Id,
        /// When.
        due_at: Instant,
        /// The role; absent = the host decides.
        to: Option<Id>,
        /// What kept the customer from being moved, where the limit would have done that; pointers
        /// are those of `{"state": ..}`.
        violations: Vec<ViolationBody>,
    },
    /// A time limit ran out: a transition was taken.
    TimedOut {
        /// The firing's id: the same however often it is computed.
        id: Fingerprint,
        /// The limit.
        limit: Id,
        /// The transition.
        transition: Id,
        /// The state that was left.
        from: Id,
        /// The state that was entered.
        to: Id,
        /// When.
        due_at: Instant,
    },
    /// An effect that the machine declares on a transition, a state or its payments.
    Declared {
        /// Its id: the same however often it is computed, so that a unique key carries it out once.
        id: Fingerprint,
        /// The effect.
        effect: Id,
        /// The state after it.
        state: Id,
        /// For effects of payments: the sum received or the value now; absent for others.
        amount: Option<Money>,
    },
    /// The journey has ended.
    Closed {
        /// The final state.
        state: Id,
    },
}

/// Why, from where and to whom a customer was lost, and when to try again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LossReport {
    /// The code.
    pub code: Id,
    /// The codes of which it is a part, the widest first, and itself.
    pub path: Vec<Id>,
    /// The state that was left.
    pub stage: Id,
    /// The competitor, where one is named.
    pub competitor: Option<String>,
    /// The day on which to try again, where one is named.
    pub re_engage_on: Option<NaiveDate>,
}

/// Many events in one go.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Replayed {
    /// The state after all of them.
    pub state: JourneyState,
    /// How many were applied.
    pub applied: usize,
    /// How many had been applied before.
    pub duplicates: usize,
    /// Those that were refused and changed nothing, in their order.
    pub refused: Vec<Refused>,
}

/// Many customers in one go, each judged by itself.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AppliedMany {
    /// How many events were applied.
    pub applied: usize,
    /// How many had been applied before.
    pub duplicates: usize,
    /// How many were refused and changed nothing.
    pub refused: usize,
    /// One answer per item, in their order.
    pub items: Vec<AppliedItem>,
}

/// What became of one item: it was applied, or refused with everything that speaks against it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AppliedItem {
    /// The item's key; absent when it has none that can be read.
    pub key: Option<Id>,
    /// The answer, when it was applied.
    pub applied: Option<Applied>,
    /// Why not; pointers are those of the item.
    pub error: Option<ErrorBody>,
}

/// An event that was refused.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Refused {
    /// The event.
    pub event_id: Id,
    /// Why.
    pub error: ErrorBody,
}

/// What a customer can do next, for screens.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AllowedReport {
    /// Id of the machine.
    pub definition_id: Id,
    /// SHA-256 of the machine's canonical JSON.
    pub fingerprint: Fingerprint,
    /// The present state.
    pub state: Id,
    /// Every transition of the machine, in the definition's order.
    pub transitions: Vec<AllowedTransition>,
    /// The states that can be chosen after a follow-up; absent when there are no follow-ups.
    pub follow_up: Option<Vec<Id>>,
    /// What waits for approval.
    pub pending: Option<Pending>,
}

/// One transition as it stands for a customer.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AllowedTransition {
    /// The transition.
    pub transition: Id,
    /// The state to which it leads.
    pub to: Id,
    /// Whether it leads on, back or out of an end.
    pub direction: Direction,
    /// The second party that has to approve; absent = none.
    pub approval: Option<ApprovalDefinition>,
    /// Whether it leaves the present state; screens hide the others.
    pub from_here: bool,
    /// Whether it can be taken now.
    pub ok: bool,
    /// Fields without a value that it needs, in the order of their declaration.
    pub missing: Vec<Id>,
    /// Why the guard is not true, node by node; absent when it is, or when there is none.
    pub guard: Option<Explanation>,
    /// Everything for which it would be refused, as [`JourneyModel::apply`](super::JourneyModel::apply) would say it.
    pub violations: Vec<ViolationBody>,
}

/// A time limit that has run out.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Due {
    /// The id that its firing has, or would have.
    pub id: Fingerprint,
    /// The limit.
    pub limit: Id,
    /// The state whose limit it is.
    pub state: Id,
    /// When it ran out.
    pub due_at: Instant,
    /// Days since then, with fractions.
    pub days_over: f64,
    /// Whether holidays were not known for its days, so that it may still move.
    pub provisional: bool,
    /// Whether it has fired.
    pub fired: bool,
    /// The same in words.
    pub reason: Reason,
}

/// What happened while time passed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Advanced {
    /// The state after it.
    pub state: JourneyState,
    /// The limits that fired, in the order in which they ran out.
    pub fired: Vec<Firing>,
    /// What the host has to do.
    pub effects: Vec<Effect>,
    /// What happened.
    pub reasons: Vec<Reason>,
    /// When the next limit runs out; absent = there is none.
    pub next_due: Option<Instant>,
    /// Whether all limits up to then have fired; else the host lets time pass once more.
    pub complete: bool,
}

/// A time limit that fired.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Firing {
    /// Its id: the same however often it is computed.
    pub id: Fingerprint,
    /// The limit.
    pub limit: Id,
    /// The state in which it ran out.
    pub state: Id,
    /// When.
    pub due_at: Instant,
    /// Whether holidays were not known for its days.
    pub provisional: bool,
    /// What it did.
    pub outcome: FiringOutcome,
}

/// What a time limit did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum FiringOutcome {
    /// It warned.
    Warned,
    /// It told a role.
    Escalated,
    /// It took a transition.
    Moved,
    /// It could not take its transition, and told a role why.
    NotMoved,
}

/// What is wrong with the stored rows of a host.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CheckReport {
    /// Id of the machine.
    pub definition_id: Id,
    /// SHA-256 of the machine's canonical JSON.
    pub fingerprint: Fingerprint,
    /// The instant for which was checked.
    pub as_of: Instant,
    /// How many rows were checked.
    pub checked: usize,
    /// How many broke a rule.
    pub broken: usize,
    /// How many broke none and are overdue.
    pub overdue: usize,
    /// How many are in a state with a limit and do not say since when, or since a day that the calendar refuses.
    pub undated: usize,
    /// The rows that broke a rule, then those that are overdue; longest overdue first, then by id.
    pub items: Vec<CheckItem>,
}

/// A stored row that broke a rule or is overdue.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CheckItem {
    /// The row.
    pub id: Id,
    /// Its state, as stored.
    pub state: Option<String>,
    /// What is wrong.
    pub status: CheckStatus,
    /// Every rule that it broke, and the time limit that it passed.
    pub reasons: Vec<Reason>,
    /// Days since the limit ran out; absent when it has not.
    pub days_over: Option<f64>,
}

/// The outcome of the check of one stored row.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Checked {
    /// What is wrong, if anything.
    pub status: CheckStatus,
    /// Every rule that it broke, and the time limit that it passed.
    pub reasons: Vec<Reason>,
    /// Days since the limit ran out; absent when it has not.
    pub days_over: Option<f64>,
    /// Whether the state has a limit and the row does not say since when it is there, or says a day that
    /// the calendar refuses.
    pub undated: bool,
}

/// Whether a stored row keeps the rules of the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CheckStatus {
    /// It broke a rule.
    Broken,
    /// It broke none, but is in its state for longer than the limit.
    Overdue,
    /// Nothing is wrong.
    Ok,
}
