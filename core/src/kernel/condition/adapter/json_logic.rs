//! A condition out of JSONLogic: a declared subset, exactly.
//!
//! | operator | read as |
//! |---|---|
//! | `var` with a declared field, and perhaps a default | the field |
//! | `==`, `!=`, `===`, `!==`, `<`, `<=`, `>`, `>=` | a comparison of a field and a literal, or of two fields |
//! | `<` and `<=` of three | between |
//! | `and`, `or`, `!`, `!!`, `if`, `?:` | what their truth is |
//! | `in` | one of a list of literals; a part of a text; a member of a set |
//! | `missing`, `missing_some` of 1 | absent, and for texts empty |
//!
//! The outcome is whether JSONLogic's answer is truthy. A missing value is `null` there and counts as 0 in
//! an order, so each test says what a missing value makes of it, and the condition is never unknown.

use serde_json::Value;

use super::json_logic_test::{Operand, compare, is_truthy, truth_of_field};
use super::{checked, outside};
use crate::error::{Error, Violation};
use crate::kernel::condition::{Condition, OnMissing};
use crate::primitives::decode;
use crate::primitives::{Field, FieldType, JsonPointer, Literal};

const FORM: &str = "JSONLogic";

/// The condition of a JSONLogic rule over declared fields, a field of a nested object by its path with dots.
///
/// # Errors
/// Class `definition`: `condition.not_translatable` for all that lies outside of the subset, with a pointer
/// into the rule; else those of [`DatedCondition::compile`](super::super::DatedCondition::compile).
pub fn from_json_logic(rule: &Value, fields: &[Field]) -> Result<Condition, Error> {
    decode::within_depth(rule).map_err(Error::definition)?;
    let mut reader = Reader { fields, violations: Vec::new() };
    match reader.truth(rule, &JsonPointer::root()) {
        Some(condition) if reader.violations.is_empty() => checked(condition, fields),
        _ => Err(Error::definition(reader.violations)),
    }
}

pub(super) struct Reader<'a> {
    fields: &'a [Field],
    violations: Vec<Violation>,
}

/// False for every record.
pub(super) fn never() -> Condition {
    Condition::Not { of: Box::new(Condition::Always {}) }
}

pub(super) fn constant(truth: bool) -> Condition {
    if truth { Condition::Always {} } else { never() }
}

/// The operator and its arguments, when a value is a rule.
fn operation(rule: &Value) -> Option<(&str, &Value)> {
    let map = rule.as_object().filter(|map| map.len() == 1)?;
    map.iter().next().map(|(operator, arguments)| (operator.as_str(), arguments))
}

impl<'a> Reader<'a> {
    fn refuse<T>(&mut self, what: &str, at: JsonPointer) -> Option<T> {
        self.violations.push(outside(what, FORM, at));
        None
    }

    /// Whether the answer of a rule is truthy.
    fn truth(&mut self, rule: &Value, at: &JsonPointer) -> Option<Condition> {
        let Some((operator, arguments)) = operation(rule) else {
            return match is_truthy(rule) {
                Some(truth) => Some(constant(truth)),
                None => self.refuse("a rule of several operators", at.clone()),
            };
        };
        let at = at.key(operator);
        let list = arguments.as_array().map(Vec::as_slice);
        match (operator, list) {
            ("var", _) => match self.operand(rule, &at)? {
                Operand::Field(field, default) => {
                    truth_of_field(field, &default).or_else(|| self.refuse("the truth of this field", at))
                }
                Operand::Literal(value) => is_truthy(&value).map(constant),
            },
            ("!", None) => self.truth(arguments, &at).map(not),
            ("!!", None) => self.truth(arguments, &at),
            ("!", Some([])) => Some(constant(true)),
            ("!!", Some([])) => Some(constant(false)),
            ("!", Some([one])) => self.truth(one, &at.index(0)).map(not),
            ("!!", Some([one])) => self.truth(one, &at.index(0)),
            ("and", Some(of)) if !of.is_empty() => self.all(of, &at).map(|of| Condition::All { of }),
            ("or", Some(of)) if !of.is_empty() => self.all(of, &at).map(|of| Condition::Any { of }),
            ("if" | "?:", Some(of)) => self.choice(of, &at, 0),
            ("==" | "!=" | "===" | "!==" | "<" | "<=" | ">" | ">=", Some([left, right])) => {
                self.comparison(operator, (left, right), &at, (0, 1))
            }
            ("<" | "<=", Some([low, middle, high])) => {
                let from = self.comparison(operator, (low, middle), &at, (0, 1))?;
                let to = self.comparison(operator, (middle, high), &at, (1, 2))?;
                Some(Condition::All { of: vec![from, to] })
            }
            ("in", Some([needle, stack])) => self.within(needle, stack, &at),
            ("missing", Some(names)) => self.missing(names, &at).map(|of| Condition::Any { of }),
            ("missing_some", Some([Value::Number(least), Value::Array(names)])) if least.as_u64() == Some(1) => {
                self.missing(names, &at.index(1)).map(|of| Condition::All { of })
            }
            _ => self.refuse(operator, at),
        }
    }

    fn all(&mut self, rules: &[Value], at: &JsonPointer) -> Option<Vec<Condition>> {
        let of: Vec<_> = rules.iter().enumerate().map(|(i, rule)| self.truth(rule, &at.index(i))).collect();
        of.into_iter().collect()
    }

