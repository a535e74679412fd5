//! Decision tables: rules as the rows of a table, with the hit policies of DMN 1.3.
//!
//! Each column asks for one input, each row says when it matches and what it answers. A cell is a typed
//! test out of a closed list and no expression. A row matches only when all of its cells are *true*; a
//! test of a missing value is unknown (Kleene), so such a row does not match, and the outcome says so.
//!
//! Compiling cuts each input's values into segments that no cell tells apart and keeps, for each segment,
//! the set of rows that are true of it: a decision is one look-up per column and the cut of those sets.
//! The same segments answer the questions of an author: which rows overlap, which values no row covers,
//! which rows can never decide.

mod axis;
mod cell;
mod compile;
mod cover;
mod decide;
mod definition;
mod index;
mod model;
mod outcome;
mod report;
mod request;
mod review;
mod sheet;
mod sheet_cell;
mod texts;

pub use definition::{Aggregate, CellTest, HitPolicy, Side, TableDefinition, TableInput, TableOutput, TableRow};
pub use model::TableModel;
pub use outcome::{CellReport, MatchedRow, NearestRow, TableOutcome, TableStatus};
pub use report::{
    CoverageReport, GapReport, GapsReport, OverlapReport, OverlapsReport, RowHits, ShadowedRow, TableReport,
    UnreachableRow,
};
pub use request::TableReportRequest;
