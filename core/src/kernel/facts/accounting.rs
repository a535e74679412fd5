//! What became of every row: used, refused with a reason, or not yet visible.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::spec::TableName;
use crate::error::ErrorCode;
use crate::primitives::{Currency, Params};

/// How many error rows are listed for each table; the others are counted.
pub const ERROR_ROWS_LISTED: usize = 20;

/// What became of the rows of one table: `rows_in = used + error + after_as_of`, always.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TableAccounting {
    /// The canonical table.
    pub table: TableName,
    /// The host's table that it was read from.
    pub source: String,
    /// Rows of the source that the mapping selects.
    pub rows_in: usize,
    /// Rows that take part in every answer.
    pub used: usize,
    /// Used rows without `occurred_at`, where the table allows that.
    pub undated: usize,
    /// Rows that could not be read; see `errors`.
    pub error: usize,
    /// Rows that occurred or were recorded after `as_of`; they are invisible.
    pub after_as_of: usize,
    /// Rows of the source that the mapping does not select.
    pub not_selected: usize,
    /// Cells of used rows that were hidden because they became known after `as_of`.
    pub masked_cells: usize,
    /// Used rows by column for which a lookup found no match.
    pub lookup_misses: BTreeMap<String, usize>,
    /// The currencies of the used rows' money.
    pub currencies: BTreeSet<Currency>,
    /// Error rows by code.
    pub errors_by_code: BTreeMap<ErrorCode, usize>,
    /// The first error rows in the order of the source, at most [`ERROR_ROWS_LISTED`].
    pub errors: Vec<ErrorRow>,
}

/// A row that could not be read, and the first reason why.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ErrorRow {
    /// The place of the row in the source, from 0; a header line does not count.
    pub row: usize,
    /// The id of the row, where it has one.
    pub id: Option<String>,
    /// The canonical column, where one is to blame.
    pub column: Option<String>,
    /// The stable code.
    pub code: ErrorCode,
    /// The message in English.
    pub message: String,
    /// The values that the message names.
    pub params: Params,
}

/// Columns that an answer needs and the data does not have: the reason of "not enough data".
///
/// ```
/// use leadstone::facts::{Facts, FactsContext, TableName, Tables};
/// let context = FactsContext {
///     zone: leadstone::Zone::utc(),
///     currency: "USD".parse().unwrap(),
///     as_of: "2026-03-31T00:00:00Z".parse().unwrap(),
/// };
/// let facts = Facts::load(&Tables::new().with_csv("reps", "id\nr-1\n").unwrap(), None, &context).unwrap();
/// let missing = facts.need(TableName::Reps, &["hired_at"]).unwrap_err();
/// assert_eq!(missing.to_string(), "reps.hired_at");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MissingColumns {
    /// The canonical table.
    pub table: TableName,
    /// Its columns that are missing; all that were asked for when the table itself is.
    pub columns: Vec<String>,
}

impl std::fmt::Display for MissingColumns {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (at, column) in self.columns.iter().enumerate() {
            if at > 0 {
                f.write_str(", ")?;
            }
            write!(f, "{}.{column}", self.table)?;
        }
        Ok(())
    }
}
