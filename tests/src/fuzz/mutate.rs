//! Changes of one document: in its tree, or in its bytes.

use leadstone::kernel::rng::Pcg64;
use serde_json::{Map, Value, json};

use crate::Vector;

/// A change of the bytes for so many changes of the tree.
const TREES: u64 = 4;
/// The most changes that one document gets.
const CHANGES: u64 = 4;

/// One of the items; `None` when there is none.
pub(super) fn chosen<'a, T>(items: &'a [T], rng: &mut Pcg64) -> Option<&'a T> {
    items.get(usize::try_from(rng.below(items.len() as u64)).unwrap_or(0))
}

/// The case with a changed definition, a changed input, or both.
pub(super) fn case(case: &Vector, pool: &[Value], rng: &mut Pcg64) -> Vector {
    let mut changed = case.clone();
    // A changed definition is mostly refused before its input is looked at.
    let which = rng.below(8);
    if which < 3 {
        changed.definition = document(&case.definition, pool, rng);
    }
    if which > 1 {
        changed.input = document(&case.input, pool, rng);
    }
    changed
}

fn document(text: &str, pool: &[Value], rng: &mut Pcg64) -> String {
    if rng.below(TREES + 1) > 0
        && let Ok(mut value) = serde_json::from_str::<Value>(text)
    {
        let changes = if rng.below(2) == 0 { 0 } else { rng.below(CHANGES) };
        for _ in 0..=changes {
            tree(&mut value, pool, rng);
        }
        return value.to_string();
    }
    bytes(text, rng)
}

/// Changes one node of the tree, each as likely as any other.
fn tree(root: &mut Value, pool: &[Value], rng: &mut Pcg64) {
    let mut left = rng.below(size(root));
    let alien = chosen(pool, rng).and_then(|other| nth(other, rng.below(size(other)))).cloned();
    let own = nth(root, rng.below(size(root))).cloned();
    let (seed, gently) = (rng.next_u64(), rng.below(3) > 0);
    at(root, &mut left, &mut |node| {
        let mut rng = Pcg64::new(seed);
        if !gently || !like(node, own.as_ref(), &mut rng) {
            change(node, alien.clone(), &mut rng);
        }
    });
}

/// Puts another value of the same kind there, so that the change gets past the decoder; whether it could.
fn like(node: &mut Value, own: Option<&Value>, rng: &mut Pcg64) -> bool {
    match (&mut *node, own) {
        (Value::Bool(value), _) => *value = !*value,
        (Value::Number(number), _) => {
            let value = number.as_i64().unwrap_or_default();
            let near = [value - value.signum(), value.saturating_add(1), value.saturating_mul(10), value / 2];
            *node = json!(chosen(&near, rng).copied().unwrap_or_default());
        }
        (Value::String(text), Some(Value::String(other))) if text != other => other.clone_into(text),
        (Value::Array(items), _) if items.len() > 1 => match rng.below(3) {
            0 => items.reverse(),
            1 => items.truncate(items.len() / 2),
            _ => items.extend_from_within(..1),
        },
        _ => return false,
    }
    true
}

fn size(value: &Value) -> u64 {
    1 + match value {
        Value::Array(items) => items.iter().map(size).sum::<u64>(),
        Value::Object(fields) => fields.values().map(size).sum(),
        _ => 0,
    }
}

fn nth(value: &Value, at: u64) -> Option<&Value> {
    let mut open = vec![value];
    let mut left = at;
    while let Some(value) = open.pop() {
        if left == 0 {
            return Some(value);
        }
        left -= 1;
        match value {
            Value::Array(items) => open.extend(items),
            Value::Object(fields) => open.extend(fields.values()),
            _ => {}
        }
    }
    None
}

/// Applies `change` to the node that `left` counts down to; whether it was found.
fn at(value: &mut Value, left: &mut u64, change: &mut dyn FnMut(&mut Value)) -> bool {
    if *left == 0 {
        change(value);
        return true;
    }
    *left -= 1;
    match value {
        Value::Array(items) => items.iter_mut().any(|item| at(item, left, change)),
        Value::Object(fields) => fields.values_mut().any(|field| at(field, left, change)),
        _ => false,
    }
}

