//! Names to numbers: the second half of compiling a chart.

use std::collections::BTreeMap;

use crate::error::{ErrorCode, Violation};
use crate::primitives::{Id, JsonPointer, limits};

use super::compile::{Node, Tree};
use super::definition::{ChartDefinition, ChartStateType, ChartTransitionDefinition};
use super::events::EventTable;
use super::flat::Flat;
use super::model::{Compiled, Kernel};
use super::program::{Candidates, NONE, Name, Op, OpKind, Program, State, Test, number};
use super::set::{NARROW, StateSet, Wide};

/// Texts as numbers, each once.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    known: BTreeMap<String, u32>,
    texts: Vec<String>,
}

impl Numbers {
    pub(super) fn of(&mut self, text: &str) -> u32 {
        if let Some(known) = self.known.get(text) {
            return *known;
        }
        let next = number(self.texts.len());
        self.known.insert(text.to_owned(), next);
        self.texts.push(text.to_owned());
        next
    }
}

pub(super) struct Resolver<'a, 'v> {
    pub(super) definition: &'a ChartDefinition,
    pub(super) tree: &'a Tree<'a>,
    pub(super) violations: &'v mut Vec<Violation>,
    pub(super) names: Numbers,
    pub(super) effects: Numbers,
    pub(super) sendings: Numbers,
}

impl<'a, 'v> Resolver<'a, 'v> {
    pub(super) fn new(definition: &'a ChartDefinition, tree: &'a Tree<'a>, violations: &'v mut Vec<Violation>) -> Self {
        let (names, effects, sendings) = (Numbers::default(), Numbers::default(), Numbers::default());
        let mut resolver = Self { definition, tree, violations, names, effects, sendings };
        // Number 0 is the sending that has no id.
        resolver.sendings.of("");
        resolver
    }

    pub(super) fn compile(mut self) -> Compiled {
        let kernel = if self.tree.nodes.len() <= NARROW {
            let program = self.program::<u64>();
            match Flat::of(&program) {
                Some(flat) => Kernel::Flat(flat, program),
                None => Kernel::Narrow(program),
            }
        } else {
            let program = self.program::<Wide>();
            match Flat::of(&program) {
                Some(flat) => Kernel::WideFlat(flat, Box::new(program)),
                None => Kernel::Wide(Box::new(program)),
            }
        };
        let ids = self.tree.nodes.iter().map(|node| node.state.id.clone()).collect();
        let places = self.tree.nodes.iter().enumerate().map(|(at, node)| (node.state.id.clone(), at)).collect();
        let ways = self.tree.nodes.iter().flat_map(transition_ids).collect();
        Compiled { kernel, ids, places, ways, effects: self.effects.texts, sendings: self.sendings.texts }
    }

    fn program<S: StateSet>(&mut self) -> Program<S> {
        let tree = self.tree;
        let events = self.events();
        let mut program = Program {
            states: Vec::with_capacity(tree.nodes.len()),
            ways: Vec::new(),
            ops: Vec::new(),
            candidates: vec![Vec::new(); tree.nodes.len()],
            eventless: vec![Vec::new(); tree.nodes.len()],
            atomic: S::default(),
            restless: S::default(),
            outer: S::default(),
            ends: S::default(),
            initial: Vec::new(),
            initial_ops: 0..0,
            events,
            names: Vec::new(),
        };
        let root = JsonPointer::root();
        program.initial = self.initial(&self.definition.initial, None, &root.key("initial"));
        program.initial_ops =
            self.actions(&self.definition.initial_actions, &root.key("initial_actions"), &mut program.ops);
        for (at, node) in tree.nodes.iter().enumerate() {
            let state = self.state(at, node, &mut program.ops);
            if !state.state_type.is_history() && state.children.is_empty() {
                program.atomic.insert(at);
            }
            if node.parent.is_none() {
                program.outer.insert(at);
                if state.state_type == ChartStateType::Final {
                    program.ends.insert(at);
                }
            }
            program.states.push(state);
        }
        for (at, node) in tree.nodes.iter().enumerate() {
            self.ways(at, node, &mut program);
        }
        // Whoever is within a state with eventless ways has to look at them.
        for at in 0..tree.nodes.len() {
            if program.eventless.get(at).is_some_and(|ways| !ways.is_empty()) {
                program.restless.insert(at);
            }
        }
        self.candidates(&mut program);
        program.names = std::mem::take(&mut self.names.texts)
            .into_iter()
            .map(|text| Name { number: program.events.number(&text), text })
            .collect();
        program
    }

