//! A condition over many records at once.

use crate::primitives::{Cells, Record, ScalarRef};

use super::constant::Constant;
use super::leaf::{Leaf, Test};
use super::model::{ConditionModel, Node, Truth};
use super::terms::{Comparison, OnMissing};

/// One record of a run of columns.
struct Row<'a>(&'a [Cells<'a>], usize);

impl Record for Row<'_> {
    fn value(&self, slot: usize) -> Option<ScalarRef<'_>> {
        self.0.get(slot)?.value(self.1)
    }
}

impl ConditionModel {
    /// Writes the outcome for each record whose values stand in `cells`, one column per slot.
    pub fn evaluate_columns(&self, cells: &[Cells<'_>], out: &mut [Truth]) {
        if !whole_column(&self.root, cells, out) {
            out.iter_mut().enumerate().for_each(|(row, truth)| *truth = self.root.evaluate(&Row(cells, row), None));
        }
    }
}

/// Whether the test is one over a single column that is evaluated as a whole: most rules are.
fn whole_column(node: &Node<Leaf>, cells: &[Cells<'_>], out: &mut [Truth]) -> bool {
    let Node::Leaf(Leaf { slot, on_missing: OnMissing::Unknown, test: node }) = node else { return false };
    match node {
        Test::Compare { op, value } => match (cells.get(*slot), value) {
            (Some(Cells::Integers(cells)), Constant::Integer(constant)) => compare(*op, cells, constant, out),
            (Some(Cells::Booleans(cells)), Constant::Boolean(constant)) => compare(*op, cells, constant, out),
            (Some(Cells::Texts(cells)), Constant::Text(constant)) => compare(*op, cells, &constant.as_str(), out),
            _ => return false,
        },
        Test::Between { low, high } => match (cells.get(*slot), low, high) {
            (Some(Cells::Integers(cells)), Constant::Integer(low), Constant::Integer(high)) => {
                test(cells, out, |cell| low <= cell && cell <= high);
            }
            _ => return false,
        },
        Test::OneOf { values } => match cells.get(*slot) {
            Some(Cells::Texts(cells)) => {
                let of = |cell: &&str| values.iter().any(|value| matches!(value, Constant::Text(text) if text == cell));
                test(cells, out, of);
            }
            _ => return false,
        },
        _ => return false,
    }
    true
}

/// The operator is chosen once and not in every row.
fn compare<T: Ord>(op: Comparison, cells: &[Option<T>], constant: &T, out: &mut [Truth]) {
    match op {
        Comparison::Equal => test(cells, out, |cell| cell == constant),
        Comparison::NotEqual => test(cells, out, |cell| cell != constant),
        Comparison::Below => test(cells, out, |cell| cell < constant),
        Comparison::AtMost => test(cells, out, |cell| cell <= constant),
        Comparison::Above => test(cells, out, |cell| cell > constant),
        Comparison::AtLeast => test(cells, out, |cell| cell >= constant),
    }
}

fn test<T>(cells: &[Option<T>], out: &mut [Truth], holds: impl Fn(&T) -> bool) {
    for (cell, truth) in cells.iter().zip(out) {
        *truth = cell.as_ref().map_or(Truth::Unknown, |cell| holds(cell).into());
    }
}
