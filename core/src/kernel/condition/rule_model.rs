//! The compiled rule set: tests that rules share are evaluated once, and a change asks only the rules
//! that read what changed.

use deserr::Deserr;
use serde::Serialize;

use crate::primitives::decode::DecodeError;
use crate::primitives::{Field, Fingerprint, Id, Instant, Record, ScalarRef};

use super::leaf::{Leaf, Test};
use super::model::{Node, Truth};
use super::rule_definition::RuleSetDefinition;

/// A compiled rule set: immutable, shared freely between threads.
///
/// ```
/// use leadstone::condition::RuleSetModel;
/// let model = RuleSetModel::from_json(r#"{
///     "kind": "condition.rules", "schema_version": 1, "id": "leads",
///     "fields": [{"name": "score", "type": "integer"}, {"name": "source", "type": "text"}],
///     "rules": [
///         {"id": "hot", "when": {"type": "compare", "field": "score", "op": "at_least", "value": 62}},
///         {"id": "web", "when": {"type": "one_of", "field": "source", "values": ["web", "form"]}}]
/// }"#).unwrap();
/// let report = model.evaluate_json(r#"{"as_of": "2026-03-31T12:00:00Z", "record": {"score": 58}}"#).unwrap();
/// assert!(report.contains(r#""matched":[]"#) && report.contains(r#""unknown":["web"]"#));
/// ```
#[derive(Debug, Clone)]
pub struct RuleSetModel {
    definition: RuleSetDefinition,
    fingerprint: Fingerprint,
    /// The distinct tests of all rules, by slot.
    pub(crate) atoms: Vec<Leaf>,
    pub(crate) rules: Vec<RuleProgram>,
    /// By slot: which tests and which rules read it.
    readers: Vec<Readers>,
    /// The tests and rules whose outcome moves with time.
    dated: Readers,
    cost: usize,
}

/// One rule over the shared tests.
#[derive(Debug, Clone)]
pub(crate) struct RuleProgram {
    pub(crate) root: Node<u32>,
    /// The tests whose missing value is an error.
    pub(crate) required: Vec<u32>,
}

/// The tests and the rules that read something.
#[derive(Debug, Clone, Default)]
struct Readers {
    atoms: Vec<u32>,
    rules: Vec<u32>,
}

/// What a rule answers for one record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[deserr(error = DecodeError)]
pub enum RuleOutcome {
    /// It matches.
    #[deserr(rename = "match")]
    Match,
    /// It does not match.
    #[deserr(rename = "no_match")]
    NoMatch,
    /// A missing value leaves it open; it does not match.
    #[deserr(rename = "unknown")]
    Unknown,
    /// A value is missing whose `on_missing` is `error`.
    #[deserr(rename = "error")]
    Error,
}

impl From<Truth> for RuleOutcome {
    fn from(truth: Truth) -> Self {
        match truth {
            Truth::True => Self::Match,
            Truth::False => Self::NoMatch,
            Truth::Unknown => Self::Unknown,
        }
    }
}

/// The outcome of a shared test, while the rules of one record are evaluated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Known {
    Not,
    Yes(Truth),
    /// Its missing value is an error.
    Lacks,
}

impl Known {
    fn truth(self) -> Truth {
        match self {
            Self::Yes(truth) => truth,
            Self::Not | Self::Lacks => Truth::Unknown,
        }
    }
}

/// The outcomes of all rules for one record, and what is needed to bring them up to date: kept by whoever
/// evaluates the same record again and again. Its memory is used again, so nothing is allocated per record.
#[derive(Debug, Clone, Default)]
pub struct RuleRun {
    as_of: Option<Instant>,
    known: Vec<Known>,
    outcomes: Vec<RuleOutcome>,
    touched: Vec<bool>,
}

impl RuleRun {
    /// The outcome of every rule, in the definition's order.
    pub fn outcomes(&self) -> &[RuleOutcome] {
        &self.outcomes
    }

