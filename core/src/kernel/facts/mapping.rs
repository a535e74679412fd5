//! How a host's own tables and columns become the canonical ones: a part of a pack.

use std::collections::BTreeMap;

use deserr::Deserr;
use serde::Serialize;

use super::spec::{TableName, table_spec};
use crate::error::Error;
use crate::primitives::Entries;
use crate::primitives::decode::{self, DecodeError};
use crate::primitives::{Currency, Day, Field, FieldType, Id, JsonPointer, Literal, Rounding};

/// How the tables of a host become the canonical ones.
///
/// A canonical table without an entry is read under its own name and columns, when the host sends it.
///
/// ```
/// use leadstone::facts::{Facts, FactsContext, MappingDefinition, TableName, Tables};
/// let mapping = MappingDefinition::from_json(r#"{"tables": {"orders": {
///     "from": "pipeline",
///     "where": [{"column": "stage", "one_of": ["Won"]}],
///     "columns": {
///         "id": {"type": "column", "column": "deal"},
///         "occurred_at": {"type": "column", "column": "closed", "format": "%d.%m.%Y"},
///         "amount": {"type": "column", "column": "value"},
///         "product": {"type": "column", "column": "item", "values": {"GTXPro": "GTX Pro"}},
///         "channel": {"type": "constant", "value": "direct"}
///     }}}}"#).unwrap();
/// let tables = Tables::new()
///     .with_csv("pipeline", "deal,stage,closed,value,item\nd-1,Won,02.03.2026,4514,GTXPro\nd-2,Lost,,,\n").unwrap();
/// let context = FactsContext {
///     zone: leadstone::Zone::utc(),
///     currency: "USD".parse().unwrap(),
///     as_of: "2026-03-31T00:00:00Z".parse().unwrap(),
/// };
/// let facts = Facts::load(&tables, Some(&mapping), &context).unwrap();
/// let orders = facts.table(TableName::Orders).unwrap();
/// assert_eq!(orders.len(), 1);
/// assert_eq!(orders.text(orders.slot("product").unwrap(), 0), Some("GTX Pro"));
/// assert_eq!(orders.money(orders.slot("amount").unwrap(), 0).unwrap().to_string(), "USD 4514.00");
/// assert_eq!(facts.accounting()[0].not_selected, 1);
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct MappingDefinition {
    /// The canonical tables by name: `orders`, `opportunities`, `leads`, `activities`, `reps`, `accounts`, `targets`.
    #[serde(default)]
    #[deserr(default, from(Entries<TableMapping>) = Entries::into_map)]
    pub tables: BTreeMap<String, TableMapping>,
}

/// How one canonical table is read.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct TableMapping {
    /// The host's table; its own name when absent.
    #[serde(default)]
    #[deserr(default)]
    pub from: Option<String>,
    /// Only source rows that pass all of these are read; every row when empty.
    #[serde(default, rename = "where")]
    #[deserr(default, rename = "where")]
    pub selection: Vec<Selection>,
    /// Where each canonical or extra column comes from.
    #[serde(default)]
    #[deserr(default, from(Entries<ColumnMapping>) = Entries::into_map)]
    pub columns: BTreeMap<String, ColumnMapping>,
    /// What becomes of canonical columns that `columns` does not list; `ignore` by default.
    #[serde(default)]
    #[deserr(default)]
    pub unlisted: Unlisted,
    /// The currency of rows without one of their own; the pack's when absent.
    #[serde(default)]
    #[deserr(default)]
    pub currency: Option<Currency>,
    /// Columns beyond the canonical ones, for scorecards and conditions; read by their own name unless
    /// `columns` says otherwise.
    #[serde(default)]
    #[deserr(default, from(Entries<ExtraColumn>) = Entries::into_map)]
    pub extra: BTreeMap<String, ExtraColumn>,
}

/// Which rows of the source are read; both lists have to agree, and one must not be empty.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct Selection {
    /// A column of the source.
    pub column: String,
    /// The cell is one of these texts; a missing cell is none.
    #[serde(default)]
    #[deserr(default)]
    pub one_of: Vec<String>,
    /// The cell is none of these texts; a missing cell passes.
    #[serde(default)]
    #[deserr(default)]
    pub none_of: Vec<String>,
}

/// What becomes of canonical columns that a mapping does not list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[deserr(error = DecodeError, rename_all = lowercase)]
pub enum Unlisted {
    /// They are absent.
    #[default]
    Ignore,
    /// They are read from the source column of the same name, where there is one.
    #[deserr(rename = "by_name")]
    ByName,
}

/// A column beyond the canonical ones.
#[derive(Debug, Clone, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct ExtraColumn {
    /// What its cells hold.
    #[serde(rename = "type")]
    #[deserr(rename = "type")]
    pub field_type: FieldType,
    /// Whether it names or describes a person; such a cell is never shown. `false` by default.
    #[serde(default)]
    #[deserr(default)]
    pub pii: bool,
    /// The instant column of the same table that this cell became known with; hidden while it is after `as_of`.
    #[serde(default)]
    #[deserr(default)]
    pub masked_with: Option<String>,
    /// Whether an instant after `as_of` is a plan and is kept. `false` by default.
    #[serde(default)]
    #[deserr(default)]
    pub planned: bool,
}

