//! Rule sets: shared tests, changes that ask only their readers, and changes that make a rule match.

use std::collections::BTreeSet;

use leadstone::condition::{EditTo, NoChange, RuleExplanation, RuleOutcome, RuleRun, RuleSetModel};
use leadstone::{Id, Instant, JsonPointer, Record, TypedRecord, canonical_json};
use serde_json::{Map, Value, json};

/// A small generator of its own, so that a case is found again by its seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        // xorshift64*.
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % sides
    }

    fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[usize::try_from(self.roll(words.len() as u64)).unwrap()]
    }
}

const AS_OF: &str = "2026-03-31T12:00:00Z";
const OPS: [&str; 6] = ["equal", "not_equal", "below", "at_most", "above", "at_least"];

fn as_of() -> Instant {
    AS_OF.parse().unwrap()
}

fn fields() -> Value {
    json!([
        {"name": "a", "type": "integer"}, {"name": "b", "type": "integer"}, {"name": "c", "type": "decimal"},
        {"name": "t", "type": "text"}, {"name": "e", "type": "enum", "values": ["x", "y", "z"]},
        {"name": "f", "type": "boolean"}, {"name": "s", "type": "set"}, {"name": "d", "type": "date"},
        {"name": "h", "type": "events", "event_types": ["call", "visit", "quote"],
            "attributes": [{"name": "n", "type": "integer"}, {"name": "k", "type": "enum", "values": ["p", "q"]}]}
    ])
}

fn leaf(dice: &mut Dice) -> Value {
    let mut leaf = match dice.roll(14) {
        0 | 1 => json!({"type": "compare", "field": dice.of(&["a", "b"]), "op": dice.of(&OPS), "value": dice.roll(5)}),
        2 => json!({"type": "compare", "field": "c", "op": dice.of(&OPS), "value": format!("1.{}", dice.roll(3))}),
        3 => {
            json!({"type": "compare", "field": "f", "op": dice.of(&["equal", "not_equal"]), "value": dice.roll(2) == 0})
        }
        4 => {
            json!({"type": "compare", "field": "e", "op": dice.of(&["equal", "not_equal"]), "value": dice.of(&["x", "y"])})
        }
        5 => json!({"type": "one_of", "field": dice.of(&["t", "e"]), "values": [dice.of(&["x", "y"]), "z"]}),
        6 => {
            json!({"type": dice.of(&["contains", "starts_with", "ends_with"]), "field": "t", "value": dice.of(&["x", "yx", "z"]),
            "ignore_case": dice.roll(2) == 0})
        }
        7 => {
            json!({"type": dice.of(&["has_any", "has_all"]), "field": "s", "values": [dice.of(&["m", "n"]), dice.of(&["n", "o"])]})
        }
        8 => json!({"type": dice.of(&["present", "absent"]), "field": dice.of(&["a", "t", "e", "s", "h", "d"])}),
        9 => json!({"type": "between", "field": "a", "low": dice.roll(3), "high": 2 + dice.roll(3)}),
        10 => {
            json!({"type": "compare", "field": "d", "op": dice.of(&OPS), "value": format!("2026-03-0{}", 1 + dice.roll(4))})
        }
        11 => json!({"type": "compare_fields", "field": "a", "op": dice.of(&OPS), "other": dice.of(&["b", "c"])}),
        12 => {
            json!({"type": dice.of(&["followed", "absence"]), "field": "h", "after": ["quote"], "by": ["call", "visit"],
            "within": {"amount": 1 + dice.roll(4), "unit": "days"}})
        }
        _ => events(dice),
    };
    if dice.roll(4) == 0 && !matches!(leaf["type"].as_str().unwrap(), "present" | "absent") {
        leaf["on_missing"] = dice.of(&["match", "no_match", "error"]).into();
    }
    leaf
}

