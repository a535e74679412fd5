//! Comparisons as JSONLogic makes them: those of JavaScript, for typed fields.

use serde_json::Value;

use super::json_logic::{constant, not};
use crate::kernel::condition::{Comparison, Condition, OnMissing};
use crate::primitives::{Decimal, Field, FieldType, Literal};

/// One side of a comparison.
pub(super) enum Operand<'a> {
    /// A field, and what stands for it when it is missing.
    Field(&'a Field, Value),
    Literal(Value),
}

/// JSONLogic's truth of a literal; `None` for what is no literal.
pub(super) fn is_truthy(value: &Value) -> Option<bool> {
    Some(match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(value) => value.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(map) if map.is_empty() => true,
        Value::Object(_) => return None,
    })
}

/// Whether the value of a field is truthy.
pub(super) fn truth_of_field(field: &Field, default: &Value) -> Option<Condition> {
    let (op, value) = match field.field_type {
        FieldType::Boolean => (Comparison::Equal, Literal::Boolean(true)),
        FieldType::Integer | FieldType::Decimal | FieldType::Money => (Comparison::NotEqual, Literal::Integer(0)),
        FieldType::Text => (Comparison::NotEqual, Literal::Text(String::new())),
        // Every day, every instant and every value of an enum is a text that is not empty.
        FieldType::Date | FieldType::Instant | FieldType::Enum => {
            let present = Condition::Present { field: field.name.clone() };
            return Some(if is_truthy(default)? { Condition::Always {} } else { present });
        }
        FieldType::Set | FieldType::Events => return None,
    };
    let on_missing = missing(is_truthy(default)?);
    Some(Condition::Compare { field: field.name.clone(), op, value, on_missing })
}

fn missing(matches: bool) -> OnMissing {
    if matches { OnMissing::Match } else { OnMissing::NoMatch }
}

fn op_of(operator: &str) -> Option<Comparison> {
    Some(match operator {
        "==" | "===" => Comparison::Equal,
        "!=" | "!==" => Comparison::NotEqual,
        "<" => Comparison::Below,
        "<=" => Comparison::AtMost,
        ">" => Comparison::Above,
        ">=" => Comparison::AtLeast,
        _ => return None,
    })
}

/// The operator with its sides changed.
fn mirrored(op: Comparison) -> Comparison {
    match op {
        Comparison::Below => Comparison::Above,
        Comparison::AtMost => Comparison::AtLeast,
        Comparison::Above => Comparison::Below,
        Comparison::AtLeast => Comparison::AtMost,
        same => same,
    }
}

/// The number of a value in JavaScript; `None` for what is none.
fn number(value: &Value) -> Option<Decimal> {
    match value {
        Value::Null => Some(Decimal::from_integer(0)),
        Value::Bool(value) => Some(Decimal::from_integer(i64::from(*value))),
        Value::Number(number) => number.to_string().parse().ok(),
        // Spaces, hexadecimals and infinities have rules of their own and are left out.
        Value::String(text) if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b".-".contains(&b)) => {
            text.parse().ok()
        }
        _ => None,
    }
}

/// JavaScript's comparison of two literals; `None` where we leave it out.
fn literals(operator: &str, op: Comparison, left: &Value, right: &Value) -> Option<bool> {
    let strict = operator.len() == 3;
    if [left, right].iter().any(|value| value.is_array() || value.is_object()) {
        return None;
    }
    let same_kind = std::mem::discriminant(left) == std::mem::discriminant(right);
    if op.needs_order() {
        // Two texts are ordered by their code units, a text beside a number as a number.
        if left.is_string() && right.is_string() {
            return None;
        }
        return Some(op.holds(number(left)?.cmp(&number(right)?)));
    }
    let equal = if same_kind && !left.is_number() {
        left == right
    } else if same_kind {
        number(left)? == number(right)?
    } else if strict || left.is_null() || right.is_null() {
        false
    } else {
        number(left)? == number(right)?
    };
    Some(equal == (op == Comparison::Equal))
}

/// JavaScript says that null equals no number; newer implementations count it as 0. Two literals of which
/// they say different things are left out: nobody can tell what the author meant.
fn is_disputed(operator: &str, left: &Value, right: &Value) -> bool {
    let beside_null = match (left, right) {
        (Value::Null, other) | (other, Value::Null) => other,
        _ => return false,
    };
    operator.len() == 2 && !beside_null.is_null() && number(beside_null) == Some(Decimal::from_integer(0))
}

