//! Text to checked data: every violation at once, each with its code and pointer.
//!
//! The way in: a pre-pass over the text (bytes, depth, duplicate keys, finite numbers), a decode
//! that gathers all violations, and then the compile step of whoever asked, which checks the
//! rules across fields. serde's derive would stop at the first error and lose the path under
//! tagged sums, so decoding is `deserr`; serde only writes.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use deserr::{DeserializeError, Deserr, IntoValue, MergeWithError, ValueKind, ValuePointerRef};
use serde_json::Value;

use super::{Id, JsonPointer, limits, strict};
use crate::error::{Error, ErrorCode, Violation};

/// All violations found while decoding, in document order of discovery.
#[derive(Debug, Clone, PartialEq)]
pub struct DecodeError(Vec<Violation>);

impl DecodeError {
    /// One violation at `location`.
    pub fn one(code: ErrorCode, location: ValuePointerRef<'_>) -> Self {
        Self(vec![Violation::new(code, JsonPointer::from_deserr(location))])
    }

    /// One violation, complete.
    pub fn from_violation(violation: Violation) -> Self {
        Self(vec![violation])
    }

    /// Several violations, complete.
    pub(crate) fn from_violations(violations: Vec<Violation>) -> Self {
        Self(violations)
    }

    /// The violations.
    pub fn into_violations(self) -> Vec<Violation> {
        self.0
    }

    pub(crate) fn wrong_kind<S: IntoValue>(
        actual: &deserr::Value<S>,
        accepted: &[ValueKind],
        location: ValuePointerRef<'_>,
    ) -> Self {
        let violation = Violation::new(ErrorCode::DecodeWrongKind, JsonPointer::from_deserr(location))
            .with("expected", kinds(accepted))
            .with("actual", kind_instead(actual.kind(), accepted));
        Self(vec![violation])
    }
}

fn kind(kind: ValueKind) -> &'static str {
    match kind {
        ValueKind::Null => "null",
        ValueKind::Boolean => "boolean",
        ValueKind::Integer | ValueKind::NegativeInteger => "integer",
        ValueKind::Float => "number",
        ValueKind::String => "string",
        ValueKind::Sequence => "array",
        ValueKind::Map => "object",
    }
}

/// The kind that was found where others were accepted: a sign is named where it is all that is wrong.
fn kind_instead(actual: ValueKind, accepted: &[ValueKind]) -> &'static str {
    let is_signed = actual == ValueKind::NegativeInteger;
    if is_signed && accepted.contains(&ValueKind::Integer) { "negative integer" } else { kind(actual) }
}

fn kinds(accepted: &[ValueKind]) -> String {
    let mut names: Vec<&str> = accepted.iter().map(|accepted| kind(*accepted)).collect();
    names.dedup();
    names.join(" or ")
}

impl MergeWithError<Self> for DecodeError {
    fn merge(self_: Option<Self>, other: Self, _: ValuePointerRef<'_>) -> ControlFlow<Self, Self> {
        let mut all = self_.map_or_else(Vec::new, |found| found.0);
        all.extend(other.0);
        if all.len() >= limits::VIOLATIONS { ControlFlow::Break(Self(all)) } else { ControlFlow::Continue(Self(all)) }
    }
}

impl DeserializeError for DecodeError {
    fn error<S: IntoValue>(
        self_: Option<Self>,
        error: deserr::ErrorKind<'_, S>,
        location: ValuePointerRef<'_>,
    ) -> ControlFlow<Self, Self> {
        let at = JsonPointer::from_deserr(location);
        let violation = match error {
            deserr::ErrorKind::IncorrectValueKind { actual, accepted } => {
                Violation::new(ErrorCode::DecodeWrongKind, at)
                    .with("expected", kinds(accepted))
                    .with("actual", kind_instead(actual.kind(), accepted))
            }
            deserr::ErrorKind::MissingField { field } => {
                Violation::new(ErrorCode::DecodeMissingField, at.key(field)).with("field", field)
            }
            deserr::ErrorKind::UnknownKey { key, accepted } => {
                let violation = Violation::new(ErrorCode::DecodeUnknownField, at.key(key)).with("field", key);
                violation.with_nearest(key, accepted.iter().copied())
            }
            deserr::ErrorKind::UnknownValue { value, accepted } => {
                let violation = Violation::new(ErrorCode::DecodeUnknownValue, at)
                    .with("value", value)
                    .with("accepted", accepted.join(", "));
                violation.with_nearest(value, accepted.iter().copied())
            }
            deserr::ErrorKind::BadSequenceLen { expected, .. } => {
                Violation::new(ErrorCode::DecodeWrongLength, at).with("expected", expected)
            }
            // deserr's own words for a tag that names no variant; every sum here is tagged `type`.
            deserr::ErrorKind::Unexpected { msg } if msg == "Incorrect tag value" => {
                Violation::new(ErrorCode::DecodeUnknownType, at.key("type"))
            }
            // deserr says this of integers that do not fit their type.
            deserr::ErrorKind::Unexpected { .. } => Violation::new(ErrorCode::DecodeNumberOutOfRange, at),
        };
        Self::merge(self_, Self(vec![violation]), location)
    }
}