/// Where the cells of a column come from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[deserr(error = DecodeError, tag = "type", rename_all = lowercase, deny_unknown_fields)]
pub enum ColumnMapping {
    /// From a column of the source.
    Column {
        /// The column of the source.
        column: String,
        /// The form of a date or time, in the letters of chrono's `strftime`, such as `%Y-%m-%d %H:%M`;
        /// RFC 3339, `YYYY-MM-DD HH:MM:SS` and `YYYY-MM-DD` by default.
        #[serde(default)]
        #[deserr(default)]
        format: Option<String>,
        /// Whether a date without a time stands for the end of its local day; its begin by default.
        #[serde(default)]
        #[deserr(default)]
        end_of_day: bool,
        /// What texts of the source become; null makes a missing cell.
        #[serde(default)]
        #[deserr(default, from(Entries<Option<String>>) = Entries::into_map)]
        values: BTreeMap<String, Option<String>>,
        /// What a text that `values` does not list becomes; kept by default.
        #[serde(default)]
        #[deserr(default)]
        other: OtherValues,
        /// How a number is rounded to the decimals of its field: those of the currency for money, 6 for a
        /// decimal, none for an integer. Without it float columns are refused, and a text or an exact
        /// decimal with more decimals is an error. A float is first written as its shortest decimal.
        #[serde(default)]
        #[deserr(default)]
        rounding: Option<Rounding>,
    },
    /// From another table of the host, by a key that both hold.
    Lookup {
        /// The other table of the host.
        table: String,
        /// The column of the source that holds the key.
        key: String,
        /// What keys become before they are looked up; null looks nothing up, others are kept.
        #[serde(default)]
        #[deserr(default, from(Entries<Option<String>>) = Entries::into_map)]
        key_values: BTreeMap<String, Option<String>>,
        /// The column of the other table that holds the key.
        #[serde(rename = "match")]
        #[deserr(rename = "match")]
        matching: String,
        /// The column of the other table that is handed over.
        column: String,
        /// As for `column`.
        #[serde(default)]
        #[deserr(default)]
        format: Option<String>,
        /// As for `column`.
        #[serde(default)]
        #[deserr(default)]
        end_of_day: bool,
        /// As for `column`.
        #[serde(default)]
        #[deserr(default, from(Entries<Option<String>>) = Entries::into_map)]
        values: BTreeMap<String, Option<String>>,
        /// As for `column`.
        #[serde(default)]
        #[deserr(default)]
        other: OtherValues,
        /// As for `column`.
        #[serde(default)]
        #[deserr(default)]
        rounding: Option<Rounding>,
    },
    /// The same value in every row.
    Constant {
        /// The value, read by the type of the column.
        value: Literal,
    },
    /// A day counted from another day, for an instant or a date.
    Days {
        /// The column of the source that holds a whole number of days, negative ones too.
        column: String,
        /// The local day that is number 0, `YYYY-MM-DD`.
        since: Day,
        /// Whether an instant is the end of its local day; its begin by default.
        #[serde(default)]
        #[deserr(default)]
        end_of_day: bool,
    },
    /// Several columns of the source joined to one text, such as an id; missing when one of them is.
    Joined {
        /// The columns of the source, at least one.
        columns: Vec<String>,
        /// What stands between them; `-` by default.
        #[serde(default = "hyphen")]
        #[deserr(default = hyphen())]
        separator: String,
    },
}

fn hyphen() -> String {
    "-".to_owned()
}

/// What a text that a list of values does not name becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[deserr(error = DecodeError, rename_all = lowercase)]
pub enum OtherValues {
    /// It is kept as it is.
    #[default]
    Keep,
    /// The cell is missing.
    Null,
    /// The row is an error row.
    Error,
}

impl MappingDefinition {
    /// The mapping in JSON text.
    ///
    /// # Errors
    /// Every violation found while decoding and every rule across fields that is broken.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        let mapping: Self = decode::definition(text)?;
        let mut found = Vec::new();
        mapping.check(&JsonPointer::root(), &mut found);
        if found.is_empty() { Ok(mapping) } else { Err(Error::definition(found)) }
    }

    /// The slots of a canonical table under this mapping: each column that it knows, present or not.
    ///
    /// Conditions and scorecards are compiled against these; a row of the table then hands its cells out
    /// by the same slots.
    pub fn fields(&self, table: TableName) -> Vec<Field> {
        let none = BTreeMap::new();
        let extra = self.tables.get(table.name()).map_or(&none, |mapping| &mapping.extra);
        let canonical = table_spec(table).columns.iter().map(|column| (column.name, column.field_type, column.pii));
        let extra = extra.iter().map(|(name, column)| (name.as_str(), column.field_type, column.pii));
        canonical
            .chain(extra)
            // INVARIANT: canonical names are ids, and `check` refuses extra names that are none.
            .filter_map(|(name, field_type, pii)| {
                Some(Field { pii, ..Field::new(Id::try_new(name).ok()?, field_type) })
            })
            .collect()
    }
}
