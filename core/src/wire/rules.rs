//! Doors of the rule set.

use serde_json::Value;

use crate::error::Error;
use crate::kernel::condition::{
    RuleChangedRequest, RuleExplainRequest, RuleExplanation, RuleReport, RuleRequest, RuleSetModel,
};
use crate::primitives::{canonical_json, decode};

impl RuleSetModel {
    /// Decodes and compiles a rule set given as a JSON value.
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

    /// Evaluates every rule for a request given as a JSON value.
    ///
    /// # Errors
    /// As [`RuleRequest::from_value`].
    pub fn evaluate_value(&self, request: Value) -> Result<RuleReport, Error> {
        RuleRequest::from_value(request, self).map(|request| self.evaluate(&request.record, request.as_of))
    }

    /// Evaluates every rule for a request given as JSON text; answers canonical JSON.
    ///
    /// # Errors
    /// As [`RuleRequest::from_value`].
    pub fn evaluate_json(&self, request: &str) -> Result<String, Error> {
        decode::parse(request)
            .map_err(Error::input)
            .and_then(|request| self.evaluate_value(request))
            .and_then(|report| canonical_json(&report))
    }

    /// Brings an earlier answer up to date, for a request given as a JSON value.
    ///
    /// # Errors
    /// As [`RuleChangedRequest::from_value`] and [`Self::evaluate_changed`].
    pub fn evaluate_changed_value(&self, request: Value) -> Result<RuleReport, Error> {
        let RuleChangedRequest { as_of, record, changed, previous } = RuleChangedRequest::from_value(request, self)?;
        self.evaluate_changed(&record, as_of, &changed, &previous)
    }

    /// Brings an earlier answer up to date, for a request given as JSON text; answers canonical JSON.
    ///
    /// # Errors
    /// As [`RuleChangedRequest::from_value`] and [`Self::evaluate_changed`].
    pub fn evaluate_changed_json(&self, request: &str) -> Result<String, Error> {
        decode::parse(request)
            .map_err(Error::input)
            .and_then(|request| self.evaluate_changed_value(request))
            .and_then(|report| canonical_json(&report))
    }

    /// Explains a rule for a request given as a JSON value.
    ///
    /// # Errors
    /// As [`RuleExplainRequest::from_value`] and [`Self::explain`].
    pub fn explain_value(&self, request: Value) -> Result<RuleExplanation, Error> {
        let request = RuleExplainRequest::from_value(request, self)?;
        self.explain(&request.record, &request.rule, request.as_of)
    }

    /// Explains a rule for a request given as JSON text; answers canonical JSON.
    ///
    /// # Errors
    /// As [`RuleExplainRequest::from_value`] and [`Self::explain`].
    pub fn explain_json(&self, request: &str) -> Result<String, Error> {
        decode::parse(request)
            .map_err(Error::input)
            .and_then(|request| self.explain_value(request))
            .and_then(|explanation| canonical_json(&explanation))
    }
}
