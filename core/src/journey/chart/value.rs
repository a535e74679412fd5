//! The state of one chart and the events that move it: values that the host keeps.

use std::collections::BTreeMap;

use deserr::Deserr;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::error::Violation;
use crate::journey::value::{EventFields, decode_at, fields};
use crate::primitives::decode::DecodeError;
use crate::primitives::{Entries, Fingerprint, Id, Instant, JsonPointer, Scalar};

use super::model::ChartModel;

/// How many of the last events are remembered; a repeated one is harmless.
pub(crate) const SEEN: usize = 64;

/// Where one customer stands on a chart: everything that is needed to go on.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct ChartState {
    /// SHA-256 of the chart that made this state.
    pub machine: Fingerprint,
    /// Up to when everything has happened.
    pub at: Instant,
    /// The innermost active states, in the order of the definition.
    pub configuration: Vec<Id>,
    /// What each history remembers.
    pub history: BTreeMap<Id, Vec<Id>>,
    /// Events that were sent and have not come yet, in the order of their sending.
    pub timers: Vec<Timer>,
    /// How many events were sent since the beginning.
    pub sent: u64,
    /// The values of the declared fields.
    pub fields: BTreeMap<Id, Scalar>,
    /// The last 64 events, oldest first; older ones are refused as out of order.
    pub seen: Vec<Seen>,
}

/// An event that was sent and has not come yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct Timer {
    /// What a `cancel` names it by; absent = it cannot be cancelled.
    #[serde(default)]
    #[deserr(default)]
    pub id: Option<Id>,
    /// The event.
    pub event: Id,
    /// When it comes.
    pub due_at: Instant,
    /// Which sending it was, counted from 1.
    pub number: u64,
}

/// An event that was applied, or that no transition took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct Seen {
    /// The event's id.
    pub event_id: Id,
    /// SHA-256 of the event's canonical JSON.
    pub event_hash: Fingerprint,
}

/// Something happens to a customer.
// Its members stand in the order of canonical JSON: every event is hashed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct ChartEvent {
    /// When it happened.
    pub at: Instant,
    /// Fields that come with it; they are kept when a transition takes it. Default: none.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub fields: EventFields,
    /// The event's id: the same event sent twice counts once.
    pub id: Id,
    /// The event's name; absent = fields change and nothing else happens.
    pub name: Option<Id>,
}

#[derive(Deserr)]
#[deserr(error = DecodeError, deny_unknown_fields)]
struct StateDocument {
    machine: Fingerprint,
    at: Instant,
    configuration: Vec<Id>,
    #[deserr(from(Entries<Vec<Id>>) = Entries::into_map)]
    history: BTreeMap<String, Vec<Id>>,
    timers: Vec<Timer>,
    sent: u64,
    fields: Value,
    seen: Vec<Seen>,
}

#[derive(Deserr)]
#[deserr(error = DecodeError, deny_unknown_fields)]
struct EventDocument {
    id: Id,
    #[deserr(default)]
    name: Option<Id>,
    at: Instant,
    #[deserr(default = Value::Object(Map::new()))]
    fields: Value,
}

impl ChartState {
    /// A state from a JSON value that stands at `at`.
    ///
    /// # Errors
    /// `decode.*`, `record.*` and `journey.*`, all at once: what [`ChartModel::restore`] refuses too.
    pub fn from_value(value: Value, model: &ChartModel, at: &JsonPointer) -> Result<Self, Vec<Violation>> {
        let document: StateDocument = decode_at(value, at)?;
        let mut violations = Vec::new();
        let is_ours = document.machine == model.fingerprint();
        let declared = &model.definition().fields;
        let fields = fields(document.fields, declared, &at.key("fields"), is_ours, &mut violations);
        let mut history = BTreeMap::new();
        for (id, states) in document.history {
            match Id::try_new(id.as_str()) {
                Ok(id) => {
                    history.insert(id, states);
                }
                Err(code) => violations.push(Violation::new(code, at.key("history").key(&id))),
            }
        }
        let state = Self {
            machine: document.machine,
            at: document.at,
            configuration: document.configuration,
            history,
            timers: document.timers,
            sent: document.sent,
            fields: fields.into_iter().filter_map(|(name, value)| value.map(|value| (name, value))).collect(),
            seen: document.seen,
        };
        if let Err(found) = model.restore(&state) {
            violations.extend(found.into_iter().map(|violation| violation.under(at)));
        }
        if violations.is_empty() { Ok(state) } else { Err(violations) }
    }
}

impl ChartEvent {
    /// An event from a JSON value that stands at `at`.
    ///
    /// # Errors
    /// `decode.*`, `record.*`, all at once.
    pub fn from_value(value: Value, model: &ChartModel, at: &JsonPointer) -> Result<Self, Vec<Violation>> {
        let mut document: EventDocument = decode_at(value, at)?;
        let given = model.read_fields(document.fields.take(), &at.key("fields"))?;
        Ok(Self { id: document.id, name: document.name, at: document.at, fields: given })
    }
}

impl ChartModel {
    /// Declared fields from a JSON object that stands at `at`: those of an event or of a form.
    ///
    /// # Errors
    /// `decode.wrong_kind`, `record.*`, all at once.
    pub fn read_fields(&self, value: Value, at: &JsonPointer) -> Result<EventFields, Vec<Violation>> {
        let mut violations = Vec::new();
        let read = fields(value, &self.definition().fields, at, true, &mut violations);
        if violations.is_empty() { Ok(read) } else { Err(violations) }
    }
}
