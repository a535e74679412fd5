//! The record of one decision.

use deserr::Deserr;
use serde::Serialize;
use serde_json::Value;

use crate::error::{Error, ErrorBody, ErrorCode};
use crate::journey::model::JourneyModel;
use crate::journey::report::{Applied, Effect};
use crate::journey::value::{JourneyEvent, JourneyState, StepKind};
use crate::primitives::decode::{self, DecodeError};
use crate::primitives::{DecisionRecord, Fingerprint, Id, Instant, JsonPointer};

use super::seal::Salt;

/// One row of the log of a journey. `hash` is the SHA-256 of the row's canonical JSON without `hash`, and
/// `prev_hash` that of the row before, so no row can be changed, left out or put in unseen.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct JourneyRecord {
    /// Whose journey it is.
    pub instance: Id,
    /// The place of the row among those of its journey, from 1.
    pub seq: u64,
    /// The decision, in the envelope of every domain; `as_of` is when the host received the event.
    pub decision: DecisionRecord<JourneyOutcome>,
    /// The hash of the row before; absent in the first.
    pub prev_hash: Option<Fingerprint>,
    /// The hash of this row.
    pub hash: Fingerprint,
}

/// What was decided about an event.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct JourneyOutcome {
    /// What became of the event.
    pub status: RecordStatus,
    /// The event; of a migration the plan.
    pub event_id: Id,
    /// When it happened.
    pub event_time: Instant,
    /// Who did it.
    pub actor: Option<Id>,
    /// The state before.
    pub from: Id,
    /// The state after.
    pub to: Id,
    /// What was done; absent when nothing was.
    pub step: Option<StepKind>,
    /// The transition, where one was taken, proposed or settled.
    pub transition: Option<Id>,
    /// The fields that the rules looked at, in the order of their declaration.
    pub reads: Vec<Id>,
    /// SHA-256 of the canonical JSON of those fields with their values, personal ones sealed.
    pub reads_hash: Fingerprint,
    /// Fields without a value that were needed.
    pub missing: Vec<Id>,
    /// Everything for which the event was refused.
    pub refusals: Vec<Refusal>,
    /// What the host has to do; sealed where it would show personal data.
    pub effects: Vec<Effect>,
    /// When the next time limit runs out.
    pub due_at: Option<Instant>,
}

/// What became of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RecordStatus {
    /// It was applied.
    Applied,
    /// It had been applied before.
    Duplicate,
    /// It was refused and changed nothing.
    Refused,
    /// No event: the customer was carried over to another version of the machine.
    Migrated,
}

/// One reason for a refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Refusal {
    /// The code.
    pub code: ErrorCode,
    /// Where in `{"state": .., "event": ..}`.
    pub pointer: JsonPointer,
}

/// The last row of a journey, to which the next one is chained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct Link {
    /// Its place.
    pub seq: u64,
    /// Its hash.
    pub hash: Fingerprint,
}

/// An event to decide about, and where its record goes.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct DecideRequest {
    /// What the host knows the customer by.
    pub instance: Id,
    /// The state, as the last answer gave it.
    pub state: JourneyState,
    /// The event.
    pub event: JourneyEvent,
    /// When the host received it.
    pub received_at: Instant,
    /// The person's salt; needed where the event or the state holds personal data or a free text.
    pub salt: Option<Salt>,
    /// The last row of this journey; absent = this is the first.
    pub previous: Option<Link>,
}

/// A decision: the row for the log, and what the host acts on.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Decided {
    /// The row, to be stored together with the state.
    pub record: JourneyRecord,
    /// What `apply` answers, when it was applied.
    pub applied: Option<Applied>,
    /// Why it was refused.
    pub error: Option<ErrorBody>,
}

impl JourneyRecord {
    /// What the next row is chained to.
    pub fn link(&self) -> Link {
        Link { seq: self.seq, hash: self.hash }
    }
}

#[derive(Deserr)]
#[deserr(error = DecodeError, deny_unknown_fields)]
struct DecideDocument {
    instance: Id,
    state: Value,
    event: Value,
    received_at: Instant,
    #[deserr(default)]
    salt: Option<Salt>,
    #[deserr(default)]
    previous: Option<Link>,
}

impl DecideRequest {
    /// As a JSON value says it.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `record.*`, `journey.salt_length`, all at once.
    pub fn from_value(value: Value, model: &JourneyModel) -> Result<Self, Error> {
        let document: DecideDocument = decode::input_value(value)?;
        let root = JsonPointer::root();
        let state = JourneyState::from_value(document.state, model, &root.key("state"));
        let event = JourneyEvent::from_value(document.event, model, &root.key("event"));
        let DecideDocument { instance, received_at, salt, previous, .. } = document;
        match (state, event) {
            (Ok(state), Ok(event)) => Ok(Self { instance, state, event, received_at, salt, previous }),
            (state, event) => {
                let mut found = state.err().unwrap_or_default();
                found.extend(event.err().unwrap_or_default());
                Err(Error::input(found))
            }
        }
    }
}
