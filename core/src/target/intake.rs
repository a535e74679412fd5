//! Facts -> the few columns that targets read.

use std::collections::BTreeSet;

use crate::error::{Error, ErrorCode, Violation};
use crate::kernel::facts::{Facts, MissingColumn, Table, TableName};
use crate::primitives::{Currency, JsonPointer, Money, Month, limits};

use super::ledger::Order;
use super::report::NO_REGION;

/// A target of the month.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TargetRow {
    /// Its place among the regions; `None` for a target of the whole company.
    pub(crate) region: Option<usize>,
    /// Minor units.
    pub(crate) amount: i64,
}

/// What a report reads of the facts.
#[derive(Debug)]
pub(crate) struct Intake<'a> {
    /// Names, sorted; orders and targets refer to their places.
    pub(crate) regions: Vec<&'a str>,
    /// `None` when orders were not given.
    pub(crate) orders: Option<Vec<Order<'a>>>,
    pub(crate) targets: Vec<TargetRow>,
    /// The currency of all amounts.
    pub(crate) currency: Currency,
    pub(crate) missing: Vec<MissingColumn>,
    /// Whether orders have no regions at all, so that the company is one region.
    pub(crate) is_one_region: bool,
}

impl<'a> Intake<'a> {
    /// Reads orders, and the targets of `month`; `is_excluded` tells which orders are left out.
    ///
    /// # Errors
    /// `money.mixed_currencies` and `target.too_many_regions`.
    pub(crate) fn read(facts: &'a Facts, month: Month, is_excluded: impl Fn(&str) -> bool) -> Result<Self, Error> {
        let mut missing = Vec::new();
        let orders = match facts.need(TableName::Orders, &["occurred_at", "amount"]) {
            Ok(table) => Some(table),
            Err(_) => {
                missing.extend(["occurred_at", "amount"].map(missing_order_column));
                None
            }
        };
        for column in ["region", "opened_at"] {
            if orders.is_some_and(|table| table.slot(column).is_none()) {
                missing.push(missing_order_column(column));
            }
        }
        let targets = facts.need(TableName::Targets, &["period", "amount"]).ok();
        let is_one_region = orders.is_some_and(|table| table.slot("region").is_none());
        let rows = targets.map_or_else(Vec::new, |table| of_month(table, month));

        let mut names: BTreeSet<&str> = BTreeSet::new();
        if let Some(table) = orders {
            names.extend(all_regions(table));
        }
        if let Some(table) = targets
            && !is_one_region
        {
            names.extend(region_names(table, rows.iter().copied()).flatten());
        } else if !rows.is_empty() {
            names.insert(NO_REGION);
        }
        if names.len() > limits::REGIONS {
            let violation = Violation::new(ErrorCode::TargetTooManyRegions, JsonPointer::root().key("orders"));
            return Err(Error::input(vec![violation.with("limit", limits::REGIONS)]));
        }
        let regions: Vec<&str> = names.into_iter().collect();

        let mut currency = OneCurrency(None);
        let orders = match orders {
            Some(table) => Some(read_orders(facts, table, &regions, &mut currency, is_excluded)?),
            None => None,
        };
        let targets = match targets {
            Some(table) => read_targets(table, &rows, &regions, is_one_region, &mut currency)?,
            None => Vec::new(),
        };
        let currency = currency.0.unwrap_or_else(|| facts.currency());
        Ok(Self { regions, orders, targets, currency, missing, is_one_region })
    }
}

fn missing_order_column(column: &str) -> MissingColumn {
    MissingColumn { table: TableName::Orders, column: column.to_owned() }
}

/// The one currency seen so far.
struct OneCurrency(Option<Currency>);

impl OneCurrency {
    /// The minor units of an amount in the one currency.
    fn minor(&mut self, amount: Money, table: TableName) -> Result<i64, Error> {
        let first = *self.0.get_or_insert(amount.currency());
        if first == amount.currency() {
            return Ok(amount.minor());
        }
        let at = JsonPointer::root().key(table.name()).key("amount");
        let violation = Violation::new(ErrorCode::MoneyMixedCurrencies, at);
        let violation = violation.with("first", first.code()).with("second", amount.currency().code());
        Err(Error::input(vec![violation]))
    }
}

