//! Values of a record, and how a row hands them out.

use chrono::NaiveDate;
use deserr::{Deserr, IntoValue, Value, ValueKind, ValuePointerRef};
use serde::Serialize;

use super::decode::DecodeError;
use super::{Decimal, EventsRef, Instant, SetRef};

/// One value of a record, borrowed; `None` of it stands for a missing value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ScalarRef<'a> {
    /// A truth value.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A decimal; money is handed out as a decimal of major units.
    Decimal(Decimal),
    /// A text.
    Text(&'a str),
    /// A point in time.
    Instant(Instant),
    /// A local day.
    Date(NaiveDate),
    /// Several texts.
    Set(SetRef<'a>),
    /// What happened, oldest first.
    Events(EventsRef<'a>),
}

impl ScalarRef<'_> {
    /// The order of two values of one type; values of different types are ordered by their type.
    pub(crate) fn order(self, other: ScalarRef<'_>) -> std::cmp::Ordering {
        const fn rank(value: ScalarRef<'_>) -> u8 {
            match value {
                ScalarRef::Boolean(_) => 0,
                ScalarRef::Integer(_) => 1,
                ScalarRef::Decimal(_) => 2,
                ScalarRef::Text(_) => 3,
                ScalarRef::Instant(_) => 4,
                ScalarRef::Date(_) => 5,
                ScalarRef::Set(_) => 6,
                ScalarRef::Events(_) => 7,
            }
        }
        match (self, other) {
            (ScalarRef::Boolean(a), ScalarRef::Boolean(b)) => a.cmp(&b),
            (ScalarRef::Integer(a), ScalarRef::Integer(b)) => a.cmp(&b),
            (ScalarRef::Decimal(a), ScalarRef::Decimal(b)) => a.cmp(&b),
            (ScalarRef::Text(a), ScalarRef::Text(b)) => a.cmp(b),
            (ScalarRef::Instant(a), ScalarRef::Instant(b)) => a.cmp(&b),
            (ScalarRef::Date(a), ScalarRef::Date(b)) => a.cmp(&b),
            (ScalarRef::Set(a), ScalarRef::Set(b)) => a.sorted().cmp(&b.sorted()),
            (ScalarRef::Events(a), ScalarRef::Events(b)) => (a.times(), a.kinds()).cmp(&(b.times(), b.kinds())),
            (a, b) => rank(a).cmp(&rank(b)),
        }
    }

    /// The value as a typed parameter of a reason.
    pub fn to_param(self) -> super::Param {
        match self {
            Self::Boolean(value) => super::Param::Text(value.to_string()),
            Self::Integer(value) => value.into(),
            Self::Decimal(value) => value.into(),
            Self::Text(value) => value.into(),
            Self::Instant(value) => value.into(),
            Self::Date(value) => value.into(),
            Self::Set(value) => value.sorted().into(),
            // How many, for a list of events has no short form.
            Self::Events(value) => value.len().into(),
        }
    }
}

/// A row that hands out its fields by slot; a model resolves names to slots once, at compile time.
pub trait Record {
    /// The value in `slot`, or `None` when it is missing.
    fn value(&self, slot: usize) -> Option<ScalarRef<'_>>;
}

impl Record for [Option<ScalarRef<'_>>] {
    fn value(&self, slot: usize) -> Option<ScalarRef<'_>> {
        self.get(slot).copied().flatten()
    }
}

/// A value written in a definition; its field's declared type says how it is read.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Literal {
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction, kept exactly as its shortest decimal.
    Decimal(Decimal),
    /// Text: also an instant, a date or a decimal, by the field's type.
    Text(String),
}

impl Deserr<DecodeError> for Literal {
    fn deserialize_from_value<S: IntoValue>(
        value: Value<S>,
        location: ValuePointerRef<'_>,
    ) -> Result<Self, DecodeError> {
        match value {
            Value::Boolean(value) => Ok(Self::Boolean(value)),
            Value::Integer(value) => match i64::try_from(value) {
                Ok(value) => Ok(Self::Integer(value)),
                Err(_) => Err(DecodeError::one(crate::error::ErrorCode::DecodeNumberOutOfRange, location)),
            },
            Value::NegativeInteger(value) => Ok(Self::Integer(value)),
            Value::Float(value) => match value.to_string().parse() {
                Ok(value) => Ok(Self::Decimal(value)),
                Err(_) => Err(DecodeError::one(crate::error::ErrorCode::DecodeNumberOutOfRange, location)),
            },
            Value::String(text) => super::decode::bounded_text(text, location).map(Self::Text),
            other => Err(DecodeError::wrong_kind(
                &other,
                &[ValueKind::Boolean, ValueKind::Integer, ValueKind::Float, ValueKind::String],
                location,
            )),
        }
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Literal {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Literal".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "A value written in a definition; its field's declared type says how it is read.",
            "type": ["boolean", "number", "string"],
        })
    }
}
