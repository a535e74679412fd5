//! Canonical JSON (RFC 8785) and fingerprints over it.

use std::fmt;

use serde::{Serialize, Serializer};

use super::finite::all_finite;
use crate::error::{Error, ErrorCode};

/// The canonical JSON of a value: compact, keys sorted by UTF-16 code units, numbers as RFC 8785 says.
///
/// The text made here is what is compared and hashed in every language.
///
/// # Errors
/// `number.not_finite` when a NaN or an infinity is to be written.
///
/// ```
/// use leadstone::canonical_json;
/// let text = canonical_json(&serde_json::json!({"b": 1.0, "a": [1e21, 0.002]})).unwrap();
/// assert_eq!(text, r#"{"a":[1e+21,0.002],"b":1}"#);
/// assert!(canonical_json(&vec![f64::NAN]).is_err());
/// ```
pub fn canonical_json<T: Serialize>(value: &T) -> Result<String, Error> {
    if !all_finite(value) {
        return Err(Error::internal(ErrorCode::NumberNotFinite));
    }
    serde_json_canonicalizer::to_string(value).map_err(|_| Error::internal(ErrorCode::NumberNotFinite))
}

/// The SHA-256 of a value's canonical JSON, written as 64 hexadecimal digits.
///
/// ```
/// use leadstone::Fingerprint;
/// // SHA-256 of the two bytes `{}`, as any other tool computes it.
/// let of_empty = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
/// assert_eq!(Fingerprint::of(&serde_json::json!({})).unwrap().to_string(), of_empty);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// The fingerprint of a value.
    ///
    /// # Errors
    /// As [`canonical_json`].
    pub fn of<T: Serialize>(value: &T) -> Result<Self, Error> {
        Ok(Self::of_text(&canonical_json(value)?))
    }

    /// The fingerprint of text that is already canonical.
    pub fn of_text(text: &str) -> Self {
        Self(hmac_sha256::Hash::hash(text.as_bytes()))
    }

    /// The fingerprint whose SHA-256 was computed in parts.
    pub(crate) fn from_digest(digest: [u8; 32]) -> Self {
        Self(digest)
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Fingerprint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
