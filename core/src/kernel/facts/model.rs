//! The facts of one host at one instant.

use std::collections::BTreeMap;

use super::accounting::{MissingColumns, TableAccounting};
use super::hash::input_hash;
use super::load::load;
use super::mapping::MappingDefinition;
use super::plan::plan;
use super::raw::Tables;
use super::spec::TableName;
use super::table::Table;
use crate::error::Error;
use crate::primitives::{Currency, Fingerprint, Instant, JsonPointer, Zone};

/// What loading needs to know beyond the tables.
#[derive(Debug, Clone, PartialEq)]
pub struct FactsContext {
    /// The zone of local times and days.
    pub zone: Zone,
    /// The currency of money that states none.
    pub currency: Currency,
    /// What happened or became known after this instant is invisible.
    pub as_of: Instant,
}

/// The canonical tables of one host as they were known at one instant.
///
/// ```
/// use leadstone::facts::{Facts, FactsContext, TableName, Tables};
/// let tables = Tables::new().with_csv(
///     "orders",
///     "id,occurred_at,region,amount\n\
///      o-2,2026-03-03,North,99.90\n\
///      o-1,2026-03-02,South,120.5\n\
///      o-3,2026-04-01,South,1\n\
///      o-4,2026-03-05,South,ten\n",
/// ).unwrap();
/// let context = FactsContext {
///     zone: "+08:00".parse().unwrap(),
///     currency: "CNY".parse().unwrap(),
///     as_of: "2026-03-31T15:59:59Z".parse().unwrap(),
/// };
/// let facts = Facts::load(&tables, None, &context).unwrap();
/// let orders = facts.need(TableName::Orders, &["region"]).unwrap();
/// let amount = orders.slot("amount").unwrap();
/// assert_eq!(orders.id(0), "o-1");
/// assert_eq!(orders.money(amount, 0).unwrap().to_string(), "CNY 120.50");
///
/// let accounting = &facts.accounting()[0];
/// assert_eq!((accounting.rows_in, accounting.used, accounting.error, accounting.after_as_of), (4, 2, 1, 1));
/// assert_eq!(accounting.errors[0].message, "`ten` is no amount of money");
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    context: FactsContext,
    tables: BTreeMap<TableName, Table>,
    accounting: Vec<TableAccounting>,
    unused: Vec<String>,
    input_hash: Fingerprint,
}

impl Facts {
    /// Reads the tables of a host, under a mapping where there is one.
    ///
    /// A bad row is counted and listed in the accounting; only a wrong table or column is an error.
    ///
    /// # Errors
    /// Class `definition` for a broken mapping. Class `input`, all at once: `facts.unknown_table`,
    /// `facts.missing_table`, `facts.missing_column`, `facts.unknown_column`, `facts.wrong_column_type`,
    /// `facts.rounding_not_stated`.
    pub fn load(tables: &Tables, mapping: Option<&MappingDefinition>, context: &FactsContext) -> Result<Self, Error> {
        if let Some(mapping) = mapping {
            let mut found = Vec::new();
            mapping.check(&JsonPointer::root().key("mapping"), &mut found);
            if !found.is_empty() {
                return Err(Error::definition(found));
            }
        }
        let (plans, unused) = plan(tables, mapping, context).map_err(Error::input)?;
        let mut loaded = BTreeMap::new();
        let mut accounting = Vec::with_capacity(plans.len());
        for plan in &plans {
            let (table, account) = load(plan, context);
            loaded.insert(plan.table, table);
            accounting.push(account);
        }
        let input_hash = input_hash(&loaded);
        Ok(Self { context: context.clone(), tables: loaded, accounting, unused, input_hash })
    }

    /// The instant up to which things are known.
    pub fn as_of(&self) -> Instant {
        self.context.as_of
    }

    /// The zone of local times and days.
    pub fn zone(&self) -> &Zone {
        &self.context.zone
    }

    /// The currency of money that states none.
    pub fn currency(&self) -> Currency {
        self.context.currency
    }

    /// A table, `None` when the host did not send it.
    pub fn table(&self, table: TableName) -> Option<&Table> {
        self.tables.get(&table)
    }

    /// A table that has all those columns.
    ///
    /// # Errors
    /// The columns that are missing: the reason of "not enough data".
    pub fn need(&self, table: TableName, columns: &[&str]) -> Result<&Table, MissingColumns> {
        let found = self.table(table);
        let is_missing = |column: &&&str| found.is_none_or(|found| found.slot(column).is_none());
        let missing: Vec<String> = columns.iter().filter(is_missing).map(|column| (*column).to_owned()).collect();
        match found {
            Some(found) if missing.is_empty() => Ok(found),
            _ => Err(MissingColumns { table, columns: missing }),
        }
    }

    /// What became of the rows of each table.
    pub fn accounting(&self) -> &[TableAccounting] {
        &self.accounting
    }

    /// Tables of the host that nothing asked for.
    pub fn unused_tables(&self) -> &[String] {
        &self.unused
    }

    /// The SHA-256 of all used cells, the same for every order of the input and for every door.
    pub fn input_hash(&self) -> Fingerprint {
        self.input_hash
    }
}
