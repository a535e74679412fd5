//! What is written down while a chart moves.

use std::borrow::Cow;

use crate::primitives::Instant;

use super::engine::{Cause, Observer};
use super::model::{ChartModel, with_program};
use super::report::{ChartEffect, ChartStep, StepCause};

/// Keeps every step and effect, by their names.
pub(super) struct Log<'a> {
    model: &'a ChartModel,
    /// The host's event, for the steps that it causes.
    pub(super) event: &'a str,
    /// Instant of the steps that follow.
    at: Instant,
    /// The cause that the keys of the next effects name, and how many effects there were before it.
    source: (Cow<'a, str>, usize),
    pub(super) steps: Vec<ChartStep>,
    pub(super) effects: Vec<ChartEffect>,
}

impl<'a> Log<'a> {
    /// An empty log; `event` is the name of the host's event.
    pub(super) fn new(model: &'a ChartModel, event: &'a str, at: Instant) -> Self {
        let source = (Cow::Borrowed(""), 0);
        Self { model, event, at, source, steps: Vec::new(), effects: Vec::new() }
    }

    /// Everything that follows happens at that instant because of `source`.
    pub(super) fn because(&mut self, at: Instant, source: Cow<'a, str>) {
        self.at = at;
        self.source = (source, self.effects.len());
    }
}

impl Observer for Log<'_> {
    fn step(&mut self, cause: Cause) {
        let (cause, event) = match cause {
            Cause::Start => (StepCause::Start, None),
            Cause::Eventless => (StepCause::Eventless, None),
            Cause::Event => (StepCause::Event, Some(self.event.to_owned())),
            Cause::Own(number) => {
                let name = with_program!(&self.model.compiled().kernel, program => {
                    program.names.get(number as usize).map(|name| name.text.clone())
                });
                (StepCause::Own, name)
            }
        };
        let (transitions, exited, entered) = (Vec::new(), Vec::new(), Vec::new());
        self.steps.push(ChartStep { at: self.at, cause, event, transitions, exited, entered });
    }

    fn taken(&mut self, transition: u32) {
        if let Some(step) = self.steps.last_mut() {
            step.transitions.extend(self.model.transition_id(transition).map(str::to_owned));
        }
    }

    fn exited(&mut self, state: u32) {
        if let Some(step) = self.steps.last_mut() {
            step.exited.extend(self.model.state_id(state).cloned());
        }
    }

    fn entered(&mut self, state: u32) {
        if let Some(step) = self.steps.last_mut() {
            step.entered.extend(self.model.state_id(state).cloned());
        }
    }

    fn effect(&mut self, effect: u32) {
        let (source, before) = &self.source;
        let key = format!("{source}:{}", self.effects.len() - before);
        let id = self.model.effect_id(effect).map(str::to_owned);
        self.effects.extend(id.map(|id| ChartEffect { id, key, at: self.at }));
    }
}
