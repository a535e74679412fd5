//! Why a condition came out as it did, node by node.

use serde::Serialize;

use crate::primitives::{Field, Id, Instant, Param, Record, ScalarRef};

use super::constant::Constant;
use super::leaf::{HowMany, Leaf, Place, Test};
use super::model::{ConditionModel, DatedCondition, Node, Truth};
use super::terms::Comparison;

/// The outcome of one node, the value it read, what it was held against, and its children.
///
/// The value of a field declared `pii` is never shown.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Explanation {
    /// The node's type, as in the definition; a comparison is named by its operator.
    pub test: &'static str,
    /// The outcome.
    pub outcome: Truth,
    /// The field that was read.
    pub field: Option<Id>,
    /// The value that was read, or the figure that was measured; absent when missing or personal data.
    pub value: Option<Param>,
    /// What the value was held against.
    pub against: Option<Param>,
    /// Whether the field had no value, or no event had what the measure needs.
    pub missing: bool,
    /// The outcomes of the conditions within, in the definition's order.
    pub of: Vec<Explanation>,
}

impl ConditionModel {
    /// The outcome of every node for one record; its root's outcome equals [`Self::evaluate`].
    pub fn explain<R: Record + ?Sized>(&self, record: &R) -> Explanation {
        Explainer { record, fields: &self.fields, as_of: None }.node(&self.root, &|leaf| Some(leaf))
    }
}

impl DatedCondition {
    /// The outcome of every node for one record; its root's outcome equals [`Self::evaluate`], where that
    /// answers one.
    pub fn explain<R: Record + ?Sized>(&self, record: &R, as_of: Instant) -> Explanation {
        Explainer { record, fields: &self.fields, as_of: Some(as_of) }.node(&self.root, &|leaf| Some(leaf))
    }
}

/// Explains the trees of one record.
pub(crate) struct Explainer<'a, R: ?Sized> {
    pub(crate) record: &'a R,
    pub(crate) fields: &'a [Field],
    pub(crate) as_of: Option<Instant>,
}

impl<R: Record + ?Sized> Explainer<'_, R> {
    /// The outcome of a node and of every node within; `leaf_of` finds a leaf's test.
    pub(crate) fn node<'l, L>(&self, node: &'l Node<L>, leaf_of: &dyn Fn(&'l L) -> Option<&'l Leaf>) -> Explanation {
        let list = |of: &'l [Node<L>]| of.iter().map(|node| self.node(node, leaf_of)).collect::<Vec<_>>();
        match node {
            Node::Always => group("always", Truth::True, Vec::new()),
            Node::All(of) => {
                let of = list(of);
                let outcome = strongest(&of, Truth::False, Truth::True);
                group("all", outcome, of)
            }
            Node::Any(of) => {
                let of = list(of);
                let outcome = strongest(&of, Truth::True, Truth::False);
                group("any", outcome, of)
            }
            Node::Not(of) => {
                let of = self.node(of, leaf_of);
                group("not", !of.outcome, vec![of])
            }
            Node::Leaf(leaf) => {
                leaf_of(leaf).map_or_else(|| group("always", Truth::Unknown, Vec::new()), |leaf| self.leaf(leaf))
            }
        }
    }

    fn leaf(&self, leaf: &Leaf) -> Explanation {
        let Leaf { slot, test, .. } = leaf;
        let field = self.fields.get(*slot);
        let (read, holds) = match test {
            // The figure is measured once, for the answer and for the eye.
            Test::Events(of) => match (self.record.value(*slot), self.as_of) {
                (Some(ScalarRef::Events(events)), Some(as_of)) => {
                    let figure = of.figure(events, as_of);
                    (figure.map(super::event_test::Figure::to_param), of.holds(events, as_of))
                }
                _ => (None, None),
            },
            test => {
                let value = self.record.value(*slot);
                (value.map(ScalarRef::to_param), test.holds(*slot, self.record, self.as_of))
            }
        };
        let missing = match test {
            Test::Present | Test::Absent => read.is_none(),
            _ => holds.is_none(),
        };
        Explanation {
            test: test.name(),
            outcome: holds.map_or_else(|| leaf.missing(), Truth::from),
            field: field.map(|field| field.name.clone()),
            value: read.filter(|_| field.is_some_and(|field| !field.pii)),
            against: self.against(test),
            missing,
            of: Vec::new(),
        }
    }

    /// What a test holds its value against.
    pub(crate) fn against(&self, test: &Test) -> Option<Param> {
        match test {
            Test::Compare { value, .. } => Some(value.to_param()),
            Test::CompareFields { other, .. } => self.fields.get(*other).map(|field| field.name.as_str().into()),
            Test::OneOf { values } => Some(Param::List(values.iter().map(Constant::to_param).collect())),
            Test::Between { low, high } => Some(Param::List(vec![low.to_param(), high.to_param()])),
            Test::Present | Test::Absent | Test::Sequence(_) => None,
            Test::Part { part, .. } => Some(part.as_str().into()),
            Test::Has { how_many: HowMany::One, values } => values.first().map(|value| value.as_str().into()),
            Test::Has { values, .. } => Some(values.clone().into()),
            Test::Events(test) => Some(test.value.to_param()),
        }
    }
}

impl Test {
    /// The test as explanations name it: a comparison by its operator, a figure by the operator too.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Compare { op, .. } | Self::CompareFields { op, .. } => Comparison::into(*op),
            Self::OneOf { .. } => "one_of",
            Self::Between { .. } => "between",
            Self::Present => "present",
            Self::Absent => "absent",
            Self::Part { place: Place::Anywhere, .. } => "contains",
            Self::Part { place: Place::Start, .. } => "starts_with",
            Self::Part { place: Place::End, .. } => "ends_with",
            Self::Has { how_many: HowMany::One, .. } => "has",
            Self::Has { how_many: HowMany::Any, .. } => "has_any",
            Self::Has { how_many: HowMany::All, .. } => "has_all",
            Self::Events(test) => Comparison::into(test.op),
            Self::Sequence(test) if test.absence => "absence",
            Self::Sequence(_) => "followed",
        }
    }
}

fn group(test: &'static str, outcome: Truth, of: Vec<Explanation>) -> Explanation {
    Explanation { test, outcome, field: None, value: None, against: None, missing: false, of }
}

/// The outcome that decides where one node has it, else unknown where one is, else the other.
fn strongest(of: &[Explanation], decides: Truth, otherwise: Truth) -> Truth {
    let has = |truth| of.iter().any(|one| one.outcome == truth);
    if has(decides) {
        decides
    } else if has(Truth::Unknown) {
        Truth::Unknown
    } else {
        otherwise
    }
}
