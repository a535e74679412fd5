//! The compiled chart and its low-level verbs, which allocate nothing.

use std::collections::BTreeMap;

use crate::primitives::{Fingerprint, Id, Instant, Record};

use super::configuration::{Active, Configuration, Memory, Waiting};
use super::definition::ChartDefinition;
use super::engine::{Cause, ChartFault, Observer, Run, Workspace};
use super::flat::Flat;
use super::program::Program;
use super::set::{StateSet, Wide};

/// A compiled statechart: immutable, shared freely between threads; it holds nobody's state.
///
/// States, transitions, events and effects have numbers, in the order of the definition.
#[derive(Debug, Clone)]
pub struct ChartModel {
    definition: ChartDefinition,
    fingerprint: Fingerprint,
    compiled: Compiled,
}

/// What a definition compiles to.
#[derive(Debug, Clone)]
pub(crate) struct Compiled {
    pub(crate) kernel: Kernel,
    pub(crate) ids: Vec<Id>,
    pub(crate) places: BTreeMap<Id, usize>,
    pub(crate) ways: Vec<String>,
    pub(crate) effects: Vec<String>,
    pub(crate) sendings: Vec<String>,
}

/// The smallest form that a chart fits in.
#[derive(Debug, Clone)]
pub(crate) enum Kernel {
    Flat(Flat, Program<u64>),
    WideFlat(Flat, Box<Program<Wide>>),
    Narrow(Program<u64>),
    Wide(Box<Program<Wide>>),
}

/// The program of a kernel, whatever the width of its sets.
macro_rules! with_program {
    ($kernel:expr, $program:ident => $answer:expr) => {
        match $kernel {
            $crate::journey::chart::model::Kernel::Flat(_, $program)
            | $crate::journey::chart::model::Kernel::Narrow($program) => $answer,
            $crate::journey::chart::model::Kernel::WideFlat(_, $program)
            | $crate::journey::chart::model::Kernel::Wide($program) => $answer,
        }
    };
}
pub(crate) use with_program;

/// An event by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct EventNumber(pub(crate) u32);

/// A sent event that has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fired {
    pub(crate) waiting: Waiting,
    pub(crate) at: Instant,
}

impl ChartModel {
    pub(crate) fn new(definition: ChartDefinition, fingerprint: Fingerprint, compiled: Compiled) -> Self {
        Self { definition, fingerprint, compiled }
    }

    pub(crate) fn identified(self, fingerprint: Fingerprint) -> Self {
        Self { fingerprint, ..self }
    }

    /// The definition that was compiled.
    pub fn definition(&self) -> &ChartDefinition {
        &self.definition
    }

    /// SHA-256 of the definition's canonical JSON.
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    pub(crate) fn compiled(&self) -> &Compiled {
        &self.compiled
    }

    /// The number of an event; names that no transition tells apart have the same.
    pub fn event_number(&self, name: &str) -> EventNumber {
        EventNumber(with_program!(&self.compiled.kernel, program => program.events.number(name)))
    }

    /// The id of a state.
    pub fn state_id(&self, state: u32) -> Option<&Id> {
        self.compiled.ids.get(state as usize)
    }

    /// The id of a transition: its own, or its state's and its place.
    pub fn transition_id(&self, transition: u32) -> Option<&str> {
        self.compiled.ways.get(transition as usize).map(String::as_str)
    }

    /// The name of an effect.
    pub fn effect_id(&self, effect: u32) -> Option<&str> {
        self.compiled.effects.get(effect as usize).map(String::as_str)
    }

