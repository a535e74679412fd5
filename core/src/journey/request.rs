//! What the doors of a journey are given: one document each.

use deserr::Deserr;
use serde_json::{Map, Value};

use crate::error::{Error, Violation};
use crate::kernel::calendar::CalendarDefinition;
use crate::primitives::decode::DecodeError;
use crate::primitives::{Id, Instant, JsonPointer, TypedRecord, decode};

use super::model::JourneyModel;
use super::value::{EventFields, JourneyEvent, JourneyState};

/// A journey to begin.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct StartRequest {
    /// When it begins.
    pub at: Instant,
    /// The state in which it begins; absent = the initial one.
    pub state: Option<Id>,
    /// What the host knows the customer by; it makes ids of effects one of a kind. Absent = they are
    /// so within one journey only.
    pub key: Option<Id>,
    /// Fields that are known. Default: none.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub fields: EventFields,
}

/// An event to apply to a state.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct ApplyRequest {
    /// The state, as the last answer gave it.
    pub state: JourneyState,
    /// The event.
    pub event: JourneyEvent,
}

/// Events for many customers.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct ApplyManyRequest {
    /// One for each customer.
    pub items: Vec<ApplyItem>,
}

/// An event for one of many customers.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct ApplyItem {
    /// What the host knows the customer by; no two items have the same.
    pub key: Id,
    /// The state, as the last answer gave it.
    pub state: JourneyState,
    /// The event.
    pub event: JourneyEvent,
}

/// A customer whose next steps a screen shows.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct AllowedRequest {
    /// The state, as the last answer gave it.
    pub state: JourneyState,
    /// Fields of a form that are not saved yet. Default: none.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub fields: EventFields,
}

/// Events to apply one after the other.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct ReplayRequest {
    /// The state before them.
    pub state: JourneyState,
    /// The events, in their order.
    pub events: Vec<JourneyEvent>,
}

/// A time limit to look at.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct DueRequest {
    /// The state, as the last answer gave it.
    pub state: JourneyState,
    /// The instant from which it is looked at.
    pub as_of: Instant,
}

/// A customer for whom time passes.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct AdvanceRequest {
    /// The state, as the last answer gave it.
    pub state: JourneyState,
    /// Up to when.
    pub as_of: Instant,
}

/// What a machine is compiled with.
#[derive(Debug, Clone, Default, PartialEq, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct JourneyOptions {
    /// The calendars, of which the machine names one. Default: none.
    #[cfg_attr(feature = "schema", schemars(default))]
    #[deserr(default)]
    pub calendars: Vec<CalendarDefinition>,
}

/// A state whose time limit is asked for.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct NextDueRequest {
    /// The state, as the last answer gave it.
    pub state: JourneyState,
}

/// The rows to check.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct CheckRequest {
    /// The instant for which is checked.
    pub as_of: Instant,
    /// The rows; their order does not matter.
    pub rows: Vec<CheckRow>,
}

/// One row to check.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct CheckRow {
    /// The row's id, unique within the request.
    pub id: Id,
    /// Its state, as stored.
    pub state: Option<String>,
    /// Since when it is in it.
    pub entered_at: Option<Instant>,
    /// Its declared fields. Default: none of them has a value.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub fields: TypedRecord,
}

#[derive(Deserr)]
#[deserr(error = DecodeError, deny_unknown_fields)]
struct StartDocument {
    at: Instant,
    #[deserr(default)]
    key: Option<Id>,
    #[deserr(default)]
    state: Option<Id>,
    #[deserr(default = Value::Object(Map::new()))]
    fields: Value,
}

#[derive(Deserr)]
#[deserr(error = DecodeError, deny_unknown_fields)]
struct ApplyDocument {
    state: Value,
    event: Value,
}

#[derive(Deserr)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub(super) struct ApplyManyDocument {
    pub(super) items: Vec<Value>,
}

#[derive(Deserr)]
#[deserr(error = DecodeError, deny_unknown_fields)]
struct ItemDocument {
    key: Id,
    state: Value,
    event: Value,
}

#[derive(Deserr)]
#[deserr(error = DecodeError, deny_unknown_fields)]
struct AllowedDocument {
    state: Value,
    #[deserr(default = Value::Object(Map::new()))]
    fields: Value,
}

#[derive(Deserr)]
#[deserr(error = DecodeError, deny_unknown_fields)]
struct ReplayDocument {
    state: Value,
    events: Vec<Value>,
}

#[derive(Deserr)]
#[deserr(error = DecodeError, deny_unknown_fields)]
struct DueDocument {
    state: Value,
    as_of: Instant,
}

#[derive(Deserr)]
#[deserr(error = DecodeError, deny_unknown_fields)]
struct NextDueDocument {
    state: Value,
}

#[derive(Deserr)]
#[deserr(error = DecodeError, deny_unknown_fields)]
struct CheckDocument {
    as_of: Instant,
    rows: Vec<RowDocument>,
}

#[derive(Deserr)]
#[deserr(error = DecodeError, deny_unknown_fields)]
struct RowDocument {
    id: Id,
    #[deserr(default)]
    state: Option<String>,
    #[deserr(default)]
    entered_at: Option<Instant>,
    #[deserr(default = Value::Object(Map::new()))]
    fields: Value,
}

