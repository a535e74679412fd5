//! Scorecard definition -> model; every violation is gathered.

use std::collections::BTreeSet;

use crate::error::{Error, ErrorCode, Violation};
use crate::kernel::condition::ConditionModel;
use crate::primitives::{Fingerprint, Id, JsonPointer, decode};

use super::definition::{AxisDefinition, ScorecardDefinition};
use super::model::{AxisModel, RuleModel, ScorecardModel};

impl ScorecardModel {
    /// Compiles a scorecard.
    ///
    /// # Errors
    /// Class `definition`: `definition.wrong_kind`, `definition.unsupported_version`,
    /// `definition.duplicate_id`, `definition.empty_list`, `scoring.*` and `condition.*`, all at once.
    pub fn compile(definition: ScorecardDefinition) -> Result<Self, Error> {
        let mut violations = decode::header(&definition.kind, ScorecardDefinition::KIND, definition.schema_version);
        let root = JsonPointer::root();
        duplicates(definition.fields.iter().map(|field| &field.name), &root.key("fields"), "name", &mut violations);
        let rules = definition.fit.rules.iter().map(|rule| &rule.id);
        duplicates(rules, &root.key("fit").key("rules"), "id", &mut violations);
        let fit_ids: BTreeSet<&Id> = definition.fit.rules.iter().map(|rule| &rule.id).collect();
        let again = definition.engagement.rules.iter().enumerate().filter(|(_, rule)| fit_ids.contains(&rule.id));
        for (i, rule) in again {
            violations.push(duplicate(&rule.id, root.key("engagement").key("rules").index(i).key("id")));
        }
        let rules = definition.engagement.rules.iter().map(|rule| &rule.id);
        duplicates(rules, &root.key("engagement").key("rules"), "id", &mut violations);
        let fit = axis(&definition.fit, &definition, &root.key("fit"), &mut violations);
        let engagement = axis(&definition.engagement, &definition, &root.key("engagement"), &mut violations);
        grades(&definition, &mut violations);
        if !violations.is_empty() {
            return Err(Error::definition(violations));
        }
        let fingerprint = Fingerprint::of(&definition)?;
        Ok(Self::new(definition, fingerprint, fit, engagement))
    }

    /// Decodes and compiles a scorecard written as JSON.
    ///
    /// # Errors
    /// As [`Self::compile`], and `decode.*`.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        decode::definition(text).and_then(Self::compile)
    }
}

fn axis(
    axis: &AxisDefinition,
    definition: &ScorecardDefinition,
    at: &JsonPointer,
    violations: &mut Vec<Violation>,
) -> AxisModel {
    if axis.min > axis.max {
        let violation = Violation::new(ErrorCode::ScoringEmptyRange, at.key("min"));
        violations.push(violation.with("min", axis.min.get()).with("max", axis.max.get()));
    }
    let rules_at = at.key("rules");
    let mut rules = Vec::with_capacity(axis.rules.len());
    for (i, rule) in axis.rules.iter().enumerate() {
        let when =
            ConditionModel::compile_at(&rule.when, &definition.fields, &rules_at.index(i).key("when"), violations);
        rules.extend(when.map(|when| RuleModel { slots: when.slots(), when, points: rule.points.get() }));
    }
    let bands_at = at.key("bands");
    if axis.bands.is_empty() {
        violations.push(Violation::new(ErrorCode::DefinitionEmptyList, bands_at.clone()));
    }
    duplicates(axis.bands.iter().map(|band| &band.id), &bands_at, "id", violations);
    for (i, pair) in axis.bands.windows(2).enumerate() {
        if let [above, below] = pair
            && below.from >= above.from
        {
            let violation = Violation::new(ErrorCode::ScoringBandsNotDescending, bands_at.index(i + 1).key("from"));
            violations.push(violation.with_value(below.id.as_str()));
        }
    }
    if let Some(last) = axis.bands.last()
        && last.from > axis.min
    {
        let at = bands_at.index(axis.bands.len() - 1).key("from");
        let violation = Violation::new(ErrorCode::ScoringBandsNotCovering, at);
        violations.push(violation.with_value(last.id.as_str()).with("min", axis.min.get()));
    }
    AxisModel { rules, bands: axis.bands.iter().map(|band| band.from.get()).collect() }
}

fn grades(definition: &ScorecardDefinition, violations: &mut Vec<Violation>) {
    let at = JsonPointer::root().key("grades");
    let (rows, columns) = (definition.fit.bands.len(), definition.engagement.bands.len());
    let shape = |at: JsonPointer, actual: usize, expected: usize| {
        Violation::new(ErrorCode::ScoringMatrixShape, at).with("actual", actual).with("expected", expected)
    };
    if definition.grades.len() != rows {
        violations.push(shape(at.clone(), definition.grades.len(), rows));
    }
    for (i, row) in definition.grades.iter().enumerate().filter(|(_, row)| row.len() != columns) {
        violations.push(shape(at.index(i), row.len(), columns));
    }
    let known: BTreeSet<&Id> = definition.grades.iter().flatten().collect();
    for (i, grade) in definition.qualified.iter().enumerate().filter(|(_, grade)| !known.contains(grade)) {
        let at = JsonPointer::root().key("qualified").index(i);
        let violation = Violation::new(ErrorCode::ScoringUnknownGrade, at).with_value(grade.as_str());
        violations.push(violation.with_nearest(grade.as_str(), known.iter().map(|grade| grade.as_str())));
    }
}

fn duplicates<'a>(ids: impl Iterator<Item = &'a Id>, at: &JsonPointer, key: &str, violations: &mut Vec<Violation>) {
    decode::duplicate_ids(ErrorCode::DefinitionDuplicateId, ids, at, Some(key), violations);
}

fn duplicate(id: &Id, at: JsonPointer) -> Violation {
    Violation::new(ErrorCode::DefinitionDuplicateId, at).with_value(id.as_str())
}
