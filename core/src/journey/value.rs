//! The state of one journey and the events that move it: values that the host keeps.

use std::collections::BTreeMap;

use deserr::Deserr;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::error::Violation;
use crate::primitives::decode::DecodeError;
use crate::primitives::record::unknown_field;
use crate::primitives::{Field, Fingerprint, Id, Instant, JsonPointer, Money, Scalar, decode};

use super::model::JourneyModel;
use super::overlay::Overlay;
use super::payment_ledger::PaymentLedger;

/// Fields that an event or a form gives; `None` (in JSON `null`) takes the value away.
pub type EventFields = BTreeMap<Id, Option<Scalar>>;

/// Where one customer is on the journey, and how it got there.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct JourneyState {
    /// SHA-256 of the machine that made this state.
    pub machine: Fingerprint,
    /// What the host knows the customer by; it makes ids of effects one of a kind.
    pub key: Option<Id>,
    /// The state's id.
    pub state: Id,
    /// When it was entered.
    pub entered_at: Instant,
    /// The values of the declared fields.
    pub fields: BTreeMap<Id, Scalar>,
    /// What happened on the way, counted.
    pub counts: Counts,
    /// The transition that waits for its approval.
    pub pending: Option<Pending>,
    /// The time limits of this visit of the state, in the order in which they run out.
    pub deadlines: Vec<RunningLimit>,
    /// What was paid and refunded; absent before the first payment.
    pub payments: Option<PaymentLedger>,
    /// Every event that was applied, oldest first; it makes a repeated event harmless.
    pub history: Vec<Step>,
}

/// A time limit of the present state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct RunningLimit {
    /// The limit.
    pub limit: Id,
    /// When it runs out.
    pub at: Instant,
    /// Whether holidays are not known for its days, so that it is counted again as time passes.
    pub provisional: bool,
    /// Whether it has fired.
    pub fired: bool,
}

/// Events that say something about how a journey goes, counted from its beginning.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct Counts {
    /// Follow-ups, whichever state was chosen.
    pub follow_ups: u32,
    /// Moves back.
    pub back_moves: u32,
    /// Reopenings.
    pub reopenings: u32,
    /// Moves against the rules.
    pub forced_moves: u32,
}

/// A transition that somebody proposed and nobody has approved yet.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Pending {
    /// The transition.
    pub transition: Id,
    /// Who proposed it.
    pub proposer: Id,
    /// When.
    pub proposed_at: Instant,
    /// The fields that come with it once it is approved.
    pub fields: EventFields,
}

/// One applied event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct Step {
    /// The event's id.
    pub event_id: Id,
    /// SHA-256 of the event's canonical JSON.
    pub event_hash: Fingerprint,
    /// What was done.
    #[serde(rename = "type")]
    #[deserr(rename = "type")]
    pub kind: StepKind,
    /// The transition that was taken, proposed, approved, rejected or withdrawn.
    #[cfg_attr(feature = "schema", schemars(required, schema_with = "some_id"))]
    pub transition: Option<Id>,
    /// The state before.
    pub from: Id,
    /// The state after.
    pub to: Id,
    /// When.
    pub at: Instant,
    /// Who did it.
    #[cfg_attr(feature = "schema", schemars(required, schema_with = "some_id"))]
    pub actor: Option<Id>,
    /// Why, in the actor's words.
    #[cfg_attr(feature = "schema", schemars(required, schema_with = "some_text"))]
    pub reason: Option<String>,
}

/// The same in both directions: always there, `null` for nobody.
#[cfg(feature = "schema")]
fn some_id(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
    generator.subschema_for::<Option<Id>>()
}

#[cfg(feature = "schema")]
fn some_text(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
    generator.subschema_for::<Option<String>>()
}

