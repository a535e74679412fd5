//! One lead as a record of the scorecard's declared fields.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::error::Error;
use crate::primitives::{Field, JsonPointer, Record, Scalar, ScalarRef, TypedRecord, decode};

use super::model::ScorecardModel;

/// One lead, checked against the declared fields of a scorecard.
#[derive(Debug, Clone, PartialEq)]
pub struct LeadRecord(TypedRecord);

impl LeadRecord {
    /// A lead from a JSON object: `null` and absent mean missing, other fields are refused.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `record.unknown_field`, `record.wrong_type`, all at once.
    pub fn from_value(value: Value, model: &ScorecardModel) -> Result<Self, Error> {
        decode::within_depth(&value).map_err(Error::input)?;
        TypedRecord::from_value(value, model.fields(), &JsonPointer::root()).map(Self).map_err(Error::input)
    }

    /// A lead from JSON text.
    ///
    /// # Errors
    /// As [`Self::from_value`].
    pub fn from_json(text: &str, model: &ScorecardModel) -> Result<Self, Error> {
        decode::parse(text).map_err(Error::input).and_then(|value| Self::from_value(value, model))
    }

    /// The present fields by name, in canonical form.
    pub(crate) fn to_map<'a>(&'a self, fields: &'a [Field]) -> BTreeMap<&'a str, &'a Scalar> {
        self.0.to_map(fields)
    }
}

impl Record for LeadRecord {
    fn value(&self, slot: usize) -> Option<ScalarRef<'_>> {
        self.0.value(slot)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for LeadRecord {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "LeadRecord".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "object",
            "description": "One lead: the values of the fields that the scorecard declares; null and absent mean missing.",
            "additionalProperties": { "type": ["boolean", "number", "string", "array", "null"] },
        })
    }
}
