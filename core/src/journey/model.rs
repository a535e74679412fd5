//! The compiled state machine: beginning, events, replay and time limits.

use crate::error::{Error, ErrorCode, Violation};
use crate::kernel::condition::ConditionModel;
use crate::primitives::{Fingerprint, Id, Instant, JsonPointer, Reason, ReasonCode};

use super::apply::whole_days;
use super::definition::JourneyDefinition;
use super::loss::LossModel;
use super::report::{Due, Refused, Replayed};
use super::value::{Counts, EventFields, JourneyEvent, JourneyState, Overlay};

/// A compiled state machine: immutable, shared freely between threads; it holds no customer's state.
#[derive(Debug, Clone)]
pub struct JourneyModel {
    definition: JourneyDefinition,
    fingerprint: Fingerprint,
    states: Vec<StateModel>,
    transitions: Vec<TransitionModel>,
    loss: Option<LossModel>,
}

/// The compiled half of a state; its texts stay in the definition.
#[derive(Debug, Clone)]
pub(crate) struct StateModel {
    pub(crate) requires: Vec<usize>,
    pub(crate) limit_micros: Option<i64>,
}

#[derive(Debug, Clone)]
pub(crate) struct TransitionModel {
    pub(crate) from: Vec<usize>,
    pub(crate) to: usize,
    /// Of the transition and of the state to which it leads, ascending.
    pub(crate) requires: Vec<usize>,
    pub(crate) guard: Option<ConditionModel>,
}

impl JourneyModel {
    pub(crate) fn new(
        definition: JourneyDefinition,
        fingerprint: Fingerprint,
        states: Vec<StateModel>,
        transitions: Vec<TransitionModel>,
        loss: Option<LossModel>,
    ) -> Self {
        Self { definition, fingerprint, states, transitions, loss }
    }

    /// The definition that was compiled.
    pub fn definition(&self) -> &JourneyDefinition {
        &self.definition
    }

    /// SHA-256 of the definition's canonical JSON.
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    pub(crate) fn states(&self) -> &[StateModel] {
        &self.states
    }

    pub(crate) fn transitions(&self) -> &[TransitionModel] {
        &self.transitions
    }

    pub(crate) fn loss(&self) -> Option<&LossModel> {
        self.loss.as_ref()
    }

    pub(crate) fn position(&self, state: &str) -> Option<usize> {
        self.definition.states.iter().position(|known| known.id.as_str() == state)
    }

    /// The first state of a journey that begins at `at` with those fields: `entry`, or the initial one.
    ///
    /// # Errors
    /// Class `transition`: `journey.not_an_entry`; `journey.field_missing` for every field that the
    /// state needs, and `journey.loss_*` when a lost customer is taken over.
    pub fn start(&self, at: Instant, entry: Option<&Id>, fields: &EventFields) -> Result<JourneyState, Error> {
        let root = JsonPointer::root();
        let kept = std::collections::BTreeMap::new();
        let overlay = Overlay::new(&self.definition.fields, &kept, fields);
        let entries = || std::iter::once(&self.definition.initial).chain(&self.definition.entries);
        let named = entry.unwrap_or(&self.definition.initial);
        let Some(state) = self.position(named.as_str()).filter(|_| entries().any(|known| known == named)) else {
            let violation = Violation::new(ErrorCode::JourneyNotAnEntry, root.key("state")).with_value(named.as_str());
            let entries: Vec<String> = entries().map(|entry| entry.as_str().to_owned()).collect();
            return Err(Error::transition(vec![violation.with("entries", entries)]));
        };
        let violations = self.refusals_of_state(state, &overlay, &root.key("fields"));
        if !violations.is_empty() {
            return Err(Error::transition(violations));
        }
        Ok(JourneyState {
            machine: self.fingerprint,
            state: named.clone(),
            entered_at: at,
            fields: overlay.fields(&self.definition.fields),
            counts: Counts::default(),
            pending: None,
            history: Vec::new(),
        })
    }

    /// The state after many events. A refused event changes nothing and is listed, so that
    /// `replay(a ++ b)` is `replay(b)` after `replay(a)`.
    pub fn replay(&self, state: JourneyState, events: &[JourneyEvent]) -> Replayed {
        let mut replayed = Replayed { state, applied: 0, duplicates: 0, refused: Vec::new() };
        for event in events {
            match self.apply(&replayed.state, event) {
                Ok(applied) if applied.duplicate => replayed.duplicates += 1,
                Ok(applied) => {
                    replayed.applied += 1;
                    replayed.state = applied.state;
                }
                Err(error) => replayed.refused.push(Refused { event_id: event.id.clone(), error: error.body() }),
            }
        }
        replayed
    }

    /// When the time limit of the present state runs out; `None` without a limit.
    pub fn next_due(&self, state: &JourneyState) -> Option<Instant> {
        self.due_at(self.position(state.state.as_str())?, state.entered_at)
    }

    /// The time limit of the present state, when it has run out at `as_of` or before.
    pub fn due(&self, state: &JourneyState, as_of: Instant) -> Option<Due> {
        let at = self.position(state.state.as_str())?;
        let (due_at, days_over) = self.overdue(at, state.entered_at, as_of)?;
        let reason = self.overdue_reason(at, state.entered_at, as_of);
        Some(Due { state: state.state.clone(), due_at, days_over, reason })
    }

    fn due_at(&self, state: usize, entered_at: Instant) -> Option<Instant> {
        let limit = self.states.get(state)?.limit_micros?;
        // A limit that ends after the year 9999 never runs out.
        Instant::from_micros(entered_at.micros().checked_add(limit)?).ok()
    }

    pub(crate) fn overdue(&self, state: usize, entered_at: Instant, as_of: Instant) -> Option<(Instant, f64)> {
        let due_at = self.due_at(state, entered_at)?;
        (due_at <= as_of).then(|| (due_at, as_of.days_since(due_at)))
    }

    pub(crate) fn overdue_reason(&self, state: usize, entered_at: Instant, as_of: Instant) -> Reason {
        let mut reason = Reason::new(ReasonCode::JourneyOverdue).with("days", whole_days(entered_at, as_of));
        if let Some(state) = self.definition.states.get(state) {
            reason = reason.with("state", state.id.as_str());
            reason = reason.with("limit", state.limit_days.map_or(0.0, |days| days.get()));
        }
        reason
    }
}