    /// The innermost active states, in document order.
    pub fn active<'a>(&'a self, configuration: &Configuration) -> Vec<&'a Id> {
        let ids = |set: &mut dyn Iterator<Item = usize>| set.filter_map(|at| self.compiled.ids.get(at)).collect();
        match (&self.compiled.kernel, &configuration.0) {
            (Kernel::Narrow(program) | Kernel::Flat(_, program), Active::Narrow { active, .. }) => {
                ids(&mut active.and(program.atomic).ascending())
            }
            (Kernel::Wide(program) | Kernel::WideFlat(_, program), Active::Wide { active, .. }) => {
                ids(&mut active.and(program.atomic).ascending())
            }
            (_, Active::Flat(state)) => ids(&mut std::iter::once(*state as usize)),
            _ => Vec::new(),
        }
    }

    /// Enters the initial states; `record` holds the declared fields by their places.
    ///
    /// # Errors
    /// When the chart does not come to rest, or sends an event beyond the year 9999.
    pub fn begin<R: Record + ?Sized, O: Observer>(
        &self,
        at: Instant,
        record: &R,
        workspace: &mut Workspace,
        observer: &mut O,
    ) -> Result<Configuration, ChartFault> {
        let active = match &self.compiled.kernel {
            Kernel::Flat(flat, program) => begin_flat(flat, program, observer),
            Kernel::WideFlat(flat, program) => begin_flat(flat, program, observer),
            Kernel::Narrow(program) => {
                let (mut active, mut memory) = (0, None);
                let (active_in, memory_in) = (&mut active, &mut memory);
                Run { program, active: active_in, memory: memory_in, record, at, workspace, observer }.start()?;
                Active::Narrow { active, memory }
            }
            Kernel::Wide(program) => {
                let (mut active, mut memory) = (Wide::default(), None);
                let (active_in, memory_in) = (&mut active, &mut memory);
                Run { program, active: active_in, memory: memory_in, record, at, workspace, observer }.start()?;
                Active::Wide { active: Box::new(active), memory }
            }
        };
        Ok(Configuration(active))
    }

    /// Takes an event and everything that it brings about; whether any transition took it.
    ///
    /// The configuration has to be one of this chart. Sent events that are due are not looked at,
    /// see [`Self::fire_next`].
    ///
    /// # Errors
    /// As [`Self::begin`]; the configuration is then somewhere on the way and to be dropped.
    #[inline]
    pub fn step<R: Record + ?Sized, O: Observer>(
        &self,
        configuration: &mut Configuration,
        event: EventNumber,
        at: Instant,
        record: &R,
        workspace: &mut Workspace,
        observer: &mut O,
    ) -> Result<bool, ChartFault> {
        // The one that has to be cheap: a look into a table, made where it is asked for.
        if let (Kernel::Flat(flat, program), Active::Flat(active)) = (&self.compiled.kernel, &mut configuration.0) {
            return Ok(flat.step(program, active, event.0, record, observer));
        }
        self.run(configuration, at, record, workspace, observer, Trigger::Event(event.0, Cause::Event))
    }

    /// Takes the eventless transitions that changed fields have opened; whether there were any.
    ///
    /// # Errors
    /// As [`Self::step`].
    pub fn recheck<R: Record + ?Sized, O: Observer>(
        &self,
        configuration: &mut Configuration,
        at: Instant,
        record: &R,
        workspace: &mut Workspace,
        observer: &mut O,
    ) -> Result<bool, ChartFault> {
        self.run(configuration, at, record, workspace, observer, Trigger::Fields)
    }

    fn run<R: Record + ?Sized, O: Observer>(
        &self,
        configuration: &mut Configuration,
        at: Instant,
        record: &R,
        workspace: &mut Workspace,
        observer: &mut O,
        trigger: Trigger,
    ) -> Result<bool, ChartFault> {
        match (&self.compiled.kernel, &mut configuration.0) {
            (Kernel::Flat(flat, program), Active::Flat(active)) => match trigger {
                Trigger::Event(event, _) => Ok(flat.step(program, active, event, record, observer)),
                Trigger::Fields => Ok(false),
            },
            (Kernel::WideFlat(flat, program), Active::Flat(active)) => match trigger {
                Trigger::Event(event, _) => Ok(flat.step(program.as_ref(), active, event, record, observer)),
                Trigger::Fields => Ok(false),
            },
            (Kernel::Narrow(program), Active::Narrow { active, memory }) => {
                trigger.pull(Run { program, active, memory, record, at, workspace, observer })
            }
            (Kernel::Wide(program), Active::Wide { active, memory }) => {
                trigger.pull(Run { program, active: active.as_mut(), memory, record, at, workspace, observer })
            }
            // The configuration of another chart.
            _ => Ok(false),
        }
    }

    /// When the next sent event is due; `None` when none is waited for.
    pub fn next_timer(&self, configuration: &Configuration) -> Option<Instant> {
        let next = self.timers(configuration).iter().map(|timer| timer.due_at).min()?;
        Instant::from_micros(next).ok()
    }

    /// Takes the next sent event that is due before `limit`, or at it when `included`; whether there
    /// was one.
    ///
    /// # Errors
    /// As [`Self::step`].
    pub fn fire_next<R: Record + ?Sized, O: Observer>(
        &self,
        configuration: &mut Configuration,
        (limit, included): (Instant, bool),
        record: &R,
        workspace: &mut Workspace,
        observer: &mut O,
    ) -> Result<bool, ChartFault> {
        let Some(fired) = self.take_due(configuration, limit, included) else { return Ok(false) };
        self.fire(configuration, fired, record, workspace, observer)?;
        Ok(true)
    }

    pub(crate) fn fire<R: Record + ?Sized, O: Observer>(
        &self,
        configuration: &mut Configuration,
        fired: Fired,
        record: &R,
        workspace: &mut Workspace,
        observer: &mut O,
    ) -> Result<bool, ChartFault> {
        let number = with_program!(&self.compiled.kernel, program => {
            program.names.get(fired.waiting.name as usize).map_or(super::events::OTHER, |name| name.number)
        });
        let trigger = Trigger::Event(number, Cause::Own(fired.waiting.name));
        self.run(configuration, fired.at, record, workspace, observer, trigger)
    }

    /// Takes out the event that is due first, of those of one instant the one that was sent first.
    pub(crate) fn take_due(&self, configuration: &mut Configuration, limit: Instant, included: bool) -> Option<Fired> {
        let timers = match &mut configuration.0 {
            Active::Narrow { memory: Some(memory), .. } => &mut memory.timers,
            Active::Wide { memory: Some(memory), .. } => &mut memory.timers,
            _ => return None,
        };
        let limit = limit.micros();
        let is_due = |timer: &Waiting| timer.due_at < limit || (included && timer.due_at == limit);
        let due = timers.iter().enumerate().filter(|(_, timer)| is_due(timer));
        let (place, _) = due.min_by_key(|(_, timer)| (timer.due_at, timer.number))?;
        let waiting = timers.remove(place);
        Instant::from_micros(waiting.due_at).ok().map(|at| Fired { waiting, at })
    }

    pub(crate) fn timers<'a>(&self, configuration: &'a Configuration) -> &'a [Waiting] {
        match &configuration.0 {
            Active::Narrow { memory: Some(memory), .. } => &memory.timers,
            Active::Wide { memory: Some(memory), .. } => &memory.timers,
            _ => &[],
        }
    }

    /// Whether the chart has come to an end.
    pub fn has_ended(&self, configuration: &Configuration) -> bool {
        match (&self.compiled.kernel, &configuration.0) {
            (Kernel::Flat(_, program), Active::Flat(state)) => program.ends.contains(*state as usize),
            (Kernel::WideFlat(_, program), Active::Flat(state)) => program.ends.contains(*state as usize),
            (Kernel::Narrow(program), Active::Narrow { active, .. }) => active.meets(program.ends),
            (Kernel::Wide(program), Active::Wide { active, .. }) => active.meets(program.ends),
            _ => false,
        }
    }
}

