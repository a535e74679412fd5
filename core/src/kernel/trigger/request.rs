//! What the doors of triggers are given: one document each.

use std::collections::BTreeMap;

use deserr::Deserr;
use serde_json::{Map, Value};

use crate::error::{Error, ErrorCode, Violation};
use crate::kernel::calendar::CalendarDefinition;
use crate::primitives::decode::DecodeError;
use crate::primitives::record::unknown_field;
use crate::primitives::{Field, Fingerprint, Id, Instant, JsonPointer, TypedRecord, decode};

use super::model::TriggerModel;
use super::value::{EventChanges, Part, TriggerEvent, TriggerFiring, TriggerState};

/// What a set of triggers is compiled with.
#[derive(Debug, Clone, PartialEq, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct TriggerOptions {
    /// The calendars that its triggers name. Default: none.
    #[cfg_attr(feature = "schema", schemars(default))]
    #[deserr(default)]
    pub calendars: Vec<CalendarDefinition>,
}

/// An instance for which counting begins.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct TriggerStartRequest {
    /// What the host knows it by.
    pub instance: Id,
    /// When counting begins; what happened before does not count.
    pub at: Instant,
    /// Fields that are known. Default: none.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub fields: EventChanges,
}

/// Events and time for one instance.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct TriggerAdvanceRequest {
    /// The state, as the last answer gave it.
    pub state: TriggerState,
    /// New events, as they arrived. Default: none.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub events: Vec<TriggerEvent>,
    /// Up to when time has passed.
    pub as_of: Instant,
    /// Before this instant nothing is still to come: the host knows that its sources are complete.
    pub complete_through: Option<Instant>,
}

/// A state whose due triggers are asked for.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct TriggerDueRequest {
    /// The state, as the last answer gave it.
    pub state: TriggerState,
    /// Up to when time is taken to pass.
    pub as_of: Instant,
}

/// A state whose next timer is asked for.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct TriggerNextDueRequest {
    /// The state, as the last answer gave it.
    pub state: TriggerState,
}

#[derive(Deserr)]
#[deserr(error = DecodeError, deny_unknown_fields)]
struct StartDocument {
    instance: Id,
    at: Instant,
    #[deserr(default = Value::Object(Map::new()))]
    fields: Value,
}

#[derive(Deserr)]
#[deserr(error = DecodeError, deny_unknown_fields)]
struct AdvanceDocument {
    state: StateDocument,
    #[deserr(default)]
    events: Vec<EventDocument>,
    as_of: Instant,
    #[deserr(default)]
    complete_through: Option<Instant>,
}

#[derive(Deserr)]
#[deserr(error = DecodeError, deny_unknown_fields)]
struct DueDocument {
    state: StateDocument,
    as_of: Instant,
}

#[derive(Deserr)]
#[deserr(error = DecodeError, deny_unknown_fields)]
struct NextDueDocument {
    state: StateDocument,
}

#[derive(Deserr)]
#[deserr(error = DecodeError, deny_unknown_fields)]
struct StateDocument {
    definition: Fingerprint,
    instance: Id,
    started_at: Instant,
    as_of: Instant,
    watermark: Instant,
    #[deserr(default = Value::Object(Map::new()))]
    fields: Value,
    #[deserr(default)]
    buffer: Vec<EventDocument>,
    #[deserr(default)]
    parts: Vec<Part>,
    #[deserr(default)]
    open: Vec<TriggerFiring>,
}

#[derive(Deserr)]
#[deserr(error = DecodeError, deny_unknown_fields)]
struct EventDocument {
    id: Id,
    #[deserr(rename = "type")]
    kind: Id,
    at: Instant,
    #[deserr(default)]
    seq: u64,
    #[deserr(default = Value::Object(Map::new()))]
    fields: Value,
}

impl TriggerStartRequest {
    /// The request that a JSON value stands for.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `record.*`, all at once.
    pub fn from_value(request: Value, model: &TriggerModel) -> Result<Self, Error> {
        let StartDocument { instance, at, fields } = decode::input_value(request)?;
        let fields = changes(fields, &model.definition().fields, &JsonPointer::root().key("fields"));
        Ok(Self { instance, at, fields: fields.map_err(Error::input)? })
    }
}

impl TriggerAdvanceRequest {
    /// The request that a JSON value stands for.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `record.*`, `trigger.unknown_trigger`, all at once.
    pub fn from_value(request: Value, model: &TriggerModel) -> Result<Self, Error> {
        let AdvanceDocument { state, events, as_of, complete_through } = decode::input_value(request)?;
        let (root, mut violations) = (JsonPointer::root(), Vec::new());
        let state = state.read(model, &root.key("state"), &mut violations);
        let events = events_of(events, &model.definition().fields, &root.key("events"), &mut violations);
        if violations.is_empty() {
            Ok(Self { state, events, as_of, complete_through })
        } else {
            Err(Error::input(violations))
        }
    }

