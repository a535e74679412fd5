//! Doors of the target model.

use serde_json::Value;

use super::facts::FactsInput;
use crate::error::Error;
use crate::primitives::{canonical_json, decode};
use crate::target::{TargetModel, TargetReport};

impl TargetModel {
    /// Decodes and compiles a definition given as a JSON value.
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

    /// The report on facts given as a JSON value, as [`Self::report_json`] reads them.
    ///
    /// # Errors
    /// As [`Self::report_json`].
    pub fn report_value(&self, input: Value) -> Result<TargetReport, Error> {
        let (facts, calendar) = FactsInput::from_value(input)?.load()?;
        self.report(&facts, &calendar)
    }

    /// The report on facts given as JSON text; answers canonical JSON.
    ///
    /// The input is `{"tables", "as_of", "time_zone", "currency", "mapping"?, "calendar"?}`; without
    /// a calendar, Monday to Friday are worked.
    ///
    /// # Errors
    /// As [`Self::report`] and [`Facts::load`](crate::kernel::facts::Facts::load), and `decode.*`.
    ///
    /// ```
    /// use leadstone::target::TargetModel;
    /// let model = TargetModel::from_json(r#"{"kind": "target.baseline", "schema_version": 1, "id": "won"}"#).unwrap();
    /// let report = model.report_json(r#"{
    ///     "as_of": "2026-03-04T18:00:00Z", "time_zone": "UTC", "currency": "EUR", "tables": {
    ///         "orders": [{"id": "1", "occurred_at": "2026-03-03T10:00:00Z", "amount": "90", "region": "East"}],
    ///         "targets": [{"id": "1", "period": "2026-03", "amount": "2200", "region": "East"}]}
    /// }"#).unwrap();
    /// // March 2026 has 22 business days, of which 3 are over: pace = 2200 x 3 / 22 = 300.
    /// assert!(report.contains(r#""pace":{"currency":"EUR","minor":30000}"#));
    /// ```
    pub fn report_json(&self, input: &str) -> Result<String, Error> {
        let (facts, calendar) = FactsInput::from_json(input)?.load()?;
        self.report(&facts, &calendar).and_then(|report| canonical_json(&report))
    }
}