/// Implements decoding for a refined type: decode `$source`, then go through its constructor,
/// which answers a bare [`ErrorCode`] on refusal.
macro_rules! refined {
    ($name:ty, $source:ty, $constructor:expr) => {
        impl deserr::Deserr<$crate::primitives::decode::DecodeError> for $name {
            fn deserialize_from_value<S: deserr::IntoValue>(
                value: deserr::Value<S>,
                location: deserr::ValuePointerRef<'_>,
            ) -> Result<Self, $crate::primitives::decode::DecodeError> {
                let source =
                    <$source as deserr::Deserr<$crate::primitives::decode::DecodeError>>::deserialize_from_value(
                        value, location,
                    )?;
                let shown = source.to_string();
                let refine: fn($source) -> Result<$name, ErrorCode> = $constructor;
                refine(source).map_err(|code| {
                    let at = $crate::primitives::JsonPointer::from_deserr(location);
                    $crate::primitives::decode::DecodeError::from_violation(
                        $crate::error::Violation::new(code, at).with_value(&shown),
                    )
                })
            }
        }
    };
}
pub(crate) use refined;

pub(crate) fn bounded_text(text: String, location: ValuePointerRef<'_>) -> Result<String, DecodeError> {
    if text.len() > limits::TEXT_CHARS && text.chars().count() > limits::TEXT_CHARS {
        return Err(DecodeError::one(ErrorCode::DecodeTextTooLong, location));
    }
    Ok(text)
}

/// Decodes a value that has already passed the limits of the text door.
///
/// # Errors
/// Every violation found.
pub fn decode<T: Deserr<DecodeError>>(value: Value) -> Result<T, Vec<Violation>> {
    deserr::deserialize::<T, Value, DecodeError>(value).map_err(DecodeError::into_violations)
}

/// Parses JSON text within the limits of [`limits`]; duplicate keys are violations.
///
/// # Errors
/// `decode.too_large`, `decode.too_deep`, `decode.syntax`, or every `decode.duplicate_key`.
///
/// ```
/// use leadstone::decode::parse;
/// let found = parse(r#"{"a": 1, "b": {"c": 1, "c": 2}}"#).unwrap_err();
/// assert_eq!(found[0].code().as_str(), "decode.duplicate_key");
/// assert_eq!(found[0].pointer().as_str(), "/b/c");
/// ```
pub fn parse(text: &str) -> Result<Value, Vec<Violation>> {
    let refuse = |violation| Err(vec![violation]);
    if text.len() > limits::JSON_BYTES {
        return refuse(
            Violation::new(ErrorCode::DecodeTooLarge, JsonPointer::root()).with("limit", limits::JSON_BYTES),
        );
    }
    // Too few brackets to be too deep are counted faster than their nesting.
    let brackets = text.bytes().filter(|byte| matches!(byte, b'[' | b'{')).count();
    if brackets > limits::DEPTH && nesting(text) > limits::DEPTH {
        return refuse(too_deep(JsonPointer::root()));
    }
    let (parsed, strict::Notes { found, stopped }) = strict::read(text);
    match parsed {
        Err(error) => {
            // Broken text has no members; a number stands where the reader stopped.
            let (code, at) = if error.to_string().starts_with("number out of range") {
                (ErrorCode::DecodeNumberOutOfRange, stopped)
            } else {
                (ErrorCode::DecodeSyntax, JsonPointer::root())
            };
            refuse(Violation::new(code, at).with("line", error.line()).with("column", error.column()))
        }
        Ok(_) if !found.is_empty() => Err(found),
        Ok(value) => Ok(value),
    }
}

/// Parses and decodes a definition written as JSON.
///
/// # Errors
/// Class `definition`, with every violation found.
pub fn definition<T: Deserr<DecodeError>>(text: &str) -> Result<T, Error> {
    parse(text).map_err(Error::definition).and_then(definition_value)
}

