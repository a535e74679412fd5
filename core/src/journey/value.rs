//! The state of one journey and the events that move it: values that the host keeps.

use std::collections::BTreeMap;

use deserr::Deserr;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::error::Violation;
use crate::primitives::decode::DecodeError;
use crate::primitives::record::unknown_field;
use crate::primitives::{Field, Fingerprint, Id, Instant, JsonPointer, Record, Scalar, ScalarRef, decode};

use super::model::JourneyModel;

/// Fields that an event or a form gives; `None` (in JSON `null`) takes the value away.
pub type EventFields = BTreeMap<Id, Option<Scalar>>;

/// Where one customer is on the journey, and how it got there.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct JourneyState {
    /// SHA-256 of the machine that made this state.
    pub machine: Fingerprint,
    /// The state's id.
    pub state: Id,
    /// When it was entered.
    pub entered_at: Instant,
    /// The values of the declared fields.
    pub fields: BTreeMap<Id, Scalar>,
    /// Every event that was applied, oldest first; it makes a repeated event harmless.
    pub history: Vec<Step>,
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
    /// The transition that was taken.
    pub transition: Id,
    /// The state that was left.
    pub from: Id,
    /// The state that was entered.
    pub to: Id,
    /// When.
    pub at: Instant,
    /// Who did it.
    #[cfg_attr(feature = "schema", schemars(required, schema_with = "some_id"))]
    pub actor: Option<Id>,
}

/// The same in both directions: always there, `null` for nobody.
#[cfg(feature = "schema")]
fn some_id(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
    generator.subschema_for::<Option<Id>>()
}

/// Somebody takes a transition.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct JourneyEvent {
    /// The event's id: the same event sent twice counts once.
    pub id: Id,
    /// The transition to take.
    pub transition: Id,
    /// When it happened.
    pub at: Instant,
    /// Who did it.
    pub actor: Option<Id>,
    /// Fields that come with it. Default: none.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub fields: EventFields,
}

#[derive(Deserr)]
#[deserr(error = DecodeError, deny_unknown_fields)]
struct StateDocument {
    machine: Fingerprint,
    state: Id,
    entered_at: Instant,
    fields: Value,
    history: Vec<Step>,
}

#[derive(Deserr)]
#[deserr(error = DecodeError, deny_unknown_fields)]
struct EventDocument {
    id: Id,
    transition: Id,
    at: Instant,
    #[deserr(default)]
    actor: Option<Id>,
    #[deserr(default = Value::Object(Map::new()))]
    fields: Value,
}

impl JourneyState {
    /// A state from a JSON value that stands at `at`. Fields that an earlier version of the
    /// machine declared and this one does not are left out.
    ///
    /// # Errors
    /// `decode.*`, `record.*`, all at once.
    pub fn from_value(value: Value, model: &JourneyModel, at: &JsonPointer) -> Result<Self, Vec<Violation>> {
        let document: StateDocument = decode_at(value, at)?;
        let mut violations = Vec::new();
        let is_ours = document.machine == model.fingerprint();
        let fields = fields(document.fields, &model.definition().fields, &at.key("fields"), is_ours, &mut violations);
        if !violations.is_empty() {
            return Err(violations);
        }
        Ok(Self {
            machine: document.machine,
            state: document.state,
            entered_at: document.entered_at,
            fields: fields.into_iter().filter_map(|(name, value)| value.map(|value| (name, value))).collect(),
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
        let document: EventDocument = decode_at(value, at)?;
        let fields = model.read_fields(document.fields, &at.key("fields"))?;
        Ok(Self { id: document.id, transition: document.transition, at: document.at, actor: document.actor, fields })
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

fn decode_at<T: Deserr<DecodeError>>(value: Value, at: &JsonPointer) -> Result<T, Vec<Violation>> {
    decode::decode(value).map_err(|found| found.into_iter().map(|violation| violation.under(at)).collect())
}

fn fields(
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
            Err(violation) => violations.push(violation),
        }
    }
    fields
}

/// The values of the declared fields in their order, as a record.
pub(crate) struct Overlay<'a>(Vec<Option<ScalarRef<'a>>>);

impl<'a> Overlay<'a> {
    /// The kept values with those of an event laid over them.
    pub(crate) fn new(declared: &[Field], kept: &'a BTreeMap<Id, Scalar>, given: &'a EventFields) -> Self {
        let value = |field: &Field| match given.get(&field.name) {
            Some(given) => given.as_ref(),
            None => kept.get(&field.name),
        };
        Self(declared.iter().map(|field| value(field).map(Scalar::as_ref)).collect())
    }

    /// Takes a value away.
    pub(crate) fn clear(&mut self, slot: usize) {
        if let Some(cell) = self.0.get_mut(slot) {
            *cell = None;
        }
    }

    /// The values that are there, by name.
    pub(crate) fn fields(&self, declared: &[Field]) -> BTreeMap<Id, Scalar> {
        let named = declared.iter().zip(self.0.iter().copied());
        named.filter_map(|(field, value)| value.map(|value| (field.name.clone(), value.into()))).collect()
    }
}

impl Record for Overlay<'_> {
    fn value(&self, slot: usize) -> Option<ScalarRef<'_>> {
        self.0.get(slot).copied().flatten()
    }
}
