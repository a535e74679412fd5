//! Ids of definitions, records and people.

use std::fmt;

use serde::Serialize;

use super::decode::refined;
use super::limits;
use crate::error::ErrorCode;

/// An id of the host or of a definition: 1 to 200 characters, none of them a control character.
///
/// ```
/// use leadstone::Id;
/// assert_eq!(Id::try_new("lead-7").unwrap().as_str(), "lead-7");
/// assert!(Id::try_new("").is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Id(String);

impl Id {
    /// The id with that text.
    ///
    /// # Errors
    /// `decode.text_empty`, `decode.text_too_long` or `decode.control_character`.
    pub fn try_new(text: impl Into<String>) -> Result<Self, ErrorCode> {
        let text = text.into();
        if text.is_empty() {
            return Err(ErrorCode::DecodeTextEmpty);
        }
        if text.len() > limits::ID_CHARS && text.chars().count() > limits::ID_CHARS {
            return Err(ErrorCode::DecodeTextTooLong);
        }
        if text.chars().any(char::is_control) {
            return Err(ErrorCode::DecodeControlCharacter);
        }
        Ok(Self(text))
    }

    /// An id that this crate writes itself. INVARIANT: callers pass a short literal.
    pub(crate) fn literal(text: &'static str) -> Self {
        Self(text.to_owned())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::borrow::Borrow<str> for Id {
    fn borrow(&self) -> &str {
        &self.0
    }
}

refined!(Id, String, Id::try_new);
