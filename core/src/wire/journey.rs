//! Doors of journeys: each takes one document and answers one.

use serde::Serialize;
use serde_json::Value;

use crate::error::{Error, ErrorCode};
use crate::journey::{
    AdvanceRequest, Advanced, AllowedReport, AllowedRequest, Applied, AppliedMany, ApplyRequest, CheckReport,
    CheckRequest, Due, DueRequest, JourneyModel, JourneyOptions, JourneyState, NextDueRequest, ReplayRequest, Replayed,
    StartRequest,
};
use crate::kernel::calendar::CalendarModel;
use crate::primitives::{Instant, JsonPointer, canonical_json, decode};

impl JourneyModel {
    /// Decodes and compiles a state machine given as a JSON value; it counts no business time.
    ///
    /// # Errors
    /// As [`Self::from_json`].
    pub fn from_value(definition: Value) -> Result<Self, Error> {
        decode::definition_value(definition).and_then(|definition| Self::compile(definition, &[]))
    }

    /// The same with options: `{"calendars"?: [..]}`, definitions of which the machine names one.
    ///
    /// # Errors
    /// As [`Self::compile`], and those of the calendars under `/calendars`.
    pub fn from_value_with(definition: Value, options: Value) -> Result<Self, Error> {
        let options: JourneyOptions = decode::definition_value(options)?;
        let (mut calendars, mut violations) = (Vec::new(), Vec::new());
        let at = JsonPointer::root().key("calendars");
        let ids = options.calendars.iter().map(|calendar| &calendar.id);
        decode::duplicate_ids(ErrorCode::DefinitionDuplicateId, ids, &at, Some("id"), &mut violations);
        for (i, calendar) in options.calendars.into_iter().enumerate() {
            match CalendarModel::compile(calendar) {
                Ok(calendar) => calendars.push(calendar),
                Err(error) => {
                    violations.extend(error.into_violations().into_iter().map(|found| found.under(&at.index(i))));
                }
            }
        }
        if !violations.is_empty() {
            return Err(Error::definition(violations));
        }
        decode::definition_value(definition).and_then(|definition| Self::compile(definition, &calendars))
    }

    /// As [`Self::from_value_with`], both given as JSON text.
    ///
    /// # Errors
    /// As [`Self::from_value_with`].
    pub fn from_json_with(definition: &str, options: &str) -> Result<Self, Error> {
        let options = decode::parse(options).map_err(Error::definition)?;
        let definition = decode::parse(definition).map_err(Error::definition)?;
        Self::from_value_with(definition, options)
    }

    /// The compiled definition as canonical JSON, defaults written.
    ///
    /// # Errors
    /// As [`canonical_json`].
    pub fn to_json(&self) -> Result<String, Error> {
        canonical_json(self.definition())
    }

    /// Begins a journey: `{"at", "state"?, "key"?, "fields"?}`.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `record.*`; and as [`Self::start`].
    pub fn start_value(&self, request: Value) -> Result<JourneyState, Error> {
        let request = StartRequest::from_value(request, self)?;
        let state = self.start(request.at, request.state.as_ref(), &request.fields)?;
        Ok(JourneyState { key: request.key, ..state })
    }

    /// As [`Self::start_value`], text to canonical JSON.
    ///
    /// # Errors
    /// As [`Self::start_value`].
    pub fn start_json(&self, request: &str) -> Result<String, Error> {
        self.door(request, Self::start_value)
    }

    /// Applies an event: `{"state", "event": {"id", "action", "at", "actor"?, "roles"?, "fields"?}}`.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `record.*`; and as [`Self::apply`].
    pub fn apply_value(&self, request: Value) -> Result<Applied, Error> {
        ApplyRequest::from_value(request, self).and_then(|request| self.apply(&request.state, &request.event))
    }

    /// As [`Self::apply_value`], text to canonical JSON.
    ///
    /// # Errors
    /// As [`Self::apply_value`].
    pub fn apply_json(&self, request: &str) -> Result<String, Error> {
        self.door(request, Self::apply_value)
    }

