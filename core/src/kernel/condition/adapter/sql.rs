//! A condition as the `WHERE` of a query, with parameters.

use deserr::Deserr;
use serde::Serialize;
use serde_json::Value;

use super::outside;
use crate::error::{Error, Violation};
use crate::kernel::condition::{Comparison, Condition, DatedCondition, OnMissing};
use crate::primitives::decode::DecodeError;
use crate::primitives::{Decimal, Field, FieldType, Id, Instant, JsonPointer, Literal};

const FORM: &str = "SQL";
const UPPER: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const LOWER: &str = "abcdefghijklmnopqrstuvwxyz";

/// A database whose SQL is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[deserr(error = DecodeError)]
pub enum SqlDialect {
    /// PostgreSQL 11 or later: parameters `$1`, `$2`.
    #[deserr(rename = "postgresql")]
    Postgresql,
    /// SQLite 3.32 or later: parameters `?`. Decimals stand in REAL columns, days as `YYYY-MM-DD`, instants as
    /// UTC text with six decimals and `Z`, truth values as 0 and 1.
    #[deserr(rename = "sqlite")]
    Sqlite,
    /// DuckDB 1.0 or later: parameters `?`.
    #[deserr(rename = "duckdb")]
    Duckdb,
}

/// A condition as SQL: true, false and NULL are our true, false and unknown.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SqlCondition {
    /// The expression that stands behind `WHERE`.
    pub sql: String,
    /// The values of its parameters, in order.
    pub params: Vec<Value>,
}

/// The condition as an expression over columns that are named as the fields.
///
/// ```
/// use leadstone::condition::{Condition, adapter::{SqlDialect, to_sql}};
/// use leadstone::{Field, FieldType, Id, decode};
/// let fields = [Field::new(Id::try_new("score").unwrap(), FieldType::Integer)];
/// let text = r#"{"type": "compare", "field": "score", "op": "at_least", "value": 62}"#;
/// let condition: Condition = decode::decode(decode::parse(text).unwrap()).unwrap();
/// let sql = to_sql(&condition, &fields, SqlDialect::Postgresql).unwrap();
/// assert_eq!((sql.sql.as_str(), sql.params[0].as_i64()), (r#""score" >= $1"#, Some(62)));
/// ```
///
/// # Errors
/// Class `definition`: what [`DatedCondition::compile`] refuses; `condition.not_translatable` for tests of
/// events and sets, and for decimals of more than 15 digits in SQLite, which has no decimals.
pub fn to_sql(condition: &Condition, fields: &[Field], dialect: SqlDialect) -> Result<SqlCondition, Error> {
    DatedCondition::compile(condition, fields)?;
    let mut writer = Writer { fields, dialect, params: Vec::new(), violations: Vec::new() };
    let sql = writer.node(condition, &JsonPointer::root());
    if writer.violations.is_empty() {
        Ok(SqlCondition { sql, params: writer.params })
    } else {
        Err(Error::definition(writer.violations))
    }
}

struct Writer<'a> {
    fields: &'a [Field],
    dialect: SqlDialect,
    params: Vec<Value>,
    violations: Vec<Violation>,
}

/// A name in double quotes, each of its own doubled: the same in all three.
fn quoted(name: &Id) -> String {
    format!("\"{}\"", name.as_str().replace('"', "\"\""))
}

fn sign(op: Comparison) -> &'static str {
    match op {
        Comparison::Equal => "=",
        Comparison::NotEqual => "<>",
        Comparison::Below => "<",
        Comparison::AtMost => "<=",
        Comparison::Above => ">",
        Comparison::AtLeast => ">=",
    }
}

