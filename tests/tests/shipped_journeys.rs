//! The journeys of the shipped packs: what a seller, a clerk and an approver can and cannot do.

#![expect(clippy::needless_pass_by_value, reason = "documents are written where they are used")]

use leadstone::engine::{Definition, Engine, Pack, packs};
use leadstone::journey::{JourneyDefinition, JourneyModel};
use leadstone::kernel::calendar::CalendarModel;
use leadstone::{Error, ErrorCode};
use serde_json::{Value, json};

const SIX: [&str; 6] =
    ["test_driven", "comparing_prices", "budget_undecided", "quoted", "finance_pre_approved", "order_placed"];

fn definitions(pack: &str) -> Vec<Definition> {
    Pack::shipped(pack).unwrap().definition().definitions.clone()
}

/// A machine of a pack, with the pack's calendar.
fn machine(pack: &str, id: &str) -> JourneyModel {
    let mut calendars = Vec::new();
    let mut found: Option<JourneyDefinition> = None;
    for definition in definitions(pack) {
        match definition {
            Definition::Calendar(calendar) => calendars.push(CalendarModel::compile(calendar).unwrap()),
            Definition::Journey(journey) if journey.id.as_str() == format!("{pack}.{id}") => found = Some(journey),
            _ => {}
        }
    }
    JourneyModel::compile(found.unwrap(), &calendars).unwrap()
}

/// A customer's way: each event is applied to the state before.
struct Way {
    model: JourneyModel,
    state: Value,
    events: usize,
}

impl Way {
    fn new(model: JourneyModel, fields: Value) -> Self {
        let state = model.start_value(json!({"at": "2026-03-02T01:00:00Z", "key": "k1", "fields": fields})).unwrap();
        Self { model, state: serde_json::to_value(state).unwrap(), events: 0 }
    }

    fn event(&mut self, action: Value, fields: Value, actor: &str, roles: &[&str]) -> Result<Value, Error> {
        self.events += 1;
        let at = format!("2026-03-02T02:{:02}:00Z", self.events);
        let event = json!({"id": format!("e{}", self.events), "action": action, "at": at, "fields": fields, "actor": actor, "roles": roles});
        let applied = self.model.apply_value(json!({"state": self.state, "event": event}))?;
        self.state = serde_json::to_value(&applied.state).unwrap();
        Ok(serde_json::to_value(&applied).unwrap())
    }

    fn take(&mut self, transition: &str, fields: Value) -> Result<Value, Error> {
        self.event(json!({"type": "take", "transition": transition}), fields, "amy", &[])
    }

    fn state(&self) -> &str {
        self.state["state"].as_str().unwrap()
    }
}

fn codes(error: &Error) -> Vec<ErrorCode> {
    error.violations().map(leadstone::Violation::code).collect()
}

fn declared(applied: &Value) -> Vec<&str> {
    let effects = applied["effects"].as_array().unwrap().iter().filter(|effect| effect["type"] == "declared");
    effects.map(|effect| effect["effect"].as_str().unwrap()).collect()
}

#[test]
fn every_shipped_machine_compiles_in_its_pack() {
    for pack in packs() {
        Engine::compile(Pack::shipped(pack).unwrap()).unwrap();
        for id in ["contract", "approval", "task"] {
            machine(pack, id);
        }
    }
}

#[test]
fn after_a_follow_up_one_of_six_states_is_chosen() {
    let follow_up = |to: Option<&str>| json!({"type": "follow_up", "to": to});
    for to in SIX {
        let mut way = Way::new(machine("car-dealer", "customer"), json!({"expected_amount": "188000"}));
        way.take("contact", json!({})).unwrap();
        assert_eq!(
            codes(&way.event(follow_up(None), json!({}), "amy", &[]).unwrap_err()),
            [ErrorCode::JourneyStateNotChosen]
        );
        way.event(follow_up(Some(to)), json!({}), "amy", &[]).unwrap();
        assert_eq!(way.state(), to);
        let same = way.event(follow_up(Some(to)), json!({}), "amy", &[]).unwrap_err();
        assert_eq!(codes(&same), [ErrorCode::JourneyReasonMissing]);
    }
}

#[test]
fn a_customer_is_signed_and_delivered() {
    let mut way = Way::new(machine("car-dealer", "customer"), json!({}));
    way.take("contact", json!({})).unwrap();
    assert_eq!(codes(&way.take("quote", json!({})).unwrap_err()), [ErrorCode::JourneyFieldMissing]);
    way.take("quote", json!({"expected_amount": "188000"})).unwrap();
    way.take("order", json!({})).unwrap();
    way.take("sign", json!({"contract_number": "H-1"})).unwrap();
    let delivered = way.take("deliver", json!({"delivered_on": "2026-03-02"})).unwrap();
    assert_eq!((way.state(), declared(&delivered)), ("delivered", vec!["service_handover"]));
}

