//! A chart that stays restored goes the way of `apply` and `advance`, call by call.

use std::sync::Arc;

#[allow(dead_code, unreachable_pub, reason = "shared with the evidence program")]
#[path = "../../benches/src/charts/histories.rs"]
mod histories;

use histories::Dice;
use leadstone::Error;
use leadstone::journey::chart::{ChartApplied, ChartModel, ChartState, HeldChart};
use serde_json::{Value, json};

const EVENTS: [&str; 6] = ["a", "b", "c", "b.more", "d", "nobody.knows"];

fn at(millis: u64) -> String {
    let at = leadstone::Instant::from_micros(1_767_225_600_000_000 + i64::try_from(millis).unwrap() * 1_000);
    at.unwrap().to_string()
}

/// A held chart remembers no events.
fn without_seen(state: &ChartState) -> ChartState {
    ChartState { seen: Vec::new(), ..state.clone() }
}

fn same(held: &HeldChart, taken: bool, applied: &ChartApplied) {
    assert_eq!(held.store(), without_seen(&applied.state));
    assert_eq!(taken, applied.taken);
    assert_eq!(held.effects(), applied.effects.iter().map(|effect| effect.id.as_str()).collect::<Vec<_>>());
    assert_eq!(held.next_due(), applied.next_due);
    assert_eq!(held.has_ended(), applied.ended);
    assert_eq!(held.states(), applied.state.configuration.iter().collect::<Vec<_>>());
    assert!(applied.state.configuration.iter().all(|id| held.in_state(id.as_str()).unwrap()));
}

/// How many calls took a transition, and how many were refused both ways.
fn play(seed: u64) -> Option<(usize, usize)> {
    let mut dice = Dice(seed);
    let model = Arc::new(ChartModel::from_value(histories::chart(&mut dice)).ok()?);
    let mut state = without_seen(&model.start_value(json!({"at": at(0)})).ok()?.state);
    let mut held = HeldChart::new(Arc::clone(&model), state.clone()).unwrap();
    let (mut now, mut moved, mut refused) = (0, 0, 0);
    for number in 0..2 + dice.below(14) {
        now += dice.below(9_000);
        let time = at(now);
        let fields = json!({"on": dice.one_in(2).then_some(true), "score": dice.below(15)});
        let id = format!("e{number}");
        let (applied, answer): (Result<ChartApplied, Error>, Result<bool, Error>) = match dice.below(4) {
            0 => {
                let event = json!({"id": id, "at": time, "fields": fields});
                let applied = model.apply_value(json!({"state": state, "event": event}));
                (applied, held.update_value(fields, Some(&time)))
            }
            1 => (model.advance_value(json!({"state": state, "now": time})), held.advance(&time)),
            _ => {
                let name = EVENTS[usize::try_from(dice.below(6)).unwrap()];
                let event = json!({"id": id, "name": name, "at": time});
                (model.apply_value(json!({"state": state, "event": event})), held.step(name, Some(&time)))
            }
        };
        match (applied, answer) {
            (Ok(applied), Ok(taken)) => {
                same(&held, taken, &applied);
                moved += usize::from(taken);
                state = without_seen(&applied.state);
            }
            (Err(applied), Err(answer)) => {
                assert_eq!(applied.code(), answer.code(), "seed {seed}");
                assert_eq!(held.store(), state, "seed {seed}");
                refused += 1;
            }
            (applied, answer) => panic!("seed {seed}: {applied:?} and {answer:?}"),
        }
    }
    // What was put away is the same again.
    let again = HeldChart::from_value(model, serde_json::to_value(held.store()).unwrap()).unwrap();
    assert_eq!(again.to_json().unwrap(), held.to_json().unwrap());
    Some((moved, refused))
}

#[test]
fn random_histories_go_the_way_of_apply() {
    let played: Vec<_> = (0..400).filter_map(play).collect();
    let (moved, refused) = played.iter().fold((0, 0), |(all, none), (moved, refused)| (all + moved, none + refused));
    assert!(played.len() > 100 && moved > 300, "{} histories, {moved} moves, {refused} refused", played.len());
}

