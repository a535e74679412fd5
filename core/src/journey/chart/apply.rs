//! The verbs over stored states: beginning, events, the passing of time, replay.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::error::{Error, ErrorCode, Violation};
use crate::journey::overlay::Overlay;
use crate::journey::value::EventFields;
use crate::primitives::{Fingerprint, Id, Instant, JsonPointer, Param, Reason, ReasonCode, Record, limits};

use super::configuration::Configuration;
use super::engine::{ChartFault, Observer, Workspace};
use super::log::Log;
use super::model::{ChartModel, Fired, with_program};
use super::report::{ChartApplied, ChartRefused, ChartReplayed};
use super::value::{ChartEvent, ChartState, SEEN, Seen};

impl ChartModel {
    /// The state in which the chart begins at `at` with those fields.
    ///
    /// # Errors
    /// Class `transition`: `journey.chart_endless`, `journey.chart_beyond_time`,
    /// `journey.chart_too_many_timers`.
    pub fn start(&self, at: Instant, fields: &EventFields) -> Result<ChartApplied, Error> {
        let declared = &self.definition().fields;
        let kept = BTreeMap::new();
        let overlay = Overlay::new(declared, &kept, fields);
        let (mut log, mut workspace) = (Log::new(self, "", at), Workspace::default());
        log.because(at, Cow::Borrowed("start"));
        let begun = self.begin(at, &overlay, &mut workspace, &mut log);
        let configuration = begun.map_err(|fault| self.fault(fault, &JsonPointer::root().key("at")))?;
        let state = ChartState {
            machine: self.fingerprint(),
            at,
            configuration: Vec::new(),
            history: BTreeMap::new(),
            timers: Vec::new(),
            sent: 0,
            fields: overlay.fields(declared),
            seen: Vec::new(),
        };
        Ok(self.answer(state, &configuration, log, true, Vec::new()))
    }

    /// The state after an event. Sent events that are due before it come first; at the same instant
    /// the event beats them. An event that no transition takes changes nothing but is remembered, and
    /// the answer says what each transition that names it lacks. Fields that come with an event are
    /// kept when a transition takes it, or when it has no name.
    ///
    /// # Errors
    /// Class `input`: as [`Self::restore`]. Class `transition`: `journey.event_id_reused`,
    /// `journey.out_of_order`, `journey.chart_event_name`, `journey.chart_endless`,
    /// `journey.chart_beyond_time`, `journey.chart_too_many_timers`, `journey.chart_too_many_firings`.
    pub fn apply(&self, state: ChartState, event: &ChartEvent) -> Result<ChartApplied, Error> {
        let event_hash = Fingerprint::of(event)?;
        let at = || JsonPointer::root().key("event");
        if let Some(seen) = state.seen.iter().find(|seen| seen.event_id == event.id) {
            if seen.event_hash != event_hash {
                let violation = Violation::new(ErrorCode::JourneyEventIdReused, at().key("id"));
                return Err(Error::transition(vec![violation.with_value(event.id.as_str())]));
            }
            return self.unchanged(state, &event.id);
        }
        if event.at < state.at {
            return Err(out_of_order(event.at, state.at, at().key("at")));
        }
        if let Some(name) = event.name.as_ref().filter(|name| !super::events::is_name(name.as_str())) {
            let violation = Violation::new(ErrorCode::JourneyChartEventName, at().key("name"));
            return Err(Error::transition(vec![violation.with_value(name.as_str())]));
        }
        let mut configuration = self.restored(&state)?;
        let name = event.name.as_ref().map_or("", Id::as_str);
        let (mut log, mut workspace) = (Log::new(self, name, event.at), Workspace::default());
        let fault = |fault| self.fault(fault, &at().key("at"));
        self.let_pass(&mut configuration, &state, (event.at, false), &mut workspace, &mut log).map_err(fault)?;
        log.because(event.at, Cow::Borrowed(event.id.as_str()));
        let declared = &self.definition().fields;
        let overlay = Overlay::new(declared, &state.fields, &event.fields);
        let moved = match &event.name {
            Some(name) => {
                let number = self.event_number(name.as_str());
                self.step(&mut configuration, number, event.at, &overlay, &mut workspace, &mut log)
            }
            None => self.recheck(&mut configuration, event.at, &overlay, &mut workspace, &mut log),
        };
        let taken = moved.map_err(fault)?;
        let blocked = match &event.name {
            Some(name) if !taken => self.blocked(&configuration, name.as_str(), &overlay),
            _ => Vec::new(),
        };
        // Without fields of its own an event leaves those that are kept as they are.
        let brings = !event.fields.is_empty() && (taken || event.name.is_none());
        let fields = brings.then(|| overlay.fields(declared));
        let mut state = state;
        if let Some(fields) = fields {
            state.fields = fields;
        }
        state.at = event.at;
        state.seen.push(Seen { event_id: event.id.clone(), event_hash });
        if state.seen.len() > SEEN {
            state.seen.drain(..state.seen.len() - SEEN);
        }
        let mut answer = self.answer(state, &configuration, log, taken, blocked);
        if !taken && !name.is_empty() {
            let reason = Reason::new(ReasonCode::JourneyChartNotTaken).with("event", name);
            answer.reasons.push(reason.with("states", listed(&answer.state.configuration)));
        }
        Ok(answer)
    }

