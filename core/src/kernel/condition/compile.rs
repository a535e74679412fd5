//! Condition tree -> program over slots; every violation is gathered.

use crate::error::{Error, ErrorCode, Violation};
use crate::primitives::{Field, JsonPointer, limits};

use super::compile_leaf::LeafCompiler;
use super::definition::Condition;
use super::leaf::Leaf;
use super::model::{ConditionModel, DatedCondition, Node};
use super::terms::Comparison;

impl ConditionModel {
    /// Compiles a condition against the declared fields; slots are their positions.
    ///
    /// # Errors
    /// Class `definition`: `condition.*` and `decode.*`, all at once; `condition.needs_as_of` for tests of
    /// events and `condition.error_not_answered` for `on_missing: error`, which [`DatedCondition`] takes.
    pub fn compile(condition: &Condition, fields: &[Field]) -> Result<Self, Error> {
        let mut violations = Vec::new();
        match Self::compile_at(condition, fields, &JsonPointer::root(), &mut violations) {
            Some(model) if violations.is_empty() => Ok(model),
            _ => Err(Error::definition(violations)),
        }
    }

    /// As [`Self::compile`], for a condition that stands at `at` of a larger definition, whose
    /// violations are gathered with the rest of it.
    pub fn compile_at(
        condition: &Condition,
        fields: &[Field],
        at: &JsonPointer,
        violations: &mut Vec<Violation>,
    ) -> Option<Self> {
        let (root, cost) = program(condition, fields, Scope::RECORD, at, violations)?;
        Some(Self::new(root, fields, cost))
    }
}

impl DatedCondition {
    /// Compiles a condition against the declared fields; slots are their positions.
    ///
    /// # Errors
    /// Class `definition`: `condition.*` and `decode.*`, all at once.
    pub fn compile(condition: &Condition, fields: &[Field]) -> Result<Self, Error> {
        let mut violations = Vec::new();
        match Self::compile_at(condition, fields, &JsonPointer::root(), &mut violations) {
            Some(model) if violations.is_empty() => Ok(model),
            _ => Err(Error::definition(violations)),
        }
    }

    /// As [`Self::compile`], for a condition that stands at `at` of a larger definition, whose
    /// violations are gathered with the rest of it.
    pub fn compile_at(
        condition: &Condition,
        fields: &[Field],
        at: &JsonPointer,
        violations: &mut Vec<Violation>,
    ) -> Option<Self> {
        let (root, cost) = program(condition, fields, Scope::RULE, at, violations)?;
        Some(Self::new(root, fields, cost))
    }
}

/// What whoever evaluates a condition gives it and takes from it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scope {
    /// Whether there is an instant to look back from.
    pub(crate) dated: bool,
    /// Whether an error for a missing value can be answered.
    pub(crate) errors: bool,
}

impl Scope {
    /// A condition over a record alone.
    pub(crate) const RECORD: Self = Self { dated: false, errors: false };
    /// A rule.
    pub(crate) const RULE: Self = Self { dated: true, errors: true };
}

/// The tree of a condition with its worst cost.
pub(crate) fn program(
    condition: &Condition,
    fields: &[Field],
    scope: Scope,
    at: &JsonPointer,
    violations: &mut Vec<Violation>,
) -> Option<(Node<Leaf>, usize)> {
    let mut compiler = Compiler { scope, nodes: 0, cost: 0, per_event: 1, violations };
    let root = compiler.node(condition, fields, at, 1);
    let (nodes, cost) = (compiler.nodes, compiler.cost);
    if nodes > limits::CONDITION_NODES {
        violations
            .push(Violation::new(ErrorCode::ConditionTooLarge, at.clone()).with("limit", limits::CONDITION_NODES));
        return None;
    }
    if cost > limits::CONDITION_COST {
        let violation = Violation::new(ErrorCode::ConditionTooCostly, at.clone()).with("cost", cost);
        violations.push(violation.with("limit", limits::CONDITION_COST));
        return None;
    }
    root.map(|root| (root, cost))
}

pub(crate) struct Compiler<'a> {
    pub(crate) scope: Scope,
    nodes: usize,
    cost: usize,
    /// How often a node is visited: once, or once per event of a list.
    per_event: usize,
    pub(crate) violations: &'a mut Vec<Violation>,
}

impl Compiler<'_> {
    pub(crate) fn node(
        &mut self,
        condition: &Condition,
        fields: &[Field],
        at: &JsonPointer,
        depth: usize,
    ) -> Option<Node<Leaf>> {
        if depth > limits::CONDITION_DEPTH {
            self.refuse(Violation::new(ErrorCode::ConditionTooDeep, at.clone()).with("limit", limits::CONDITION_DEPTH));
            return None;
        }
        self.nodes += 1;
        self.cost = self.cost.saturating_add(self.per_event);
        // What is too large is refused as a whole; the rest of it is not worth a visit.
        if self.nodes > limits::CONDITION_NODES {
            return None;
        }
        match condition {
            Condition::Always {} => Some(Node::Always),
            Condition::All { of } => self.list(of, fields, at, depth).map(Node::All),
            Condition::Any { of } => self.list(of, fields, at, depth).map(Node::Any),
            Condition::Not { of } => self.node(of, fields, &at.key("of"), depth + 1).map(|of| Node::Not(Box::new(of))),
            leaf => LeafCompiler { compiler: self, fields, at, depth }.leaf(leaf).map(Node::Leaf),
        }
    }

    fn list(&mut self, of: &[Condition], fields: &[Field], at: &JsonPointer, depth: usize) -> Option<Vec<Node<Leaf>>> {
        // All are visited before any failure is answered, so that all violations are gathered.
        let at = at.key("of");
        let visited = of.iter().take(limits::CONDITION_NODES + 1).enumerate();
        let nodes: Vec<_> = visited.map(|(i, one)| self.node(one, fields, &at.index(i), depth + 1)).collect();
        nodes.into_iter().collect()
    }

    /// A condition over the attributes of events.
    pub(crate) fn filter(
        &mut self,
        condition: &Condition,
        attributes: &[Field],
        at: &JsonPointer,
        depth: usize,
    ) -> Option<Node<Leaf>> {
        let (scope, per_event) = (self.scope, self.per_event);
        (self.scope, self.per_event) = (Scope::RECORD, limits::EVENTS);
        let node = self.node(condition, attributes, at, depth + 1);
        (self.scope, self.per_event) = (scope, per_event);
        node
    }

    /// Counts that many walks over a list of events.
    pub(crate) fn walks(&mut self, walks: usize) {
        self.cost = self.cost.saturating_add(walks * limits::EVENTS);
    }

    pub(crate) fn refuse(&mut self, violation: Violation) {
        self.violations.push(violation);
    }
}

impl From<Comparison> for &'static str {
    fn from(op: Comparison) -> Self {
        match op {
            Comparison::Equal => "equal",
            Comparison::NotEqual => "not_equal",
            Comparison::Below => "below",
            Comparison::AtMost => "at_most",
            Comparison::Above => "above",
            Comparison::AtLeast => "at_least",
        }
    }
}
