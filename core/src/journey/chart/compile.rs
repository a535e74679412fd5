//! Statechart -> model; every violation is gathered.

use std::collections::BTreeMap;

use crate::error::{Error, ErrorCode, Violation};
use crate::primitives::{Fingerprint, Id, JsonPointer, decode, limits};

use super::definition::{ChartDefinition, ChartStateDefinition, ChartStateType};
use super::events;
use super::lint;
use super::model::ChartModel;
use super::resolve::Resolver;

impl ChartModel {
    /// Compiles a statechart.
    ///
    /// # Errors
    /// Class `definition`: `definition.wrong_kind`, `definition.unsupported_version`,
    /// `definition.duplicate_id`, `definition.empty_list`, `decode.too_deep`, `journey.unknown_state`,
    /// `journey.unknown_field`, `journey.chart_*` and `condition.*`, all at once.
    pub fn compile(definition: ChartDefinition) -> Result<Self, Error> {
        let mut violations = decode::header(&definition.kind, ChartDefinition::KIND, definition.schema_version);
        let Some(tree) = Tree::grow(&definition, &mut violations) else {
            return Err(Error::definition(violations));
        };
        tree.check(&definition, &mut violations);
        let compiled = Resolver::new(&definition, &tree, &mut violations).compile();
        if !violations.is_empty() {
            return Err(Error::definition(violations));
        }
        let ways = tree.ways();
        let model = Self::new(definition, Fingerprint::of_text(""), compiled);
        lint::refuse_endless(&model, &ways, &mut violations);
        if !violations.is_empty() {
            return Err(Error::definition(violations));
        }
        let fingerprint = Fingerprint::of(model.definition())?;
        Ok(model.identified(fingerprint))
    }

    /// Decodes and compiles a statechart written as JSON.
    ///
    /// # Errors
    /// As [`Self::compile`], and `decode.*`.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        decode::definition(text).and_then(Self::compile)
    }
}

/// The states in document order, each with where it stands.
pub(super) struct Tree<'a> {
    pub(super) nodes: Vec<Node<'a>>,
    pub(super) places: BTreeMap<&'a str, usize>,
}

pub(super) struct Node<'a> {
    pub(super) state: &'a ChartStateDefinition,
    pub(super) parent: Option<usize>,
    /// Place after the last state within.
    pub(super) end: usize,
    pub(super) at: JsonPointer,
}

impl<'a> Tree<'a> {
    /// The tree, or nothing when it is beyond the limits.
    fn grow(definition: &'a ChartDefinition, violations: &mut Vec<Violation>) -> Option<Self> {
        let mut tree = Self { nodes: Vec::new(), places: BTreeMap::new() };
        let found = violations.len();
        tree.add(&definition.states, None, &JsonPointer::root(), 1, violations);
        if violations.len() > found {
            return None;
        }
        let transitions: usize = tree.nodes.iter().map(|node| node.state.transitions.len()).sum();
        if transitions > limits::CHART_TRANSITIONS {
            let violation = Violation::new(ErrorCode::JourneyChartTooLarge, JsonPointer::root().key("states"));
            violations.push(violation.with("limit", limits::CHART_TRANSITIONS).with("field", "transitions"));
            return None;
        }
        Some(tree)
    }

    fn add(
        &mut self,
        states: &'a [ChartStateDefinition],
        parent: Option<usize>,
        at: &JsonPointer,
        depth: usize,
        violations: &mut Vec<Violation>,
    ) {
        let at = at.key("states");
        if depth > limits::CHART_DEPTH {
            violations.push(Violation::new(ErrorCode::DecodeTooDeep, at).with("limit", limits::CHART_DEPTH));
            return;
        }
        for (i, state) in states.iter().enumerate() {
            let place = self.nodes.len();
            if place >= limits::CHART_STATES {
                if place == limits::CHART_STATES {
                    let violation = Violation::new(ErrorCode::JourneyChartTooLarge, at);
                    violations.push(violation.with("limit", limits::CHART_STATES).with("field", "states"));
                }
                return;
            }
            self.nodes.push(Node { state, parent, end: place + 1, at: at.index(i) });
            if self.places.contains_key(state.id.as_str()) {
                let violation = Violation::new(ErrorCode::DefinitionDuplicateId, at.index(i).key("id"));
                violations.push(violation.with_value(state.id.as_str()));
            } else {
                self.places.insert(state.id.as_str(), place);
            }
            self.add(&state.states, Some(place), &at.index(i), depth + 1, violations);
            let end = self.nodes.len();
            if let Some(node) = self.nodes.get_mut(place) {
                node.end = end;
            }
        }
    }

