//! Inbound contacts per high-value customer and month.

use std::cmp::Reverse;

use crate::kernel::calendar::{Span, month_of, month_span};
use crate::kernel::facts::{Facts, RecordRef, Table, TableName};
use crate::primitives::{Instant, Month, Reason, ReasonCode};

use super::bounds::LightBounds;
use super::customers::{Customer, HighValueModel, Selection, select};
use super::definition::{HealthIndicatorDefinition, PaidColumn, Period};
use super::measure::{Measure, Refusal, Worst, both, count, shown, slots, with_bounds};
use super::report::MonthContacts;

/// The numbers of the metric's definition.
#[derive(Debug, Clone, Copy)]
pub(super) struct Terms {
    pub(super) red_months: Period,
    pub(super) months_shown: Period,
    pub(super) paid_months: Period,
    pub(super) paid_column: PaidColumn,
}

/// Inbound contacts per high-value customer of the last full month; red only when every one of the
/// last `red_months` full months is past the red bound.
///
/// High-value customers are chosen once, at `as_of`, so that all months compare the same people;
/// one that was opened later than a month does not count in it. Months before the first recorded
/// contact are not judged: nobody can tell silence from no record. The records are the customers
/// with the fewest contacts in the judged months, better payers first.
pub(super) fn measure(
    facts: &Facts,
    definition: &HealthIndicatorDefinition,
    choice: &HighValueModel,
    terms: Terms,
) -> Result<Measure, Refusal> {
    let ((activities, columns), selection) = both(
        slots(facts, TableName::Activities, ["occurred_at", "account_id", "direction"]),
        select(facts, choice, terms.paid_months, terms.paid_column),
    )?;
    let spans = months(facts, terms, first_contact(activities, columns[0]))?;
    let counts = contacts(activities, columns, &selection.customers, &spans);
    let table: Vec<MonthContacts> = spans
        .iter()
        .enumerate()
        .map(|(place, (month, span))| month_row(*month, *span, place, facts.as_of(), &selection.customers, &counts))
        .collect();
    let full: Vec<&MonthContacts> = table.iter().filter(|month| !month.partial).collect();
    let mut measure = Measure::of(full.last().map_or(0, |month| month.customers));
    measure.value = full.last().and_then(|month| month.value);
    let running = running(&full, definition.bounds);
    let needed = terms.red_months.get() as usize;
    measure.red_holds = running >= needed;
    let unit = definition.metric.unit();
    if let (Some(value), Some(month)) = (measure.value, full.last()) {
        let reason = Reason::new(ReasonCode::HealthInboundContacts).with("value", shown(unit, value));
        let reason = reason.with("month", month.month.to_string()).with("n", count(measure.n));
        measure.headline = Some(with_bounds(reason, unit, definition.bounds).with("red_months", needed));
    } else {
        measure.notes.push(Reason::new(ReasonCode::HealthNoFullMonth));
    }
    if running > 0 {
        let code = match () {
            () if running >= needed => ReasonCode::HealthMonthsRunning,
            () if running == full.len() => ReasonCode::HealthMonthsNotRecorded,
            () => ReasonCode::HealthMonthsShort,
        };
        measure.notes.push(Reason::new(code).with("months", running).with("red_months", needed));
    }
    let chosen = Reason::new(ReasonCode::HealthHighValue).with("customers", selection.customers.len());
    measure.notes.push(chosen.with("base", selection.base));
    measure.records = quietest(&selection, &table, &counts, needed, definition.intervention.records);
    measure.months = table;
    Ok(measure)
}

/// The first recorded contact of any kind.
fn first_contact(activities: &Table, occurred_at: usize) -> Option<Instant> {
    (0..activities.len()).filter_map(|row| activities.instant(occurred_at, row)).min()
}