/// What an applied event did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[deserr(error = DecodeError)]
pub enum StepKind {
    /// A state was entered.
    #[deserr(rename = "moved")]
    Moved,
    /// A follow-up left the state as it is.
    #[deserr(rename = "stayed")]
    Stayed,
    /// Fields were changed.
    #[deserr(rename = "edited")]
    Edited,
    /// A transition was proposed.
    #[deserr(rename = "proposed")]
    Proposed,
    /// It was approved, and its state entered.
    #[deserr(rename = "approved")]
    Approved,
    /// It was rejected.
    #[deserr(rename = "rejected")]
    Rejected,
    /// It was withdrawn by who proposed it.
    #[deserr(rename = "withdrawn")]
    Withdrawn,
    /// A state was entered against the rules.
    #[deserr(rename = "forced")]
    Forced,
    /// A payment was recorded.
    #[deserr(rename = "paid")]
    Paid,
    /// A refund was recorded.
    #[deserr(rename = "refunded")]
    Refunded,
    /// A state was entered because what is due has been received.
    #[deserr(rename = "settled")]
    Settled,
    /// A state was entered because a time limit ran out.
    #[deserr(rename = "timed_out")]
    TimedOut,
}

impl StepKind {
    /// Whether a state is entered by it, be it the same one.
    pub fn enters(self) -> bool {
        matches!(self, Self::Moved | Self::Approved | Self::Forced | Self::Settled | Self::TimedOut)
    }
}

/// What somebody wants to do with a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[deserr(error = DecodeError, tag = "type", deny_unknown_fields)]
pub enum JourneyAction {
    /// Takes a transition.
    #[deserr(rename = "take")]
    Take {
        /// The transition.
        transition: Id,
    },
    /// Moves to a state, as a drag over a board does: by the first transition that leads there and
    /// can be taken.
    #[deserr(rename = "move")]
    Move {
        /// The state.
        to: Id,
    },
    /// Follows up and chooses a state: another one, or the present one with a reason.
    #[deserr(rename = "follow_up")]
    FollowUp {
        /// The chosen state; without one the follow-up is refused.
        #[serde(default)]
        #[deserr(default)]
        to: Option<Id>,
        /// Why the state stays the same.
        #[serde(default)]
        #[deserr(default)]
        reason: Option<String>,
    },
    /// Changes fields and nothing else.
    #[deserr(rename = "edit")]
    Edit {},
    /// Approves the pending transition, as another party than its proposer.
    #[deserr(rename = "approve")]
    Approve {},
    /// Rejects the pending transition.
    #[deserr(rename = "reject")]
    Reject {
        /// Why.
        reason: String,
    },
    /// Takes the own proposal back.
    #[deserr(rename = "withdraw")]
    Withdraw {},
    /// Moves to a state against the rules.
    #[deserr(rename = "force")]
    Force {
        /// The state.
        to: Id,
        /// Why.
        reason: String,
    },
    /// Records a payment; the same one again changes nothing.
    #[deserr(rename = "payment")]
    Payment {
        /// The payment's id, as the bank or the till knows it.
        id: Id,
        /// How much, more than nothing.
        amount: Money,
    },
    /// Records that money was paid back; the same refund again changes nothing.
    #[deserr(rename = "refund")]
    Refund {
        /// The refund's id; no payment has it.
        id: Id,
        /// How much, more than nothing and at most what was received.
        amount: Money,
    },
}

/// Somebody does something with a customer.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct JourneyEvent {
    /// The event's id: the same event sent twice counts once.
    pub id: Id,
    /// What is done.
    pub action: JourneyAction,
    /// When it happened.
    pub at: Instant,
    /// Who did it.
    pub actor: Option<Id>,
    /// The roles of who did it, as the host knows them. Default: none.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub roles: Vec<Id>,
    /// Fields that come with it. Default: none.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub fields: EventFields,
}

#[derive(Deserr)]
#[deserr(error = DecodeError, deny_unknown_fields)]
struct StateDocument {
    machine: Fingerprint,
    #[deserr(default)]
    key: Option<Id>,
    state: Id,
    entered_at: Instant,
    fields: Value,
    #[deserr(default)]
    counts: Counts,
    #[deserr(default)]
    pending: Option<PendingDocument>,
    #[deserr(default)]
    deadlines: Option<Vec<RunningLimit>>,
    #[deserr(default)]
    payments: Option<PaymentLedger>,
    history: Vec<Step>,
}

#[derive(Deserr)]
#[deserr(error = DecodeError, deny_unknown_fields)]
struct PendingDocument {
    transition: Id,
    proposer: Id,
    proposed_at: Instant,
    #[deserr(default = Value::Object(Map::new()))]
    fields: Value,
}

#[derive(Deserr)]
#[deserr(error = DecodeError, deny_unknown_fields)]
struct EventDocument {
    id: Id,
    action: JourneyAction,
    at: Instant,
    #[deserr(default)]
    actor: Option<Id>,
    #[deserr(default)]
    roles: Vec<Id>,
    #[deserr(default = Value::Object(Map::new()))]
    fields: Value,
}