    fn events(&self) -> EventTable {
        let transitions = || self.tree.nodes.iter().flat_map(|node| &node.state.transitions);
        let named = transitions().flat_map(|transition| &transition.events).map(Id::as_str);
        let mut waits = Vec::new();
        for node in &self.tree.nodes {
            for (i, transition) in node.state.transitions.iter().enumerate() {
                if transition.after.is_some() {
                    waits.push(after_name(node, i));
                }
            }
        }
        EventTable::new(named.chain(waits.iter().map(String::as_str)))
    }

    fn state<S: StateSet>(&mut self, at: usize, node: &Node<'_>, ops: &mut Vec<Op<S>>) -> State<S> {
        let tree = self.tree;
        let definition = node.state;
        let (mut children, mut histories) = (S::default(), Vec::new());
        let mut child = at + 1;
        while let Some(inner) = tree.nodes.get(child).filter(|_| child < node.end) {
            if inner.state.state_type.is_history() {
                histories.push(number(child));
            } else {
                children.insert(child);
            }
            child = inner.end;
        }
        let mut above = S::default();
        tree.above(at).for_each(|around| above.insert(around));
        let is_history = definition.state_type.is_history();
        let initial = if is_history || (definition.state_type == ChartStateType::State && !children.is_empty()) {
            let inside = if is_history { node.parent } else { Some(at) };
            self.initial(&definition.initial, inside, &node.at.key("initial"))
        } else {
            Vec::new()
        };
        if is_history {
            self.check_default(at, node, &initial);
        }
        let initial_ops = self.actions(&definition.initial_actions, &node.at.key("initial_actions"), ops);
        let mut entry = self.actions(&definition.entry, &node.at.key("entry"), ops);
        for (i, transition) in definition.transitions.iter().enumerate() {
            if let Some(after) = transition.after {
                let name = after_name(node, i);
                let kind =
                    OpKind::Send { name: self.names.of(&name), id: self.sendings.of(&name), after: after.micros() };
                ops.push(Op { test: Test::nothing(), kind });
                entry.end += 1;
            }
        }
        let mut exit = self.actions(&definition.exit, &node.at.key("exit"), ops);
        for (i, transition) in definition.transitions.iter().enumerate() {
            if transition.after.is_some() {
                let kind = OpKind::Cancel(self.sendings.of(&after_name(node, i)));
                ops.push(Op { test: Test::nothing(), kind });
                exit.end += 1;
            }
        }
        State {
            state_type: definition.state_type,
            parent: node.parent.map_or(NONE, number),
            above,
            below: S::range(at + 1, node.end),
            children,
            histories,
            initial,
            initial_ops,
            entry,
            exit,
            done: self.names.of(&format!("done.state.{}", definition.id)),
        }
    }

    /// A history leads to states, and not to a history again.
    fn check_default(&mut self, at: usize, node: &Node<'_>, initial: &[u32]) {
        for (k, target) in initial.iter().enumerate() {
            let leads_on = self.tree.nodes.get(*target as usize).is_some_and(|node| node.state.state_type.is_history());
            if leads_on || *target as usize == at {
                let violation = Violation::new(ErrorCode::JourneyChartTarget, node.at.key("initial").index(k));
                let around = node.parent.and_then(|parent| self.tree.nodes.get(parent));
                let around = around.map_or("", |around| around.state.id.as_str());
                let id = node.state.initial.get(k).map_or("", |id| id.as_str());
                self.violations.push(violation.with_value(id).with("state", around));
            }
        }
    }

