//! The rules of a set over packed columns, a run of rows at a time.

use std::collections::BTreeMap;

use super::bits::{self, Lane, RUN, Words, combine};
use super::outcome::{self, Counter, MissingInRow, RuleColumns};
use super::records::RecordColumns;
use super::test::BoundTest;
use crate::kernel::condition::leaf::Leaf;
use crate::kernel::condition::model::{DatedCondition, Node};
use crate::kernel::condition::rule_model::RuleSetModel;
use crate::kernel::condition::terms::OnMissing;
use crate::primitives::Instant;

/// Rules as trees over the tests that they share.
#[derive(Debug, Clone)]
pub(crate) struct RuleTrees<'a> {
    /// The distinct tests of all rules.
    pub(crate) tests: &'a [Leaf],
    /// One tree per rule, its leaves places among the tests; and the tests whose missing value is an error,
    /// in the definition's order.
    pub(crate) rules: Vec<(&'a Node<u32>, &'a [u32])>,
}

fn place(test: u32) -> usize {
    usize::try_from(test).unwrap_or(usize::MAX)
}

impl RuleTrees<'_> {
    /// Evaluates every rule for every record; `matched` asks for the list of rules that match in each row.
    pub(crate) fn evaluate(&self, records: &RecordColumns, as_of: Instant, matched: bool) -> RuleColumns {
        let mut out = RuleColumns::new(self.rules.len(), records.rows(), matched);
        let columns = records.columns();
        let tests: Vec<_> = self.tests.iter().map(|leaf| (leaf, BoundTest::new(leaf, columns, as_of))).collect();
        // All that the loop below writes to, but for the rows of the answer.
        let mut lanes = vec![Lane::UNKNOWN; tests.len()];
        let mut lacking = vec![
            [0_u64; bits::WORDS];
            if self.rules.iter().all(|(_, required)| required.is_empty()) { 0 } else { tests.len() }
        ];
        let mut hits = vec![[0_u64; bits::WORDS]; self.rules.len()];
        for run in 0..records.rows().div_ceil(RUN) {
            let start = run * RUN;
            let length = RUN.min(records.rows() - start);
            let mut rows = bits::first(length);
            for (row, _) in records.unreadable().range(start..start + length) {
                if let Some(word) = rows.get_mut((row - start) / 64) {
                    *word &= !(1 << (row % 64));
                }
            }
            for (place, ((leaf, test), lane)) in tests.iter().zip(&mut lanes).enumerate() {
                let mut known = [0; bits::WORDS];
                lane.yes = [0; bits::WORDS];
                if let Some(test) = test {
                    test.ask(run, &rows, as_of, &mut lane.yes, &mut known);
                }
                lane.settle(&known);
                let answer = match leaf.on_missing {
                    OnMissing::Unknown | OnMissing::Error => None,
                    OnMissing::Match => Some(&mut lane.yes),
                    OnMissing::NoMatch => Some(&mut lane.no),
                };
                if let Some(words) = answer {
                    let missing = rows.iter().zip(&known).map(|(rows, known)| rows & !known);
                    words.iter_mut().zip(missing).for_each(|(word, missing)| *word |= missing);
                }
                if let Some(words) = lacking.get_mut(place) {
                    *words = rows;
                    combine(words, &known, |rows, known| rows & !known);
                }
            }
            let run = Run { start, length, rows, lanes: &lanes, lacking: &lacking };
            self.run(&run, &mut hits, records, &mut out);
        }
        out
    }

    /// The rules over the tests of one run.
    fn run(&self, run: &Run<'_>, hits: &mut [Words], records: &RecordColumns, out: &mut RuleColumns) {
        let (mut undecided, mut unblamed) = (run.rows, run.rows);
        let mut counter = Counter::ZERO;
        let mut lane = Lane::UNKNOWN;
        let (first, blamed) = (out.first.len(), out.missing.len());
        out.first.resize(first + run.length, None);
        let firsts = out.first.get_mut(first..).unwrap_or_default();
        let rules = self.rules.iter().zip(hits.iter_mut()).zip(&mut out.tallies);
        for (number, (((rule, required), hits), tally)) in (0_u32..).zip(rules) {
            fold(rule, run, &mut lane);
            let mut settled = lane.yes;
            combine(&mut settled, &lane.no, |yes, no| yes | no);
            if !required.is_empty() {
                let mut lacked = [0; bits::WORDS];
                for test in required.iter().map(|test| place(*test)) {
                    let Some(lacking) = run.lacking.get(test) else { continue };
                    combine(&mut lacked, lacking, |before, now| before | now);
                    let mut new = unblamed;
                    combine(&mut new, lacking, |unblamed, lacking| unblamed & lacking);
                    combine(&mut unblamed, lacking, |unblamed, lacking| unblamed & !lacking);
                    self.blame(test, number, run.start, &new, records, &mut out.missing);
                }
                combine(&mut lane.yes, &lacked, |yes, lacked| yes & !lacked);
                combine(&mut settled, &lacked, |settled, lacked| settled | lacked);
                tally.errors += outcome::ones(&lacked);
            }
            *hits = lane.yes;
            counter.add(hits);
            tally.matched += outcome::ones(hits);
            tally.unknown += outcome::ones(&run.rows) - outcome::ones(&settled);
            let mut new = undecided;
            combine(&mut new, hits, |undecided, hits| undecided & hits);
            let decided = outcome::ones(&new);
            if decided > 0 {
                tally.first += decided;
                combine(&mut undecided, hits, |undecided, hits| undecided & !hits);
                outcome::note_first(firsts, &new, number);
            }
        }
        if let Some(missing) = out.missing.get_mut(blamed..) {
            missing.sort_unstable_by_key(|missing| missing.row);
        }
        let read = |row: usize| super::packed::has(&run.rows, row);
        out.count.extend((0..run.length).map(|row| read(row).then(|| counter.of(row))));
        if let Some(matched) = &mut out.matched {
            outcome::transpose(hits, &counter, run.length, matched);
        }
    }

    /// Notes what those rows of a run lack.
    fn blame(
        &self,
        test: usize,
        rule: u32,
        start: usize,
        rows: &Words,
        records: &RecordColumns,
        missing: &mut Vec<MissingInRow>,
    ) {
        let Some(leaf) = self.tests.get(test) else { return };
        missing.extend(bits::places(rows).map(|row| {
            let row = start + row;
            MissingInRow { row, rule, slot: leaf.missing_slot(&records.record(row)) }
        }));
    }
}

