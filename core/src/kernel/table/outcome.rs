//! What a table decides for one record.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::error::ViolationBody;
use crate::primitives::{Id, Param, Scalar};

/// What came out of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TableStatus {
    /// Rows matched and decided.
    Matched,
    /// No row matched; the table's default is the answer.
    Default,
    /// No row matched, and the table has no default.
    NoMatch,
    /// The rows that matched contradict each other under the hit policy.
    Conflict,
}

impl TableStatus {
    /// The name used in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Matched => "matched",
            Self::Default => "default",
            Self::NoMatch => "no_match",
            Self::Conflict => "conflict",
        }
    }
}

/// The decision of a table for one record.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TableOutcome {
    /// What came out.
    pub status: TableStatus,
    /// The outputs by name: one entry for a policy that lets one answer through, one per row for a list,
    /// none for a count, for no match and for a conflict.
    pub outputs: Vec<BTreeMap<String, Scalar>>,
    /// How many rows match.
    pub count: usize,
    /// The rows that decided, each with the cells that made it match; the rows of a conflict.
    pub rows: Vec<MatchedRow>,
    /// The other rows that match.
    pub outranked: Vec<Id>,
    /// The rows that a missing value left open.
    pub open: Vec<Id>,
    /// The inputs that are missing and left them open.
    pub missing: Vec<Id>,
    /// Where no row matches, the row with the fewest cells that are not true; the first of several.
    pub nearest: Option<NearestRow>,
    /// Why there is no answer.
    pub conflict: Option<ViolationBody>,
}

/// A row that matches.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MatchedRow {
    /// The row's id.
    pub id: Id,
    /// Its cells that test something.
    pub cells: Vec<CellReport>,
}

/// The row that is nearest to a match.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NearestRow {
    /// The row's id.
    pub id: Id,
    /// Its cells that are not true.
    pub failing: Vec<CellReport>,
}

/// One cell and the value that was held against it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CellReport {
    /// The input.
    pub input: Id,
    /// The test, as a sheet writes it, such as `>= 62`.
    pub test: String,
    /// The value; absent when missing or personal data.
    pub value: Option<Param>,
    /// Whether the input had no value.
    pub missing: bool,
}
