//! The search for the fewest edits: a choice for each `any` that has to hold, values for each field.

use std::cell::Cell;

use crate::primitives::{Param, Record, Scalar, ScalarRef};

use super::change::{EditTo, Edited, FieldEdit, Goal, Literal, NoChange};
use super::change_values::{Value, candidates};
use super::leaf::{Leaf, Test};
use super::model::{Node, Truth};
use super::report::Explainer;

/// Nodes that a search visits at most, over all choices.
const STEPS: usize = 4_000;
/// Assignments that are tried for fields that are compared with each other.
const TRIES: usize = 20_000;
/// Events and tests that a search reads at most: long lists make it give up sooner.
const READS: usize = 4_000_000;
/// Up to as many edits every part of a change is tried, to see that no part does.
const PARTS: usize = 10;

/// New values of fields, by slot.
pub(crate) type Values = Vec<(usize, Option<Scalar>)>;

pub(crate) struct Search<'s, 'l, L, R: ?Sized> {
    of: Explainer<'s, R>,
    leaf_of: &'s dyn Fn(&'l L) -> Option<&'l Leaf>,
    steps: usize,
    /// Events and tests read so far.
    reads: Cell<usize>,
    /// Whether there was a choice, so that a part of a change could do by another branch.
    chose: bool,
    best: Option<(Values, Vec<Literal<'l>>)>,
    why: NoChange,
}

