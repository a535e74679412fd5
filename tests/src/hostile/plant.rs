//! Values that a file cannot hold, and faults planted in sound documents.

use serde_json::{Map, Value};

/// The value that a case states, or `None` when Rust cannot say it.
pub(super) fn value(stated: &Value) -> Option<Value> {
    let each = |items: &[Value]| items.iter().map(value).collect::<Option<Vec<_>>>();
    match stated {
        Value::Array(items) => each(items).map(Value::Array),
        Value::Object(map) => match map.get("$").and_then(Value::as_str) {
            Some(generator) => generated(generator, map),
            None => map
                .iter()
                .map(|(key, stated)| Some((key.clone(), value(stated)?)))
                .collect::<Option<_>>()
                .map(Value::Object),
        },
        plain => Some(plain.clone()),
    }
}

fn generated(generator: &str, map: &Map<String, Value>) -> Option<Value> {
    let number = |key: &str| usize::try_from(map.get(key)?.as_u64()?).ok();
    match generator {
        "text" => Some(Value::from(map.get("of")?.as_str()?.repeat(number("times")?))),
        "list" => Some(Value::Array(vec![map.get("of")?.clone(); number("times")?])),
        "nested" => Some((1..number("levels")?).fold(Value::Array(Vec::new()), |inner, _| Value::Array(vec![inner]))),
        _ => None,
    }
}

/// A sound document with the members of `set` planted at their pointers, below `at`.
pub(super) fn planted(mut sound: Value, at: &str, set: &Map<String, Value>) -> Option<Value> {
    for (pointer, stated) in set {
        let whole = format!("{at}{pointer}");
        let (parent, key) = whole.rsplit_once('/')?;
        match sound.pointer_mut(parent)? {
            Value::Object(map) => {
                map.insert(key.to_owned(), value(stated)?);
            }
            Value::Array(items) => *items.get_mut(key.parse::<usize>().ok()?)? = value(stated)?,
            _ => return None,
        }
    }
    Some(sound)
}

/// A text, or pieces of one: texts and `[text, times]`.
pub(super) fn text(stated: &Value) -> String {
    let piece = |piece: &Value| match piece.as_str() {
        Some(text) => text.to_owned(),
        None => {
            piece[0].as_str().unwrap_or_default().repeat(usize::try_from(piece[1].as_u64().unwrap_or(0)).unwrap_or(0))
        }
    };
    match stated {
        Value::Array(pieces) => pieces.iter().map(piece).collect(),
        whole => piece(whole),
    }
}
