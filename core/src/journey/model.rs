//! The compiled state machine: beginning, events, replay and time limits.

use crate::error::{Error, ErrorCode, Violation};
use crate::kernel::condition::ConditionModel;
use crate::primitives::{Fingerprint, Id, Instant, JsonPointer, Param, Reason, ReasonCode};

use super::definition::JourneyDefinition;
use super::report::{Applied, Due, Effect, Refused, Replayed};
use super::value::{EventFields, JourneyEvent, JourneyState, Overlay, Step};

/// A compiled state machine: immutable, shared freely between threads; it holds no customer's state.
#[derive(Debug, Clone)]
pub struct JourneyModel {
    definition: JourneyDefinition,
    fingerprint: Fingerprint,
    initial: usize,
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

#[derive(Debug, Clone)]
pub(crate) struct LossModel {
    pub(crate) state: usize,
    pub(crate) code: usize,
    pub(crate) text: Option<usize>,
    /// Each code and whether it needs a text, by code.
    pub(crate) codes: Vec<(Id, bool)>,
}

impl JourneyModel {
    pub(crate) fn new(
        definition: JourneyDefinition,
        fingerprint: Fingerprint,
        initial: usize,
        states: Vec<StateModel>,
        transitions: Vec<TransitionModel>,
        loss: Option<LossModel>,
    ) -> Self {
        Self { definition, fingerprint, initial, states, transitions, loss }
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

    /// The first state of a journey that begins at `at` with those fields.
    ///
    /// # Errors
    /// Class `transition`: `journey.field_missing` for every field that the initial state needs.
    pub fn start(&self, at: Instant, fields: &EventFields) -> Result<JourneyState, Error> {
        let kept = std::collections::BTreeMap::new();
        let overlay = Overlay::new(&self.definition.fields, &kept, fields);
        let violations = self.refusals_of_state(self.initial, &overlay, &JsonPointer::root().key("fields"));
        if !violations.is_empty() {
            return Err(Error::transition(violations));
        }
        Ok(JourneyState {
            machine: self.fingerprint,
            state: self.definition.initial.clone(),
            entered_at: at,
            fields: overlay.fields(&self.definition.fields),
            history: Vec::new(),
        })
    }

    /// The state after an event. The same event again changes nothing and is flagged.
    ///
    /// Entering a state, also the present one, starts its time limit anew. Leaving the loss state
    /// clears the loss code and its text. A state made by another version of the machine is
    /// carried on as long as its state still exists.
    ///
    /// # Errors
    /// Class `transition`, with everything that is missing at once; pointers are those of the
    /// document `{"state": .., "event": ..}`: `journey.unknown_state`, `journey.unknown_transition`,
    /// `journey.wrong_state`, `journey.out_of_order`, `journey.event_id_reused`,
    /// `journey.field_missing`, `journey.guard_failed`, `journey.loss_code_missing`,
    /// `journey.unknown_loss_code`, `journey.loss_text_missing`.
    pub fn apply(&self, state: &JourneyState, event: &JourneyEvent) -> Result<Applied, Error> {
        let event_hash = Fingerprint::of(event)?;
        let root = JsonPointer::root();
        let at = root.key("event");
        let before = state.history.iter().find(|step| step.event_id == event.id);
        if let Some(step) = before {
            if step.event_hash != event_hash {
                let violation = Violation::new(ErrorCode::JourneyEventIdReused, at.key("id"));
                return Err(Error::transition(vec![violation.with_value(event.id.as_str())]));
            }
            let reason = Reason::new(ReasonCode::JourneyDuplicate).with("event", event.id.as_str());
            return Ok(Applied { state: state.clone(), duplicate: true, effects: Vec::new(), reasons: vec![reason] });
        }
        let mut violations = Vec::new();
        let from = self.position(state.state.as_str());
        if from.is_none() {
            violations.push(self.unknown_state(state.state.as_str(), root.key("state").key("state")));
        }
        let taken = self.definition.transitions.iter().position(|transition| transition.id == event.transition);
        if taken.is_none() {
            let violation = Violation::new(ErrorCode::JourneyUnknownTransition, at.key("transition"));
            let known = self.definition.transitions.iter().map(|transition| transition.id.as_str());
            let id = event.transition.as_str();
            violations.push(violation.with_value(id).with_nearest(id, known));
        }
        if event.at < state.entered_at {
            let violation = Violation::new(ErrorCode::JourneyOutOfOrder, at.key("at")).with("at", event.at);
            violations.push(violation.with("entered_at", state.entered_at));
        }
        let found = taken.and_then(|taken| {
            let to = self.transitions.get(taken)?.to;
            Some((taken, to, self.definition.states.get(to)?))
        });
        let Some((transition, to, entered)) = found else {
            return Err(Error::transition(violations));
        };
        let overlay = self.overlay(state, from, transition, &event.fields);
        violations.extend(self.refusals(from, transition, &overlay, &at));
        if !violations.is_empty() {
            return Err(Error::transition(violations));
        }
        let mut reasons = vec![self.moved(state, event, &entered.id)];
        if state.machine != self.fingerprint {
            reasons.push(Reason::new(ReasonCode::JourneyMachineChanged));
        }
        if self.leaves_loss(from, to) {
            reasons.push(Reason::new(ReasonCode::JourneyLossCleared));
        }
        let loss_code = self.loss.as_ref().filter(|loss| loss.state == to).and_then(|_| self.loss_code(&overlay));
        let mut history = state.history.clone();
        history.push(Step {
            event_id: event.id.clone(),
            event_hash,
            transition: event.transition.clone(),
            from: state.state.clone(),
            to: entered.id.clone(),
            at: event.at,
            actor: event.actor.clone(),
        });
        let next = JourneyState {
            machine: self.fingerprint,
            state: entered.id.clone(),
            entered_at: event.at,
            fields: overlay.fields(&self.definition.fields),
            history,
        };
        let mut effects = vec![Effect::Deadline { due_at: self.next_due(&next) }];
        if entered.is_final {
            effects.push(Effect::Closed { state: entered.id.clone(), loss_code });
        }
        Ok(Applied { state: next, duplicate: false, effects, reasons })
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

    fn moved(&self, state: &JourneyState, event: &JourneyEvent, to: &Id) -> Reason {
        let reason = Reason::new(ReasonCode::JourneyMoved).with("transition", event.transition.as_str());
        let reason = reason.with("from", state.state.as_str()).with("to", to.as_str());
        reason.with("days", whole_days(state.entered_at, event.at))
    }
}

fn whole_days(from: Instant, to: Instant) -> Param {
    Param::Integer((to.micros() - from.micros()).div_euclid(86_400_000_000))
}
