//! The condition language: what is refused and where, and what each test answers.

use leadstone::condition::{Condition, ConditionModel, DatedCondition, Truth};
use leadstone::{Error, Field, Instant, JsonPointer, TypedRecord, Violation, decode};
use serde_json::{Value, json};

fn fields() -> Vec<Field> {
    let fields = json!([
        {"name": "score", "type": "integer"},
        {"name": "price", "type": "decimal"},
        {"name": "deposit", "type": "money"},
        {"name": "name", "type": "text", "pii": true},
        {"name": "stage", "type": "enum", "values": ["open", "quoted", "won"]},
        {"name": "wishes", "type": "set"},
        {"name": "models", "type": "set", "values": ["X1", "X2", "X3"]},
        {"name": "seen", "type": "boolean"},
        {"name": "born", "type": "date"},
        {"name": "asked_at", "type": "instant"},
        {"name": "history", "type": "events", "event_types": ["call", "visit", "quote", "order"], "attributes": [
            {"name": "minutes", "type": "integer"}, {"name": "amount", "type": "money"},
            {"name": "channel", "type": "enum", "values": ["phone", "web"]}, {"name": "note", "type": "text"}]},
    ]);
    decode::decode(fields).unwrap()
}

fn condition(value: Value) -> Condition {
    decode::decode(value).unwrap()
}

/// The codes and pointers with which a condition is refused as a rule.
fn refused(value: Value) -> Vec<(String, String)> {
    let violations = DatedCondition::compile(&condition(value), &fields()).map(drop).unwrap_err().into_violations();
    codes(&violations)
}

fn codes(violations: &[Violation]) -> Vec<(String, String)> {
    let one = |one: &Violation| (one.code().as_str().to_owned(), one.pointer().as_str().to_owned());
    violations.iter().map(one).collect()
}

fn only(code: &str, at: &str) -> Vec<(String, String)> {
    vec![(code.to_owned(), at.to_owned())]
}

fn record(value: Value) -> TypedRecord {
    TypedRecord::from_value(value, &fields(), &JsonPointer::root()).unwrap()
}

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

fn truth(when: Value, of: Value) -> Truth {
    let model = DatedCondition::compile(&condition(when), &fields()).unwrap();
    let (record, as_of) = (record(of), at("2026-03-31T12:00:00Z"));
    let outcome = model.evaluate(&record, as_of).unwrap();
    assert_eq!(model.explain(&record, as_of).outcome, outcome, "explained otherwise");
    outcome
}

