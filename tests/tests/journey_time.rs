//! Time in journeys: however often a host lets time pass, sends an event again or stores the state
//! in between, the same things happen, at the same instants, with the same ids.

use leadstone::journey::{Effect, JourneyEvent, JourneyModel, JourneyState};
use leadstone::{Instant, JsonPointer};
use proptest::prelude::*;
use serde_json::{Value, json};

fn model() -> JourneyModel {
    let names = json!({"en": "Name", "zh-CN": "名称"});
    let definition = json!({
        "kind": "journey.machine", "schema_version": 1, "id": "deal", "entity": "lead", "calendar": "c", "initial": "new",
        "fields": [{"name": "amount", "type": "money"}, {"name": "checked", "type": "boolean"}],
        "states": [
            {"id": "new", "names": names, "limit_days": 1, "limits": [
                {"id": "lead", "after": {"amount": 6, "unit": "business_hours"}, "then": {"type": "escalate", "to": "lead"}},
                {"id": "pool", "after": {"amount": 2, "unit": "business_days"}, "then": {"type": "move", "transition": "recycle"}}]},
            {"id": "pool", "names": names, "effects": ["announce"], "limits": [
                {"id": "back", "after": {"amount": 30, "unit": "hours"}, "then": {"type": "move", "transition": "retry"}}]},
            {"id": "sealed", "names": names, "limits": [
                {"id": "close", "after": {"amount": 90, "unit": "minutes"}, "then": {"type": "move", "transition": "close", "escalate_to": "boss"}}]},
            {"id": "paid", "names": names, "effects": ["celebrate"]},
            {"id": "closed", "names": names, "final": true, "requires": ["checked"]}],
        "transitions": [
            {"id": "recycle", "from": ["new"], "to": "pool"}, {"id": "retry", "from": ["pool"], "to": "new"},
            {"id": "touch", "from": ["new"], "to": "new"},
            {"id": "seal", "from": ["new", "pool"], "to": "sealed", "effects": ["print"]},
            {"id": "receive", "from": ["sealed"], "to": "paid"}, {"id": "again", "from": ["paid"], "to": "new"},
            {"id": "close", "from": ["sealed"], "to": "closed"}],
        "payments": {"due_field": "amount", "currency": "CNY", "transition": "receive",
                     "paid_effects": ["handover"], "value_effects": ["restate"]}
    });
    let calendar = json!({"kind": "calendar", "schema_version": 1, "id": "c",
        "hours": [{"days": ["mon", "tue", "wed", "thu", "fri"], "from": "09:00", "to": "17:00"}]});
    JourneyModel::from_value_with(definition, json!({"calendars": [calendar]})).unwrap()
}

fn minute(minute: i64) -> Instant {
    // Monday 2 March 2026, midnight UTC.
    Instant::from_micros(1_772_409_600_000_000 + minute * 60_000_000).unwrap()
}

/// An event, how often it is sent, and the minutes before it at which the host lets time pass.
#[derive(Debug, Clone)]
struct Sent {
    action: Value,
    fields: Value,
    minute: i64,
    times: usize,
    advances: Vec<i64>,
}

fn histories() -> impl Strategy<Value = Vec<Sent>> {
    let take = prop::sample::select(vec!["recycle", "retry", "touch", "touch", "seal", "seal", "close", "again"])
        .prop_map(|transition| json!({"type": "take", "transition": transition}));
    let money =
        (any::<bool>(), 0..4_u8, prop::sample::select(vec![300_i64, 700, 1_000])).prop_map(|(refund, id, minor)| {
            let kind = if refund { "refund" } else { "payment" };
            json!({"type": kind, "id": format!("p{id}"), "amount": {"minor": minor * 100, "currency": "CNY"}})
        });
    let action = prop_oneof![4 => take, 3 => money, 1 => Just(json!({"type": "edit"}))];
    let fields =
        prop_oneof![3 => Just(json!({})), 1 => Just(json!({"checked": true})), 1 => Just(json!({"amount": "700"}))];
    let sent = (action, fields, 1..2_000_i64, 1..3_usize, prop::collection::vec(0..3_000_i64, 0..3));
    let sent =
        sent.prop_map(|(action, fields, minute, times, advances)| Sent { action, fields, minute, times, advances });
    prop::collection::vec(sent, 0..10).prop_map(|mut sent| {
        // Spans between events become instants.
        let mut now = 0;
        for sent in &mut sent {
            now += sent.minute;
            sent.minute = now;
        }
        sent
    })
}

