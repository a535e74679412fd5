//! The algorithm of SCXML, appendix D, over sets of bits.

use std::collections::VecDeque;

use crate::journey::rules::has_value;
use crate::primitives::{Instant, Record, limits};

use super::configuration::{Memory, Waiting};
use super::definition::ChartStateType;
use super::entry::Entry;
use super::program::{NONE, OpKind, Ops, Program, Test, number};
use super::set::StateSet;

/// What happens while a chart moves; nothing is kept unless the observer keeps it.
///
/// States, transitions and effects are given by their numbers, see [`ChartModel`](super::ChartModel).
pub trait Observer {
    /// A step begins: transitions that are taken together.
    fn step(&mut self, _cause: Cause) {}
    /// A transition is taken.
    fn taken(&mut self, _transition: u32) {}
    /// A state is left.
    fn exited(&mut self, _state: u32) {}
    /// A state is entered.
    fn entered(&mut self, _state: u32) {}
    /// The host has something to do.
    fn effect(&mut self, _effect: u32) {}
}

impl Observer for () {}

/// Why a step was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// The chart began.
    Start,
    /// The host's event.
    Event,
    /// Nothing: a transition without event was open.
    Eventless,
    /// An event that the chart sent itself, by the number of its name.
    Own(u32),
}

/// Why a chart did not come to rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChartFault {
    /// More than 1,000 steps: the transitions that are taken again and again.
    Endless(Vec<u32>),
    /// A sent event would come after the year 9999.
    BeyondTime,
    /// More than 1,000 sent events are waited for.
    TooManyTimers,
    /// More than 10,000 sent events came due in one call.
    TooManyFirings,
}

/// Room that calls share, so that none of them allocates once it has grown.
#[derive(Debug, Clone, Default)]
pub struct Workspace {
    pub(super) enabled: Vec<u32>,
    pub(super) kept: Vec<u32>,
    pub(super) domains: Vec<u32>,
    pub(super) internal: VecDeque<u32>,
    pub(super) external: VecDeque<u32>,
    pub(super) trace: Vec<u32>,
}

/// One instance on its way.
pub(super) struct Run<'a, S, R: ?Sized, O> {
    pub(super) program: &'a Program<S>,
    pub(super) active: &'a mut S,
    pub(super) memory: &'a mut Option<Box<Memory<S>>>,
    pub(super) record: &'a R,
    pub(super) at: Instant,
    pub(super) workspace: &'a mut Workspace,
    pub(super) observer: &'a mut O,
}