    /// Applies one event to each of many customers: `{"items": [{"key", "state", "event"}]}`.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, when there is no list of items; all else is part of the answer.
    pub fn apply_many_value(&self, request: Value) -> Result<AppliedMany, Error> {
        self.apply_many_document(request)
    }

    /// As [`Self::apply_many_value`], text to canonical JSON.
    ///
    /// # Errors
    /// As [`Self::apply_many_value`].
    pub fn apply_many_json(&self, request: &str) -> Result<String, Error> {
        self.door(request, Self::apply_many_value)
    }

    /// What can be done next: `{"state", "fields"?}`, the fields being those of an unsaved form.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `record.*`.
    pub fn allowed_value(&self, request: Value) -> Result<AllowedReport, Error> {
        AllowedRequest::from_value(request, self).map(|request| self.allowed(&request.state, &request.fields))
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
        ReplayRequest::from_value(request, self).map(|request| self.replay(request.state, &request.events))
    }

    /// As [`Self::replay_value`], text to canonical JSON.
    ///
    /// # Errors
    /// As [`Self::replay_value`].
    pub fn replay_json(&self, request: &str) -> Result<String, Error> {
        self.door(request, Self::replay_value)
    }

    /// Lets time pass: `{"state", "as_of"}`.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `record.*`; and as [`Self::advance`].
    pub fn advance_value(&self, request: Value) -> Result<Advanced, Error> {
        AdvanceRequest::from_value(request, self).and_then(|request| self.advance(&request.state, request.as_of))
    }

    /// As [`Self::advance_value`], text to canonical JSON.
    ///
    /// # Errors
    /// As [`Self::advance_value`].
    pub fn advance_json(&self, request: &str) -> Result<String, Error> {
        self.door(request, Self::advance_value)
    }

    /// The time limits that have run out: `{"state", "as_of"}`.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `record.*`.
    pub fn due_value(&self, request: Value) -> Result<Vec<Due>, Error> {
        DueRequest::from_value(request, self).map(|request| self.due(&request.state, request.as_of))
    }

    /// As [`Self::due_value`], text to canonical JSON.
    ///
    /// # Errors
    /// As [`Self::due_value`].
    pub fn due_json(&self, request: &str) -> Result<String, Error> {
        self.door(request, Self::due_value)
    }

    /// When the next time limit runs out: `{"state"}`; `null` without one.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `record.*`.
    pub fn next_due_value(&self, request: Value) -> Result<Option<Instant>, Error> {
        NextDueRequest::from_value(request, self).map(|request| self.next_due(&request.state))
    }

    /// As [`Self::next_due_value`], text to canonical JSON.
    ///
    /// # Errors
    /// As [`Self::next_due_value`].
    pub fn next_due_json(&self, request: &str) -> Result<String, Error> {
        self.door(request, Self::next_due_value)
    }

    /// The conformance kit of the machine, text to canonical JSON: `{"at"}`.
    ///
    /// # Errors
    /// As [`Self::kit_value`].
    pub fn kit_json(&self, request: &str) -> Result<String, Error> {
        self.door(request, Self::kit_value)
    }

    /// What the paths of a host made of the kit, text to canonical JSON.
    ///
    /// # Errors
    /// As [`Self::kit_report_value`].
    pub fn kit_report_json(&self, request: &str) -> Result<String, Error> {
        self.door(request, Self::kit_report_value)
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

    /// What is suspicious in the machine, as canonical JSON.
    ///
    /// # Errors
    /// As [`canonical_json`].
    pub fn lint_json(&self) -> Result<String, Error> {
        canonical_json(&self.lint())
    }

    /// The machine as Mermaid text: `{"current"?, "counts"?, "locale"?}`.
    ///
    /// # Errors
    /// Class `input`: `decode.*`; and as [`Self::mermaid`].
    pub fn mermaid_value(&self, options: Value) -> Result<String, Error> {
        decode::input_value(options).and_then(|options| self.mermaid(&options))
    }

    /// As [`Self::mermaid_value`], text to a JSON text.
    ///
    /// # Errors
    /// As [`Self::mermaid_value`].
    pub fn mermaid_json(&self, options: &str) -> Result<String, Error> {
        self.door(options, Self::mermaid_value)
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