/// The regions of a table's used rows.
fn all_regions(table: &Table) -> impl Iterator<Item = &str> {
    let slot = table.slot("region");
    let is_none = |row: &usize| slot.is_none_or(|slot| table.code(slot, *row).is_none());
    let none = (0..table.len()).find(is_none).map(|_| NO_REGION);
    slot.and_then(|slot| table.dictionary(slot)).into_iter().flat_map(|dictionary| dictionary.iter()).chain(none)
}

/// The region of each row; `None` for a row without one.
fn region_names(table: &Table, rows: impl Iterator<Item = usize>) -> impl Iterator<Item = Option<&str>> {
    let slot = table.slot("region");
    rows.map(move |row| slot.and_then(|slot| table.text(slot, row)))
}

fn of_month(table: &Table, month: Month) -> Vec<usize> {
    let Some(slot) = table.slot("period") else { return Vec::new() };
    (0..table.len()).filter(|row| table.text(slot, *row).is_some_and(|text| text.parse() == Ok(month))).collect()
}

fn read_orders<'a>(
    facts: &'a Facts,
    table: &'a Table,
    regions: &[&str],
    currency: &mut OneCurrency,
    is_excluded: impl Fn(&str) -> bool,
) -> Result<Vec<Order<'a>>, Error> {
    let (Some(occurred), Some(amount)) = (table.slot("occurred_at"), table.slot("amount")) else {
        return Ok(Vec::new());
    };
    let (opened, region) = (table.slot("opened_at"), table.slot("region"));
    // Each region is looked up once, each order goes by its code.
    let place = |name: &str| regions.binary_search(&name).ok();
    let dictionary = region.and_then(|slot| table.dictionary(slot));
    let places: Vec<Option<usize>> = dictionary.into_iter().flat_map(|names| names.iter()).map(place).collect();
    let no_region = place(NO_REGION);
    let mut orders = Vec::with_capacity(table.len());
    for row in 0..table.len() {
        // Both cells are required: a row without one of them is an error row and not here.
        let (Some(at), Some(amount)) = (table.instant(occurred, row), table.money(amount, row)) else { continue };
        let code = region.and_then(|slot| table.code(slot, row)).and_then(|code| usize::try_from(code).ok());
        let place = code.map_or(no_region, |code| places.get(code).copied().flatten());
        // INVARIANT: `regions` holds the region of every row.
        let Some(region) = place else { continue };
        let opened = opened.and_then(|slot| table.instant(slot, row));
        let id = table.id(row);
        orders.push(Order {
            id,
            region,
            day: facts.zone().date_of(at),
            amount: currency.minor(amount, TableName::Orders)?,
            // An order cannot come before its opening: such a pair says nothing about the cycle.
            cycle: opened.map(|opened| at.micros() - opened.micros()).filter(|micros| *micros >= 0),
            excluded: is_excluded(id),
        });
    }
    Ok(orders)
}

fn read_targets(
    table: &Table,
    rows: &[usize],
    regions: &[&str],
    is_one_region: bool,
    currency: &mut OneCurrency,
) -> Result<Vec<TargetRow>, Error> {
    let Some(amount) = table.slot("amount") else { return Ok(Vec::new()) };
    let names = region_names(table, rows.iter().copied());
    let mut targets = Vec::with_capacity(rows.len());
    for (row, name) in rows.iter().zip(names) {
        let Some(amount) = table.money(amount, *row) else { continue };
        let amount = currency.minor(amount, TableName::Targets)?;
        // Without regions in orders, the targets of all regions stand against all orders.
        let name = if is_one_region { Some(NO_REGION) } else { name };
        targets.push(TargetRow { region: name.and_then(|name| regions.binary_search(&name).ok()), amount });
    }
    Ok(targets)
}
