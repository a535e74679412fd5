//! Time limits: absolute deadlines in the state, and what happens when they run out.

use crate::error::{Error, ErrorCode, Violation, ViolationBody};
use crate::kernel::calendar::{CalendarModel, Deadline, TimeSpan};
use crate::primitives::{Fingerprint, Id, Instant, JsonPointer, Reason, ReasonCode, Zone, limits};

use super::apply::{Entry, Told};
use super::model::JourneyModel;
use super::payment::Caused;
use super::report::{Advanced, Due, Effect, Firing, FiringOutcome};
use super::value::{EventFields, JourneyState, RunningLimit, Step, StepKind};

/// The compiled half of a time limit.
#[derive(Debug, Clone)]
pub(crate) struct LimitModel {
    pub(crate) id: Id,
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
            id: self.firing_id(state, visit, &deadline.limit),
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

    /// The deadlines of a state that is entered at `from`, in the order in which they run out.
    ///
    /// A limit that ends after the year 9999 never runs out.
    pub(crate) fn running(&self, state: usize, from: Instant) -> Result<Vec<RunningLimit>, Violation> {
        let mut running = Vec::new();
        for limit in self.states().get(state).map_or(&[][..], |state| &state.limits) {
            if let Some(Deadline { at, provisional }) = self.deadline(limit, from)? {
                running.push(RunningLimit { limit: limit.id.clone(), at, provisional, fired: false });
            }
        }
        // Stable: limits that run out together fire in the order of the definition.
        running.sort_by_key(|deadline| deadline.at);
        Ok(running)
    }

    fn deadline(&self, limit: &LimitModel, from: Instant) -> Result<Option<Deadline>, Violation> {
        match (limit.span, self.clock()) {
            (LimitSpan::Clock(micros, _), _) => {
                let at = from.micros().checked_add(micros).and_then(|micros| Instant::from_micros(micros).ok());
                Ok(at.map(|at| Deadline { at, provisional: false }))
            }
            (LimitSpan::Business(span), Some(clock)) => match clock.calendar.after(from, span, &clock.zone) {
                Err(violation) if violation.code() == ErrorCode::TimeOutOfRange => Ok(None),
                deadline => deadline.map(Some),
            },
            // INVARIANT: compilation refuses business time without a calendar.
            (LimitSpan::Business(_), None) => Ok(None),
        }
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
        let entered_at = state.entered_at;
        state.deadlines.retain_mut(|deadline| {
            let Some(limit) = self.limit(position, &deadline.limit) else { return false };
            if deadline.provisional
                && !deadline.fired
                && let Ok(Some(again)) = self.deadline(limit, entered_at)
            {
                (deadline.at, deadline.provisional) = (again.at, again.provisional);
            }
            true
        });
        state.deadlines.sort_by_key(|deadline| deadline.at);
    }

    fn fire(&self, passed: &mut Passed, index: usize) -> Result<(), Error> {
        let Some(running) = passed.state.deadlines.get_mut(index) else { return Ok(()) };
        running.fired = true;
        let running = running.clone();
        let position = self.position(passed.state.state.as_str());
        let limit = position.and_then(|position| self.limit(position, &running.limit));
        let Some((position, limit)) = position.zip(limit) else { return Ok(()) };
        let id = self.firing_id(&passed.state, passed.state.visit(), &running.limit);
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
            violations.extend(self.running(way.to, at).err().map(|found| found.under(&root.key("entered_at"))));
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

    /// What makes a firing one of a kind.
    fn firing_id(&self, state: &JourneyState, visit: usize, limit: &Id) -> Fingerprint {
        let visit = visit.to_string();
        self.unique_id(state, &["limit", state.state.as_str(), &visit, limit.as_str()])
    }
}
