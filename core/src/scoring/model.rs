//! The compiled scorecard.

use crate::error::Error;
use crate::kernel::condition::{ConditionModel, Truth};
use crate::primitives::rounding::whole;
use crate::primitives::{DecisionRecord, Field, Fingerprint, Id, Reason, ReasonCode, Record, canonical_json};

use super::definition::{AxisDefinition, ScorecardDefinition};
use super::record::LeadRecord;
use super::report::{Axis, AxisScore, Qualification, ScoreOutcome, ScoreReport};

/// A compiled scorecard: immutable, shared freely between threads.
///
/// ```
/// use leadstone::scoring::{LeadRecord, ScorecardModel};
/// let model = ScorecardModel::from_json(r#"{
///     "kind": "scoring.scorecard", "schema_version": 1, "id": "demo",
///     "fields": [{"name": "employees", "type": "integer"}, {"name": "test_drive", "type": "boolean"}],
///     "fit": {"max": 100, "bands": [{"id": "A", "from": 50}, {"id": "B", "from": 0}], "rules": [
///         {"id": "large", "points": 60, "when": {"type": "compare", "field": "employees", "op": "at_least", "value": 200}}]},
///     "engagement": {"base": 10, "max": 100, "bands": [{"id": "1", "from": 40}, {"id": "2", "from": 0}], "rules": [
///         {"id": "drove", "points": 35, "when": {"type": "compare", "field": "test_drive", "op": "equal", "value": true}}]},
///     "grades": [["A1", "A2"], ["B1", "B2"]], "qualified": ["A1"]
/// }"#).unwrap();
/// let report = model.score(&LeadRecord::from_json(r#"{"employees": 250}"#, &model).unwrap());
/// assert_eq!((report.score, report.grade.as_str()), (70, "A2"));
/// // Thirty more points of engagement would qualify the lead, and the missing field could bring them.
/// assert_eq!(report.to_qualify.unwrap().engagement, 30);
/// assert_eq!(report.undecided[0].as_str(), "test_drive");
/// ```
#[derive(Debug, Clone)]
pub struct ScorecardModel {
    definition: ScorecardDefinition,
    fingerprint: Fingerprint,
    pub(super) fit: AxisModel,
    pub(super) engagement: AxisModel,
    /// The distinct grades, sorted, each with whether it counts as qualified.
    grades: Vec<(Id, bool)>,
    /// The place of each pair of bands in `grades`, row by row of the matrix.
    matrix: Vec<Vec<usize>>,
}

/// The compiled half of an axis; its texts stay in the definition.
#[derive(Debug, Clone)]
pub(crate) struct AxisModel {
    pub(crate) rules: Vec<RuleModel>,
    pub(crate) bands: Vec<i64>,
}

#[derive(Debug, Clone)]
pub(crate) struct RuleModel {
    pub(crate) when: ConditionModel,
    /// The slots that the condition reads.
    pub(crate) slots: Vec<usize>,
    pub(crate) points: i64,
}

impl AxisModel {
    /// The band of that many points: the first, from the best, that starts at or under them.
    pub(super) fn band(&self, points: i64) -> usize {
        self.bands.iter().position(|from| points >= *from).unwrap_or(self.bands.len().saturating_sub(1))
    }
}

impl ScorecardModel {
    pub(crate) fn new(
        definition: ScorecardDefinition,
        fingerprint: Fingerprint,
        fit: AxisModel,
        engagement: AxisModel,
    ) -> Self {
        let distinct: std::collections::BTreeSet<&Id> = definition.grades.iter().flatten().collect();
        let grades: Vec<(Id, bool)> =
            distinct.into_iter().map(|grade| (grade.clone(), definition.qualified.contains(grade))).collect();
        let code = |grade: &Id| grades.binary_search_by(|(known, _)| known.cmp(grade)).unwrap_or_default();
        let matrix = definition.grades.iter().map(|row| row.iter().map(code).collect()).collect();
        Self { definition, fingerprint, fit, engagement, grades, matrix }
    }

    /// The distinct grades, sorted, each with whether it counts as qualified.
    pub(crate) fn grades(&self) -> &[(Id, bool)] {
        &self.grades
    }

    /// The grade of a pair of bands, as a place in [`Self::grades`].
    pub(crate) fn grade_code(&self, fit: usize, engagement: usize) -> usize {
        // INVARIANT: compile has checked that the matrix has a grade for every pair of bands.
        self.matrix.get(fit).and_then(|row| row.get(engagement)).copied().unwrap_or_default()
    }

    /// The definition that was compiled.
    pub fn definition(&self) -> &ScorecardDefinition {
        &self.definition
    }

    /// SHA-256 of the definition's canonical JSON.
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// The declared fields; a record's slots are their positions.
    pub fn fields(&self) -> &[Field] {
        &self.definition.fields
    }

