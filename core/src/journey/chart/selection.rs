//! Which transitions an event takes, and what each of them leaves.

use crate::primitives::Record;

use super::engine::{Observer, Run, holds};
use super::program::Domain;
use super::set::StateSet;

impl<S: StateSet, R: Record + ?Sized, O: Observer> Run<'_, S, R, O> {
    /// For each innermost active state the first open transition of it or of a state around it.
    pub(super) fn select(&mut self, event: Option<u32>) {
        self.workspace.enabled.clear();
        let program = self.program;
        for leaf in self.active.and(program.atomic).ascending() {
            let mut at = Some(leaf);
            while let Some(state) = at {
                let candidates = match event {
                    Some(event) => program.candidates(state, event),
                    None => program.eventless.get(state).map(Vec::as_slice).unwrap_or_default(),
                };
                if let Some(way) = candidates.iter().find(|way| self.is_open(**way)) {
                    if !self.workspace.enabled.contains(way) {
                        self.workspace.enabled.push(*way);
                    }
                    break;
                }
                at = program.parent(state);
            }
        }
        if self.workspace.enabled.len() > 1 {
            self.without_conflicts();
        }
    }

    fn is_open(&self, way: u32) -> bool {
        self.program.way(way).is_some_and(|way| holds(&way.test, *self.active, self.record))
    }

    /// Of transitions that would leave the same state, the inner one is taken, else the earlier one.
    fn without_conflicts(&mut self) {
        let mut kept = std::mem::take(&mut self.workspace.kept);
        kept.clear();
        for at in 0..self.workspace.enabled.len() {
            let Some(way) = self.workspace.enabled.get(at).copied() else { break };
            let leaves = self.leaves(way);
            let is_inside = |other: u32| self.is_inside(way, other);
            let preempted = kept.iter().any(|other| leaves.meets(self.leaves(*other)) && !is_inside(*other));
            if !preempted {
                kept.retain(|other| !leaves.meets(self.leaves(*other)));
                kept.push(way);
            }
        }
        std::mem::swap(&mut self.workspace.enabled, &mut kept);
        self.workspace.kept = kept;
    }

    /// Whether the source of the one is within the source of the other.
    fn is_inside(&self, inner: u32, outer: u32) -> bool {
        let sources = self.program.way(inner).zip(self.program.way(outer));
        let around = sources.and_then(|(inner, outer)| Some((inner, self.program.state(outer.source as usize)?)));
        around.is_some_and(|(inner, outer)| outer.below.contains(inner.source as usize))
    }

    /// The active states that a transition leaves.
    pub(super) fn leaves(&self, way: u32) -> S {
        match self.domain(way) {
            Some(domain) => self.active.and(self.program.within(domain)),
            None => S::default(),
        }
    }

    pub(super) fn domain(&self, way: u32) -> Option<u32> {
        let way = self.program.way(way)?;
        match way.domain {
            Domain::Nothing => None,
            Domain::Of(state) => Some(state),
            Domain::Remembered => {
                let mut targets = S::default();
                way.targets.iter().for_each(|target| self.effective(*target, &mut targets));
                Some(self.program.domain(way.source as usize, targets, way.internal))
            }
        }
    }

    /// A target, or what the history that it is leads to.
    pub(super) fn effective(&self, target: u32, targets: &mut S) {
        let Some(state) = self.program.state(target as usize) else { return };
        if !state.state_type.is_history() {
            targets.insert(target as usize);
        } else if let Some(remembered) = self.remembered(target) {
            *targets = targets.or(remembered);
        } else {
            state.initial.iter().for_each(|target| self.effective(*target, targets));
        }
    }

    pub(super) fn remembered(&self, history: u32) -> Option<S> {
        let memory = self.memory.as_ref()?;
        memory.histories.iter().find(|(known, _)| *known == history).map(|(_, states)| *states)
    }
}
