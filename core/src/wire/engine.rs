//! Doors of the pack and the engine.

use serde_json::Value;

use crate::engine::{BriefOptions, BriefReport, Engine, Pack};
use crate::error::Error;
use crate::kernel::facts::Tables;
use crate::primitives::{canonical_json, decode};

impl Pack {
    /// Decodes and checks a pack given as a JSON value.
    ///
    /// # Errors
    /// As [`Self::from_json`].
    pub fn from_value(definition: Value) -> Result<Self, Error> {
        decode::definition_value(definition).and_then(Self::compile)
    }

    /// The definition as canonical JSON, defaults written.
    ///
    /// # Errors
    /// As [`canonical_json`].
    pub fn to_json(&self) -> Result<String, Error> {
        canonical_json(self.definition())
    }
}

impl Engine {
    /// The morning run over tables and options given as JSON values.
    ///
    /// A table is an array of row objects, or a string that holds CSV text.
    ///
    /// # Errors
    /// As [`Self::brief`], and `decode.*`.
    pub fn brief_value(&self, tables: &Value, options: Value) -> Result<BriefReport, Error> {
        let options: BriefOptions = decode::input_value(options)?;
        self.brief(&Tables::from_value(tables)?, &options)
    }

    /// The morning run over tables and options given as JSON text; answers canonical JSON.
    ///
    /// # Errors
    /// As [`Self::brief_value`].
    pub fn brief_json(&self, tables: &str, options: &str) -> Result<String, Error> {
        let options = BriefOptions::from_json(options)?;
        self.brief(&Tables::from_json(tables)?, &options).and_then(|report| canonical_json(&report))
    }
}
