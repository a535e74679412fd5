//! Doors of decision tables.

use serde_json::Value;

use crate::error::Error;
use crate::primitives::{DecisionRecord, canonical_json, decode};
use crate::table::{TableDefinition, TableModel, TableOutcome, TableReport, TableReportRequest};

impl TableModel {
    /// Decodes and compiles a decision table given as a JSON value.
    ///
    /// # Errors
    /// As [`Self::from_json`].
    pub fn from_value(definition: Value) -> Result<Self, Error> {
        decode::definition_value(definition).and_then(Self::compile)
    }

    /// Compiles a table whose rows are CSV text; `header` is its definition without rows, as a JSON value.
    ///
    /// # Errors
    /// As [`Self::from_csv`], and `decode.*`.
    pub fn from_csv_value(text: &str, header: Value) -> Result<Self, Error> {
        decode::definition_value::<TableDefinition>(header).and_then(|header| Self::from_csv(text, header))
    }

    /// As [`Self::from_csv_value`], the header given as JSON text.
    ///
    /// # Errors
    /// As [`Self::from_csv_value`].
    pub fn from_csv_json(text: &str, header: &str) -> Result<Self, Error> {
        decode::parse(header).map_err(Error::definition).and_then(|header| Self::from_csv_value(text, header))
    }

    /// The compiled definition as canonical JSON, defaults written.
    ///
    /// # Errors
    /// As [`canonical_json`].
    pub fn to_json(&self) -> Result<String, Error> {
        canonical_json(self.definition())
    }

    /// The decision for a record given as a JSON value.
    ///
    /// # Errors
    /// As [`Self::record`].
    pub fn decide_value(&self, record: Value) -> Result<DecisionRecord<TableOutcome>, Error> {
        self.record(record).and_then(|record| self.decide(&record))
    }

    /// The decision for a record given as JSON text, as canonical JSON.
    ///
    /// # Errors
    /// As [`Self::record_json`].
    pub fn decide_json(&self, record: &str) -> Result<String, Error> {
        self.record_json(record).and_then(|record| self.decide(&record)).and_then(|decision| decision.to_json())
    }

    /// The report for an author, for a request given as a JSON value.
    ///
    /// # Errors
    /// As [`TableReportRequest::from_value`].
    pub fn report_value(&self, request: Value) -> Result<TableReport, Error> {
        TableReportRequest::from_value(request, self).map(|request| self.report(&request))
    }

    /// The report for an author, for a request given as JSON text; answers canonical JSON.
    ///
    /// # Errors
    /// As [`TableReportRequest::from_json`].
    pub fn report_json(&self, request: &str) -> Result<String, Error> {
        TableReportRequest::from_json(request, self).and_then(|request| canonical_json(&self.report(&request)))
    }
}
