//! What is suspicious in a machine that is not wrong: for its author, before it is used.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::primitives::{Fingerprint, Id, JsonPointer, Reason, ReasonCode};

use super::definition::TransitionDefinition;
use super::model::JourneyModel;
use super::overlap::{Overlap, Test};

/// What its author should look at.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LintReport {
    /// Id of the machine.
    pub definition_id: Id,
    /// SHA-256 of the machine's canonical JSON.
    pub fingerprint: Fingerprint,
    /// What was found, in the order of the definition; none = nothing is suspicious.
    pub findings: Vec<LintFinding>,
}

/// One thing to look at.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LintFinding {
    /// Where in the definition.
    pub pointer: JsonPointer,
    /// What it is.
    pub reason: Reason,
}

impl LintFinding {
    pub(super) fn new(pointer: JsonPointer, reason: Reason) -> Self {
        Self { pointer, reason }
    }
}

impl JourneyModel {
    /// What is suspicious: states from which no end can be reached, transitions that a move to their
    /// state never takes, and transitions between the same states whose guards can be true together.
    ///
    /// States that nothing leads to, and those that nothing leaves, are refused when the machine is
    /// compiled.
    pub fn lint(&self) -> LintReport {
        let root = JsonPointer::root();
        let mut findings = self.traps(&root.key("states"));
        findings.extend(self.rivals(&root.key("transitions")));
        let definition_id = self.definition().id.clone();
        LintReport { definition_id, fingerprint: self.fingerprint(), findings }
    }

    /// States from which no final state can be reached.
    fn traps(&self, at: &JsonPointer) -> Vec<LintFinding> {
        let definition = self.definition();
        let mut ending: BTreeSet<&Id> =
            definition.states.iter().filter(|state| state.is_final).map(|state| &state.id).collect();
        ending.extend(definition.loss.as_ref().map(|loss| &loss.state));
        // Without any end the journey is meant to go round for ever.
        if ending.is_empty() {
            return Vec::new();
        }
        let mut into: BTreeMap<&Id, Vec<&Id>> = BTreeMap::new();
        for transition in &definition.transitions {
            into.entry(&transition.to).or_default().extend(&transition.from);
        }
        let mut next: Vec<&Id> = ending.iter().copied().collect();
        while let Some(state) = next.pop() {
            let before = into.get(state).into_iter().flatten();
            next.extend(before.filter(|before| ending.insert(before)));
        }
        let trapped = definition.states.iter().enumerate().filter(|(_, state)| !ending.contains(&state.id));
        trapped
            .map(|(i, state)| {
                let reason = Reason::new(ReasonCode::JourneyLintTrap).with("state", state.id.as_str());
                LintFinding::new(at.index(i).key("id"), reason)
            })
            .collect()
    }

    /// Transitions between the same two states, of which a move takes the first.
    fn rivals(&self, at: &JsonPointer) -> Vec<LintFinding> {
        let definition = self.definition();
        let mut by_way: BTreeMap<(&Id, &Id), Vec<(usize, &TransitionDefinition)>> = BTreeMap::new();
        for (i, transition) in definition.transitions.iter().enumerate() {
            for from in &transition.from {
                by_way.entry((from, &transition.to)).or_default().push((i, transition));
            }
        }
        let mut found: BTreeMap<(usize, usize), LintFinding> = BTreeMap::new();
        for ways in by_way.values() {
            for (k, (later_at, later)) in ways.iter().enumerate() {
                for (earlier_at, earlier) in ways.iter().take(k).take(LOOKED_BACK) {
                    let fields = &definition.fields;
                    let earlier_test = Test { guard: earlier.guard.as_ref(), requires: &earlier.requires };
                    let later_test = Test { guard: later.guard.as_ref(), requires: &later.requires };
                    let names = (earlier.id.as_str(), later.id.as_str());
                    if let Some(reason) = rivalry(names, &earlier_test, &later_test, fields) {
                        let finding = LintFinding::new(at.index(*later_at), reason);
                        found.entry((*later_at, *earlier_at)).or_insert(finding);
                    }
                }
            }
        }
        found.into_values().collect()
    }
}

/// How many earlier transitions are compared with each.
pub(super) const LOOKED_BACK: usize = 100;

/// What two transitions that stand for the same choice have against each other.
pub(super) fn rivalry(
    (earlier, later): (&str, &str),
    earlier_test: &Test<'_>,
    later_test: &Test<'_>,
    fields: &[crate::primitives::Field],
) -> Option<Reason> {
    let reason = |code| Reason::new(code).with("earlier", earlier).with("transition", later);
    if earlier_test.is_open() {
        return Some(reason(ReasonCode::JourneyLintShadowed));
    }
    // Without a test of its own the later one is what remains when the others are closed.
    if later_test.is_open() {
        return None;
    }
    match Overlap::of(earlier_test, later_test, fields) {
        Overlap::Never => None,
        Overlap::Example(example) => Some(reason(ReasonCode::JourneyLintOverlap).with("example", example)),
        Overlap::Perhaps => Some(reason(ReasonCode::JourneyLintPerhapsOverlap)),
    }
}