    /// The place of the first rule that matches.
    pub fn first(&self) -> Option<usize> {
        self.outcomes.iter().position(|outcome| *outcome == RuleOutcome::Match)
    }

    /// Outcomes as they were at `as_of`, to be brought up to date.
    pub(crate) fn from_outcomes(as_of: Instant, outcomes: Vec<RuleOutcome>) -> Self {
        Self { as_of: Some(as_of), known: Vec::new(), outcomes, touched: Vec::new() }
    }
}

impl RuleSetModel {
    pub(crate) fn new(
        definition: RuleSetDefinition,
        fingerprint: Fingerprint,
        atoms: Vec<Leaf>,
        rules: Vec<RuleProgram>,
        cost: usize,
    ) -> Self {
        let mut readers = vec![Readers::default(); definition.fields.len()];
        let mut dated = Readers::default();
        for (place, atom) in (0_u32..).zip(&atoms) {
            for slot in atom.slots() {
                readers.get_mut(slot).into_iter().for_each(|readers| readers.atoms.push(place));
            }
            dated.atoms.extend(atom.is_dated().then_some(place));
        }
        for (place, rule) in (0_u32..).zip(&rules) {
            let mut read = Vec::new();
            let mut is_dated = false;
            rule.root.leaves(&mut |atom| {
                let atom = usize::try_from(*atom).ok().and_then(|atom| atoms.get(atom));
                read.extend(atom.into_iter().flat_map(Leaf::slots));
                is_dated |= atom.is_some_and(Leaf::is_dated);
            });
            read.sort_unstable();
            read.dedup();
            for slot in read {
                readers.get_mut(slot).into_iter().for_each(|readers| readers.rules.push(place));
            }
            dated.rules.extend(is_dated.then_some(place));
        }
        Self { definition, fingerprint, atoms, rules, readers, dated, cost }
    }

    /// The definition that was compiled.
    pub fn definition(&self) -> &RuleSetDefinition {
        &self.definition
    }

    /// SHA-256 of the definition's canonical JSON.
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// The declared fields; a record's slots are their positions.
    pub fn fields(&self) -> &[Field] {
        &self.definition.fields
    }

    /// The rules' ids, in the definition's order.
    pub fn rule_ids(&self) -> impl ExactSizeIterator<Item = &Id> {
        self.definition.rules.iter().map(|rule| &rule.id)
    }

    /// The most visits of nodes and events that one evaluation of all rules takes.
    pub fn worst_cost(&self) -> usize {
        self.cost
    }

    /// How many different tests the rules share.
    pub fn distinct_tests(&self) -> usize {
        self.atoms.len()
    }

    pub(crate) fn atom(&self, place: u32) -> Option<&Leaf> {
        self.atoms.get(usize::try_from(place).ok()?)
    }

    /// The outcome of every rule for one record, looking back from `as_of`; allocates nothing once `run`
    /// has been used.
    ///
    /// ```
    /// use leadstone::condition::{RuleOutcome, RuleRun, RuleSetModel};
    /// use leadstone::ScalarRef;
    /// let model = RuleSetModel::from_json(r#"{
    ///     "kind": "condition.rules", "schema_version": 1, "id": "leads",
    ///     "fields": [{"name": "score", "type": "integer"}],
    ///     "rules": [{"id": "hot", "when": {"type": "compare", "field": "score", "op": "at_least", "value": 62}}]
    /// }"#).unwrap();
    /// let (mut run, as_of) = (RuleRun::default(), "2026-03-31T12:00:00Z".parse().unwrap());
    /// model.run(&[Some(ScalarRef::Integer(62))][..], as_of, &mut run);
    /// assert_eq!(run.outcomes(), [RuleOutcome::Match]);
    /// model.rerun(&[Some(ScalarRef::Integer(61))][..], &[0], as_of, &mut run);
    /// assert_eq!(run.outcomes(), [RuleOutcome::NoMatch]);
    /// ```
    pub fn run<R: Record + ?Sized>(&self, record: &R, as_of: Instant, run: &mut RuleRun) {
        run.as_of = Some(as_of);
        run.known.clear();
        // Tests stand by slot: the value of a field is fetched once for all of them.
        let (mut slot, mut found) = (usize::MAX, None);
        run.known.extend(self.atoms.iter().map(|atom| {
            if atom.slot != slot {
                (slot, found) = (atom.slot, record.value(atom.slot));
            }
            known(atom, found, record, as_of)
        }));
        run.outcomes.clear();
        let all = &mut run.known;
        run.outcomes.extend(
            self.rules.iter().map(|rule| {
                rule.outcome(&mut |atom| usize::try_from(atom).ok().and_then(|atom| all.get(atom)).copied())
            }),
        );
    }

