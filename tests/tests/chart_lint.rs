//! What is suspicious in a statechart: every finding on a chart made for it by hand, and beside it the
//! chart that differs by what makes it sound.

#![expect(clippy::needless_pass_by_value, reason = "documents are written where they are used")]

use leadstone::journey::chart::ChartModel;
use serde_json::{Value, json};

fn chart(states: Value) -> Value {
    json!({"kind": "journey.chart", "schema_version": 1, "id": "deal", "entity": "deal",
        "fields": [{"name": "score", "type": "integer"}, {"name": "city", "type": "text"}], "states": states})
}

/// The findings: pointer, code and parameters.
fn findings(states: Value) -> Vec<(String, String, Value)> {
    let report = ChartModel::from_value(chart(states)).unwrap().lint();
    let found = report.findings.iter().map(|finding| {
        let reason = serde_json::to_value(&finding.reason).unwrap();
        let code = reason["code"].as_str().unwrap().to_owned();
        (finding.pointer.to_string(), code, plain(&reason["params"]))
    });
    found.collect()
}

fn one(pointer: &str, code: &str, params: Value) -> Vec<(String, String, Value)> {
    vec![(pointer.to_owned(), code.to_owned(), params)]
}

/// Parameters without their types.
fn plain(param: &Value) -> Value {
    match param {
        Value::Object(typed) if typed.contains_key("type") => plain(&typed["value"]),
        Value::Object(named) => named.iter().map(|(name, value)| (name.clone(), plain(value))).collect(),
        Value::Array(list) => list.iter().map(plain).collect(),
        one => one.clone(),
    }
}

fn above(value: i64) -> Value {
    json!({"type": "compare", "field": "score", "op": "above", "value": value})
}

fn below(value: i64) -> Value {
    json!({"type": "compare", "field": "score", "op": "below", "value": value})
}

const SOUND: &[(String, String, Value)] = &[];

#[test]
fn of_states_that_nothing_leads_to_the_outermost_is_named() {
    let states = |to: &str| {
        json!([{"id": "a", "transitions": [{"events": ["go"], "to": [to]}]},
               {"id": "b", "states": [{"id": "b1"}], "transitions": [{"events": ["back"], "to": ["a"]}]},
               {"id": "end", "type": "final"}])
    };
    let found = one("/states/1/id", "journey.lint_unreachable", json!({"state": "b"}));
    assert_eq!(findings(states("end")), found);
    let found = one("/states/2/id", "journey.lint_unreachable", json!({"state": "end"}));
    assert_eq!(findings(states("b")), found);
}

#[test]
fn a_history_and_the_other_regions_lead_to_states() {
    let states = json!([
        {"id": "both", "type": "parallel", "transitions": [{"events": ["pause"], "to": ["paused"]}], "states": [
            {"id": "one", "states": [{"id": "one1"}]}, {"id": "two", "states": [{"id": "two1"}]},
            {"id": "back", "type": "deep_history", "initial": ["one1"]}]},
        {"id": "paused", "transitions": [{"events": ["resume"], "to": ["back"]}]}]);
    // The history itself is entered as a target; every leaf is left with the state around it.
    assert_eq!(findings(states), SOUND);
}

#[test]
fn a_state_without_a_way_out_is_a_dead_end_unless_it_is_final() {
    let states =
        |kind: &str| json!([{"id": "a", "transitions": [{"events": ["go"], "to": ["b"]}]}, {"id": "b", "type": kind}]);
    let found = one("/states/1/id", "journey.lint_dead_end", json!({"state": "b"}));
    assert_eq!(findings(states("state")), found);
    assert_eq!(findings(states("final")), SOUND);
}

#[test]
fn a_transition_that_stays_is_no_way_out_and_one_of_another_region_is() {
    let staying = json!([{"id": "a", "transitions": [{"events": ["note"]}]}]);
    let found = one("/states/0/id", "journey.lint_dead_end", json!({"state": "a"}));
    assert_eq!(findings(staying), found);
    let regions = |to: &str| {
        json!([{"id": "p", "type": "parallel", "states": [
                   {"id": "r", "states": [{"id": "r1"}]},
                   {"id": "q", "states": [{"id": "q1", "transitions": [{"events": ["go"], "to": [to]}]},
                                          {"id": "q2", "transitions": [{"events": ["go"], "to": ["q1"]}]},
                                          {"id": "q3", "transitions": [{"events": ["go"], "to": ["q2"]}]}]}]},
               {"id": "end", "type": "final"}])
    };
    let leaving = findings(regions("end"));
    assert!(leaving.iter().all(|(_, code, _)| code == "journey.lint_unreachable"), "{leaving:?}");
    let staying = findings(regions("q3"));
    let stuck: Vec<&Value> = staying
        .iter()
        .filter(|(_, code, _)| code == "journey.lint_dead_end")
        .map(|(.., params)| &params["state"])
        .collect();
    assert_eq!(stuck, [&json!("r1")]);
}

