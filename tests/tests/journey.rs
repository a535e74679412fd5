//! Journeys against a naive model: random events, replay in pieces, and the same gate for every path.

use leadstone::Instant;
use leadstone::journey::{CheckStatus, JourneyEvent, JourneyModel, JourneyState, StoredRow};
use leadstone::{ErrorClass, JsonPointer, ScalarRef};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

fn definition() -> Value {
    let names = json!({"en": "Name", "zh-CN": "名称"});
    json!({
        "kind": "journey.machine", "schema_version": 1, "id": "lead", "entity": "lead", "initial": "new",
        "fields": [{"name": "budget", "type": "integer"}, {"name": "contact", "type": "text"},
                   {"name": "loss_reason", "type": "text"}, {"name": "loss_text", "type": "text"}],
        "states": [{"id": "new", "names": names, "limit_days": 2}, {"id": "open", "names": names, "requires": ["contact"], "limit_days": 5},
                   {"id": "won", "names": names, "final": true}, {"id": "lost", "names": names}],
        "transitions": [
            {"id": "qualify", "from": ["new"], "to": "open", "requires": ["budget"],
             "guard": {"type": "compare", "field": "budget", "op": "at_least", "value": 100}},
            {"id": "touch", "from": ["open"], "to": "open"},
            {"id": "win", "from": ["open"], "to": "won", "requires": ["budget"]},
            {"id": "lose", "from": ["new", "open"], "to": "lost"},
            {"id": "reopen", "from": ["lost"], "to": "new"}],
        "loss": {"state": "lost", "codes": [{"id": "price", "names": names}, {"id": "other", "names": names, "needs_text": true}]}
    })
}

fn model() -> JourneyModel {
    JourneyModel::from_value(definition()).unwrap()
}

fn hour(hour: i64) -> Instant {
    Instant::from_micros(1_772_000_000_000_000 + hour * 3_600_000_000).unwrap()
}

/// An event as plain data for the naive model.
#[derive(Debug, Clone, PartialEq)]
struct Event {
    id: u8,
    transition: &'static str,
    hour: i64,
    budget: Option<Option<i64>>,
    contact: Option<Option<&'static str>>,
    code: Option<Option<&'static str>>,
    text: Option<Option<&'static str>>,
}

/// A field that is not given, taken away, or set to one of the values.
fn given<T: Clone + std::fmt::Debug + 'static>(values: Vec<T>) -> impl Strategy<Value = Option<Option<T>>> {
    let set = prop::sample::select(values).prop_map(|value| Some(Some(value)));
    prop_oneof![4 => Just(None), 1 => Just(Some(None)), 5 => set]
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let event = (
        0..12_u8,
        prop::sample::select(vec!["qualify", "qualify", "touch", "win", "lose", "lose", "reopen", "nowhere"]),
        0..40_i64,
        given(vec![50_i64, 100, 200]),
        given(vec!["138", " "]),
        given(vec!["price", "price", "other", "weather"]),
        given(vec!["moved", ""]),
    );
    let event = event.prop_map(|(id, transition, hour, budget, contact, code, text)| Event {
        id,
        transition,
        hour,
        budget,
        contact,
        code,
        text,
    });
    // Mostly ascending, as events are; some out of order and some twice.
    (prop::collection::vec(event, 0..14), any::<bool>()).prop_map(|(mut events, sort)| {
        if sort {
            events.sort_by_key(|event| event.hour);
        }
        events
    })
}

fn fields(event: &Event) -> Value {
    let mut map = Map::new();
    let mut put = |name: &str, value: Option<Value>| value.map(|value| map.insert(name.to_owned(), value));
    put("budget", event.budget.map(|value| json!(value)));
    put("contact", event.contact.map(|value| json!(value)));
    put("loss_reason", event.code.map(|value| json!(value)));
    put("loss_text", event.text.map(|value| json!(value)));
    Value::Object(map)
}

fn typed(event: &Event, model: &JourneyModel) -> JourneyEvent {
    let value = json!({"id": format!("e{}", event.id), "action": {"type": "take", "transition": event.transition}, "at": hour(event.hour), "fields": fields(event)});
    JourneyEvent::from_value(value, model, &JsonPointer::root()).unwrap()
}

#[derive(Debug, Clone, PartialEq, Default)]
struct Naive {
    state: &'static str,
    hour: i64,
    budget: Option<i64>,
    contact: Option<&'static str>,
    code: Option<&'static str>,
    text: Option<&'static str>,
    seen: Vec<Event>,
}

#[derive(Debug, PartialEq)]
enum Outcome {
    Applied,
    Duplicate,
    /// The codes of all violations.
    Refused(Vec<&'static str>),
}

impl Naive {
    fn begin() -> Self {
        Self { state: "new", ..Self::default() }
    }

