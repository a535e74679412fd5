//! The committed schemas and the decoder agree, on sound definitions and on thousands of broken ones.
//!
//! What a schema refuses, the decoder refuses; what the decoder refuses for its shape, the schema refuses.

use std::collections::BTreeMap;

use leadstone_conformance::{Vectors, Wanted, doors, schema};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

/// The schemas of definitions, by kind.
fn definitions() -> BTreeMap<&'static str, Value> {
    let schemas = leadstone::document_names().map(|name| {
        let schema: Value = serde_json::from_str(leadstone::schema(name).unwrap()).unwrap();
        (name, schema)
    });
    schemas.filter(|(_, schema)| schema["$id"].as_str().unwrap().starts_with("urn:leadstone:definitions:")).collect()
}

/// No class of the bindings compiles a calendar, so no vector holds one by itself.
fn calendar() -> Value {
    json!({"kind": "calendar", "schema_version": 1, "id": "cn", "working_days": ["mon", "tue"],
        "holidays": [{"date": "2026-10-01", "name": "国庆节"}], "workdays": [{"date": "2026-10-10"}]})
}

/// Sound definitions of the vectors, by kind; the largest ones say the most.
fn sound() -> BTreeMap<String, Vec<Value>> {
    let mut found: BTreeMap<String, Vec<Value>> = BTreeMap::from([("calendar".to_owned(), vec![calendar()])]);
    for id in leadstone::engine::packs() {
        let pack = leadstone::engine::Pack::shipped(id).unwrap().to_json().unwrap();
        found.entry("pack".to_owned()).or_default().push(serde_json::from_str(&pack).unwrap());
    }
    for vector in Vectors::load().unwrap().0 {
        let definition: Result<Value, _> = serde_json::from_str(&vector.definition);
        let (Ok(definition), Wanted::Answer(_)) = (definition, &vector.wanted) else { continue };
        // Lights are compiled as a list of indicators.
        let definitions = if let Value::Array(list) = definition { list } else { vec![definition] };
        for definition in definitions.into_iter().filter(|definition| definition["kind"].is_string()) {
            let kind = definition["kind"].as_str().unwrap_or_default().to_owned();
            let known = found.entry(kind).or_default();
            if !known.contains(&definition) {
                known.push(definition);
            }
        }
    }
    for known in found.values_mut() {
        known.sort_by_key(|definition| std::cmp::Reverse(definition.to_string().len()));
        known.truncate(8);
    }
    found
}

/// One fault: where, which, and with what.
type Fault = (Index, u8, Index);

/// The pointers of every value in a document.
fn pointers(value: &Value, at: String, found: &mut Vec<String>) {
    let below: Vec<(String, &Value)> = match value {
        Value::Object(map) => {
            map.iter().map(|(key, value)| (key.replace('~', "~0").replace('/', "~1"), value)).collect()
        }
        Value::Array(items) => items.iter().enumerate().map(|(index, value)| (index.to_string(), value)).collect(),
        _ => Vec::new(),
    };
    for (step, value) in below {
        pointers(value, format!("{at}/{step}"), found);
    }
    found.push(at);
}

/// Plants a fault, and says where.
fn break_one(document: &mut Value, (place, fault, choice): &Fault) -> String {
    let mut places = Vec::new();
    pointers(document, String::new(), &mut places);
    let at = place.get(&places);
    let strange = [
        json!(null),
        json!(true),
        json!(-1),
        json!(7),
        json!(1_000_000_001),
        json!(0.5),
        json!(""),
        json!("x"),
        json!("type"),
        json!([]),
        json!({}),
        json!(["x"]),
        json!({"type": "x"}),
        json!("2026-01-01"),
        json!(-0.25),
        json!("é".repeat(201)),
    ];
    let Some(target) = document.pointer_mut(at) else { return String::new() };
    match (fault % 4, target) {
        (0, target) => *target = choice.get(&strange).clone(),
        (1, Value::Object(map)) if !map.is_empty() => {
            let keys: Vec<String> = map.keys().cloned().collect();
            map.remove(choice.get(&keys));
        }
        (2, Value::Object(map)) => {
            map.insert("colour".to_owned(), choice.get(&strange).clone());
        }
        (1 | 3, Value::Array(items)) if !items.is_empty() => {
            let at = choice.index(items.len());
            if fault % 2 == 0 {
                items.remove(at);
            } else {
                items.push(items[at].clone());
            }
        }
        (_, target) => *target = choice.get(&strange).clone(),
    }
    let after = document.pointer(at).map(Value::to_string).unwrap_or_default();
    format!("`{at}` is {}", after.chars().take(200).collect::<String>())
}

/// Codes of a value that has not the shape of its type.
const SHAPE: &[&str] = &[
    "decode.missing_field",
    "decode.unknown_field",
    "decode.wrong_kind",
    "decode.unknown_value",
    "decode.unknown_type",
    "decode.text_empty",
    "decode.text_too_long",
    "definition.wrong_kind",
    "definition.unsupported_version",
];

fn agree(kind: &str, schema: &Value, definition: &Value) -> Result<(), String> {
    let accepted = schema::accepts(schema, definition)?;
    let class = doors::CLASSES.iter().find(|(known, _)| *known == kind);
    let class = class.ok_or_else(|| format!("`CLASSES` of tests/src/doors.rs has no class for the kind `{kind}`"))?.1;
    let text = if class == "HealthModel" { format!("[{definition}]") } else { definition.to_string() };
    match doors::compile(class, &text)? {
        Ok(_) if !accepted => Err("the schema refuses what compiles".to_owned()),
        Err(error) if accepted && SHAPE.contains(&error.code().as_str()) => {
            Err(format!("the schema accepts what the decoder refuses: {error}"))
        }
        _ => Ok(()),
    }
}

#[test]
fn every_definition_has_a_sound_vector_that_its_schema_accepts() {
    let sound = sound();
    for (kind, schema) in definitions() {
        let examples = sound.get(kind).unwrap_or_else(|| panic!("no vector with an `expect` holds a sound `{kind}`"));
        for definition in examples {
            assert_eq!(schema::accepts(&schema, definition), Ok(true), "{definition}");
            agree(kind, &schema, definition).unwrap();
        }
    }
}

#[test]
fn broken_definitions_are_refused_by_both() {
    let sound = sound();
    for (kind, schema) in definitions() {
        let examples = &sound[kind];
        let faults = (any::<Index>(), prop::collection::vec(any::<Fault>(), 1..3));
        let mut runner = TestRunner::new(Config { cases: 400, failure_persistence: None, ..Config::default() });
        let outcome = runner.run(&faults, |(example, faults)| {
            let mut definition = example.get(examples).clone();
            let places: Vec<String> = faults.iter().map(|fault| break_one(&mut definition, fault)).collect();
            agree(kind, &schema, &definition).map_err(|problem| TestCaseError::fail(format!("{problem}; {places:?}")))
        });
        assert!(outcome.is_ok(), "{kind}: {}", outcome.unwrap_err());
    }
}
