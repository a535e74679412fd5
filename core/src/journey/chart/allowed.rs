//! What can happen next, and what keeps a transition closed.

use crate::error::Error;
use crate::journey::overlay::Overlay;
use crate::journey::rules::has_value;
use crate::journey::value::EventFields;
use crate::primitives::{Id, Instant, Record};

use super::configuration::{Active, Configuration};
use super::engine::holds;
use super::model::{ChartModel, Kernel, with_program};
use super::program::{Program, Way};
use super::report::{BlockedTransition, ChartAllowedReport, ChartAllowedTransition, ChartDue};
use super::set::StateSet;
use super::value::ChartState;

impl ChartModel {
    /// The transitions on events that leave the active states; `record` holds the fields that a form
    /// has filled in and not yet saved.
    ///
    /// # Errors
    /// Class `input`: as [`Self::restore`].
    pub fn allowed(&self, state: &ChartState, record: &EventFields) -> Result<ChartAllowedReport, Error> {
        let configuration = self.restore(state).map_err(Error::input)?;
        let overlay = Overlay::new(&self.definition().fields, &state.fields, record);
        let transitions = match (&self.compiled().kernel, &configuration.0) {
            (Kernel::Narrow(program), Active::Narrow { active, .. }) => self.listed(program, *active, &overlay),
            (Kernel::Wide(program), Active::Wide { active, .. }) => self.listed(program.as_ref(), **active, &overlay),
            (Kernel::Flat(_, program), Active::Flat(active)) => self.listed(program, one(*active), &overlay),
            (Kernel::WideFlat(_, program), Active::Flat(active)) => {
                self.listed(program.as_ref(), one(*active), &overlay)
            }
            _ => Vec::new(),
        };
        Ok(ChartAllowedReport {
            definition_id: self.definition().id.clone(),
            fingerprint: self.fingerprint(),
            configuration: state.configuration.clone(),
            transitions,
        })
    }

    /// The sent events that are due at `as_of` or before; `None` when there are none.
    ///
    /// # Errors
    /// Class `input`: as [`Self::restore`].
    pub fn due(&self, state: &ChartState, as_of: Instant) -> Result<Option<ChartDue>, Error> {
        self.restore(state).map_err(Error::input)?;
        let mut timers: Vec<_> = state.timers.iter().filter(|timer| timer.due_at <= as_of).cloned().collect();
        timers.sort_by_key(|timer| (timer.due_at, timer.number));
        Ok((!timers.is_empty()).then_some(ChartDue { timers }))
    }

    /// When the next sent event comes; `None` when none is waited for.
    ///
    /// # Errors
    /// Class `input`: as [`Self::restore`].
    pub fn next_due(&self, state: &ChartState) -> Result<Option<Instant>, Error> {
        self.restore(state).map(|configuration| self.next_timer(&configuration)).map_err(Error::input)
    }

    fn listed<S: StateSet>(
        &self,
        program: &Program<S>,
        active: S,
        overlay: &Overlay<'_>,
    ) -> Vec<ChartAllowedTransition> {
        let mut listed = Vec::new();
        let definitions = self.transitions();
        for leaf in active.and(program.atomic).ascending() {
            let mut at = Some(leaf);
            while let Some(state) = at {
                for (number, way) in (0..).zip(&program.ways).filter(|(_, way)| way.source as usize == state) {
                    let Some((id, definition)) = self.transition_id(number).zip(definitions.get(number as usize))
                    else {
                        continue;
                    };
                    let known = listed.iter().any(|known: &ChartAllowedTransition| known.transition == id);
                    let (Some(from), false, false) = (self.state_id(way.source), definition.events.is_empty(), known)
                    else {
                        continue;
                    };
                    let ok = holds(&way.test, active, overlay);
                    listed.push(ChartAllowedTransition {
                        transition: id.to_owned(),
                        from: from.clone(),
                        events: definition.events.clone(),
                        to: definition.to.clone(),
                        ok,
                        blocked: (!ok).then(|| self.lacks(way, id, active, overlay)),
                    });
                }
                at = program.parent(state);
            }
        }
        listed
    }

    /// The closed transitions of the active states that name an event.
    pub(super) fn blocked<R: Record>(
        &self,
        configuration: &Configuration,
        event: &str,
        record: &R,
    ) -> Vec<BlockedTransition> {
        match (&self.compiled().kernel, &configuration.0) {
            (Kernel::Narrow(program), Active::Narrow { active, .. }) => self.closed(program, *active, event, record),
            (Kernel::Wide(program), Active::Wide { active, .. }) => {
                self.closed(program.as_ref(), **active, event, record)
            }
            (Kernel::Flat(_, program), Active::Flat(active)) => self.closed(program, one(*active), event, record),
            (Kernel::WideFlat(_, program), Active::Flat(active)) => {
                self.closed(program.as_ref(), one(*active), event, record)
            }
            _ => Vec::new(),
        }
    }

    fn closed<S: StateSet, R: Record>(
        &self,
        program: &Program<S>,
        active: S,
        event: &str,
        record: &R,
    ) -> Vec<BlockedTransition> {
        let number = program.events.number(event);
        let (mut seen, mut blocked) = (S::default(), Vec::new());
        for leaf in active.and(program.atomic).ascending() {
            let mut at = Some(leaf);
            while let Some(state) = at.filter(|state| !seen.contains(*state)) {
                seen.insert(state);
                for way in program.candidates(state, number) {
                    let Some((model, id)) = program.way(*way).zip(self.transition_id(*way)) else { continue };
                    blocked.push(self.lacks(model, id, active, record));
                }
                at = program.parent(state);
            }
        }
        blocked
    }

    fn lacks<S: StateSet, R: Record>(&self, way: &Way<S>, id: &str, active: S, record: &R) -> BlockedTransition {
        let test = &way.test;
        let fields = &self.definition().fields;
        let states = |set: S, wanted: bool| -> Vec<Id> {
            let chosen = set.ascending().filter(|at| active.contains(*at) == wanted);
            chosen.filter_map(|at| self.compiled().ids.get(at).cloned()).collect()
        };
        let missing = test.requires.iter().filter(|slot| !has_value(record, **slot));
        let guard = test.guard.as_ref().filter(|guard| !guard.evaluate(record).matches());
        BlockedTransition {
            transition: id.to_owned(),
            missing: missing.filter_map(|slot| fields.get(*slot)).map(|field| field.name.clone()).collect(),
            guard: guard.map(|guard| guard.explain(record)),
            not_in: states(test.inside, false),
            in_states: states(test.outside, true),
        }
    }

    /// The transitions of the definition, in document order.
    pub(super) fn transitions(&self) -> Vec<&super::definition::ChartTransitionDefinition> {
        self.nodes().into_iter().flat_map(|state| &state.transitions).collect()
    }

    /// The states of the definition, in document order.
    pub(super) fn nodes(&self) -> Vec<&super::definition::ChartStateDefinition> {
        fn add<'a>(
            states: &'a [super::definition::ChartStateDefinition],
            nodes: &mut Vec<&'a super::definition::ChartStateDefinition>,
        ) {
            for state in states {
                nodes.push(state);
                add(&state.states, nodes);
            }
        }
        let mut nodes = Vec::with_capacity(with_program!(&self.compiled().kernel, program => program.states.len()));
        add(&self.definition().states, &mut nodes);
        nodes
    }
}

fn one<S: StateSet>(state: u32) -> S {
    let mut set = S::default();
    set.insert(state as usize);
    set
}
