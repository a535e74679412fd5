//! Conditions in the forms of other tools, in and out.
//!
//! | form | in | out |
//! |---|---|---|
//! | react-querybuilder 8, its own JSON | [`from_query_builder`] | [`to_query_builder`], without loss |
//! | JSONLogic, a declared subset | [`from_json_logic`] | |
//! | SQL `WHERE` of PostgreSQL, SQLite and DuckDB | | [`to_sql`] |
//! | a sentence in English or Chinese | | [`sentence`] |
//!
//! What a form cannot say exactly is refused with a pointer (`condition.not_translatable`), never bent.

mod json_logic;
mod json_logic_test;
mod query_builder;
mod query_builder_in;
mod sentence;
mod sql;
mod stated;

pub use json_logic::from_json_logic;
pub use query_builder::to_query_builder;
pub use query_builder_in::from_query_builder;
pub use sentence::sentence;
pub use sql::{SqlCondition, SqlDialect, to_sql};
pub use stated::{SentenceReport, SentenceRequest, SqlRequest, StatedCondition};

use crate::error::{Error, ErrorCode, Violation};
use crate::primitives::{Field, JsonPointer};

use super::{Condition, DatedCondition};

/// The violation of something that the other form, or ours, cannot say.
fn outside(what: &str, form: &'static str, at: JsonPointer) -> Violation {
    let violation = Violation::new(ErrorCode::ConditionNotTranslatable, at).with_value(what);
    violation.with("form", form)
}

/// Refuses a condition that does not compile; its violations point into the condition.
fn checked(condition: Condition, fields: &[Field]) -> Result<Condition, Error> {
    DatedCondition::compile(&condition, fields).map(|_| condition)
}
