//! Made-up rules and records: every test of the language, missing values, events with ties.

use serde_json::{Map, Value, json};

/// A small generator of its own, so that a case is found again by its seed.
#[derive(Debug)]
pub struct Dice(u64);

impl Dice {
    /// The dice of a case.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    /// A number below `sides`.
    pub fn roll(&mut self, sides: u64) -> u64 {
        // xorshift64*.
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % sides
    }

    /// One of the words.
    pub fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[usize::try_from(self.roll(words.len() as u64)).unwrap()]
    }
}

/// The instant that made-up rules look back from.
pub const AS_OF: &str = "2026-03-31T12:00:00Z";
/// The comparisons.
pub const OPS: [&str; 6] = ["equal", "not_equal", "below", "at_most", "above", "at_least"];

/// The fields that made-up rules read.
pub fn fields() -> Value {
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

/// A tree of tests.
pub fn tree(dice: &mut Dice, levels: u64) -> Value {
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

/// A record of those fields, some of them missing.
pub fn record(dice: &mut Dice) -> Value {
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