fn events(dice: &mut Dice) -> Value {
    let measure = dice.of(&["count", "sum", "min", "max", "first", "last", "distinct", "days_since_last"]);
    let mut events =
        json!({"type": "events", "field": "h", "measure": measure, "op": dice.of(&OPS), "value": dice.roll(4)});
    if !matches!(measure, "count" | "days_since_last") {
        events["attribute"] = "n".into();
    }
    if dice.roll(2) == 0 {
        events["of"] = json!([dice.of(&["call", "visit"])]);
    }
    if dice.roll(2) == 0 {
        events["within"] = json!({"amount": 1 + dice.roll(5), "unit": "days"});
    }
    if dice.roll(3) == 0 {
        events["where"] = json!({"type": "compare", "field": "k", "op": "equal", "value": dice.of(&["p", "q"])});
    }
    events
}

fn tree(dice: &mut Dice, levels: u64) -> Value {
    match dice.roll(8) {
        0..4 if levels > 0 => {
            let of: Vec<Value> = (0..=dice.roll(3)).map(|_| tree(dice, levels - 1)).collect();
            json!({"type": dice.of(&["all", "any"]), "of": of})
        }
        4 if levels > 0 => json!({"type": "not", "of": tree(dice, levels - 1)}),
        5 if dice.roll(10) == 0 => json!({"type": "always"}),
        _ => leaf(dice),
    }
}

fn record(dice: &mut Dice) -> Value {
    let mut record = Map::new();
    let mut put = |dice: &mut Dice, name: &str, value: Value| {
        if dice.roll(4) > 0 {
            record.insert(name.to_owned(), value);
        }
    };
    for name in ["a", "b"] {
        let value = dice.roll(5).into();
        put(dice, name, value);
    }
    let values = [
        ("c", format!("1.{}", dice.roll(30)).into()),
        ("t", dice.of(&["x", "zyx", "Z", "w"]).into()),
        ("e", dice.of(&["x", "y", "z"]).into()),
        ("f", (dice.roll(2) == 0).into()),
        ("s", (0..dice.roll(3)).map(|_| Value::from(dice.of(&["m", "n", "o"]))).collect()),
        ("d", format!("2026-03-0{}", 1 + dice.roll(4)).into()),
        ("h", (0..dice.roll(5)).map(|_| event(dice)).collect()),
    ];
    for (name, value) in values {
        put(dice, name, value);
    }
    Value::Object(record)
}

fn event(dice: &mut Dice) -> Value {
    // Days before and one day after `as_of`; ties are frequent.
    let mut event = json!({"type": dice.of(&["call", "visit", "quote"]),
        "at": format!("2026-{}T12:00:00Z", dice.of(&["03-26", "03-28", "03-29", "03-30", "03-31", "04-01"]))});
    if dice.roll(3) > 0 {
        event["n"] = dice.roll(5).into();
    }
    if dice.roll(3) > 0 {
        event["k"] = dice.of(&["p", "q"]).into();
    }
    event
}

fn rule_set(trees: Vec<Value>) -> RuleSetModel {
    let rule = |(i, when): (usize, Value)| json!({"id": format!("r{i}"), "when": when});
    let rules: Vec<Value> = trees.into_iter().enumerate().map(rule).collect();
    let definition =
        json!({"kind": "condition.rules", "schema_version": 1, "id": "random", "fields": fields(), "rules": rules});
    RuleSetModel::from_value(definition).unwrap()
}

fn typed(model: &RuleSetModel, record: &Value) -> TypedRecord {
    TypedRecord::from_value(record.clone(), model.fields(), &JsonPointer::root()).unwrap()
}

/// The record after some of the edits, as a host would make them.
fn edited(record: &Value, explained: &RuleExplanation, mask: usize) -> Value {
    let mut record = record.clone();
    let edits = explained.change.as_ref().unwrap().iter().enumerate();
    for (_, edit) in edits.filter(|(i, _)| mask >> i & 1 == 1) {
        let cell = &mut record[edit.field.as_str()];
        let json = |value| serde_json::from_str::<Value>(&canonical_json(value).unwrap()).unwrap();
        match &edit.to {
            EditTo::Set { value } => *cell = json(value),
            EditTo::Clear {} => *cell = Value::Null,
            EditTo::Add { events } => {
                let all = cell.as_array_mut().unwrap();
                all.extend(json(events).as_array().unwrap().iter().cloned());
            }
        }
    }
    record
}

fn id(place: usize) -> Id {
    Id::try_new(format!("r{place}")).unwrap()
}

