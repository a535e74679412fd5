//! Doors of triggers: each takes one document and answers one.

use serde::Serialize;
use serde_json::Value;

use crate::error::{Error, ErrorCode};
use crate::kernel::calendar::CalendarModel;
use crate::kernel::trigger::{
    DueFirings, TriggerAdvance, TriggerAdvanceRequest, TriggerDueRequest, TriggerModel, TriggerNextDueRequest,
    TriggerOptions, TriggerStartRequest, TriggerState,
};
use crate::primitives::{Instant, JsonPointer, canonical_json, decode};

impl TriggerModel {
    /// Decodes and compiles a set of triggers given as a JSON value, without calendars.
    ///
    /// # Errors
    /// As [`Self::from_json`].
    pub fn from_value(definition: Value) -> Result<Self, Error> {
        decode::definition_value(definition).and_then(|definition| Self::compile(definition, &[]))
    }

    /// The same with options: `{"calendars"?: [..]}`, definitions that the triggers name.
    ///
    /// # Errors
    /// As [`Self::compile`], and those of the calendars under `/calendars`.
    pub fn from_value_with(definition: Value, options: Value) -> Result<Self, Error> {
        let options: TriggerOptions = decode::definition_value(options)?;
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

    /// The state of an instance for which counting begins: `{"instance", "at", "fields"?}`.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `record.*`.
    pub fn start_value(&self, request: Value) -> Result<TriggerState, Error> {
        TriggerStartRequest::from_value(request, self).map(|request| self.start(&request))
    }

    /// As [`Self::start_value`], text to canonical JSON.
    ///
    /// # Errors
    /// As [`Self::start_value`].
    pub fn start_json(&self, request: &str) -> Result<String, Error> {
        self.door(request, Self::start_value)
    }

    /// Events and time: `{"state", "events"?, "as_of", "complete_through"?}`.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `record.*`, and as [`Self::advance`].
    pub fn advance_value(&self, request: Value) -> Result<TriggerAdvance, Error> {
        TriggerAdvanceRequest::from_value(request, self).and_then(|request| self.advance(&request))
    }

    /// As [`Self::advance_value`], text to canonical JSON.
    ///
    /// # Errors
    /// As [`Self::advance_value`].
    pub fn advance_json(&self, request: &str) -> Result<String, Error> {
        self.door(request, Self::advance_value)
    }

    /// What fires by `as_of` if nothing more happens: `{"state", "as_of"}`.
    ///
    /// # Errors
    /// As [`Self::advance_value`].
    pub fn due_value(&self, request: Value) -> Result<DueFirings, Error> {
        TriggerDueRequest::from_value(request, self).and_then(|request| self.due(&request.state, request.as_of))
    }

    /// As [`Self::due_value`], text to canonical JSON.
    ///
    /// # Errors
    /// As [`Self::due_value`].
    pub fn due_json(&self, request: &str) -> Result<String, Error> {
        self.door(request, Self::due_value)
    }

    /// The instant at which it has to be advanced next: `{"state"}`; `null` when no timer runs.
    ///
    /// # Errors
    /// As [`Self::advance_value`].
    pub fn next_due_value(&self, request: Value) -> Result<Option<Instant>, Error> {
        TriggerNextDueRequest::from_value(request, self).and_then(|request| self.next_due(&request.state))
    }

    /// As [`Self::next_due_value`], text to canonical JSON.
    ///
    /// # Errors
    /// As [`Self::next_due_value`].
    pub fn next_due_json(&self, request: &str) -> Result<String, Error> {
        self.door(request, Self::next_due_value)
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
