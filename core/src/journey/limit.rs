//! Time limits: absolute deadlines in the state, and what happens when they run out.

use chrono::{NaiveDate, NaiveTime};

use crate::error::{Error, ErrorCode, Violation, ViolationBody};
use crate::kernel::calendar::{CalendarModel, Deadline, TimeSpan};
use crate::primitives::{Fingerprint, Id, Instant, JsonPointer, Reason, ReasonCode, Record, ScalarRef, Zone, limits};

use super::apply::{Entry, Told};
use super::model::JourneyModel;
use super::overlay::Overlay;
use super::payment::Caused;
use super::report::{Advanced, Due, Effect, Firing, FiringOutcome};
use super::value::{EventFields, JourneyState, RunningLimit, Step, StepKind};

/// The compiled half of a time limit.
#[derive(Debug, Clone)]
pub(crate) struct LimitModel {
    pub(crate) id: Id,
    /// The slot of the field from which it counts; `None` = from when the state was entered.
    pub(crate) from: Option<usize>,
    pub(crate) span: LimitSpan,
    pub(crate) then: LimitThen,
}

/// How long a limit is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum LimitSpan {
    /// Microseconds of the clock, and the days that the definition states, when it states days.
    Clock(i64, Option<f64>),
    /// A span of the calendar's business time.
    Business(TimeSpan),
}

/// What a limit does.
#[derive(Debug, Clone)]
pub(crate) enum LimitThen {
    Warn,
    Escalate(Id),
    Move { transition: usize, escalate_to: Option<Id> },
}

/// The calendar of a machine, and the zone in which it cuts days unless it states its own.
#[derive(Debug, Clone)]
pub(crate) struct BusinessClock {
    pub(crate) calendar: CalendarModel,
    pub(crate) zone: Zone,
}

/// What became of a state while time passed.
pub(crate) struct Passed {
    pub(crate) state: JourneyState,
    pub(crate) firings: Vec<Firing>,
    pub(crate) told: Told,
    /// Whether all limits up to then have fired; else the rest is for the next call.
    pub(crate) complete: bool,
}

impl JourneyModel {
    /// Lets time pass: every limit that has run out at `as_of` or before fires, in the order of
    /// the deadlines, and once for each visit of its state.
    ///
    /// A move by a limit enters its state at the deadline, not at `as_of`; so it makes no difference
    /// how often a host calls. A move that cannot be taken becomes an escalation that says why.
    /// Deadlines that were provisional are counted again with the calendar of today. The id of a
    /// firing is made of the machine's id, the state's key, the visit and the limit: a host that
    /// keeps it under a unique key carries each out once, whatever happens in between.
    ///
    /// At most 1,000 limits fire in one call; `complete` is false when there are more.
    ///
    /// # Errors
    /// Class `transition`: `journey.unknown_state`.
    pub fn advance(&self, state: &JourneyState, as_of: Instant) -> Result<Advanced, Error> {
        if self.position(state.state.as_str()).is_none() {
            let at = JsonPointer::root().key("state").key("state");
            return Err(Error::transition(vec![self.unknown_state(state.state.as_str(), at)]));
        }
        let before = self.next_due(state);
        let mut passed = self.pass_time(state, |due| due <= as_of)?;
        let next_due = self.next_due(&passed.state);
        let mut told = passed.told.effects.iter().rev();
        let said = told.find_map(|effect| if let Effect::Deadline { due_at } = effect { Some(*due_at) } else { None });
        if next_due != said.unwrap_or(before) {
            passed.told.effects.push(Effect::Deadline { due_at: next_due });
        }
        let Told { effects, reasons } = passed.told;
        let (state, fired, complete) = (passed.state, passed.firings, passed.complete);
        Ok(Advanced { state, fired, effects, reasons, next_due, complete })
    }

    /// When the next limit of the present state runs out that has not fired yet; `None` without one.
    pub fn next_due(&self, state: &JourneyState) -> Option<Instant> {
        self.position(state.state.as_str())?;
        state.deadlines.iter().filter(|deadline| !deadline.fired).map(|deadline| deadline.at).min()
    }

