//! A condition out of the JSON of react-querybuilder.

use serde_json::{Map, Value};

use super::query_builder::{CUSTOM, META, NOT, ONE, comparison};
use super::{checked, outside};
use crate::error::{Error, ErrorCode, Violation};
use crate::kernel::condition::{Condition, OnMissing};
use crate::primitives::decode::{self, kind_of};
use crate::primitives::{Field, FieldType, Id, JsonPointer, Literal};

const FORM: &str = "react-querybuilder";

/// The condition of a query of react-querybuilder 8: `RuleGroupType`, or `RuleGroupTypeIC` with its
/// combinators between the rules, where `and` binds tighter than `or` as in SQL.
///
/// `id` and `path` are dropped. Values are read by the field's declared type, so that the texts of input
/// elements (`"28"`, `"true"`) are numbers and truth values; lists are arrays or texts with commas.
/// Refused are muted rules, groups without rules except for the whole query, other combinators and
/// operators, and values from fields where an operator compares no two fields.
///
/// # Errors
/// Class `definition`: `condition.not_translatable`, `decode.*`, pointers into the query; else those of
/// [`DatedCondition::compile`](super::super::DatedCondition::compile), pointers into the condition.
pub fn from_query_builder(query: &Value, fields: &[Field]) -> Result<Condition, Error> {
    decode::within_depth(query).map_err(Error::definition)?;
    let mut reader = Reader { fields, violations: Vec::new() };
    let condition = reader.query(query);
    match condition {
        Some(condition) if reader.violations.is_empty() => checked(condition, fields),
        _ => Err(Error::definition(reader.violations)),
    }
}

struct Reader<'a> {
    fields: &'a [Field],
    violations: Vec<Violation>,
}

