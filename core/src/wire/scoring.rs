//! Doors of the scorecard.

use serde_json::Value;

use crate::error::Error;
use crate::primitives::{DecisionRecord, canonical_json, decode};
use crate::scoring::{LeadRecord, ScoreOutcome, ScoreReport, ScorecardModel};

impl ScorecardModel {
    /// Decodes and compiles a scorecard given as a JSON value.
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

    /// Scores a lead given as a JSON value.
    ///
    /// # Errors
    /// As [`LeadRecord::from_value`].
    pub fn score_value(&self, lead: Value) -> Result<ScoreReport, Error> {
        LeadRecord::from_value(lead, self).map(|lead| self.score(&lead))
    }

    /// Scores a lead given as JSON text; answers canonical JSON.
    ///
    /// # Errors
    /// As [`LeadRecord::from_json`].
    pub fn score_json(&self, lead: &str) -> Result<String, Error> {
        LeadRecord::from_json(lead, self).and_then(|lead| canonical_json(&self.score(&lead)))
    }

    /// The decision record of a lead given as a JSON value.
    ///
    /// # Errors
    /// As [`LeadRecord::from_value`].
    pub fn decide_value(&self, lead: Value) -> Result<DecisionRecord<ScoreOutcome>, Error> {
        LeadRecord::from_value(lead, self).and_then(|lead| self.decide(&lead))
    }

    /// The decision record of a lead given as JSON text, as canonical JSON.
    ///
    /// # Errors
    /// As [`LeadRecord::from_json`].
    pub fn decide_json(&self, lead: &str) -> Result<String, Error> {
        LeadRecord::from_json(lead, self).and_then(|lead| self.decide(&lead)).and_then(|record| record.to_json())
    }
}
