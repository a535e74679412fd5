//! The compiled chart: states and transitions as numbers in document order.

use crate::kernel::condition::ConditionModel;

use super::definition::ChartStateType;
use super::events::EventTable;
use super::set::StateSet;

/// No state: the chart around the outermost ones.
pub(crate) const NONE: u32 = u32::MAX;

/// A chart over sets of one width.
#[derive(Debug, Clone)]
pub(crate) struct Program<S> {
    pub(crate) states: Vec<State<S>>,
    pub(crate) ways: Vec<Way<S>>,
    pub(crate) ops: Vec<Op<S>>,
    pub(crate) events: EventTable,
    /// The names of the events that the chart sends itself.
    pub(crate) names: Vec<Name>,
    /// Which ways may be taken, by state and event.
    pub(crate) candidates: Vec<Vec<Candidates>>,
    /// The ways that are taken without an event, by state.
    pub(crate) eventless: Vec<Vec<u32>>,
    /// States without states within.
    pub(crate) atomic: S,
    /// States with eventless ways.
    pub(crate) restless: S,
    /// The outermost states.
    pub(crate) outer: S,
    /// The outermost final states: entering one ends the chart.
    pub(crate) ends: S,
    pub(crate) initial: Vec<u32>,
    pub(crate) initial_ops: Ops,
}

/// A run of operations.
pub(crate) type Ops = std::ops::Range<u32>;

/// An event that the chart sends itself.
#[derive(Debug, Clone)]
pub(crate) struct Name {
    pub(crate) text: String,
    pub(crate) number: u32,
}

/// The ways of one state that one event may take, in document order.
#[derive(Debug, Clone)]
pub(crate) struct Candidates {
    pub(crate) event: u32,
    pub(crate) ways: Vec<u32>,
}

#[derive(Debug, Clone)]
pub(crate) struct State<S> {
    pub(crate) state_type: ChartStateType,
    pub(crate) parent: u32,
    /// The states around it, outermost excluded.
    pub(crate) above: S,
    /// All states within.
    pub(crate) below: S,
    /// The states directly within, histories excluded.
    pub(crate) children: S,
    /// The histories directly within.
    pub(crate) histories: Vec<u32>,
    pub(crate) initial: Vec<u32>,
    pub(crate) initial_ops: Ops,
    pub(crate) entry: Ops,
    pub(crate) exit: Ops,
    /// The event that says that it is done.
    pub(crate) done: u32,
}

impl<S: StateSet> State<S> {
    pub(crate) fn is_compound(&self) -> bool {
        self.state_type == ChartStateType::State && !self.children.is_empty()
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Way<S> {
    pub(crate) source: u32,
    pub(crate) targets: Vec<u32>,
    pub(crate) domain: Domain,
    pub(crate) internal: bool,
    pub(crate) test: Test<S>,
    pub(crate) ops: Ops,
}

/// The innermost state that a transition does not leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Domain {
    /// It leaves nothing.
    Nothing,
    /// That state, or [`NONE`].
    Of(u32),
    /// It depends on what a history remembers.
    Remembered,
}

/// What must hold for a way to be open, or for an action to be done.
#[derive(Debug, Clone)]
pub(crate) struct Test<S> {
    /// Whether nothing is asked.
    pub(crate) always: bool,
    pub(crate) requires: Vec<usize>,
    pub(crate) guard: Option<ConditionModel>,
    pub(crate) inside: S,
    pub(crate) outside: S,
}

#[derive(Debug, Clone)]
pub(crate) struct Op<S> {
    pub(crate) test: Test<S>,
    pub(crate) kind: OpKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OpKind {
    /// An effect, by its number.
    Effect(u32),
    /// An event, by the number of its name.
    Raise(u32),
    /// An event later: its name, the number of the sending's id, and microseconds.
    Send { name: u32, id: u32, after: i64 },
    /// The number of the sending's id.
    Cancel(u32),
}

impl<S: StateSet> Program<S> {
    pub(crate) fn state(&self, at: usize) -> Option<&State<S>> {
        self.states.get(at)
    }

    pub(crate) fn way(&self, at: u32) -> Option<&Way<S>> {
        self.ways.get(at as usize)
    }

    pub(crate) fn parent(&self, at: usize) -> Option<usize> {
        self.states.get(at).map(|state| state.parent).filter(|parent| *parent != NONE).map(|parent| parent as usize)
    }

    pub(crate) fn ops(&self, range: &Ops) -> &[Op<S>] {
        self.ops.get(range.start as usize..range.end as usize).unwrap_or_default()
    }

    /// Everything within a domain.
    pub(crate) fn within(&self, domain: u32) -> S {
        match self.states.get(domain as usize) {
            Some(state) => state.below,
            None => S::range(0, self.states.len()),
        }
    }

    /// The ways of one state that an event may take.
    pub(crate) fn candidates(&self, state: usize, event: u32) -> &[u32] {
        let of_state = self.candidates.get(state).map(Vec::as_slice).unwrap_or_default();
        let found = of_state.binary_search_by_key(&event, |candidates| candidates.event).ok();
        found.and_then(|at| of_state.get(at)).map(|candidates| candidates.ways.as_slice()).unwrap_or_default()
    }

    /// The innermost state without parallel regions that holds the source and all targets.
    pub(crate) fn domain(&self, source: usize, targets: S, internal: bool) -> u32 {
        let is_around =
            |at: usize| self.states.get(at).is_some_and(|state| state.is_compound() && state.below.holds_all(targets));
        if internal && is_around(source) {
            return number(source);
        }
        let mut at = self.parent(source);
        while let Some(around) = at {
            if is_around(around) {
                return number(around);
            }
            at = self.parent(around);
        }
        NONE
    }
}

/// INVARIANT: a chart has at most 1,024 states.
pub(crate) fn number(state: usize) -> u32 {
    u32::try_from(state).unwrap_or(NONE)
}
