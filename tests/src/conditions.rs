//! Random conditions and records over fields of every plain type, for the tests and for the evidence of the benches.

use serde_json::{Map, Value, json};

use crate::tables::Draw;

/// The declared fields.
pub fn fields() -> Value {
    json!([{"name": "i", "type": "integer"}, {"name": "j", "type": "integer"}, {"name": "d", "type": "decimal"},
        {"name": "t", "type": "text"}, {"name": "u", "type": "text"}, {"name": "e", "type": "enum", "values": ["A", "B", "C"]},
        {"name": "b", "type": "boolean"}, {"name": "day", "type": "date"}, {"name": "at", "type": "instant"}])
}

const NAMES: &[&str] = &["i", "j", "d", "t", "u", "e", "b", "day", "at"];
const ORDERED: &[&str] = &["i", "j", "d", "day", "at"];
const TEXTS: &[&str] = &["", "A", "a", "Ab", "aB'", "x\"y", "100%", "_", "比较,价格", "É"];

/// A value of a field, out of a few.
pub fn value(draw: &mut Draw, field: &str) -> Value {
    match field {
        "i" | "j" => Value::from(i64::try_from(draw.below(7)).unwrap_or_default() - 3),
        "d" => Value::from(["0", "-1.5", "0.1", "2", "2.25", "1000000.01"][draw.below(6)]),
        "e" => Value::from(["A", "B", "C"][draw.below(3)]),
        "b" => Value::from(draw.below(2) == 0),
        "day" => Value::from(format!("2026-0{}-1{}", 1 + draw.below(2), draw.below(3))),
        "at" => Value::from(
            [
                "2026-02-01T08:00:00Z",
                "2026-02-01T08:00:00.5Z",
                "2026-02-01T16:00:00+08:00",
                "2025-12-31T23:59:59.999999Z",
            ][draw.below(4)],
        ),
        _ => Value::from(*draw.of(TEXTS)),
    }
}

/// A random condition of at most that many levels; `plain` leaves out what only our own form can say.
pub fn condition(draw: &mut Draw, depth: usize, plain: bool) -> Value {
    if depth > 1 && draw.below(3) > 0 {
        let of: Vec<Value> = (0..1 + draw.below(3)).map(|_| condition(draw, depth - 1, plain)).collect();
        return match draw.below(5) {
            0 => json!({"type": "not", "of": condition(draw, depth - 1, plain)}),
            1 | 2 => json!({"type": "any", "of": of}),
            _ => json!({"type": "all", "of": of}),
        };
    }
    let mut leaf = leaf(draw, plain);
    let takes = !["present", "absent", "always", "all", "any"].contains(&leaf["type"].as_str().unwrap_or_default());
    if !plain && takes && draw.below(3) == 0 {
        leaf["on_missing"] = Value::from(*draw.of(&["match", "no_match"]));
    }
    leaf
}

fn leaf(draw: &mut Draw, plain: bool) -> Value {
    match draw.below(if plain { 7 } else { 9 }) {
        0 | 1 => {
            let field = *draw.of(NAMES);
            let op = *draw.of(&["equal", "not_equal", "below", "at_most", "above", "at_least"]);
            let op = if ORDERED.contains(&field) { op } else { *draw.of(&["equal", "not_equal"]) };
            json!({"type": "compare", "field": field, "op": op, "value": value(draw, field)})
        }
        2 => {
            let field = *draw.of(NAMES);
            let values: Vec<Value> = (0..draw.below(4)).map(|_| value(draw, field)).collect();
            json!({"type": "one_of", "field": field, "values": values})
        }
        3 => {
            let field = *draw.of(&["i", "d", "day"]);
            let (low, high) = match field {
                "i" => (json!(-2), json!(draw.below(4))),
                "d" => (json!("-1.5"), json!(["0.1", "2"][draw.below(2)])),
                _ => (json!("2026-01-11"), json!(["2026-01-12", "2026-02-10"][draw.below(2)])),
            };
            json!({"type": "between", "field": field, "low": low, "high": high})
        }
        4 => {
            let test = *draw.of(&["contains", "starts_with", "ends_with"]);
            let part = *draw.of(&["A", "a", "b", "b'", "%", "_", "\"", "价", "É"]);
            let mut leaf = json!({"type": test, "field": *draw.of(&["t", "u"]), "value": part});
            if !plain && draw.below(2) == 0 {
                leaf["ignore_case"] = Value::Bool(true);
            }
            leaf
        }
        5 => json!({"type": *draw.of(&["present", "absent"]), "field": *draw.of(NAMES)}),
        6 => {
            let (field, other) = *draw.of(&[("i", "j"), ("i", "d"), ("d", "j"), ("t", "u"), ("e", "t")]);
            let op = *draw.of(&["equal", "not_equal", "below", "at_least"]);
            let op = if ["t", "e"].contains(&field) { *draw.of(&["equal", "not_equal"]) } else { op };
            json!({"type": "compare_fields", "field": field, "op": op, "other": other})
        }
        7 => json!({"type": "always"}),
        _ => json!({"type": *draw.of(&["all", "any"]), "of": []}),
    }
}

/// A random record; a third of its values are missing.
pub fn record(draw: &mut Draw) -> Value {
    let mut map = Map::new();
    for name in NAMES {
        if draw.below(3) > 0 {
            map.insert((*name).to_owned(), value(draw, name));
        }
    }
    Value::Object(map)
}
