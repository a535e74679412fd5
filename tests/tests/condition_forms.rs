//! Conditions in the forms of other tools: round trips, and hand-written cases.

use std::collections::BTreeMap;

use leadstone::condition::adapter::{
    SqlDialect, StatedCondition, from_json_logic, from_query_builder, sentence, to_query_builder, to_sql,
};
use leadstone::condition::{Condition, ConditionModel, Truth};
use leadstone::{Error, Field, JsonPointer, Locale, TypedRecord, decode};
use leadstone_conformance::conditions;
use leadstone_conformance::tables::Draw;
use serde_json::{Value, json};

fn fields() -> Vec<Field> {
    decode::decode(conditions::fields()).unwrap()
}

fn condition(json: Value) -> Condition {
    decode::decode(json).unwrap()
}

#[test]
fn a_query_builder_keeps_every_condition() {
    let (fields, mut draw) = (fields(), Draw::new(5));
    for round in 0..6_000 {
        let own = conditions::condition(&mut draw, 4, round % 2 == 0);
        let own: Condition = condition(own);
        let query = to_query_builder(&own);
        let again = from_query_builder(&query, &fields).unwrap_or_else(|error| panic!("{error}\n{query}"));
        assert_eq!(serde_json::to_value(&again).unwrap(), serde_json::to_value(&own).unwrap(), "{query}");
        assert_eq!(to_query_builder(&again), query);
    }
}

#[test]
fn a_query_is_read_and_written_as_its_normal_form() {
    let query = json!({"id": "root", "combinator": "and", "not": false, "rules": [
        {"id": "1", "path": [0], "field": "i", "operator": ">=", "valueSource": "value", "value": "28"},
        {"field": "b", "operator": "=", "value": "true"},
        {"field": "t", "operator": "in", "value": "a, b,c"},
        {"field": "i", "operator": "notBetween", "value": "1,5"},
        {"field": "t", "operator": "=", "value": "O'Neil \"x\""},
        {"field": "t", "operator": "null", "value": ""},
        {"combinator": "or", "not": true, "rules": [
            {"field": "i", "operator": "<", "valueSource": "field", "value": "j"},
            {"field": "t", "operator": "doesNotContain", "value": "x"}]}]});
    let own = from_query_builder(&query, &fields()).unwrap();
    let normal = json!({"combinator": "and", "rules": [
        {"field": "i", "operator": ">=", "value": 28},
        {"field": "b", "operator": "=", "value": true},
        {"field": "t", "operator": "in", "value": ["a", "b", "c"]},
        {"field": "i", "operator": "notBetween", "value": [1, 5]},
        {"field": "t", "operator": "=", "value": "O'Neil \"x\""},
        {"field": "t", "operator": "null", "value": null},
        {"combinator": "or", "not": true, "rules": [
            {"field": "i", "operator": "<", "valueSource": "field", "value": "j"},
            {"field": "t", "operator": "doesNotContain", "value": "x"}]}]});
    assert_eq!(to_query_builder(&own), normal);
    // Combinators between the rules: `and` binds tighter.
    let rule = |n: i64| json!({"field": "i", "operator": "=", "value": n});
    let query = json!({"rules": [rule(1), "and", rule(2), "or", rule(3)]});
    let own = from_query_builder(&query, &fields()).unwrap();
    let normal = json!({"combinator": "or", "rules": [{"combinator": "and", "rules": [rule(1), rule(2)]}, rule(3)]});
    assert_eq!(to_query_builder(&own), normal);
}

fn pointers(error: &Error) -> Vec<String> {
    error.violations().map(|v| format!("{}@{}", v.code().as_str(), v.pointer().as_str())).collect()
}

#[test]
fn what_a_query_says_beyond_conditions_is_refused_where_it_stands() {
    let query = json!({"combinator": "xor", "rules": [
        {"field": "i", "operator": "=", "value": "many"}, {"field": "colour", "operator": "=", "value": 1},
        {"field": "t", "operator": "matches", "value": "x"}, {"field": "i", "operator": "=", "value": null},
        {"combinator": "or", "rules": []}, {"field": "t", "operator": "contains", "valueSource": "field", "value": "u"},
        {"field": "i", "operator": "leadstone", "value": {"type": "script"}}, {"combinator": "and"}, 7,
        {"field": "i", "operator": "between", "value": [1]}, {"field": "i", "operator": "=", "value": 1, "muted": true}]});
    let error = from_query_builder(&query, &fields()).unwrap_err();
    let refused = "condition.not_translatable";
    assert_eq!(
        pointers(&error),
        [
            "condition.type_mismatch@/rules/0/value".to_owned(),
            "condition.unknown_field@/rules/1/field".to_owned(),
            format!("{refused}@/rules/2/value"),
            "decode.wrong_kind@/rules/3/value".to_owned(),
            format!("{refused}@/rules/4/rules"),
            format!("{refused}@/rules/5/value"),
            "decode.unknown_type@/rules/6/value/type".to_owned(),
            format!("{refused}@/rules/7/combinator"),
            "decode.wrong_kind@/rules/8".to_owned(),
            format!("{refused}@/rules/9/value"),
            format!("{refused}@/rules/10/muted"),
            format!("{refused}@/combinator"),
        ]
    );
}

