//! Random rule sets over random records with missing values, for the comparison of executors.

use leadstone::condition::{RecordColumns, RuleOutcome, RuleRun, RuleSetModel, RuleTally};
use leadstone::kernel::rng::Pcg64;
use leadstone::{Id, Instant, JsonPointer, TypedRecord};
use serde_json::{Map, Value, json};

/// The instant from which events are looked back at.
pub const AS_OF: &str = "2026-06-15T12:00:00Z";

const COMPARISONS: [&str; 6] = ["equal", "not_equal", "below", "at_most", "above", "at_least"];
const INTEGERS: [i64; 7] = [-3, -1, 0, 1, 2, 7, 9_007_199_254_740_991];
const DECIMALS: [&str; 7] = ["-0.5", "0", "0.1", "1", "1.25", "2.5000001", "12345678901234567.5"];
const TEXTS: [&str; 7] = ["a", "ab", "abc", "b", "Abc", "北京", "北"];
const VALUES: [&str; 4] = ["open", "won", "lost", "on hold"];
const TAGS: [&str; 5] = ["vip", "fleet", "trade", "loyal", "new"];
const TYPES: [&str; 3] = ["call", "visit", "quote"];
const DATES: [&str; 4] = ["1969-12-31", "2026-06-14", "2026-06-15", "2026-07-01"];
const INSTANTS: [&str; 8] = [
    "1969-12-31T23:59:59.5Z",
    "2026-06-01T12:00:00Z",
    "2026-06-08T12:00:00Z",
    "2026-06-08T12:00:00.000001Z",
    "2026-06-14T12:00:00Z",
    "2026-06-15T11:59:59Z",
    "2026-06-15T12:00:00Z",
    "2026-06-15T12:00:01Z",
];

/// Makes rule sets and records.
#[derive(Debug)]
pub struct Forest(Pcg64);