    /// Brings the outcomes of a record up to date of which only the fields in the slots `changed` have
    /// changed: asks the rules that read one of them, and those that read events when `as_of` has moved.
    ///
    /// A `run` that holds no outcomes of this rule set is filled as by [`Self::run`].
    pub fn rerun<R: Record + ?Sized>(&self, record: &R, changed: &[usize], as_of: Instant, run: &mut RuleRun) {
        if run.outcomes.len() != self.rules.len() {
            self.run(record, as_of, run);
            return;
        }
        let RuleRun { as_of: before, known: all, outcomes, touched } = run;
        all.resize(self.atoms.len(), Known::Not);
        touched.clear();
        touched.resize(self.rules.len(), false);
        let moved = (*before != Some(as_of)).then_some(&self.dated);
        for readers in changed.iter().filter_map(|slot| self.readers.get(*slot)).chain(moved) {
            each(&readers.atoms, all, |known| *known = Known::Not);
            each(&readers.rules, touched, |touched| *touched = true);
        }
        *before = Some(as_of);
        for ((rule, outcome), _) in self.rules.iter().zip(outcomes).zip(&*touched).filter(|(_, touched)| **touched) {
            *outcome = rule.outcome(&mut |place| {
                let slot = usize::try_from(place).ok()?;
                let cell = all.get_mut(slot)?;
                if *cell == Known::Not {
                    let atom = self.atoms.get(slot)?;
                    *cell = known(atom, record.value(atom.slot), record, as_of);
                }
                Some(*cell)
            });
        }
    }
}

fn each<T>(places: &[u32], cells: &mut [T], write: impl Fn(&mut T)) {
    for place in places {
        usize::try_from(*place).ok().and_then(|place| cells.get_mut(place)).into_iter().for_each(&write);
    }
}

/// The outcome of a test, given the value of its field.
#[inline]
fn known<R: Record + ?Sized>(atom: &Leaf, found: Option<ScalarRef<'_>>, record: &R, as_of: Instant) -> Known {
    let holds = match (&atom.test, found) {
        (Test::CompareFields { .. }, _) => atom.test.holds(atom.slot, record, Some(as_of)),
        (test, Some(found)) => test.holds_of(found, Some(as_of)),
        (Test::Present, None) => Some(false),
        (Test::Absent, None) => Some(true),
        (_, None) => None,
    };
    match holds {
        Some(holds) => Known::Yes(holds.into()),
        None if atom.is_required() => Known::Lacks,
        None => Known::Yes(atom.missing()),
    }
}

impl RuleProgram {
    fn outcome(&self, known: &mut impl FnMut(u32) -> Option<Known>) -> RuleOutcome {
        if self.required.iter().any(|atom| known(*atom) == Some(Known::Lacks)) {
            return RuleOutcome::Error;
        }
        self.root.outcome(&mut |atom| known(*atom).map_or(Truth::Unknown, Known::truth)).into()
    }
}

impl Leaf {
    /// Whether its outcome moves with time.
    pub(crate) fn is_dated(&self) -> bool {
        matches!(self.test, Test::Events(_) | Test::Sequence(_))
    }
}
