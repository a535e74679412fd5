//! The compiled state machine: beginning, replay, and limits of stored rows.

use crate::error::{Error, ErrorCode, Violation};
use crate::kernel::condition::ConditionModel;
use crate::primitives::{Fingerprint, Id, Instant, JsonPointer, Reason, ReasonCode, Record};

use super::apply::whole_days;
use super::definition::JourneyDefinition;
use super::limit::{BusinessClock, LimitModel, LimitSpan};
use super::loss::LossModel;
use super::overlay::Overlay;
use super::payment::PaymentsModel;
use super::report::{Refused, Replayed};
use super::value::{Counts, EventFields, JourneyEvent, JourneyState};

/// A compiled state machine: immutable, shared freely between threads; it holds no customer's state.
#[derive(Debug, Clone)]
pub struct JourneyModel {
    definition: JourneyDefinition,
    fingerprint: Fingerprint,
    states: Vec<StateModel>,
    transitions: Vec<TransitionModel>,
    loss: Option<LossModel>,
    payments: Option<PaymentsModel>,
    clock: Option<BusinessClock>,
}

/// What a machine is compiled into, beside its definition.
#[derive(Debug)]
pub(crate) struct Parts {
    pub(crate) states: Vec<StateModel>,
    pub(crate) transitions: Vec<TransitionModel>,
    pub(crate) loss: Option<LossModel>,
    pub(crate) payments: Option<PaymentsModel>,
    pub(crate) clock: Option<BusinessClock>,
}

/// The compiled half of a state; its texts stay in the definition.
#[derive(Debug, Clone)]
pub(crate) struct StateModel {
    pub(crate) requires: Vec<usize>,
    pub(crate) limits: Vec<LimitModel>,
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
    pub(crate) fn new(definition: JourneyDefinition, fingerprint: Fingerprint, parts: Parts) -> Self {
        let Parts { states, transitions, loss, payments, clock } = parts;
        Self { definition, fingerprint, states, transitions, loss, payments, clock }
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

    pub(crate) fn payments(&self) -> Option<PaymentsModel> {
        self.payments
    }

    pub(crate) fn clock(&self) -> Option<&BusinessClock> {
        self.clock.as_ref()
    }

    pub(crate) fn position(&self, state: &str) -> Option<usize> {
        self.definition.states.iter().position(|known| known.id.as_str() == state)
    }

    /// The first state of a journey that begins at `at` with those fields: `entry`, or the initial one.
    /// Effects of a state are those of moves into it: beginning in it fires none.
    ///
    /// # Errors
    /// Class `transition`: `journey.not_an_entry`; `journey.field_missing` for every field that the
    /// state needs, `journey.loss_*` when a lost customer is taken over, and `calendar.beyond_known`.
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
        let mut violations = self.refusals_of_state(state, &overlay, &root.key("fields"));
        let running = self.running(state, at, &overlay).map_err(|found| violations.push(found.under(&root.key("at"))));
        let Some(deadlines) = running.ok().filter(|_| violations.is_empty()) else {
            return Err(Error::transition(violations));
        };
        Ok(JourneyState {
            machine: self.fingerprint,
            key: None,
            state: named.clone(),
            entered_at: at,
            fields: overlay.fields(&self.definition.fields),
            counts: Counts::default(),
            pending: None,
            deadlines,
            payments: None,
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

    /// The first limit of a stored row that has run out at `as_of` or before, when it did and for how
    /// many days; `Err` where the calendar refuses the days.
    pub(crate) fn overdue<R: Record + ?Sized>(
        &self,
        state: usize,
        entered_at: Instant,
        as_of: Instant,
        record: &R,
    ) -> Result<Option<(&LimitModel, Instant, f64)>, Violation> {
        let running = self.running(state, entered_at, record)?;
        let first = running.iter().find(|running| running.at <= as_of);
        let limit = first.and_then(|first| Some((self.limit(state, &first.limit)?, first.at)));
        Ok(limit.map(|(limit, due_at)| (limit, due_at, as_of.days_since(due_at))))
    }

    pub(crate) fn overdue_reason(
        &self,
        state: usize,
        limit: &LimitModel,
        entered_at: Instant,
        due_at: Instant,
        as_of: Instant,
    ) -> Reason {
        let state = self.definition.states.get(state).map_or("", |state| state.id.as_str());
        let days = whole_days(entered_at, as_of);
        if let LimitSpan::Clock(_, Some(stated)) = limit.span {
            let reason = Reason::new(ReasonCode::JourneyOverdue).with("days", days);
            return reason.with("state", state).with("limit", stated);
        }
        let reason = Reason::new(ReasonCode::JourneyLimitPassed).with("days", days).with("state", state);
        reason.with("limit", limit.id.as_str()).with("at", due_at)
    }
}