impl Forest {
    /// The forest of a seed.
    pub fn new(seed: u64) -> Self {
        Self(Pcg64::new(seed))
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.0.below(bound as u64)).unwrap_or(0)
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    fn some(&mut self, of: &[&'static str]) -> Vec<&'static str> {
        let mut found: Vec<&str> = of.iter().copied().filter(|_| self.below(3) == 0).collect();
        if found.is_empty() {
            found.push(self.one(of));
        }
        found
    }

    /// A rule set of that many rules over fields of every type.
    pub fn definition(&mut self, rules: usize) -> Value {
        let rules: Vec<Value> = (0..rules).map(|n| json!({"id": format!("r{n}"), "when": self.tree(4)})).collect();
        json!({"kind": "condition.rules", "schema_version": 1, "id": "forest", "fields": fields(), "rules": rules})
    }

    /// A condition of at most that many levels.
    pub fn tree(&mut self, levels: usize) -> Value {
        if levels <= 1 {
            return self.leaf();
        }
        match self.below(8) {
            0 | 1 => json!({"type": "all", "of": self.trees(levels - 1)}),
            2 | 3 => json!({"type": "any", "of": self.trees(levels - 1)}),
            4 => json!({"type": "not", "of": self.tree(levels - 1)}),
            5 if self.below(10) == 0 => json!({"type": "always"}),
            _ => self.leaf(),
        }
    }

    fn trees(&mut self, levels: usize) -> Vec<Value> {
        (0..self.below(4)).map(|_| self.tree(levels)).collect()
    }

    fn leaf(&mut self) -> Value {
        let mut leaf = match self.below(16) {
            0 => json!({"type": "present", "field": self.field()}),
            1 => return json!({"type": "absent", "field": self.field()}),
            2 => json!({"type": "one_of", "field": "stage", "values": self.some(&VALUES)}),
            3 => {
                let values: Vec<i64> = (0..3).map(|_| self.one(&INTEGERS)).collect();
                json!({"type": "one_of", "field": "count", "values": values})
            }
            4 => {
                let (field, mut pair) = match self.below(4) {
                    0 => ("price", self.pair(&["-0.5", "0", "0.1", "1", "1.25", "2.5000001"])),
                    1 => ("on", self.pair(&DATES)),
                    2 => ("at", self.pair(&INSTANTS)),
                    _ => ("count", json!([0, 2])),
                };
                json!({"type": "between", "field": field, "low": pair[0].take(), "high": pair[1].take()})
            }
            5 => json!({"type": self.one(&["contains", "starts_with", "ends_with"]), "field": "name",
                "value": self.one(&TEXTS), "ignore_case": self.below(2) == 0}),
            6 => json!({"type": "has", "field": "tags", "value": self.one(&TAGS)}),
            7 => json!({"type": self.one(&["has_any", "has_all"]), "field": "tags", "values": self.some(&TAGS)}),
            8 => json!({"type": "compare_fields", "field": self.one(&["count", "price"]), "op": self.one(&COMPARISONS),
                "other": self.one(&["count", "limit", "price"])}),
            9..=11 => self.events(),
            _ => self.compare(),
        };
        if leaf["type"] != "present" && leaf["type"] != "between" {
            leaf["on_missing"] = json!(self.one(&["unknown", "unknown", "match", "no_match", "error"]));
        }
        leaf
    }

    fn pair(&mut self, of: &[&str]) -> Value {
        let (a, b) = (self.below(of.len()), self.below(of.len()));
        json!([of[a.min(b)], of[a.max(b)]])
    }

    fn compare(&mut self) -> Value {
        let op = self.one(&COMPARISONS);
        let equality = self.one(&["equal", "not_equal"]);
        let (field, op, value) = match self.below(8) {
            0 => ("done", equality, json!(self.below(2) == 0)),
            1 => ("count", op, json!(self.one(&INTEGERS))),
            2 => ("price", op, json!(self.one(&DECIMALS))),
            3 => ("limit", op, json!(self.one(&DECIMALS))),
            4 => ("name", equality, json!(self.one(&TEXTS))),
            5 => ("stage", equality, json!(self.one(&VALUES))),
            6 => ("at", op, json!(self.one(&INSTANTS))),
            _ => ("on", op, json!(self.one(&DATES))),
        };
        json!({"type": "compare", "field": field, "op": op, "value": value})
    }

    fn events(&mut self) -> Value {
        let within = json!({"amount": self.one(&[1, 7, 14]), "unit": "days"});
        let filters = [
            json!({"type": "present", "field": "minutes"}),
            json!({"type": "compare", "field": "by", "op": "equal", "value": "ab"}),
            json!({"type": "not", "of": {"type": "compare", "field": "minutes", "op": "below", "value": 2}}),
        ];
        let filter = filters.get(self.below(6)).cloned().unwrap_or(Value::Null);
        if self.below(4) == 0 {
            return json!({"type": self.one(&["followed", "absence"]), "field": "history", "after": self.some(&TYPES),
                "where": filter, "by": self.some(&TYPES), "within": within});
        }
        let of = if self.below(3) == 0 { Vec::new() } else { self.some(&TYPES) };
        let op = self.one(&COMPARISONS);
        let (measure, attribute, value) = match self.below(8) {
            0 => ("sum", Some("minutes"), json!(self.one(&["0", "3", "7.5"]))),
            1 => ("min", Some("minutes"), json!(self.one(&[0, 1, 2]))),
            2 => ("max", Some("minutes"), json!(self.one(&[0, 2, 7]))),
            3 => ("distinct", Some("by"), json!(self.below(3))),
            4 => ("days_since_last", None, json!(self.one(&["0", "1", "7", "13.5"]))),
            _ => ("count", None, json!(self.below(4))),
        };
        json!({"type": "events", "field": "history", "measure": measure, "attribute": attribute, "of": of,
            "where": filter, "within": if self.below(3) == 0 { Value::Null } else { within }, "op": op, "value": value})
    }

    fn field(&mut self) -> &'static str {
        self.one(&["done", "count", "price", "limit", "name", "stage", "at", "on", "tags", "history"])
    }

    /// A record in which each field is missing once in four.
    pub fn record(&mut self) -> Value {
        let mut record = Map::new();
        for field in ["done", "count", "price", "limit", "name", "stage", "at", "on", "tags", "history"] {
            if self.below(4) == 0 {
                continue;
            }
            let value = match field {
                "done" => json!(self.below(2) == 0),
                "count" => json!(self.one(&INTEGERS)),
                "price" | "limit" => json!(self.one(&DECIMALS)),
                "name" => json!(self.one(&TEXTS)),
                "stage" => json!(self.one(&VALUES)),
                "at" => json!(self.one(&INSTANTS)),
                "on" => json!(self.one(&DATES)),
                "tags" => json!((0..self.below(4)).map(|_| self.one(&TAGS)).collect::<Vec<_>>()),
                _ => json!((0..self.below(5)).map(|_| self.event()).collect::<Vec<_>>()),
            };
            record.insert(field.to_owned(), value);
        }
        Value::Object(record)
    }

    fn event(&mut self) -> Value {
        let mut event = json!({"type": self.one(&TYPES), "at": self.one(&INSTANTS)});
        if self.below(3) > 0 {
            event["minutes"] = json!(self.one(&[0, 1, 2, 7]));
        }
        if self.below(3) > 0 {
            event["by"] = json!(self.one(&TEXTS));
        }
        event
    }
}

fn fields() -> Value {
    json!([
        {"name": "done", "type": "boolean"},
        {"name": "count", "type": "integer"},
        {"name": "price", "type": "decimal"},
        {"name": "limit", "type": "money"},
        {"name": "name", "type": "text"},
        {"name": "stage", "type": "enum", "values": VALUES},
        {"name": "at", "type": "instant"},
        {"name": "on", "type": "date"},
        {"name": "tags", "type": "set"},
        {"name": "history", "type": "events", "event_types": TYPES, "attributes": [
            {"name": "minutes", "type": "integer"}, {"name": "by", "type": "text"}]},
    ])
}

/// What a comparison of the executors found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Compared {
    /// Rules that were compared.
    pub trees: usize,
    /// Outcomes that were true.
    pub matched: usize,
    /// Outcomes that were false.
    pub unmatched: usize,
    /// Outcomes that a missing value left open.
    pub unknown: usize,
    /// Outcomes that a required value stopped.
    pub errors: usize,
    /// Rows in which the executors differ.
    pub differing: usize,
}

