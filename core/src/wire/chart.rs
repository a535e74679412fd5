//! Doors of statecharts: each takes one document and answers one.

use serde::Serialize;
use serde_json::Value;

use crate::error::Error;
use crate::journey::chart::{
    ChartAdvanceRequest, ChartAllowedReport, ChartAllowedRequest, ChartApplied, ChartApplyRequest, ChartDue,
    ChartDueRequest, ChartModel, ChartNextDueRequest, ChartReplayRequest, ChartReplayed, ChartStartRequest, HeldChart,
};
use crate::primitives::{Instant, canonical_json, decode};

impl ChartModel {
    /// Decodes and compiles a statechart given as a JSON value.
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

    /// Begins a chart: `{"at", "fields"?}`.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `record.*`; and as [`Self::start`].
    pub fn start_value(&self, request: Value) -> Result<ChartApplied, Error> {
        ChartStartRequest::from_value(request, self).and_then(|request| self.start(request.at, &request.fields))
    }

    /// As [`Self::start_value`], text to canonical JSON.
    ///
    /// # Errors
    /// As [`Self::start_value`].
    pub fn start_json(&self, request: &str) -> Result<String, Error> {
        self.door(request, Self::start_value)
    }

    /// Applies an event: `{"state", "event": {"id", "name"?, "at", "fields"?}}`.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `record.*`; and as [`Self::apply`].
    pub fn apply_value(&self, request: Value) -> Result<ChartApplied, Error> {
        ChartApplyRequest::from_value(request, self).and_then(|request| self.apply(request.state, &request.event))
    }

    /// As [`Self::apply_value`], text to canonical JSON.
    ///
    /// # Errors
    /// As [`Self::apply_value`].
    pub fn apply_json(&self, request: &str) -> Result<String, Error> {
        self.door(request, Self::apply_value)
    }

    /// Lets time pass: `{"state", "now"}`.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `record.*`; and as [`Self::advance`].
    pub fn advance_value(&self, request: Value) -> Result<ChartApplied, Error> {
        ChartAdvanceRequest::from_value(request, self).and_then(|request| self.advance(request.state, request.now))
    }

    /// As [`Self::advance_value`], text to canonical JSON.
    ///
    /// # Errors
    /// As [`Self::advance_value`].
    pub fn advance_json(&self, request: &str) -> Result<String, Error> {
        self.door(request, Self::advance_value)
    }

    /// What can happen next: `{"state", "fields"?}`, the fields being those of an unsaved form.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `record.*`.
    pub fn allowed_value(&self, request: Value) -> Result<ChartAllowedReport, Error> {
        ChartAllowedRequest::from_value(request, self).and_then(|request| self.allowed(&request.state, &request.fields))
    }

    /// As [`Self::allowed_value`], text to canonical JSON.
    ///
    /// # Errors
    /// As [`Self::allowed_value`].
    pub fn allowed_json(&self, request: &str) -> Result<String, Error> {
        self.door(request, Self::allowed_value)
    }

    /// The sent events that are due: `{"state", "as_of"}`; `null` when there are none.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `record.*`.
    pub fn due_value(&self, request: Value) -> Result<Option<ChartDue>, Error> {
        ChartDueRequest::from_value(request, self).and_then(|request| self.due(&request.state, request.as_of))
    }

    /// As [`Self::due_value`], text to canonical JSON.
    ///
    /// # Errors
    /// As [`Self::due_value`].
    pub fn due_json(&self, request: &str) -> Result<String, Error> {
        self.door(request, Self::due_value)
    }

    /// When the next sent event comes: `{"state"}`; `null` when none is waited for.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `record.*`.
    pub fn next_due_value(&self, request: Value) -> Result<Option<Instant>, Error> {
        ChartNextDueRequest::from_value(request, self).and_then(|request| self.next_due(&request.state))
    }

    /// As [`Self::next_due_value`], text to canonical JSON.
    ///
    /// # Errors
    /// As [`Self::next_due_value`].
    pub fn next_due_json(&self, request: &str) -> Result<String, Error> {
        self.door(request, Self::next_due_value)
    }

    /// Applies many events: `{"state", "events"}`.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `record.*`, all at once; refused events are part of the answer.
    pub fn replay_value(&self, request: Value) -> Result<ChartReplayed, Error> {
        ChartReplayRequest::from_value(request, self).and_then(|request| self.replay(request.state, &request.events))
    }

    /// As [`Self::replay_value`], text to canonical JSON.
    ///
    /// # Errors
    /// As [`Self::replay_value`].
    pub fn replay_json(&self, request: &str) -> Result<String, Error> {
        self.door(request, Self::replay_value)
    }

    /// What is suspicious in the chart, as canonical JSON.
    ///
    /// # Errors
    /// As [`canonical_json`].
    pub fn lint_json(&self) -> Result<String, Error> {
        canonical_json(&self.lint())
    }

    /// The chart as Mermaid text: `{"current"?, "counts"?, "locale"?}`.
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

    /// The chart as DOT text: `{"current"?, "counts"?, "locale"?}`.
    ///
    /// # Errors
    /// Class `input`: `decode.*`; and as [`Self::dot`].
    pub fn dot_value(&self, options: Value) -> Result<String, Error> {
        decode::input_value(options).and_then(|options| self.dot(&options))
    }

    /// As [`Self::dot_value`], text to a JSON text.
    ///
    /// # Errors
    /// As [`Self::dot_value`].
    pub fn dot_json(&self, options: &str) -> Result<String, Error> {
        self.door(options, Self::dot_value)
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

impl HeldChart {
    /// The state as canonical JSON.
    ///
    /// # Errors
    /// As [`canonical_json`].
    pub fn to_json(&self) -> Result<String, Error> {
        canonical_json(&self.store())
    }

    /// When the next sent event comes, as canonical JSON; `null` when none is waited for.
    ///
    /// # Errors
    /// As [`canonical_json`].
    pub fn next_due_json(&self) -> Result<String, Error> {
        canonical_json(&self.next_due())
    }
}
