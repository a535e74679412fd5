//! How the records of a table are evaluated, as a host says it.

use deserr::Deserr;
use serde::Serialize;
use serde_json::Value;

use crate::error::Error;
use crate::primitives::decode::DecodeError;
use crate::primitives::{Instant, decode};

/// What the bulk doors of a rule set are told beside the columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct RuleBatchOptions {
    /// The instant that events are looked back from; later ones are invisible.
    pub as_of: Instant,
    /// Whether each row lists all rules that match; counts per rule have no rows, and do not read it.
    #[serde(default)]
    #[deserr(default)]
    pub matched: bool,
}

impl RuleBatchOptions {
    /// As a JSON value says it.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, all at once.
    pub fn from_value(value: Value) -> Result<Self, Error> {
        decode::input_value(value)
    }
}