/// What sets a chart in motion.
#[derive(Clone, Copy)]
enum Trigger {
    Event(u32, Cause),
    Fields,
}

impl Trigger {
    fn pull<S: StateSet, R: Record + ?Sized, O: Observer>(self, mut run: Run<'_, S, R, O>) -> Result<bool, ChartFault> {
        match self {
            Self::Event(event, cause) => run.event(event, cause),
            Self::Fields => run.recheck(),
        }
    }
}

fn begin_flat<S: StateSet, O: Observer>(flat: &Flat, program: &Program<S>, observer: &mut O) -> Active {
    observer.step(Cause::Start);
    let perform = |ops: &super::program::Ops, observer: &mut O| {
        for op in program.ops(ops) {
            if let super::program::OpKind::Effect(effect) = op.kind {
                observer.effect(effect);
            }
        }
    };
    perform(&program.initial_ops, observer);
    observer.entered(flat.initial);
    if let Some(state) = program.state(flat.initial as usize) {
        perform(&state.entry, observer);
    }
    Active::Flat(flat.initial)
}

impl<S> Memory<S> {
    /// Nothing when there is nothing to remember, so that most instances stay small.
    pub(crate) fn boxed(self) -> Option<Box<Self>> {
        let is_empty = self.histories.is_empty() && self.timers.is_empty() && self.sent == 0;
        (!is_empty).then(|| Box::new(self))
    }
}