impl Compared {
    /// Adds another comparison.
    pub fn add(&mut self, other: Self) {
        self.trees += other.trees;
        self.matched += other.matched;
        self.unmatched += other.unmatched;
        self.unknown += other.unknown;
        self.errors += other.errors;
        self.differing += other.differing;
    }
}

/// Every so many rows each rule is explained too.
const EXPLAINED: usize = 20;

/// Compares the executors on a random set of rules over random records: a record at a time, by column, and
/// explained.
///
/// # Errors
/// When what the forest grew is refused, which would be a bug of the forest.
pub fn compare(forest: &mut Forest, rules: usize, rows: usize) -> Result<Compared, leadstone::Error> {
    let as_of: Instant = AS_OF.parse().map_err(|_| leadstone::Error::input(Vec::new()))?;
    let model = RuleSetModel::from_value(forest.definition(rules))?;
    let ids: Vec<Id> = model.rule_ids().cloned().collect();
    let records = (0..rows).map(|_| TypedRecord::from_value(forest.record(), model.fields(), &JsonPointer::root()));
    let records: Vec<TypedRecord> = records.collect::<Result<_, _>>().map_err(leadstone::Error::input)?;
    let outcomes = model.evaluate_columns(&RecordColumns::from_records(model.fields(), &records)?, as_of, true);
    let mut found = Compared { trees: rules, ..Compared::default() };
    let mut tallies = vec![RuleTally::default(); rules];
    let mut run = RuleRun::default();
    for (row, record) in records.iter().enumerate() {
        model.run(record, as_of, &mut run);
        let (mut matched, mut failing) = (Vec::new(), None);
        for (place, (outcome, tally)) in (0_u32..).zip(run.outcomes().iter().zip(&mut tallies)) {
            match outcome {
                RuleOutcome::Match => {
                    tally.matched += 1;
                    tally.first += u64::from(matched.is_empty());
                    matched.push(place);
                }
                RuleOutcome::NoMatch => found.unmatched += 1,
                RuleOutcome::Unknown => tally.unknown += 1,
                RuleOutcome::Error => {
                    tally.errors += 1;
                    failing.get_or_insert(place);
                }
            }
        }
        let blamed = outcomes.missing.iter().find(|blamed| blamed.row == row).map(|blamed| blamed.rule);
        let own = outcomes.matched.as_ref().map_or(&[][..], |rules| rules.of(row));
        let same = own == matched
            && outcomes.first[row] == matched.first().copied()
            && outcomes.count[row] == u32::try_from(matched.len()).ok()
            && blamed == failing;
        found.differing += usize::from(!same);
        if row % EXPLAINED == 0 {
            for (id, outcome) in ids.iter().zip(run.outcomes()) {
                let explained = model.explain(record, id, as_of)?;
                // What lacks a required value answers an error, whatever its tree says.
                let told = *outcome == RuleOutcome::Error || RuleOutcome::from(explained.why.outcome) == *outcome;
                found.differing += usize::from(explained.outcome != *outcome || !told);
            }
        }
    }
    found.differing += tallies.iter().zip(&outcomes.tallies).filter(|(rows, columns)| rows != columns).count();
    let sum = |of: fn(&RuleTally) -> u64| usize::try_from(tallies.iter().map(of).sum::<u64>()).unwrap_or(usize::MAX);
    found.matched = sum(|tally| tally.matched);
    found.unknown = sum(|tally| tally.unknown);
    found.errors = sum(|tally| tally.errors);
    Ok(found)
}