impl StartRequest {
    /// As a JSON value says it.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `record.*`, all at once.
    pub fn from_value(value: Value, model: &JourneyModel) -> Result<Self, Error> {
        let document: StartDocument = decode::input_value(value)?;
        let mut violations = Vec::new();
        let fields = keep(model.read_fields(document.fields, &at("fields")), &mut violations);
        whole(
            fields.map(|fields| Self { at: document.at, state: document.state, key: document.key, fields }),
            violations,
        )
    }
}

impl ApplyRequest {
    /// As a JSON value says it.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `record.*`, all at once.
    pub fn from_value(value: Value, model: &JourneyModel) -> Result<Self, Error> {
        let document: ApplyDocument = decode::input_value(value)?;
        let mut violations = Vec::new();
        let state = keep(JourneyState::from_value(document.state, model, &at("state")), &mut violations);
        let event = keep(JourneyEvent::from_value(document.event, model, &at("event")), &mut violations);
        whole(state.zip(event).map(|(state, event)| Self { state, event }), violations)
    }
}

impl ApplyItem {
    /// As a JSON value says it.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `record.*`, all at once.
    pub fn from_value(value: Value, model: &JourneyModel) -> Result<Self, Error> {
        let document: ItemDocument = decode::input_value(value)?;
        let mut violations = Vec::new();
        let state = keep(JourneyState::from_value(document.state, model, &at("state")), &mut violations);
        let event = keep(JourneyEvent::from_value(document.event, model, &at("event")), &mut violations);
        whole(state.zip(event).map(|(state, event)| Self { key: document.key, state, event }), violations)
    }
}

impl AllowedRequest {
    /// As a JSON value says it.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `record.*`, all at once.
    pub fn from_value(value: Value, model: &JourneyModel) -> Result<Self, Error> {
        let document: AllowedDocument = decode::input_value(value)?;
        let mut violations = Vec::new();
        let state = keep(JourneyState::from_value(document.state, model, &at("state")), &mut violations);
        let fields = keep(model.read_fields(document.fields, &at("fields")), &mut violations);
        whole(state.zip(fields).map(|(state, fields)| Self { state, fields }), violations)
    }
}

impl ReplayRequest {
    /// As a JSON value says it.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `record.*`, all at once.
    pub fn from_value(value: Value, model: &JourneyModel) -> Result<Self, Error> {
        let document: ReplayDocument = decode::input_value(value)?;
        let mut violations = Vec::new();
        let state = keep(JourneyState::from_value(document.state, model, &at("state")), &mut violations);
        let mut events = Vec::with_capacity(document.events.len());
        for (i, event) in document.events.into_iter().enumerate() {
            events.extend(keep(JourneyEvent::from_value(event, model, &at("events").index(i)), &mut violations));
        }
        whole(state.map(|state| Self { state, events }), violations)
    }
}

impl DueRequest {
    /// As a JSON value says it.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `record.*`, all at once.
    pub fn from_value(value: Value, model: &JourneyModel) -> Result<Self, Error> {
        let document: DueDocument = decode::input_value(value)?;
        let mut violations = Vec::new();
        let state = keep(JourneyState::from_value(document.state, model, &at("state")), &mut violations);
        whole(state.map(|state| Self { state, as_of: document.as_of }), violations)
    }
}

impl AdvanceRequest {
    /// As a JSON value says it.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `record.*`, all at once.
    pub fn from_value(value: Value, model: &JourneyModel) -> Result<Self, Error> {
        DueRequest::from_value(value, model).map(|request| Self { state: request.state, as_of: request.as_of })
    }
}

impl NextDueRequest {
    /// As a JSON value says it.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `record.*`, all at once.
    pub fn from_value(value: Value, model: &JourneyModel) -> Result<Self, Error> {
        let document: NextDueDocument = decode::input_value(value)?;
        let mut violations = Vec::new();
        let state = keep(JourneyState::from_value(document.state, model, &at("state")), &mut violations);
        whole(state.map(|state| Self { state }), violations)
    }
}

impl CheckRequest {
    /// As a JSON value says it.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `record.*`, all at once.
    pub fn from_value(value: Value, model: &JourneyModel) -> Result<Self, Error> {
        let document: CheckDocument = decode::input_value(value)?;
        let declared = &model.definition().fields;
        let mut violations = Vec::new();
        let mut rows = Vec::with_capacity(document.rows.len());
        for (i, row) in document.rows.into_iter().enumerate() {
            let fields = TypedRecord::from_value(row.fields, declared, &at("rows").index(i).key("fields"));
            let fields = keep(fields, &mut violations);
            rows.extend(fields.map(|fields| CheckRow {
                id: row.id,
                state: row.state,
                entered_at: row.entered_at,
                fields,
            }));
        }
        whole(Some(Self { as_of: document.as_of, rows }), violations)
    }
}

fn at(key: &str) -> JsonPointer {
    JsonPointer::root().key(key)
}

fn keep<T>(read: Result<T, Vec<Violation>>, violations: &mut Vec<Violation>) -> Option<T> {
    read.map_err(|found| violations.extend(found)).ok()
}

/// The request, or all violations of its parts.
fn whole<T>(request: Option<T>, violations: Vec<Violation>) -> Result<T, Error> {
    match request {
        Some(request) if violations.is_empty() => Ok(request),
        _ => Err(Error::input(violations)),
    }
}
