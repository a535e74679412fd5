//! The verbs: a state, events and the time give the next state and what fired.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::{Error, ErrorCode, Violation};
use crate::primitives::{Fingerprint, Id, Instant, JsonPointer, Scalar, limits};

use super::definition::TriggerRule;
use super::model::{TriggerModel, record};
use super::part::{Failure, Log, Step};
use super::report::{DueFirings, DuplicateEvent, PendingTimer, TriggerAdvance};
use super::request::{TriggerAdvanceRequest, TriggerStartRequest};
use super::value::{EventChanges, Part, TriggerEvent, TriggerFiring, TriggerState};

const MICROS_PER_MINUTE: i64 = 60_000_000;
/// Most timers that may run out in one call.
const TIMERS: usize = limits::LIST_LENGTH;

impl TriggerModel {
    /// The state of an instance for which counting begins.
    pub fn start(&self, request: &TriggerStartRequest) -> TriggerState {
        let fields = with_changes(BTreeMap::new(), &request.fields);
        let record = record(&self.definition().fields, &fields);
        TriggerState {
            definition: self.fingerprint(),
            instance: request.instance.clone(),
            started_at: request.at,
            as_of: request.at,
            watermark: request.at,
            fields,
            buffer: Vec::new(),
            parts: self.bound().map(|trigger| trigger.begin(request.at, &record)).collect(),
            open: Vec::new(),
        }
    }

    /// Takes events, in any order and any number of times each, and lets time pass up to `as_of`.
    ///
    /// The watermark is the latest event's time less the lateness that is allowed, or `complete_through`
    /// if that is later: before it nothing changes any more. An event of a time before it is `late`. Events
    /// after `as_of` wait for their time. However the same events are split over calls, in whatever order
    /// they come within their lateness and however often, firings less retractions are the same.
    ///
    /// # Errors
    /// Class `input`: `trigger.other_definition`, `trigger.as_of_before_state`, `trigger.too_many_timers`.
    pub fn advance(&self, request: &TriggerAdvanceRequest) -> Result<TriggerAdvance, Error> {
        let TriggerAdvanceRequest { state, events, as_of, complete_through } = request;
        self.check(state, *as_of)?;
        let mut buffer = Buffer::of(state);
        buffer.reveal(self, *as_of);
        for event in events {
            buffer.take(self, event, *as_of);
        }
        let complete = complete_through.map_or(buffer.watermark, |complete| complete.min(*as_of));
        let watermark = buffer.watermark.max(complete).min(*as_of);
        let Buffer { events, late, duplicates, .. } = buffer;

        let events: Vec<TriggerEvent> = events.into_values().collect();
        let settled = events.partition_point(|event| event.at < watermark);
        let visible = events.partition_point(|event| event.at <= *as_of);
        let declared = &self.definition().fields;
        let first = record(declared, &state.fields);
        let mut fields = state.fields.clone();
        let mut settled_fields = fields.clone();
        let mut steps = Vec::with_capacity(visible);
        for (i, event) in events.iter().enumerate().take(visible) {
            fields = with_changes(fields, &event.fields);
            steps.push(Step { event, record: record(declared, &fields) });
            if i + 1 == settled {
                settled_fields = fields.clone();
            }
        }
        let (before, after) = steps.split_at_checked(settled).unwrap_or((&steps, &[]));
        let at_watermark = before.last().map_or(&first, |step| &step.record);

        let mut log =
            Log { definition: self.fingerprint(), instance: &state.instance, firings: Vec::new(), timers_left: TIMERS };
        let (mut parts, mut pending, mut next_due) = (Vec::new(), Vec::new(), None);
        let failed = |failure| refuse(failure, "as_of");
        let settled_end = watermark.micros();
        for trigger in self.bound() {
            let mut part = part_of(state, &trigger.definition.id);
            trigger.count_again(&mut part, &first);
            trigger.run(&mut part, before, &first, settled_end, &mut log).map_err(failed)?;
            parts.push(part.clone());
            trigger.run(&mut part, after, at_watermark, as_of.micros() + 1, &mut log).map_err(failed)?;
            if trigger.has_timers() && !trigger.is_spent(&part) {
                let rests = trigger.rests_until(&part);
                let due = part.waiting.iter().filter_map(|waiting| waiting.deadline);
                // A day that comes again is followed by others; what else is held back is gone.
                let recurs = matches!(trigger.definition.rule, TriggerRule::Recurring { .. });
                let due = due.filter(|due| recurs || rests.is_none_or(|until| *due >= until)).min();
                next_due = earlier(next_due, due);
                pending.extend(part.waiting.into_iter().map(|waiting| PendingTimer {
                    trigger: trigger.definition.id.clone(),
                    anchor: waiting.anchor,
                    deadline: waiting.deadline,
                    provisional: waiting.provisional,
                    why: waiting.why,
                }));
            }
        }
        next_due = earlier(next_due, events.get(visible).map(|event| event.at));

        let order: BTreeMap<&Id, usize> =
            self.definition().triggers.iter().enumerate().map(|(i, trigger)| (&trigger.id, i)).collect();
        let mut all = log.firings;
        all.sort_by_cached_key(|firing| {
            (firing.at, order.get(&firing.trigger).copied(), firing.anchor.clone(), firing.event.clone())
        });
        let told: BTreeSet<Fingerprint> = state.open.iter().map(|firing| firing.id).collect();
        let stands: BTreeSet<Fingerprint> = all.iter().map(|firing| firing.id).collect();
        let retractions = state.open.iter().filter(|firing| !stands.contains(&firing.id)).cloned().collect();
        let firings: Vec<TriggerFiring> = all.iter().filter(|firing| !told.contains(&firing.id)).cloned().collect();
        let open: Vec<TriggerFiring> = all.into_iter().filter(|firing| firing.at >= watermark).collect();
        if open.len() > limits::LIST_LENGTH {
            return Err(refuse(Failure::TooMuch, "as_of"));
        }
        let state = TriggerState {
            definition: self.fingerprint(),
            instance: state.instance.clone(),
            started_at: state.started_at,
            as_of: *as_of,
            watermark,
            fields: settled_fields,
            buffer: events.into_iter().skip(settled).collect(),
            parts,
            open,
        };
        Ok(TriggerAdvance { state, firings, retractions, late, duplicates, pending, next_due })
    }

