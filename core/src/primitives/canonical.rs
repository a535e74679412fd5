//! Canonical JSON (RFC 8785) and fingerprints over it.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};
use serde_json::{Number, Value};

use super::decode::refined;
use super::finite::all_finite;
use super::limits;
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
    let value = serde_json::to_value(value).map_err(|_| Error::internal(ErrorCode::InternalBug))?;
    let mut out = String::with_capacity(1_024);
    write(&value, &mut out);
    Ok(out)
}

/// Writes a value as RFC 8785 says; the crate `serde_json_canonicalizer` is the oracle of its tests
/// and took 15 times as long, which made up most of a call's cost.
fn write(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => write_number(number, out),
        Value::String(text) => write_text(text, out),
        Value::Array(items) => {
            let mut before = '[';
            for item in items {
                out.push(before);
                write(item, out);
                before = ',';
            }
            out.push_str(if before == '[' { "[]" } else { "]" });
        }
        Value::Object(members) => {
            let mut members: Vec<(&String, &Value)> = members.iter().collect();
            members.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
            let mut before = '{';
            for (key, member) in members {
                out.push(before);
                write_text(key, out);
                out.push(':');
                write(member, out);
                before = ',';
            }
            out.push_str(if before == '{' { "{}" } else { "}" });
        }
    }
}

/// Whole numbers that a double holds exactly as they are, all others as the double that ECMAScript writes.
fn write_number(number: &Number, out: &mut String) {
    match (number.as_i64(), number.as_f64()) {
        (Some(whole), _) if whole.unsigned_abs() <= limits::SAFE_INTEGER.unsigned_abs() => {
            out.push_str(&whole.to_string());
        }
        (_, double) => out.push_str(ryu_js::Buffer::new().format(double.unwrap_or_default())),
    }
}

fn write_text(text: &str, out: &mut String) {
    out.push('"');
    if text.bytes().all(|byte| byte >= 0x20 && byte != b'"' && byte != b'\\') {
        out.push_str(text);
    } else {
        text.chars().for_each(|c| write_char(c, out));
    }
    out.push('"');
}

fn write_char(c: char, out: &mut String) {
    match c {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\u{8}' => out.push_str("\\b"),
        '\t' => out.push_str("\\t"),
        '\n' => out.push_str("\\n"),
        '\u{c}' => out.push_str("\\f"),
        '\r' => out.push_str("\\r"),
        c if c < ' ' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
        c => out.push(c),
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
