//! Charts without hierarchy: one dense table of state and event, for the same verbs.

use crate::journey::rules::has_value;
use crate::kernel::condition::ConditionModel;
use crate::primitives::Record;

use super::definition::ChartStateType;
use super::engine::{Cause, Observer};
use super::program::{NONE, OpKind, Program, number};
use super::set::StateSet;

/// Most cells of a table.
const CELLS: usize = 65_536;
/// The target of a transition that stays.
const STAYS: u16 = u16::MAX;

/// For each state and event what happens.
#[derive(Debug, Clone)]
pub(crate) struct Flat {
    events: usize,
    cells: Vec<Cell>,
    /// The transitions of the cells that are tested, those of one cell beside each other.
    choices: Vec<Choice>,
    pub(crate) initial: u32,
}

/// What happens; for a cell that is tested, where its choices begin and how many they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cell {
    way: u32,
    target: u16,
    kind: Kind,
    /// Whether nothing is done on the way.
    silent: bool,
}

/// A transition, what it needs, and what happens when it is open.
#[derive(Debug, Clone)]
struct Choice {
    requires: Vec<usize>,
    guard: Option<ConditionModel>,
    cell: Cell,
}

impl Choice {
    #[inline]
    fn is_open<R: Record + ?Sized>(&self, record: &R) -> bool {
        self.requires.iter().all(|slot| has_value(record, *slot))
            && self.guard.as_ref().is_none_or(|guard| guard.evaluate(record).matches())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// No transition takes the event.
    Nothing,
    /// The first transition is always open.
    Open,
    /// Transitions have to be tested one by one.
    Tested,
}

impl Flat {
    /// The table of a chart that needs no more: states side by side, transitions on events, effects.
    pub(crate) fn of<S: StateSet>(program: &Program<S>) -> Option<Self> {
        let (states, events) = (program.states.len(), program.events.len());
        let is_plain = |state: &super::program::State<S>| {
            state.parent == NONE && matches!(state.state_type, ChartStateType::State | ChartStateType::Final)
        };
        let is_flat = states * events <= CELLS
            && program.states.iter().all(is_plain)
            && program.restless.is_empty()
            && program.ops.iter().all(|op| op.test.always && matches!(op.kind, OpKind::Effect(_)))
            // A cell counts its choices in 16 bits.
            && program.ways.len() < usize::from(u16::MAX)
            && program
                .ways
                .iter()
                .all(|way| way.targets.len() <= 1 && way.test.inside.is_empty() && way.test.outside.is_empty());
        let initial = program.initial.first().copied().filter(|_| is_flat && program.initial.len() == 1)?;
        let mut flat = Self { events, cells: Vec::with_capacity(states * events), choices: Vec::new(), initial };
        for state in 0..states {
            for event in 0..events {
                flat.add(program, state, program.candidates(state, number(event)));
            }
        }
        Some(flat)
    }

    fn add<S: StateSet>(&mut self, program: &Program<S>, state: usize, ways: &[u32]) {
        let begin = number(self.choices.len());
        let first = ways.first().and_then(|way| program.way(*way)).is_some_and(|way| way.test.always);
        if first || ways.is_empty() {
            self.cells.push(cell(program, state, ways.first().copied()));
            return;
        }
        for way in ways {
            let Some(model) = program.way(*way) else { continue };
            let (requires, guard) = (model.test.requires.clone(), model.test.guard.clone());
            self.choices.push(Choice { requires, guard, cell: cell(program, state, Some(*way)) });
            // What comes after an open one is never taken.
            if model.test.always {
                break;
            }
        }
        let count = u16::try_from(self.choices.len() - begin as usize).unwrap_or(u16::MAX);
        self.cells.push(Cell { way: begin, target: count, kind: Kind::Tested, silent: true });
    }

    #[inline]
    fn choice<R: Record + ?Sized>(&self, found: Cell, record: &R) -> Option<Cell> {
        let begin = found.way as usize;
        let choices = self.choices.get(begin..begin + usize::from(found.target))?;
        choices.iter().find(|choice| choice.is_open(record)).map(|choice| choice.cell)
    }

    /// Takes the first open transition; whether there was one.
    #[inline]
    pub(crate) fn step<S: StateSet, R: Record + ?Sized, O: Observer>(
        &self,
        program: &Program<S>,
        active: &mut u32,
        event: u32,
        record: &R,
        observer: &mut O,
    ) -> bool {
        let Some(found) = self.cells.get(*active as usize * self.events + event as usize).copied() else {
            return false;
        };
        let cell = match found.kind {
            Kind::Nothing => return false,
            Kind::Open => found,
            Kind::Tested => match self.choice(found, record) {
                Some(cell) => cell,
                None => return false,
            },
        };
        observer.step(Cause::Event);
        let stays = cell.target == STAYS;
        let (from, to) = (*active, u32::from(cell.target));
        if !stays {
            observer.exited(from);
        }
        if cell.silent {
            observer.taken(cell.way);
        } else {
            if !stays {
                effects(program, program.state(from as usize).map(|state| &state.exit), observer);
            }
            observer.taken(cell.way);
            effects(program, program.way(cell.way).map(|way| &way.ops), observer);
        }
        if !stays {
            observer.entered(to);
            if !cell.silent {
                effects(program, program.state(to as usize).map(|state| &state.entry), observer);
            }
            *active = to;
        }
        true
    }
}

fn cell<S: StateSet>(program: &Program<S>, state: usize, way: Option<u32>) -> Cell {
    let nothing = Cell { way: 0, target: STAYS, kind: Kind::Nothing, silent: true };
    let Some((at, way)) = way.and_then(|at| program.way(at).map(|way| (at, way))) else { return nothing };
    let target = way.targets.first().and_then(|target| u16::try_from(*target).ok()).unwrap_or(STAYS);
    let entry = program.state(usize::from(target)).map(|state| &state.entry);
    let exit = program.state(state).map(|state| &state.exit).filter(|_| target != STAYS);
    let silent = way.ops.is_empty() && [entry, exit].into_iter().flatten().all(std::ops::Range::is_empty);
    Cell { way: at, target, kind: Kind::Open, silent }
}

fn effects<S: StateSet, O: Observer>(program: &Program<S>, ops: Option<&super::program::Ops>, observer: &mut O) {
    for op in ops.map(|ops| program.ops(ops)).unwrap_or_default() {
        if let OpKind::Effect(effect) = op.kind {
            observer.effect(effect);
        }
    }
}