fn outcome(model: &RuleSetModel, record: &Value, rule: usize) -> RuleOutcome {
    let mut run = RuleRun::default();
    model.run(&typed(model, record), as_of(), &mut run);
    run.outcomes()[rule]
}

/// The flip test: after the stated edits the rule matches, after any part of them it does not.
#[test]
fn the_stated_change_makes_a_rule_match_and_no_part_of_it_does() {
    const SETS: u64 = 2_000;
    const RULES: usize = 6;
    let (mut changes, mut edits, mut none) = (0, 0, BTreeSet::new());
    for seed in 1..=SETS {
        let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let model = rule_set((0..RULES).map(|_| tree(&mut dice, 3)).collect());
        let record = record(&mut dice);
        let lead = typed(&model, &record);
        for rule in 0..RULES {
            let explained = model.explain(&lead, &id(rule), as_of()).unwrap();
            let shown = || format!("seed {seed}, rule {rule}: {record} {explained:?}");
            let before = outcome(&model, &record, rule);
            assert_eq!(explained.outcome, before, "{}", shown());
            let Some(change) = &explained.change else {
                assert_ne!(before, RuleOutcome::Match);
                none.insert(format!("{:?}", explained.no_change.unwrap()));
                continue;
            };
            assert_eq!(change.is_empty(), before == RuleOutcome::Match, "{}", shown());
            let all = (1_usize << change.len()) - 1;
            assert_eq!(outcome(&model, &edited(&record, &explained, all), rule), RuleOutcome::Match, "{}", shown());
            for part in 0..all {
                let after = outcome(&model, &edited(&record, &explained, part), rule);
                assert_ne!(after, RuleOutcome::Match, "part {part:b} does too: {}", shown());
            }
            changes += usize::from(!change.is_empty());
            edits += change.len();
        }
    }
    assert!(changes > 4_000 && edits > changes, "{changes} changes with {edits} edits");
    assert!(none.len() >= 3, "{none:?}");
}

/// Over a domain small enough to try every record, no change is stated only where there is none, and no
/// record that matches differs in fewer fields.
#[test]
fn no_record_that_matches_is_nearer() {
    let values = || (0..4).map(Value::from).chain([Value::Null]);
    let small = |dice: &mut Dice| match dice.roll(3) {
        0 => json!({"type": dice.of(&["present", "absent"]), "field": dice.of(&["a", "b"])}),
        _ => json!({"type": "compare", "field": dice.of(&["a", "b"]), "op": dice.of(&OPS), "value": 1 + dice.roll(2),
            "on_missing": dice.of(&["unknown", "unknown", "match", "no_match"])}),
    };
    fn grown(dice: &mut Dice, levels: u64, small: &dyn Fn(&mut Dice) -> Value) -> Value {
        if levels == 0 || dice.roll(4) == 0 {
            let mut leaf = small(dice);
            if leaf["on_missing"] == "unknown" {
                leaf.as_object_mut().unwrap().remove("on_missing");
            }
            return leaf;
        }
        match dice.roll(3) {
            0 => json!({"type": "not", "of": grown(dice, levels - 1, small)}),
            _ => {
                json!({"type": dice.of(&["all", "any"]), "of": [grown(dice, levels - 1, small), grown(dice, levels - 1, small)]})
            }
        }
    }
    let mut impossible = 0;
    for seed in 1..=1_500_u64 {
        let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let model = rule_set(vec![grown(&mut dice, 3, &small)]);
        let record = json!({"a": values().nth(usize::try_from(dice.roll(5)).unwrap()).unwrap(), "b": dice.roll(4)});
        let explained = model.explain(&typed(&model, &record), &id(0), as_of()).unwrap();
        let mut nearest = None;
        for (a, b) in values().flat_map(|a| values().map(move |b| (a.clone(), b))) {
            let other = json!({"a": a, "b": b});
            let distance = usize::from(other["a"] != record["a"]) + usize::from(other["b"] != record["b"]);
            if outcome(&model, &other, 0) == RuleOutcome::Match && nearest.is_none_or(|nearest| distance < nearest) {
                nearest = Some(distance);
            }
        }
        let stated = explained.change.as_ref().map(Vec::len);
        assert_eq!(stated, nearest, "seed {seed}: {record} {explained:?}");
        impossible += usize::from(explained.no_change == Some(NoChange::Contradiction));
    }
    assert!(impossible > 20, "only {impossible} without a change");
}