    /// The rules of [`definition`] once more, written out by hand.
    fn apply(&mut self, event: &Event) -> Outcome {
        if let Some(before) = self.seen.iter().find(|before| before.id == event.id) {
            return if before == event {
                Outcome::Duplicate
            } else {
                Outcome::Refused(vec!["journey.event_id_reused"])
            };
        }
        let mut refused = Vec::new();
        if event.hour < self.hour {
            refused.push("journey.out_of_order");
        }
        let way = match event.transition {
            "qualify" => Some((vec!["new"], "open")),
            "touch" => Some((vec!["open"], "open")),
            "win" => Some((vec!["open"], "won")),
            "lose" => Some((vec!["new", "open"], "lost")),
            "reopen" => Some((vec!["lost"], "new")),
            _ => None,
        };
        if way.is_none() {
            refused.push("journey.unknown_transition");
        }
        let Some((from, to)) = way else { return Outcome::Refused(refused) };
        let mut next = self.clone();
        if self.state == "lost" && to != "lost" {
            (next.code, next.text) = (None, None);
        }
        next.budget = event.budget.unwrap_or(next.budget);
        next.contact = event.contact.unwrap_or(next.contact);
        next.code = event.code.unwrap_or(next.code);
        next.text = event.text.unwrap_or(next.text);
        let blank = |text: Option<&str>| text.is_none_or(|text| text.trim().is_empty());
        if !from.contains(&self.state) {
            refused.push("journey.wrong_state");
        }
        if ["qualify", "win"].contains(&event.transition) && next.budget.is_none() {
            refused.push("journey.field_missing");
        }
        if to == "open" && blank(next.contact) {
            refused.push("journey.field_missing");
        }
        if to == "lost" {
            match next.code {
                None => refused.push("journey.loss_code_missing"),
                Some("weather") => refused.push("journey.unknown_loss_code"),
                Some("other") if blank(next.text) => refused.push("journey.loss_text_missing"),
                Some(_) => {}
            }
        }
        if event.transition == "qualify" && next.budget.is_none_or(|budget| budget < 100) {
            refused.push("journey.guard_failed");
        }
        if !refused.is_empty() {
            return Outcome::Refused(refused);
        }
        (next.state, next.hour) = (to, event.hour);
        next.seen.push(event.clone());
        *self = next;
        Outcome::Applied
    }

