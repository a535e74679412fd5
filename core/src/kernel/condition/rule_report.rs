//! What a rule set answers, and the evaluation of one record into it.

use deserr::Deserr;
use serde::Serialize;

use crate::error::{Error, ErrorCode, Violation};
use crate::primitives::decode::DecodeError;
use crate::primitives::{Fingerprint, Id, Instant, JsonPointer, Record};

use super::change::{FieldEdit, NoChange};
use super::report::{Explainer, Explanation};
use super::rule_model::{RuleOutcome, RuleRun, RuleSetModel};

/// The rules of one record: a rule that is in none of the lists does not match.
#[derive(Debug, Clone, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct RuleReport {
    /// Id of the rule set.
    pub definition_id: Id,
    /// SHA-256 of the rule set's canonical JSON.
    pub fingerprint: Fingerprint,
    /// The instant that was looked back from.
    pub as_of: Instant,
    /// The first rule that matches, in the definition's order.
    #[cfg_attr(feature = "schema", schemars(required, schema_with = "some_id"))]
    pub first: Option<Id>,
    /// The rules that match, in the definition's order.
    pub matched: Vec<Id>,
    /// The rules that a missing value leaves open.
    pub unknown: Vec<Id>,
    /// The rules that lack a value whose `on_missing` is `error`.
    pub errors: Vec<RuleError>,
}

/// The same in both directions: always there, `null` for none.
#[cfg(feature = "schema")]
fn some_id(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
    generator.subschema_for::<Option<Id>>()
}

/// A rule that lacks a value: `condition.missing_field`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct RuleError {
    /// The rule.
    pub rule: Id,
    /// The field without a value.
    pub field: Id,
}

impl RuleError {
    /// The error as a violation, for a host that refuses the record.
    pub fn violation(&self) -> Violation {
        let at = JsonPointer::root().key("record").key(self.field.as_str());
        let violation = Violation::new(ErrorCode::ConditionMissingField, at);
        violation.with("rule", self.rule.as_str()).with("field", self.field.as_str())
    }
}

/// Why one rule came out as it did, and the smallest change that would make it match.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RuleExplanation {
    /// The rule.
    pub rule: Id,
    /// SHA-256 of the rule set's canonical JSON.
    pub fingerprint: Fingerprint,
    /// The instant that was looked back from.
    pub as_of: Instant,
    /// What it answers.
    pub outcome: RuleOutcome,
    /// The field that it lacks, where the outcome is an error.
    pub lacks: Option<Id>,
    /// Every test with its outcome, the value read and the threshold.
    pub why: Explanation,
    /// The fewest edits after which it matches, none when it does; absent when no edit would do.
    pub change: Option<Vec<FieldEdit>>,
    /// Why no edit would do.
    pub no_change: Option<NoChange>,
}

impl RuleSetModel {
    /// Every rule for one record, looking back from `as_of`.
    pub fn evaluate<R: Record + ?Sized>(&self, record: &R, as_of: Instant) -> RuleReport {
        let mut run = RuleRun::default();
        self.run(record, as_of, &mut run);
        self.report(record, as_of, &run)
    }

    /// Every rule for a record of which only the fields `changed` are others than when `previous` was
    /// answered: asks only the rules that read them, and those that read events when `as_of` has moved.
    ///
    /// # Errors
    /// Class `input`: `condition.other_rules`, `condition.unknown_rule`, `record.unknown_field`, all at once.
    pub fn evaluate_changed<R: Record + ?Sized>(
        &self,
        record: &R,
        as_of: Instant,
        changed: &[Id],
        previous: &RuleReport,
    ) -> Result<RuleReport, Error> {
        let mut violations = Vec::new();
        let mut slots = Vec::with_capacity(changed.len());
        for (i, name) in changed.iter().enumerate() {
            match self.fields().iter().position(|field| field.name == *name) {
                Some(slot) => slots.push(slot),
                None => {
                    let at = JsonPointer::root().key("changed").index(i);
                    let violation = Violation::new(ErrorCode::RecordUnknownField, at).with("field", name.as_str());
                    let known = self.fields().iter().map(|field| field.name.as_str());
                    violations.push(violation.with_nearest(name.as_str(), known));
                }
            }
        }
        let outcomes = self.outcomes_of(previous, &mut violations);
        if !violations.is_empty() {
            return Err(Error::input(violations));
        }
        let mut run = RuleRun::from_outcomes(previous.as_of, outcomes);
        self.rerun(record, &slots, as_of, &mut run);
        Ok(self.report(record, as_of, &run))
    }

