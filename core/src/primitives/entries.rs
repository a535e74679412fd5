//! Objects with free keys, decoded with every violation.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use deserr::{Deserr, IntoValue, Map, MergeWithError, Value, ValueKind, ValuePointerRef};

use super::decode::DecodeError;

/// An object with free keys.
///
/// deserr 0.6.4 decodes a `BTreeMap` too, but drops every entry that it refuses, without a word.
/// So a field that is a map is decoded through this: `#[deserr(from(Entries<T>) = Entries::into_map)]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entries<T>(BTreeMap<String, T>);

impl<T> Entries<T> {
    /// The entries by key.
    pub fn into_map(self) -> BTreeMap<String, T> {
        self.0
    }
}

impl<T: Deserr<DecodeError>> Deserr<DecodeError> for Entries<T> {
    fn deserialize_from_value<S: IntoValue>(
        value: Value<S>,
        location: ValuePointerRef<'_>,
    ) -> Result<Self, DecodeError> {
        let Value::Map(map) = value else {
            return Err(DecodeError::wrong_kind(&value, &[ValueKind::Map], location));
        };
        let (mut entries, mut error) = (BTreeMap::new(), None);
        for (key, value) in map.into_iter() {
            let at = location.push_key(&key);
            match T::deserialize_from_value(value.into_value(), at) {
                Ok(value) => {
                    entries.insert(key, value);
                }
                Err(found) => match DecodeError::merge(error, found, at) {
                    ControlFlow::Continue(merged) => error = Some(merged),
                    ControlFlow::Break(all) => return Err(all),
                },
            }
        }
        match error {
            None => Ok(Self(entries)),
            Some(error) => Err(error),
        }
    }
}
