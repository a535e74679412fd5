//! Rule sets: shared tests, changes that ask only their readers, and changes that make a rule match.

use std::collections::BTreeSet;

use leadstone::condition::{EditTo, NoChange, RuleExplanation, RuleOutcome, RuleRun, RuleSetModel};
use leadstone::{Id, Instant, JsonPointer, Record, TypedRecord, canonical_json};
use leadstone_conformance::made_up_rules::{AS_OF, Dice, OPS, fields, record, tree};
use serde_json::{Value, json};

fn as_of() -> Instant {
    AS_OF.parse().unwrap()
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
    const SETS: u64 = 1_700;
    const RULES: usize = 6;
    let (mut changes, mut edits, mut none) = (0, 0, BTreeSet::new());
    for seed in 1..=SETS {
        let mut dice = Dice::new(seed);
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
        let mut dice = Dice::new(seed);
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
        let mut dice = Dice::new(seed);
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

/// A hundred filtered tests over ten thousand events, none of them met: the search gives up in time.
#[test]
fn a_long_history_does_not_hold_up_an_explanation() {
    let count = |i: u64| {
        json!({"type": "events", "field": "h", "measure": "count", "op": "equal", "value": i,
        "where": {"type": "compare", "field": "n", "op": "above", "value": 100 + i}})
    };
    let pair = |i: u64| json!({"type": "any", "of": [count(2 * i + 1), count(2 * i + 2)]});
    let model = rule_set(vec![json!({"type": "all", "of": (0..12).map(pair).collect::<Vec<_>>()})]);
    let history = vec![json!({"type": "call", "at": "2026-03-30T12:00:00Z", "n": 1}); 10_000];
    let lead = typed(&model, &json!({"h": history}));
    let explained = model.explain(&lead, &id(0), as_of()).unwrap();
    assert_eq!((explained.change, explained.no_change), (None, Some(NoChange::TooComplex)));
}
