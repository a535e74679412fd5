//! Rules beside a naive reader of the same JSON, which knows nothing of slots, atoms or columns; and the worked
//! example of the documentation.

use std::cmp::Ordering;

use leadstone::condition::{RuleOutcome, RuleRun, RuleSetModel};
use leadstone::{Instant, JsonPointer, TypedRecord, canonical_json};
use leadstone_conformance::made_up_rules::{AS_OF, Dice, fields, record, tree};
use serde_json::{Value, json};

const DAY: i64 = 86_400_000_000;

fn micros(at: &Value) -> i64 {
    at.as_str().unwrap().parse::<Instant>().unwrap().micros()
}

fn order(a: &Value, b: &Value) -> Ordering {
    match (number(a), number(b)) {
        (Some(a), Some(b)) => a.partial_cmp(&b).unwrap(),
        _ if a.is_boolean() => a.as_bool().cmp(&b.as_bool()),
        // Dates of one length are ordered as texts are.
        _ => a.as_str().unwrap().cmp(b.as_str().unwrap()),
    }
}

/// Numbers of the made-up records have one decimal at most, far within a double.
fn number(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.parse().ok())
}

fn holds(op: &str, order: Ordering) -> bool {
    match op {
        "equal" => order.is_eq(),
        "not_equal" => order.is_ne(),
        "below" => order.is_lt(),
        "at_most" => order.is_le(),
        "above" => order.is_gt(),
        _ => order.is_ge(),
    }
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().filter_map(Value::as_str).collect()
}

/// Events up to `as_of`, oldest first, ties in their order.
fn visible(list: &Value, as_of: i64) -> Vec<&Value> {
    let mut events: Vec<&Value> =
        list.as_array().unwrap().iter().filter(|event| micros(&event["at"]) <= as_of).collect();
    events.sort_by_key(|event| micros(&event["at"]));
    events
}

fn of_type(event: &Value, types: &Value) -> bool {
    types.as_array().is_none_or(|types| types.is_empty() || types.contains(&event["type"]))
}

/// The outcome of a test, `None` when a value is missing.
fn test(when: &Value, record: &Value, as_of: i64) -> Option<bool> {
    let kind = when["type"].as_str().unwrap();
    let value = &record[when["field"].as_str().unwrap()];
    match kind {
        "present" => return Some(!value.is_null()),
        "absent" => return Some(value.is_null()),
        _ if value.is_null() => return None,
        _ => {}
    }
    let op = when["op"].as_str().unwrap_or_default();
    Some(match kind {
        "compare" => holds(op, order(value, &when["value"])),
        "compare_fields" => {
            let other = &record[when["other"].as_str().unwrap()];
            if other.is_null() {
                return None;
            }
            holds(op, order(value, other))
        }
        "one_of" => when["values"].as_array().unwrap().contains(value),
        "between" => order(value, &when["low"]).is_ge() && order(value, &when["high"]).is_le(),
        "contains" | "starts_with" | "ends_with" => {
            let folded = |text: &Value| {
                let text = text.as_str().unwrap();
                if when["ignore_case"] == true { text.to_ascii_lowercase() } else { text.to_owned() }
            };
            let (text, part) = (folded(value), folded(&when["value"]));
            match kind {
                "contains" => text.contains(&part),
                "starts_with" => text.starts_with(&part),
                _ => text.ends_with(&part),
            }
        }
        "has_any" => texts(&when["values"]).iter().any(|one| texts(value).contains(one)),
        "has_all" => texts(&when["values"]).iter().all(|one| texts(value).contains(one)),
        "followed" | "absence" => {
            let events = visible(value, as_of);
            let Some(last) = events.iter().rfind(|event| of_type(event, &when["after"])) else { return Some(false) };
            let from = micros(&last["at"]);
            let until = from + when["within"]["amount"].as_i64().unwrap() * DAY;
            let within = |event: &&&Value| (from + 1..=until).contains(&micros(&event["at"]));
            let followed = events.iter().filter(within).any(|event| of_type(event, &when["by"]));
            if kind == "followed" { followed } else { !followed && as_of >= until }
        }
        _ => holds(op, order(&figure(when, value, as_of)?, &when["value"])),
    })
}