/// The state at the end, and everything that the host was told on the way, but for deadlines, which
/// replace each other.
fn run(model: &JourneyModel, history: &[Sent], often: bool) -> (JourneyState, Vec<Effect>) {
    let fields = model.read_fields(json!({"amount": "1000"}), &JsonPointer::root()).unwrap();
    let mut state = model.start(minute(0), None, &fields).unwrap();
    let mut told = Vec::new();
    let mut keep = |effects: Vec<Effect>| {
        told.extend(effects.into_iter().filter(|effect| !matches!(effect, Effect::Deadline { .. })));
    };
    for (i, sent) in history.iter().enumerate() {
        if often {
            let mut instants: Vec<i64> = sent.advances.iter().copied().filter(|at| *at < sent.minute).collect();
            instants.sort_unstable();
            for at in instants {
                let advanced = model.advance(&state, minute(at)).unwrap();
                assert!(advanced.complete);
                keep(advanced.effects);
                let stored = serde_json::to_value(&advanced.state).unwrap();
                state = JourneyState::from_value(stored, model, &JsonPointer::root()).unwrap();
            }
        }
        let event =
            json!({"id": format!("e{i}"), "action": sent.action, "at": minute(sent.minute), "fields": sent.fields});
        let event = JourneyEvent::from_value(event, model, &JsonPointer::root()).unwrap();
        for _ in 0..if often { sent.times } else { 1 } {
            if let Ok(applied) = model.apply(&state, &event) {
                assert!(!applied.duplicate || applied.effects.is_empty());
                keep(applied.effects);
                state = applied.state;
            }
        }
    }
    let end = model.advance(&state, minute(60_000)).unwrap();
    keep(end.effects);
    (end.state, told)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn it_makes_no_difference_how_often_a_host_calls(history in histories()) {
        let model = model();
        let (once, often) = (run(&model, &history, false), run(&model, &history, true));
        prop_assert_eq!(&once.1, &often.1);
        prop_assert_eq!(once.0, often.0);
    }

    /// Ids of effects never repeat, and a handover happens once at most.
    #[test]
    fn ids_of_effects_are_unique(history in histories()) {
        let told = run(&model(), &history, true).1;
        let id = |effect: &Effect| match effect {
            Effect::Warn { id, .. } | Effect::Escalate { id, .. } | Effect::TimedOut { id, .. } | Effect::Declared { id, .. } => Some(*id),
            _ => None,
        };
        let ids: Vec<_> = told.iter().filter_map(id).collect();
        let unique: std::collections::BTreeSet<_> = ids.iter().map(ToString::to_string).collect();
        prop_assert_eq!(unique.len(), ids.len());
        let handovers = told.iter().filter(|effect| matches!(effect, Effect::Declared { effect, .. } if effect.as_str() == "handover"));
        prop_assert!(handovers.count() <= 1);
    }

    /// The sum received is that of the entries, each id once; the value is never more than is due.
    #[test]
    fn a_ledger_adds_up(history in histories()) {
        let state = run(&model(), &history, true).0;
        if let Some(ledger) = state.payments {
            let sign = |entry: &leadstone::journey::PaymentEntry| {
                if entry.kind == leadstone::journey::PaymentKind::Payment { 1 } else { -1 }
            };
            let sum: i64 = ledger.entries.iter().map(|entry| sign(entry) * entry.amount.minor()).sum();
            prop_assert_eq!(ledger.received.minor(), sum);
            prop_assert!(sum >= 0 && ledger.value <= ledger.received.max(ledger.value));
            let ids: std::collections::BTreeSet<_> = ledger.entries.iter().map(|entry| entry.id.clone()).collect();
            prop_assert_eq!(ids.len(), ledger.entries.len());
            let due = if state.fields["amount"] == leadstone::Scalar::Decimal("700".parse().unwrap()) { 70_000 } else { 100_000 };
            if ledger.settled {
                prop_assert_eq!(ledger.value.minor(), sum.min(due));
            } else {
                prop_assert_eq!(ledger.restatements, 0);
            }
        }
    }
}
