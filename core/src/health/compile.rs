//! Indicators -> model; every violation is gathered.

use std::collections::BTreeSet;

use crate::error::{Error, ErrorCode, Violation};
use crate::primitives::{Fingerprint, JsonPointer, decode};

use super::customers::HighValueModel;
use super::definition::{HealthIndicatorDefinition, HealthMetric};
use super::model::{HealthModel, IndicatorModel};

impl HealthModel {
    /// Compiles the indicators of a board, whose order the report keeps.
    ///
    /// # Errors
    /// Class `definition`: `definition.empty_list`, `definition.wrong_kind`,
    /// `definition.unsupported_version`, `definition.duplicate_id`, `health.*` and `condition.*`,
    /// all at once; pointers begin with the place in the list.
    pub fn compile(definitions: Vec<HealthIndicatorDefinition>) -> Result<Self, Error> {
        if definitions.is_empty() {
            let violation = Violation::new(ErrorCode::DefinitionEmptyList, JsonPointer::root());
            return Err(Error::definition(vec![violation]));
        }
        Self::board(definitions)
    }

    /// As [`Self::compile`], for a pack, which may have no lights.
    pub(crate) fn board(definitions: Vec<HealthIndicatorDefinition>) -> Result<Self, Error> {
        let root = JsonPointer::root();
        let mut violations = Vec::new();
        let mut ids = BTreeSet::new();
        let mut choices = Vec::with_capacity(definitions.len());
        for (i, definition) in definitions.iter().enumerate() {
            let at = root.index(i);
            if !ids.insert(&definition.id) {
                let violation = Violation::new(ErrorCode::DefinitionDuplicateId, at.key("id"));
                violations.push(violation.with_value(definition.id.as_str()));
            }
            choices.push(definition.check(&at, &mut violations));
        }
        if !violations.is_empty() {
            return Err(Error::definition(violations));
        }
        let fingerprint = Fingerprint::of(&definitions)?;
        let indicators = definitions.into_iter().zip(choices).map(|(definition, high_value)| {
            let fingerprint = Fingerprint::of(&definition)?;
            Ok(IndicatorModel { definition, fingerprint, high_value })
        });
        Ok(Self::new(indicators.collect::<Result<_, Error>>()?, fingerprint))
    }

    /// Decodes and compiles a list of indicators written as JSON.
    ///
    /// # Errors
    /// As [`Self::compile`], and `decode.*`.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        decode::definition(text).and_then(Self::compile)
    }
}

impl HealthIndicatorDefinition {
    /// The violations of an indicator by itself.
    pub(crate) fn violations(&self) -> Vec<Violation> {
        let mut violations = Vec::new();
        self.check(&JsonPointer::root(), &mut violations);
        violations
    }

    /// Gathers the violations of an indicator that stands at `at`, and compiles its choice of customers.
    fn check(&self, at: &JsonPointer, violations: &mut Vec<Violation>) -> Option<HighValueModel> {
        let header = decode::header(&self.kind, Self::KIND, self.schema_version);
        violations.extend(header.into_iter().map(|violation| violation.under(at)));
        self.check_bounds(&at.key("bounds"), violations);
        let metric = at.key("metric");
        match &self.metric {
            HealthMetric::FirstOrderSpread { roles, .. } if roles.is_empty() => {
                violations.push(Violation::new(ErrorCode::DefinitionEmptyList, metric.key("roles")));
                None
            }
            HealthMetric::InboundContacts { high_value, .. } => {
                HighValueModel::compile(high_value, &metric.key("high_value"), violations)
            }
            _ => None,
        }
    }

    fn check_bounds(&self, at: &JsonPointer, violations: &mut Vec<Violation>) {
        if self.bounds.higher_is_better() != self.metric.higher_is_better() {
            let expected = if self.metric.higher_is_better() { "higher_is_better" } else { "lower_is_better" };
            let violation = Violation::new(ErrorCode::HealthWrongDirection, at.key("type"));
            violations.push(violation.with("metric", self.metric.as_str()).with("expected", expected));
        }
        if !self.bounds.is_ordered() {
            let violation = Violation::new(ErrorCode::HealthBoundsOverlap, at.clone());
            violations.push(violation.with("green", self.bounds.green()).with("red", self.bounds.red()));
        }
    }
}