/// Outcomes of JSONLogic over missing values, by hand from JavaScript: null is 0 in an order, equal to null alone.
#[test]
fn json_logic_is_true_or_false_also_without_values() {
    let fields = fields();
    let of = |rule: Value, record: Value| {
        let own = from_json_logic(&rule, &fields).unwrap_or_else(|error| panic!("{error} in {rule}"));
        let record = TypedRecord::from_value(record, &fields, &JsonPointer::root()).unwrap();
        ConditionModel::compile(&own, &fields).unwrap().evaluate(&record)
    };
    let var = |name: &str| json!({"var": name});
    for (rule, with, without) in [
        (json!({"<": [var("i"), 5]}), json!({"i": 7}), Truth::True),
        (json!({"!": [{"<": [var("i"), 5]}]}), json!({"i": 3}), Truth::False),
        (json!({">": [var("i"), 5]}), json!({"i": 3}), Truth::False),
        (json!({"==": [var("i"), 0]}), json!({"i": 1}), Truth::False),
        (json!({"!=": [var("i"), 0]}), json!({"i": 0}), Truth::True),
        (json!({"==": [var("t"), null]}), json!({"t": "x"}), Truth::True),
        (json!({"===": [{"var": ["t", "y"]}, "y"]}), json!({"t": "x"}), Truth::True),
        (json!({"in": [var("t"), ["a", "b"]]}), json!({"t": "c"}), Truth::False),
        (json!({"in": ["b", var("t")]}), json!({"t": "ac"}), Truth::False),
        (json!({"<": [var("i"), var("j")]}), json!({"i": 2, "j": 1}), Truth::False),
        (json!({"<=": [var("i"), var("j")]}), json!({"i": 2, "j": 1}), Truth::True),
        (json!({"!": [var("t")]}), json!({"t": "x"}), Truth::True),
        (json!({"missing": ["i", "t"]}), json!({"i": 1, "t": "x"}), Truth::True),
        (
            json!({"if": [var("b"), {"==": [var("i"), 1]}, {"==": [var("i"), null]}]}),
            json!({"b": true, "i": 2}),
            Truth::True,
        ),
        (json!({"==": [var("i"), "1"]}), json!({"i": 2}), Truth::False),
    ] {
        let opposite = if without == Truth::True { Truth::False } else { Truth::True };
        assert_eq!(of(rule.clone(), json!({})), without, "{rule} without");
        let expected =
            if [7, 3].iter().any(|n| with["i"] == *n) && without == Truth::False { Truth::False } else { opposite };
        let expected = if rule == json!({"!": [{"<": [var("i"), 5]}]}) || without == Truth::False {
            Truth::False
        } else {
            expected
        };
        assert_eq!(of(rule.clone(), with), expected, "{rule} with");
    }
    assert_eq!(of(json!({"<": [var("i"), var("j")]}), json!({"j": 1})), Truth::True);
    assert_eq!(of(json!({"<": [1, var("i"), 5]}), json!({"i": 3})), Truth::True);
    assert_eq!(of(json!({"<": [1, var("i"), 5]}), json!({"i": 5})), Truth::False);
}

#[test]
fn what_json_logic_says_beyond_the_subset_is_refused_where_it_stands() {
    for (rule, at) in [
        (json!({"+": [1, 2]}), "/+"),
        (json!({"and": [true, {"==": [{"var": "t"}, 1]}]}), "/and/1/=="),
        (json!({"<": [{"var": "t"}, "x"]}), "/<"),
        (json!({"==": [{"cat": ["a"]}, "a"]}), "/==/0"),
        (json!({"==": [{"var": "colour"}, 1]}), "/==/0"),
        (json!({"and": []}), "/and"),
        (json!({"or": true}), "/or"),
        (json!({"all": [{"var": "t"}, true]}), "/all"),
    ] {
        let error = from_json_logic(&rule, &fields()).unwrap_err();
        assert_eq!(pointers(&error), [format!("condition.not_translatable@{at}")], "{rule}");
    }
}

#[test]
fn sql_names_and_values_never_meet() {
    let fields: Vec<Field> = decode::decode(json!([{"name": "a\" OR 1=1 --", "type": "text"}])).unwrap();
    let own = condition(json!({"type": "compare", "field": "a\" OR 1=1 --", "op": "equal", "value": "x' OR '1'='1"}));
    let sql = to_sql(&own, &fields, SqlDialect::Postgresql).unwrap();
    assert_eq!(sql.sql, "\"a\"\" OR 1=1 --\" = $1");
    assert_eq!(sql.params, [json!("x' OR '1'='1")]);
}

#[test]
fn a_sentence_has_one_reading() {
    let own = condition(json!({"type": "any", "of": [
        {"type": "all", "of": [{"type": "compare", "field": "i", "op": "at_least", "value": 62},
            {"type": "one_of", "field": "e", "values": ["A", "B"]}]},
        {"type": "not", "of": {"type": "present", "field": "t"}},
        {"type": "compare", "field": "b", "op": "equal", "value": true, "on_missing": "match"}]}));
    let names: BTreeMap<String, String> = [("i", "Score"), ("e", "Region"), ("A", "North"), ("B", "South")]
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .into();
    let say = |locale| sentence(&own, &fields(), locale, &names).unwrap();
    assert_eq!(
        say(Locale::En),
        "(Score is at least 62 and Region is one of North, South) or not (t is given) or (b is yes or b is missing)"
    );
    assert_eq!(
        say(Locale::ZhCn),
        "（Score 不低于 62且Region 为 North、South 之一）或并非（t 已填写）或（b 为 是或 b 未填写）"
    );
}

#[test]
fn one_form_is_given_and_no_more() {
    let fields = json!([{"name": "i", "type": "integer"}]);
    let of = |document: Value| pointers(&StatedCondition::from_value(document).unwrap_err());
    assert_eq!(of(json!({"fields": fields})), ["decode.missing_field@/when"]);
    let when = json!({"type": "always"});
    assert_eq!(
        of(json!({"fields": fields, "when": when, "json_logic": true})),
        ["decode.unknown_field@/query_builder"]
    );
    assert_eq!(of(json!({"fields": fields, "json_logic": {"+": [1]}})), ["condition.not_translatable@/json_logic/+"]);
}
