//! The median of days from MQL to SQL.

use std::cmp::Reverse;

use crate::kernel::calendar::trailing_days;
use crate::kernel::facts::{Facts, TableName};
use crate::kernel::stats::{Sample, Survival};
use crate::primitives::{Reason, ReasonCode};

use super::definition::{HealthIndicatorDefinition, Period};
use super::measure::{Measure, Refusal, Worst, count, shown, slots, with_bounds};
use super::report::LightInterval;

/// Microseconds of a day.
const DAY: f64 = 86_400_000_000.0;

/// The Kaplan-Meier median of the days from MQL to SQL of leads that became MQLs in the window.
///
/// A lead that is not an SQL yet waits until `as_of`, or until it was closed: the ordinary median
/// of the finished ones alone would drop the slowest. The records are the leads that wait or
/// waited longest.
pub(super) fn measure(
    facts: &Facts,
    definition: &HealthIndicatorDefinition,
    window: Period,
) -> Result<Measure, Refusal> {
    let (leads, [mql_at, sql_at]) = slots(facts, TableName::Leads, ["mql_at", "sql_at"])?;
    let closed_at = leads.slot("closed_at");
    let start = trailing_days(facts.as_of(), window.get(), facts.zone())?.start;
    let mut survival = Survival::default();
    let mut finished = Sample::default();
    let mut reversed = 0_u64;
    // Those that still wait come before those that have arrived.
    let mut slowest: Worst<(bool, Reverse<i64>)> = Worst::new(definition.intervention.records);
    for row in 0..leads.len() {
        let Some(from) = leads.instant(mql_at, row).filter(|from| *from >= start) else { continue };
        let arrived = leads.instant(sql_at, row);
        let closed = closed_at.and_then(|closed_at| leads.instant(closed_at, row));
        let until = arrived.or(closed).unwrap_or(facts.as_of());
        let waited = until.micros() - from.micros();
        if survival.observe(waited, arrived.is_some()).is_err() {
            reversed += 1;
            continue;
        }
        if arrived.is_some() {
            // Microseconds of ten thousand years stay below 2^53 a thousand times over: exact enough, and finite.
            finished.observe(waited as f64).map_err(|_| super::measure::out_of_range()).map_err(Refusal::Failed)?;
        }
        slowest.offer((arrived.is_some(), Reverse(waited)), row);
    }
    let curve = survival.finish();
    let mut measure = Measure::of(curve.events() + curve.censored());
    measure.censored = Some(curve.censored());
    measure.value = curve.median().map(|median| median / DAY);
    measure.naive = finished.median().map(|median| median / DAY);
    measure.interval = curve
        .median_interval(definition.confidence)
        .map(|interval| LightInterval { low: interval.low / DAY, high: interval.high.map(|high| high / DAY) });
    if measure.value.is_none() {
        measure.over = curve.last_time().map(|last| last as f64 / DAY);
    }
    measure.headline = headline(&measure, definition);
    if curve.censored() > 0 {
        let mut reason = Reason::new(ReasonCode::HealthWaiting).with("censored", count(curve.censored()));
        reason = reason.with("n", count(measure.n));
        measure.notes.push(reason);
        if let Some(naive) = measure.naive {
            measure.notes.push(Reason::new(ReasonCode::HealthNaiveMedian).with("naive", shown("days", naive)));
        }
    }
    if reversed > 0 {
        measure.notes.push(Reason::new(ReasonCode::HealthReversed).with("rows", count(reversed)));
    }
    measure.records = slowest.records(leads);
    Ok(measure)
}

fn headline(measure: &Measure, definition: &HealthIndicatorDefinition) -> Option<Reason> {
    let unit = definition.metric.unit();
    let reason = match (measure.value, measure.over) {
        (Some(value), _) => Reason::new(ReasonCode::HealthMqlToSqlDays).with("value", shown(unit, value)),
        (None, Some(over)) => Reason::new(ReasonCode::HealthMedianNotReached).with("over", shown(unit, over)),
        (None, None) => return None,
    };
    Some(with_bounds(reason.with("n", count(measure.n)), unit, definition.bounds))
}
