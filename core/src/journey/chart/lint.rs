//! What is suspicious in a chart, and the one loop that is refused.

use crate::error::{ErrorCode, Violation};
use crate::journey::lint::{LOOKED_BACK, LintFinding, LintReport, rivalry};
use crate::journey::overlap::Test;
use crate::primitives::{JsonPointer, Reason, ReasonCode};

use super::definition::{ChartStateDefinition, ChartStateType, ChartTransitionDefinition};
use super::events;
use super::model::{ChartModel, with_program};
use super::program::{Domain, NONE, Program};
use super::reach::Reach;
use super::set::StateSet;

impl ChartModel {
    /// What is suspicious: states that nothing leads to, states without a way out that are no end,
    /// transitions that are never taken, guards that can be true together, loops without an event.
    pub fn lint(&self) -> LintReport {
        let (states, ways) = pointers(&self.definition().states);
        let nodes = self.nodes();
        let findings = with_program!(&self.compiled().kernel, program => {
            let reach = Reach::of(program);
            let mut findings = self.unreachable(program, &reach, &states);
            findings.extend(self.dead_ends(program, &reach, &states));
            let mut first = 0;
            for node in &nodes {
                findings.extend(self.rivals(node, first, &ways));
                first += node.transitions.len();
            }
            findings.extend(self.loops(program, &ways));
            findings
        });
        let definition_id = self.definition().id.clone();
        LintReport { definition_id, fingerprint: self.fingerprint(), findings }
    }

    /// The outermost of the states that nothing leads to.
    fn unreachable<S: StateSet>(
        &self,
        program: &Program<S>,
        reach: &Reach<S>,
        pointers: &[JsonPointer],
    ) -> Vec<LintFinding> {
        let is_lost = |at: usize| !reach.states.contains(at);
        let is_outermost = |at: usize| program.parent(at).is_none_or(|around| !is_lost(around));
        let lost = (0..program.states.len()).filter(|at| is_lost(*at) && is_outermost(*at));
        lost.filter_map(|at| self.of_state(ReasonCode::JourneyLintUnreachable, at, pointers)).collect()
    }

    /// Innermost states that are no end and that no transition leaves.
    fn dead_ends<S: StateSet>(
        &self,
        program: &Program<S>,
        reach: &Reach<S>,
        pointers: &[JsonPointer],
    ) -> Vec<LintFinding> {
        let leaves = reach.states.and(program.atomic).ascending();
        let stuck = leaves.filter(|leaf| {
            let is_final = program.state(*leaf).is_some_and(|state| state.state_type == ChartStateType::Final);
            let is_left = |way: &super::program::Way<S>| match way.domain {
                Domain::Nothing => false,
                Domain::Of(NONE) | Domain::Remembered => true,
                Domain::Of(domain) => program.within(domain).contains(*leaf),
            };
            let can_be = |source: usize| {
                source == *leaf
                    || program.state(*leaf).is_some_and(|state| state.above.contains(source))
                    || can_meet(program, source, *leaf)
            };
            !is_final && !program.ways.iter().any(|way| is_left(way) && can_be(way.source as usize))
        });
        stuck.filter_map(|at| self.of_state(ReasonCode::JourneyLintDeadEnd, at, pointers)).collect()
    }

    fn of_state(&self, code: ReasonCode, at: usize, pointers: &[JsonPointer]) -> Option<LintFinding> {
        let id = self.compiled().ids.get(at)?;
        Some(LintFinding::new(pointers.get(at)?.key("id"), Reason::new(code).with("state", id.as_str())))
    }