/// The tests of one run, answered.
struct Run<'a> {
    start: usize,
    length: usize,
    /// The rows that could be read.
    rows: Words,
    lanes: &'a [Lane],
    /// Where each test lacks a value; empty when no rule requires one.
    lacking: &'a [Words],
}

/// The outcome of a tree, given that of each leaf.
fn fold(node: &Node<u32>, run: &Run<'_>, out: &mut Lane) {
    match node {
        Node::Always => *out = Lane::constant(true, &run.rows),
        Node::Leaf(test) => *out = run.lanes.get(place(*test)).copied().unwrap_or(Lane::UNKNOWN),
        Node::Not(of) => {
            fold(of, run, out);
            out.not();
        }
        Node::All(of) => group(of, true, Lane::and, run, out),
        Node::Any(of) => group(of, false, Lane::or, run, out),
    }
}

fn group(of: &[Node<u32>], empty: bool, join: fn(&mut Lane, &Lane), run: &Run<'_>, out: &mut Lane) {
    let Some((first, rest)) = of.split_first() else {
        *out = Lane::constant(empty, &run.rows);
        return;
    };
    fold(first, run, out);
    for node in rest {
        match node {
            Node::Leaf(test) => {
                if let Some(lane) = run.lanes.get(place(*test)) {
                    join(out, lane);
                }
            }
            node => {
                let mut own = Lane::UNKNOWN;
                fold(node, run, &mut own);
                join(out, &own);
            }
        }
    }
}

impl RecordColumns {
    /// Evaluates conditions that were compiled against the same fields for every record; `matched` asks for
    /// the list of conditions that match in each row.
    ///
    /// ```
    /// use leadstone::condition::{Condition, DatedCondition, RecordColumns};
    /// use leadstone::{Field, JsonPointer, TypedRecord, decode};
    /// let read = |text: &str| decode::parse(text).unwrap();
    /// let fields: Vec<Field> = decode::decode(read(r#"[{"name": "score", "type": "integer"}]"#)).unwrap();
    /// let over = |least: i64| {
    ///     let text = format!(r#"{{"type": "compare", "field": "score", "op": "at_least", "value": {least}}}"#);
    ///     DatedCondition::compile(&decode::decode::<Condition>(read(&text)).unwrap(), &fields).unwrap()
    /// };
    /// let row = |text| TypedRecord::from_value(read(text), &fields, &JsonPointer::root()).unwrap();
    /// let records = [row(r#"{"score": 58}"#), row("{}"), row(r#"{"score": 62}"#)];
    /// let records = RecordColumns::from_records(&fields, &records).unwrap();
    /// let outcomes = records.evaluate(&[over(60), over(50)], "2026-06-15T12:00:00Z".parse().unwrap(), false);
    /// assert_eq!(outcomes.first, [Some(1), None, Some(0)]);
    /// assert_eq!(outcomes.count, [Some(1), Some(0), Some(2)]);
    /// assert_eq!(outcomes.tallies[0].unknown, 1);
    /// ```
    pub fn evaluate(&self, conditions: &[DatedCondition], as_of: Instant, matched: bool) -> RuleColumns {
        let mut places = BTreeMap::new();
        let mut tests = Vec::new();
        let mut intern = |leaf: &Leaf| {
            *places.entry(leaf.clone()).or_insert_with(|| {
                tests.push(leaf.clone());
                // INVARIANT: definitions are bounded, far below the mark.
                u32::try_from(tests.len() - 1).unwrap_or(u32::MAX)
            })
        };
        let trees: Vec<(Node<u32>, Vec<u32>)> = conditions
            .iter()
            .map(|condition| {
                let mut required = Vec::new();
                let tree = over(&condition.root, &mut |leaf| {
                    let place = intern(leaf);
                    required.extend(leaf.is_required().then_some(place));
                    place
                });
                (tree, required)
            })
            .collect();
        let rules = trees.iter().map(|(tree, required)| (tree, required.as_slice())).collect();
        RuleTrees { tests: &tests, rules }.evaluate(self, as_of, matched)
    }
}

/// The same tree over the places of its tests.
fn over(node: &Node<Leaf>, place: &mut impl FnMut(&Leaf) -> u32) -> Node<u32> {
    match node {
        Node::Always => Node::Always,
        Node::All(of) => Node::All(of.iter().map(|node| over(node, place)).collect()),
        Node::Any(of) => Node::Any(of.iter().map(|node| over(node, place)).collect()),
        Node::Not(of) => Node::Not(Box::new(over(of, place))),
        Node::Leaf(leaf) => Node::Leaf(place(leaf)),
    }
}

impl RuleSetModel {
    /// Evaluates every rule for every record; `matched` asks for the list of rules that match in each row.
    pub fn evaluate_columns(&self, records: &RecordColumns, as_of: Instant, matched: bool) -> RuleColumns {
        let rules = self.rules.iter().map(|rule| (&rule.root, rule.required.as_slice())).collect();
        RuleTrees { tests: &self.atoms, rules }.evaluate(records, as_of, matched)
    }
}