/// The rules that a change leaves alone keep their outcome; the others come out as if all were asked.
#[test]
fn an_update_equals_a_fresh_evaluation() {
    for seed in 1..=300_u64 {
        let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let model = rule_set((0..12).map(|_| tree(&mut dice, 2)).collect());
        let names: Vec<String> = model.fields().iter().map(|field| field.name.as_str().to_owned()).collect();
        let mut now = record(&mut dice);
        let mut run = RuleRun::default();
        let mut at = as_of();
        model.run(&typed(&model, &now), at, &mut run);
        let mut report = model.evaluate(&typed(&model, &now), at);
        for _ in 0..6 {
            let next = record(&mut dice);
            let slot = usize::try_from(dice.roll(names.len() as u64)).unwrap();
            now[&names[slot]] = next.get(&names[slot]).cloned().unwrap_or(Value::Null);
            if dice.roll(2) == 0 {
                at = Instant::from_micros(at.micros() + 86_400_000_000).unwrap();
            }
            let lead = typed(&model, &now);
            model.rerun(&lead, &[slot], at, &mut run);
            let mut fresh = RuleRun::default();
            model.run(&lead, at, &mut fresh);
            assert_eq!(run.outcomes(), fresh.outcomes(), "seed {seed}: {now}");
            let changed = [Id::try_new(names[slot].as_str()).unwrap()];
            report = model.evaluate_changed(&lead, at, &changed, &report).unwrap();
            assert_eq!(report, model.evaluate(&lead, at), "seed {seed}: {now}");
        }
    }
}

#[test]
fn rules_share_their_tests() {
    let hot = json!({"type": "compare", "field": "a", "op": "at_least", "value": 3});
    let model = rule_set(vec![
        hot.clone(),
        json!({"type": "not", "of": hot}),
        json!({"type": "all", "of": [hot, {"type": "always"}]}),
    ]);
    assert_eq!(model.distinct_tests(), 1);
    assert_eq!(model.worst_cost(), 1 + 2 + 3);
}

/// Rules of one field are not asked when another changes: a record that refuses to hand that field out shows it.
#[test]
fn a_change_asks_only_its_readers() {
    struct Only(usize);
    impl Record for Only {
        fn value(&self, slot: usize) -> Option<leadstone::ScalarRef<'_>> {
            assert_eq!(slot, self.0, "a rule was asked that does not read the changed field");
            Some(leadstone::ScalarRef::Integer(3))
        }
    }
    let equal = |field: &str| json!({"type": "compare", "field": field, "op": "equal", "value": 3});
    let model = rule_set(vec![equal("a"), equal("b")]);
    let mut run = RuleRun::default();
    model.run(&typed(&model, &json!({"a": 1, "b": 1})), as_of(), &mut run);
    model.rerun(&Only(1), &[1], as_of(), &mut run);
    assert_eq!(run.outcomes(), [RuleOutcome::NoMatch, RuleOutcome::Match]);
}

#[test]
fn the_whole_set_is_bounded_too() {
    let count = json!({"type": "events", "field": "h", "measure": "count", "op": "at_least", "value": 1});
    let rules: Vec<Value> = (0..5_001).map(|i| json!({"id": format!("r{i}"), "when": count})).collect();
    let definition =
        json!({"kind": "condition.rules", "schema_version": 1, "id": "random", "fields": fields(), "rules": rules});
    let error = RuleSetModel::from_value(definition).unwrap_err();
    assert_eq!((error.code().as_str(), error.pointer().as_str()), ("condition.too_costly", "/rules"));
}

#[test]
fn an_error_names_the_rule_and_the_field() {
    let strict = json!({"type": "compare", "field": "a", "op": "equal", "value": 3, "on_missing": "error"});
    let model = rule_set(vec![strict]);
    let report = model.evaluate(&typed(&model, &json!({})), as_of());
    let violation = report.errors[0].violation();
    assert_eq!(violation.code().as_str(), "condition.missing_field");
    assert_eq!(violation.message(leadstone::Locale::En), "rule `r0` needs field `a`, which has no value");
}
