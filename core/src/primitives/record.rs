//! A record as values in the order of its declared fields.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value;

use super::{
    Day, Decimal, EventColumns, Field, FieldType, Id, Instant, JsonPointer, Record, ScalarRef, SetColumns, decode,
    limits,
};
use crate::error::{ErrorCode, Violation};

/// One value of a record, owned; written in its canonical JSON form (decimals and times as text).
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Scalar {
    /// A truth value.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A decimal; money is kept as a decimal of major units.
    Decimal(Decimal),
    /// A text.
    Text(String),
    /// A point in time.
    Instant(Instant),
    /// A local day.
    Date(NaiveDate),
    /// Several texts, sorted.
    Set(SetColumns),
    /// What happened, oldest first.
    Events(EventColumns),
}

impl Scalar {
    /// The scalar of a field of that type, or `None` when the JSON value is of another type; sets and
    /// event lists are read by [`Self::read_field`] alone.
    pub fn read(field_type: FieldType, value: Value) -> Option<Self> {
        match (field_type, value) {
            (FieldType::Boolean, Value::Bool(value)) => Some(Self::Boolean(value)),
            (FieldType::Integer, Value::Number(value)) => value.as_i64().map(Self::Integer),
            (FieldType::Decimal | FieldType::Money, Value::Number(value)) => {
                value.to_string().parse().ok().map(Self::Decimal)
            }
            (FieldType::Decimal | FieldType::Money, Value::String(text)) => text.parse().ok().map(Self::Decimal),
            (FieldType::Text | FieldType::Enum, Value::String(text)) => Some(Self::Text(text)),
            (FieldType::Instant, Value::String(text)) => text.parse().ok().map(Self::Instant),
            (FieldType::Date, Value::String(text)) => text.parse().ok().map(|day: Day| Self::Date(day.date())),
            _ => None,
        }
    }

    /// The value of a declared field in a record that stands at `at`; `None` for `null`.
    ///
    /// # Errors
    /// `decode.text_too_long`, `record.wrong_type`, `record.unknown_value`; of sets and events every one.
    pub fn read_field(field: &Field, value: Value, at: &JsonPointer) -> Result<Option<Self>, Vec<Violation>> {
        if value.is_null() {
            return Ok(None);
        }
        match field.field_type {
            FieldType::Set => {
                return SetColumns::from_value(field, value, &at.key(field.name.as_str())).map(Self::Set).map(Some);
            }
            FieldType::Events => {
                return EventColumns::from_value(field, value, &at.key(field.name.as_str()))
                    .map(Self::Events)
                    .map(Some);
            }
            _ => {}
        }
        if value.as_str().is_some_and(|text| text.chars().count() > limits::TEXT_CHARS) {
            return Err(vec![Violation::new(ErrorCode::DecodeTextTooLong, at.key(field.name.as_str()))]);
        }
        if let Some(text) = value.as_str().filter(|text| field.field_type == FieldType::Enum && !field.allows(text)) {
            return Err(vec![unknown_value(field, &field.values, text, at.key(field.name.as_str()))]);
        }
        let actual = decode::kind_of(&value);
        match Self::read(field.field_type, value) {
            Some(read) => Ok(Some(read)),
            None => {
                let violation = Violation::new(ErrorCode::RecordWrongType, at.key(field.name.as_str()));
                let violation = violation.with("field", field.name.as_str());
                Err(vec![violation.with("expected", field.field_type.name()).with("actual", actual)])
            }
        }
    }

    /// The value, borrowed.
    pub fn as_ref(&self) -> ScalarRef<'_> {
        match self {
            Self::Boolean(value) => ScalarRef::Boolean(*value),
            Self::Integer(value) => ScalarRef::Integer(*value),
            Self::Decimal(value) => ScalarRef::Decimal(*value),
            Self::Text(value) => ScalarRef::Text(value),
            Self::Instant(value) => ScalarRef::Instant(*value),
            Self::Date(value) => ScalarRef::Date(*value),
            Self::Set(value) => ScalarRef::Set(value.all()),
            Self::Events(value) => ScalarRef::Events(value.all()),
        }
    }
}

impl From<ScalarRef<'_>> for Scalar {
    fn from(value: ScalarRef<'_>) -> Self {
        match value {
            ScalarRef::Boolean(value) => Self::Boolean(value),
            ScalarRef::Integer(value) => Self::Integer(value),
            ScalarRef::Decimal(value) => Self::Decimal(value),
            ScalarRef::Text(value) => Self::Text(value.to_owned()),
            ScalarRef::Instant(value) => Self::Instant(value),
            ScalarRef::Date(value) => Self::Date(value),
            ScalarRef::Set(value) => Self::Set(SetColumns::of(value.iter().map(str::to_owned).collect())),
            ScalarRef::Events(value) => Self::Events(value.to_columns()),
        }
    }
}

