//! What a canonical table holds: its columns, their types, units and meanings.

use std::fmt;

use serde::{Serialize, Serializer};

use super::catalogue;
use crate::primitives::FieldType;

/// The canonical tables of a host's facts.
///
/// ```
/// use leadstone::facts::TableName;
/// assert_eq!(TableName::Orders.name(), "orders");
/// assert_eq!(TableName::from_name("reps"), Some(TableName::Reps));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum TableName {
    /// Orders that were won.
    Orders,
    /// Sales opportunities, open and closed.
    Opportunities,
    /// Leads, open and closed.
    Leads,
    /// Contacts between sellers and customers.
    Activities,
    /// Sellers.
    Reps,
    /// Customers.
    Accounts,
    /// Targets that the company has approved.
    Targets,
}

impl TableName {
    /// Every canonical table, in the order in which they are read.
    pub const ALL: [Self; 7] =
        [Self::Orders, Self::Opportunities, Self::Leads, Self::Activities, Self::Reps, Self::Accounts, Self::Targets];

    /// The name used in JSON, definitions and messages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Orders => "orders",
            Self::Opportunities => "opportunities",
            Self::Leads => "leads",
            Self::Activities => "activities",
            Self::Reps => "reps",
            Self::Accounts => "accounts",
            Self::Targets => "targets",
        }
    }

    /// The table of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|table| table.name() == name)
    }
}

impl fmt::Display for TableName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for TableName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for TableName {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "TableName".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let names: Vec<&str> = Self::ALL.into_iter().map(Self::name).collect();
        schemars::json_schema!({ "type": "string", "enum": names })
    }
}

/// One canonical table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct TableSpec {
    /// Which table.
    pub name: TableName,
    /// What one row is.
    pub meaning: &'static str,
    /// What one row is, in Chinese.
    pub meaning_zh: &'static str,
    /// The columns; their order fixes the slots, and extra columns of a mapping follow them.
    pub columns: &'static [ColumnSpec],
}

impl TableSpec {
    /// The slot and the column of that name.
    pub fn column(&self, name: &str) -> Option<(usize, &'static ColumnSpec)> {
        self.columns.iter().enumerate().find(|(_, column)| column.name == name)
    }
}

/// One column of a canonical table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ColumnSpec {
    /// The name used in JSON, definitions and messages.
    pub name: &'static str,
    /// What its cells hold.
    pub field_type: FieldType,
    /// The unit or the form of a cell, empty where the type says it all.
    pub unit: &'static str,
    /// What a cell means.
    pub meaning: &'static str,
    /// What a cell means, in Chinese.
    pub meaning_zh: &'static str,
    /// Whether the column has to be there and each of its cells filled.
    pub required: bool,
    /// Whether it names or describes a person; such a cell is never shown.
    pub pii: bool,
    /// The only texts accepted; empty when any text is.
    pub values: &'static [&'static str],
    /// Instants that this cell became known with: the cell is hidden while one of them is after `as_of`.
    pub masked_with: &'static [&'static str],
    /// What the cells of the column have to do with `as_of`.
    pub time: TimeRole,
    /// Whether the text is a calendar month, `YYYY-MM`.
    pub month: bool,
}

/// What a time column has to do with `as_of`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TimeRole {
    /// Something that happened: a cell after `as_of` is hidden.
    Event,
    /// The begin of the row itself: a row that begins after `as_of` is invisible.
    Begin,
    /// A plan: a cell after `as_of` is kept.
    Plan,
}

impl ColumnSpec {
    pub(super) const fn new(
        name: &'static str,
        field_type: FieldType,
        meaning: &'static str,
        meaning_zh: &'static str,
    ) -> Self {
        Self {
            name,
            field_type,
            unit: "",
            meaning,
            meaning_zh,
            required: false,
            pii: false,
            values: &[],
            masked_with: &[],
            time: TimeRole::Event,
            month: false,
        }
    }

    pub(super) const fn unit(mut self, unit: &'static str) -> Self {
        self.unit = unit;
        self
    }

    pub(super) const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    pub(super) const fn pii(mut self) -> Self {
        self.pii = true;
        self
    }

    pub(super) const fn values(mut self, values: &'static [&'static str]) -> Self {
        self.values = values;
        self
    }

    pub(super) const fn masked_with(mut self, columns: &'static [&'static str]) -> Self {
        self.masked_with = columns;
        self
    }

    pub(super) const fn begin(mut self) -> Self {
        self.time = TimeRole::Begin;
        self
    }

    pub(super) const fn plan(mut self) -> Self {
        self.time = TimeRole::Plan;
        self
    }

    pub(super) const fn month(mut self) -> Self {
        self.month = true;
        self
    }
}

/// The specification of a canonical table.
///
/// ```
/// use leadstone::facts::{TableName, table_spec};
/// let (_, amount) = table_spec(TableName::Orders).column("amount").unwrap();
/// assert!(amount.required);
/// assert_eq!(amount.field_type.name(), "money");
/// ```
pub fn table_spec(table: TableName) -> &'static TableSpec {
    match table {
        TableName::Orders => &catalogue::ORDERS,
        TableName::Opportunities => &catalogue::OPPORTUNITIES,
        TableName::Leads => &catalogue::LEADS,
        TableName::Activities => &catalogue::ACTIVITIES,
        TableName::Reps => &catalogue::REPS,
        TableName::Accounts => &catalogue::ACCOUNTS,
        TableName::Targets => &catalogue::TARGETS,
    }
}