    /// The score of one lead with all its reasons.
    pub fn score<R: Record + ?Sized>(&self, record: &R) -> ScoreReport {
        let mut undecided = Vec::new();
        let fit = self.axis(Axis::Fit, &self.fit, &self.definition.fit, record, &mut undecided);
        let engagement =
            self.axis(Axis::Engagement, &self.engagement, &self.definition.engagement, record, &mut undecided);
        undecided.sort_unstable();
        undecided.dedup();
        let grade = self.grade(self.fit.band(fit.points), self.engagement.band(engagement.points));
        let qualified = self.definition.qualified.contains(grade);
        ScoreReport {
            definition_id: self.definition.id.clone(),
            fingerprint: self.fingerprint,
            score: fit.points + engagement.points,
            grade: grade.clone(),
            qualified,
            to_qualify: if qualified { None } else { self.to_qualify(fit.points, engagement.points) },
            undecided: undecided
                .into_iter()
                .filter_map(|slot| self.fields().get(slot))
                .map(|field| field.name.clone())
                .collect(),
            fit,
            engagement,
        }
    }

    /// The score of one lead as a decision record, for the host's log.
    ///
    /// # Errors
    /// As [`canonical_json`].
    pub fn decide(&self, record: &LeadRecord) -> Result<DecisionRecord<ScoreOutcome>, Error> {
        let report = self.score(record);
        let input = canonical_json(&record.to_map(self.fields()))?;
        Ok(DecisionRecord {
            engine_version: crate::VERSION,
            definition_id: report.definition_id,
            fingerprint: report.fingerprint,
            as_of: None,
            seed: None,
            input_hash: Fingerprint::of_text(&input),
            reasons: report.fit.reasons.into_iter().chain(report.engagement.reasons).collect(),
            outcome: ScoreOutcome { score: report.score, grade: report.grade, qualified: report.qualified },
        })
    }

    fn grade(&self, fit: usize, engagement: usize) -> &Id {
        // INVARIANT: compile has checked that the matrix has a grade for every pair of bands.
        self.definition.grades.get(fit).and_then(|row| row.get(engagement)).unwrap_or(&self.definition.id)
    }

    /// The fewest points, over both axes, that bring the lead to a qualified grade.
    fn to_qualify(&self, fit: i64, engagement: i64) -> Option<Qualification> {
        let mut best: Option<Qualification> = None;
        for fit_from in &self.fit.bands {
            for engagement_from in &self.engagement.bands {
                let (more_fit, more_engagement) = ((fit_from - fit).max(0), (engagement_from - engagement).max(0));
                let reachable = fit + more_fit <= self.definition.fit.max.get()
                    && engagement + more_engagement <= self.definition.engagement.max.get();
                let fewer = best.as_ref().is_none_or(|found| more_fit + more_engagement < found.fit + found.engagement);
                if !reachable || !fewer {
                    continue;
                }
                let grade =
                    self.grade(self.fit.band(fit + more_fit), self.engagement.band(engagement + more_engagement));
                if self.definition.qualified.contains(grade) {
                    best = Some(Qualification { fit: more_fit, engagement: more_engagement, grade: grade.clone() });
                }
            }
        }
        best
    }

    fn axis<R: Record + ?Sized>(
        &self,
        name: Axis,
        model: &AxisModel,
        axis: &AxisDefinition,
        record: &R,
        undecided: &mut Vec<usize>,
    ) -> AxisScore {
        let mut reasons = Vec::new();
        let mut raw = axis.base.get();
        if raw != 0 {
            reasons.push(Reason::new(ReasonCode::ScoringBase).with("axis", name.as_str()).contributing(whole(raw)));
        }
        for (rule, definition) in model.rules.iter().zip(&axis.rules) {
            match rule.when.evaluate(record) {
                Truth::True => {
                    raw += rule.points;
                    let reason = Reason::new(ReasonCode::ScoringRule).with("rule", definition.id.as_str());
                    reasons.push(reason.contributing(whole(rule.points)));
                }
                Truth::Unknown => {
                    undecided.extend(rule.slots.iter().copied().filter(|slot| record.value(*slot).is_none()));
                }
                Truth::False => {}
            }
        }
        let points = raw.clamp(axis.min.get(), axis.max.get());
        // Largest part first; the order of equal parts is the definition's.
        reasons.sort_by(|a, b| {
            b.contribution.map(f64::abs).partial_cmp(&a.contribution.map(f64::abs)).unwrap_or(std::cmp::Ordering::Equal)
        });
        if points != raw {
            let reason = Reason::new(ReasonCode::ScoringClamp).with("axis", name.as_str());
            let reason = reason.with("min", axis.min.get()).with("max", axis.max.get());
            reasons.push(reason.contributing(whole(points - raw)));
        }
        let band =
            axis.bands.get(model.band(points)).map_or_else(|| self.definition.id.clone(), |band| band.id.clone());
        AxisScore { points, band, reasons }
    }
}
