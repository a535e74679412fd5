//! Between the value that a host stores and the bits that the engine works on.

use std::collections::BTreeMap;

use crate::error::{ErrorCode, Violation};
use crate::primitives::{Id, Instant, JsonPointer, limits};

use super::configuration::{Active, Configuration, Memory, Waiting};
use super::definition::ChartStateType;
use super::model::{ChartModel, Kernel};
use super::program::{Program, number};
use super::set::{StateSet, Wide};
use super::value::{ChartState, Timer};

impl ChartModel {
    /// Where the chart stands according to a stored state.
    ///
    /// # Errors
    /// `journey.chart_other_machine`, `journey.unknown_state`, `journey.chart_bad_configuration`,
    /// `journey.chart_unknown_timer`, `journey.chart_too_many_timers`; pointers are those of the state.
    pub fn restore(&self, state: &ChartState) -> Result<Configuration, Vec<Violation>> {
        let root = JsonPointer::root();
        if state.machine != self.fingerprint() {
            let violation = Violation::new(ErrorCode::JourneyChartOtherMachine, root.key("machine"));
            let violation = violation.with_value(&state.machine.to_string());
            return Err(vec![violation.with("expected", self.fingerprint().to_string())]);
        }
        let mut violations = Vec::new();
        let active = match &self.compiled().kernel {
            Kernel::Narrow(program) => {
                let (active, memory) = self.read(program, state, &mut violations);
                Active::Narrow { active, memory }
            }
            Kernel::Wide(program) => {
                let (active, memory) = self.read(program.as_ref(), state, &mut violations);
                Active::Wide { active: Box::new(active), memory }
            }
            Kernel::Flat(_, program) => self.read_flat::<u64>(program, state, &mut violations),
            Kernel::WideFlat(_, program) => self.read_flat::<Wide>(program, state, &mut violations),
        };
        if violations.is_empty() { Ok(Configuration(active)) } else { Err(violations) }
    }

    fn read_flat<S: StateSet>(
        &self,
        program: &Program<S>,
        state: &ChartState,
        violations: &mut Vec<Violation>,
    ) -> Active {
        if let ([leaf], true, true) = (&state.configuration[..], state.history.is_empty(), state.timers.is_empty())
            && let Some(place) = self.compiled().places.get(leaf)
        {
            // Of states side by side each is a whole configuration.
            return Active::Flat(number(*place));
        }
        let (active, _) = self.read(program, state, violations);
        Active::Flat(active.first().map_or(u32::MAX, number))
    }

    fn read<S: StateSet>(
        &self,
        program: &Program<S>,
        state: &ChartState,
        violations: &mut Vec<Violation>,
    ) -> (S, Option<Box<Memory<S>>>) {
        let root = JsonPointer::root();
        let found = violations.len();
        let leaves: S = self.set(&state.configuration, || root.key("configuration"), violations);
        let mut active = leaves;
        for leaf in leaves.ascending() {
            active = active.or(program.state(leaf).map_or_else(S::default, |leaf| leaf.above));
        }
        let is_legal = active.and(program.atomic) == leaves && is_whole(program, program.outer, false, active);
        if violations.len() == found && !is_legal {
            violations.push(Violation::new(ErrorCode::JourneyChartBadConfiguration, root.key("configuration")));
        }
        let mut memory = Memory { sent: state.sent, ..Memory::default() };
        for (id, states) in &state.history {
            let at = || root.key("history").key(id.as_str());
            let found = violations.len();
            let seen: S = self.set(states, at, violations);
            match self.compiled().places.get(id).filter(|place| is_seen(program, **place, seen)) {
                Some(place) => memory.histories.push((number(*place), seen)),
                None if violations.len() > found => {}
                None => violations.push(Violation::new(ErrorCode::JourneyChartBadConfiguration, at())),
            }
        }
        if state.timers.len() > limits::CHART_TIMERS {
            let violation = Violation::new(ErrorCode::JourneyChartTooManyTimers, root.key("timers"));
            violations.push(violation.with("limit", limits::CHART_TIMERS));
        }
        for (i, timer) in state.timers.iter().enumerate().take(limits::CHART_TIMERS) {
            match self.waiting(program, timer) {
                Some(waiting) => memory.timers.push(waiting),
                None => {
                    let violation = Violation::new(ErrorCode::JourneyChartUnknownTimer, root.key("timers").index(i));
                    violations.push(violation.with_value(timer.event.as_str()));
                }
            }
        }
        (active, memory.boxed())
    }

    fn set<S: StateSet>(&self, ids: &[Id], at: impl Fn() -> JsonPointer, violations: &mut Vec<Violation>) -> S {
        let mut set = S::default();
        for (i, id) in ids.iter().enumerate() {
            match self.compiled().places.get(id) {
                Some(place) => set.insert(*place),
                None => {
                    let known = self.compiled().ids.iter().map(Id::as_str);
                    let violation = Violation::new(ErrorCode::JourneyUnknownState, at().index(i));
                    violations.push(violation.with_value(id.as_str()).with_nearest(id.as_str(), known));
                }
            }
        }
        set
    }

