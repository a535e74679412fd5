//! The smallest change that would make a rule match: edits of fields, each with its threshold.

use serde::Serialize;

use crate::primitives::{Id, Instant, Param, Record, Scalar, ScalarRef};

use super::change_search::Search;
use super::leaf::{Leaf, Test};
use super::model::Truth;
use super::report::Explainer;
use super::rule_model::{RuleOutcome, RuleProgram, RuleSetModel};
use super::terms::Comparison;

/// One edit of a field: what it has to meet, and one value that does.
///
/// Of a field declared `pii` the present value is never shown.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FieldEdit {
    /// The field.
    pub field: Id,
    /// What it has to meet: a test by its name, such as `at_least`; the contrary of a test as `not_contains`.
    pub test: &'static str,
    /// The threshold.
    pub against: Option<Param>,
    /// What it holds now; absent when missing or personal data.
    pub is: Option<Param>,
    /// An edit that does, beside the other edits.
    pub to: EditTo,
}

/// What an edit does to a field.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum EditTo {
    /// It is given a value.
    Set {
        /// The value, as a record writes it.
        value: Scalar,
    },
    /// Its value is taken away.
    Clear {},
    /// Events are added to its list.
    Add {
        /// The events, as a record writes them.
        events: Scalar,
    },
}

/// Why no edit of fields makes a rule match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum NoChange {
    /// Its tests contradict each other.
    Contradiction,
    /// It asks that something had not happened; events cannot be taken back.
    PastEvents,
    /// Only time can bring it.
    Time,
    /// No change was found within the limit of the search.
    TooComplex,
}

/// What a literal has to come out as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Goal {
    Is(bool),
    /// Its value is not missing.
    Known,
}

/// A test that has to come out in one way.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Literal<'a> {
    pub(crate) leaf: &'a Leaf,
    pub(crate) goal: Goal,
}

impl Literal<'_> {
    pub(crate) fn met<R: Record + ?Sized>(&self, record: &R, as_of: Option<Instant>) -> bool {
        match self.goal {
            Goal::Is(wanted) => self.leaf.evaluate(record, as_of) == Truth::from(wanted),
            Goal::Known => self.leaf.test.holds(self.leaf.slot, record, as_of).is_some(),
        }
    }

    /// The name of what has to be met.
    pub(crate) fn name(&self) -> &'static str {
        let Goal::Is(wanted) = self.goal else { return "present" };
        let op = match &self.leaf.test {
            Test::Compare { op, .. } | Test::CompareFields { op, .. } => Some(*op),
            Test::Events(test) => Some(test.op),
            _ => None,
        };
        if let Some(op) = op {
            return Comparison::into(if wanted { op } else { op.contrary() });
        }
        let name = self.leaf.test.name();
        if wanted {
            return name;
        }
        match name {
            "present" => "absent",
            "absent" => "present",
            "one_of" => "not_one_of",
            "between" => "not_between",
            "contains" => "not_contains",
            "starts_with" => "not_starts_with",
            "ends_with" => "not_ends_with",
            "has" => "not_has",
            "has_any" => "not_has_any",
            "has_all" => "not_has_all",
            "followed" => "not_followed",
            _ => "not_absence",
        }
    }
}

impl Comparison {
    /// The comparison that holds exactly when this one does not.
    pub(crate) const fn contrary(self) -> Self {
        match self {
            Self::Equal => Self::NotEqual,
            Self::NotEqual => Self::Equal,
            Self::Below => Self::AtLeast,
            Self::AtMost => Self::Above,
            Self::Above => Self::AtMost,
            Self::AtLeast => Self::Below,
        }
    }
}

/// A record with some of its fields changed.
pub(crate) struct Edited<'a, R: ?Sized> {
    pub(crate) record: &'a R,
    pub(crate) values: &'a [(usize, Option<Scalar>)],
}

impl<R: Record + ?Sized> Record for Edited<'_, R> {
    fn value(&self, slot: usize) -> Option<ScalarRef<'_>> {
        match self.values.iter().find(|(edited, _)| *edited == slot) {
            Some((_, value)) => value.as_ref().map(Scalar::as_ref),
            None => self.record.value(slot),
        }
    }
}

impl RuleSetModel {
    /// The fewest edits after which a rule matches.
    pub(crate) fn change<R: Record + ?Sized>(
        &self,
        program: &RuleProgram,
        record: &R,
        as_of: Instant,
        outcome: RuleOutcome,
    ) -> Result<Vec<FieldEdit>, NoChange> {
        if outcome == RuleOutcome::Match {
            return Ok(Vec::new());
        }
        let leaf_of = |atom: &u32| self.atom(*atom);
        let required = program.required.iter().filter_map(|atom| self.atom(*atom));
        let required: Vec<_> = required.map(|leaf| Literal { leaf, goal: Goal::Known }).collect();
        let explainer = Explainer { record, fields: self.fields(), as_of: Some(as_of) };
        Search::new(explainer, &leaf_of).find(&program.root, required)
    }
}
