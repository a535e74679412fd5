//! The compiled condition: resolved slots, typed constants, no allocation per row.

use serde::Serialize;

use crate::primitives::{Field, Instant, Record};

use super::leaf::{Leaf, Test};

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

/// A boolean tree over leaves: tests themselves, or places of tests that several rules share.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Node<L> {
    Always,
    All(Vec<Self>),
    Any(Vec<Self>),
    Not(Box<Self>),
    Leaf(L),
}

impl<L> Node<L> {
    /// The outcome, given that of each leaf; a leaf that cannot change it is not asked.
    pub(crate) fn outcome(&self, leaf: &mut impl FnMut(&L) -> Truth) -> Truth {
        match self {
            Self::Always => Truth::True,
            Self::All(of) => {
                let mut outcome = Truth::True;
                for node in of {
                    match node.outcome(leaf) {
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
                    match node.outcome(leaf) {
                        Truth::True => return Truth::True,
                        Truth::Unknown => outcome = Truth::Unknown,
                        Truth::False => {}
                    }
                }
                outcome
            }
            Self::Not(of) => !of.outcome(leaf),
            Self::Leaf(own) => leaf(own),
        }
    }

    /// Visits every leaf, in the definition's order.
    pub(crate) fn leaves<'a>(&'a self, visit: &mut impl FnMut(&'a L)) {
        match self {
            Self::Always => {}
            Self::All(of) | Self::Any(of) => of.iter().for_each(|node| node.leaves(visit)),
            Self::Not(of) => of.leaves(visit),
            Self::Leaf(leaf) => visit(leaf),
        }
    }

    /// The same tree over other leaves.
    pub(crate) fn map<M>(self, leaf: &mut impl FnMut(L) -> M) -> Node<M> {
        match self {
            Self::Always => Node::Always,
            Self::All(of) => Node::All(of.into_iter().map(|node| node.map(leaf)).collect()),
            Self::Any(of) => Node::Any(of.into_iter().map(|node| node.map(leaf)).collect()),
            Self::Not(of) => Node::Not(Box::new(of.map(leaf))),
            Self::Leaf(own) => Node::Leaf(leaf(own)),
        }
    }
}

impl Node<Leaf> {
    pub(crate) fn evaluate<R: Record + ?Sized>(&self, record: &R, as_of: Option<Instant>) -> Truth {
        self.outcome(&mut |leaf| leaf.evaluate(record, as_of))
    }

    /// The slots that it reads, ascending.
    pub(crate) fn slots(&self) -> Vec<usize> {
        let mut slots = Vec::new();
        self.leaves(&mut |leaf| slots.extend(leaf.slots()));
        slots.sort_unstable();
        slots.dedup();
        slots
    }
}

impl Leaf {
    /// The slots that it reads.
    pub(crate) fn slots(&self) -> impl Iterator<Item = usize> {
        let other = if let Test::CompareFields { other, .. } = &self.test { Some(*other) } else { None };
        std::iter::once(self.slot).chain(other)
    }
}

/// A compiled condition over the fields of a record alone: immutable, cheap to share.
#[derive(Debug, Clone)]
pub struct ConditionModel {
    pub(crate) root: Node<Leaf>,
    pub(crate) fields: Vec<Field>,
    cost: usize,
}

impl ConditionModel {
    pub(crate) fn new(root: Node<Leaf>, fields: &[Field], cost: usize) -> Self {
        Self { root, fields: fields.to_vec(), cost }
    }

    /// The outcome for one record.
    #[inline]
    pub fn evaluate<R: Record + ?Sized>(&self, record: &R) -> Truth {
        match &self.root {
            // Most conditions are one test, which needs no walk.
            Node::Leaf(leaf) => leaf.evaluate(record, None),
            root => root.evaluate(record, None),
        }
    }

    /// The slots that the condition reads, ascending.
    pub fn slots(&self) -> Vec<usize> {
        self.root.slots()
    }

