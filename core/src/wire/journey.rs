//! Doors of journeys: each takes one document and answers one.

use deserr::Deserr;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::error::Error;
use crate::journey::{
    AllowedReport, Applied, CheckReport, CheckRequest, Due, EventFields, JourneyEvent, JourneyModel, JourneyState,
    Replayed,
};
use crate::primitives::decode::DecodeError;
use crate::primitives::{Instant, JsonPointer, canonical_json, decode};

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

impl JourneyModel {
    /// Decodes and compiles a state machine given as a JSON value.
    ///
    /// # Errors
    /// As [`Self::from_json`].
    pub fn from_value(definition: Value) -> Result<Self, Error> {
        decode::definition_value(definition).and_then(Self::compile)
    }

    /// The compiled definition as canonical JSON, defaults written.
    ///
    /// # Errors
    /// As [`canonical_json`].
    pub fn to_json(&self) -> Result<String, Error> {
        canonical_json(self.definition())
    }

    /// Begins a journey: `{"at", "fields"?}`.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `record.*`; and as [`Self::start`].
    pub fn start_value(&self, request: Value) -> Result<JourneyState, Error> {
        let document: StartDocument = decode::decode(request).map_err(Error::input)?;
        let fields = self.fields(document.fields)?;
        self.start(document.at, &fields)
    }

    /// As [`Self::start_value`], text to canonical JSON.
    ///
    /// # Errors
    /// As [`Self::start_value`].
    pub fn start_json(&self, request: &str) -> Result<String, Error> {
        self.door(request, Self::start_value)
    }

    /// Applies an event: `{"state", "event": {"id", "transition", "at", "actor"?, "fields"?}}`.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `record.*`; and as [`Self::apply`].
    pub fn apply_value(&self, request: Value) -> Result<Applied, Error> {
        let document: ApplyDocument = decode::decode(request).map_err(Error::input)?;
        let root = JsonPointer::root();
        let state = JourneyState::from_value(document.state, self, &root.key("state"));
        let event = JourneyEvent::from_value(document.event, self, &root.key("event"));
        match (state, event) {
            (Ok(state), Ok(event)) => self.apply(&state, &event),
            (state, event) => Err(Error::input([state.err(), event.err()].into_iter().flatten().flatten().collect())),
        }
    }

    /// As [`Self::apply_value`], text to canonical JSON.
    ///
    /// # Errors
    /// As [`Self::apply_value`].
    pub fn apply_json(&self, request: &str) -> Result<String, Error> {
        self.door(request, Self::apply_value)
    }

    /// What can be done next: `{"state", "fields"?}`, the fields being those of an unsaved form.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `record.*`.
    pub fn allowed_value(&self, request: Value) -> Result<AllowedReport, Error> {
        let document: AllowedDocument = decode::decode(request).map_err(Error::input)?;
        let state = self.state(document.state)?;
        Ok(self.allowed(&state, &self.fields(document.fields)?))
    }

    /// As [`Self::allowed_value`], text to canonical JSON.
    ///
    /// # Errors
    /// As [`Self::allowed_value`].
    pub fn allowed_json(&self, request: &str) -> Result<String, Error> {
        self.door(request, Self::allowed_value)
    }

    /// Applies many events: `{"state", "events"}`.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `record.*`, all at once; refused events are part of the answer.
    pub fn replay_value(&self, request: Value) -> Result<Replayed, Error> {
        let document: ReplayDocument = decode::decode(request).map_err(Error::input)?;
        let root = JsonPointer::root();
        let mut violations = Vec::new();
        let state = JourneyState::from_value(document.state, self, &root.key("state"));
        let mut events = Vec::with_capacity(document.events.len());
        let at = root.key("events");
        for (i, event) in document.events.into_iter().enumerate() {
            match JourneyEvent::from_value(event, self, &at.index(i)) {
                Ok(event) => events.push(event),
                Err(found) => violations.extend(found),
            }
        }
        match state {
            Ok(state) if violations.is_empty() => Ok(self.replay(state, &events)),
            state => {
                let found = state.err().unwrap_or_default();
                Err(Error::input(found.into_iter().chain(violations).collect()))
            }
        }
    }

    /// As [`Self::replay_value`], text to canonical JSON.
    ///
    /// # Errors
    /// As [`Self::replay_value`].
    pub fn replay_json(&self, request: &str) -> Result<String, Error> {
        self.door(request, Self::replay_value)
    }

    /// The time limit, when it has run out: `{"state", "as_of"}`; `null` otherwise.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `record.*`.
    pub fn due_value(&self, request: Value) -> Result<Option<Due>, Error> {
        let document: DueDocument = decode::decode(request).map_err(Error::input)?;
        Ok(self.due(&self.state(document.state)?, document.as_of))
    }

    /// As [`Self::due_value`], text to canonical JSON.
    ///
    /// # Errors
    /// As [`Self::due_value`].
    pub fn due_json(&self, request: &str) -> Result<String, Error> {
        self.door(request, Self::due_value)
    }

    /// When the time limit runs out: `{"state"}`; `null` without a limit.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `record.*`.
    pub fn next_due_value(&self, request: Value) -> Result<Option<Instant>, Error> {
        let document: NextDueDocument = decode::decode(request).map_err(Error::input)?;
        Ok(self.next_due(&self.state(document.state)?))
    }

    /// As [`Self::next_due_value`], text to canonical JSON.
    ///
    /// # Errors
    /// As [`Self::next_due_value`].
    pub fn next_due_json(&self, request: &str) -> Result<String, Error> {
        self.door(request, Self::next_due_value)
    }

    /// Checks stored rows: `{"as_of", "rows": [{"id", "state"?, "entered_at"?, "fields"?}]}`.
    ///
    /// # Errors
    /// As [`CheckRequest::from_value`] and [`Self::check_rows`].
    pub fn check_value(&self, request: Value) -> Result<CheckReport, Error> {
        CheckRequest::from_value(request, self).and_then(|request| self.check_rows(&request))
    }

    /// As [`Self::check_value`], text to canonical JSON.
    ///
    /// # Errors
    /// As [`Self::check_value`].
    pub fn check_json(&self, request: &str) -> Result<String, Error> {
        self.door(request, Self::check_value)
    }

    fn state(&self, value: Value) -> Result<JourneyState, Error> {
        JourneyState::from_value(value, self, &JsonPointer::root().key("state")).map_err(Error::input)
    }

    fn fields(&self, value: Value) -> Result<EventFields, Error> {
        self.read_fields(value, &JsonPointer::root().key("fields")).map_err(Error::input)
    }

    fn door<T: Serialize>(
        &self,
        request: &str,
        verb: impl FnOnce(&Self, Value) -> Result<T, Error>,
    ) -> Result<String, Error> {
        let value = decode::parse(request).map_err(Error::input)?;
        verb(self, value).and_then(|answer| canonical_json(&answer))
    }
}
