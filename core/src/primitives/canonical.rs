//! Canonical JSON (RFC 8785) and fingerprints over it.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use super::decode::refined;
use super::serializer::Refusal;
use super::writer::Writer;
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
    let mut writer = Writer::new();
    match value.serialize(&mut writer) {
        Ok(()) => Ok(writer.out),
        Err(Refusal::NotFinite) => Err(Error::internal(ErrorCode::NumberNotFinite)),
        Err(Refusal::Bug) => Err(Error::internal(ErrorCode::InternalBug)),
    }
}

/// The SHA-256 of a value's canonical JSON, written as 64 hexadecimal digits.
///
/// ```
/// use leadstone::Fingerprint;
/// // SHA-256 of the two bytes `{}`, as any other tool computes it.
/// let of_empty = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
/// let fingerprint = Fingerprint::of(&serde_json::json!({})).unwrap();
/// assert_eq!(fingerprint.to_string(), of_empty);
/// assert_eq!(of_empty.parse(), Ok(fingerprint));
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

/// The text is not 64 hexadecimal digits in lower case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FingerprintError;

impl FromStr for Fingerprint {
    type Err = FingerprintError;

    fn from_str(text: &str) -> Result<Self, FingerprintError> {
        let mut bytes = [0_u8; 32];
        let mut digits = text.bytes();
        for byte in &mut bytes {
            let (high, low) = (digits.next().and_then(digit), digits.next().and_then(digit));
            *byte = high.zip(low).map(|(high, low)| high << 4 | low).ok_or(FingerprintError)?;
        }
        if digits.next().is_some() { Err(FingerprintError) } else { Ok(Self(bytes)) }
    }
}

fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    }
}

refined!(Fingerprint, String, |text| text.parse().map_err(|_| ErrorCode::DecodeNotAFingerprint));

impl Fingerprint {
    /// Hands over its 64 digits.
    fn with_digits<T>(self, take: impl FnOnce(&str) -> T) -> T {
        let digit = |half: u8| if half < 10 { b'0' + half } else { b'a' - 10 + half };
        let mut digits = [0_u8; 64];
        let (pairs, _) = digits.as_chunks_mut::<2>();
        for (pair, byte) in pairs.iter_mut().zip(self.0) {
            *pair = [digit(byte >> 4), digit(byte & 15)];
        }
        take(std::str::from_utf8(&digits).unwrap_or_default())
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.with_digits(|digits| f.write_str(digits))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Fingerprint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.with_digits(|digits| serializer.serialize_str(digits))
    }
}
