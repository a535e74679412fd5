//! What the doors of a rule set are given: one document each.

use deserr::Deserr;
use serde_json::{Map, Value};

use crate::error::{Error, Violation};
use crate::primitives::decode::DecodeError;
use crate::primitives::{Id, Instant, JsonPointer, TypedRecord, decode};

use super::rule_model::RuleSetModel;
use super::rule_report::RuleReport;

/// A record to evaluate.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct RuleRequest {
    /// The instant that events are looked back from; later ones are invisible.
    pub as_of: Instant,
    /// The record.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub record: TypedRecord,
}

/// A record and a rule to explain.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct RuleExplainRequest {
    /// The instant that events are looked back from; later ones are invisible.
    pub as_of: Instant,
    /// The rule.
    pub rule: Id,
    /// The record.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub record: TypedRecord,
}

/// A record of which some fields have changed.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct RuleChangedRequest {
    /// The instant that events are looked back from; later ones are invisible.
    pub as_of: Instant,
    /// The record as it is now, whole.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub record: TypedRecord,
    /// The fields that have changed.
    pub changed: Vec<Id>,
    /// The last answer for this record.
    pub previous: RuleReport,
}

#[derive(Deserr)]
#[deserr(error = DecodeError, deny_unknown_fields)]
struct Document {
    as_of: Instant,
    #[deserr(default = Value::Object(Map::new()))]
    record: Value,
}

#[derive(Deserr)]
#[deserr(error = DecodeError, deny_unknown_fields)]
struct ExplainDocument {
    as_of: Instant,
    rule: Id,
    #[deserr(default = Value::Object(Map::new()))]
    record: Value,
}

#[derive(Deserr)]
#[deserr(error = DecodeError, deny_unknown_fields)]
struct ChangedDocument {
    as_of: Instant,
    #[deserr(default = Value::Object(Map::new()))]
    record: Value,
    changed: Vec<Id>,
    previous: RuleReport,
}

impl RuleSetModel {
    /// A record given as a JSON value, checked against the declared fields.
    ///
    /// # Errors
    /// `decode.*` and `record.*`, all at once.
    fn record(&self, value: Value) -> Result<TypedRecord, Error> {
        let at = JsonPointer::root().key("record");
        TypedRecord::from_value(value, self.fields(), &at).map_err(|found: Vec<Violation>| Error::input(found))
    }
}

impl RuleRequest {
    /// As a JSON value says it.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `record.*`, all at once.
    pub fn from_value(value: Value, model: &RuleSetModel) -> Result<Self, Error> {
        let Document { as_of, record } = decode::input_value(value)?;
        Ok(Self { as_of, record: model.record(record)? })
    }
}

impl RuleExplainRequest {
    /// As a JSON value says it.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `record.*`, all at once.
    pub fn from_value(value: Value, model: &RuleSetModel) -> Result<Self, Error> {
        let ExplainDocument { as_of, rule, record } = decode::input_value(value)?;
        Ok(Self { as_of, rule, record: model.record(record)? })
    }
}

impl RuleChangedRequest {
    /// As a JSON value says it.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `record.*`, all at once.
    pub fn from_value(value: Value, model: &RuleSetModel) -> Result<Self, Error> {
        let ChangedDocument { as_of, record, changed, previous } = decode::input_value(value)?;
        Ok(Self { as_of, record: model.record(record)?, changed, previous })
    }
}