    /// Time alone.
    pub fn time(state: TriggerState, as_of: Instant) -> Self {
        Self { state, events: Vec::new(), as_of, complete_through: None }
    }
}

impl TriggerDueRequest {
    /// The request that a JSON value stands for.
    ///
    /// # Errors
    /// As [`TriggerAdvanceRequest::from_value`].
    pub fn from_value(request: Value, model: &TriggerModel) -> Result<Self, Error> {
        let DueDocument { state, as_of } = decode::input_value(request)?;
        Ok(Self { state: state.alone(model)?, as_of })
    }
}

impl TriggerNextDueRequest {
    /// The request that a JSON value stands for.
    ///
    /// # Errors
    /// As [`TriggerAdvanceRequest::from_value`].
    pub fn from_value(request: Value, model: &TriggerModel) -> Result<Self, Error> {
        let NextDueDocument { state } = decode::input_value(request)?;
        Ok(Self { state: state.alone(model)? })
    }
}

impl StateDocument {
    fn alone(self, model: &TriggerModel) -> Result<TriggerState, Error> {
        let mut violations = Vec::new();
        let state = self.read(model, &JsonPointer::root().key("state"), &mut violations);
        if violations.is_empty() { Ok(state) } else { Err(Error::input(violations)) }
    }

    fn read(self, model: &TriggerModel, at: &JsonPointer, violations: &mut Vec<Violation>) -> TriggerState {
        let definition = model.definition();
        let fields = changes(self.fields, &definition.fields, &at.key("fields")).unwrap_or_else(|found| {
            violations.extend(found);
            EventChanges::new()
        });
        for (i, part) in self.parts.iter().enumerate() {
            if !definition.triggers.iter().any(|trigger| trigger.id == part.trigger) {
                let at = at.key("parts").index(i).key("trigger");
                let violation = Violation::new(ErrorCode::TriggerUnknownTrigger, at).with_value(part.trigger.as_str());
                let known = definition.triggers.iter().map(|trigger| trigger.id.as_str());
                violations.push(violation.with_nearest(part.trigger.as_str(), known));
            }
        }
        let buffer = events_of(self.buffer, &definition.fields, &at.key("buffer"), violations);
        TriggerState {
            definition: self.definition,
            instance: self.instance,
            started_at: self.started_at,
            as_of: self.as_of,
            watermark: self.watermark,
            fields: fields.into_iter().filter_map(|(name, value)| Some((name, value?))).collect(),
            buffer,
            parts: self.parts,
            open: self.open,
        }
    }
}

fn events_of(
    documents: Vec<EventDocument>,
    fields: &[Field],
    at: &JsonPointer,
    violations: &mut Vec<Violation>,
) -> Vec<TriggerEvent> {
    let mut events = Vec::with_capacity(documents.len());
    for (i, document) in documents.into_iter().enumerate() {
        let EventDocument { id, kind, at: when, seq, fields: given } = document;
        match changes(given, fields, &at.index(i).key("fields")) {
            Ok(fields) => events.push(TriggerEvent { id, kind, at: when, seq, fields }),
            Err(found) => violations.extend(found),
        }
    }
    events
}

/// The fields of an object that stands at `at`; `null` takes a value away.
fn changes(given: Value, fields: &[Field], at: &JsonPointer) -> Result<EventChanges, Vec<Violation>> {
    let Value::Object(map) = given else {
        return Err(vec![decode::expected_object(&given, at)]);
    };
    let (gone, given): (Map<String, Value>, Map<String, Value>) =
        map.into_iter().partition(|(_, value)| value.is_null());
    let mut violations = Vec::new();
    let mut changes: EventChanges = BTreeMap::new();
    for (name, _) in gone {
        match fields.iter().find(|field| field.name.as_str() == name) {
            Some(field) => {
                changes.insert(field.name.clone(), None);
            }
            None => violations.push(unknown_field(&name, fields, at)),
        }
    }
    match TypedRecord::from_value(Value::Object(given), fields, at) {
        Ok(record) => {
            changes.extend(record.named(fields).map(|(field, value)| (field.name.clone(), Some(value.clone()))));
        }
        Err(found) => violations.extend(found),
    }
    if violations.is_empty() { Ok(changes) } else { Err(violations) }
}