fn deal() -> HeldChart {
    let model = ChartModel::from_value(
        json!({"kind": "journey.chart", "schema_version": 1, "id": "deal", "entity": "deal",
        "fields": [{"name": "turns", "type": "boolean"}, {"name": "phone", "type": "text"}],
        "states": [
            {"id": "open", "states": [
                {"id": "here", "transitions": [
                    {"to": ["there"], "guard": {"type": "compare", "field": "turns", "op": "equal", "value": true}},
                    {"events": ["call"], "to": ["called"], "requires": ["phone"],
                     "actions": [{"type": "effect", "id": "note"}]}]},
                {"id": "there", "transitions": [{"to": ["here"], "guard": {"type": "compare", "field": "turns", "op": "equal", "value": true}}]},
                {"id": "called", "transitions": [{"after": "2d", "to": ["here"]}]}]},
            {"id": "lost"}]}),
    );
    let model = Arc::new(model.unwrap());
    let state = model.start_value(json!({"at": "2026-03-02T09:00:00Z"})).unwrap().state;
    HeldChart::new(model, state).unwrap()
}

fn refusal(error: &Error) -> (String, String) {
    let first = error.violations().next().unwrap();
    (first.code().as_str().to_owned(), first.pointer().as_str().to_owned())
}

#[test]
fn what_is_wrong_is_said_and_changes_nothing() {
    let mut deal = deal();
    let before = deal.store();
    let refused = |error: Error, code: &str, pointer: &str, deal: &HeldChart| {
        assert_eq!(refusal(&error), (code.to_owned(), pointer.to_owned()));
        assert_eq!(deal.store(), before);
    };
    let early = Some("2026-03-02T08:59:59Z");
    let error = deal.step("call", early).unwrap_err();
    refused(error, "journey.out_of_order", "/at", &deal);
    let error = deal.advance("2026-03-01T00:00:00Z").unwrap_err();
    refused(error, "journey.out_of_order", "/now", &deal);
    let error = deal.step("call", Some("today")).unwrap_err();
    refused(error, "time.not_an_instant", "/at", &deal);
    let error = deal.step("no name", None).unwrap_err();
    refused(error, "journey.chart_event_name", "/event", &deal);
    let error = deal.step("", None).unwrap_err();
    refused(error, "decode.text_empty", "/event", &deal);
    let error = deal.step(&"long".repeat(100), None).unwrap_err();
    refused(error, "decode.text_too_long", "/event", &deal);
    let error = deal.in_state("lots").unwrap_err();
    assert!(error.to_string().contains("lost"), "{error}");
    refused(error, "journey.unknown_state", "", &deal);
    // Both at once.
    let error = deal.update_value(json!({"phone": 5, "fone": "0571"}), None).unwrap_err();
    assert_eq!(error.violations().count(), 2);
    refused(error, "record.unknown_field", "/fone", &deal);
    // The fields would send it round for ever: they are taken back.
    let error = deal.update_value(json!({"turns": true, "phone": "0571"}), None).unwrap_err();
    refused(error, "journey.chart_endless", "/at", &deal);
    assert!(deal.effects().is_empty());
}

#[test]
fn fields_and_time_stay_where_they_are_without_an_instant() {
    let mut deal = deal();
    assert!(!deal.step("call", None).unwrap(), "a phone is missing");
    assert!(!deal.update_value(json!({"phone": "0571"}), None).unwrap());
    assert!(deal.step("call", None).unwrap());
    assert_eq!(deal.effects(), ["note"]);
    assert!(deal.in_state("open").unwrap() && deal.in_state("called").unwrap() && !deal.in_state("here").unwrap());
    let stored = deal.store();
    assert_eq!(stored.at.to_string(), "2026-03-02T09:00:00Z");
    assert_eq!(serde_json::to_value(&stored.fields).unwrap(), json!({"phone": "0571"}));
    assert_eq!(deal.next_due_json().unwrap(), "\"2026-03-04T09:00:00Z\"");
    // At the instant of the timer the host's event comes first.
    assert!(!deal.step("call", Some("2026-03-04T09:00:00Z")).unwrap());
    assert!(deal.advance("2026-03-04T09:00:00Z").unwrap());
    assert!(deal.in_state("here").unwrap() && deal.effects().is_empty());
    // A text that is taken away is missing again.
    assert!(!deal.update_value(json!({"phone": Value::Null}), None).unwrap());
    assert!(!deal.step("call", None).unwrap());
}
