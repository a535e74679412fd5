//! Doors of conditions in the forms of other tools.

use serde_json::Value;

use crate::condition::adapter::{SentenceReport, SentenceRequest, SqlCondition, SqlRequest, StatedCondition};
use crate::error::Error;
use crate::primitives::{canonical_json, decode};

impl StatedCondition {
    /// As [`Self::from_value`], from JSON text.
    ///
    /// # Errors
    /// As [`Self::from_value`].
    pub fn from_json(text: &str) -> Result<Self, Error> {
        decode::parse(text).map_err(Error::definition).and_then(Self::from_value)
    }

    /// The fields and the condition as canonical JSON.
    ///
    /// # Errors
    /// As [`canonical_json`].
    pub fn to_json(&self) -> Result<String, Error> {
        canonical_json(self)
    }

    /// The condition as the canonical JSON of a query of react-querybuilder.
    ///
    /// # Errors
    /// As [`canonical_json`].
    pub fn to_query_builder_json(&self) -> Result<String, Error> {
        canonical_json(&self.to_query_builder())
    }

    /// The condition as SQL, for a request given as a JSON value.
    ///
    /// # Errors
    /// As [`Self::sql`], and `decode.*`.
    pub fn sql_value(&self, request: Value) -> Result<SqlCondition, Error> {
        decode::input_value(request).and_then(|request: SqlRequest| self.sql(&request))
    }

    /// The condition as SQL, for a request given as JSON text; answers canonical JSON.
    ///
    /// # Errors
    /// As [`Self::sql_value`].
    pub fn sql_json(&self, request: &str) -> Result<String, Error> {
        let request = decode::parse(request).map_err(Error::input)?;
        self.sql_value(request).and_then(|sql| canonical_json(&sql))
    }

    /// The condition in words, for a request given as a JSON value.
    ///
    /// # Errors
    /// As [`Self::sentence`], and `decode.*`.
    pub fn sentence_value(&self, request: Value) -> Result<SentenceReport, Error> {
        decode::input_value(request).and_then(|request: SentenceRequest| self.sentence(&request))
    }

    /// The condition in words, for a request given as JSON text; answers canonical JSON.
    ///
    /// # Errors
    /// As [`Self::sentence_value`].
    pub fn sentence_json(&self, request: &str) -> Result<String, Error> {
        let request = decode::parse(request).map_err(Error::input)?;
        self.sentence_value(request).and_then(|sentence| canonical_json(&sentence))
    }
}