impl<'s, 'l, L, R: Record + ?Sized> Search<'s, 'l, L, R> {
    pub(crate) fn new(of: Explainer<'s, R>, leaf_of: &'s dyn Fn(&'l L) -> Option<&'l Leaf>) -> Self {
        Self { of, leaf_of, steps: 0, reads: Cell::new(0), chose: false, best: None, why: NoChange::Contradiction }
    }

    /// The fewest edits after which the tree is true and every literal is met.
    pub(crate) fn find(mut self, root: &'l Node<L>, required: Vec<Literal<'l>>) -> Result<Vec<FieldEdit>, NoChange> {
        let count = required.len();
        let mut chosen = required;
        self.walk(vec![(root, true)], &mut chosen);
        let Some((values, literals)) = self.best.take() else {
            return Err(if self.is_spent() { NoChange::TooComplex } else { self.why });
        };
        let required = literals.get(..count).unwrap_or_default();
        let values = if self.chose { self.reduced(root, required, values) } else { values };
        Ok(values.into_iter().map(|(slot, value)| self.edit(slot, value, &literals)).collect())
    }

    /// New values after which the tree is true, for whoever makes up a record.
    pub(crate) fn values(mut self, root: &'l Node<L>) -> Option<Values> {
        self.walk(vec![(root, true)], &mut Vec::new());
        self.best.take().map(|(values, _)| values)
    }

    /// Meets the obligations of the agenda in every way that could be the best.
    fn walk(&mut self, mut agenda: Vec<(&'l Node<L>, bool)>, chosen: &mut Vec<Literal<'l>>) {
        while let Some((node, wanted)) = agenda.pop() {
            self.steps += 1;
            if self.is_spent() {
                return;
            }
            match (node, wanted) {
                (Node::Always, true) => {}
                (Node::Always, false) => return,
                (Node::Not(of), _) => agenda.push((of, !wanted)),
                (Node::All(of), true) | (Node::Any(of), false) => {
                    agenda.extend(of.iter().rev().map(|node| (node, wanted)));
                }
                (Node::All(of), false) | (Node::Any(of), true) => {
                    self.chose = true;
                    let mut branches: Vec<_> = of.iter().map(|node| (self.guess(node, wanted), node)).collect();
                    // Stable: branches of one guess are tried in the definition's order.
                    branches.sort_by_key(|(guess, _)| *guess);
                    for (_, branch) in branches {
                        let mut agenda = agenda.clone();
                        agenda.push((branch, wanted));
                        let before = chosen.len();
                        self.walk(agenda, chosen);
                        chosen.truncate(before);
                        if self.is_spent() {
                            return;
                        }
                    }
                    return;
                }
                (Node::Leaf(leaf), _) => {
                    let Some(leaf) = (self.leaf_of)(leaf) else { return };
                    chosen.push(Literal { leaf, goal: Goal::Is(wanted) });
                    if self.best.as_ref().is_some_and(|(best, _)| self.least(chosen) >= best.len()) {
                        return;
                    }
                }
            }
        }
        match self.solve(chosen) {
            Ok(values) => {
                if self.best.as_ref().is_none_or(|(best, _)| values.len() < best.len()) {
                    self.best = Some((values, chosen.clone()));
                }
            }
            // A reason that names the world outweighs one that names the rule.
            Err(why) if self.why == NoChange::Contradiction => self.why = why,
            Err(_) => {}
        }
    }

    /// How many leaves would have to change for a node, as if none shared a field.
    fn guess(&self, node: &'l Node<L>, wanted: bool) -> usize {
        const NEVER: usize = 1 << 20;
        match (node, wanted) {
            (Node::Always, true) => 0,
            (Node::Always, false) => NEVER,
            (Node::Not(of), _) => self.guess(of, !wanted),
            (Node::All(of), true) | (Node::Any(of), false) => {
                of.iter().map(|node| self.guess(node, wanted)).fold(0, |sum: usize, one| sum.saturating_add(one))
            }
            (Node::All(of), false) | (Node::Any(of), true) => {
                of.iter().map(|node| self.guess(node, wanted)).min().unwrap_or(NEVER)
            }
            (Node::Leaf(leaf), _) => {
                let met = |leaf| !self.is_spent() && self.met(&Literal { leaf, goal: Goal::Is(wanted) });
                usize::from(!(self.leaf_of)(leaf).is_some_and(met))
            }
        }
    }

    /// The fewest fields that have to change for these literals.
    fn least(&self, chosen: &[Literal<'l>]) -> usize {
        let mut slots: Vec<usize> = Vec::new();
        for literal in chosen.iter().filter(|literal| !self.met(literal)) {
            let is_single = !matches!(literal.leaf.test, Test::CompareFields { .. });
            if is_single && !slots.contains(&literal.leaf.slot) {
                slots.push(literal.leaf.slot);
            }
        }
        slots.len()
    }

    /// Whether the search has to end with what it has.
    fn is_spent(&self) -> bool {
        self.steps > STEPS || self.reads.get() > READS
    }

    /// Counts the reading of a field, so many times.
    fn read(&self, slot: usize, times: usize) {
        let length = match self.of.record.value(slot) {
            Some(ScalarRef::Events(events)) => events.len(),
            _ => 0,
        };
        self.reads.set(self.reads.get().saturating_add((length + 1).saturating_mul(times)));
    }

    fn met(&self, literal: &Literal<'_>) -> bool {
        self.read(literal.leaf.slot, 1);
        literal.met(self.of.record, self.of.as_of)
    }

    /// New values for the fields of literals that are not met, so that all are.
    fn solve(&self, literals: &[Literal<'l>]) -> Result<Values, NoChange> {
        let mut values = Values::new();
        let mut linked: Vec<usize> = Vec::new();
        for literal in literals {
            if let Test::CompareFields { other, .. } = literal.leaf.test {
                linked.extend([literal.leaf.slot, other]);
            }
        }
        linked.sort_unstable();
        linked.dedup();
        let mut seen: Vec<usize> = Vec::new();
        for literal in literals {
            let slot = literal.leaf.slot;
            if linked.contains(&slot) || seen.contains(&slot) {
                continue;
            }
            seen.push(slot);
            let own: Vec<_> = literals.iter().filter(|literal| literal.leaf.slot == slot).copied().collect();
            if own.iter().all(|literal| self.met(literal)) {
                continue;
            }
            let value = self.values_of(slot, &own)?.into_iter().find(|value| {
                let values = [(slot, value.clone())];
                let edited = Edited { record: self.of.record, values: &values };
                own.iter().all(|literal| literal.met(&edited, self.of.as_of))
            });
            values.push((slot, value.ok_or(NoChange::Contradiction)?));
        }
        if !linked.is_empty() {
            values.extend(self.solve_linked(&linked, literals)?);
        }
        Ok(values)
    }

    fn values_of(&self, slot: usize, literals: &[Literal<'l>]) -> Result<Vec<Option<Scalar>>, NoChange> {
        let field = self.of.fields.get(slot).ok_or(NoChange::Contradiction)?;
        // A list is copied for each of its tests.
        self.read(slot, 20 * (literals.len() + 1));
        candidates(&Value { field, now: self.of.record.value(slot), as_of: self.of.as_of }, literals)
    }

    /// Fields that are compared with each other: as few as possible are changed.
    fn solve_linked(&self, slots: &[usize], literals: &[Literal<'l>]) -> Result<Values, NoChange> {
        let own: Vec<_> = literals.iter().filter(|literal| slots.contains(&literal.leaf.slot)).copied().collect();
        if own.iter().all(|literal| self.met(literal)) {
            return Ok(Values::new());
        }
        if slots.len() > 8 {
            return Err(NoChange::TooComplex);
        }
        let mut choices = Vec::with_capacity(slots.len());
        for slot in slots {
            let unary: Vec<_> = own
                .iter()
                .filter(|literal| {
                    literal.leaf.slot == *slot && !matches!(literal.leaf.test, Test::CompareFields { .. })
                })
                .copied()
                .collect();
            let mut values = self.values_of(*slot, &unary)?;
            // The values of the others, and the next ones beside them.
            for other in slots.iter().filter(|other| *other != slot) {
                let near = self.of.record.value(*other);
                let field = self.of.fields.get(*slot).ok_or(NoChange::Contradiction)?;
                values.extend(super::change_values::beside(field, near).into_iter().map(Some));
            }
            choices.push((*slot, values));
        }
        let mut tries = 0;
        for size in 1..=slots.len() {
            for mask in (0_u32..1 << slots.len()).filter(|mask| mask.count_ones() as usize == size) {
                let edited: Vec<_> =
                    choices.iter().enumerate().filter(|(i, _)| mask >> i & 1 == 1).map(|(_, choice)| choice).collect();
                if let Some(values) = self.assign(&edited, &mut Values::new(), &own, &mut tries) {
                    return Ok(values);
                }
            }
        }
        Err(if tries > TRIES { NoChange::TooComplex } else { NoChange::Contradiction })
    }

    fn assign(
        &self,
        open: &[&(usize, Vec<Option<Scalar>>)],
        values: &mut Values,
        literals: &[Literal<'l>],
        tries: &mut usize,
    ) -> Option<Values> {
        let Some(((slot, choices), rest)) =
            open.split_first().map(|(first, rest)| (*first, rest)).map(|(f, r)| ((f.0, &f.1), r))
        else {
            *tries += 1;
            let edited = Edited { record: self.of.record, values };
            return literals.iter().all(|literal| literal.met(&edited, self.of.as_of)).then(|| values.clone());
        };
        for choice in choices {
            if *tries > TRIES {
                return None;
            }
            values.push((slot, choice.clone()));
            let found = self.assign(rest, values, literals, tries);
            values.pop();
            if found.is_some() {
                return found;
            }
        }
        None
    }

    /// The smallest part of a change that does; all of it when none does.
    fn reduced(&self, root: &'l Node<L>, required: &[Literal<'l>], values: Values) -> Values {
        let mut slots = Vec::new();
        root.leaves(&mut |leaf| slots.extend((self.leaf_of)(leaf).map(|leaf| leaf.slot)));
        let does = |values: &[(usize, Option<Scalar>)]| {
            slots.iter().for_each(|slot| self.read(*slot, 1));
            if self.is_spent() {
                return false;
            }
            let edited = Edited { record: self.of.record, values };
            required.iter().all(|literal| literal.met(&edited, self.of.as_of))
                && truth(root, self.leaf_of, &edited, self.of.as_of).matches()
        };
        if values.len() > PARTS || values.len() < 2 {
            return values;
        }
        let mut masks: Vec<u32> = (0..(1_u32 << values.len()) - 1).collect();
        masks.sort_by_key(|mask| mask.count_ones());
        let part = |mask: u32| -> Values {
            values.iter().enumerate().filter(|(i, _)| mask >> i & 1 == 1).map(|(_, value)| value.clone()).collect()
        };
        masks.into_iter().map(part).find(|part| does(part)).unwrap_or(values)
    }

    fn edit(&self, slot: usize, value: Option<Scalar>, literals: &[Literal<'l>]) -> FieldEdit {
        let reads = |literal: &&Literal<'l>| literal.leaf.slots().any(|read| read == slot);
        let open = literals.iter().filter(reads).find(|literal| !self.met(literal));
        let literal = open.or_else(|| literals.iter().find(reads));
        // INVARIANT: every edited slot is a declared field's, and some literal reads it.
        let field = self.of.fields.get(slot);
        let now = self.of.record.value(slot);
        let is = now.filter(|_| field.is_some_and(|field| !field.pii)).and_then(|now| match literal {
            Some(Literal { leaf: Leaf { test: Test::Events(test), .. }, .. }) => match (now, self.of.as_of) {
                (ScalarRef::Events(events), Some(as_of)) => test.figure(events, as_of).map(|figure| figure.to_param()),
                _ => None,
            },
            _ => Some(now.to_param()),
        });
        FieldEdit {
            field: field.map_or_else(|| crate::primitives::Id::literal("?"), |field| field.name.clone()),
            test: literal.map_or("present", Literal::name),
            against: literal.and_then(|literal| self.against(literal, slot)),
            is,
            to: to(value, now),
        }
    }

    /// The threshold of a literal; of two fields the other one.
    fn against(&self, literal: &Literal<'l>, slot: usize) -> Option<Param> {
        match literal.leaf.test {
            Test::CompareFields { other, .. } if other == slot => {
                self.of.fields.get(literal.leaf.slot).map(|field| field.name.as_str().into())
            }
            _ if literal.goal == Goal::Known => None,
            _ => self.of.against(&literal.leaf.test),
        }
    }
}

/// What an edit does: of events only the new ones are told.
fn to(value: Option<Scalar>, now: Option<ScalarRef<'_>>) -> EditTo {
    match (value, now) {
        (None, _) => EditTo::Clear {},
        (Some(Scalar::Events(events)), Some(ScalarRef::Events(before))) => {
            EditTo::Add { events: Scalar::Events(events.added_to(before)) }
        }
        (Some(value), _) => EditTo::Set { value },
    }
}

fn truth<'l, L, R: Record + ?Sized>(
    node: &'l Node<L>,
    leaf_of: &dyn Fn(&'l L) -> Option<&'l Leaf>,
    record: &R,
    as_of: Option<crate::primitives::Instant>,
) -> Truth {
    let list = |of: &'l [Node<L>], decides: Truth| {
        let mut outcome = !decides;
        for node in of {
            match truth(node, leaf_of, record, as_of) {
                one if one == decides => return decides,
                Truth::Unknown => outcome = Truth::Unknown,
                _ => {}
            }
        }
        outcome
    };
    match node {
        Node::Always => Truth::True,
        Node::All(of) => list(of, Truth::False),
        Node::Any(of) => list(of, Truth::True),
        Node::Not(of) => !truth(of, leaf_of, record, as_of),
        Node::Leaf(leaf) => leaf_of(leaf).map_or(Truth::Unknown, |leaf| leaf.evaluate(record, as_of)),
    }
}
