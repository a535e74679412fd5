//! A condition as the JSON of react-querybuilder.

use serde_json::{Value, json};

use crate::kernel::condition::{Comparison, Condition, OnMissing};

/// The operator of a rule that holds a whole condition of ours as its value.
pub(super) const CUSTOM: &str = "leadstone";
/// The member of `meta` that says what a group stands for beyond itself.
pub(super) const META: &str = "leadstone";
/// A group around the one condition that the query is.
pub(super) const ONE: &str = "one";
/// A negated group around the one condition that is negated.
pub(super) const NOT: &str = "not";

/// The condition as a query of react-querybuilder 8 (`RuleGroupType`).
///
/// What its own operators can say is said with them; anything else stands in a rule with the operator
/// `leadstone`, whose value is the condition itself. A query is a group, so a single test stands in a group
/// marked `"meta": {"leadstone": "one"}`, and a negated test in one marked `"not"`.
///
/// ```
/// use leadstone::condition::{Condition, adapter::to_query_builder};
/// use leadstone::decode;
/// let text = r#"{"type": "all", "of": [{"type": "compare", "field": "score", "op": "at_least", "value": 62}]}"#;
/// let condition: Condition = decode::decode(decode::parse(text).unwrap()).unwrap();
/// assert_eq!(to_query_builder(&condition).to_string(),
///     r#"{"combinator":"and","rules":[{"field":"score","operator":">=","value":62}]}"#);
/// ```
pub fn to_query_builder(condition: &Condition) -> Value {
    match condition {
        Condition::All { of } if of.is_empty() => json!({"combinator": "and", "rules": []}),
        _ => match entry(condition) {
            group if group.get("rules").is_some() => group,
            rule => json!({"combinator": "and", "rules": [rule], "meta": {META: ONE}}),
        },
    }
}

/// A rule or a group.
fn entry(condition: &Condition) -> Value {
    match condition {
        Condition::All { of } | Condition::Any { of } if !of.is_empty() => group(condition, of, false),
        Condition::Not { of } => match &**of {
            Condition::All { of: parts } | Condition::Any { of: parts } if !parts.is_empty() => group(of, parts, true),
            inner => negated(inner).unwrap_or_else(
                || json!({"combinator": "and", "not": true, "rules": [entry(inner)], "meta": {META: NOT}}),
            ),
        },
        leaf => plain(leaf).unwrap_or_else(|| custom(leaf)),
    }
}

fn group(condition: &Condition, of: &[Condition], not: bool) -> Value {
    let combinator = if matches!(condition, Condition::All { .. }) { "and" } else { "or" };
    let rules: Vec<Value> = of.iter().map(entry).collect();
    if not {
        json!({"combinator": combinator, "not": true, "rules": rules})
    } else {
        json!({"combinator": combinator, "rules": rules})
    }
}

fn custom(condition: &Condition) -> Value {
    let value = serde_json::to_value(condition).unwrap_or_default();
    let field = value.get("field").cloned().unwrap_or_else(|| Value::from(""));
    json!({"field": field, "operator": CUSTOM, "value": value})
}

/// A test that has an operator of its own.
fn plain(condition: &Condition) -> Option<Value> {
    Some(match condition {
        Condition::Compare { field, op, value, on_missing: OnMissing::Unknown } => {
            json!({"field": field, "operator": sign(*op), "value": value})
        }
        Condition::CompareFields { field, op, other, on_missing: OnMissing::Unknown } => {
            json!({"field": field, "operator": sign(*op), "valueSource": "field", "value": other})
        }
        Condition::OneOf { field, values, on_missing: OnMissing::Unknown } => {
            json!({"field": field, "operator": "in", "value": values})
        }
        Condition::Between { field, low, high, on_missing: OnMissing::Unknown } => {
            json!({"field": field, "operator": "between", "value": [low, high]})
        }
        Condition::Contains { field, value, ignore_case: false, on_missing: OnMissing::Unknown } => {
            json!({"field": field, "operator": "contains", "value": value})
        }
        Condition::StartsWith { field, value, ignore_case: false, on_missing: OnMissing::Unknown } => {
            json!({"field": field, "operator": "beginsWith", "value": value})
        }
        Condition::EndsWith { field, value, ignore_case: false, on_missing: OnMissing::Unknown } => {
            json!({"field": field, "operator": "endsWith", "value": value})
        }
        Condition::Present { field } => json!({"field": field, "operator": "notNull", "value": null}),
        Condition::Absent { field } => json!({"field": field, "operator": "null", "value": null}),
        _ => return None,
    })
}

/// The negation of a test, where it has an operator of its own.
fn negated(condition: &Condition) -> Option<Value> {
    let mut rule = plain(condition)?;
    let operator = match rule.get("operator")?.as_str()? {
        "in" => "notIn",
        "between" => "notBetween",
        "contains" => "doesNotContain",
        "beginsWith" => "doesNotBeginWith",
        "endsWith" => "doesNotEndWith",
        _ => return None,
    };
    rule.as_object_mut()?.insert("operator".to_owned(), Value::from(operator));
    Some(rule)
}

fn sign(op: Comparison) -> &'static str {
    match op {
        Comparison::Equal => "=",
        Comparison::NotEqual => "!=",
        Comparison::Below => "<",
        Comparison::AtMost => "<=",
        Comparison::Above => ">",
        Comparison::AtLeast => ">=",
    }
}

/// The comparison that an operator stands for.
pub(super) fn comparison(sign: &str) -> Option<Comparison> {
    Some(match sign {
        "=" => Comparison::Equal,
        "!=" => Comparison::NotEqual,
        "<" => Comparison::Below,
        "<=" => Comparison::AtMost,
        ">" => Comparison::Above,
        ">=" => Comparison::AtLeast,
        _ => return None,
    })
}