    /// Where each transition stands, in document order.
    pub(super) fn ways(&self) -> Vec<JsonPointer> {
        let of_state = |node: &Node<'_>| {
            let at = node.at.key("transitions");
            (0..node.state.transitions.len()).map(|i| at.index(i)).collect::<Vec<_>>()
        };
        self.nodes.iter().flat_map(of_state).collect()
    }

    /// What has no place where it stands, and ids that stand twice.
    fn check(&self, definition: &ChartDefinition, violations: &mut Vec<Violation>) {
        let root = JsonPointer::root();
        let fields = definition.fields.iter().map(|field| &field.name);
        decode::duplicate_ids(ErrorCode::DefinitionDuplicateId, fields, &root.key("fields"), Some("name"), violations);
        if definition.states.iter().all(|state| state.state_type.is_history()) {
            violations.push(Violation::new(ErrorCode::DefinitionEmptyList, root.key("states")));
        }
        let mut ids = std::collections::BTreeSet::new();
        for node in &self.nodes {
            self.check_place(node, violations);
            for (i, transition) in node.state.transitions.iter().enumerate() {
                let at = node.at.key("transitions").index(i);
                if let Some(id) = transition.id.as_ref().filter(|id| !ids.insert(id.as_str())) {
                    let violation = Violation::new(ErrorCode::DefinitionDuplicateId, at.key("id"));
                    violations.push(violation.with_value(id.as_str()));
                }
                if transition.after.is_some() && !transition.events.is_empty() {
                    let violation = Violation::new(ErrorCode::JourneyChartMisplaced, at.key("after"));
                    violations.push(violation.with("field", "after").with("actual", "events"));
                }
                for (k, event) in transition.events.iter().enumerate() {
                    if !events::is_descriptor(event.as_str()) {
                        let violation = Violation::new(ErrorCode::JourneyChartEventName, at.key("events").index(k));
                        violations.push(violation.with_value(event.as_str()));
                    }
                }
            }
        }
    }

    /// Parts of a state that its type does not have.
    fn check_place(&self, node: &Node<'_>, violations: &mut Vec<Violation>) {
        use ChartStateType::{DeepHistory, Final, Parallel, ShallowHistory, State};
        let (state, kind) = (node.state, node.state.state_type);
        let around = node.parent.and_then(|parent| self.nodes.get(parent)).map(|parent| parent.state.state_type);
        let mut misplaced = |field: &'static str, is_there: bool| {
            if is_there {
                let violation = Violation::new(ErrorCode::JourneyChartMisplaced, node.at.key(field));
                violations.push(violation.with("field", field).with("actual", kind.name()));
            }
        };
        let is_leaf = matches!(kind, Final | ShallowHistory | DeepHistory);
        misplaced("states", is_leaf && !state.states.is_empty());
        misplaced("transitions", is_leaf && !state.transitions.is_empty());
        misplaced("entry", kind.is_history() && !state.entry.is_empty());
        misplaced("exit", kind.is_history() && !state.exit.is_empty());
        let has_initial = kind.is_history() || (kind == State && !state.states.is_empty());
        misplaced("initial", !has_initial && !state.initial.is_empty());
        misplaced("initial_actions", !has_initial && !state.initial_actions.is_empty());
        // A history outside of every state has nothing to remember; a region is no end.
        misplaced("type", (kind.is_history() && around.is_none()) || (kind == Final && around == Some(Parallel)));
        let has_region = state.states.iter().any(|state| !state.state_type.is_history());
        if (kind == Parallel || (kind == State && !state.states.is_empty())) && !has_region {
            violations.push(Violation::new(ErrorCode::DefinitionEmptyList, node.at.key("states")));
        }
        if kind.is_history() && around.is_some() && state.initial.is_empty() {
            violations.push(Violation::new(ErrorCode::DefinitionEmptyList, node.at.key("initial")));
        }
    }

    /// Whether one state is within another.
    pub(super) fn is_within(&self, inner: usize, outer: usize) -> bool {
        self.nodes.get(outer).is_some_and(|node| outer < inner && inner < node.end)
    }

    /// The place of a state that is named at `at`.
    pub(super) fn place(&self, id: &Id, at: JsonPointer, violations: &mut Vec<Violation>) -> Option<usize> {
        let found = self.places.get(id.as_str()).copied();
        if found.is_none() {
            let violation = Violation::new(ErrorCode::JourneyUnknownState, at).with_value(id.as_str());
            violations.push(violation.with_nearest(id.as_str(), self.places.keys().copied()));
        }
        found
    }

    /// The states around a place, the innermost first.
    pub(super) fn above(&self, place: usize) -> impl Iterator<Item = usize> + '_ {
        let parent = |at: usize| self.nodes.get(at).and_then(|node| node.parent);
        std::iter::successors(parent(place), move |at| parent(*at))
    }

    /// Whether two states can be active at the same time.
    pub(super) fn can_meet(&self, one: usize, other: usize) -> bool {
        let shared = self.above(one).find(|around| self.is_within(other, *around));
        let shared = shared.and_then(|around| self.nodes.get(around));
        shared.is_some_and(|node| node.state.state_type == ChartStateType::Parallel)
            && !self.is_within(one, other)
            && !self.is_within(other, one)
    }
}