#[test]
fn every_mismatch_is_refused_where_it_stands() {
    let events = |more: Value| {
        let mut all = json!({"type": "events", "field": "history", "measure": "count", "op": "at_least", "value": 1});
        all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        all
    };
    let day = json!({"amount": 1, "unit": "days"});
    let cases = [
        (json!({"type": "compare", "field": "scor", "op": "equal", "value": 1}), "condition.unknown_field", "/field"),
        (
            json!({"type": "compare", "field": "score", "op": "equal", "value": "x"}),
            "condition.type_mismatch",
            "/value",
        ),
        (
            json!({"type": "compare", "field": "stage", "op": "equal", "value": "wonn"}),
            "condition.unknown_value",
            "/value",
        ),
        (json!({"type": "compare", "field": "stage", "op": "below", "value": "won"}), "condition.not_ordered", "/op"),
        (
            json!({"type": "compare", "field": "wishes", "op": "equal", "value": "x"}),
            "condition.not_for_type",
            "/field",
        ),
        (
            json!({"type": "compare_fields", "field": "score", "op": "equal", "other": "prise"}),
            "condition.unknown_field",
            "/other",
        ),
        (
            json!({"type": "compare_fields", "field": "score", "op": "equal", "other": "born"}),
            "condition.fields_differ",
            "/other",
        ),
        (
            json!({"type": "compare_fields", "field": "name", "op": "below", "other": "stage"}),
            "condition.not_ordered",
            "/op",
        ),
        (
            json!({"type": "one_of", "field": "stage", "values": ["open", "lost"]}),
            "condition.unknown_value",
            "/values/1",
        ),
        (json!({"type": "between", "field": "name", "low": "a", "high": "b"}), "condition.not_ordered", "/field"),
        (json!({"type": "between", "field": "score", "low": 5, "high": 4}), "condition.empty_range", ""),
        (json!({"type": "contains", "field": "score", "value": "1"}), "condition.not_for_type", "/field"),
        (json!({"type": "starts_with", "field": "name", "value": ""}), "decode.text_empty", "/value"),
        (json!({"type": "ends_with", "field": "name", "value": "x".repeat(201)}), "decode.text_too_long", "/value"),
        (json!({"type": "has", "field": "models", "value": "X9"}), "condition.unknown_value", "/value"),
        (json!({"type": "has", "field": "name", "value": "X9"}), "condition.not_for_type", "/field"),
        (json!({"type": "has_any", "field": "models", "values": []}), "definition.empty_list", "/values"),
        (json!({"type": "has_all", "field": "models", "values": ["X1", "Y"]}), "condition.unknown_value", "/values/1"),
        (json!({"type": "has_all", "field": "wishes", "values": vec!["x"; 10_001]}), "decode.list_too_long", "/values"),
        (events(json!({"field": "score"})), "condition.not_for_type", "/field"),
        (events(json!({"of": ["call", "cal"]})), "condition.unknown_event_type", "/of/1"),
        (events(json!({"attribute": "minutes"})), "condition.attribute_unused", "/attribute"),
        (events(json!({"measure": "sum"})), "condition.attribute_missing", "/attribute"),
        (events(json!({"measure": "sum", "attribute": "minute"})), "condition.unknown_attribute", "/attribute"),
        (events(json!({"measure": "sum", "attribute": "note"})), "condition.not_for_type", "/attribute"),
        (events(json!({"measure": "min", "attribute": "channel"})), "condition.not_ordered", "/attribute"),
        (events(json!({"measure": "last", "attribute": "channel"})), "condition.not_ordered", "/op"),
        (
            events(json!({"measure": "last", "op": "equal", "attribute": "channel", "value": "fax"})),
            "condition.unknown_value",
            "/value",
        ),
        (events(json!({"value": 1.5})), "condition.type_mismatch", "/value"),
        (events(json!({"measure": "days_since_last", "value": "soon"})), "condition.type_mismatch", "/value"),
        (events(json!({"within": {"amount": 2, "unit": "business_days"}})), "condition.business_time", "/within/unit"),
        (events(json!({"within": {"amount": 0, "unit": "days"}})), "condition.empty_window", "/within/amount"),
        (
            events(json!({"where": {"type": "compare", "field": "minute", "op": "equal", "value": 1}})),
            "condition.unknown_field",
            "/where/field",
        ),
        (
            events(
                json!({"where": {"type": "compare", "field": "minutes", "op": "equal", "value": 1, "on_missing": "error"}}),
            ),
            "condition.error_not_answered",
            "/where/on_missing",
        ),
        (
            json!({"type": "absence", "field": "history", "after": [], "by": ["call"], "within": day}),
            "definition.empty_list",
            "/after",
        ),
        (
            json!({"type": "followed", "field": "history", "after": ["call"], "by": ["visi"], "within": day}),
            "condition.unknown_event_type",
            "/by/0",
        ),
    ];
    for (value, code, at) in cases {
        assert_eq!(refused(value.clone()), only(code, at), "{value}");
    }
}

#[test]
fn a_suggestion_names_what_was_meant() {
    let typo = condition(json!({"type": "compare", "field": "stage", "op": "equal", "value": "qouted"}));
    let error = DatedCondition::compile(&typo, &fields()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "field `stage` has no value `qouted`, only open, quoted, won; did you mean `quoted`? at /value"
    );
}

#[test]
fn a_condition_over_a_record_alone_takes_no_events_and_answers_no_errors() {
    let refused = |value| codes(&ConditionModel::compile(&condition(value), &fields()).unwrap_err().into_violations());
    let count = json!({"type": "events", "field": "history", "measure": "count", "op": "at_least", "value": 1});
    assert_eq!(refused(count), only("condition.needs_as_of", "/type"));
    let strict = json!({"type": "compare", "field": "score", "op": "equal", "value": 1, "on_missing": "error"});
    assert_eq!(refused(strict), only("condition.error_not_answered", "/on_missing"));
}