/// A comparison that is never unknown; `None` where it lies outside of the subset.
pub(super) fn compare(operator: &str, left: &Operand<'_>, right: &Operand<'_>) -> Option<Condition> {
    let op = op_of(operator)?;
    match (left, right) {
        (Operand::Literal(left), Operand::Literal(right)) if is_disputed(operator, left, right) => None,
        (Operand::Literal(left), Operand::Literal(right)) => literals(operator, op, left, right).map(constant),
        (Operand::Field(field, default), Operand::Literal(value)) => one(operator, op, field, default, value),
        (Operand::Literal(value), Operand::Field(field, default)) => one(operator, mirrored(op), field, default, value),
        (Operand::Field(left, Value::Null), Operand::Field(right, Value::Null)) => two(op, left, right),
        _ => None,
    }
}

/// A field beside a literal.
fn one(operator: &str, op: Comparison, field: &Field, default: &Value, value: &Value) -> Option<Condition> {
    let name = field.name.clone();
    if value.is_null() && !op.needs_order() {
        if !default.is_null() {
            return Some(constant(op == Comparison::NotEqual));
        }
        let absent = Condition::Absent { field: name };
        return Some(if op == Comparison::Equal { absent } else { not(absent) });
    }
    let strict = operator.len() == 3;
    // A field of the other type is never strictly equal.
    let differs = || Some(constant(op == Comparison::NotEqual)).filter(|_| strict && default.is_null());
    let literal = match (field.field_type, value) {
        (FieldType::Boolean, Value::Bool(value)) if !op.needs_order() => Literal::Boolean(*value),
        (FieldType::Integer | FieldType::Decimal | FieldType::Money, Value::Number(number)) => match number.as_i64() {
            Some(value) => Literal::Integer(value),
            None => Literal::Decimal(number.to_string().parse().ok()?),
        },
        (FieldType::Integer | FieldType::Decimal | FieldType::Money, Value::String(_)) if !strict => {
            let number = number(value)?;
            number.scaled(0).map_or(Literal::Decimal(number), Literal::Integer)
        }
        (FieldType::Integer | FieldType::Decimal | FieldType::Money, Value::Null) => Literal::Integer(0),
        (FieldType::Text | FieldType::Enum, Value::String(text)) if !op.needs_order() => Literal::Text(text.clone()),
        // Days are written in one way, so that their order is that of their texts.
        (FieldType::Date, Value::String(text)) => Literal::Text(text.clone()),
        (FieldType::Text | FieldType::Enum, Value::Number(_) | Value::Bool(_)) => return differs(),
        (FieldType::Boolean, Value::Number(_) | Value::String(_)) => return differs(),
        (FieldType::Integer | FieldType::Decimal | FieldType::Money, Value::Bool(_)) => return differs(),
        _ => return None,
    };
    // An integer is never equal to a number with a fraction; its order beside one is left out.
    if field.field_type == FieldType::Integer && matches!(literal, Literal::Decimal(_)) {
        return Some(constant(op == Comparison::NotEqual)).filter(|_| !op.needs_order() && default.is_null());
    }
    // A value that an enum does not have is never equal.
    if let Literal::Text(text) = &literal
        && !field.values.is_empty()
        && !field.values.iter().any(|known| known.as_str() == text)
    {
        return Some(constant(op == Comparison::NotEqual)).filter(|_| default.is_null());
    }
    let when_missing = match field.field_type {
        // No text that is a day is a number, and null beside it is none either.
        FieldType::Date if op.needs_order() && default.is_null() => false,
        _ => literals(operator, op, default, value)?,
    };
    Some(Condition::Compare { field: name, op, value: literal, on_missing: missing(when_missing) })
}

/// Two fields, each of which is null when it is missing.
fn two(op: Comparison, left: &Field, right: &Field) -> Option<Condition> {
    let absent = |field: &Field| Condition::Absent { field: field.name.clone() };
    let numbers = left.field_type.is_number() && right.field_type.is_number();
    if left.field_type != right.field_type && !numbers || !left.field_type.is_scalar() {
        return None;
    }
    let beside = |op| Condition::CompareFields {
        field: left.name.clone(),
        op,
        other: right.name.clone(),
        on_missing: OnMissing::NoMatch,
    };
    let both = Condition::All { of: vec![absent(left), absent(right)] };
    if !op.needs_order() {
        let equal = Condition::Any { of: vec![beside(Comparison::Equal), both] };
        return Some(if op == Comparison::Equal { equal } else { not(equal) });
    }
    if !numbers {
        return None;
    }
    let zero = |field: &Field, op| Condition::Compare {
        field: field.name.clone(),
        op,
        value: Literal::Integer(0),
        on_missing: OnMissing::NoMatch,
    };
    let mut of = vec![
        beside(op),
        Condition::All { of: vec![absent(left), zero(right, mirrored(op))] },
        Condition::All { of: vec![absent(right), zero(left, op)] },
    ];
    if op.holds(std::cmp::Ordering::Equal) {
        of.push(both);
    }
    Some(Condition::Any { of })
}