    /// The most visits of nodes and events that one evaluation takes.
    pub fn worst_cost(&self) -> usize {
        self.cost
    }
}

/// A compiled condition that may look back over events from an instant, and may answer that a field is
/// missing: immutable, cheap to share.
///
/// ```
/// use leadstone::condition::{Condition, DatedCondition, Truth};
/// use leadstone::{Field, Instant, JsonPointer, TypedRecord, decode};
/// let read = |text: &str| decode::parse(text).unwrap();
/// let fields: Vec<Field> = decode::decode(read(r#"[
///     {"name": "history", "type": "events", "event_types": ["call", "visit"]}]"#)).unwrap();
/// let two_calls: Condition = decode::decode(read(r#"{"type": "events", "field": "history", "measure": "count",
///     "of": ["call"], "within": {"amount": 7, "unit": "days"}, "op": "at_least", "value": 2}"#)).unwrap();
/// let model = DatedCondition::compile(&two_calls, &fields).unwrap();
/// let record = TypedRecord::from_value(read(r#"{"history": [
///     {"type": "call", "at": "2026-03-02T09:00:00Z"}, {"type": "call", "at": "2026-03-04T09:00:00Z"}]}"#),
///     &fields, &JsonPointer::root()).unwrap();
/// let at = |text: &str| text.parse::<Instant>().unwrap();
/// assert_eq!(model.evaluate(&record, at("2026-03-05T00:00:00Z")), Ok(Truth::True));
/// // Exactly seven days after the first call it leaves the window.
/// assert_eq!(model.evaluate(&record, at("2026-03-09T09:00:00Z")), Ok(Truth::False));
/// // The second call has not happened yet.
/// assert_eq!(model.evaluate(&record, at("2026-03-03T00:00:00Z")), Ok(Truth::False));
/// ```
#[derive(Debug, Clone)]
pub struct DatedCondition {
    pub(crate) root: Node<Leaf>,
    pub(crate) fields: Vec<Field>,
    /// The tests whose missing value is an error.
    required: Vec<Leaf>,
    cost: usize,
}

/// A field without a value that a test needs, where its `on_missing` is `error`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MissingValue {
    /// The slot of the field.
    pub slot: usize,
}

impl DatedCondition {
    pub(crate) fn new(root: Node<Leaf>, fields: &[Field], cost: usize) -> Self {
        let mut required = Vec::new();
        root.leaves(&mut |leaf| required.extend(leaf.is_required().then(|| leaf.clone())));
        Self { root, fields: fields.to_vec(), required, cost }
    }

    /// The outcome for one record, looking back from `as_of`.
    ///
    /// # Errors
    /// The first test, in the definition's order, whose value is missing and whose `on_missing` is `error`;
    /// whatever the other tests say.
    pub fn evaluate<R: Record + ?Sized>(&self, record: &R, as_of: Instant) -> Result<Truth, MissingValue> {
        let missing = |leaf: &&Leaf| leaf.test.holds(leaf.slot, record, Some(as_of)).is_none();
        match self.required.iter().find(missing) {
            Some(leaf) => Err(MissingValue { slot: leaf.missing_slot(record) }),
            None => Ok(self.root.evaluate(record, Some(as_of))),
        }
    }

    /// The slots that the condition reads, ascending.
    pub fn slots(&self) -> Vec<usize> {
        self.root.slots()
    }

    /// The most visits of nodes and events that one evaluation takes.
    pub fn worst_cost(&self) -> usize {
        self.cost
    }
}

impl Leaf {
    /// Whether its missing value is an error.
    pub(crate) fn is_required(&self) -> bool {
        self.on_missing == super::terms::OnMissing::Error
    }

    /// The slot to blame when its value is missing.
    pub(crate) fn missing_slot<R: Record + ?Sized>(&self, record: &R) -> usize {
        self.slots().find(|slot| record.value(*slot).is_none()).unwrap_or(self.slot)
    }
}
