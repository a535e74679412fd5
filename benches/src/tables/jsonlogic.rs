//! The suites of JSONLogic through the adapter: passed, refused, failed, file by file.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use leadstone::condition::adapter::from_json_logic;
use leadstone::condition::{ConditionModel, Truth};
use leadstone::{Field, FieldType, Id, JsonPointer, TypedRecord};
use serde_json::{Map, Value};

/// What became of the cases of one file.
#[derive(Debug, Clone, Copy, Default)]
pub struct Counts {
    pub passed: usize,
    pub refused: usize,
    pub failed: usize,
}

/// Every case of every suite.
///
/// # Errors
/// When the folder is not laid out as the suites are.
pub fn suites(folder: &Path) -> Result<BTreeMap<String, Counts>, String> {
    let read = |name: &str| -> Result<Value, String> {
        let text = fs::read_to_string(folder.join(name)).map_err(|error| format!("{name}: {error}"))?;
        serde_json::from_str(&text).map_err(|error| format!("{name}: {error}"))
    };
    let index = read("index.json")?;
    let mut all = BTreeMap::new();
    for name in index.as_array().into_iter().flatten().filter_map(Value::as_str) {
        let mut counts = Counts::default();
        for case in read(name)?.as_array().into_iter().flatten().filter(|case| case.is_object()) {
            match ours(&case["rule"], &case["data"]) {
                None => counts.refused += 1,
                // A rule that has to raise an error is none that we may answer.
                Some(truth) if case.get("error").is_none() && case.get("result").is_some() => {
                    if truth == Truth::from(truthy(&case["result"])) {
                        counts.passed += 1;
                    } else {
                        counts.failed += 1;
                        eprintln!("{name}: {} on {} is {}, not {truth:?}", case["rule"], case["data"], case["result"]);
                    }
                }
                Some(truth) => {
                    counts.failed += 1;
                    eprintln!("{name}: {} on {} is an error, not {truth:?}", case["rule"], case["data"]);
                }
            }
        }
        all.insert(name.to_owned(), counts);
    }
    Ok(all)
}

fn truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(value) => value.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(_) => true,
    }
}

/// Our outcome, over fields whose types are those of the case's data; `None` when the rule is refused.
fn ours(rule: &Value, data: &Value) -> Option<Truth> {
    let (mut fields, mut record) = (Vec::new(), Map::new());
    flatten("", data, &mut fields, &mut record)?;
    let mut named = Vec::new();
    variables(rule, &mut named);
    for name in named {
        // A variable that the data does not hold has no type; a number is one that may be missing.
        if !name.is_empty() && !fields.iter().any(|field: &Field| field.name.as_str() == name) {
            if data.pointer(&format!("/{}", name.replace('.', "/"))).is_some_and(|found| !found.is_null()) {
                return None;
            }
            fields.push(Field::new(Id::try_new(name).ok()?, FieldType::Decimal));
        }
    }
    let condition = from_json_logic(rule, &fields).ok()?;
    let model = ConditionModel::compile(&condition, &fields).ok()?;
    let record = TypedRecord::from_value(Value::Object(record), &fields, &JsonPointer::root()).ok()?;
    Some(model.evaluate(&record))
}

/// Scalars of nested objects by their paths; lists and data that is no object are not fields.
fn flatten(prefix: &str, data: &Value, fields: &mut Vec<Field>, record: &mut Map<String, Value>) -> Option<()> {
    let Some(map) = data.as_object() else { return (data.is_null() && prefix.is_empty()).then_some(()) };
    for (key, value) in map {
        let name = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
        let field_type = match value {
            Value::Object(_) => {
                flatten(&name, value, fields, record)?;
                continue;
            }
            Value::Bool(_) => FieldType::Boolean,
            Value::Number(_) => FieldType::Decimal,
            Value::String(_) => FieldType::Text,
            Value::Null | Value::Array(_) => continue,
        };
        fields.push(Field::new(Id::try_new(name.as_str()).ok()?, field_type));
        record.insert(name, value.clone());
    }
    Some(())
}

/// The names that `var`, `missing` and `missing_some` read.
fn variables<'a>(rule: &'a Value, into: &mut Vec<&'a str>) {
    match rule {
        Value::Array(items) => items.iter().for_each(|item| variables(item, into)),
        Value::Object(map) => {
            for (operator, arguments) in map {
                match (operator.as_str(), arguments) {
                    ("var", Value::String(name)) => into.push(name),
                    ("var", Value::Array(list)) => into.extend(list.first().and_then(Value::as_str)),
                    ("missing", Value::Array(names)) => into.extend(names.iter().filter_map(Value::as_str)),
                    ("missing_some", Value::Array(list)) => {
                        into.extend(
                            list.get(1).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str),
                        );
                    }
                    _ => variables(arguments, into),
                }
            }
        }
        _ => {}
    }
}