    /// The limits of the present state that have run out at `as_of` or before, in their order,
    /// also those that have fired.
    pub fn due(&self, state: &JourneyState, as_of: Instant) -> Vec<Due> {
        let Some(position) = self.position(state.state.as_str()) else { return Vec::new() };
        let visit = state.visit();
        let over = state.deadlines.iter().filter(|deadline| deadline.at <= as_of);
        let over = over.filter_map(|deadline| self.limit(position, &deadline.limit).map(|limit| (deadline, limit)));
        over.map(|(deadline, limit)| Due {
            id: self.firing_id(state, visit, limit, deadline.at),
            limit: deadline.limit.clone(),
            state: state.state.clone(),
            due_at: deadline.at,
            days_over: as_of.days_since(deadline.at),
            provisional: deadline.provisional,
            fired: deadline.fired,
            reason: self.overdue_reason(position, limit, state.entered_at, deadline.at, as_of),
        })
        .collect()
    }

    /// The deadlines of a state that is entered at an instant with a record, in the order in which they run out.
    ///
    /// A limit that ends after the year 9999 never runs out.
    pub(crate) fn running<R: Record + ?Sized>(
        &self,
        state: usize,
        entered_at: Instant,
        record: &R,
    ) -> Result<Vec<RunningLimit>, Violation> {
        let mut running = Vec::new();
        for limit in self.states().get(state).map_or(&[][..], |state| &state.limits) {
            if let Some(Deadline { at, provisional }) = self.deadline(limit, entered_at, record)? {
                running.push(RunningLimit { limit: limit.id.clone(), at, provisional, fired: false });
            }
        }
        // Stable: limits that run out together fire in the order of the definition.
        running.sort_by_key(|deadline| deadline.at);
        Ok(running)
    }

    fn deadline<R: Record + ?Sized>(
        &self,
        limit: &LimitModel,
        entered_at: Instant,
        record: &R,
    ) -> Result<Option<Deadline>, Violation> {
        let from = match limit.from.map(|slot| record.value(slot)) {
            None => Some(entered_at),
            Some(Some(ScalarRef::Instant(at))) => Some(at),
            Some(Some(ScalarRef::Date(day))) => self.end_of(day),
            Some(_) => None,
        };
        let Some(from) = from else { return Ok(None) };
        let deadline = match (limit.span, self.clock()) {
            (LimitSpan::Clock(micros, _), _) => {
                let at = from.micros().checked_add(micros).and_then(|micros| Instant::from_micros(micros).ok());
                at.map(|at| Deadline { at, provisional: false })
            }
            (LimitSpan::Business(span), Some(clock)) => match clock.calendar.after(from, span, &clock.zone) {
                Err(violation) if violation.code() == ErrorCode::TimeOutOfRange => None,
                deadline => Some(deadline?),
            },
            // INVARIANT: compilation refuses business time without a calendar.
            (LimitSpan::Business(_), None) => None,
        };
        // Time limits of a state run out in it: what is past already does so at once.
        Ok(deadline.map(|deadline| Deadline { at: deadline.at.max(entered_at), ..deadline }))
    }

    /// The end of a local day; `None` beyond the year 9999.
    fn end_of(&self, day: NaiveDate) -> Option<Instant> {
        let end = day.succ_opt()?.and_time(NaiveTime::MIN);
        match self.clock() {
            Some(clock) => clock.calendar.zone_or(&clock.zone).instant(end).ok(),
            None => Zone::utc().instant(end).ok(),
        }
    }