    fn waiting<S: StateSet>(&self, program: &Program<S>, timer: &Timer) -> Option<Waiting> {
        let name = program.names.iter().position(|name| name.text == timer.event.as_str())?;
        let id = timer.id.as_ref().map_or("", Id::as_str);
        let id = self.compiled().sendings.iter().position(|known| known == id)?;
        Some(Waiting { name: number(name), id: number(id), number: timer.number, due_at: timer.due_at.micros() })
    }

    /// Where a chart stands at `at` as a state that can be written down: the way back from
    /// [`Self::restore`] for hosts that step configurations themselves. It holds no fields and no events
    /// seen, which a configuration does not know.
    ///
    /// ```
    /// use leadstone::journey::chart::{ChartModel, Workspace};
    /// let model = ChartModel::from_json(r#"{"kind": "journey.chart", "schema_version": 1, "id": "quote",
    ///     "entity": "deal", "states": [{"id": "draft", "transitions": [{"events": ["send"], "to": ["sent"]}]},
    ///                                  {"id": "sent"}]}"#).unwrap();
    /// let (at, mut workspace) = ("2026-03-02T09:00:00Z".parse().unwrap(), Workspace::default());
    /// let mut stands = model.begin(at, &[][..], &mut workspace, &mut ()).unwrap();
    /// model.step(&mut stands, model.event_number("send"), at, &[][..], &mut workspace, &mut ()).unwrap();
    /// let state = model.store(&stands, at);
    /// assert_eq!(state.configuration[0].as_str(), "sent");
    /// assert_eq!(model.restore(&state).unwrap(), stands);
    /// ```
    pub fn store(&self, configuration: &Configuration, at: Instant) -> ChartState {
        let mut state = ChartState {
            machine: self.fingerprint(),
            at,
            configuration: Vec::new(),
            history: BTreeMap::new(),
            timers: Vec::new(),
            sent: 0,
            fields: BTreeMap::new(),
            seen: Vec::new(),
        };
        self.write(configuration, &mut state);
        state
    }

    /// Writes where the chart stands into a state that a host can store.
    pub(crate) fn write(&self, configuration: &Configuration, state: &mut ChartState) {
        state.configuration.clear();
        state.configuration.extend(self.active(configuration).into_iter().cloned());
        match (&self.compiled().kernel, &configuration.0) {
            (Kernel::Narrow(program), Active::Narrow { memory, .. }) => {
                self.write_memory(program, memory.as_deref(), state);
            }
            (Kernel::Wide(program), Active::Wide { memory, .. }) => {
                self.write_memory(program.as_ref(), memory.as_deref(), state);
            }
            _ => {}
        }
    }

    fn write_memory<S: StateSet>(&self, program: &Program<S>, memory: Option<&Memory<S>>, state: &mut ChartState) {
        let Some(memory) = memory else {
            (state.history, state.timers, state.sent) = (BTreeMap::new(), Vec::new(), 0);
            return;
        };
        let id = |place: usize| self.compiled().ids.get(place).cloned();
        state.history.clear();
        for (history, seen) in &memory.histories {
            if let Some(history) = id(*history as usize) {
                state.history.insert(history, seen.ascending().filter_map(id).collect());
            }
        }
        state.timers.clear();
        state.timers.extend(memory.timers.iter().filter_map(|waiting| self.timer(program, waiting)));
        state.sent = memory.sent;
    }

    pub(crate) fn timer<S: StateSet>(&self, program: &Program<S>, waiting: &Waiting) -> Option<Timer> {
        let event = Id::try_new(program.names.get(waiting.name as usize)?.text.as_str()).ok()?;
        let id = self.compiled().sendings.get(waiting.id as usize).and_then(|id| Id::try_new(id.as_str()).ok());
        let due_at = Instant::from_micros(waiting.due_at).ok()?;
        Some(Timer { id, event, due_at, number: waiting.number })
    }
}

/// Whether of these siblings as many are active as can be, and so within each of them.
fn is_whole<S: StateSet>(program: &Program<S>, siblings: S, all: bool, active: S) -> bool {
    let found = active.and(siblings);
    let enough = if all { found == siblings } else { found.ascending().count() == 1 };
    enough
        && found.ascending().all(|at| {
            program.state(at).is_some_and(|state| {
                let is_parallel = state.state_type == ChartStateType::Parallel;
                !state.state_type.is_history()
                    && (state.children.is_empty() || is_whole(program, state.children, is_parallel, active))
            })
        })
}

/// Whether a history can remember these states.
fn is_seen<S: StateSet>(program: &Program<S>, history: usize, seen: S) -> bool {
    let Some(state) = program.state(history).filter(|state| state.state_type.is_history()) else { return false };
    let Some(around) = program.state(state.parent as usize).filter(|around| around.below.holds_all(seen)) else {
        return false;
    };
    let is_parallel = around.state_type == ChartStateType::Parallel;
    if state.state_type == ChartStateType::ShallowHistory {
        return if is_parallel {
            seen == around.children
        } else {
            seen.ascending().count() == 1 && around.children.holds_all(seen)
        };
    }
    let mut active = seen;
    for leaf in seen.ascending() {
        active = active.or(program.state(leaf).map_or_else(S::default, |leaf| leaf.above.and(around.below)));
    }
    active.and(program.atomic) == seen && is_whole(program, around.children, is_parallel, active)
}
