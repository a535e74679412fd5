//! Personal data in hashes: sealed under a salt of the person's own.

use serde::Serialize;

use crate::error::{Error, ErrorCode};
use crate::primitives::decode::refined;
use crate::primitives::{Fingerprint, canonical_json};

/// A secret of the host for one person, 16 to 200 bytes; never written anywhere by leadstone.
///
/// ```
/// use leadstone::journey::Salt;
/// assert!(Salt::try_new("short").is_err());
/// assert_eq!(format!("{:?}", Salt::try_new("0123456789abcdef").unwrap()), "Salt");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Salt(String);

impl Salt {
    /// The salt of that text.
    ///
    /// # Errors
    /// `journey.salt_length`.
    pub fn try_new(text: impl Into<String>) -> Result<Self, ErrorCode> {
        let text = text.into();
        if (16..=200).contains(&text.len()) { Ok(Self(text)) } else { Err(ErrorCode::JourneySaltLength) }
    }

    /// HMAC-SHA256 (RFC 2104) under this salt of the canonical JSON of a name and a value.
    ///
    /// # Errors
    /// As [`canonical_json`].
    pub fn seal<T: Serialize>(&self, name: &str, value: &T) -> Result<Fingerprint, Error> {
        let text = canonical_json(&(name, value))?;
        Ok(Fingerprint::from_digest(hmac_sha256::HMAC::mac(text.as_bytes(), self.0.as_bytes())))
    }
}

impl std::fmt::Debug for Salt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Salt")
    }
}

/// What is refused is not shown: it may be a secret cut short.
struct Hidden(String);

impl std::fmt::Display for Hidden {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("…")
    }
}

impl deserr::Deserr<crate::primitives::decode::DecodeError> for Hidden {
    fn deserialize_from_value<S: deserr::IntoValue>(
        value: deserr::Value<S>,
        location: deserr::ValuePointerRef<'_>,
    ) -> Result<Self, crate::primitives::decode::DecodeError> {
        String::deserialize_from_value(value, location).map(Self)
    }
}

refined!(Salt, Hidden, |text| Salt::try_new(text.0));

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Salt {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Salt".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string", "minLength": 1, "maxLength": 200,
            "description": "A secret of the host for one person, 16 to 200 bytes.",
        })
    }
}