#[test]
fn a_loss_says_why_and_can_be_reopened() {
    let mut way = Way::new(machine("car-dealer", "customer"), json!({}));
    let codes_for = |fields: Value, way: &mut Way| codes(&way.take("lose", fields).unwrap_err());
    assert_eq!(codes_for(json!({}), &mut way), [ErrorCode::JourneyLossCodeMissing]);
    assert_eq!(codes_for(json!({"loss_reason": "offer"}), &mut way), [ErrorCode::JourneyLossCodeHasParts]);
    assert_eq!(codes_for(json!({"loss_reason": "other"}), &mut way), [ErrorCode::JourneyLossTextMissing]);
    assert_eq!(codes_for(json!({"loss_reason": "postponed"}), &mut way), [ErrorCode::JourneyLossReEngageMissing]);
    let lost = way.take("lose", json!({"loss_reason": "price", "competitor": "N"})).unwrap();
    let loss =
        lost["effects"].as_array().unwrap().iter().find(|effect| effect["type"] == "lost").unwrap()["loss"].clone();
    assert_eq!(loss["path"], json!(["offer", "price"]));
    assert_eq!((&loss["stage"], &loss["competitor"]), (&json!("new"), &json!("N")));
    way.take("reopen", json!({})).unwrap();
    assert_eq!((way.state(), &way.state["counts"]["reopenings"]), ("reopened", &json!(1)));
    assert_eq!(way.state["fields"].get("loss_reason"), None);
}

#[test]
fn a_contract_is_checked_sealed_and_paid_once() {
    for (pack, currency) in [("car-dealer", "CNY"), ("b2b-pipeline", "USD")] {
        let mut way = Way::new(machine(pack, "contract"), json!({}));
        assert_eq!(codes(&way.take("submit", json!({})).unwrap_err()), [ErrorCode::JourneyFieldMissing]);
        way.take("submit", json!({"contract_amount": "1000"})).unwrap();
        let lacking = way.take("seal", json!({})).unwrap_err();
        assert_eq!(
            codes(&lacking),
            [ErrorCode::JourneyFieldMissing, ErrorCode::JourneyFieldMissing, ErrorCode::JourneyGuardFailed]
        );
        let unchecked = way.take("seal", json!({"legal_checked": true, "compliance_checked": false})).unwrap_err();
        assert_eq!(codes(&unchecked), [ErrorCode::JourneyGuardFailed]);
        way.take("seal", json!({"legal_checked": true, "compliance_checked": true})).unwrap();
        let mut money = |kind: &str, id: &str, major: i64| {
            let amount = json!({"minor": major * 100, "currency": currency});
            way.event(json!({"type": kind, "id": id, "amount": amount}), json!({}), "till", &[]).unwrap()
        };
        let mut told = Vec::new();
        for (kind, id, major) in [
            ("payment", "a", 400),
            ("payment", "a", 400),
            ("payment", "b", 700),
            ("payment", "b", 700),
            ("refund", "c", 100),
        ] {
            let applied = money(kind, id, major);
            told.extend(declared(&applied).into_iter().map(str::to_owned));
        }
        assert_eq!(told, ["service_handover", "value_restate"], "over-paid and paid back: nothing more happens");
        assert_eq!(declared(&money("refund", "d", 300)), ["value_restate"]);
        assert_eq!(way.state(), "paid");
        assert_eq!(way.state["payments"]["value"], json!({"minor": 70_000, "currency": currency}));
    }
}

#[test]
fn two_parties_approve() {
    let mut way = Way::new(machine("car-dealer", "approval"), json!({"subject": "discount"}));
    way.take("grant", json!({"reason": "fleet of ten"})).unwrap();
    assert_eq!(way.state(), "prepared");
    let own = way.event(json!({"type": "approve"}), json!({}), "amy", &["sales_director"]).unwrap_err();
    assert_eq!(codes(&own), [ErrorCode::JourneySameParty]);
    let granted = way.event(json!({"type": "approve"}), json!({}), "ben", &["sales_director"]).unwrap();
    assert_eq!((way.state(), declared(&granted)), ("granted", vec!["carry_out"]));
}

#[test]
fn a_task_becomes_overdue_and_is_put_off_or_done() {
    let model = machine("car-dealer", "task");
    // The calendar states no zone, so days end in UTC outside the engine.
    let way = Way::new(model, json!({"due_on": "2026-03-03"}));
    let advance = |state: &Value, as_of: &str| {
        let advanced = way.model.advance_value(json!({"state": state, "as_of": as_of})).unwrap();
        serde_json::to_value(advanced).unwrap()
    };
    assert_eq!(advance(&way.state, "2026-03-03T23:59:59Z")["state"]["state"], "planned");
    let overdue = advance(&way.state, "2026-03-04T00:00:00Z");
    assert_eq!(overdue["state"]["state"], "overdue");
    // Tuesday is over, the lead is told one business day later, at the end of Wednesday.
    let told = advance(&way.state, "2026-03-05T00:00:00Z");
    assert_eq!(told["effects"].as_array().unwrap().iter().filter(|effect| effect["type"] == "escalate").count(), 1);
    let mut way = Way { state: overdue["state"].clone(), events: 0, model: machine("car-dealer", "task") };
    let at = |n: u32, action: Value, fields: Value| json!({"id": format!("t{n}"), "at": "2026-03-04T08:00:00Z", "action": action, "fields": fields});
    let postponed = way.model.apply_value(json!({"state": way.state, "event": at(1, json!({"type": "take", "transition": "postpone"}), json!({"due_on": "2026-03-09"}))})).unwrap();
    way.state = serde_json::to_value(&postponed.state).unwrap();
    assert_eq!((way.state(), way.state["deadlines"][0]["at"].as_str().unwrap()), ("planned", "2026-03-10T00:00:00Z"));
    let done = at(2, json!({"type": "take", "transition": "complete"}), json!({}));
    let error = way.model.apply_value(json!({"state": way.state, "event": done})).unwrap_err();
    assert_eq!(codes(&error), [ErrorCode::JourneyFieldMissing]);
}
