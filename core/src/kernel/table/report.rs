//! What an author is told about a table.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::primitives::{Fingerprint, Id, Scalar};

/// What is found in a table without running it, and on past records.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TableReport {
    /// The table.
    pub definition_id: Id,
    /// SHA-256 of its canonical JSON.
    pub fingerprint: Fingerprint,
    /// Rows that some input matches both of.
    pub overlaps: OverlapsReport,
    /// Inputs that no row matches.
    pub gaps: GapsReport,
    /// Rows that match but can never decide, because rows before them, or of higher priority, always do.
    pub shadowed: Vec<ShadowedRow>,
    /// Rows that no input can match.
    pub unreachable: Vec<UnreachableRow>,
    /// Whether the search for shadowed rows came to its end for every row.
    pub complete: bool,
    /// What past records hit.
    pub coverage: CoverageReport,
}

/// Rows that some input matches both of.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OverlapsReport {
    /// How many pairs.
    pub count: usize,
    /// How many of them the hit policy does not settle.
    pub conflicts: usize,
    /// The first of them, those that are not settled before the others.
    pub listed: Vec<OverlapReport>,
}

/// Two rows that overlap.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OverlapReport {
    /// The row that comes first.
    pub first: Id,
    /// The other.
    pub second: Id,
    /// An input that matches both; an input that is not in it is missing.
    pub example: BTreeMap<String, Scalar>,
    /// Whether both rows answer the same.
    pub same_outputs: bool,
    /// Whether the hit policy does not settle them.
    pub conflict: bool,
}

/// Inputs that no row matches.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GapsReport {
    /// Whether all gaps are listed: not when there are more, and not when the search was given up.
    pub complete: bool,
    /// Whether the search was given up, because the table is too tangled to be searched whole.
    pub given_up: bool,
    /// Whether the table's default answers them.
    pub default: bool,
    /// The first of them; together, when `complete`, they are all that no row covers.
    pub listed: Vec<GapReport>,
}

/// A region of inputs that no row matches.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GapReport {
    /// One input out of it; an input that is not in it is missing.
    pub example: BTreeMap<String, Scalar>,
    /// The whole region: for each input the cell that a row for it would have, as a sheet writes it.
    pub region: BTreeMap<String, String>,
}

/// A row that can never decide.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ShadowedRow {
    /// The row.
    pub row: Id,
    /// The rows that always decide in its place: one, or several that cover it together.
    pub by: Vec<Id>,
}

/// A row that no input can match.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UnreachableRow {
    /// The row.
    pub row: Id,
    /// The inputs whose cell is true of no value that they can have.
    pub inputs: Vec<Id>,
}

/// What past records hit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CoverageReport {
    /// How many records.
    pub records: usize,
    /// How many matched no row.
    pub no_match: usize,
    /// How many matched several rows.
    pub several: usize,
    /// How many came out as a conflict.
    pub conflicts: usize,
    /// Each row, in order.
    pub rows: Vec<RowHits>,
}

/// How often a row was hit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RowHits {
    /// The row.
    pub row: Id,
    /// How many records matched it.
    pub matched: usize,
    /// How many it decided, alone or with others.
    pub decided: usize,
}
