//! JSON pointers (RFC 6901): where in a document something stands.

use std::fmt;

use serde::{Serialize, Serializer};

/// A JSON pointer (RFC 6901), such as `/rules/2/points`; empty for the whole document.
///
/// ```
/// use leadstone::JsonPointer;
/// let at = JsonPointer::root().key("rules").index(2).key("a/b");
/// assert_eq!(at.to_string(), "/rules/2/a~1b");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct JsonPointer(String);

impl JsonPointer {
    /// The pointer to the whole document.
    pub fn root() -> Self {
        Self::default()
    }

    /// This pointer extended by an object key; `~` and `/` are escaped.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        let mut text = self.0.clone();
        text.push('/');
        for c in key.chars() {
            match c {
                '~' => text.push_str("~0"),
                '/' => text.push_str("~1"),
                c => text.push(c),
            }
        }
        Self(text)
    }

    /// This pointer extended by an array index.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        Self(format!("{}/{index}", self.0))
    }

    /// `below` seen from the document in which `self` points to its root.
    #[must_use]
    pub fn join(&self, below: &Self) -> Self {
        Self(format!("{}{}", self.0, below.0))
    }

    /// The pointer as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn from_deserr(at: deserr::ValuePointerRef<'_>) -> Self {
        match at {
            deserr::ValuePointerRef::Origin => Self::root(),
            deserr::ValuePointerRef::Key { key, prev } => Self::from_deserr(*prev).key(key),
            deserr::ValuePointerRef::Index { index, prev } => Self::from_deserr(*prev).index(index),
        }
    }
}

impl fmt::Display for JsonPointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for JsonPointer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}
