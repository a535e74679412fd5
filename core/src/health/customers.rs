//! Who is a high-value customer.

use std::collections::BTreeMap;

use chrono::Months;

use crate::error::Violation;
use crate::kernel::condition::ConditionModel;
use crate::kernel::facts::{Facts, Row, Table, TableName};
use crate::primitives::{Decimal, Field, FieldType, Id, Instant, JsonPointer, Money, Record, ScalarRef};

use super::definition::{HighValue, PaidColumn, Period};
use super::measure::{Refusal, both, slots};

/// The fields that a condition on customers reads: what they paid, then columns of `accounts`.
///
/// | field | type | meaning |
/// |---|---|---|
/// | `account_id` | text | id of the customer |
/// | `paid_amount` | money | paid within `paid_months`, in the currency of the facts |
/// | `orders` | integer | orders within `paid_months` |
/// | `paid_rank_share` | decimal | share of paying customers that paid more: 0 for the best; absent without payment |
/// | `region`, `segment`, `tier`, `rep_id`, `opened_at`, `employees`, `revenue` | | as in `accounts` |
pub fn account_fields() -> Vec<Field> {
    let field = |(name, field_type): &(&str, FieldType)| Id::try_new(*name).map(|name| Field::new(name, *field_type));
    // INVARIANT: every name below is an id.
    OWN.iter().chain(&OF_ACCOUNTS).filter_map(|entry| field(entry).ok()).collect()
}

const OWN: [(&str, FieldType); 4] = [
    ("account_id", FieldType::Text),
    ("paid_amount", FieldType::Money),
    ("orders", FieldType::Integer),
    ("paid_rank_share", FieldType::Decimal),
];

const OF_ACCOUNTS: [(&str, FieldType); 7] = [
    ("region", FieldType::Text),
    ("segment", FieldType::Text),
    ("tier", FieldType::Text),
    ("rep_id", FieldType::Text),
    ("opened_at", FieldType::Instant),
    ("employees", FieldType::Integer),
    ("revenue", FieldType::Money),
];

/// The compiled choice of high-value customers.
#[derive(Debug, Clone)]
pub(super) enum HighValueModel {
    /// The share of paying customers, in units of 10^-18.
    TopShare(i128),
    Condition(ConditionModel),
}

const SHARE_DIGITS: u8 = 18;
const SHARE_UNIT: i128 = 1_000_000_000_000_000_000;

impl HighValueModel {
    pub(super) fn compile(choice: &HighValue, at: &JsonPointer, violations: &mut Vec<Violation>) -> Option<Self> {
        match choice {
            HighValue::TopShare { share } => {
                // The shortest decimal of the share is what its author wrote: 20 % of 5 is exactly 1.
                let exact: Option<Decimal> = share.get().to_string().parse().ok();
                let exact = exact.and_then(|exact| exact.scaled(SHARE_DIGITS)).map(i128::from);
                // Digits past the eighteenth cannot tell two customers apart.
                Some(Self::TopShare(exact.unwrap_or((share.get() * SHARE_UNIT as f64) as i128)))
            }
            HighValue::Condition { when } => {
                ConditionModel::compile_at(when, &account_fields(), &at.key("when"), violations).map(Self::Condition)
            }
        }
    }

    fn reads(&self, own: bool) -> Vec<usize> {
        match self {
            Self::TopShare(_) => Vec::new(),
            Self::Condition(condition) => {
                condition.slots().into_iter().filter(|slot| (*slot < OWN.len()) == own).collect()
            }
        }
    }

    /// Whether the choice looks at payments.
    fn reads_payments(&self) -> bool {
        // Slot 0 is the id, which needs no payments.
        matches!(self, Self::TopShare(_)) || self.reads(true).iter().any(|slot| *slot > 0)
    }

    /// The columns of `accounts` that the choice looks at.
    fn account_columns(&self) -> Vec<&'static str> {
        let names = self.reads(false).into_iter().filter_map(|slot| OF_ACCOUNTS.get(slot - OWN.len()));
        names.map(|(name, _)| *name).collect()
    }
}

/// A customer and what it paid.
#[derive(Debug)]
pub(super) struct Customer<'a> {
    pub(super) id: &'a str,
    /// Minor units paid in the window.
    pub(super) paid: i128,
    orders: i64,
    /// Paying customers that paid more.
    above: usize,
    /// Its row in `accounts`.
    row: Option<Row<'a>>,
    pub(super) opened_at: Option<Instant>,
}

/// The high-value customers, in the order of their ids.
#[derive(Debug)]
pub(super) struct Selection<'a> {
    pub(super) customers: Vec<Customer<'a>>,
    /// How many they were chosen from.
    pub(super) base: usize,
}

