//! Doors of the health model.

use serde_json::Value;

use super::facts::FactsInput;
use crate::error::{Error, Violation};
use crate::health::{HealthModel, HealthReport, HealthState, LightOutcome};
use crate::kernel::facts::Facts;
use crate::primitives::{DecisionRecord, JsonPointer, canonical_json, decode};

impl HealthModel {
    /// Decodes and compiles a list of indicators given as a JSON value.
    ///
    /// # Errors
    /// As [`Self::from_json`].
    pub fn from_value(definitions: Value) -> Result<Self, Error> {
        decode::definition_value(definitions).and_then(Self::compile)
    }

    /// The compiled indicators as canonical JSON, defaults written.
    ///
    /// # Errors
    /// As [`canonical_json`].
    pub fn to_json(&self) -> Result<String, Error> {
        canonical_json(&self.definitions().collect::<Vec<_>>())
    }

    /// Judges facts given as a JSON value, as [`Self::assess_json`] reads them.
    ///
    /// # Errors
    /// As [`Self::assess_json`].
    pub fn assess_value(&self, input: Value) -> Result<HealthReport, Error> {
        let (facts, previous) = read(input)?;
        self.assess(&facts, previous.as_ref())
    }

    /// Judges facts given as JSON text; answers canonical JSON.
    ///
    /// The input is `{"tables", "as_of", "time_zone", "currency", "mapping"?, "calendar"?,
    /// "previous"?}`; `previous` is the `state` of an earlier report.
    ///
    /// # Errors
    /// As [`Self::assess`] and [`Facts::load`], and `decode.*`.
    pub fn assess_json(&self, input: &str) -> Result<String, Error> {
        let report = decode::parse(input).map_err(Error::input).and_then(|input| self.assess_value(input))?;
        canonical_json(&report)
    }

    /// The decision records of facts given as a JSON value, as [`Self::assess_json`] reads them.
    ///
    /// # Errors
    /// As [`Self::assess_json`].
    pub fn decide_value(&self, input: Value) -> Result<Vec<DecisionRecord<LightOutcome>>, Error> {
        let (facts, previous) = read(input)?;
        self.decide(&facts, previous.as_ref())
    }

    /// The decision records of facts given as JSON text, as canonical JSON.
    ///
    /// # Errors
    /// As [`Self::assess_json`].
    pub fn decide_json(&self, input: &str) -> Result<String, Error> {
        let records = decode::parse(input).map_err(Error::input).and_then(|input| self.decide_value(input))?;
        canonical_json(&records)
    }
}

/// The facts of an input, and the earlier report's state that stands beside them.
fn read(mut input: Value) -> Result<(Facts, Option<HealthState>), Error> {
    decode::within_depth(&input).map_err(Error::input)?;
    let previous = input.as_object_mut().and_then(|members| members.remove("previous"));
    let (mut violations, mut state) = (Vec::new(), None);
    match previous.map(decode::decode::<Option<HealthState>>).transpose() {
        Ok(previous) => state = previous.flatten(),
        Err(found) => violations.extend(found),
    }
    if let Some(state) = &state {
        violations.extend(decode::header(&state.kind, HealthState::KIND, state.schema_version));
    }
    let at = JsonPointer::root().key("previous");
    let mut violations: Vec<Violation> = violations.into_iter().map(|violation| violation.under(&at)).collect();
    match FactsInput::from_value(input).and_then(FactsInput::load) {
        Ok((facts, _)) if violations.is_empty() => Ok((facts, state)),
        Ok(_) => Err(Error::input(violations)),
        Err(error) => {
            let class = error.class();
            violations.extend(error.into_violations());
            Err(Error::new(class, violations))
        }
    }
}