    /// The state at `now`: every sent event that is due by then has come.
    ///
    /// # Errors
    /// As [`Self::apply`], pointing to `/now`.
    pub fn advance(&self, state: ChartState, now: Instant) -> Result<ChartApplied, Error> {
        let at = JsonPointer::root().key("now");
        if now < state.at {
            return Err(out_of_order(now, state.at, at));
        }
        let mut configuration = self.restored(&state)?;
        let (mut log, mut workspace) = (Log::new(self, "", now), Workspace::default());
        let passed = self.let_pass(&mut configuration, &state, (now, true), &mut workspace, &mut log);
        passed.map_err(|fault| self.fault(fault, &at))?;
        let mut state = state;
        state.at = now;
        let taken = !log.steps.is_empty();
        Ok(self.answer(state, &configuration, log, taken, Vec::new()))
    }

    /// The state after many events. A refused event changes nothing and is listed, so that
    /// `replay(a ++ b)` is `replay(b)` after `replay(a)`.
    ///
    /// # Errors
    /// Class `input`: as [`Self::restore`].
    pub fn replay(&self, state: ChartState, events: &[ChartEvent]) -> Result<ChartReplayed, Error> {
        self.restored(&state)?;
        let (steps, effects, refused) = (Vec::new(), Vec::new(), Vec::new());
        let mut replayed = ChartReplayed { state, taken: 0, ignored: 0, duplicates: 0, refused, steps, effects };
        for event in events {
            match self.apply(replayed.state.clone(), event) {
                Ok(applied) => {
                    replayed.duplicates += usize::from(applied.duplicate);
                    replayed.taken += usize::from(applied.taken);
                    replayed.ignored += usize::from(!applied.taken && !applied.duplicate);
                    replayed.steps.extend(applied.steps);
                    replayed.effects.extend(applied.effects);
                    replayed.state = applied.state;
                }
                Err(error) => {
                    replayed.refused.push(ChartRefused { event_id: event.id.clone(), error: error.body() });
                }
            }
        }
        Ok(replayed)
    }

    fn restored(&self, state: &ChartState) -> Result<Configuration, Error> {
        self.restore(state).map_err(|found| {
            let at = JsonPointer::root().key("state");
            Error::input(found.into_iter().map(|violation| violation.under(&at)).collect())
        })
    }

    /// Lets sent events come, with the fields that are kept.
    fn let_pass(
        &self,
        configuration: &mut Configuration,
        state: &ChartState,
        limit: (Instant, bool),
        workspace: &mut Workspace,
        log: &mut Log<'_>,
    ) -> Result<(), ChartFault> {
        if self.timers(configuration).is_empty() {
            return Ok(());
        }
        let nothing = EventFields::new();
        let overlay = Overlay::new(&self.definition().fields, &state.fields, &nothing);
        self.pass(configuration, limit, &overlay, workspace, log, |log, due| {
            let name = with_program!(&self.compiled().kernel, program => {
                program.names.get(due.waiting.name as usize).map_or("", |name| name.text.as_str())
            });
            log.because(due.at, Cow::Owned(format!("{name}#{}", due.waiting.number)));
        })
    }

