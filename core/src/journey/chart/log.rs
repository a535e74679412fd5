//! What is written down while a chart moves, as numbers, and its translation to names.

use crate::primitives::{Id, Instant};

use super::engine::{Cause, Observer};
use super::model::{ChartModel, with_program};
use super::report::{ChartEffect, ChartStep, StepCause};

/// Keeps every step and effect.
#[derive(Debug, Default)]
pub(super) struct Log {
    steps: Vec<Step>,
    /// Transitions, left and entered states, one after the other: each step knows its parts.
    taken: Vec<u32>,
    exited: Vec<u32>,
    entered: Vec<u32>,
    effects: Vec<(u32, usize)>,
    /// Instant of the steps that follow.
    pub(super) at: Option<Instant>,
    /// Where each stretch of effects begins, and the cause that their keys name.
    sources: Vec<(usize, String)>,
}

#[derive(Debug)]
struct Step {
    at: Option<Instant>,
    cause: Cause,
    taken: usize,
    exited: usize,
    entered: usize,
}

impl Observer for Log {
    fn step(&mut self, cause: Cause) {
        let (taken, exited, entered) = (self.taken.len(), self.exited.len(), self.entered.len());
        self.steps.push(Step { at: self.at, cause, taken, exited, entered });
    }

    fn taken(&mut self, transition: u32) {
        self.taken.push(transition);
    }

    fn exited(&mut self, state: u32) {
        self.exited.push(state);
    }

    fn entered(&mut self, state: u32) {
        self.entered.push(state);
    }

    fn effect(&mut self, effect: u32) {
        self.effects.push((effect, self.steps.len().saturating_sub(1)));
    }
}

impl Log {
    /// Everything that follows happens at that instant because of `source`.
    pub(super) fn because(&mut self, at: Instant, source: String) {
        self.at = Some(at);
        self.sources.push((self.effects.len(), source));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    pub(super) fn steps(&self, model: &ChartModel, event: &str) -> Vec<ChartStep> {
        let ends = self.steps.iter().skip(1).map(|step| (step.taken, step.exited, step.entered));
        let ends = ends.chain(std::iter::once((self.taken.len(), self.exited.len(), self.entered.len())));
        let states = |numbers: Option<&[u32]>| -> Vec<Id> {
            numbers.into_iter().flatten().filter_map(|state| model.state_id(*state).cloned()).collect()
        };
        let name = |number: u32| {
            with_program!(&model.compiled().kernel, program => {
                program.names.get(number as usize).map(|name| name.text.clone())
            })
        };
        let steps = self.steps.iter().zip(ends).filter_map(|(step, (taken, exited, entered))| {
            let (cause, event) = match step.cause {
                Cause::Start => (StepCause::Start, None),
                Cause::Eventless => (StepCause::Eventless, None),
                Cause::Event => (StepCause::Event, Some(event.to_owned())),
                Cause::Own(number) => (StepCause::Own, name(number)),
            };
            let ways = self.taken.get(step.taken..taken).into_iter().flatten();
            Some(ChartStep {
                at: step.at?,
                cause,
                event,
                transitions: ways.filter_map(|way| model.transition_id(*way).map(str::to_owned)).collect(),
                exited: states(self.exited.get(step.exited..exited)),
                entered: states(self.entered.get(step.entered..entered)),
            })
        });
        steps.collect()
    }

    pub(super) fn effects(&self, model: &ChartModel) -> Vec<ChartEffect> {
        let effect = |(place, (effect, step)): (usize, &(u32, usize))| {
            let (begin, source) = self.sources.iter().rfind(|(begin, _)| *begin <= place)?;
            Some(ChartEffect {
                id: model.effect_id(*effect)?.to_owned(),
                key: format!("{source}:{}", place - begin),
                at: self.steps.get(*step)?.at?,
            })
        };
        self.effects.iter().enumerate().filter_map(effect).collect()
    }
}