impl Reader<'_> {
    fn refuse<T>(&mut self, what: &str, at: JsonPointer) -> Option<T> {
        self.violations.push(outside(what, FORM, at));
        None
    }

    fn wrong<T>(&mut self, value: &Value, expected: &'static str, at: JsonPointer) -> Option<T> {
        let violation = Violation::new(ErrorCode::DecodeWrongKind, at).with("expected", expected);
        self.violations.push(violation.with("actual", kind_of(value)));
        None
    }

    fn query(&mut self, query: &Value) -> Option<Condition> {
        let at = JsonPointer::root();
        let Some(group) = query.as_object() else { return self.wrong(query, "object", at) };
        let rules = group.get("rules").and_then(Value::as_array);
        let plain = group.get("not").is_none_or(|not| *not == Value::Bool(false));
        if rules.is_some_and(Vec::is_empty) && plain && group.get("combinator").is_none_or(|of| of == "and") {
            return Some(Condition::All { of: Vec::new() });
        }
        let mut condition = self.group(group, &at)?;
        if mark(group) == Some(ONE)
            && let Condition::All { of } = &mut condition
            && of.len() == 1
        {
            return of.pop();
        }
        Some(condition)
    }

    fn group(&mut self, group: &Map<String, Value>, at: &JsonPointer) -> Option<Condition> {
        for (key, value) in group {
            match (key.as_str(), value) {
                ("id" | "path" | "combinator" | "rules" | "meta", _) | ("not" | "disabled", Value::Bool(_)) => {}
                ("muted", Value::Bool(false)) => {}
                _ => return self.refuse(key, at.key(key)),
            }
        }
        let rules_at = at.key("rules");
        let rules = match group.get("rules") {
            Some(Value::Array(rules)) => rules,
            Some(other) => return self.wrong(other, "array", rules_at),
            None => {
                self.violations.push(Violation::new(ErrorCode::DecodeMissingField, rules_at).with("field", "rules"));
                return None;
            }
        };
        if rules.is_empty() {
            return self.refuse("rules: []", rules_at);
        }
        let condition = match group.get("combinator") {
            Some(combinator) => {
                let of: Vec<_> =
                    rules.iter().enumerate().map(|(i, rule)| self.entry(rule, &rules_at.index(i))).collect();
                let of = of.into_iter().collect::<Option<Vec<_>>>();
                match combinator.as_str() {
                    Some("and") => Condition::All { of: of? },
                    Some("or") => Condition::Any { of: of? },
                    _ => return self.refuse(&combinator.to_string(), at.key("combinator")),
                }
            }
            None => self.between(rules, &rules_at)?,
        };
        let negated = group.get("not") == Some(&Value::Bool(true));
        Some(match condition {
            Condition::All { mut of } if negated && mark(group) == Some(NOT) && of.len() == 1 => {
                Condition::Not { of: Box::new(of.pop()?) }
            }
            condition if negated => Condition::Not { of: Box::new(condition) },
            condition => condition,
        })
    }

    /// Rules with combinators between them.
    fn between(&mut self, rules: &[Value], at: &JsonPointer) -> Option<Condition> {
        let mut any: Vec<Vec<Condition>> = vec![Vec::new()];
        let mut sound = true;
        for (i, rule) in rules.iter().enumerate() {
            if i % 2 == 1 {
                match rule.as_str() {
                    Some("and") => {}
                    Some("or") => any.push(Vec::new()),
                    _ => sound = self.refuse::<()>(&rule.to_string(), at.index(i)).is_some(),
                }
                continue;
            }
            match self.entry(rule, &at.index(i)) {
                Some(rule) => any.last_mut()?.push(rule),
                None => sound = false,
            }
        }
        if rules.len().is_multiple_of(2) {
            return self.refuse("a combinator at the end", at.index(rules.len() - 1));
        }
        if !sound {
            return None;
        }
        if any.len() == 1 {
            return any.pop().map(|of| Condition::All { of });
        }
        let one = |mut of: Vec<Condition>| if of.len() == 1 { of.pop() } else { Some(Condition::All { of }) };
        any.into_iter().map(one).collect::<Option<_>>().map(|of| Condition::Any { of })
    }

    fn entry(&mut self, entry: &Value, at: &JsonPointer) -> Option<Condition> {
        match entry {
            Value::Object(group) if group.contains_key("rules") => self.group(group, at),
            Value::Object(rule) => self.rule(rule, at),
            other => self.wrong(other, "object", at.clone()),
        }
    }

    fn rule(&mut self, rule: &Map<String, Value>, at: &JsonPointer) -> Option<Condition> {
        for (key, value) in rule {
            match (key.as_str(), value) {
                ("id" | "path" | "field" | "operator" | "value" | "valueSource" | "meta", _) => {}
                ("disabled", Value::Bool(_)) | ("muted", Value::Bool(false)) => {}
                _ => return self.refuse(key, at.key(key)),
            }
        }
        let null = Value::Null;
        let value = rule.get("value").unwrap_or(&null);
        let Some(operator) = rule.get("operator").and_then(Value::as_str) else {
            return self.wrong(rule.get("operator").unwrap_or(&null), "string", at.key("operator"));
        };
        if operator == CUSTOM {
            return match decode::decode::<Condition>(value.clone()) {
                Ok(condition) => Some(condition),
                Err(found) => {
                    let base = at.key("value");
                    self.violations.extend(found.into_iter().map(|violation| violation.under(&base)));
                    None
                }
            };
        }
        let name = rule.get("field").and_then(Value::as_str).unwrap_or_default();
        let Some(declared) = self.fields.iter().find(|field| field.name.as_str() == name) else {
            let violation = Violation::new(ErrorCode::ConditionUnknownField, at.key("field")).with("field", name);
            let known = self.fields.iter().map(|field| field.name.as_str());
            self.violations.push(violation.with_nearest(name, known));
            return None;
        };
        let field = declared.name.clone();
        let from_field = match rule.get("valueSource").map(Value::as_str) {
            None | Some(Some("value")) => false,
            Some(Some("field")) => true,
            _ => return self.refuse("valueSource", at.key("valueSource")),
        };
        let on_missing = OnMissing::Unknown;
        let at = at.key("value");
        if let Some(op) = comparison(operator) {
            if from_field {
                return match value.as_str().and_then(|other| Id::try_new(other).ok()) {
                    Some(other) => Some(Condition::CompareFields { field, op, other, on_missing }),
                    None => self.wrong(value, "string", at),
                };
            }
            let value = self.literal(value, declared, at)?;
            return Some(Condition::Compare { field, op, value, on_missing });
        }
        if from_field {
            return self.refuse(&format!("{operator} of a field"), at);
        }
        let (not, positive) = match operator {
            "null" => return Some(Condition::Absent { field }),
            "notNull" => return Some(Condition::Present { field }),
            "notIn" => (true, "in"),
            "notBetween" => (true, "between"),
            "doesNotContain" => (true, "contains"),
            "doesNotBeginWith" => (true, "beginsWith"),
            "doesNotEndWith" => (true, "endsWith"),
            other => (false, other),
        };
        let condition = match positive {
            "in" => Condition::OneOf { field, values: self.literals(value, declared, &at)?, on_missing },
            "between" => {
                let values = self.literals(value, declared, &at)?;
                let [low, high] = <[Literal; 2]>::try_from(values).ok().or_else(|| self.refuse("between", at))?;
                Condition::Between { field, low, high, on_missing }
            }
            "contains" | "beginsWith" | "endsWith" => {
                let Some(text) = value.as_str() else { return self.wrong(value, "string", at) };
                let (value, ignore_case) = (text.to_owned(), false);
                match positive {
                    "contains" => Condition::Contains { field, value, ignore_case, on_missing },
                    "beginsWith" => Condition::StartsWith { field, value, ignore_case, on_missing },
                    _ => Condition::EndsWith { field, value, ignore_case, on_missing },
                }
            }
            other => return self.refuse(other, at),
        };
        Some(if not { Condition::Not { of: Box::new(condition) } } else { condition })
    }

    /// A list that is an array, or a text with commas between its entries.
    fn literals(&mut self, value: &Value, field: &Field, at: &JsonPointer) -> Option<Vec<Literal>> {
        match value {
            Value::Array(values) => {
                let values = values.iter().enumerate();
                let values: Vec<_> = values.map(|(i, value)| self.literal(value, field, at.index(i))).collect();
                values.into_iter().collect()
            }
            Value::String(text) => {
                let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
                let parts: Vec<_> = parts.map(|part| self.literal(&Value::from(part), field, at.clone())).collect();
                parts.into_iter().collect()
            }
            other => self.wrong(other, "array", at.clone()),
        }
    }

    /// A value as the field's type reads it.
    fn literal(&mut self, value: &Value, field: &Field, at: JsonPointer) -> Option<Literal> {
        let literal = match (field.field_type, value) {
            (FieldType::Integer, Value::String(text)) => text.trim().parse().ok().map(Literal::Integer),
            (FieldType::Boolean, Value::String(text)) => text.trim().parse().ok().map(Literal::Boolean),
            (FieldType::Decimal | FieldType::Money, Value::String(text)) => Some(Literal::Text(text.trim().to_owned())),
            (_, Value::String(text)) => Some(Literal::Text(text.clone())),
            (_, Value::Bool(value)) => Some(Literal::Boolean(*value)),
            (_, Value::Number(number)) => match number.as_i64() {
                Some(value) => Some(Literal::Integer(value)),
                None => number.to_string().parse().ok().map(Literal::Decimal),
            },
            _ => return self.wrong(value, field.field_type.name(), at),
        };
        if literal.is_none() {
            let violation = Violation::new(ErrorCode::ConditionTypeMismatch, at).with("field", field.name.as_str());
            let violation = violation.with("expected", field.field_type.name());
            self.violations.push(violation.with_value(value.as_str().unwrap_or_default()));
        }
        literal
    }
}

/// What a group that we wrote stands for.
fn mark(group: &Map<String, Value>) -> Option<&str> {
    group.get("meta")?.get(META)?.as_str()
}
