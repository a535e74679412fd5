//! The journey as a Petri net: a place per state, labelled transitions between them.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::journey::model::JourneyModel;
use crate::primitives::Id;

use super::log::{EventLog, LogStep};

/// The place before the first state, where that is needed.
const SOURCE: &str = "[start]";
/// The place after the last state, where that is needed.
const SINK: &str = "[end]";

/// The net on which a log was replayed, for other tools.
///
/// A journey's transition is one transition of the net per state that it leaves. With one first
/// state that no activity stands for the token starts there, else in `[start]`, from which silent
/// transitions lead to first states that no activity stands for. With one end the token ends there,
/// else silent transitions lead from each end to `[end]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NetReport {
    /// The places.
    pub places: Vec<String>,
    /// The transitions.
    pub transitions: Vec<NetTransition>,
    /// The place of the one token at the start.
    pub initial: String,
    /// The place of the one token at the end.
    pub end: String,
}

/// A transition of the net, from one place to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NetTransition {
    /// The activity; absent = silent.
    pub activity: Option<String>,
    /// The place from which it takes a token.
    pub from: String,
    /// The place into which it puts one.
    pub to: String,
}

/// Where the tokens of an activity come from and go to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Label {
    /// Places, ascending.
    pub(super) from: Vec<usize>,
    pub(super) to: usize,
}

/// The net of a journey and a log; the places are the states, then `[start]`, then `[end]`.
#[derive(Debug)]
pub(super) struct Net<'a> {
    pub(super) model: &'a JourneyModel,
    pub(super) labels: BTreeMap<LogStep, Label>,
    pub(super) initial: usize,
    /// Silent ways from `[start]`.
    pub(super) entries: Vec<usize>,
    /// Every state in which a journey may end.
    pub(super) ends: Vec<usize>,
    /// The states to which one transition leads, for each state and for `[start]`.
    pub(super) next: Vec<Vec<usize>>,
}

impl<'a> Net<'a> {
    pub(super) fn new(model: &'a JourneyModel, log: &EventLog) -> Self {
        let source = model.states().len();
        let definition = model.definition();
        let mut entries: Vec<usize> = Vec::new();
        for entry in std::iter::once(&definition.initial).chain(&definition.entries) {
            entries.extend(model.position(entry.as_str()).filter(|entry| !entries.contains(entry)));
        }
        let mut next = vec![Vec::new(); source + 1];
        for way in model.transitions() {
            for from in &way.from {
                next.get_mut(*from).into_iter().for_each(|next| next.push(way.to));
            }
        }
        next.get_mut(source).into_iter().for_each(|next| next.extend(&entries));
        for next in &mut next {
            next.sort_unstable();
            next.dedup();
        }
        let is_recorded = |entry: &usize| log.steps().any(|(_, step)| step == LogStep::State(*entry));
        let recorded: Vec<usize> = entries.iter().copied().filter(is_recorded).collect();
        let silent: Vec<usize> = entries.iter().copied().filter(|entry| !is_recorded(entry)).collect();
        let initial = match (&silent[..], recorded.is_empty()) {
            ([only], true) => *only,
            _ => source,
        };
        let mut labels = BTreeMap::new();
        for (_, step) in log.steps() {
            labels.entry(step).or_insert_with(|| match step {
                LogStep::Transition(at) => {
                    let mut from = model.transitions().get(at).map(|way| way.from.clone()).unwrap_or_default();
                    from.sort_unstable();
                    Label { from, to: model.transitions().get(at).map_or(source, |way| way.to) }
                }
                LogStep::State(to) => {
                    let leads = |(_, next): &(usize, &Vec<usize>)| next.binary_search(&to).is_ok();
                    Label { from: next.iter().enumerate().filter(leads).map(|(from, _)| from).collect(), to }
                }
            });
        }
        let entries = if initial == source { silent } else { Vec::new() };
        Self { model, labels, initial, entries, ends: ends(model), next }
    }

    /// The place before the first state.
    pub(super) fn source(&self) -> usize {
        self.model.states().len()
    }

    pub(super) fn places(&self) -> usize {
        self.model.states().len() + 2
    }

    pub(super) fn is_end(&self, state: usize) -> bool {
        self.ends.contains(&state)
    }

    /// The id of a state; `None` for the other places.
    pub(super) fn state(&self, place: usize) -> Option<&'a Id> {
        self.model.definition().states.get(place).map(|state| &state.id)
    }

    /// The net as other tools read it.
    pub(super) fn report(&self, log: &EventLog) -> NetReport {
        let name = |place: usize| match self.state(place) {
            Some(state) => state.as_str().to_owned(),
            None if place == self.source() => SOURCE.to_owned(),
            None => SINK.to_owned(),
        };
        let mut transitions = Vec::new();
        for (activity, step) in log.steps() {
            let Some(label) = self.labels.get(&step) else { continue };
            // `[start]` is a place only where the token starts in it.
            let from = label.from.iter().filter(|from| **from != self.source() || self.initial == self.source());
            transitions.extend(from.map(|from| NetTransition {
                activity: Some(activity.to_owned()),
                from: name(*from),
                to: name(label.to),
            }));
        }
        let silent = |from: usize, to: usize| NetTransition { activity: None, from: name(from), to: name(to) };
        transitions.extend(self.entries.iter().map(|entry| silent(self.source(), *entry)));
        let sink = self.places() - 1;
        let end = match &self.ends[..] {
            [only] => *only,
            ends => {
                transitions.extend(ends.iter().map(|end| silent(*end, sink)));
                sink
            }
        };
        let has_source = self.initial == self.source();
        let is_place = |place: &usize| (*place != self.source() || has_source) && (*place != sink || end == sink);
        let places = (0..self.places()).filter(is_place).map(name).collect();
        NetReport { places, transitions, initial: name(self.initial), end: name(end) }
    }
}

/// The states in which a journey may end: the final ones and the loss.
pub(in crate::journey) fn ends(model: &JourneyModel) -> Vec<usize> {
    let is_end = |(at, state): (usize, &crate::journey::StateDefinition)| {
        (state.is_final || model.loss().is_some_and(|loss| loss.state == at)).then_some(at)
    };
    model.definition().states.iter().enumerate().filter_map(is_end).collect()
}