impl Writer<'_> {
    fn node(&mut self, condition: &Condition, at: &JsonPointer) -> String {
        match condition {
            Condition::Always {} => "(1 = 1)".to_owned(),
            Condition::All { of } => self.list(of, at, " AND ", "(1 = 1)"),
            Condition::Any { of } => self.list(of, at, " OR ", "(1 = 0)"),
            Condition::Not { of } => format!("NOT ({})", self.node(of, &at.key("of"))),
            Condition::Compare { field, op, value, on_missing } => {
                let (column, value) = (self.column(field), self.literal(field, value, &at.key("value")));
                self.settled(format!("{column} {} {value}", sign(*op)), *on_missing, &[field], at)
            }
            Condition::CompareFields { field, op, other, on_missing } => {
                let (left, right) = (self.column(field), self.column(other));
                self.settled(format!("{left} {} {right}", sign(*op)), *on_missing, &[field, other], at)
            }
            Condition::OneOf { field, values, on_missing } => {
                let column = self.column(field);
                let values: Vec<String> = values
                    .iter()
                    .enumerate()
                    .map(|(i, value)| self.literal(field, value, &at.key("values").index(i)))
                    .collect();
                // No list may be empty; what is no value of none is false, and of a missing one unknown.
                let test = if values.is_empty() {
                    format!("{column} <> {column}")
                } else {
                    format!("{column} IN ({})", values.join(", "))
                };
                self.settled(test, *on_missing, &[field], at)
            }
            Condition::Between { field, low, high, on_missing } => {
                let column = self.column(field);
                let low = self.literal(field, low, &at.key("low"));
                let high = self.literal(field, high, &at.key("high"));
                self.settled(format!("{column} BETWEEN {low} AND {high}"), *on_missing, &[field], at)
            }
            Condition::Contains { field, value, ignore_case, on_missing } => {
                let (column, value) = self.part(field, value, *ignore_case);
                let function = if self.dialect == SqlDialect::Sqlite { "instr" } else { "strpos" };
                self.settled(format!("{function}({column}, {value}) > 0"), *on_missing, &[field], at)
            }
            Condition::StartsWith { field, value, ignore_case, on_missing } => {
                let length = value.chars().count();
                let (column, value) = self.part(field, value, *ignore_case);
                self.settled(format!("substr({column}, 1, {length}) = {value}"), *on_missing, &[field], at)
            }
            Condition::EndsWith { field, value, ignore_case, on_missing } => {
                let length = value.chars().count();
                let (column, value) = self.part(field, value, *ignore_case);
                let end = match self.dialect {
                    SqlDialect::Sqlite => format!("substr({column}, -{length})"),
                    _ => format!("right({column}, {length})"),
                };
                self.settled(format!("{end} = {value}"), *on_missing, &[field], at)
            }
            Condition::Present { field } => format!("{} IS NOT NULL", quoted(field)),
            Condition::Absent { field } => format!("{} IS NULL", quoted(field)),
            Condition::Has { .. }
            | Condition::HasAny { .. }
            | Condition::HasAll { .. }
            | Condition::Events { .. }
            | Condition::Followed { .. }
            | Condition::Absence { .. } => {
                let written = serde_json::to_value(condition).unwrap_or_default();
                let name = written.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
                self.violations.push(outside(&name, FORM, at.key("type")));
                String::new()
            }
        }
    }

    fn list(&mut self, of: &[Condition], at: &JsonPointer, between: &str, empty: &str) -> String {
        let at = at.key("of");
        let parts: Vec<String> = of.iter().enumerate().map(|(i, one)| self.node(one, &at.index(i))).collect();
        match parts.as_slice() {
            [] => empty.to_owned(),
            [one] => one.clone(),
            parts => format!("({})", parts.join(between)),
        }
    }

    fn declared(&self, name: &Id) -> FieldType {
        // INVARIANT: the condition compiled, so its fields are declared.
        self.fields.iter().find(|field| field.name == *name).map_or(FieldType::Text, |field| field.field_type)
    }

    /// A column, compared byte by byte where it holds texts.
    fn column(&self, name: &Id) -> String {
        let text = matches!(self.declared(name), FieldType::Text | FieldType::Enum);
        match self.dialect {
            SqlDialect::Sqlite if text => format!("{} COLLATE BINARY", quoted(name)),
            _ => quoted(name),
        }
    }

    fn parameter(&mut self, value: Value) -> String {
        self.params.push(value);
        match self.dialect {
            SqlDialect::Postgresql => format!("${}", self.params.len()),
            _ => "?".to_owned(),
        }
    }

    /// A column and a text that is looked for in it; only A to Z are folded.
    fn part(&mut self, name: &Id, value: &str, ignore_case: bool) -> (String, String) {
        if !ignore_case {
            return (quoted(name), self.parameter(Value::from(value)));
        }
        let column = match self.dialect {
            SqlDialect::Sqlite => format!("lower({})", quoted(name)),
            _ => format!("translate({}, '{UPPER}', '{LOWER}')", quoted(name)),
        };
        (column, self.parameter(Value::from(value.to_ascii_lowercase())))
    }

    fn literal(&mut self, name: &Id, value: &Literal, at: &JsonPointer) -> String {
        let field_type = self.declared(name);
        let text = match value {
            Literal::Boolean(value) => {
                let value = if self.dialect == SqlDialect::Sqlite {
                    Value::from(u8::from(*value))
                } else {
                    Value::from(*value)
                };
                return self.parameter(value);
            }
            Literal::Integer(value) if field_type == FieldType::Integer => return self.parameter(Value::from(*value)),
            Literal::Integer(value) => value.to_string(),
            Literal::Decimal(value) => value.to_string(),
            Literal::Text(text) => text.clone(),
        };
        if text.contains('\0') {
            self.violations.push(outside("NUL", FORM, at.clone()));
        }
        match field_type {
            FieldType::Decimal | FieldType::Money => self.decimal(&text, at),
            FieldType::Date => {
                let parameter = self.parameter(Value::from(text));
                if self.dialect == SqlDialect::Sqlite { parameter } else { format!("CAST({parameter} AS DATE)") }
            }
            FieldType::Instant => {
                // INVARIANT: the condition compiled, so the text is an instant.
                let utc = text.parse::<Instant>().map(|at| at.utc().format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string());
                let parameter = self.parameter(Value::from(utc.unwrap_or(text)));
                if self.dialect == SqlDialect::Sqlite { parameter } else { format!("CAST({parameter} AS TIMESTAMPTZ)") }
            }
            _ => self.parameter(Value::from(text)),
        }
    }

    fn decimal(&mut self, text: &str, at: &JsonPointer) -> String {
        // INVARIANT: the condition compiled, so the text is a decimal.
        let plain = text.parse::<Decimal>().map_or_else(|_| text.to_owned(), |value| value.to_string());
        let digits = plain.bytes().filter(u8::is_ascii_digit).count();
        if self.dialect == SqlDialect::Sqlite && digits > 15 {
            self.violations.push(outside("a decimal of more than 15 digits", FORM, at.clone()));
        }
        let parameter = self.parameter(Value::from(plain));
        match self.dialect {
            SqlDialect::Postgresql => format!("CAST({parameter} AS NUMERIC)"),
            SqlDialect::Sqlite => format!("CAST({parameter} AS REAL)"),
            SqlDialect::Duckdb => format!("CAST({parameter} AS DECIMAL(38, 18))"),
        }
    }

    /// A test with what a missing value makes of it: NULL is unknown by itself.
    fn settled(&mut self, test: String, on_missing: OnMissing, fields: &[&Id], at: &JsonPointer) -> String {
        let each = |text: &str| fields.iter().map(|field| format!("{} {text}", quoted(field))).collect::<Vec<_>>();
        match on_missing {
            OnMissing::Unknown => test,
            OnMissing::Match => format!("({test} OR {})", each("IS NULL").join(" OR ")),
            OnMissing::NoMatch => format!("({test} AND {})", each("IS NOT NULL").join(" AND ")),
            OnMissing::Error => {
                self.violations.push(outside("error", FORM, at.key("on_missing")));
                test
            }
        }
    }
}
