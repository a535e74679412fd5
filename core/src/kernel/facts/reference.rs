//! How reports name a record or a column of the facts.

use serde::Serialize;

use super::accounting::MissingColumns;
use super::spec::TableName;

/// A record of the host: what a finding rests on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RecordRef {
    /// Its table.
    pub table: TableName,
    /// Its id.
    pub id: String,
}

/// A column that the data does not have.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MissingColumn {
    /// The table.
    pub table: TableName,
    /// The column.
    pub column: String,
}

impl From<MissingColumns> for Vec<MissingColumn> {
    fn from(missing: MissingColumns) -> Self {
        let table = missing.table;
        missing.columns.into_iter().map(|column| MissingColumn { table, column }).collect()
    }
}