/// Decodes a definition given as a JSON value, within the limits of definitions.
///
/// # Errors
/// Class `definition`: `decode.too_deep`, `decode.list_too_long`, or every violation found.
pub fn definition_value<T: Deserr<DecodeError>>(value: Value) -> Result<T, Error> {
    within_depth(&value).map_err(Error::definition)?;
    let mut violations = Vec::new();
    within_lengths(&value, &JsonPointer::root(), &mut violations);
    if violations.is_empty() { decode(value).map_err(Error::definition) } else { Err(Error::definition(violations)) }
}

/// Decodes an input given as a JSON value, within the limit of depth of the text door.
///
/// # Errors
/// Class `input`: `decode.too_deep`, or every violation found.
pub(crate) fn input_value<T: Deserr<DecodeError>>(value: Value) -> Result<T, Error> {
    within_depth(&value).and_then(|()| decode(value)).map_err(Error::input)
}

/// Refuses a value that no text door would read, at its root as that door does.
pub(crate) fn within_depth(value: &Value) -> Result<(), Vec<Violation>> {
    if is_deeper(value, limits::DEPTH) { Err(vec![too_deep(JsonPointer::root())]) } else { Ok(()) }
}

/// Walks at most `levels` down, so that a hostile value costs no stack.
fn is_deeper(value: &Value, levels: usize) -> bool {
    match value {
        Value::Array(_) | Value::Object(_) if levels == 0 => true,
        Value::Array(items) => items.iter().any(|item| is_deeper(item, levels - 1)),
        Value::Object(map) => map.values().any(|value| is_deeper(value, levels - 1)),
        _ => false,
    }
}

/// Notes every list that is too long for a definition; the depth is known to be within its limit.
fn within_lengths(value: &Value, at: &JsonPointer, violations: &mut Vec<Violation>) {
    match value {
        Value::Array(items) if items.len() > limits::LIST_LENGTH => {
            let violation = Violation::new(ErrorCode::DecodeListTooLong, at.clone());
            violations.push(violation.with("limit", limits::LIST_LENGTH));
        }
        Value::Array(items) => {
            for (i, item) in items.iter().enumerate().filter(|(_, item)| item.is_array() || item.is_object()) {
                within_lengths(item, &at.index(i), violations);
            }
        }
        Value::Object(map) => {
            for (key, value) in map.iter().filter(|(_, value)| value.is_array() || value.is_object()) {
                within_lengths(value, &at.key(key), violations);
            }
        }
        _ => {}
    }
}

/// The violations of a definition's `kind` and `schema_version`.
pub(crate) fn header(kind: &str, expected: &'static str, schema_version: u32) -> Vec<Violation> {
    let mut violations = Vec::new();
    if kind != expected {
        let violation = Violation::new(ErrorCode::DefinitionWrongKind, JsonPointer::root().key("kind"));
        violations.push(violation.with_value(kind).with("expected", expected));
    }
    if schema_version != SCHEMA_VERSION {
        let violation =
            Violation::new(ErrorCode::DefinitionUnsupportedVersion, JsonPointer::root().key("schema_version"));
        violations.push(violation.with("value", schema_version).with("expected", SCHEMA_VERSION));
    }
    violations
}

/// The version of the definition format that this build reads and writes.
const SCHEMA_VERSION: u32 = 1;

/// The JSON kind of a value, as messages name it.
pub(crate) fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// The violations of ids that stand twice in a list at `at`; `key` is where an entry holds its id.
pub(crate) fn duplicate_ids<'a>(
    code: ErrorCode,
    ids: impl Iterator<Item = &'a Id>,
    at: &JsonPointer,
    key: Option<&str>,
    violations: &mut Vec<Violation>,
) {
    let mut seen = BTreeSet::new();
    for (i, id) in ids.enumerate().filter(|(_, id)| !seen.insert(*id)) {
        let at = at.index(i);
        let at = key.map_or(at.clone(), |key| at.key(key));
        violations.push(Violation::new(code, at).with_value(id.as_str()));
    }
}

/// The violation of a value at `at` that should have been an object.
pub(crate) fn expected_object(value: &Value, at: &JsonPointer) -> Violation {
    let violation = Violation::new(ErrorCode::DecodeWrongKind, at.clone());
    violation.with("expected", "object").with("actual", kind_of(value))
}

/// The violation of a value that is nested past [`limits::DEPTH`]; object doors use it too.
pub fn too_deep(at: JsonPointer) -> Violation {
    Violation::new(ErrorCode::DecodeTooDeep, at).with("limit", limits::DEPTH)
}

/// The deepest nesting of brackets outside strings: a scan, so that hostile depth costs no stack.
fn nesting(text: &str) -> usize {
    let (mut depth, mut deepest, mut in_string, mut escaped) = (0_usize, 0_usize, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}
