//! Our conditions in JSONLogic, for a rival that reads `null` where a value is missing.
//!
//! JSONLogic has two truth values and we have three, so each test is translated twice: when it is
//! true, and when it is false. A field that leads may lack is guarded only where `null` would match.

use serde_json::{Value, json};

use super::leads::{AS_OF, NULLABLE};

/// The rule that answers `true` exactly where the condition is true.
pub fn translate(condition: &Value) -> Result<Value, String> {
    node(condition, true)
}

fn node(condition: &Value, wanted: bool) -> Result<Value, String> {
    let kind = text(condition, "type")?;
    if let "all" | "any" = kind {
        let of = condition["of"].as_array().ok_or("no list")?;
        let parts = of.iter().map(|part| node(part, wanted)).collect::<Result<Vec<_>, _>>()?;
        return Ok(if (kind == "all") == wanted { json!({"and": parts}) } else { json!({"or": parts}) });
    }
    if kind == "not" {
        return node(&condition["of"], !wanted);
    }
    let field = text(condition, "field")?;
    let (var, missing) = (json!({"var": field}), json!({"===": [{"var": field}, null]}));
    let there = json!({"!==": [{"var": field}, null]});
    let holds = match kind {
        "present" | "absent" => return Ok(if (kind == "present") == wanted { there } else { missing }),
        "compare" => {
            let (op, otherwise) = match text(condition, "op")? {
                "equal" => ("==", "!="),
                "not_equal" => ("!=", "=="),
                "below" => ("<", ">="),
                "at_most" => ("<=", ">"),
                "above" => (">", "<="),
                "at_least" => (">=", "<"),
                other => return Err(format!("operator {other}")),
            };
            let op = if wanted { op } else { otherwise };
            let test = json!({op: [var, constant(field, &condition["value"])?]});
            // `null` equals nothing but itself; in an order it counts as 0.
            return Ok(if op == "==" { test } else { guarded(field, &there, test) });
        }
        "between" => {
            let (low, high) = (constant(field, &condition["low"])?, constant(field, &condition["high"])?);
            guarded(field, &there, json!({"<=": [low, var, high]}))
        }
        "one_of" => json!({"in": [var, condition["values"]]}),
        "contains" => guarded(field, &there, json!({"in": [condition["value"], var]})),
        "starts_with" | "ends_with" => guarded(field, &there, json!({kind: [var, condition["value"]]})),
        "has_any" => {
            let values = condition["values"].as_array().ok_or("no values")?;
            json!({"or": values.iter().map(|value| json!({"in": [value, var]})).collect::<Vec<_>>()})
        }
        "events" => {
            let since = AS_OF - 86_400 * condition["within"]["amount"].as_i64().ok_or("no window")?;
            let events = condition["of"].as_array().and_then(|of| of.first()).ok_or("no type of event")?;
            let counted = json!({"and": [
                {"==": [{"var": "type"}, events]}, {">": [{"var": "at"}, since]}, {"<=": [{"var": "at"}, AS_OF]}]});
            let op = if text(condition, "op")? == "equal" { "==" } else { ">=" };
            json!({op: [{"length": [{"filter": [var, counted]}]}, condition["value"]]})
        }
        other => return Err(format!("no translation of {other}")),
    };
    Ok(if wanted { holds } else { guarded(field, &there, json!({"!": [holds]})) })
}

fn guarded(field: &str, there: &Value, test: Value) -> Value {
    if NULLABLE.contains(&field) { json!({"and": [there, test]}) } else { test }
}

fn text<'a>(condition: &'a Value, key: &str) -> Result<&'a str, String> {
    condition[key].as_str().ok_or_else(|| format!("no {key} in {condition}"))
}

/// A constant as the rival's leads hold it: times as numbers.
fn constant(field: &str, value: &Value) -> Result<Value, String> {
    let Some(written) = value.as_str() else { return Ok(value.clone()) };
    Ok(match field {
        "created_on" | "last_contact" => json!(day_of(written)?),
        "updated_at" => json!(86_400 * day_of(written)? + of_day(written)?),
        "budget" | "discount" => json!(written.parse::<f64>().map_err(|error| error.to_string())?),
        _ => value.clone(),
    })
}

fn part(text: &str, from: usize, to: usize) -> Result<i64, String> {
    text.get(from..to).and_then(|digits| digits.parse().ok()).ok_or_else(|| format!("no time: {text}"))
}

/// Days since 1970 of a text that starts with `YYYY-MM-DD` (Hinnant, as in the leads).
fn day_of(text: &str) -> Result<i64, String> {
    let (year, month, day) = (part(text, 0, 4)?, part(text, 5, 7)?, part(text, 8, 10)?);
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    Ok(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

/// Seconds of the day of an RFC 3339 text in UTC.
fn of_day(text: &str) -> Result<i64, String> {
    Ok(3_600 * part(text, 11, 13)? + 60 * part(text, 14, 16)? + part(text, 17, 19)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::leads::{AS_OF_TEXT, day_text};

    #[test]
    fn times_become_the_numbers_that_they_were() {
        assert_eq!(day_of(&day_text(20_000)), Ok(20_000));
        assert_eq!(constant("updated_at", &json!(AS_OF_TEXT)), Ok(json!(AS_OF)));
    }

    #[test]
    fn a_test_on_a_missing_field_never_matches() {
        let not = json!({"type": "not", "of": {"type": "compare", "field": "employees", "op": "above", "value": 5}});
        let there = json!({"!==": [{"var": "employees"}, null]});
        assert_eq!(translate(&not), Ok(json!({"and": [there, {"<=": [{"var": "employees"}, 5]}]})));
    }
}
