//! What the doors of a chart are given: one document each.

use deserr::Deserr;
use serde_json::{Map, Value};

use crate::error::{Error, Violation};
use crate::journey::value::EventFields;
use crate::primitives::decode::DecodeError;
use crate::primitives::{Instant, JsonPointer, decode};

use super::model::ChartModel;
use super::value::{ChartEvent, ChartState};

/// A chart to begin.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct ChartStartRequest {
    /// When it begins.
    pub at: Instant,
    /// Fields that are known. Default: none.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub fields: EventFields,
}

/// An event to apply to a state.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct ChartApplyRequest {
    /// The state, as the last answer gave it.
    pub state: ChartState,
    /// The event.
    pub event: ChartEvent,
}

/// Time that passes.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct ChartAdvanceRequest {
    /// The state, as the last answer gave it.
    pub state: ChartState,
    /// Up to when.
    pub now: Instant,
}

/// A customer whose next steps a screen shows.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct ChartAllowedRequest {
    /// The state, as the last answer gave it.
    pub state: ChartState,
    /// Fields of a form that are not saved yet. Default: none.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub fields: EventFields,
}

/// Events to apply one after the other.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct ChartReplayRequest {
    /// The state before them.
    pub state: ChartState,
    /// The events, in their order.
    pub events: Vec<ChartEvent>,
}

/// Sent events to look at.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct ChartDueRequest {
    /// The state, as the last answer gave it.
    pub state: ChartState,
    /// The instant from which they are looked at.
    pub as_of: Instant,
}

/// A state whose next sent event is asked for.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct ChartNextDueRequest {
    /// The state, as the last answer gave it.
    pub state: ChartState,
}

#[derive(Deserr)]
#[deserr(error = DecodeError, deny_unknown_fields)]
struct StartDocument {
    at: Instant,
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
struct AdvanceDocument {
    state: Value,
    now: Instant,
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

macro_rules! from_value {
    ($($name:ident($document:ident, $model:ident, $violations:ident) $read:block)*) => {$(
        impl $name {
            /// As a JSON value says it.
            ///
            /// # Errors
            /// Class `input`: `decode.*`, `record.*`, `journey.*`, all at once.
            pub fn from_value(value: Value, $model: &ChartModel) -> Result<Self, Error> {
                let $document = decode::input_value(value)?;
                let mut $violations = Vec::new();
                let read = $read;
                match read {
                    Some(read) if $violations.is_empty() => Ok(read),
                    _ => Err(Error::input($violations)),
                }
            }
        }
    )*};
}

from_value! {
    ChartStartRequest(document, model, violations) {
        let StartDocument { at, fields } = document;
        keep(model.read_fields(fields, &under("fields")), &mut violations).map(|fields| Self { at, fields })
    }
    ChartApplyRequest(document, model, violations) {
        let ApplyDocument { state, event } = document;
        let state = keep(ChartState::from_value(state, model, &under("state")), &mut violations);
        let event = keep(ChartEvent::from_value(event, model, &under("event")), &mut violations);
        state.zip(event).map(|(state, event)| Self { state, event })
    }
    ChartAdvanceRequest(document, model, violations) {
        let AdvanceDocument { state, now } = document;
        keep(ChartState::from_value(state, model, &under("state")), &mut violations).map(|state| Self { state, now })
    }
    ChartAllowedRequest(document, model, violations) {
        let AllowedDocument { state, fields } = document;
        let state = keep(ChartState::from_value(state, model, &under("state")), &mut violations);
        let fields = keep(model.read_fields(fields, &under("fields")), &mut violations);
        state.zip(fields).map(|(state, fields)| Self { state, fields })
    }
    ChartReplayRequest(document, model, violations) {
        let ReplayDocument { state, events } = document;
        let state = keep(ChartState::from_value(state, model, &under("state")), &mut violations);
        let at = under("events");
        let read = |(i, event)| keep(ChartEvent::from_value(event, model, &at.index(i)), &mut violations);
        let events: Vec<ChartEvent> = events.into_iter().enumerate().filter_map(read).collect();
        state.map(|state| Self { state, events })
    }
    ChartDueRequest(document, model, violations) {
        let DueDocument { state, as_of } = document;
        keep(ChartState::from_value(state, model, &under("state")), &mut violations).map(|state| Self { state, as_of })
    }
    ChartNextDueRequest(document, model, violations) {
        let NextDueDocument { state } = document;
        keep(ChartState::from_value(state, model, &under("state")), &mut violations).map(|state| Self { state })
    }
}

fn under(key: &str) -> JsonPointer {
    JsonPointer::root().key(key)
}

fn keep<T>(read: Result<T, Vec<Violation>>, violations: &mut Vec<Violation>) -> Option<T> {
    read.map_err(|found| violations.extend(found)).ok()
}
