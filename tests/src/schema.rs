//! Whether a value meets a JSON Schema: the keywords that the committed schemas use, and no others.

use serde_json::{Map, Value};

/// Keywords that say something about a value without refusing one.
const SILENT: &[&str] =
    &["$schema", "$id", "$defs", "title", "description", "default", "examples", "format", "pattern"];

/// Whether `value` meets `schema`, a whole document with its `$defs`.
///
/// `format` and `pattern` are not checked, so this accepts a little more than a full validator.
///
/// # Errors
/// When the schema uses a keyword that is not known here.
pub fn accepts(schema: &Value, value: &Value) -> Result<bool, String> {
    meets(schema, schema, value)
}

fn meets(root: &Value, schema: &Value, value: &Value) -> Result<bool, String> {
    let Value::Object(keywords) = schema else { return Ok(schema != &Value::Bool(false)) };
    for (keyword, limit) in keywords {
        if !SILENT.contains(&keyword.as_str()) && !keyword_holds(root, keywords, keyword, limit, value)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn keyword_holds(
    root: &Value,
    all: &Map<String, Value>,
    keyword: &str,
    limit: &Value,
    value: &Value,
) -> Result<bool, String> {
    let number = |holds: fn(f64, f64) -> bool| match (value.as_f64(), limit.as_f64()) {
        (Some(value), Some(limit)) => holds(value, limit),
        _ => true,
    };
    let length = |length: Option<usize>, holds: fn(u64, u64) -> bool| match (length, limit.as_u64()) {
        (Some(length), Some(limit)) => holds(length as u64, limit),
        _ => true,
    };
    let characters = || value.as_str().map(|text| text.chars().count());
    let entries = || value.as_array().map(Vec::len);
    let schemas = || limit.as_array().into_iter().flatten();
    Ok(match keyword {
        "$ref" => {
            let pointer = limit.as_str().and_then(|to| to.strip_prefix('#'));
            let target = pointer.and_then(|pointer| root.pointer(pointer));
            meets(root, target.ok_or_else(|| format!("no schema at {limit}"))?, value)?
        }
        "type" => match limit {
            Value::Array(kinds) => kinds.iter().any(|kind| is(value, kind)),
            kind => is(value, kind),
        },
        "const" => value == limit,
        "enum" => schemas().any(|one| one == value),
        "minimum" => number(|value, limit| value >= limit),
        "maximum" => number(|value, limit| value <= limit),
        "exclusiveMinimum" => number(|value, limit| value > limit),
        "exclusiveMaximum" => number(|value, limit| value < limit),
        "minLength" => length(characters(), |length, limit| length >= limit),
        "maxLength" => length(characters(), |length, limit| length <= limit),
        "minItems" => length(entries(), |length, limit| length >= limit),
        "maxItems" => length(entries(), |length, limit| length <= limit),
        "items" => every(value.as_array().into_iter().flatten(), |item| meets(root, limit, item))?,
        "prefixItems" => {
            let pairs = schemas().zip(value.as_array().into_iter().flatten());
            every(pairs, |(schema, item)| meets(root, schema, item))?
        }
        "required" => match value.as_object() {
            Some(map) => schemas().filter_map(Value::as_str).all(|key| map.contains_key(key)),
            None => true,
        },
        "properties" => match (value.as_object(), limit.as_object()) {
            (Some(map), Some(properties)) => {
                let present = properties.iter().filter_map(|(key, schema)| Some((schema, map.get(key)?)));
                every(present, |(schema, value)| meets(root, schema, value))?
            }
            _ => true,
        },
        "additionalProperties" => {
            let named = all.get("properties").and_then(Value::as_object);
            let more = value.as_object().into_iter().flatten();
            let more = more.filter(|(key, _)| named.is_none_or(|named| !named.contains_key(*key)));
            every(more, |(_, value)| meets(root, limit, value))?
        }
        "propertyNames" => {
            let keys = value.as_object().into_iter().flatten().map(|(key, _)| Value::from(key.as_str()));
            every(keys, |key| meets(root, limit, &key))?
        }
        "anyOf" => count(root, schemas(), value)? >= 1,
        "oneOf" => count(root, schemas(), value)? == 1,
        other => return Err(format!("keyword `{other}` is not known")),
    })
}

fn every<T>(items: impl Iterator<Item = T>, holds: impl Fn(T) -> Result<bool, String>) -> Result<bool, String> {
    for item in items {
        if !holds(item)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn count<'a>(root: &Value, schemas: impl Iterator<Item = &'a Value>, value: &Value) -> Result<usize, String> {
    let mut met = 0;
    for schema in schemas {
        met += usize::from(meets(root, schema, value)?);
    }
    Ok(met)
}

fn is(value: &Value, kind: &Value) -> bool {
    match kind.as_str().unwrap_or_default() {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "number" => value.is_number(),
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn keywords_hold_as_the_specification_says() {
        let schema = json!({
            "type": "object", "required": ["a"], "additionalProperties": false,
            "properties": {"a": {"$ref": "#/$defs/A"}, "b": {"type": ["integer", "null"], "minimum": 1, "maximum": 3},
                "c": {"type": "array", "items": {"enum": ["x", "y"]}, "maxItems": 2}},
            "$defs": {"A": {"oneOf": [{"const": "p"}, {"type": "string", "minLength": 2}]}},
        });
        for (value, expected) in [
            (json!({"a": "p"}), true),
            (json!({"a": "q"}), false),
            (json!({"a": "qq", "b": null, "c": ["x", "y"]}), true),
            (json!({}), false),
            (json!({"a": "p", "d": 1}), false),
            (json!({"a": "p", "b": 4}), false),
            (json!({"a": "p", "b": 1.5}), false),
            (json!({"a": "p", "c": ["z"]}), false),
            (json!({"a": "p", "c": ["x", "x", "x"]}), false),
            (json!([]), false),
        ] {
            assert_eq!(accepts(&schema, &value), Ok(expected), "{value}");
        }
        assert!(accepts(&json!({"not": {}}), &json!(1)).is_err());
    }
}
