//! The compiled condition: resolved slots, typed constants, no allocation per row.

use std::cmp::Ordering;
use std::fmt;

use chrono::NaiveDate;
use serde::Serialize;

use crate::primitives::{Decimal, Field, Instant, Record, ScalarRef};

use super::definition::Comparison;

/// The outcome of a condition: Kleene's three values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Truth {
    /// It matches.
    True,
    /// It does not match.
    False,
    /// A missing field leaves it open; it does not match.
    Unknown,
}

impl Truth {
    /// Whether the condition matches, which only *true* does.
    pub fn matches(self) -> bool {
        self == Self::True
    }
}

impl From<bool> for Truth {
    fn from(value: bool) -> Self {
        if value { Self::True } else { Self::False }
    }
}

impl std::ops::Not for Truth {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
        }
    }
}

/// A typed constant of a condition.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Constant {
    Boolean(bool),
    Integer(i64),
    Decimal(Decimal),
    Text(String),
    Instant(Instant),
    Date(NaiveDate),
}

impl Constant {
    /// The order of a record's value against this constant; `None` when their types differ.
    fn order_of(&self, value: ScalarRef<'_>) -> Option<Ordering> {
        match (value, self) {
            (ScalarRef::Boolean(value), Self::Boolean(constant)) => Some(value.cmp(constant)),
            (ScalarRef::Integer(value), Self::Integer(constant)) => Some(value.cmp(constant)),
            (ScalarRef::Decimal(value), Self::Decimal(constant)) => Some(value.cmp(constant)),
            (ScalarRef::Integer(value), Self::Decimal(constant)) => Some(Decimal::from_integer(value).cmp(constant)),
            (ScalarRef::Text(value), Self::Text(constant)) => Some(value.cmp(constant.as_str())),
            (ScalarRef::Instant(value), Self::Instant(constant)) => Some(value.cmp(constant)),
            (ScalarRef::Date(value), Self::Date(constant)) => Some(value.cmp(constant)),
            _ => None,
        }
    }
}

impl fmt::Display for Constant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Boolean(value) => write!(f, "{value}"),
            Self::Integer(value) => write!(f, "{value}"),
            Self::Decimal(value) => write!(f, "{value}"),
            Self::Text(value) => f.write_str(value),
            Self::Instant(value) => write!(f, "{value}"),
            Self::Date(value) => write!(f, "{value}"),
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) enum Node {
    Always,
    All(Vec<Self>),
    Any(Vec<Self>),
    Not(Box<Self>),
    Compare { slot: usize, op: Comparison, value: Constant },
    OneOf { slot: usize, values: Vec<Constant> },
    Between { slot: usize, low: Constant, high: Constant },
    Present { slot: usize },
    Absent { slot: usize },
}

impl Node {
    pub(crate) fn evaluate<R: Record + ?Sized>(&self, record: &R) -> Truth {
        match self {
            Self::Always => Truth::True,
            Self::All(of) => {
                let mut outcome = Truth::True;
                for node in of {
                    match node.evaluate(record) {
                        Truth::False => return Truth::False,
                        Truth::Unknown => outcome = Truth::Unknown,
                        Truth::True => {}
                    }
                }
                outcome
            }
            Self::Any(of) => {
                let mut outcome = Truth::False;
                for node in of {
                    match node.evaluate(record) {
                        Truth::True => return Truth::True,
                        Truth::Unknown => outcome = Truth::Unknown,
                        Truth::False => {}
                    }
                }
                outcome
            }
            Self::Not(of) => !of.evaluate(record),
            Self::Compare { slot, op, value } => {
                test(record, *slot, |found| value.order_of(found).map(|order| op.holds(order)))
            }
            Self::OneOf { slot, values } => test(record, *slot, |found| {
                // Constants of one field have one type, and are sorted at compile time.
                Some(
                    values
                        .binary_search_by(|constant| match constant.order_of(found) {
                            Some(order) => order.reverse(),
                            None => Ordering::Less,
                        })
                        .is_ok(),
                )
            }),
            Self::Between { slot, low, high } => {
                test(record, *slot, |found| Some(low.order_of(found)?.is_ge() && high.order_of(found)?.is_le()))
            }
            Self::Present { slot } => record.value(*slot).is_some().into(),
            Self::Absent { slot } => record.value(*slot).is_none().into(),
        }
    }
}

/// A missing value is unknown; so is a value of another type than declared, which a record
/// that was checked at its door does not hold.
fn test<R: Record + ?Sized>(record: &R, slot: usize, holds: impl Fn(ScalarRef<'_>) -> Option<bool>) -> Truth {
    record.value(slot).and_then(holds).map_or(Truth::Unknown, Truth::from)
}

/// A compiled condition: immutable, cheap to share, one visit per node and row.
#[derive(Debug, Clone)]
pub struct ConditionModel {
    pub(crate) root: Node,
    pub(crate) fields: Vec<Field>,
}

impl ConditionModel {
    pub(crate) fn new(root: Node, fields: &[Field]) -> Self {
        Self { root, fields: fields.to_vec() }
    }

    /// The outcome for one record.
    pub fn evaluate<R: Record + ?Sized>(&self, record: &R) -> Truth {
        self.root.evaluate(record)
    }

    /// The slots that the condition reads, ascending.
    pub fn slots(&self) -> Vec<usize> {
        let mut slots = Vec::new();
        collect(&self.root, &mut slots);
        slots.sort_unstable();
        slots.dedup();
        slots
    }
}

fn collect(node: &Node, slots: &mut Vec<usize>) {
    match node {
        Node::Always => {}
        Node::All(of) | Node::Any(of) => of.iter().for_each(|node| collect(node, slots)),
        Node::Not(of) => collect(of, slots),
        Node::Compare { slot, .. }
        | Node::OneOf { slot, .. }
        | Node::Between { slot, .. }
        | Node::Present { slot }
        | Node::Absent { slot } => slots.push(*slot),
    }
}