    /// Counts the limits anew that count from a field; one whose deadline is another now can fire again.
    pub(crate) fn count_from_fields(&self, next: &mut JourneyState) -> Result<(), Violation> {
        let Some(position) = self.position(next.state.as_str()) else { return Ok(()) };
        let mut deadlines = std::mem::take(&mut next.deadlines);
        let given = EventFields::new();
        let record = Overlay::new(&self.definition().fields, &next.fields, &given);
        let limits = self.states().get(position).map_or(&[][..], |state| &state.limits);
        for limit in limits.iter().filter(|limit| limit.from.is_some()) {
            let again = self.deadline(limit, next.entered_at, &record)?;
            if let Some(known) = deadlines.iter().find(|known| known.limit == limit.id)
                && again.is_some_and(|again| again.at == known.at)
            {
                continue;
            }
            deadlines.retain(|known| known.limit != limit.id);
            deadlines.extend(again.map(|again| RunningLimit {
                limit: limit.id.clone(),
                at: again.at,
                provisional: again.provisional,
                fired: false,
            }));
        }
        deadlines.sort_by_key(|deadline| deadline.at);
        next.deadlines = deadlines;
        Ok(())
    }

    pub(crate) fn limit(&self, state: usize, id: &Id) -> Option<&LimitModel> {
        self.states().get(state)?.limits.iter().find(|limit| limit.id == *id)
    }

    /// Fires the limits of a state, one after the other, as long as they are past.
    pub(crate) fn pass_time(&self, state: &JourneyState, is_past: impl Fn(Instant) -> bool) -> Result<Passed, Error> {
        let told = Told { effects: Vec::new(), reasons: Vec::new() };
        let mut passed = Passed { state: state.clone(), firings: Vec::new(), told, complete: true };
        self.count_again(&mut passed.state);
        loop {
            let next = passed.state.deadlines.iter().position(|deadline| !deadline.fired);
            let Some(next) = next.filter(|next| passed.state.deadlines.get(*next).is_some_and(|next| is_past(next.at)))
            else {
                return Ok(passed);
            };
            if passed.firings.len() == limits::FIRINGS {
                passed.complete = false;
                return Ok(passed);
            }
            self.fire(&mut passed, next)?;
        }
    }

    /// Counts provisional deadlines once more; limits that the machine no longer has are left out.
    fn count_again(&self, state: &mut JourneyState) {
        let Some(position) = self.position(state.state.as_str()) else { return };
        let mut deadlines = std::mem::take(&mut state.deadlines);
        let given = EventFields::new();
        let record = Overlay::new(&self.definition().fields, &state.fields, &given);
        deadlines.retain_mut(|deadline| {
            let Some(limit) = self.limit(position, &deadline.limit) else { return false };
            if deadline.provisional
                && !deadline.fired
                && let Ok(Some(again)) = self.deadline(limit, state.entered_at, &record)
            {
                (deadline.at, deadline.provisional) = (again.at, again.provisional);
            }
            true
        });
        deadlines.sort_by_key(|deadline| deadline.at);
        state.deadlines = deadlines;
    }

    fn fire(&self, passed: &mut Passed, index: usize) -> Result<(), Error> {
        let Some(running) = passed.state.deadlines.get_mut(index) else { return Ok(()) };
        running.fired = true;
        let running = running.clone();
        let position = self.position(passed.state.state.as_str());
        let limit = position.and_then(|position| self.limit(position, &running.limit));
        let Some((position, limit)) = position.zip(limit) else { return Ok(()) };
        let id = self.firing_id(&passed.state, passed.state.visit(), limit, running.at);
        let (state, due_at) = (passed.state.state.clone(), running.at);
        let reason = Reason::new(ReasonCode::JourneyLimitRanOut).with("limit", running.limit.as_str());
        passed.told.reasons.push(reason.with("state", state.as_str()).with("at", due_at));
        let escalate = |to: Option<&Id>, violations: &[Violation]| Effect::Escalate {
            id,
            limit: running.limit.clone(),
            state: state.clone(),
            due_at,
            to: to.cloned(),
            violations: violations.iter().map(ViolationBody::from).collect(),
        };
        let outcome = match &limit.then {
            LimitThen::Warn => {
                let limit = running.limit.clone();
                passed.told.effects.push(Effect::Warn { id, limit, state: state.clone(), due_at });
                FiringOutcome::Warned
            }
            LimitThen::Escalate(to) => {
                passed.told.effects.push(escalate(Some(to), &[]));
                FiringOutcome::Escalated
            }
            LimitThen::Move { transition, escalate_to } => {
                let violations = self.refusals_of_move(&passed.state, position, *transition, due_at);
                if violations.is_empty() {
                    self.time_out(passed, position, *transition, &running, id)?;
                    FiringOutcome::Moved
                } else {
                    passed.told.effects.push(escalate(escalate_to.as_ref(), &violations));
                    FiringOutcome::NotMoved
                }
            }
        };
        let provisional = running.provisional;
        passed.firings.push(Firing {
            id,
            limit: running.limit.clone(),
            state: state.clone(),
            due_at,
            provisional,
            outcome,
        });
        Ok(())
    }