    /// What fires by `as_of` if no further event comes; the state stays as it is.
    ///
    /// # Errors
    /// As [`Self::advance`].
    pub fn due(&self, state: &TriggerState, as_of: Instant) -> Result<DueFirings, Error> {
        let advanced = self.advance(&TriggerAdvanceRequest::time(state.clone(), as_of))?;
        Ok(DueFirings { firings: advanced.firings })
    }

    /// The next instant at which [`Self::advance`] has to be called, if no event comes before; what it then
    /// finds may still be held back by a condition.
    ///
    /// # Errors
    /// As [`Self::advance`].
    pub fn next_due(&self, state: &TriggerState) -> Result<Option<Instant>, Error> {
        let as_of = state.as_of;
        Ok(self.advance(&TriggerAdvanceRequest::time(state.clone(), as_of))?.next_due)
    }

    fn check(&self, state: &TriggerState, as_of: Instant) -> Result<(), Error> {
        let root = JsonPointer::root();
        let mut violations = Vec::new();
        if state.definition != self.fingerprint() {
            violations.push(Violation::new(ErrorCode::TriggerOtherDefinition, root.key("state").key("definition")));
        }
        if as_of < state.as_of {
            let violation = Violation::new(ErrorCode::TriggerAsOfBeforeState, root.key("as_of"));
            violations.push(violation.with("as_of", as_of).with("state", state.as_of));
        }
        if violations.is_empty() { Ok(()) } else { Err(Error::input(violations)) }
    }

    /// The instant before which nothing may arrive any more when an event of `at` has.
    fn less_lateness(&self, at: Instant) -> Instant {
        let lateness = i64::from(self.definition().lateness_minutes) * MICROS_PER_MINUTE;
        Instant::from_micros(at.micros() - lateness).ok().or_else(Instant::first).unwrap_or(at)
    }
}

/// The events since the watermark, by their order.
struct Buffer {
    events: BTreeMap<(Instant, u64, Id), TriggerEvent>,
    places: BTreeMap<Id, (Instant, u64, Id)>,
    watermark: Instant,
    late: Vec<TriggerEvent>,
    duplicates: Vec<DuplicateEvent>,
}

impl Buffer {
    fn of(state: &TriggerState) -> Self {
        let mut buffer = Self {
            events: BTreeMap::new(),
            places: BTreeMap::new(),
            watermark: state.watermark,
            late: Vec::new(),
            duplicates: Vec::new(),
        };
        for event in &state.buffer {
            buffer.insert(event);
        }
        buffer
    }

    /// Events that waited for their time raise the watermark when it has come.
    fn reveal(&mut self, model: &TriggerModel, as_of: Instant) {
        let newest = self.events.keys().rev().map(|(at, _, _)| *at).find(|at| *at <= as_of);
        if let Some(at) = newest {
            self.watermark = self.watermark.max(model.less_lateness(at));
        }
    }

    fn take(&mut self, model: &TriggerModel, event: &TriggerEvent, as_of: Instant) {
        if event.at < self.watermark {
            return self.late.push(event.clone());
        }
        if let Some(first) = self.places.get(&event.id).and_then(|place| self.events.get(place)) {
            return self.duplicates.push(DuplicateEvent { id: event.id.clone(), same: first == event });
        }
        self.insert(event);
        if event.at <= as_of {
            self.watermark = self.watermark.max(model.less_lateness(event.at));
        }
    }

    fn insert(&mut self, event: &TriggerEvent) {
        let (at, seq, id) = event.order();
        let place = (at, seq, id.clone());
        self.places.insert(event.id.clone(), place.clone());
        self.events.insert(place, event.clone());
    }
}

fn part_of(state: &TriggerState, trigger: &Id) -> Part {
    let found = state.parts.iter().find(|part| part.trigger == *trigger).cloned();
    found.unwrap_or_else(|| Part { trigger: trigger.clone(), fired_at: None, waiting: Vec::new() })
}

fn with_changes(mut fields: BTreeMap<Id, Scalar>, changes: &EventChanges) -> BTreeMap<Id, Scalar> {
    for (name, value) in changes {
        match value {
            Some(value) => fields.insert(name.clone(), value.clone()),
            None => fields.remove(name),
        };
    }
    fields
}

fn earlier(a: Option<Instant>, b: Option<Instant>) -> Option<Instant> {
    a.into_iter().chain(b).min()
}

fn refuse(failure: Failure, key: &str) -> Error {
    match failure {
        Failure::TooMuch => {
            let violation = Violation::new(ErrorCode::TriggerTooManyTimers, JsonPointer::root().key(key));
            Error::input(vec![violation.with("limit", limits::LIST_LENGTH)])
        }
        Failure::Bug(error) => error,
    }
}