impl JourneyState {
    /// How often a state has been entered so far, the first one included.
    pub(crate) fn visit(&self) -> usize {
        1 + self.history.iter().filter(|step| step.kind.enters()).count()
    }

    /// A state from a JSON value that stands at `at`. Fields that an earlier version of the
    /// machine declared and this one does not are left out; a state without deadlines gets those
    /// that it would have been entered with.
    ///
    /// # Errors
    /// `decode.*`, `record.*`, all at once.
    pub fn from_value(value: Value, model: &JourneyModel, at: &JsonPointer) -> Result<Self, Vec<Violation>> {
        let document: StateDocument = decode_at(value, at)?;
        let mut violations = Vec::new();
        let is_ours = document.machine == model.fingerprint();
        let declared = &model.definition().fields;
        let fields = fields(document.fields, declared, &at.key("fields"), is_ours, &mut violations);
        let pending = document.pending.map(|pending| Pending {
            transition: pending.transition,
            proposer: pending.proposer,
            proposed_at: pending.proposed_at,
            fields: self::fields(pending.fields, declared, &at.key("pending").key("fields"), is_ours, &mut violations),
        });
        let fields: BTreeMap<Id, Scalar> =
            fields.into_iter().filter_map(|(name, value)| value.map(|value| (name, value))).collect();
        let deadlines = document.deadlines.unwrap_or_else(|| {
            let given = EventFields::new();
            let record = Overlay::new(declared, &fields, &given);
            let position = model.position(document.state.as_str());
            let running = position.map(|position| model.running(position, document.entered_at, &record)).transpose();
            let found = |found: Violation| violations.push(found.under(&at.key("entered_at")));
            running.map_err(found).ok().flatten().unwrap_or_default()
        });
        if !violations.is_empty() {
            return Err(violations);
        }
        Ok(Self {
            machine: document.machine,
            key: document.key,
            state: document.state,
            entered_at: document.entered_at,
            fields,
            counts: document.counts,
            pending,
            deadlines,
            payments: document.payments,
            history: document.history,
        })
    }
}

impl JourneyEvent {
    /// An event from a JSON value that stands at `at`.
    ///
    /// # Errors
    /// `decode.*`, `record.*`, all at once.
    pub fn from_value(value: Value, model: &JourneyModel, at: &JsonPointer) -> Result<Self, Vec<Violation>> {
        let mut document: EventDocument = decode_at(value, at)?;
        let fields = model.read_fields(document.fields.take(), &at.key("fields"))?;
        let EventDocument { id, action, at, actor, roles, .. } = document;
        Ok(Self { id, action, at, actor, roles, fields })
    }
}

impl JourneyModel {
    /// Declared fields from a JSON object that stands at `at`: those of an event or of a form.
    ///
    /// # Errors
    /// `decode.wrong_kind`, `record.*`, all at once.
    pub fn read_fields(&self, value: Value, at: &JsonPointer) -> Result<EventFields, Vec<Violation>> {
        let mut violations = Vec::new();
        let fields = fields(value, &self.definition().fields, at, true, &mut violations);
        if violations.is_empty() { Ok(fields) } else { Err(violations) }
    }
}

pub(super) fn decode_at<T: Deserr<DecodeError>>(value: Value, at: &JsonPointer) -> Result<T, Vec<Violation>> {
    decode::decode(value).map_err(|found| found.into_iter().map(|violation| violation.under(at)).collect())
}

pub(super) fn fields(
    value: Value,
    declared: &[Field],
    at: &JsonPointer,
    refuse_unknown: bool,
    violations: &mut Vec<Violation>,
) -> EventFields {
    let mut fields = EventFields::new();
    let Value::Object(map) = value else {
        violations.push(decode::expected_object(&value, at));
        return fields;
    };
    for (name, value) in map {
        let Some(field) = declared.iter().find(|field| field.name.as_str() == name) else {
            if refuse_unknown {
                violations.push(unknown_field(&name, declared, at));
            }
            continue;
        };
        match Scalar::read_field(field, value, at) {
            Ok(value) => {
                fields.insert(field.name.clone(), value);
            }
            Err(found) => violations.extend(found),
        }
    }
    fields
}