/// The months to list, oldest first: full ones as far as the record reaches, and the present one.
fn months(facts: &Facts, terms: Terms, first: Option<Instant>) -> Result<Vec<(Month, Span)>, Refusal> {
    let Some(first) = first else { return Ok(Vec::new()) };
    let mut month = month_of(facts.as_of(), facts.zone())?;
    // The present month is extra while it is not over.
    let partial = !month_span(month, facts.zone())?.is_complete(facts.as_of());
    let listed = terms.months_shown.max(terms.red_months).get() as usize + usize::from(partial);
    let mut spans = Vec::with_capacity(listed);
    while spans.len() < listed {
        let span = month_span(month, facts.zone())?;
        if span.end <= first {
            break;
        }
        spans.push((month, span));
        month = month.offset(-1)?;
    }
    spans.reverse();
    Ok(spans)
}

/// Inbound contacts by customer, one count per month.
fn contacts(
    activities: &Table,
    [occurred_at, account_id, direction]: [usize; 3],
    customers: &[Customer<'_>],
    spans: &[(Month, Span)],
) -> Vec<Vec<u64>> {
    let mut counts = vec![vec![0_u64; spans.len()]; customers.len()];
    let inbound = activities.dictionary(direction).and_then(|directions| directions.code("inbound"));
    let Some(inbound) = inbound else { return counts };
    // One look-up per distinct customer and none per contact.
    let place = |id: &str| customers.binary_search_by(|customer| customer.id.cmp(id)).ok();
    let places: Vec<Option<usize>> =
        activities.dictionary(account_id).map(|ids| ids.iter().map(place).collect()).unwrap_or_default();
    for row in 0..activities.len() {
        if activities.code(direction, row) != Some(inbound) {
            continue;
        }
        let code = activities.code(account_id, row).and_then(|code| usize::try_from(code).ok());
        let customer = code.and_then(|code| places.get(code).copied().flatten());
        let (Some(customer), Some(at)) = (customer, activities.instant(occurred_at, row)) else { continue };
        let month = spans.partition_point(|(_, span)| span.end <= at);
        let inside = spans.get(month).is_some_and(|(_, span)| span.contains(at));
        let count = counts.get_mut(customer).and_then(|months| months.get_mut(month));
        if let Some(count) = count.filter(|_| inside) {
            *count += 1;
        }
    }
    counts
}

fn month_row(
    month: Month,
    span: Span,
    place: usize,
    as_of: Instant,
    customers: &[Customer<'_>],
    counts: &[Vec<u64>],
) -> MonthContacts {
    let (mut number, mut contacts) = (0_u64, 0_u64);
    for (customer, months) in customers.iter().zip(counts) {
        if customer.opened_at.is_none_or(|opened| opened < span.end) {
            number += 1;
            contacts += months.get(place).copied().unwrap_or(0);
        }
    }
    let value = (number > 0).then(|| contacts as f64 / number as f64);
    MonthContacts { month, partial: !span.is_complete(as_of), customers: number, contacts, value }
}

/// How many full months up to the last one are past the red bound without a break.
fn running(full: &[&MonthContacts], bounds: LightBounds) -> usize {
    full.iter().rev().take_while(|month| month.value.is_some_and(|value| bounds.is_red(value))).count()
}

/// The customers with the fewest contacts in the last `needed` full months.
fn quietest(
    selection: &Selection<'_>,
    table: &[MonthContacts],
    counts: &[Vec<u64>],
    needed: usize,
    records: u16,
) -> Vec<RecordRef> {
    let full = table.iter().filter(|month| !month.partial).count();
    let judged = full.saturating_sub(needed)..full;
    let mut quietest: Worst<(u64, Reverse<i128>)> = Worst::new(records);
    for (place, (customer, months)) in selection.customers.iter().zip(counts).enumerate() {
        let contacts = months.get(judged.clone()).unwrap_or_default().iter().sum();
        quietest.offer((contacts, Reverse(customer.paid)), place);
    }
    let customers = quietest.rows().filter_map(|place| selection.customers.get(place));
    customers.map(|customer| RecordRef { table: TableName::Accounts, id: customer.id.to_owned() }).collect()
}
