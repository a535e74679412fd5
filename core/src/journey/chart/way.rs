//! Transitions and actions to numbers.

use crate::error::{ErrorCode, Violation};
use crate::kernel::condition::{Condition, ConditionModel};
use crate::primitives::{Id, JsonPointer};

use super::compile::Node;
use super::definition::{ChartAction, ChartTransitionDefinition};
use super::events;
use super::program::{Domain, Op, OpKind, Ops, Program, Test, Way, number};
use super::resolve::Resolver;
use super::set::StateSet;

impl Resolver<'_, '_> {
    pub(super) fn ways<S: StateSet>(&mut self, at: usize, node: &Node<'_>, program: &mut Program<S>) {
        for (i, transition) in node.state.transitions.iter().enumerate() {
            let pointer = node.at.key("transitions").index(i);
            let way = number(program.ways.len());
            let model = self.way(at, transition, &pointer, program);
            program.ways.push(model);
            if transition.events.is_empty()
                && transition.after.is_none()
                && let Some(eventless) = program.eventless.get_mut(at)
            {
                eventless.push(way);
            }
        }
    }

    fn way<S: StateSet>(
        &mut self,
        at: usize,
        transition: &ChartTransitionDefinition,
        pointer: &JsonPointer,
        program: &mut Program<S>,
    ) -> Way<S> {
        let targets = self.places(&transition.to, &pointer.key("to"));
        let tree = self.tree;
        let remembers = |place: &usize| tree.nodes.get(*place).is_some_and(|node| node.state.state_type.is_history());
        let mut set = S::default();
        targets.iter().for_each(|target| set.insert(*target));
        let domain = match targets.is_empty() {
            true => Domain::Nothing,
            false if targets.iter().any(remembers) => Domain::Remembered,
            false => Domain::Of(program.domain(at, set, transition.internal)),
        };
        let inside = self.set(&transition.in_states, &pointer.key("in_states"));
        let outside = self.set(&transition.not_in_states, &pointer.key("not_in_states"));
        let requires = self.slots(&transition.requires, &pointer.key("requires"));
        let test = self.test(requires, transition.guard.as_ref(), (inside, outside), &pointer.key("guard"));
        let ops = self.actions(&transition.actions, &pointer.key("actions"), &mut program.ops);
        let targets = targets.into_iter().map(number).collect();
        Way { source: number(at), targets, domain, internal: transition.internal, test, ops }
    }

    fn test<S: StateSet>(
        &mut self,
        requires: Vec<usize>,
        guard: Option<&Condition>,
        (inside, outside): (S, S),
        at: &JsonPointer,
    ) -> Test<S> {
        let always = requires.is_empty() && guard.is_none() && inside.is_empty() && outside.is_empty();
        let fields = &self.definition.fields;
        let guard = guard.and_then(|guard| ConditionModel::compile_at(guard, fields, at, self.violations));
        Test { always, requires, guard, inside, outside }
    }

    pub(super) fn actions<S: StateSet>(
        &mut self,
        actions: &[ChartAction],
        at: &JsonPointer,
        ops: &mut Vec<Op<S>>,
    ) -> Ops {
        let start = number(ops.len());
        for (i, action) in actions.iter().enumerate() {
            let at = at.index(i);
            let test = match action.when() {
                None => Test::nothing(),
                Some(when) => {
                    let at = at.key("when");
                    let inside = self.set(&when.in_states, &at.key("in_states"));
                    let outside = self.set(&when.not_in_states, &at.key("not_in_states"));
                    self.test(Vec::new(), when.guard.as_ref(), (inside, outside), &at.key("guard"))
                }
            };
            let kind = match action {
                ChartAction::Effect { id, .. } => OpKind::Effect(self.effects.of(id.as_str())),
                ChartAction::Raise { event, .. } => OpKind::Raise(self.name(event, &at)),
                ChartAction::Send { event, id, after, .. } => OpKind::Send {
                    name: self.name(event, &at),
                    id: self.sendings.of(id.as_ref().map_or("", Id::as_str)),
                    after: after.map_or(0, |after| after.micros()),
                },
                ChartAction::Cancel { id, .. } => OpKind::Cancel(self.sendings.of(id.as_str())),
            };
            ops.push(Op { test, kind });
        }
        start..number(ops.len())
    }

    fn name(&mut self, event: &Id, at: &JsonPointer) -> u32 {
        if !events::is_name(event.as_str()) {
            let violation = Violation::new(ErrorCode::JourneyChartEventName, at.key("event"));
            self.violations.push(violation.with_value(event.as_str()));
        }
        self.names.of(event.as_str())
    }

    fn slots(&mut self, named: &[Id], at: &JsonPointer) -> Vec<usize> {
        let fields = &self.definition.fields;
        let mut slots = Vec::with_capacity(named.len());
        for (k, name) in named.iter().enumerate() {
            match fields.iter().position(|field| field.name == *name) {
                Some(slot) => slots.push(slot),
                None => {
                    let violation = Violation::new(ErrorCode::JourneyUnknownField, at.index(k));
                    let known = fields.iter().map(|field| field.name.as_str());
                    self.violations.push(violation.with("field", name.as_str()).with_nearest(name.as_str(), known));
                }
            }
        }
        slots
    }
}
