//! What a report on a table is asked with.

use deserr::Deserr;
use serde_json::Value;

use super::model::TableModel;
use crate::error::Error;
use crate::primitives::decode::{self, DecodeError};
use crate::primitives::{JsonPointer, TypedRecord};

/// What a report on a table looks at beside the table.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct TableReportRequest {
    /// Past records, to count which rows they hit. Default: none.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub records: Vec<TypedRecord>,
    /// Most entries of each list of the report; all are counted. Default 20.
    #[cfg_attr(feature = "schema", schemars(default = "listed"))]
    pub listed: u32,
}

const LISTED: u32 = 20;

#[cfg(feature = "schema")]
fn listed() -> u32 {
    LISTED
}

#[derive(Deserr)]
#[deserr(error = DecodeError, deny_unknown_fields)]
struct RequestDocument {
    #[deserr(default)]
    records: Vec<Value>,
    #[deserr(default = LISTED)]
    listed: u32,
}

impl Default for TableReportRequest {
    fn default() -> Self {
        Self { records: Vec::new(), listed: LISTED }
    }
}

impl TableReportRequest {
    /// A request from a JSON value, its records checked against the table's inputs.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `record.*`, `table.input_missing`, all at once.
    pub fn from_value(value: Value, model: &TableModel) -> Result<Self, Error> {
        let document: RequestDocument = decode::input_value(value)?;
        let (mut records, mut violations) = (Vec::with_capacity(document.records.len()), Vec::new());
        let at = JsonPointer::root().key("records");
        for (i, record) in document.records.into_iter().enumerate() {
            match model.record_at(record, &at.index(i)) {
                Ok(record) => records.push(record),
                Err(found) => violations.extend(found),
            }
        }
        if violations.is_empty() {
            Ok(Self { records, listed: document.listed })
        } else {
            Err(Error::input(violations))
        }
    }

    /// A request from JSON text.
    ///
    /// # Errors
    /// As [`Self::from_value`].
    pub fn from_json(text: &str, model: &TableModel) -> Result<Self, Error> {
        decode::parse(text).map_err(Error::input).and_then(|value| Self::from_value(value, model))
    }
}