    /// Transitions of one state on the same event, of which the first that is open is taken.
    fn rivals(&self, node: &ChartStateDefinition, first: usize, pointers: &[JsonPointer]) -> Vec<LintFinding> {
        let mut findings = Vec::new();
        let id = |k: usize| u32::try_from(first + k).ok().and_then(|way| self.transition_id(way)).unwrap_or_default();
        for (k, later) in node.transitions.iter().enumerate() {
            for (i, earlier) in node.transitions.iter().enumerate().take(k).take(LOOKED_BACK) {
                let (all, some) = shares(earlier, later);
                let apart = |one: &ChartTransitionDefinition, other: &ChartTransitionDefinition| {
                    one.in_states.iter().any(|state| other.not_in_states.contains(state))
                };
                if !some || apart(earlier, later) || apart(later, earlier) {
                    continue;
                }
                let tests_states =
                    |way: &ChartTransitionDefinition| !way.in_states.is_empty() || !way.not_in_states.is_empty();
                fn test(way: &ChartTransitionDefinition) -> Test<'_> {
                    Test { guard: way.guard.as_ref(), requires: &way.requires }
                }
                let (earlier_test, later_test) = (test(earlier), test(later));
                // One that is open for some of the events only takes those and no more.
                if earlier_test.is_open() && (!all || tests_states(earlier)) {
                    continue;
                }
                if later_test.is_open() && tests_states(later) && !earlier_test.is_open() {
                    continue;
                }
                let found = rivalry((id(i), id(k)), &earlier_test, &later_test, &self.definition().fields);
                let found = found.zip(pointers.get(first + k).cloned());
                findings.extend(found.map(|(reason, pointer)| LintFinding::new(pointer, reason)));
            }
        }
        findings
    }

    /// Transitions without event that can follow each other in a circle.
    fn loops<S: StateSet>(&self, program: &Program<S>, pointers: &[JsonPointer]) -> Vec<LintFinding> {
        let after: Vec<(u32, S)> = (program.eventless.iter().flatten())
            .filter_map(|way| program.way(*way).map(|model| (*way, Reach::after(program, model))))
            .collect();
        let follows = |way: usize| {
            let states = after.get(way).map_or_else(S::default, |(_, states)| *states);
            let is_after = move |(_, (next, _)): &(usize, &(u32, S))| {
                program.way(*next).is_some_and(|next| states.contains(next.source as usize))
            };
            after.iter().enumerate().filter(is_after).map(|(at, _)| at).collect::<Vec<_>>()
        };
        let next: Vec<Vec<usize>> = (0..after.len()).map(follows).collect();
        let mut alive = vec![true; after.len()];
        let mut findings = Vec::new();
        loop {
            // What leads to nothing that is left is in no circle.
            let is_alive = |alive: &[bool], at: usize| alive.get(at).copied().unwrap_or(false);
            let mut changed = true;
            while changed {
                changed = false;
                for at in 0..after.len() {
                    let leads_on = next.get(at).into_iter().flatten().any(|next| is_alive(&alive, *next));
                    if is_alive(&alive, at) && !leads_on {
                        alive.iter_mut().skip(at).take(1).for_each(|alive| *alive = false);
                        changed = true;
                    }
                }
            }
            let Some(begin) = alive.iter().position(|alive| *alive) else { return findings };
            let mut path = vec![begin];
            let cycle = loop {
                let last = path.last().copied().unwrap_or_default();
                let Some(on) = next.get(last).into_iter().flatten().find(|next| is_alive(&alive, **next)) else {
                    return findings;
                };
                if let Some(back) = path.iter().position(|seen| seen == on) {
                    break path.split_off(back);
                }
                path.push(*on);
            };
            let ways: Vec<u32> = cycle.iter().filter_map(|at| after.get(*at).map(|(way, _)| *way)).collect();
            let ids = ways.iter().filter_map(|way| self.transition_id(*way)).map(str::to_owned).collect::<Vec<_>>();
            let at = ways.first().and_then(|way| pointers.get(*way as usize)).cloned().unwrap_or_default();
            findings.push(LintFinding::new(at, Reason::new(ReasonCode::JourneyLintLoop).with("cycle", ids)));
            for at in cycle {
                alive.iter_mut().skip(at).take(1).for_each(|alive| *alive = false);
            }
        }
    }
}

