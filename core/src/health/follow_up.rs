//! The share of outbound contacts that carried value.

use std::cmp::Reverse;

use crate::kernel::calendar::trailing_days;
use crate::kernel::facts::{Facts, TableName};
use crate::kernel::stats::Tally;
use crate::primitives::{Instant, Reason, ReasonCode};

use super::definition::{HealthIndicatorDefinition, Period};
use super::measure::{Measure, Refusal, Worst, count, shown, slots, with_bounds};
use super::report::LightInterval;

/// Contacts that carried value among all outbound contacts of the window, with Wilson's interval.
///
/// A contact that does not say whether it carried value counts as one that did not. The records
/// are the newest contacts without value, those with a recording if recordings are kept.
pub(super) fn measure(
    facts: &Facts,
    definition: &HealthIndicatorDefinition,
    window: Period,
) -> Result<Measure, Refusal> {
    let (activities, [occurred_at, direction, carries_value]) =
        slots(facts, TableName::Activities, ["occurred_at", "direction", "carries_value"])?;
    let recording = activities.slot("recording_ref");
    let start = trailing_days(facts.as_of(), window.get(), facts.zone())?.start;
    let outbound = activities.dictionary(direction).and_then(|directions| directions.code("outbound"));
    let mut tally = Tally::default();
    let mut unmarked = 0_u64;
    let mut newest: Worst<Reverse<Instant>> = Worst::new(definition.intervention.records);
    for row in 0..activities.len() {
        let Some(at) = activities.instant(occurred_at, row).filter(|at| *at >= start) else { continue };
        if outbound.is_none() || activities.code(direction, row) != outbound {
            continue;
        }
        let carried = activities.boolean(carries_value, row);
        tally.observe(carried == Some(true));
        unmarked += u64::from(carried.is_none());
        if carried != Some(true) && recording.is_none_or(|recording| activities.code(recording, row).is_some()) {
            newest.offer(Reverse(at), row);
        }
    }
    let mut measure = Measure::of(tally.total());
    measure.value = tally.share();
    measure.interval = tally
        .interval(definition.confidence)
        .map(|interval| LightInterval { low: interval.low, high: Some(interval.high) });
    let unit = definition.metric.unit();
    measure.headline = measure.value.map(|value| {
        let reason = Reason::new(ReasonCode::HealthEffectiveFollowUp).with("value", shown(unit, value));
        with_bounds(reason.with("n", count(tally.total())), unit, definition.bounds)
    });
    if unmarked > 0 {
        measure.notes.push(Reason::new(ReasonCode::HealthUnmarked).with("unmarked", count(unmarked)));
    }
    if recording.is_none() {
        measure.notes.push(Reason::new(ReasonCode::HealthNoRecordings));
    }
    measure.records = newest.records(activities);
    Ok(measure)
}
