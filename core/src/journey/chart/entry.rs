//! What is entered with a state, and the entering.

use crate::primitives::Record;

use super::definition::ChartStateType;
use super::engine::{ChartFault, Observer, Run};
use super::program::{Program, number};
use super::set::StateSet;

/// What is about to be entered.
pub(super) struct Entry<S> {
    pub(super) states: S,
    /// States whose initial states are entered.
    defaults: S,
    /// Histories that remember nothing.
    histories: S,
}

impl<S: StateSet> Default for Entry<S> {
    fn default() -> Self {
        Self { states: S::default(), defaults: S::default(), histories: S::default() }
    }
}

impl<S: StateSet, R: Record + ?Sized, O: Observer> Run<'_, S, R, O> {
    /// A state, and what is entered within it.
    pub(super) fn enter_down(&self, at: usize, entry: &mut Entry<S>) {
        let Some(state) = self.program.state(at) else { return };
        if state.state_type.is_history() {
            let around = state.parent;
            match self.remembered(number(at)) {
                Some(remembered) => {
                    remembered.ascending().for_each(|target| self.enter_down(target, entry));
                    remembered.ascending().for_each(|target| self.enter_up(target, around, entry));
                }
                None => {
                    entry.histories.insert(at);
                    state.initial.iter().for_each(|target| self.enter_down(*target as usize, entry));
                    state.initial.iter().for_each(|target| self.enter_up(*target as usize, around, entry));
                }
            }
            return;
        }
        entry.states.insert(at);
        if state.state_type == ChartStateType::Parallel {
            self.enter_regions(state.children, entry);
        } else if !state.children.is_empty() {
            entry.defaults.insert(at);
            state.initial.iter().for_each(|target| self.enter_down(*target as usize, entry));
            state.initial.iter().for_each(|target| self.enter_up(*target as usize, number(at), entry));
        }
    }

    /// The states around a state, up to `domain`, and the other regions of those that are parallel.
    pub(super) fn enter_up(&self, at: usize, domain: u32, entry: &mut Entry<S>) {
        let mut around = self.program.parent(at);
        while let Some(state) = around.filter(|around| number(*around) != domain) {
            entry.states.insert(state);
            if let Some(model) = self.program.state(state)
                && model.state_type == ChartStateType::Parallel
            {
                self.enter_regions(model.children, entry);
            }
            around = self.program.parent(state);
        }
    }

    /// Those regions of which nothing is entered yet.
    fn enter_regions(&self, regions: S, entry: &mut Entry<S>) {
        for region in regions.ascending() {
            let below = self.program.state(region).map_or_else(S::default, |region| region.below);
            if !entry.states.meets(below) && !entry.states.contains(region) {
                self.enter_down(region, entry);
            }
        }
    }

    pub(super) fn enter(&mut self, entry: &Entry<S>) -> Result<(), ChartFault> {
        let program = self.program;
        for at in entry.states.ascending() {
            let Some(state) = program.state(at) else { continue };
            self.active.insert(at);
            self.observer.entered(number(at));
            self.perform(&state.entry)?;
            if entry.defaults.contains(at) {
                self.perform(&state.initial_ops)?;
            }
            for history in &state.histories {
                if let Some(history) =
                    program.state(*history as usize).filter(|_| entry.histories.contains(*history as usize))
                {
                    self.perform(&history.initial_ops)?;
                }
            }
            if state.state_type == ChartStateType::Final {
                self.finish(at);
            }
        }
        Ok(())
    }

    /// Says that the state around a final one is done, and a parallel one around that.
    fn finish(&mut self, at: usize) {
        let Some(around) = self.program.parent(at) else { return };
        let mut say = |state: usize| {
            if let Some(state) = self.program.state(state) {
                self.workspace.internal.push_back(state.done);
            }
        };
        say(around);
        if let Some(outer) = self.program.parent(around)
            && self.program.state(outer).is_some_and(|outer| outer.state_type == ChartStateType::Parallel)
            && is_done(self.program, outer, *self.active)
        {
            say(outer);
        }
    }
}

/// Whether a state has come to an end within itself.
fn is_done<S: StateSet>(program: &Program<S>, at: usize, active: S) -> bool {
    let Some(state) = program.state(at) else { return false };
    match state.state_type {
        ChartStateType::Parallel => state.children.ascending().all(|region| is_done(program, region, active)),
        _ => active
            .and(state.children)
            .ascending()
            .any(|child| program.state(child).is_some_and(|child| child.state_type == ChartStateType::Final)),
    }
}
