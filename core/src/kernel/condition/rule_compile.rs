//! Rule set definition -> model; every violation is gathered.

use std::collections::BTreeSet;

use crate::error::{Error, ErrorCode, Violation};
use crate::primitives::{Fingerprint, JsonPointer, decode, limits};

use super::compile::{Scope, program};
use super::leaf::Leaf;
use super::model::Node;
use super::rule_definition::RuleSetDefinition;
use super::rule_model::{RuleProgram, RuleSetModel};

impl RuleSetModel {
    /// Compiles a rule set.
    ///
    /// # Errors
    /// Class `definition`: `definition.wrong_kind`, `definition.unsupported_version`,
    /// `definition.duplicate_id`, `condition.*`, all at once.
    pub fn compile(definition: RuleSetDefinition) -> Result<Self, Error> {
        let mut violations = decode::header(&definition.kind, RuleSetDefinition::KIND, definition.schema_version);
        let root = JsonPointer::root();
        let names = definition.fields.iter().map(|field| &field.name);
        let duplicate = ErrorCode::DefinitionDuplicateId;
        decode::duplicate_ids(duplicate, names, &root.key("fields"), Some("name"), &mut violations);
        let at = root.key("rules");
        let ids = definition.rules.iter().map(|rule| &rule.id);
        decode::duplicate_ids(duplicate, ids, &at, Some("id"), &mut violations);
        let mut trees = Vec::with_capacity(definition.rules.len());
        for (i, rule) in definition.rules.iter().enumerate() {
            let at = at.index(i).key("when");
            trees.extend(program(&rule.when, &definition.fields, Scope::RULE, &at, &mut violations));
        }
        let cost = trees.iter().fold(0_usize, |sum, (_, cost)| sum.saturating_add(*cost));
        if cost > limits::RULE_SET_COST {
            let violation = Violation::new(ErrorCode::ConditionTooCostly, at).with("cost", cost);
            violations.push(violation.with("limit", limits::RULE_SET_COST));
        }
        if !violations.is_empty() {
            return Err(Error::definition(violations));
        }
        let fingerprint = Fingerprint::of(&definition)?;
        let (atoms, rules) = shared(trees.into_iter().map(|(root, _)| root).collect());
        Ok(Self::new(definition, fingerprint, atoms, rules, cost))
    }

    /// Decodes and compiles a rule set written as JSON.
    ///
    /// # Errors
    /// As [`Self::compile`], and `decode.*`.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        decode::definition(text).and_then(Self::compile)
    }
}

/// The distinct tests of all trees, by slot, and the trees over their places.
fn shared(trees: Vec<Node<Leaf>>) -> (Vec<Leaf>, Vec<RuleProgram>) {
    let mut distinct = BTreeSet::new();
    for tree in &trees {
        tree.leaves(&mut |leaf| {
            distinct.insert(leaf);
        });
    }
    // A leaf's order begins with its slot, so that the tests of a field stand side by side.
    let atoms: Vec<Leaf> = distinct.into_iter().cloned().collect();
    let rules = trees.into_iter().map(|tree| {
        let mut required = Vec::new();
        let root = tree.map(&mut |leaf| {
            let place = atoms.binary_search(&leaf).unwrap_or_default();
            let place = u32::try_from(place).unwrap_or_default();
            required.extend(leaf.is_required().then_some(place));
            place
        });
        RuleProgram { root, required }
    });
    let rules = rules.collect();
    (atoms, rules)
}