/// A record checked against declared fields: one value, or none, per field in their order.
///
/// ```
/// use leadstone::{Field, FieldType, Id, JsonPointer, Record, ScalarRef, TypedRecord};
/// let fields = [Field::new(Id::try_new("employees").unwrap(), FieldType::Integer)];
/// let read = |json: serde_json::Value| TypedRecord::from_value(json, &fields, &JsonPointer::root());
/// let record = read(serde_json::json!({"employees": 250})).unwrap();
/// assert_eq!(record.value(0), Some(ScalarRef::Integer(250)));
/// // Every violation at once, each with its pointer.
/// let found = read(serde_json::json!({"employees": "many", "colour": "red"})).unwrap_err();
/// assert_eq!(found.len(), 2);
/// assert_eq!(found[1].pointer().as_str(), "/employees");
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TypedRecord(Vec<Option<Scalar>>);

impl TypedRecord {
    /// A record from a JSON object that stands at `at`: `null` and absent mean missing, other
    /// fields are refused.
    ///
    /// # Errors
    /// `decode.wrong_kind`, `record.unknown_field`, `record.wrong_type`, all at once.
    pub fn from_value(value: Value, fields: &[Field], at: &JsonPointer) -> Result<Self, Vec<Violation>> {
        let Value::Object(map) = value else {
            return Err(vec![decode::expected_object(&value, at)]);
        };
        let mut cells = vec![None; fields.len()];
        let mut violations = Vec::new();
        for (name, value) in map {
            let Some((field, cell)) = fields.iter().zip(&mut cells).find(|(field, _)| field.name.as_str() == name)
            else {
                violations.push(unknown_field(&name, fields, at));
                continue;
            };
            match Scalar::read_field(field, value, at) {
                Ok(read) => *cell = read,
                Err(found) => violations.extend(found),
            }
        }
        if violations.is_empty() { Ok(Self(cells)) } else { Err(violations) }
    }

    /// Changes one value.
    pub(crate) fn set(&mut self, slot: usize, value: Option<Scalar>) {
        if let Some(cell) = self.0.get_mut(slot) {
            *cell = value;
        }
    }

    /// Exchanges one value.
    pub(crate) fn swap(&mut self, slot: usize, value: &mut Option<Scalar>) {
        if let Some(cell) = self.0.get_mut(slot) {
            std::mem::swap(cell, value);
        }
    }

    /// A record of values that stand in the order of the declared fields.
    pub fn from_scalars<'a>(values: impl IntoIterator<Item = Option<ScalarRef<'a>>>) -> Self {
        Self(values.into_iter().map(|value| value.map(Scalar::from)).collect())
    }

    /// The present fields with their names.
    pub fn named<'a>(&'a self, fields: &'a [Field]) -> impl Iterator<Item = (&'a Field, &'a Scalar)> {
        fields.iter().zip(&self.0).filter_map(|(field, cell)| cell.as_ref().map(|cell| (field, cell)))
    }

    /// The present fields by name, in canonical form.
    pub(crate) fn to_map<'a>(&'a self, fields: &'a [Field]) -> BTreeMap<&'a str, &'a Scalar> {
        self.named(fields).map(|(field, cell)| (field.name.as_str(), cell)).collect()
    }
}

impl Record for TypedRecord {
    fn value(&self, slot: usize) -> Option<ScalarRef<'_>> {
        self.0.get(slot)?.as_ref().map(Scalar::as_ref)
    }
}

/// The violation of a field that is not declared, in a record that stands at `at`.
pub(crate) fn unknown_field(name: &str, fields: &[Field], at: &JsonPointer) -> Violation {
    let violation = Violation::new(ErrorCode::RecordUnknownField, at.key(name)).with_value(name).with("field", name);
    violation.with_nearest(name, fields.iter().map(|field| field.name.as_str()))
}

/// The violation of a text at `at` that is none of those that `field` declares; personal data is not shown.
pub(crate) fn unknown_value(field: &Field, accepted: &[Id], text: &str, at: JsonPointer) -> Violation {
    let violation = Violation::new(ErrorCode::RecordUnknownValue, at).with("field", field.name.as_str());
    let violation = violation.with("accepted", super::field::shown(accepted));
    if field.pii { violation } else { violation.with_nearest(text, accepted.iter().map(Id::as_str)) }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Scalar {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Scalar".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "A value of a record; its field's declared type says how it is read. A set is a list of texts, events are a list of objects.",
            "type": ["boolean", "number", "string", "array"],
        })
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for TypedRecord {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "TypedRecord".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "Declared fields by name; null and absent mean missing.",
            "type": "object",
            "additionalProperties": { "type": ["boolean", "number", "string", "array", "null"] },
        })
    }
}
