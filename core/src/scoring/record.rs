//! One lead as a record of the scorecard's declared fields.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::error::{Error, ErrorCode, Violation};
use crate::primitives::{Decimal, Field, FieldType, Instant, JsonPointer, Record, ScalarRef, decode, limits};

use super::model::ScorecardModel;

/// One lead, checked against the declared fields of a scorecard.
#[derive(Debug, Clone, PartialEq)]
pub struct LeadRecord(Vec<Option<Cell>>);

#[derive(Debug, Clone, PartialEq)]
enum Cell {
    Boolean(bool),
    Integer(i64),
    Decimal(Decimal),
    Text(String),
    Instant(Instant),
    Date(chrono::NaiveDate),
}

impl LeadRecord {
    /// A lead from a JSON object: `null` and absent mean missing, other fields are refused.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `record.unknown_field`, `record.wrong_type`, all at once.
    pub fn from_value(value: Value, model: &ScorecardModel) -> Result<Self, Error> {
        let Value::Object(map) = value else {
            let violation = Violation::new(ErrorCode::DecodeWrongKind, JsonPointer::root());
            return Err(Error::input(vec![
                violation.with("expected", "object").with("actual", decode::kind_of(&value)),
            ]));
        };
        let fields = model.fields();
        let mut cells = vec![None; fields.len()];
        let mut violations = Vec::new();
        for (name, value) in map {
            let at = JsonPointer::root().key(&name);
            let Some((field, cell)) = fields.iter().zip(&mut cells).find(|(field, _)| field.name.as_str() == name)
            else {
                let violation =
                    Violation::new(ErrorCode::RecordUnknownField, at).with_value(&name).with("field", name.as_str());
                violations.push(violation.with_nearest(&name, fields.iter().map(|field| field.name.as_str())));
                continue;
            };
            if value.is_null() {
                continue;
            }
            if value.as_str().is_some_and(|text| text.chars().count() > limits::TEXT_CHARS) {
                violations.push(Violation::new(ErrorCode::DecodeTextTooLong, at));
                continue;
            }
            let actual = decode::kind_of(&value);
            match read(field.field_type, value) {
                Some(read) => *cell = Some(read),
                None => {
                    let violation = Violation::new(ErrorCode::RecordWrongType, at).with("field", name);
                    violations.push(violation.with("expected", field.field_type.name()).with("actual", actual));
                }
            }
        }
        if violations.is_empty() { Ok(Self(cells)) } else { Err(Error::input(violations)) }
    }

    /// A lead from JSON text.
    ///
    /// # Errors
    /// As [`Self::from_value`].
    pub fn from_json(text: &str, model: &ScorecardModel) -> Result<Self, Error> {
        decode::parse(text).map_err(Error::input).and_then(|value| Self::from_value(value, model))
    }

    /// The present fields by name, in canonical form.
    pub(crate) fn to_map<'a>(&self, fields: &'a [Field]) -> BTreeMap<&'a str, Value> {
        fields
            .iter()
            .zip(&self.0)
            .filter_map(|(field, cell)| cell.as_ref().map(|cell| (field.name.as_str(), cell.to_value())))
            .collect()
    }
}

fn read(field_type: FieldType, value: Value) -> Option<Cell> {
    match (field_type, value) {
        (FieldType::Boolean, Value::Bool(value)) => Some(Cell::Boolean(value)),
        (FieldType::Integer, Value::Number(value)) => value.as_i64().map(Cell::Integer),
        (FieldType::Decimal | FieldType::Money, Value::Number(value)) => {
            value.to_string().parse().ok().map(Cell::Decimal)
        }
        (FieldType::Decimal | FieldType::Money, Value::String(text)) => text.parse().ok().map(Cell::Decimal),
        (FieldType::Text, Value::String(text)) => Some(Cell::Text(text)),
        (FieldType::Instant, Value::String(text)) => text.parse().ok().map(Cell::Instant),
        (FieldType::Date, Value::String(text)) => text.parse().ok().map(Cell::Date),
        _ => None,
    }
}

impl Cell {
    fn to_value(&self) -> Value {
        match self {
            Self::Boolean(value) => Value::Bool(*value),
            Self::Integer(value) => Value::from(*value),
            Self::Decimal(value) => Value::String(value.to_string()),
            Self::Text(value) => Value::String(value.clone()),
            Self::Instant(value) => Value::String(value.to_string()),
            Self::Date(value) => Value::String(value.to_string()),
        }
    }
}

impl Record for LeadRecord {
    fn value(&self, slot: usize) -> Option<ScalarRef<'_>> {
        self.0.get(slot)?.as_ref().map(|cell| match cell {
            Cell::Boolean(value) => ScalarRef::Boolean(*value),
            Cell::Integer(value) => ScalarRef::Integer(*value),
            Cell::Decimal(value) => ScalarRef::Decimal(*value),
            Cell::Text(value) => ScalarRef::Text(value),
            Cell::Instant(value) => ScalarRef::Instant(*value),
            Cell::Date(value) => ScalarRef::Date(*value),
        })
    }
}