fn figure(when: &Value, list: &Value, as_of: i64) -> Option<Value> {
    let begin = when["within"]["amount"].as_i64().map(|days| as_of - days * DAY);
    let mut events = visible(list, as_of);
    events.retain(|event| begin.is_none_or(|begin| micros(&event["at"]) > begin) && of_type(event, &when["of"]));
    if let Some(filter) = when.get("where") {
        events.retain(|event| test(filter, event, as_of) == Some(true));
    }
    let present = || events.iter().map(|event| &event["n"]).filter(|value| !value.is_null());
    let some = |value: &Value| (!value.is_null()).then(|| value.clone());
    match when["measure"].as_str().unwrap() {
        "count" => Some(events.len().into()),
        "sum" => Some(present().filter_map(Value::as_i64).sum::<i64>().into()),
        "min" => present().min_by_key(|value| value.as_i64()).cloned(),
        "max" => present().max_by_key(|value| value.as_i64()).cloned(),
        "first" => some(&events.first()?["n"]),
        "last" => some(&events.last()?["n"]),
        "distinct" => {
            let mut values: Vec<&Value> = present().collect();
            values.sort_by_key(|value| value.as_i64());
            values.dedup();
            Some(values.len().into())
        }
        // Whole half days: exact in a double.
        _ => Some(json!((as_of - micros(&events.last()?["at"])) as f64 / DAY as f64)),
    }
}

/// Kleene's outcome, and whether a value is missing whose `on_missing` is `error`.
fn outcome(when: &Value, record: &Value, as_of: i64, lacks: &mut bool) -> Option<bool> {
    match when["type"].as_str().unwrap() {
        "always" => Some(true),
        "not" => outcome(&when["of"], record, as_of, lacks).map(|of| !of),
        group @ ("all" | "any") => {
            let decides = group == "any";
            let of = when["of"].as_array().unwrap().iter();
            // Every branch is read, so that no error is overlooked.
            let of: Vec<Option<bool>> = of.map(|one| outcome(one, record, as_of, lacks)).collect();
            if of.contains(&Some(decides)) {
                Some(decides)
            } else if of.contains(&None) {
                None
            } else {
                Some(!decides)
            }
        }
        _ => test(when, record, as_of).or_else(|| match when["on_missing"].as_str() {
            Some("match") => Some(true),
            Some("no_match") => Some(false),
            Some("error") => {
                *lacks = true;
                None
            }
            _ => None,
        }),
    }
}

#[test]
fn rules_answer_as_a_naive_reader_does() {
    const RULES: usize = 10;
    let as_of: Instant = AS_OF.parse().unwrap();
    let mut seen = [0_usize; 4];
    for seed in 1..=1_000_u64 {
        let mut dice = Dice::new(seed);
        let trees: Vec<Value> = (0..RULES).map(|_| tree(&mut dice, 3)).collect();
        let rules: Vec<Value> =
            trees.iter().enumerate().map(|(i, when)| json!({"id": format!("r{i}"), "when": when})).collect();
        let model = RuleSetModel::from_value(json!({"kind": "condition.rules", "schema_version": 1, "id": "random",
            "fields": fields(), "rules": rules}))
        .unwrap();
        let record = record(&mut dice);
        let lead = TypedRecord::from_value(record.clone(), model.fields(), &JsonPointer::root()).unwrap();
        let mut run = RuleRun::default();
        model.run(&lead, as_of, &mut run);
        for (when, found) in trees.iter().zip(run.outcomes()) {
            let mut lacks = false;
            let naive = outcome(when, &record, as_of.micros(), &mut lacks);
            let expected = match naive {
                _ if lacks => RuleOutcome::Error,
                Some(true) => RuleOutcome::Match,
                Some(false) => RuleOutcome::NoMatch,
                None => RuleOutcome::Unknown,
            };
            assert_eq!(*found, expected, "seed {seed}: {when} of {record}");
            seen[expected as usize] += 1;
        }
    }
    assert!(seen.iter().all(|count| *count > 500), "{seen:?}");
}

/// The JSON blocks of a page, in their order.
fn blocks(page: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(format!("{}/../docs/{page}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    text.split("```json\n")
        .skip(1)
        .map(|rest| serde_json::from_str(rest.split("```").next().unwrap()).unwrap())
        .collect()
}

#[test]
fn the_worked_example_of_the_documentation_holds() {
    let [rules, record, change] = <[Value; 3]>::try_from(blocks("conditions.md")).unwrap();
    let model = RuleSetModel::from_value(rules).unwrap();
    let explained = model.explain_value(json!({"as_of": AS_OF, "rule": "hot", "record": record})).unwrap();
    let explained: Value = serde_json::from_str(&canonical_json(&explained).unwrap()).unwrap();
    assert_eq!(explained["change"], change);
}
