//! The visits of a log: who was in which state from when to when, and where they went.

use crate::journey::conformance::{EventLog, LogStep};
use crate::journey::model::JourneyModel;
use crate::kernel::calendar::CalendarModel;
use crate::primitives::{Instant, Zone};

/// A stay in a state.
#[derive(Debug, Clone, Copy)]
pub(super) struct Visit<'a> {
    pub(super) case_id: &'a str,
    pub(super) state: usize,
    pub(super) entered_at: Instant,
    /// When it was left, and for which state.
    pub(super) left: Option<(Instant, usize)>,
}

/// The visits of all cases; an event that leads to the present state does not end the visit.
pub(super) fn visits<'a>(model: &JourneyModel, log: &'a EventLog) -> Vec<Visit<'a>> {
    let mut visits: Vec<Visit<'a>> = Vec::new();
    for (case_id, events) in log.by_case() {
        let mut present: Option<(usize, Instant)> = None;
        for event in events {
            let Some((_, step)) = log.activity(*event) else { continue };
            let to = match step {
                LogStep::State(state) => Some(state),
                LogStep::Transition(at) => model.transitions().get(at).map(|way| way.to),
            };
            let (Some(to), Ok(at)) = (to, Instant::from_micros(event.at)) else { continue };
            match present {
                Some((state, _)) if state == to => {}
                Some((state, entered_at)) => {
                    visits.push(Visit { case_id, state, entered_at, left: Some((at, to)) });
                    present = Some((to, at));
                }
                None => present = Some((to, at)),
            }
        }
        visits.extend(present.map(|(state, entered_at)| Visit { case_id, state, entered_at, left: None }));
    }
    visits
}

/// How long it is from one instant to another.
#[derive(Debug, Clone)]
pub(super) struct Measure {
    pub(super) calendar: Option<CalendarModel>,
    pub(super) zone: Zone,
}

impl Measure {
    /// Microseconds, worked ones with a calendar; never below 0.
    pub(super) fn micros(&self, from: Instant, to: Instant) -> i64 {
        let micros = match &self.calendar {
            Some(calendar) => calendar.worked_micros(from, to, &self.zone),
            None => to.micros() - from.micros(),
        };
        micros.max(0)
    }

    /// Microseconds of the unit of the report.
    pub(super) fn unit(&self) -> f64 {
        if self.calendar.is_some() { 3_600_000_000.0 } else { 86_400_000_000.0 }
    }
}
