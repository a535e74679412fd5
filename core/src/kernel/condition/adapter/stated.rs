//! A condition with the fields that it reads, as a host holds it.

use std::collections::BTreeMap;

use deserr::Deserr;
use serde::Serialize;
use serde_json::Value;

use super::{SqlCondition, SqlDialect, from_json_logic, from_query_builder, sentence, to_query_builder, to_sql};
use crate::error::{Error, ErrorCode, Violation};
use crate::kernel::condition::{Condition, DatedCondition};
use crate::primitives::decode::{self, DecodeError};
use crate::primitives::{Entries, Field, JsonPointer, Locale};

/// A condition that was checked against its fields, on its way between forms.
///
/// It is written as `{"fields": [...], "when": {...}}`, or with `query_builder` or `json_logic` in place of
/// `when`.
///
/// ```
/// use leadstone::condition::adapter::StatedCondition;
/// let stated = StatedCondition::from_json(r#"{"fields": [{"name": "score", "type": "integer"}],
///     "query_builder": {"combinator": "and", "rules": [{"field": "score", "operator": ">", "value": "61"}]}}"#).unwrap();
/// assert_eq!(stated.sentence_json(r#"{"locale": "en"}"#).unwrap(), r#"{"text":"score is above 61"}"#);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StatedCondition {
    fields: Vec<Field>,
    when: Condition,
}

#[derive(Deserr)]
#[deserr(error = DecodeError, deny_unknown_fields)]
struct Document {
    fields: Vec<Field>,
    #[deserr(default)]
    when: Option<Condition>,
    #[deserr(default)]
    query_builder: Option<Value>,
    #[deserr(default)]
    json_logic: Option<Value>,
}

/// Which SQL is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserr)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct SqlRequest {
    /// The database.
    pub dialect: SqlDialect,
}

/// Which sentence is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserr)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct SentenceRequest {
    /// The language.
    #[deserr(default)]
    pub locale: Locale,
    /// The names that people know, of fields, event types and values.
    #[deserr(default, from(Entries<String>) = Entries::into_map)]
    pub names: BTreeMap<String, String>,
}

/// A sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SentenceReport {
    /// Its text.
    pub text: String,
}

impl StatedCondition {
    /// A condition over those fields.
    ///
    /// # Errors
    /// As [`DatedCondition::compile`], pointers under `/when`.
    pub fn new(fields: Vec<Field>, when: Condition) -> Result<Self, Error> {
        match DatedCondition::compile(&when, &fields) {
            Ok(_) => Ok(Self { fields, when }),
            Err(error) => Err(under("when", error)),
        }
    }

    /// Decodes a condition with its fields, in any of the three forms.
    ///
    /// # Errors
    /// Class `definition`: `decode.*`; as [`Self::new`], [`from_query_builder`] and [`from_json_logic`].
    pub fn from_value(document: Value) -> Result<Self, Error> {
        let document: Document = decode::definition_value(document)?;
        let Document { fields, when, query_builder, json_logic } = document;
        let at = JsonPointer::root();
        match (when, query_builder, json_logic) {
            (Some(when), None, None) => Self::new(fields, when),
            (None, Some(query), None) => {
                let when = from_query_builder(&query, &fields).map_err(|error| under("query_builder", error))?;
                Self::new(fields, when)
            }
            (None, None, Some(rule)) => {
                let when = from_json_logic(&rule, &fields).map_err(|error| under("json_logic", error))?;
                Self::new(fields, when)
            }
            (None, None, None) => {
                let violation = Violation::new(ErrorCode::DecodeMissingField, at.key("when"));
                Err(Error::definition(vec![violation.with("field", "when")]))
            }
            (when, ..) => {
                let second = if when.is_none() { "json_logic" } else { "query_builder" };
                let violation = Violation::new(ErrorCode::DecodeUnknownField, at.key(second));
                Err(Error::definition(vec![violation.with("field", second)]))
            }
        }
    }

    /// The fields.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// The condition.
    pub fn when(&self) -> &Condition {
        &self.when
    }

    /// As [`to_query_builder`].
    pub fn to_query_builder(&self) -> Value {
        to_query_builder(&self.when)
    }

    /// As [`to_sql`].
    ///
    /// # Errors
    /// As [`to_sql`], class `input`: the condition is sound, the request asks for too much.
    pub fn sql(&self, request: &SqlRequest) -> Result<SqlCondition, Error> {
        to_sql(&self.when, &self.fields, request.dialect)
            .map_err(|error| Error::input(under("when", error).into_violations()))
    }

    /// As [`sentence`].
    ///
    /// # Errors
    /// As [`sentence`].
    pub fn sentence(&self, request: &SentenceRequest) -> Result<SentenceReport, Error> {
        sentence(&self.when, &self.fields, request.locale, &request.names).map(|text| SentenceReport { text })
    }
}

fn under(key: &str, error: Error) -> Error {
    let (class, base) = (error.class(), JsonPointer::root().key(key));
    Error::new(class, error.into_violations().into_iter().map(|violation| violation.under(&base)).collect())
}
