//! The journey of the benchmarks: new, contacted, test-driven, quoted, pre-qualified, signed, delivered, lost.

use leadstone::ScalarRef;
use serde_json::{Value, json};

/// The events of one round; the loss is closed because it lacks a reason.
pub const ROUND: [&str; 8] = ["contact", "drive", "quote", "prequalify", "sign", "lose", "deliver", "reopen"];
/// The same with the customer's visits in between, for two regions.
pub const VISITS: [&str; 16] = [
    "contact",
    "visit",
    "drive",
    "visit",
    "quote",
    "visit",
    "prequalify",
    "rest",
    "sign",
    "visit",
    "lose",
    "visit",
    "deliver",
    "rest",
    "reopen",
    "rest",
];

/// The flat journey.
pub fn flat() -> Value {
    json!({"kind": "journey.chart", "schema_version": 1, "id": "deal", "entity": "deal", "fields": fields(), "states": sales()})
}

/// The journey beside a second region, how warm the customer is: 14 states in two regions.
pub fn parallel() -> Value {
    let warm = ["cold", "tepid", "warm", "hot", "eager", "certain"];
    let states: Vec<Value> = (warm.iter().enumerate())
        .map(|(at, id)| {
            let (up, down) = (warm[(at + 1).min(warm.len() - 1)], warm[at.saturating_sub(1)]);
            json!({"id": id, "transitions": [{"events": ["visit"], "to": [up]}, {"events": ["rest"], "to": [down]}]})
        })
        .collect();
    json!({"kind": "journey.chart", "schema_version": 1, "id": "deal", "entity": "deal", "fields": fields(),
        "states": [{"id": "both", "type": "parallel", "states": [
            {"id": "sales", "states": sales()}, {"id": "engagement", "states": states}]}]})
}

fn fields() -> Value {
    json!([{"name": "phone", "type": "text"}, {"name": "score", "type": "integer"}, {"name": "quote", "type": "integer"},
           {"name": "lender", "type": "text"}, {"name": "reason", "type": "text"}])
}

fn sales() -> Value {
    let lose = json!({"id": null, "events": ["lose"], "to": ["lost"], "requires": ["reason"]});
    let state = |id: &str, way: Value| json!({"id": id, "transitions": [way, lose]});
    let score = json!({"type": "compare", "field": "score", "op": "at_least", "value": 50});
    let quote = json!({"type": "compare", "field": "quote", "op": "above", "value": 0});
    json!([
        state("new", json!({"events": ["contact"], "to": ["contacted"], "requires": ["phone"]})),
        state("contacted", json!({"events": ["drive"], "to": ["test_driven"]})),
        state("test_driven", json!({"events": ["quote"], "to": ["quoted"], "guard": score})),
        state("quoted", json!({"events": ["prequalify"], "to": ["prequalified"], "requires": ["lender"]})),
        state("prequalified", json!({"events": ["sign"], "to": ["signed"], "guard": quote})),
        state("signed", json!({"events": ["deliver"], "to": ["delivered"]})),
        {"id": "delivered", "transitions": [{"events": ["reopen"], "to": ["new"]}]},
        {"id": "lost", "transitions": [{"events": ["reopen"], "to": ["new"]}]}
    ])
}

/// A customer whose every step but the loss is open.
pub fn record() -> [Option<ScalarRef<'static>>; 5] {
    let text = |text| Some(ScalarRef::Text(text));
    [text("0571"), Some(ScalarRef::Integer(80)), Some(ScalarRef::Integer(250_000)), text("bank"), None]
}

/// The same as JSON.
pub fn known() -> Value {
    json!({"phone": "0571", "score": 80, "quote": 250_000, "lender": "bank"})
}