impl<S: StateSet, R: Record + ?Sized, O: Observer> Run<'_, S, R, O> {
    /// Enters the initial states and rests.
    pub(super) fn start(&mut self) -> Result<(), ChartFault> {
        self.clear();
        self.observer.step(Cause::Start);
        let program = self.program;
        self.perform(&program.initial_ops)?;
        let mut entry = Entry::default();
        for target in &program.initial {
            self.enter_down(*target as usize, &mut entry);
        }
        for target in &program.initial {
            self.enter_up(*target as usize, NONE, &mut entry);
        }
        self.enter(&entry)?;
        self.rest()
    }

    /// An event of the host, or one that was sent, and everything that it brings about; whether any
    /// transition took it.
    pub(super) fn event(&mut self, number: u32, cause: Cause) -> Result<bool, ChartFault> {
        self.clear();
        let taken = self.one(number, cause)?;
        self.rest()?;
        Ok(taken)
    }

    /// The eventless transitions that changed fields have opened.
    pub(super) fn recheck(&mut self) -> Result<bool, ChartFault> {
        self.clear();
        self.rest()?;
        Ok(!self.workspace.trace.is_empty())
    }

    pub(super) fn has_ended(&self) -> bool {
        self.active.meets(self.program.ends)
    }

    fn clear(&mut self) {
        self.workspace.internal.clear();
        self.workspace.external.clear();
        self.workspace.trace.clear();
    }

    fn one(&mut self, number: u32, cause: Cause) -> Result<bool, ChartFault> {
        if self.has_ended() {
            return Ok(false);
        }
        self.select(Some(number));
        let taken = !self.workspace.enabled.is_empty();
        if taken {
            self.step(cause)?;
        }
        Ok(taken)
    }

    /// Takes steps until nothing is left to do: eventless transitions first, then raised events,
    /// then those that were sent without a delay.
    fn rest(&mut self) -> Result<(), ChartFault> {
        while !self.has_ended() {
            if self.active.meets(self.program.restless) {
                self.select(None);
                if !self.workspace.enabled.is_empty() {
                    self.step(Cause::Eventless)?;
                    continue;
                }
            }
            let next = self.workspace.internal.pop_front().or_else(|| self.workspace.external.pop_front());
            let Some(name) = next else { break };
            if let Some(event) = self.program.names.get(name as usize) {
                self.one(event.number, Cause::Own(name))?;
            }
        }
        if self.has_ended()
            && let Some(memory) = self.memory
        {
            memory.timers.clear();
        }
        Ok(())
    }

    /// Takes the selected transitions together: exits, then actions, then entries.
    fn step(&mut self, cause: Cause) -> Result<(), ChartFault> {
        self.observer.step(cause);
        let ways = std::mem::take(&mut self.workspace.enabled);
        let taken = self.take(&ways);
        self.workspace.enabled = ways;
        taken
    }

    fn take(&mut self, ways: &[u32]) -> Result<(), ChartFault> {
        self.workspace.trace.extend_from_slice(ways);
        if self.workspace.trace.len() >= limits::CHART_STEPS {
            return Err(ChartFault::Endless(cycle(&self.workspace.trace)));
        }
        let program = self.program;
        let mut left = S::default();
        let mut entry = Entry::default();
        // Where histories lead is settled before they are written anew.
        self.workspace.domains.clear();
        for way in ways {
            left = left.or(self.leaves(*way));
            let domain = self.domain(*way).unwrap_or(NONE);
            self.workspace.domains.push(domain);
        }
        self.remember(left);
        while let Some(state) = left.last() {
            left.remove(state);
            self.observer.exited(number(state));
            if let Some(model) = program.state(state) {
                self.perform(&model.exit)?;
            }
            self.active.remove(state);
        }
        for way in ways {
            self.observer.taken(*way);
            if let Some(model) = program.way(*way) {
                self.perform(&model.ops)?;
            }
        }
        for (at, way) in ways.iter().enumerate() {
            let Some(model) = program.way(*way).filter(|model| !model.targets.is_empty()) else { continue };
            let domain = self.workspace.domains.get(at).copied().unwrap_or(NONE);
            model.targets.iter().for_each(|target| self.enter_down(*target as usize, &mut entry));
            let mut effective = S::default();
            model.targets.iter().for_each(|target| self.effective(*target, &mut effective));
            effective.ascending().for_each(|target| self.enter_up(target, domain, &mut entry));
        }
        self.enter(&entry)
    }

    /// Writes the histories of the states that are about to be left.
    fn remember(&mut self, left: S) {
        for at in left.ascending() {
            let program = self.program;
            let Some(state) = program.state(at) else { continue };
            for history in &state.histories {
                let is_deep = program
                    .state(*history as usize)
                    .is_some_and(|history| history.state_type == ChartStateType::DeepHistory);
                let seen = if is_deep {
                    self.active.and(state.below).and(program.atomic)
                } else {
                    self.active.and(state.children)
                };
                let memory = self.memory.get_or_insert_default();
                match memory.histories.iter_mut().find(|(known, _)| known == history) {
                    Some((_, states)) => *states = seen,
                    None => memory.histories.push((*history, seen)),
                }
            }
        }
    }

    pub(super) fn perform(&mut self, ops: &Ops) -> Result<(), ChartFault> {
        if ops.is_empty() {
            return Ok(());
        }
        for op in self.program.ops(ops) {
            if !holds(&op.test, *self.active, self.record) {
                continue;
            }
            match op.kind {
                OpKind::Effect(effect) => self.observer.effect(effect),
                OpKind::Raise(name) => self.workspace.internal.push_back(name),
                OpKind::Send { name, after: 0, .. } => {
                    self.memory.get_or_insert_default().sent += 1;
                    self.workspace.external.push_back(name);
                }
                OpKind::Send { name, id, after } => {
                    let due_at = self.at.micros().checked_add(after).ok_or(ChartFault::BeyondTime)?;
                    Instant::from_micros(due_at).map_err(|_| ChartFault::BeyondTime)?;
                    let memory = self.memory.get_or_insert_default();
                    memory.sent += 1;
                    if memory.timers.len() >= limits::CHART_TIMERS {
                        return Err(ChartFault::TooManyTimers);
                    }
                    memory.timers.push(Waiting { name, id, number: memory.sent, due_at });
                }
                OpKind::Cancel(id) => {
                    if let Some(memory) = self.memory {
                        memory.timers.retain(|timer| timer.id != id);
                    }
                }
            }
        }
        Ok(())
    }
}

/// Whether nothing speaks against a transition or an action.
pub(super) fn holds<S: StateSet, R: Record + ?Sized>(test: &Test<S>, active: S, record: &R) -> bool {
    test.always
        || (active.holds_all(test.inside)
            && !active.meets(test.outside)
            && test.requires.iter().all(|slot| has_value(record, *slot))
            && test.guard.as_ref().is_none_or(|guard| guard.evaluate(record).matches()))
}

/// The shortest run of transitions that the end of the trace repeats.
fn cycle(trace: &[u32]) -> Vec<u32> {
    let tail = |length: usize, before: usize| {
        let end = trace.len().checked_sub(before)?;
        trace.get(end.checked_sub(length)?..end)
    };
    let repeated = (1..=trace.len() / 2).find(|length| tail(*length, 0) == tail(*length, *length));
    tail(repeated.unwrap_or(1), 0).unwrap_or_default().to_vec()
}
