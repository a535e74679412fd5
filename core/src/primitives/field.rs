//! Fields that a definition declares: what they hold, and which values are allowed.

use std::collections::BTreeSet;

use deserr::{Deserr, ValuePointerRef};
use serde::Serialize;

use super::decode::{self, DecodeError};
use super::{Id, JsonPointer, limits};
use crate::error::{ErrorCode, Violation};

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[deserr(error = DecodeError)]
pub enum FieldType {
    /// `true` or `false`.
    #[deserr(rename = "boolean")]
    Boolean,
    /// A whole number within 64 bits.
    #[deserr(rename = "integer")]
    Integer,
    /// An exact decimal number.
    #[deserr(rename = "decimal")]
    Decimal,
    /// Text; names, codes and ids are text too.
    #[deserr(rename = "text")]
    Text,
    /// A point in time, RFC 3339.
    #[deserr(rename = "instant")]
    Instant,
    /// A local calendar day, `YYYY-MM-DD`.
    #[deserr(rename = "date")]
    Date,
    /// An amount of money; compared in major units of its currency.
    #[deserr(rename = "money")]
    Money,
    /// One of the declared `values`.
    #[deserr(rename = "enum")]
    Enum,
    /// Several texts without order, such as the answers of a many-choice field; those of `values` where declared.
    #[deserr(rename = "set")]
    Set,
    /// Events, each with a type, a time and the declared `attributes`.
    #[deserr(rename = "events")]
    Events,
}

impl FieldType {
    /// The name used in definitions and messages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Decimal => "decimal",
            Self::Text => "text",
            Self::Instant => "instant",
            Self::Date => "date",
            Self::Money => "money",
            Self::Enum => "enum",
            Self::Set => "set",
            Self::Events => "events",
        }
    }

    /// Whether values of this type have an order.
    pub const fn is_ordered(self) -> bool {
        matches!(self, Self::Integer | Self::Decimal | Self::Instant | Self::Date | Self::Money)
    }

    /// Whether a value of this type is one scalar, so that a column can hold it.
    pub const fn is_scalar(self) -> bool {
        !matches!(self, Self::Set | Self::Events)
    }

    /// Whether it is an exact number.
    pub const fn is_number(self) -> bool {
        matches!(self, Self::Integer | Self::Decimal | Self::Money)
    }
}

/// A field that a definition declares: its name, what it holds, and whether it is personal data.
///
/// A field declared `pii` never appears in a reason, an error, a log or a view.
///
/// ```
/// use leadstone::{Field, decode};
/// let text = r#"{"name": "stage", "type": "enum", "values": ["open", "won"]}"#;
/// let field: Field = decode::decode(decode::parse(text).unwrap()).unwrap();
/// assert_eq!(field.values.len(), 2);
/// let found = decode::decode::<Field>(decode::parse(r#"{"name": "stage", "type": "enum"}"#).unwrap()).unwrap_err();
/// assert_eq!(found[0].code().as_str(), "field.without_values");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields, validate = checked -> DecodeError)]
pub struct Field {
    /// The field's name in records and columns.
    pub name: Id,
    /// What it holds.
    #[serde(rename = "type")]
    #[deserr(rename = "type")]
    pub field_type: FieldType,
    /// Whether it is personal data.
    #[serde(default)]
    #[deserr(default)]
    pub pii: bool,
    /// For `enum`, the values; for `set`, the values it may hold, any text when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[deserr(default)]
    pub values: Vec<Id>,
    /// For `events`, the types that an event can have.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[deserr(default)]
    pub event_types: Vec<Id>,
    /// For `events`, what an event can hold beside `type` and `at`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[deserr(default)]
    pub attributes: Vec<Field>,
}

impl Field {
    /// A field that is no personal data; one of type `enum` or `events` needs its lists beside.
    pub fn new(name: Id, field_type: FieldType) -> Self {
        Self { name, field_type, pii: false, values: Vec::new(), event_types: Vec::new(), attributes: Vec::new() }
    }

    /// The place of an event type among the declared ones.
    pub fn event_type(&self, name: &str) -> Option<usize> {
        self.event_types.iter().position(|known| known.as_str() == name)
    }

    /// Whether a text is among the declared values, or any text goes.
    pub(crate) fn allows(&self, text: &str) -> bool {
        self.values.is_empty() || self.values.iter().any(|value| value.as_str() == text)
    }

    /// The first declared values, for a message.
    pub(crate) fn accepted(&self) -> String {
        shown(&self.values)
    }

    /// Every rule that the declaration itself breaks.
    fn faults(&self, at: &JsonPointer) -> Vec<Violation> {
        let mut found = Vec::new();
        let is = |field_type| self.field_type == field_type;
        let lists = [
            ("values", self.values.is_empty(), is(FieldType::Enum) || is(FieldType::Set), "enum or set"),
            ("event_types", self.event_types.is_empty(), is(FieldType::Events), "events"),
            ("attributes", self.attributes.is_empty(), is(FieldType::Events), "events"),
        ];
        for (key, _, _, expected) in lists.into_iter().filter(|(_, empty, allowed, _)| !empty && !allowed) {
            let violation = Violation::new(ErrorCode::FieldNotForType, at.key(key)).with("option", key);
            found.push(violation.with("expected", expected).with("actual", self.field_type.name()));
        }
        if is(FieldType::Enum) && self.values.is_empty() {
            found.push(Violation::new(ErrorCode::FieldWithoutValues, at.key("values")));
        }
        if is(FieldType::Events) && self.event_types.is_empty() {
            found.push(Violation::new(ErrorCode::FieldWithoutEventTypes, at.key("event_types")));
        }
        for (key, list) in [("values", &self.values), ("event_types", &self.event_types)] {
            decode::duplicate_ids(ErrorCode::DefinitionDuplicateId, list.iter(), &at.key(key), None, &mut found);
        }
        let mut names = BTreeSet::from(["type", "at"]);
        for (i, attribute) in self.attributes.iter().enumerate() {
            let at = at.key("attributes").index(i);
            if !names.insert(attribute.name.as_str()) {
                let violation = Violation::new(ErrorCode::DefinitionDuplicateId, at.key("name"));
                found.push(violation.with_value(attribute.name.as_str()));
            }
            if !attribute.field_type.is_scalar() {
                let violation = Violation::new(ErrorCode::FieldNotScalar, at.key("type"));
                found.push(violation.with("actual", attribute.field_type.name()));
            }
        }
        if self.attributes.len() > limits::ATTRIBUTES {
            let violation = Violation::new(ErrorCode::DecodeListTooLong, at.key("attributes"));
            found.push(violation.with("limit", limits::ATTRIBUTES));
        }
        found
    }
}

/// The first of a list of ids, for a message.
pub(crate) fn shown(ids: &[Id]) -> String {
    const SHOWN: usize = 12;
    let mut text = ids.iter().take(SHOWN).map(Id::as_str).collect::<Vec<_>>().join(", ");
    if ids.len() > SHOWN {
        text.push_str(", …");
    }
    text
}

fn checked(field: Field, location: ValuePointerRef<'_>) -> Result<Field, DecodeError> {
    let found = field.faults(&JsonPointer::from_deserr(location));
    if found.is_empty() { Ok(field) } else { Err(DecodeError::from_violations(found)) }
}