    /// `[if, then, else if, then, ..., else]` from `place` on.
    fn choice(&mut self, rules: &[Value], at: &JsonPointer, place: usize) -> Option<Condition> {
        match rules.get(place..).unwrap_or_default() {
            [] => Some(never()),
            [otherwise] => self.truth(otherwise, &at.index(place)),
            [test, then, ..] => {
                let test = self.truth(test, &at.index(place));
                let then = self.truth(then, &at.index(place + 1));
                let otherwise = self.choice(rules, at, place + 2);
                let (test, then, otherwise) = (test?, then?, otherwise?);
                // Every condition here is true or false, so this is exact.
                let taken = Condition::All { of: vec![test.clone(), then] };
                Some(Condition::Any { of: vec![taken, Condition::All { of: vec![not(test), otherwise] }] })
            }
        }
    }

    fn comparison(
        &mut self,
        operator: &str,
        (left, right): (&Value, &Value),
        at: &JsonPointer,
        places: (usize, usize),
    ) -> Option<Condition> {
        let left = self.operand(left, &at.index(places.0));
        let right = self.operand(right, &at.index(places.1));
        let (left, right) = (left?, right?);
        compare(operator, &left, &right).or_else(|| self.refuse(operator, at.clone()))
    }

    /// A field, or a literal.
    fn operand(&mut self, value: &Value, at: &JsonPointer) -> Option<Operand<'a>> {
        let (name, default) = match operation(value) {
            Some(("var", Value::String(name))) => (name, Value::Null),
            Some(("var", Value::Array(list))) => match list.as_slice() {
                [Value::String(name)] => (name, Value::Null),
                [Value::String(name), default] if operation(default).is_none() => (name, default.clone()),
                _ => return self.refuse("var", at.clone()),
            },
            Some((operator, _)) => return self.refuse(operator, at.clone()),
            None => return Some(Operand::Literal(value.clone())),
        };
        match self.fields.iter().find(|field| field.name.as_str() == name) {
            Some(field) => Some(Operand::Field(field, default)),
            None => self.refuse(&format!("var {name}"), at.clone()),
        }
    }

    fn within(&mut self, needle: &Value, stack: &Value, at: &JsonPointer) -> Option<Condition> {
        let needle = self.operand(needle, &at.index(0))?;
        if let Some(("var", _)) = operation(stack) {
            let Operand::Field(field, Value::Null) = self.operand(stack, &at.index(1))? else {
                return self.refuse("in", at.clone());
            };
            let (name, on_missing) = (field.name.clone(), OnMissing::NoMatch);
            return match (needle, field.field_type) {
                (Operand::Literal(Value::String(value)), FieldType::Text | FieldType::Enum) if !value.is_empty() => {
                    Some(Condition::Contains { field: name, value, ignore_case: false, on_missing })
                }
                (Operand::Literal(Value::String(value)), FieldType::Set) => {
                    Some(Condition::Has { field: name, value, on_missing })
                }
                _ => self.refuse("in", at.clone()),
            };
        }
        match (needle, stack) {
            // A member is found by strict equality, and null is no member of a list of others.
            (Operand::Field(field, Value::Null), Value::Array(values)) => {
                let mut of = Vec::with_capacity(values.len());
                for value in values {
                    let test = compare("===", &Operand::Field(field, Value::Null), &Operand::Literal(value.clone()));
                    of.push(test.or_else(|| self.refuse("in", at.index(1)))?);
                }
                Some(one_of(field, of))
            }
            (Operand::Literal(Value::String(part)), Value::String(text)) => {
                Some(constant(!text.is_empty() && text.contains(&part)))
            }
            (Operand::Literal(value), Value::Array(values)) if !value.is_array() && !value.is_object() => {
                Some(constant(values.contains(&value)))
            }
            _ => self.refuse("in", at.clone()),
        }
    }

    fn missing(&mut self, names: &[Value], at: &JsonPointer) -> Option<Vec<Condition>> {
        let mut of = Vec::with_capacity(names.len());
        for (i, name) in names.iter().enumerate() {
            let field = self.fields.iter().find(|field| Some(field.name.as_str()) == name.as_str());
            let Some(field) = field else { return self.refuse("missing", at.index(i)) };
            let name = field.name.clone();
            let absent = Condition::Absent { field: name.clone() };
            of.push(match field.field_type {
                FieldType::Text => {
                    let (value, on_missing) = (Literal::Text(String::new()), OnMissing::Match);
                    Condition::Compare {
                        field: name,
                        op: crate::kernel::condition::Comparison::Equal,
                        value,
                        on_missing,
                    }
                }
                _ => absent,
            });
        }
        Some(of)
    }
}

pub(super) fn not(condition: Condition) -> Condition {
    match condition {
        Condition::Not { of } => *of,
        condition => Condition::Not { of: Box::new(condition) },
    }
}

/// Tests whether a field equals one of several values, as one test where all are plain.
fn one_of(field: &Field, of: Vec<Condition>) -> Condition {
    let plain = |condition: &Condition| match condition {
        Condition::Compare { value, on_missing: OnMissing::NoMatch, .. } => Some(value.clone()),
        _ => None,
    };
    match of.iter().map(plain).collect::<Option<Vec<Literal>>>() {
        Some(values) if !values.is_empty() => {
            Condition::OneOf { field: field.name.clone(), values, on_missing: OnMissing::NoMatch }
        }
        _ => Condition::Any { of },
    }
}
