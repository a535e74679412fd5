//! The spread of days to a new seller's first order.

use std::cmp::Reverse;

use crate::kernel::calendar::trailing_days;
use crate::kernel::facts::{Facts, MissingColumn, Table, TableName};
use crate::kernel::stats::Moments;
use crate::primitives::{Instant, Reason, ReasonCode};

use super::definition::{HealthIndicatorDefinition, Period, SellerRole};
use super::measure::{Measure, Refusal, Worst, count, shown, slots, with_bounds};

/// The sample standard deviation of local days from `hired_at` to the first order, over sellers
/// who started in the window.
///
/// The first order is `reps.first_order_at`, or, where the data lacks that column, the seller's
/// first row in `orders` from the day of `hired_at` on. Sellers without a first order have no
/// number of days and so no part in the spread; they are counted, and come first among the records.
pub(super) fn measure(
    facts: &Facts,
    definition: &HealthIndicatorDefinition,
    window: Period,
    roles: &[SellerRole],
) -> Result<Measure, Refusal> {
    let first = FirstOrders::of(facts)?;
    let (reps, [hired_at]) = slots(facts, TableName::Reps, ["hired_at"])?;
    let role = reps.slot("role");
    let start = trailing_days(facts.as_of(), window.get(), facts.zone())?.start;
    let today = facts.zone().date_of(facts.as_of());
    let mut days = Moments::default();
    let (mut waiting, mut reversed) = (0_u64, 0_u64);
    let mut slowest: Worst<(bool, Reverse<i64>)> = Worst::new(definition.intervention.records);
    for row in 0..reps.len() {
        let Some(hired) = reps.instant(hired_at, row).filter(|hired| *hired >= start) else { continue };
        let own = role.and_then(|role| reps.text(role, row));
        if own.is_some_and(|own| !roles.iter().any(|role| role.as_str() == own)) {
            continue;
        }
        let hired = facts.zone().date_of(hired);
        let ordered = first.get(reps, row).map(|at| facts.zone().date_of(at));
        let waited = (ordered.unwrap_or(today) - hired).num_days();
        match ordered {
            None => waiting += 1,
            Some(_) if waited < 0 => {
                reversed += 1;
                continue;
            }
            // Whole days are finite.
            Some(_) => days.observe(waited as f64).map_err(|_| Refusal::Failed(super::measure::out_of_range()))?,
        }
        slowest.offer((ordered.is_some(), Reverse(waited)), row);
    }
    let summary = days.finish();
    let mut measure = Measure::of(summary.map_or(0, |summary| summary.n));
    measure.censored = Some(waiting);
    measure.value = summary.and_then(|summary| summary.standard_deviation);
    let unit = definition.metric.unit();
    measure.headline = measure.value.map(|value| {
        let reason = Reason::new(ReasonCode::HealthFirstOrderSpread).with("value", shown(unit, value));
        with_bounds(reason.with("n", count(measure.n)), unit, definition.bounds)
    });
    if let Some(summary) = summary {
        measure.notes.push(Reason::new(ReasonCode::HealthFirstOrderMean).with("mean", shown(unit, summary.mean)));
    }
    if waiting > 0 {
        measure.notes.push(Reason::new(ReasonCode::HealthNoFirstOrder).with("censored", count(waiting)));
    }
    if reversed > 0 {
        measure.notes.push(Reason::new(ReasonCode::HealthReversed).with("rows", count(reversed)));
    }
    measure.records = slowest.records(reps);
    Ok(measure)
}

/// Where the first orders are read from.
enum FirstOrders {
    /// A column of `reps`.
    Column(usize),
    /// The first row in `orders`, by row of `reps`.
    Orders(Vec<Option<Instant>>),
}

impl FirstOrders {
    fn of(facts: &Facts) -> Result<Self, Refusal> {
        let reps = facts.table(TableName::Reps);
        if let Some(slot) = reps.and_then(|reps| reps.slot("first_order_at")) {
            return Ok(Self::Column(slot));
        }
        let hired_at = reps.and_then(|reps| reps.slot("hired_at"));
        let orders = slots(facts, TableName::Orders, ["occurred_at", "rep_id"]);
        let (Some(reps), Some(hired_at), Ok((orders, [occurred_at, rep_id]))) = (reps, hired_at, orders) else {
            // Either column would do; the one that says it directly is named.
            let wanted = [("hired_at", hired_at.is_none()), ("first_order_at", true)];
            let missing = wanted.into_iter().filter(|(_, missing)| *missing);
            let named = |(column, _): (&str, bool)| MissingColumn { table: TableName::Reps, column: column.to_owned() };
            return Err(Refusal::Missing(missing.map(named).collect()));
        };
        Ok(Self::Orders(from_orders(facts, reps, hired_at, orders, occurred_at, rep_id)))
    }

    fn get(&self, reps: &Table, row: usize) -> Option<Instant> {
        match self {
            Self::Column(slot) => reps.instant(*slot, row),
            Self::Orders(first) => first.get(row).copied().flatten(),
        }
    }
}

fn from_orders(
    facts: &Facts,
    reps: &Table,
    hired_at: usize,
    orders: &Table,
    occurred_at: usize,
    rep_id: usize,
) -> Vec<Option<Instant>> {
    // One look-up per distinct seller and none per order.
    let rows: Vec<Option<usize>> =
        orders.dictionary(rep_id).map(|ids| ids.iter().map(|id| reps.find(id)).collect()).unwrap_or_default();
    let hired: Vec<Option<Instant>> = (0..reps.len())
        .map(|row| reps.instant(hired_at, row))
        .map(|at| at.and_then(|at| facts.zone().start_of(facts.zone().date_of(at)).ok()))
        .collect();
    let mut first: Vec<Option<Instant>> = vec![None; reps.len()];
    for order in 0..orders.len() {
        let code = orders.code(rep_id, order).and_then(|code| usize::try_from(code).ok());
        let rep = code.and_then(|code| rows.get(code).copied().flatten());
        let (Some(rep), Some(at)) = (rep, orders.instant(occurred_at, order)) else { continue };
        let is_own = hired.get(rep).copied().flatten().is_some_and(|hired| hired <= at);
        if let Some(kept) = first.get_mut(rep).filter(|_| is_own) {
            *kept = Some(kept.map_or(at, |kept| kept.min(at)));
        }
    }
    first
}
