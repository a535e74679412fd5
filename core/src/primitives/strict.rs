//! JSON text to a value, with every duplicate key.

use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::map::Entry;
use serde_json::{Map, Value};

use super::{JsonPointer, limits};
use crate::error::{ErrorCode, Violation};

/// What a reader notes beside the value.
#[derive(Default)]
pub(super) struct Notes {
    /// Every duplicate key.
    pub(super) found: Vec<Violation>,
    /// Where the value stands that ended the reading.
    pub(super) stopped: JsonPointer,
}

/// The value that a text stands for, and its duplicate keys, of which there should be none.
pub(super) fn read(text: &str) -> (serde_json::Result<Value>, Notes) {
    let duplicates = RefCell::default();
    let mut reader = serde_json::Deserializer::from_str(text);
    let parsed = Strict(&duplicates).deserialize(&mut reader).and_then(|value| reader.end().map(|()| value));
    (parsed, duplicates.into_inner())
}

/// Builds a [`Value`] and notes every duplicate key, with its pointer from the value that holds it.
#[derive(Clone, Copy)]
struct Strict<'a>(&'a RefCell<Notes>);

impl Strict<'_> {
    /// How many duplicates have been found so far.
    fn count(self) -> usize {
        self.0.borrow().found.len()
    }

    /// Puts all duplicates after the first `before` under the step that led to them.
    fn place(self, before: usize, step: impl FnOnce() -> JsonPointer) {
        if self.count() > before {
            let mut notes = self.0.borrow_mut();
            let (below, step) = (notes.found.split_off(before), step());
            notes.found.extend(below.into_iter().map(|violation| violation.under(&step)));
        }
    }

    /// Puts the place where the reading ended under the step that led to it.
    fn stop(self, step: &JsonPointer) {
        let mut notes = self.0.borrow_mut();
        notes.stopped = step.join(&notes.stopped);
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        loop {
            let before = self.count();
            let next = access.next_element_seed(self);
            let next = next.inspect_err(|_| self.stop(&JsonPointer::root().index(items.len())))?;
            self.place(before, || JsonPointer::root().index(items.len()));
            match next {
                Some(item) => items.push(item),
                None => return Ok(Value::Array(items)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = access.next_key::<String>()? {
            let before = self.count();
            let value = access.next_value_seed(self);
            let value = value.inspect_err(|_| self.stop(&JsonPointer::root().key(&key)))?;
            let entry = map.entry(key);
            if matches!(entry, Entry::Occupied(_)) && self.count() < limits::VIOLATIONS {
                let violation = Violation::new(ErrorCode::DecodeDuplicateKey, JsonPointer::root());
                self.0.borrow_mut().found.push(violation.with("field", entry.key().as_str()));
            }
            self.place(before, || JsonPointer::root().key(entry.key()));
            entry.or_insert(value);
        }
        Ok(Value::Object(map))
    }
}
