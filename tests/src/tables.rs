//! Random decision tables and records, for the tests and for the evidence of the benches.

use leadstone::table::TableModel;
use leadstone::{FieldType, JsonPointer, TypedRecord};
use serde_json::{Map, Value, json};

/// A small generator of numbers (Knuth's linear congruence), so that a seed names a case for ever.
#[derive(Debug, Clone)]
pub struct Draw(u64);

impl Draw {
    /// The generator of a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % bound.max(1) as u64).unwrap_or_default()
    }

    /// One of a list.
    pub fn of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

const TYPES: &[&str] = &["boolean", "integer", "decimal", "text", "date", "instant", "money", "enum"];
const TEXTS: &[&str] = &["A", "B", "C", "D", "not x", "-", "a|b", "东区"];

/// A value of a type, out of a few so that cells and records meet.
fn value(draw: &mut Draw, field_type: &str) -> Value {
    match field_type {
        "boolean" => Value::from(draw.below(2) == 0),
        "integer" => Value::from(draw.below(9) as i64 - 2),
        "decimal" | "money" => Value::from(format!("{}.{}", draw.below(4), ["0", "5", "25", "333"][draw.below(4)])),
        "enum" => Value::from(["A", "B", "C", "D"][draw.below(4)]),
        "date" => Value::from(format!("2026-02-0{}", 1 + draw.below(9))),
        "instant" => Value::from(format!("2026-02-01T0{}:00:00.{}Z", draw.below(5), draw.below(2))),
        _ => Value::from(*draw.of(TEXTS)),
    }
}

fn cell(draw: &mut Draw, field_type: &str, depth: usize) -> Value {
    let ordered = !["boolean", "text", "enum"].contains(&field_type);
    match draw.below(if depth > 0 { 9 } else { 7 }) {
        0 => json!({"type": "present"}),
        1 => json!({"type": "absent"}),
        2 => {
            json!({"type": "one_of", "values": (0..1 + draw.below(3)).map(|_| value(draw, field_type)).collect::<Vec<_>>()})
        }
        3 | 4 if ordered => {
            let op = *draw.of(&["below", "at_most", "above", "at_least"]);
            json!({"type": "compare", "op": op, "value": value(draw, field_type)})
        }
        5 if ordered => {
            let (mut low, mut high) = (value(draw, field_type), value(draw, field_type));
            let swap = match (&low, &high) {
                (Value::String(a), Value::String(b)) if field_type == "decimal" || field_type == "money" => {
                    a.parse::<f64>().unwrap_or(0.0) > b.parse::<f64>().unwrap_or(0.0)
                }
                (Value::String(a), Value::String(b)) => a > b,
                (a, b) => a.as_i64() > b.as_i64(),
            };
            if swap {
                std::mem::swap(&mut low, &mut high);
            }
            json!({"type": "between", "low": low, "high": high, "low_open": draw.below(2) == 0, "high_open": draw.below(2) == 0})
        }
        7 | 8 => json!({"type": "not", "of": cell(draw, field_type, depth - 1)}),
        _ => json!({"type": "equal", "value": value(draw, field_type)}),
    }
}

/// A random table of up to so many rows and four inputs, with any hit policy.
pub fn table(draw: &mut Draw, rows: usize) -> Value {
    let inputs: Vec<Value> = (0..1 + draw.below(4))
        .map(|i| {
            let (of, optional) = (*draw.of(TYPES), draw.below(3) > 0);
            let values: &[&str] = if of == "enum" { &["A", "B", "C", "D"] } else { &[] };
            json!({"name": format!("i{i}"), "type": of, "optional": optional, "values": values})
        })
        .collect();
    let policy = *draw.of(&["unique", "any", "first", "first", "first", "priority", "rule_order", "collect"]);
    let rows: Vec<Value> = (0..1 + draw.below(rows))
        .map(|row| {
            let when: Vec<Value> = inputs
                .iter()
                .map(|input| match draw.below(3) {
                    0 => Value::Null,
                    _ => cell(draw, input["type"].as_str().unwrap_or_default(), 2),
                })
                .collect();
            json!({"id": format!("r{row}"), "when": when, "then": [draw.below(3), *draw.of(TEXTS)]})
        })
        .collect();
    json!({"kind": "table.decision", "schema_version": 1, "id": "random", "hit_policy": policy, "inputs": inputs,
        "outputs": [{"name": "n", "type": "integer", "values": [2, 0, 1]}, {"name": "t", "type": "text"}], "rows": rows})
}

/// A random record of a table's inputs; one that may be missing often is.
///
/// # Panics
/// Never: the values are of the declared types.
pub fn record(draw: &mut Draw, model: &TableModel) -> TypedRecord {
    let mut map = Map::new();
    for input in &model.definition().inputs {
        if !input.optional || draw.below(4) > 0 {
            map.insert(input.name.as_str().to_owned(), value(draw, name(input.field_type)));
        }
    }
    TypedRecord::from_value(Value::Object(map), model.fields(), &JsonPointer::root()).unwrap_or_default()
}

fn name(field_type: FieldType) -> &'static str {
    field_type.name()
}