    fn agrees(&self, state: &JourneyState) -> bool {
        let field = |name: &str| state.fields.get(name).map(|value| serde_json::to_value(value).unwrap());
        state.state.as_str() == self.state
            && state.entered_at == hour(self.hour)
            && field("budget") == self.budget.map(|value| json!(value))
            && field("contact") == self.contact.map(|value| json!(value))
            && field("loss_reason") == self.code.map(|value| json!(value))
            && field("loss_text") == self.text.map(|value| json!(value))
            && state.history.len() == self.seen.len()
    }
}

fn begin(model: &JourneyModel) -> JourneyState {
    model.start(hour(0), None, &Default::default()).unwrap()
}

/// The declared fields of a state in their order, as a stored row would hold them.
fn stored<'a>(state: &'a JourneyState, model: &JourneyModel) -> Vec<Option<ScalarRef<'a>>> {
    let fields = &model.definition().fields;
    fields.iter().map(|field| state.fields.get(&field.name).map(leadstone::Scalar::as_ref)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_machine_agrees_with_the_naive_model(events in events()) {
        let model = model();
        let (mut state, mut naive) = (begin(&model), Naive::begin());
        for event in &events {
            let wanted = naive.apply(event);
            let came = match model.apply(&state, &typed(event, &model)) {
                Ok(applied) => {
                    let outcome = if applied.duplicate { Outcome::Duplicate } else { Outcome::Applied };
                    prop_assert!(!applied.duplicate || applied.state == state);
                    state = applied.state;
                    outcome
                }
                Err(error) => {
                    prop_assert_eq!(error.class(), ErrorClass::Transition);
                    Outcome::Refused(error.violations().map(|violation| violation.code().as_str()).collect())
                }
            };
            prop_assert_eq!(came, wanted);
            prop_assert!(naive.agrees(&state), "{naive:?} against {state:?}");
        }
    }

    #[test]
    fn a_replay_can_be_cut_anywhere(events in events(), cut in any::<prop::sample::Index>()) {
        let model = model();
        let events: Vec<JourneyEvent> = events.iter().map(|event| typed(event, &model)).collect();
        let cut = cut.index(events.len() + 1);
        let whole = model.replay(begin(&model), &events);
        let first = model.replay(begin(&model), &events[..cut]);
        let second = model.replay(first.state, &events[cut..]);
        prop_assert_eq!(&whole.state, &second.state);
        prop_assert_eq!((whole.applied, whole.duplicates), (first.applied + second.applied, first.duplicates + second.duplicates));
        prop_assert_eq!(whole.refused, [first.refused, second.refused].concat());
        // Once more from the end: what was applied is a duplicate, and nothing changes.
        let again = model.replay(whole.state.clone(), &events);
        prop_assert!(again.duplicates >= whole.applied);
    }

    /// A state goes through JSON and comes back the same, so that a host can keep it anywhere.
    #[test]
    fn a_state_survives_its_json(events in events()) {
        let model = model();
        let events: Vec<JourneyEvent> = events.iter().map(|event| typed(event, &model)).collect();
        let state = model.replay(begin(&model), &events).state;
        let value = serde_json::to_value(&state).unwrap();
        prop_assert_eq!(JourneyState::from_value(value, &model, &JsonPointer::root()).unwrap(), state);
        for event in events {
            let value = serde_json::to_value(&event).unwrap();
            prop_assert_eq!(JourneyEvent::from_value(value, &model, &JsonPointer::root()).unwrap(), event);
        }
    }

    /// What a screen shows as possible is what the gate lets through.
    #[test]
    fn allowed_says_what_apply_does(events in events(), last in events()) {
        let model = model();
        let events: Vec<JourneyEvent> = events.iter().map(|event| typed(event, &model)).collect();
        let state = model.replay(begin(&model), &events).state;
        for event in &last {
            let mut event = Event { id: 99, hour: 100, ..event.clone() };
            let form = typed(&event, &model).fields;
            for transition in model.allowed(&state, &form).transitions {
                event.transition = ["qualify", "touch", "win", "lose", "reopen"].into_iter().find(|id| *id == transition.transition.as_str()).unwrap();
                let applied = model.apply(&state, &typed(&event, &model));
                prop_assert_eq!(transition.ok, applied.is_ok());
                prop_assert_eq!(transition.ok, transition.violations.is_empty());
                prop_assert!(!transition.ok || (transition.missing.is_empty() && transition.guard.is_none() && transition.from_here));
                if let Err(error) = applied {
                    let codes: Vec<_> = error.violations().map(leadstone::Violation::code).collect();
                    prop_assert_eq!(codes, transition.violations.iter().map(|violation| violation.code).collect::<Vec<_>>());
                }
            }
        }
    }

    /// Whatever came through the gate keeps the rules of its state; the only thing left is time.
    #[test]
    fn nothing_behind_the_gate_is_broken(events in events(), hours in 0..400_i64) {
        let model = model();
        let events: Vec<JourneyEvent> = events.iter().map(|event| typed(event, &model)).collect();
        let state = model.replay(begin(&model), &events).state;
        let (record, as_of) = (stored(&state, &model), hour(hours));
        let row = StoredRow { state: Some(state.state.as_str()), entered_at: Some(state.entered_at), record: &record[..] };
        let checked = model.check(&row, as_of);
        let due = model.due(&state, as_of).into_iter().next();
        prop_assert_eq!(checked.status, if due.is_some() { CheckStatus::Overdue } else { CheckStatus::Ok });
        prop_assert_eq!(checked.days_over, due.as_ref().map(|due| due.days_over));
        // A limit has run out exactly from its instant on.
        prop_assert_eq!(due.is_some(), model.next_due(&state).is_some_and(|next| next <= as_of));
        prop_assert_eq!(due.map(|due| due.due_at), model.next_due(&state).filter(|next| *next <= as_of));
    }
}

#[test]
fn a_machine_begins_with_what_its_first_state_needs() {
    let mut definition = definition();
    definition["states"][0]["requires"] = json!(["contact", "budget"]);
    let model = JourneyModel::from_value(definition).unwrap();
    let error = model.start(hour(0), None, &Default::default()).unwrap_err();
    let at: Vec<&str> = error.violations().map(|violation| violation.pointer().as_str()).collect();
    assert_eq!((error.code().as_str(), at), ("journey.field_missing", vec!["/fields/contact", "/fields/budget"]));
}

/// Personal data stays out of reasons and errors: a refusal names fields, never their values.
#[test]
fn personal_data_is_never_shown() {
    let mut definition = definition();
    definition["fields"][1]["pii"] = json!(true);
    definition["transitions"][0]["guard"] =
        json!({"type": "compare", "field": "contact", "op": "equal", "value": "somebody"});
    let model = JourneyModel::from_value(definition).unwrap();
    let state = model
        .start_json(r#"{"at": "2026-03-02T09:00:00Z", "fields": {"contact": "secret-138", "budget": 200}}"#)
        .unwrap();
    let event = r#"{"id": "e1", "action": {"type": "take", "transition": "qualify"}, "at": "2026-03-03T09:00:00Z"}"#;
    let error = model.apply_json(&format!(r#"{{"state": {state}, "event": {event}}}"#)).unwrap_err();
    assert_eq!(error.code().as_str(), "journey.guard_failed");
    assert!(!serde_json::to_string(&error).unwrap().contains("secret-138"));
    let allowed = model.allowed_json(&format!(r#"{{"state": {state}}}"#)).unwrap();
    assert!(!allowed.contains("secret-138"));
}