    /// Lets sent events come that are due before `limit`, or at it when `included`; `begins` is told
    /// of each before it is taken.
    pub(super) fn pass<R: Record + ?Sized, O: Observer>(
        &self,
        configuration: &mut Configuration,
        (limit, included): (Instant, bool),
        record: &R,
        workspace: &mut Workspace,
        observer: &mut O,
        begins: impl Fn(&mut O, &Fired),
    ) -> Result<(), ChartFault> {
        let mut fired = 0;
        while let Some(due) = self.take_due(configuration, limit, included) {
            fired += 1;
            if fired > limits::CHART_FIRINGS {
                return Err(ChartFault::TooManyFirings);
            }
            begins(observer, &due);
            self.fire(configuration, due, record, workspace, observer)?;
        }
        Ok(())
    }

    fn unchanged(&self, state: ChartState, event: &Id) -> Result<ChartApplied, Error> {
        let configuration = self.restored(&state)?;
        let log = Log::new(self, "", state.at);
        let mut answer = self.answer(state, &configuration, log, false, Vec::new());
        answer.duplicate = true;
        answer.reasons = vec![Reason::new(ReasonCode::JourneyDuplicate).with("event", event.as_str())];
        Ok(answer)
    }

    fn answer(
        &self,
        mut state: ChartState,
        configuration: &Configuration,
        log: Log<'_>,
        taken: bool,
        blocked: Vec<super::report::BlockedTransition>,
    ) -> ChartApplied {
        let mut reasons = Vec::new();
        let ended = self.has_ended(configuration);
        if !log.steps.is_empty() {
            let before = (!state.configuration.is_empty()).then(|| listed(&state.configuration));
            self.write(configuration, &mut state);
            let after = listed(&state.configuration);
            reasons.push(match before {
                Some(before) => {
                    let reason = Reason::new(ReasonCode::JourneyChartMoved).with("from", before);
                    reason.with("to", after).with("event", log.event)
                }
                None => Reason::new(ReasonCode::JourneyChartBegun).with("states", after),
            });
            if ended {
                let states = listed(&state.configuration);
                reasons.push(Reason::new(ReasonCode::JourneyChartEnded).with("states", states));
            }
        } else if self.timers(configuration).len() != state.timers.len() {
            self.write(configuration, &mut state);
        }
        ChartApplied {
            state,
            duplicate: false,
            taken,
            ended,
            steps: log.steps,
            effects: log.effects,
            blocked,
            next_due: self.next_timer(configuration),
            reasons,
        }
    }

    pub(super) fn fault(&self, fault: ChartFault, at: &JsonPointer) -> Error {
        let violation = |code| Violation::new(code, at.clone());
        Error::transition(vec![match fault {
            ChartFault::Endless(ways) => {
                let ways = ways.iter().filter_map(|way| self.transition_id(*way)).take(20);
                let cycle: Vec<String> = ways.map(str::to_owned).collect();
                violation(ErrorCode::JourneyChartEndless).with("limit", limits::CHART_STEPS).with("cycle", cycle)
            }
            ChartFault::BeyondTime => violation(ErrorCode::JourneyChartBeyondTime),
            ChartFault::TooManyTimers => {
                violation(ErrorCode::JourneyChartTooManyTimers).with("limit", limits::CHART_TIMERS)
            }
            ChartFault::TooManyFirings => {
                violation(ErrorCode::JourneyChartTooManyFirings).with("limit", limits::CHART_FIRINGS)
            }
        }])
    }
}

pub(super) fn out_of_order(at: Instant, reached: Instant, pointer: JsonPointer) -> Error {
    let violation = Violation::new(ErrorCode::JourneyOutOfOrder, pointer).with("at", at);
    Error::transition(vec![violation.with("entered_at", reached)])
}

fn listed(ids: &[Id]) -> Param {
    Param::List(ids.iter().map(|id| id.as_str().into()).collect())
}
