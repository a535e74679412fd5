//! Why a condition came out as it did, node by node.

use serde::Serialize;

use crate::primitives::{Field, Id, Param, Record};

use super::definition::Comparison;
use super::model::{ConditionModel, Node, Truth};

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
    /// The value that was read; absent when missing or personal data.
    pub value: Option<Param>,
    /// What the value was held against.
    pub against: Option<Param>,
    /// Whether the field had no value.
    pub missing: bool,
    /// The outcomes of the conditions within, in the definition's order.
    pub of: Vec<Explanation>,
}

impl ConditionModel {
    /// The outcome of every node for one record; its root's outcome equals [`Self::evaluate`].
    pub fn explain<R: Record + ?Sized>(&self, record: &R) -> Explanation {
        explain(&self.root, record, &self.fields)
    }
}

fn explain<R: Record + ?Sized>(node: &Node, record: &R, fields: &[Field]) -> Explanation {
    let group = |test, of: Vec<Explanation>| Explanation {
        test,
        outcome: node.evaluate(record),
        field: None,
        value: None,
        against: None,
        missing: false,
        of,
    };
    let leaf = |test, slot: usize, against: Option<Param>| {
        let field = fields.get(slot);
        let value = record.value(slot);
        Explanation {
            field: field.map(|field| field.name.clone()),
            value: value.filter(|_| field.is_some_and(|field| !field.pii)).map(|value| value.to_param()),
            against,
            missing: value.is_none(),
            ..group(test, Vec::new())
        }
    };
    match node {
        Node::Always => group("always", Vec::new()),
        Node::All(of) => group("all", of.iter().map(|node| explain(node, record, fields)).collect()),
        Node::Any(of) => group("any", of.iter().map(|node| explain(node, record, fields)).collect()),
        Node::Not(of) => group("not", vec![explain(of, record, fields)]),
        Node::Compare { slot, op, value } => leaf(Comparison::into(*op), *slot, Some(value.to_string().into())),
        Node::OneOf { slot, values } => {
            leaf("one_of", *slot, Some(values.iter().map(ToString::to_string).collect::<Vec<_>>().into()))
        }
        Node::Between { slot, low, high } => {
            leaf("between", *slot, Some(vec![low.to_string(), high.to_string()].into()))
        }
        Node::Present { slot } => leaf("present", *slot, None),
        Node::Absent { slot } => leaf("absent", *slot, None),
    }
}
