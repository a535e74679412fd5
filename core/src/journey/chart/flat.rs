//! Charts without hierarchy: one dense table of state and event, for the same verbs.

use crate::primitives::Record;

use super::definition::ChartStateType;
use super::engine::{Cause, Observer, holds};
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
    pub(crate) initial: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cell {
    way: u32,
    target: u16,
    kind: Kind,
    /// Whether nothing is done on the way.
    silent: bool,
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
            && program
                .ways
                .iter()
                .all(|way| way.targets.len() <= 1 && way.test.inside.is_empty() && way.test.outside.is_empty());
        let initial = program.initial.first().copied().filter(|_| is_flat && program.initial.len() == 1)?;
        let mut cells = Vec::with_capacity(states * events);
        for state in 0..states {
            for event in 0..events {
                cells.push(cell(program, state, program.candidates(state, number(event))));
            }
        }
        Some(Self { events, cells, initial })
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
            Kind::Tested => match tested(program, *active, event, record) {
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

fn cell<S: StateSet>(program: &Program<S>, state: usize, ways: &[u32]) -> Cell {
    let nothing = Cell { way: 0, target: STAYS, kind: Kind::Nothing, silent: true };
    let Some((at, way)) = ways.first().and_then(|at| program.way(*at).map(|way| (*at, way))) else {
        return nothing;
    };
    let target = way.targets.first().and_then(|target| u16::try_from(*target).ok()).unwrap_or(STAYS);
    let entry = program.state(usize::from(target)).map(|state| &state.entry);
    let exit = program.state(state).map(|state| &state.exit).filter(|_| target != STAYS);
    let silent = way.ops.is_empty() && [entry, exit].into_iter().flatten().all(std::ops::Range::is_empty);
    let kind = if way.test.always { Kind::Open } else { Kind::Tested };
    Cell { way: at, target, kind, silent }
}

fn tested<S: StateSet, R: Record + ?Sized>(program: &Program<S>, state: u32, event: u32, record: &R) -> Option<Cell> {
    let ways = program.candidates(state as usize, event);
    let is_open = |way: &&u32| program.way(**way).is_some_and(|way| holds(&way.test, S::default(), record));
    let way = ways.iter().find(is_open)?;
    Some(cell(program, state as usize, std::slice::from_ref(way)))
}

fn effects<S: StateSet, O: Observer>(program: &Program<S>, ops: Option<&super::program::Ops>, observer: &mut O) {
    for op in ops.map(|ops| program.ops(ops)).unwrap_or_default() {
        if let OpKind::Effect(effect) = op.kind {
            observer.effect(effect);
        }
    }
}
