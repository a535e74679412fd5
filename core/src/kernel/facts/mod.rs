//! Facts: the tables of a host as typed columns, as they were known at one instant.
//!
//! Three steps. [`Tables`] holds what the host sent, under its own names: CSV text, JSON rows, typed
//! columns, or Arrow record batches (feature `arrow`). A [`MappingDefinition`], part of a pack, says
//! how those names and texts become the canonical tables of [`TableName`]. [`Facts::load`] reads them:
//! amounts exactly, local times in the pack's zone, and nothing that happened after `as_of`.
//!
//! Every row is accounted for: rows in = used + error + after `as_of`. Rows are stored in the order of
//! their ids, so no answer depends on the order of the input.

mod accounting;
mod catalogue;
mod cell;
mod check;
mod columns;
mod csv;
mod declared;
mod docs;
mod draft;
mod hash;
mod json;
mod load;
mod mapping;
mod model;
mod parse;
mod plan;
mod raw;
mod reference;
#[cfg(feature = "schema")]
mod schema;
mod spec;
mod table;
mod text;

pub use accounting::{ERROR_ROWS_LISTED, ErrorRow, MissingColumns, TableAccounting};
pub use declared::{Block, DeclaredColumns, RowFault};
pub use docs::tables_markdown;
pub use mapping::{ColumnMapping, ExtraColumn, MappingDefinition, OtherValues, Selection, TableMapping, Unlisted};
pub use model::{Facts, FactsContext};
pub use raw::{RawColumn, RawTable, Tables};
pub use reference::{MissingColumn, RecordRef};
#[cfg(feature = "schema")]
pub use schema::tables_schema;
pub use spec::{ColumnSpec, TableName, TableSpec, TimeRole, table_spec};
pub use table::{Row, Table};
#[cfg(feature = "arrow")]
pub(crate) use text::Interner;
pub use text::{Dictionary, TextCells};