/// Refuses transitions without event and guard that follow each other for ever.
pub(super) fn refuse_endless(model: &ChartModel, pointers: &[JsonPointer], violations: &mut Vec<Violation>) {
    with_program!(&model.compiled().kernel, program => {
        let mut seen = vec![false; program.states.len()];
        for leaf in program.atomic.ascending() {
            let (mut at, mut path): (usize, Vec<(usize, u32)>) = (leaf, Vec::new());
            while let Some((way, to)) = certain(program, at) {
                if let Some(back) = path.iter().position(|(state, _)| *state == at) {
                    let cycle = path.get(back..).unwrap_or_default();
                    let ids = cycle.iter().filter_map(|(_, way)| model.transition_id(*way));
                    let ids = ids.map(str::to_owned).collect::<Vec<_>>();
                    let first = cycle.first().and_then(|(_, way)| pointers.get(*way as usize));
                    let violation =
                        Violation::new(ErrorCode::JourneyChartEventlessLoop, first.cloned().unwrap_or_default());
                    violations.push(violation.with("cycle", ids));
                    break;
                }
                // A walk that was taken before has said what it leads to.
                if seen.get(at).copied().unwrap_or(true) {
                    break;
                }
                path.push((at, way));
                at = to;
            }
            for (state, _) in path {
                seen.iter_mut().skip(state).take(1).for_each(|seen| *seen = true);
            }
        }
    });
}

/// The eventless transition that is taken in a leaf whatever else is the case, and the leaf it leads to.
fn certain<S: StateSet>(program: &Program<S>, leaf: usize) -> Option<(u32, usize)> {
    let is_parallel = |at: usize| program.state(at).is_some_and(|at| at.state_type == ChartStateType::Parallel);
    let above = program.state(leaf)?.above;
    if above.ascending().any(is_parallel) {
        return None;
    }
    let up = std::iter::successors(Some(leaf), |at| program.parent(*at));
    let first = up.filter_map(|at| program.eventless.get(at).and_then(|ways| ways.first())).next().copied()?;
    let way = program.way(first).filter(|way| way.test.always)?;
    let Some(target) = way.targets.first() else { return Some((first, leaf)) };
    let mut at = (way.targets.len() == 1).then_some(*target as usize)?;
    loop {
        let state = program.state(at)?;
        match state.state_type {
            ChartStateType::Parallel | ChartStateType::ShallowHistory | ChartStateType::DeepHistory => return None,
            _ if state.children.is_empty() => break,
            _ => at = state.initial.first().copied().filter(|_| state.initial.len() == 1)? as usize,
        }
    }
    Some((first, at))
}

/// Whether two transitions share all, or some, of the second one's events.
fn shares(one: &ChartTransitionDefinition, other: &ChartTransitionDefinition) -> (bool, bool) {
    if one.after.is_none() && other.after.is_some() {
        // A star takes the event by which a time passes too.
        let taken = one.events.iter().any(|event| event.as_str() == "*");
        return (taken, taken);
    }
    if one.after.is_some() || other.after.is_some() {
        let same = one.after.is_some() && one.after == other.after;
        return (same, same);
    }
    if one.events.is_empty() || other.events.is_empty() {
        let same = one.events.is_empty() && other.events.is_empty();
        return (same, same);
    }
    let covered = |narrow: &str| one.events.iter().any(|wide| events::covers(wide.as_str(), narrow));
    let all = other.events.iter().all(|event| covered(event.as_str()));
    let touches = |event: &str| one.events.iter().any(|wide| events::covers(event, wide.as_str()));
    (all, other.events.iter().any(|event| covered(event.as_str()) || touches(event.as_str())))
}

/// Whether two states can be active at the same time because they are in different regions.
fn can_meet<S: StateSet>(program: &Program<S>, one: usize, other: usize) -> bool {
    let above = |at: usize| program.state(at).map_or_else(S::default, |state| state.above);
    let shared = above(one).and(above(other)).last();
    shared.and_then(|at| program.state(at)).is_some_and(|state| state.state_type == ChartStateType::Parallel)
}

/// Where each state and each transition stands.
fn pointers(states: &[ChartStateDefinition]) -> (Vec<JsonPointer>, Vec<JsonPointer>) {
    fn add(states: &[ChartStateDefinition], at: &JsonPointer, found: &mut (Vec<JsonPointer>, Vec<JsonPointer>)) {
        let at = at.key("states");
        for (i, state) in states.iter().enumerate() {
            let at = at.index(i);
            let ways = at.key("transitions");
            found.1.extend((0..state.transitions.len()).map(|k| ways.index(k)));
            found.0.push(at.clone());
            add(&state.states, &at, found);
        }
    }
    let mut found = (Vec::new(), Vec::new());
    add(states, &JsonPointer::root(), &mut found);
    found
}
