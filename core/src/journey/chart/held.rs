//! A chart that stays restored between calls.

use std::sync::Arc;

use serde_json::Value;

use crate::error::{Error, ErrorCode, Violation};
use crate::primitives::{Id, Instant, JsonPointer, Scalar, TypedRecord, limits};

use super::apply::out_of_order;
use super::configuration::Configuration;
use super::engine::{Cause, ChartFault, Observer, Workspace};
use super::events;
use super::model::ChartModel;
use super::value::{ChartState, Seen};

/// A customer whose chart a host moves again and again: the state is read once and stays as bits; it is
/// written down when the host asks for it.
///
/// It goes the way of [`ChartModel::apply`] and [`ChartModel::advance`] and answers less: whether a
/// transition was taken, and the effects. Events have no ids here, so the same event twice counts
/// twice; those that the state remembers are kept as they are.
///
/// ```
/// use std::sync::Arc;
/// use leadstone::journey::chart::{ChartModel, HeldChart};
/// let model = Arc::new(ChartModel::from_json(r#"{
///     "kind": "journey.chart", "schema_version": 1, "id": "quote", "entity": "deal",
///     "fields": [{"name": "amount", "type": "integer"}],
///     "states": [{"id": "open", "states": [
///                     {"id": "drafting", "transitions": [{"events": ["send"], "to": ["sent"], "requires": ["amount"]}]},
///                     {"id": "sent", "transitions": [{"after": "3d", "to": ["drafting"]}]}]}]
/// }"#).unwrap());
/// let begun = model.start_value(serde_json::json!({"at": "2026-03-02T09:00:00Z"})).unwrap();
/// let mut quote = HeldChart::new(model, begun.state).unwrap();
/// assert!(!quote.step("send", Some("2026-03-03T09:00:00Z")).unwrap());
/// quote.update_value(serde_json::json!({"amount": 90000}), None).unwrap();
/// assert!(quote.step("send", None).unwrap());
/// assert!(quote.in_state("open").unwrap() && quote.in_state("sent").unwrap());
/// assert_eq!(quote.next_due().unwrap().to_string(), "2026-03-06T09:00:00Z");
/// assert!(quote.advance("2026-03-06T09:00:00Z").unwrap());
/// assert_eq!(quote.store().configuration[0].as_str(), "drafting");
/// ```
#[derive(Debug, Clone)]
pub struct HeldChart {
    model: Arc<ChartModel>,
    configuration: Configuration,
    record: TypedRecord,
    at: Instant,
    seen: Vec<Seen>,
    told: Told,
    workspace: Workspace,
}

/// What the last call brought about.
#[derive(Debug, Clone, Default)]
struct Told {
    moved: bool,
    effects: Vec<u32>,
}

impl Observer for Told {
    fn step(&mut self, _: Cause) {
        self.moved = true;
    }

    fn effect(&mut self, effect: u32) {
        self.effects.push(effect);
    }
}

/// What a call asks for once the sent events that are due have come.
enum Asked<'a> {
    Event(&'a str),
    Fields(Vec<(usize, Option<Scalar>)>),
}

impl HeldChart {
    /// Holds a state that was read.
    ///
    /// # Errors
    /// Class `input`: as [`ChartModel::restore`].
    pub fn new(model: Arc<ChartModel>, state: ChartState) -> Result<Self, Error> {
        let configuration = model.restore(&state).map_err(Error::input)?;
        let values = model.definition().fields.iter().map(|field| state.fields.get(&field.name));
        let record = TypedRecord::from_scalars(values.map(|value| value.map(Scalar::as_ref)));
        let (told, workspace) = (Told::default(), Workspace::default());
        Ok(Self { model, configuration, record, at: state.at, seen: state.seen, told, workspace })
    }

    /// Holds a state given as a JSON value, as the last answer or [`Self::store`] gave it.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `record.*`, `journey.*`, all at once.
    pub fn from_value(model: Arc<ChartModel>, state: Value) -> Result<Self, Error> {
        let state = ChartState::from_value(state, &model, &JsonPointer::root()).map_err(Error::input)?;
        Self::new(model, state)
    }

    /// Takes an event at `at` in RFC 3339, and everything that it brings about; whether a transition took
    /// it. Sent events that are due before it come first. Without `at` no time passes.
    ///
    /// # Errors
    /// Class `input`, `time.not_an_instant` and `decode.*`; class `transition`, `journey.out_of_order`,
    /// `journey.chart_event_name`, `journey.chart_endless`, `journey.chart_beyond_time`,
    /// `journey.chart_too_many_timers`, `journey.chart_too_many_firings`. After an error nothing has
    /// changed.
    pub fn step(&mut self, event: &str, at: Option<&str>) -> Result<bool, Error> {
        let at = self.instant(at, "at")?;
        if event.len() > limits::ID_CHARS || event.is_empty() {
            let refused = |code| Error::input(vec![Violation::new(code, JsonPointer::root().key("event"))]);
            Id::try_new(event).map_err(refused)?;
        }
        if !events::is_name(event) {
            let violation = Violation::new(ErrorCode::JourneyChartEventName, JsonPointer::root().key("event"));
            return Err(Error::transition(vec![violation.with_value(event)]));
        }
        self.go(at, Asked::Event(event))
    }