#[test]
fn worst_cost_is_known_and_bounded() {
    let count = json!({"type": "events", "field": "history", "measure": "count", "op": "at_least", "value": 1});
    let cost = |value: Value| DatedCondition::compile(&condition(value), &fields()).map(|model| model.worst_cost());
    // One visit of the node and one per event.
    assert_eq!(cost(count.clone()).unwrap(), 10_001);
    // Three nodes, and the filter once per event beside the walk itself.
    let mut filtered = count.clone();
    filtered["where"] = json!({"type": "compare", "field": "minutes", "op": "above", "value": 3});
    assert_eq!(cost(json!({"type": "any", "of": [filtered, {"type": "always"}]})).unwrap(), 3 + 20_000);
    let many = json!({"type": "all", "of": vec![count; 100]});
    assert_eq!(refused(many), only("condition.too_costly", ""));
}

#[test]
fn hostile_trees_are_refused_at_once() {
    let mut deep = Condition::Always {};
    for _ in 0..5_000 {
        deep = Condition::Not { of: Box::new(deep) };
    }
    let found = DatedCondition::compile(&deep, &fields()).unwrap_err().into_violations();
    assert_eq!(codes(&found), only("condition.too_deep", &"/of".repeat(32)));
    let wide =
        json!({"type": "all", "of": vec![json!({"type": "compare", "field": "x", "op": "equal", "value": 1}); 9_999]});
    let found = refused(wide);
    // Each unknown field up to the limit, and the size itself.
    assert_eq!((found.len(), found[99].0.as_str()), (100, "condition.unknown_field"));
    let wide = json!({"type": "all", "of": vec![json!({"type": "always"}); 512]});
    assert_eq!(refused(wide), only("condition.too_large", ""));
}

#[test]
fn a_field_declares_what_its_type_needs() {
    let cases = [
        (json!({"name": "a", "type": "enum"}), "field.without_values", "/values"),
        (json!({"name": "a", "type": "events"}), "field.without_event_types", "/event_types"),
        (json!({"name": "a", "type": "text", "values": ["x"]}), "field.not_for_type", "/values"),
        (
            json!({"name": "a", "type": "set", "attributes": [{"name": "b", "type": "text"}]}),
            "field.not_for_type",
            "/attributes",
        ),
        (json!({"name": "a", "type": "enum", "values": ["x", "x"]}), "definition.duplicate_id", "/values/1"),
        (
            json!({"name": "a", "type": "events", "event_types": ["x"], "attributes": [{"name": "b", "type": "set"}]}),
            "field.not_scalar",
            "/attributes/0/type",
        ),
        (
            json!({"name": "a", "type": "events", "event_types": ["x"], "attributes": [{"name": "at", "type": "text"}]}),
            "definition.duplicate_id",
            "/attributes/0/name",
        ),
    ];
    for (field, code, at) in cases {
        assert_eq!(codes(&decode::decode::<Field>(field.clone()).unwrap_err()), only(code, at), "{field}");
    }
}

#[test]
fn a_record_is_checked_at_its_door() {
    let found = |value| codes(&TypedRecord::from_value(value, &fields(), &JsonPointer::root()).unwrap_err());
    assert_eq!(found(json!({"stage": "lost"})), only("record.unknown_value", "/stage"));
    assert_eq!(found(json!({"models": ["X1", "X7"]})), only("record.unknown_value", "/models/1"));
    assert_eq!(found(json!({"wishes": "sunroof"})), only("record.wrong_type", "/wishes"));
    assert_eq!(found(json!({"wishes": [1]})), only("record.wrong_type", "/wishes/0"));
    assert_eq!(found(json!({"history": {}})), only("record.wrong_type", "/history"));
    let events = json!([{"type": "cal", "at": "2026-03-01T00:00:00Z"}, {"type": "call", "at": "noon"},
        {"at": "2026-03-01T00:00:00Z"}, {"type": "call", "at": "2026-03-01T00:00:00Z", "minutes": "5", "hours": 1}, 7]);
    assert_eq!(
        found(json!({"history": events})),
        [
            ("record.unknown_value", "/history/0/type"),
            ("time.not_an_instant", "/history/1/at"),
            ("decode.missing_field", "/history/2/type"),
            ("record.unknown_field", "/history/3/hours"),
            ("record.wrong_type", "/history/3/minutes"),
            ("decode.wrong_kind", "/history/4"),
        ]
        .map(|(code, at)| (code.to_owned(), at.to_owned()))
    );
    let many = vec![json!({"type": "call", "at": "2026-03-01T00:00:00Z"}); 10_001];
    assert_eq!(found(json!({"history": many})), only("record.too_many_events", "/history"));
}