    /// The states that are entered with a state, or with the chart.
    fn initial(&mut self, named: &[Id], inside: Option<usize>, at: &JsonPointer) -> Vec<u32> {
        let tree = self.tree;
        let within = |place: usize| inside.is_none_or(|inside| tree.is_within(place, inside));
        if named.is_empty() {
            let first =
                tree.nodes.iter().enumerate().find(|(place, node)| {
                    node.parent == inside && within(*place) && !node.state.state_type.is_history()
                });
            return first.map(|(place, _)| number(place)).into_iter().collect();
        }
        let places = self.places(named, at);
        for (k, place) in places.iter().enumerate() {
            if !within(*place) {
                let violation = Violation::new(ErrorCode::JourneyChartTarget, at.index(k));
                let around = inside.and_then(|inside| tree.nodes.get(inside));
                let around = around.map_or("", |around| around.state.id.as_str());
                let id = tree.nodes.get(*place).map_or("", |node| node.state.id.as_str());
                self.violations.push(violation.with_value(id).with("state", around));
            }
        }
        places.into_iter().map(number).collect()
    }

    /// States that are entered together.
    pub(super) fn places(&mut self, named: &[Id], at: &JsonPointer) -> Vec<usize> {
        let tree = self.tree;
        let mut places: Vec<usize> = Vec::with_capacity(named.len());
        for (k, id) in named.iter().enumerate() {
            let Some(place) = tree.place(id, at.index(k), self.violations) else { continue };
            if let Some(other) = places.iter().find(|other| !tree.can_meet(place, **other)) {
                let violation = Violation::new(ErrorCode::JourneyChartApart, at.index(k)).with_value(id.as_str());
                let other = tree.nodes.get(*other).map_or("", |node| node.state.id.as_str());
                self.violations.push(violation.with("state", other));
            }
            places.push(place);
        }
        places
    }

    pub(super) fn set<S: StateSet>(&mut self, named: &[Id], at: &JsonPointer) -> S {
        let tree = self.tree;
        let mut set = S::default();
        for (k, id) in named.iter().enumerate() {
            if let Some(place) = tree.place(id, at.index(k), self.violations) {
                set.insert(place);
            }
        }
        set
    }

    /// Which ways of a state each event may take.
    fn candidates<S: StateSet>(&mut self, program: &mut Program<S>) {
        let (mut cells, mut way) = (0_usize, 0_u32);
        for (at, node) in self.tree.nodes.iter().enumerate() {
            let mut by_event: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
            for (i, transition) in node.state.transitions.iter().enumerate() {
                let mut matched: Vec<u32> =
                    transition.events.iter().flat_map(|event| program.events.matched(event.as_str())).collect();
                if transition.after.is_some() {
                    matched.push(program.events.number(&after_name(node, i)));
                }
                matched.sort_unstable();
                matched.dedup();
                cells += matched.len();
                if cells > limits::CHART_CELLS {
                    let violation =
                        Violation::new(ErrorCode::JourneyChartTooLarge, node.at.key("transitions").index(i));
                    self.violations.push(violation.with("limit", limits::CHART_CELLS).with("field", "events"));
                    return;
                }
                for event in matched {
                    by_event.entry(event).or_default().push(way);
                }
                way += 1;
            }
            if let Some(candidates) = program.candidates.get_mut(at) {
                *candidates = by_event.into_iter().map(|(event, ways)| Candidates { event, ways }).collect();
            }
        }
    }
}

impl<S: StateSet> Test<S> {
    pub(super) fn nothing() -> Self {
        Self { always: true, requires: Vec::new(), guard: None, inside: S::default(), outside: S::default() }
    }
}

/// The event of a transition that is taken after a time; no event of a host has that name.
pub(super) fn after_name(node: &Node<'_>, transition: usize) -> String {
    format!("after:{}:{transition}", node.state.id)
}

/// The ids of a state's transitions: their own, or the state's and their place.
fn transition_ids(node: &Node<'_>) -> Vec<String> {
    let id = |(i, transition): (usize, &ChartTransitionDefinition)| match &transition.id {
        Some(id) => id.as_str().to_owned(),
        None => format!("{}/{i}", node.state.id),
    };
    node.state.transitions.iter().enumerate().map(id).collect()
}