    /// Why a rule came out as it did.
    ///
    /// # Errors
    /// Class `input`: `condition.unknown_rule`.
    pub fn explain<R: Record + ?Sized>(&self, record: &R, rule: &Id, as_of: Instant) -> Result<RuleExplanation, Error> {
        let place = self.rule_place(rule, JsonPointer::root().key("rule")).map_err(|one| Error::input(vec![one]))?;
        // INVARIANT: there is a program for every rule.
        let program = self.rules.get(place).ok_or_else(|| Error::internal(ErrorCode::InternalBug))?;
        let explainer = Explainer { record, fields: self.fields(), as_of: Some(as_of) };
        let why = explainer.node(&program.root, &|atom: &u32| self.atom(*atom));
        let lacks = self.lacks(place, record, as_of);
        let outcome = if lacks.is_some() { RuleOutcome::Error } else { why.outcome.into() };
        let found = self.change(program, record, as_of, outcome);
        let (change, no_change) = match found {
            Ok(edits) => (Some(edits), None),
            Err(why) => (None, Some(why)),
        };
        let (rule, fingerprint) = (rule.clone(), self.fingerprint());
        Ok(RuleExplanation { rule, fingerprint, as_of, outcome, lacks, why, change, no_change })
    }

    pub(crate) fn report<R: Record + ?Sized>(&self, record: &R, as_of: Instant, run: &RuleRun) -> RuleReport {
        let mut report = RuleReport {
            definition_id: self.definition().id.clone(),
            fingerprint: self.fingerprint(),
            as_of,
            first: None,
            matched: Vec::new(),
            unknown: Vec::new(),
            errors: Vec::new(),
        };
        for (place, (outcome, id)) in run.outcomes().iter().zip(self.rule_ids()).enumerate() {
            match outcome {
                RuleOutcome::Match => report.matched.push(id.clone()),
                RuleOutcome::NoMatch => {}
                RuleOutcome::Unknown => report.unknown.push(id.clone()),
                RuleOutcome::Error => {
                    let field = self.lacks(place, record, as_of);
                    report.errors.extend(field.map(|field| RuleError { rule: id.clone(), field }));
                }
            }
        }
        report.first = report.matched.first().cloned();
        report
    }

    /// The field that a rule lacks, where its missing value is an error.
    pub(crate) fn lacks<R: Record + ?Sized>(&self, rule: usize, record: &R, as_of: Instant) -> Option<Id> {
        let required = self.rules.get(rule)?.required.iter().filter_map(|atom| self.atom(*atom));
        let mut missing = required.filter(|leaf| leaf.test.holds(leaf.slot, record, Some(as_of)).is_none());
        let slot = missing.next()?.missing_slot(record);
        self.fields().get(slot).map(|field| field.name.clone())
    }

    fn rule_place(&self, rule: &Id, at: JsonPointer) -> Result<usize, Violation> {
        self.rule_ids().position(|id| id == rule).ok_or_else(|| {
            let violation = Violation::new(ErrorCode::ConditionUnknownRule, at).with_value(rule.as_str());
            violation.with_nearest(rule.as_str(), self.rule_ids().map(Id::as_str))
        })
    }

    /// The outcomes of an earlier report, in the order of the rules.
    fn outcomes_of(&self, previous: &RuleReport, violations: &mut Vec<Violation>) -> Vec<RuleOutcome> {
        let at = JsonPointer::root().key("previous");
        if previous.fingerprint != self.fingerprint() {
            violations.push(Violation::new(ErrorCode::ConditionOtherRules, at.key("fingerprint")));
            return Vec::new();
        }
        let mut outcomes = vec![RuleOutcome::NoMatch; self.rules.len()];
        let mut note = |rule: &Id, at: JsonPointer, outcome| match self.rule_place(rule, at) {
            Ok(place) => outcomes.get_mut(place).into_iter().for_each(|cell| *cell = outcome),
            Err(violation) => violations.push(violation),
        };
        let lists =
            [("matched", &previous.matched, RuleOutcome::Match), ("unknown", &previous.unknown, RuleOutcome::Unknown)];
        for (key, rules, outcome) in lists {
            rules.iter().enumerate().for_each(|(i, rule)| note(rule, at.key(key).index(i), outcome));
        }
        for (i, error) in previous.errors.iter().enumerate() {
            note(&error.rule, at.key("errors").index(i).key("rule"), RuleOutcome::Error);
        }
        outcomes
    }
}
