//! Which states can be entered at all, whatever the guards say.

use super::definition::ChartStateType;
use super::program::{Program, Way};
use super::set::StateSet;

/// The states that can be entered.
pub(super) struct Reach<S> {
    pub(super) states: S,
    /// Those that are entered with what is initial within them.
    whole: S,
}

impl<S: StateSet> Reach<S> {
    /// Every state that some run of the chart enters, guards aside.
    pub(super) fn of(program: &Program<S>) -> Self {
        let mut reach = Self { states: S::default(), whole: S::default() };
        let mut next: Vec<u32> = program.initial.clone();
        let mut asked = vec![false; program.states.len()];
        while let Some(at) = next.pop() {
            reach.enter(program, at as usize);
            for state in reach.states.ascending() {
                let is_new = asked.get_mut(state).is_some_and(|asked| !std::mem::replace(asked, true));
                if is_new {
                    let ways = program.ways.iter().filter(|way| way.source as usize == state);
                    next.extend(ways.flat_map(|way| &way.targets));
                }
            }
        }
        reach
    }

    /// The states that are active after a transition, or can be.
    pub(super) fn after(program: &Program<S>, way: &Way<S>) -> S {
        let mut reach = Self { states: S::default(), whole: S::default() };
        if way.targets.is_empty() {
            reach.states.insert(way.source as usize);
        }
        way.targets.iter().for_each(|target| reach.enter(program, *target as usize));
        reach.states
    }

    /// A state, what is entered within it, those around it, and their other regions.
    fn enter(&mut self, program: &Program<S>, at: usize) {
        self.enter_down(program, at);
        let mut around = program.parent(at);
        while let Some(outer) = around {
            self.states.insert(outer);
            if let Some(state) = program.state(outer)
                && state.state_type == ChartStateType::Parallel
            {
                let holds = |region: &usize| {
                    *region == at || program.state(*region).is_some_and(|region| region.below.contains(at))
                };
                state.children.ascending().filter(|region| !holds(region)).for_each(|region| {
                    self.enter_down(program, region);
                });
            }
            around = program.parent(outer);
        }
    }

    fn enter_down(&mut self, program: &Program<S>, at: usize) {
        let Some(state) = program.state(at).filter(|_| !self.whole.contains(at)) else { return };
        self.whole.insert(at);
        self.states.insert(at);
        if state.state_type == ChartStateType::Parallel {
            state.children.ascending().for_each(|region| self.enter_down(program, region));
        }
        state.initial.iter().for_each(|inner| self.enter(program, *inner as usize));
    }
}