    /// Changes some fields at `at` in RFC 3339, given as a JSON object; `null` makes one missing. All of
    /// them change, or none. Sent events that are due come first, and transitions without an event that
    /// the fields open are taken; whether there were any.
    ///
    /// # Errors
    /// Class `input`: `decode.*` and `record.*`, all at once; and as [`Self::step`].
    pub fn update_value(&mut self, changes: Value, at: Option<&str>) -> Result<bool, Error> {
        let at = self.instant(at, "at")?;
        let given = self.model.read_fields(changes, &JsonPointer::root()).map_err(Error::input)?;
        let slot = |name: &Id| self.model.definition().fields.iter().position(|field| field.name == *name);
        let changes = given.into_iter().filter_map(|(name, value)| Some((slot(&name)?, value))).collect();
        self.go(at, Asked::Fields(changes))
    }

    /// Lets time pass up to `now` in RFC 3339: every sent event that is due by then comes; whether
    /// transitions were taken.
    ///
    /// # Errors
    /// As [`Self::step`], pointing to `/now`.
    pub fn advance(&mut self, now: &str) -> Result<bool, Error> {
        let now = self.instant(Some(now), "now")?;
        let mut configuration = self.configuration.clone();
        self.pass(&mut configuration, now, true).map_err(|fault| self.refused(fault, "now"))?;
        (self.configuration, self.at) = (configuration, now);
        Ok(self.told.moved)
    }

    /// Whether a state is active: an innermost one, or one around it.
    ///
    /// # Errors
    /// Class `input`, `journey.unknown_state`.
    pub fn in_state(&self, id: &str) -> Result<bool, Error> {
        let Some(place) = self.model.compiled().places.get(id) else {
            let violation = Violation::new(ErrorCode::JourneyUnknownState, JsonPointer::root()).with_value(id);
            let known = self.model.compiled().ids.iter().map(Id::as_str);
            return Err(Error::input(vec![violation.with_nearest(id, known)]));
        };
        Ok(self.configuration.contains(*place))
    }

    /// The innermost active states, in the order of the definition.
    pub fn states(&self) -> Vec<&Id> {
        self.model.active(&self.configuration)
    }

    /// What the host has to do after the last call, in its order, by the names of the definition.
    pub fn effects(&self) -> Vec<&str> {
        self.told.effects.iter().filter_map(|effect| self.model.effect_id(*effect)).collect()
    }

    /// When the next sent event comes; `None` when none is waited for.
    pub fn next_due(&self) -> Option<Instant> {
        self.model.next_timer(&self.configuration)
    }

    /// Whether the chart has come to an end.
    pub fn has_ended(&self) -> bool {
        self.model.has_ended(&self.configuration)
    }

    /// The state as it can be written down.
    pub fn store(&self) -> ChartState {
        let mut state = self.model.store(&self.configuration, self.at);
        let named = self.record.named(&self.model.definition().fields);
        state.fields = named.map(|(field, value)| (field.name.clone(), value.clone())).collect();
        state.seen.clone_from(&self.seen);
        state
    }

    /// Lets time pass up to `at`, then does what is asked for; a fault leaves everything as it was.
    fn go(&mut self, at: Instant, asked: Asked<'_>) -> Result<bool, Error> {
        let mut configuration = self.configuration.clone();
        self.pass(&mut configuration, at, false).map_err(|fault| self.refused(fault, "at"))?;
        let Self { model, record, told, workspace, .. } = self;
        let moved = match asked {
            Asked::Event(event) => {
                let event = model.event_number(event);
                model.step(&mut configuration, event, at, &*record, workspace, told)
            }
            Asked::Fields(mut changes) => {
                changes.iter_mut().for_each(|(slot, value)| record.swap(*slot, value));
                let moved = model.recheck(&mut configuration, at, &*record, workspace, told);
                if moved.is_err() {
                    changes.iter_mut().for_each(|(slot, value)| record.swap(*slot, value));
                }
                moved
            }
        };
        let moved = moved.map_err(|fault| self.refused(fault, "at"))?;
        (self.configuration, self.at) = (configuration, at);
        Ok(moved)
    }

    fn pass(&mut self, configuration: &mut Configuration, limit: Instant, included: bool) -> Result<(), ChartFault> {
        let Self { model, record, told, workspace, .. } = self;
        told.moved = false;
        told.effects.clear();
        model.pass(configuration, (limit, included), &*record, workspace, told, |_, _| {})
    }

    /// The instant at which something happens: none before those that have.
    fn instant(&self, text: Option<&str>, key: &str) -> Result<Instant, Error> {
        let Some(text) = text else { return Ok(self.at) };
        let pointer = || JsonPointer::root().key(key);
        let Ok(at) = text.parse::<Instant>() else {
            return Err(Error::input(vec![Violation::new(ErrorCode::TimeNotAnInstant, pointer()).with_value(text)]));
        };
        if at < self.at { Err(out_of_order(at, self.at, pointer())) } else { Ok(at) }
    }

    fn refused(&mut self, fault: ChartFault, key: &str) -> Error {
        self.told = Told::default();
        self.model.fault(fault, &JsonPointer::root().key(key))
    }
}