    /// Everything for which a transition cannot be taken by itself; pointers are those of the state.
    pub(crate) fn refusals_of_move(
        &self,
        state: &JourneyState,
        from: usize,
        transition: usize,
        at: Instant,
    ) -> Vec<Violation> {
        let given = EventFields::new();
        let overlay = self.overlay(state, Some(from), transition, &given);
        let root = JsonPointer::root().key("state");
        let mut violations = self.refusals(Some(from), transition, &overlay, &root, &root.key("state"));
        violations.extend(state.pending.as_ref().map(|pending| {
            let violation = Violation::new(ErrorCode::JourneyApprovalPending, root.key("pending"));
            violation.with("transition", pending.transition.as_str())
        }));
        if let Some(way) = self.transitions().get(transition) {
            violations
                .extend(self.running(way.to, at, &overlay).err().map(|found| found.under(&root.key("entered_at"))));
        }
        violations
    }

    fn time_out(
        &self,
        passed: &mut Passed,
        from: usize,
        transition: usize,
        running: &RunningLimit,
        id: Fingerprint,
    ) -> Result<(), Error> {
        let (Some(way), Some(model)) =
            (self.definition().transitions.get(transition), self.transitions().get(transition))
        else {
            return Ok(());
        };
        let fields = {
            let given = EventFields::new();
            self.overlay(&passed.state, Some(from), transition, &given).fields(&self.definition().fields)
        };
        let left = passed.state.state.clone();
        let event_id = Id::try_new(id.to_string()).unwrap_or_else(|_| running.limit.clone());
        passed.state.history.push(Step {
            event_id: event_id.clone(),
            event_hash: id,
            kind: StepKind::TimedOut,
            transition: Some(way.id.clone()),
            from: left.clone(),
            to: way.to.clone(),
            at: running.at,
            actor: None,
            reason: None,
        });
        let reason = Reason::new(ReasonCode::JourneyTimedOut).with("transition", way.id.as_str());
        passed.told.reasons.push(reason.with("from", left.as_str()).with("to", way.to.as_str()));
        passed.told.effects.push(Effect::TimedOut {
            id,
            limit: running.limit.clone(),
            transition: way.id.clone(),
            from: left,
            to: way.to.clone(),
            due_at: running.at,
        });
        let entry = Entry { to: model.to, way: Some(transition), at: running.at, cause: event_id.as_str(), fields };
        self.enter(&mut passed.state, entry, &mut passed.told)?;
        let caused = Caused { event_id: &event_id, event_hash: id, at: running.at, cause: event_id.as_str() };
        self.follow_payments(&mut passed.state, &caused, &mut passed.told)
    }

    /// What makes a firing one of a kind; a limit that counts from a field fires once for each deadline.
    fn firing_id(&self, state: &JourneyState, visit: usize, limit: &LimitModel, at: Instant) -> Fingerprint {
        let (visit, at) = (visit.to_string(), limit.from.map(|_| at.to_string()).unwrap_or_default());
        let parts = ["limit", state.state.as_str(), &visit, limit.id.as_str(), &at];
        self.unique_id(state, parts.get(..if at.is_empty() { 4 } else { 5 }).unwrap_or(&parts))
    }
}