/// Chooses the high-value customers among the accounts and whoever ordered in the window.
pub(super) fn select<'a>(
    facts: &'a Facts,
    choice: &HighValueModel,
    paid_months: Period,
    paid_column: PaidColumn,
) -> Result<Selection<'a>, Refusal> {
    let paid = if choice.reads_payments() { payments(facts, paid_months, paid_column) } else { Ok(BTreeMap::new()) };
    let (accounts, mut paid) = both(accounts(facts, choice), paid)?;
    for row in 0..accounts.map_or(0, Table::len) {
        if let Some(accounts) = accounts {
            paid.entry(accounts.id(row)).or_default();
        }
    }
    let opened_at = accounts.and_then(|accounts| accounts.slot("opened_at"));
    let mut amounts: Vec<i128> = paid.values().map(|(paid, _)| *paid).filter(|paid| *paid > 0).collect();
    amounts.sort_unstable();
    let payers = amounts.len();
    let customers = paid.into_iter().map(|(id, (paid, orders))| {
        let row = accounts.and_then(|accounts| accounts.find(id));
        Customer {
            id,
            paid,
            orders,
            above: payers - amounts.partition_point(|amount| *amount <= paid),
            row: row.and_then(|row| accounts.map(|accounts| accounts.row(row))),
            opened_at: row.and_then(|row| accounts.zip(opened_at).and_then(|(table, slot)| table.instant(slot, row))),
        }
    });
    Ok(match choice {
        HighValueModel::TopShare(share) => {
            let among =
                |customer: &Customer<'_>| customer.paid > 0 && wide(customer.above) * SHARE_UNIT < share * wide(payers);
            Selection { customers: customers.filter(among).collect(), base: payers }
        }
        HighValueModel::Condition(condition) => {
            let columns = OF_ACCOUNTS.map(|(name, _)| accounts.and_then(|accounts| accounts.slot(name)));
            let all: Vec<Customer<'_>> = customers.collect();
            let base = all.len();
            let matches = |customer: &Customer<'_>| {
                condition.evaluate(&Aggregate { customer, columns: &columns, payers, facts }).matches()
            };
            Selection { customers: all.into_iter().filter(matches).collect(), base }
        }
    })
}

/// The table of accounts, with every column that the choice reads.
fn accounts<'a>(facts: &'a Facts, choice: &HighValueModel) -> Result<Option<&'a Table>, Refusal> {
    let mut columns = choice.account_columns();
    if columns.is_empty() && choice.reads_payments() {
        // Without a column of its own to read, the table is welcome and not needed.
        return Ok(facts.table(TableName::Accounts));
    }
    if columns.is_empty() {
        columns.push("id");
    }
    facts.need(TableName::Accounts, &columns).map(Some).map_err(Refusal::from)
}

/// Sums what each customer paid in the window.
fn payments(facts: &Facts, months: Period, column: PaidColumn) -> Result<BTreeMap<&str, (i128, i64)>, Refusal> {
    let (orders, [occurred_at, account_id, amount]) =
        slots(facts, TableName::Orders, ["occurred_at", "account_id", column.as_str()])?;
    let today = facts.zone().date_of(facts.as_of());
    // The same day that many months ago is the last one outside the window.
    let before = today.checked_sub_months(Months::new(months.get())).and_then(|before| before.succ_opt());
    let start = facts.zone().start_of(before.unwrap_or(chrono::NaiveDate::MIN))?;
    let names: Vec<&str> = orders.dictionary(account_id).map(|names| names.iter().collect()).unwrap_or_default();
    let mut sums = vec![(0_i128, 0_i64); names.len()];
    for row in 0..orders.len() {
        let code = orders.code(account_id, row).and_then(|code| usize::try_from(code).ok());
        let at = orders.instant(occurred_at, row);
        let (Some(sum), Some(true)) = (code.and_then(|code| sums.get_mut(code)), at.map(|at| at >= start)) else {
            continue;
        };
        sum.1 += 1;
        if let Some(money) = orders.money(amount, row) {
            if money.currency() != facts.currency() {
                return Err(Refusal::Currencies(facts.currency(), money.currency()));
            }
            sum.0 += i128::from(money.minor());
        }
    }
    Ok(names.into_iter().zip(sums).filter(|(_, (_, orders))| *orders > 0).collect())
}

fn wide(count: usize) -> i128 {
    i128::try_from(count).unwrap_or(i128::MAX)
}

/// A customer as a record of [`account_fields`].
struct Aggregate<'a> {
    customer: &'a Customer<'a>,
    columns: &'a [Option<usize>; OF_ACCOUNTS.len()],
    payers: usize,
    facts: &'a Facts,
}

impl Record for Aggregate<'_> {
    fn value(&self, slot: usize) -> Option<ScalarRef<'_>> {
        let customer = self.customer;
        match slot {
            0 => Some(ScalarRef::Text(customer.id)),
            1 => {
                Money::from_wide(customer.paid, self.facts.currency()).ok().map(|paid| ScalarRef::Decimal(paid.major()))
            }
            2 => Some(ScalarRef::Integer(customer.orders)),
            3 if customer.paid > 0 => {
                let share = wide(customer.above) * SHARE_UNIT / wide(self.payers).max(1);
                Decimal::try_new(share, SHARE_DIGITS).ok().map(ScalarRef::Decimal)
            }
            3 => None,
            _ => customer.row.as_ref()?.value(self.columns.get(slot - OWN.len()).copied().flatten()?),
        }
    }
}