fn change(node: &mut Value, alien: Option<Value>, rng: &mut Pcg64) {
    match (rng.below(8), &mut *node) {
        (0, _) => *node = alien.unwrap_or_default(),
        (1, Value::Array(items)) if !items.is_empty() => {
            let again = chosen(items, rng).cloned().unwrap_or_default();
            items.push(again);
        }
        (1, Value::Object(fields)) => drop_one(fields, rng),
        (2, Value::Array(items)) if !items.is_empty() => {
            let last = items.len() - 1;
            items.swap(0, last);
            items.pop();
        }
        (2, Value::Object(fields)) => {
            fields.insert(word(rng).to_owned(), alien.unwrap_or_default());
        }
        (3, _) => *node = deep(rng),
        (4, Value::Array(items)) => {
            let first = items.first().cloned().unwrap_or_default();
            items.extend(vec![first; 300]);
        }
        (5, Value::Number(number)) => {
            let next = number.as_i64().unwrap_or_default().wrapping_add(if rng.below(2) == 0 { 1 } else { -1 });
            *node = json!(next);
        }
        (5, Value::String(text)) => *text = text.chars().rev().collect(),
        _ => *node = hostile(rng),
    }
}

fn drop_one(fields: &mut Map<String, Value>, rng: &mut Pcg64) {
    let keys: Vec<String> = fields.keys().cloned().collect();
    if let Some(key) = chosen(&keys, rng) {
        fields.remove(key);
    }
}

/// Nested far, but within what the parser of a test would take.
fn deep(rng: &mut Pcg64) -> Value {
    let mut value = json!({"type": "always"});
    for _ in 0..rng.below(100) {
        value = if rng.below(2) == 0 { json!({"type": "not", "of": value}) } else { json!([value]) };
    }
    value
}

fn word(rng: &mut Pcg64) -> &'static str {
    const WORDS: &[&str] = &["id", "type", "of", "field", "value", "at", "state", "kind", "as_of", "after", "to", ""];
    chosen(WORDS, rng).copied().unwrap_or_default()
}

fn hostile(rng: &mut Pcg64) -> Value {
    match rng.below(20) {
        0 => Value::Null,
        1 => json!(""),
        2 => json!(0),
        3 => json!(-1),
        4 => json!(i64::MAX),
        5 => json!(i64::MIN),
        6 => json!(9_007_199_254_740_993_i64),
        7 => json!(1e308),
        8 => json!(-0.0),
        9 => json!("9999-12-31T23:59:59.999999Z"),
        10 => json!("0001-01-01T00:00:00Z"),
        11 => json!("2024-02-30"),
        12 => json!("99999999999999999999999999999999999.99"),
        13 => json!("\u{0}\u{202e}\u{1f600}"),
        14 => json!("x".repeat(70_000)),
        15 => json!([]),
        16 => json!({}),
        17 => json!(true),
        18 => json!({"amount": i64::MAX, "unit": "business_minutes"}),
        _ => json!("-9223372036854775808"),
    }
}

/// Bytes are flipped, dropped, doubled and moved; what is no text any more is read as far as it is.
fn bytes(text: &str, rng: &mut Pcg64) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..=rng.below(CHANGES) {
        let length = bytes.len();
        let place = |rng: &mut Pcg64| usize::try_from(rng.below(length as u64 + 1)).unwrap_or(0).min(length);
        let (from, to) = (place(rng), place(rng));
        let (from, to) = (from.min(to), from.max(to));
        match rng.below(4) {
            0 => {
                if let Some(byte) = bytes.get_mut(from) {
                    *byte ^= 1 << rng.below(8);
                }
            }
            1 => drop(bytes.drain(from..to)),
            2 => {
                let doubled = bytes.get(from..to.min(from + 64)).unwrap_or_default().to_vec();
                bytes.splice(to..to, doubled);
            }
            _ => {
                const SIGNS: &[u8] = b"{}[]\",:0-e.\\u";
                bytes.insert(from, chosen(SIGNS, rng).copied().unwrap_or(b'{'));
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
