//! One trigger moving through events and time.

use crate::error::Error;
use crate::primitives::{Fingerprint, Id, Instant, TypedRecord};

use super::definition::{Rearm, TriggerRule};
use super::model::Bound;
use super::value::{Anchor, Part, TriggerEvent, TriggerFiring, Unscheduled, Waiting};

/// An event and the fields as they are known with it.
#[derive(Debug)]
pub(super) struct Step<'a> {
    pub(super) event: &'a TriggerEvent,
    pub(super) record: TypedRecord,
}

/// Where firings go, and what is left of the work that a call may take.
#[derive(Debug)]
pub(super) struct Log<'a> {
    pub(super) definition: Fingerprint,
    pub(super) instance: &'a Id,
    pub(super) firings: Vec<TriggerFiring>,
    /// Timers that may still run out in this call.
    pub(super) timers_left: usize,
}

impl Bound<'_> {
    /// What the trigger waits for when a state begins.
    pub(super) fn begin(self, at: Instant, record: &TypedRecord) -> Part {
        let start = Anchor { at, event: None };
        let waiting = match &self.definition.rule {
            TriggerRule::Inactivity { .. } => vec![self.waiting(start, 0, record)],
            TriggerRule::At { field, .. } if self.has_value(field, record) => vec![self.waiting(start, 0, record)],
            TriggerRule::Recurring { .. } => self.next(at, None, record).into_iter().collect(),
            _ => Vec::new(),
        };
        Part { trigger: self.definition.id.clone(), fired_at: None, waiting }
    }

    /// Counts again what rests on holidays that were not known.
    pub(super) fn count_again(self, part: &mut Part, record: &TypedRecord) {
        for waiting in &mut part.waiting {
            if waiting.provisional || waiting.why == Some(Unscheduled::BeyondKnown) {
                *waiting = self.waiting(waiting.anchor.clone(), waiting.step, record);
            }
        }
    }

    /// Takes events in their order, and then the timers that run out before `end`, in microseconds.
    /// `record` holds the fields before the first event.
    pub(super) fn run(
        self,
        part: &mut Part,
        steps: &[Step<'_>],
        record: &TypedRecord,
        end: i64,
        log: &mut Log<'_>,
    ) -> Result<(), Failure> {
        let mut known = record;
        for step in steps {
            // At the very instant of a deadline the event comes first.
            self.timers(part, known, step.event.at.micros(), log)?;
            self.event(part, step, log)?;
            known = &step.record;
        }
        self.timers(part, known, end, log)
    }

    fn timers(self, part: &mut Part, record: &TypedRecord, end: i64, log: &mut Log<'_>) -> Result<(), Failure> {
        let is_over = |waiting: &Waiting| waiting.deadline.is_some_and(|deadline| deadline.micros() < end);
        if !self.has_timers() {
            part.waiting.retain(|waiting| !is_over(waiting));
            return Ok(());
        }
        while part.waiting.iter().any(is_over) {
            let (mut over, rest) = std::mem::take(&mut part.waiting).into_iter().partition::<Vec<_>, _>(is_over);
            part.waiting = rest;
            over.sort_by(|a, b| (a.deadline, &a.anchor).cmp(&(b.deadline, &b.anchor)));
            for waiting in over {
                log.timers_left = log.timers_left.checked_sub(1).ok_or(Failure::TooMuch)?;
                let Some(at) = waiting.deadline else { continue };
                let is_tested_now = !matches!(self.definition.rule, TriggerRule::Absence { .. });
                let next = self.next(waiting.anchor.at, Some(at), record);
                if !is_tested_now || self.holds(record) {
                    self.fire(part, waiting.anchor, at, None, waiting.provisional, log)?;
                }
                if !self.is_spent(part) {
                    part.waiting.extend(next);
                }
            }
        }
        Ok(())
    }

    fn event(self, part: &mut Part, step: &Step<'_>, log: &mut Log<'_>) -> Result<(), Failure> {
        if self.is_spent(part) {
            return Ok(());
        }
        let event = step.event;
        let anchor = || Anchor { at: event.at, event: Some(event.id.clone()) };
        match &self.definition.rule {
            TriggerRule::Absence { after, without, .. } => {
                if without.contains(&event.kind) {
                    part.waiting.clear();
                }
                if after.contains(&event.kind) && self.holds(&step.record) {
                    part.waiting.push(self.waiting(anchor(), 0, &step.record));
                }
            }
            TriggerRule::Inactivity { of, .. } => {
                if of.is_empty() || of.contains(&event.kind) {
                    part.waiting = vec![self.waiting(anchor(), 0, &step.record)];
                }
            }
            TriggerRule::Sequence { steps, .. } => self.sequence(steps, part, step, log)?,
            TriggerRule::Count { of, at_least, .. } => {
                if of.contains(&event.kind) && self.holds(&step.record) {
                    self.open(part, self.waiting(anchor(), 0, &step.record));
                    if part.waiting.len() >= at_least.get() as usize {
                        let mut counted = std::mem::take(&mut part.waiting);
                        let first = counted.remove(0);
                        self.fire(part, first.anchor, event.at, Some(event), first.provisional, log)?;
                    }
                }
            }
            TriggerRule::At { field, .. } => {
                if event.fields.contains_key(field) {
                    part.waiting.clear();
                    if self.has_value(field, &step.record) {
                        part.waiting.push(self.waiting(anchor(), 0, &step.record));
                    }
                }
            }
            TriggerRule::Recurring { .. } => {}
        }
        if part.waiting.len() > crate::primitives::limits::LIST_LENGTH { Err(Failure::TooMuch) } else { Ok(()) }
    }

    fn sequence(self, steps: &[Id], part: &mut Part, step: &Step<'_>, log: &mut Log<'_>) -> Result<(), Failure> {
        let event = step.event;
        let mut complete = Vec::new();
        for waiting in std::mem::take(&mut part.waiting) {
            let seen = waiting.step + usize::from(steps.get(waiting.step) == Some(&event.kind));
            if seen > waiting.step && seen == steps.len() {
                complete.push(waiting);
            } else {
                part.waiting.push(Waiting { step: seen, ..waiting });
            }
        }
        for waiting in complete {
            self.fire(part, waiting.anchor, event.at, Some(event), waiting.provisional, log)?;
        }
        if steps.first() == Some(&event.kind) && self.holds(&step.record) && !self.is_spent(part) {
            let anchor = Anchor { at: event.at, event: Some(event.id.clone()) };
            if steps.len() == 1 {
                return self.fire(part, anchor, event.at, Some(event), false, log);
            }
            self.open(part, self.waiting(anchor, 1, &step.record));
        }
        Ok(())
    }

    /// Counts from an event on; one whose end is refused does not count, one without an end always does.
    fn open(self, part: &mut Part, waiting: Waiting) {
        if waiting.why != Some(Unscheduled::BeyondKnown) {
            part.waiting.push(waiting);
        }
    }

    fn fire(
        self,
        part: &mut Part,
        anchor: Anchor,
        at: Instant,
        event: Option<&TriggerEvent>,
        provisional: bool,
        log: &mut Log<'_>,
    ) -> Result<(), Failure> {
        if self.is_spent(part) || self.rests_until(part).is_some_and(|until| at < until) {
            return Ok(());
        }
        part.fired_at = Some(at);
        if self.is_spent(part) {
            part.waiting.clear();
        }
        let (trigger, instance) = (self.definition.id.clone(), log.instance.clone());
        let event = event.map(|event| event.id.clone());
        let id = Fingerprint::of(&(log.definition, &instance, &trigger, &anchor, at, &event)).map_err(Failure::Bug)?;
        log.firings.push(TriggerFiring { id, trigger, instance, at, anchor, event, provisional });
        Ok(())
    }

    /// Whether it has fired and never will again.
    pub(super) fn is_spent(self, part: &Part) -> bool {
        self.definition.rearm == (Rearm::Once {}) && part.fired_at.is_some()
    }

    /// Until when it does not fire again.
    pub(super) fn rests_until(self, part: &Part) -> Option<Instant> {
        match (self.definition.rearm, part.fired_at) {
            (Rearm::Every {} | Rearm::Once {}, _) | (_, None) => None,
            (Rearm::Cooldown { span }, Some(fired)) => {
                self.after(fired, span).map(|(until, _)| until).ok().or_else(Instant::last)
            }
        }
    }

    fn has_value(self, field: &Id, record: &TypedRecord) -> bool {
        use crate::primitives::Record;
        let slot = self.fields.iter().position(|known| known.name == *field);
        slot.is_some_and(|slot| record.value(slot).is_some())
    }
}

/// Why a call came to no answer.
#[derive(Debug)]
pub(super) enum Failure {
    /// It would take too many timers, or a trigger waits for too much.
    TooMuch,
    /// A firing could not be written.
    Bug(Error),
}