#[test]
fn texts_and_sets_are_tested_exactly() {
    use Truth::{False, True, Unknown};
    let text = |kind: &str, value: &str, folded: bool| {
        let when = json!({"type": kind, "field": "name", "value": value, "ignore_case": folded});
        truth(when, json!({"name": "Straße Öl"}))
    };
    assert_eq!([text("contains", "aße", false), text("contains", "ASSE", true)], [True, False]);
    // Only A to Z are folded: Ö is not ö.
    assert_eq!([text("ends_with", " öl", true), text("ends_with", "Öl", false)], [False, True]);
    assert_eq!([text("starts_with", "STRA", true), text("starts_with", "STRA", false)], [True, False]);
    assert_eq!(truth(json!({"type": "contains", "field": "name", "value": "a"}), json!({})), Unknown);
    let has = |kind: &str, values: Value| {
        let key = if kind == "has" { "value" } else { "values" };
        truth(json!({"type": kind, "field": "models", key: values}), json!({"models": ["X3", "X1"]}))
    };
    assert_eq!([has("has", json!("X1")), has("has", json!("X2"))], [True, False]);
    assert_eq!([has("has_any", json!(["X2", "X3"])), has("has_any", json!(["X2"]))], [True, False]);
    assert_eq!([has("has_all", json!(["X1", "X3", "X1"])), has("has_all", json!(["X1", "X2"]))], [True, False]);
    let any = json!({"type": "has_any", "field": "models", "values": ["X1"]});
    assert_eq!([truth(any.clone(), json!({"models": []})), truth(any, json!({}))], [False, Unknown]);
}

#[test]
fn on_missing_says_what_a_missing_value_means() {
    let when = |word: &str| json!({"type": "compare", "field": "score", "op": "equal", "value": 1, "on_missing": word});
    let outcomes = ["unknown", "match", "no_match"].map(|word| truth(when(word), json!({})));
    assert_eq!(outcomes, [Truth::Unknown, Truth::True, Truth::False]);
    // Whatever the other branch says, the rule answers the error.
    let strict = json!({"type": "any", "of": [{"type": "always"}, when("error")]});
    let model = DatedCondition::compile(&condition(strict), &fields()).unwrap();
    let as_of = at("2026-03-31T12:00:00Z");
    assert_eq!(model.evaluate(&record(json!({})), as_of).unwrap_err().slot, 0);
    assert_eq!(model.evaluate(&record(json!({"score": 2})), as_of), Ok(Truth::True));
}

#[test]
fn fields_are_compared_with_fields() {
    let when = json!({"type": "compare_fields", "field": "score", "op": "above", "other": "price"});
    let of = |score: Value, price: Value| truth(when.clone(), json!({"score": score, "price": price}));
    assert_eq!(of(json!(3), json!("2.99")), Truth::True);
    assert_eq!(of(json!(3), json!("3.00")), Truth::False);
    assert_eq!(of(json!(3), json!(null)), Truth::Unknown);
}

/// Decimals keep their exact order whichever way they are compared.
#[test]
fn decimals_of_any_size_keep_their_order() {
    let ascending =
        ["-99999999999999999999.5", "-1", "-0.000000000000000001", "0", "0.1", "0.10001", "3", "9223372036854775807.5"];
    for (i, a) in ascending.iter().enumerate() {
        for (j, b) in ascending.iter().enumerate() {
            let (a, b): (leadstone::Decimal, leadstone::Decimal) = (a.parse().unwrap(), b.parse().unwrap());
            assert_eq!(a.cmp(&b), i.cmp(&j), "{a} and {b}");
        }
    }
}

#[test]
fn an_error_shows_no_personal_data() {
    let fields: Vec<Field> =
        decode::decode(json!([{"name": "illness", "type": "enum", "values": ["none", "flu"], "pii": true}])).unwrap();
    let found = TypedRecord::from_value(json!({"illness": "fluu"}), &fields, &JsonPointer::root()).unwrap_err();
    let text = Error::input(found).to_string();
    assert!(!text.contains("fluu") && text.contains("illness"), "{text}");
}