fn pair(first: Value, second: Value) -> Vec<(String, String, Value)> {
    let mut ways = [first, second];
    for (way, to) in ways.iter_mut().zip(["b", "c"]) {
        way["to"] = json!([to]);
    }
    findings(json!([{"id": "a", "transitions": ways}, {"id": "b", "type": "final"}, {"id": "c", "type": "final"}]))
}

#[test]
fn an_open_transition_shadows_later_ones_on_the_same_events() {
    let found = one("/states/0/transitions/1", "journey.lint_shadowed", json!({"earlier": "a/0", "transition": "a/1"}));
    assert_eq!(pair(json!({"events": ["quote"]}), json!({"events": ["quote"]})), found);
    // `quote` also takes `quote.sent`, and a star takes everything.
    assert_eq!(pair(json!({"events": ["quote"]}), json!({"events": ["quote.sent"]})), found);
    assert_eq!(pair(json!({"events": ["*"]}), json!({"events": ["quote"], "guard": above(3)})), found);
    assert_eq!(pair(json!({}), json!({})), found);
    assert_eq!(pair(json!({"after": "3d"}), json!({"after": "3d"})), found);
    // A time that has passed is an event too.
    assert_eq!(pair(json!({"events": ["*"]}), json!({"after": "3d"})), found);
}

#[test]
fn what_leaves_something_to_the_later_one_shadows_nothing() {
    assert_eq!(pair(json!({"events": ["quote.sent"]}), json!({"events": ["quote"]})), SOUND);
    assert_eq!(pair(json!({"events": ["quote"]}), json!({"events": ["quotes"]})), SOUND);
    assert_eq!(pair(json!({"events": ["quote"], "guard": above(3)}), json!({"events": ["quote"]})), SOUND);
    assert_eq!(pair(json!({"events": ["quote"], "requires": ["score"]}), json!({"events": ["quote"]})), SOUND);
    assert_eq!(pair(json!({"after": "3d"}), json!({"after": "4d"})), SOUND);
    assert_eq!(pair(json!({"after": "3d"}), json!({"events": ["*"]})), SOUND);
    let apart = pair(json!({"events": ["go"], "in_states": ["a"]}), json!({"events": ["go"], "not_in_states": ["a"]}));
    assert_eq!(apart, SOUND);
}

#[test]
fn guards_that_can_hold_together_overlap_with_an_example() {
    let found = pair(json!({"events": ["go"], "guard": above(10)}), json!({"events": ["go"], "guard": below(20)}));
    let [(pointer, code, params)] = &found[..] else { panic!("{found:?}") };
    assert_eq!((pointer.as_str(), code.as_str()), ("/states/0/transitions/1", "journey.lint_overlap"));
    assert_eq!((&params["earlier"], &params["transition"]), (&json!("a/0"), &json!("a/1")));
    // Whatever the example is, both guards hold for it.
    let text = params["example"].to_string();
    let number: String = text.chars().filter(|c| c.is_ascii_digit() || *c == '-').collect();
    let score: i64 = number.parse().unwrap();
    assert!(text.contains("score") && 10 < score && score < 20, "{text}");
    let apart = pair(json!({"events": ["go"], "guard": below(10)}), json!({"events": ["go"], "guard": above(20)}));
    assert_eq!(apart, SOUND);
}

#[test]
fn guards_that_nothing_is_known_of_may_overlap() {
    let part = |part: &str| json!({"type": "contains", "field": "city", "value": part});
    let found =
        pair(json!({"events": ["go"], "guard": part("hang")}), json!({"events": ["go"], "guard": part("zhou")}));
    let wanted = json!({"earlier": "a/0", "transition": "a/1"});
    assert_eq!(found, one("/states/0/transitions/1", "journey.lint_perhaps_overlap", wanted));
}

#[test]
fn eventless_transitions_in_a_circle_are_a_loop_as_long_as_their_guards_hold() {
    let states = |back: Value| {
        json!([{"id": "a", "transitions": [{"to": ["b"], "guard": above(3)}, {"events": ["stop"], "to": ["end"]}]},
               {"id": "b", "transitions": [back]}, {"id": "end", "type": "final"}])
    };
    let found = one("/states/0/transitions/0", "journey.lint_loop", json!({"cycle": ["a/0", "b/0"]}));
    assert_eq!(findings(states(json!({"to": ["a"], "guard": above(5)}))), found);
    // With an event on the way the circle rests.
    assert_eq!(findings(states(json!({"events": ["again"], "to": ["a"]}))), SOUND);
    assert_eq!(findings(states(json!({"after": "1d", "to": ["a"]}))), SOUND);
}
