//! Condition tree -> program over slots; every violation is gathered.

use crate::error::{Error, ErrorCode, Violation};
use crate::primitives::{Day, Field, FieldType, Id, JsonPointer, Literal, limits};

use super::definition::{Comparison, Condition};
use super::model::{ConditionModel, Constant, Node};

impl ConditionModel {
    /// Compiles a condition against the declared fields; slots are their positions.
    ///
    /// # Errors
    /// Class `definition`: `condition.unknown_field`, `condition.type_mismatch`,
    /// `condition.not_ordered`, `condition.empty_range`, `condition.too_large`,
    /// `condition.too_deep`, all at once.
    pub fn compile(condition: &Condition, fields: &[Field]) -> Result<Self, Error> {
        let mut violations = Vec::new();
        match Self::compile_at(condition, fields, &JsonPointer::root(), &mut violations) {
            Some(model) if violations.is_empty() => Ok(model),
            _ => Err(Error::definition(violations)),
        }
    }

    /// As [`Self::compile`], for a condition that stands at `at` of a larger definition, whose
    /// violations are gathered with the rest of it.
    pub fn compile_at(
        condition: &Condition,
        fields: &[Field],
        at: &JsonPointer,
        violations: &mut Vec<Violation>,
    ) -> Option<Self> {
        let mut compiler = Compiler { fields, nodes: 0, violations };
        let root = compiler.node(condition, at, 1)?;
        if compiler.nodes > limits::CONDITION_NODES {
            violations
                .push(Violation::new(ErrorCode::ConditionTooLarge, at.clone()).with("limit", limits::CONDITION_NODES));
            return None;
        }
        Some(Self::new(root, fields))
    }
}

struct Compiler<'a> {
    fields: &'a [Field],
    nodes: usize,
    violations: &'a mut Vec<Violation>,
}

impl Compiler<'_> {
    fn node(&mut self, condition: &Condition, at: &JsonPointer, depth: usize) -> Option<Node> {
        if depth > limits::CONDITION_DEPTH {
            self.refuse(Violation::new(ErrorCode::ConditionTooDeep, at.clone()).with("limit", limits::CONDITION_DEPTH));
            return None;
        }
        self.nodes += 1;
        match condition {
            Condition::Always {} => Some(Node::Always),
            Condition::All { of } => self.list(of, at, depth).map(Node::All),
            Condition::Any { of } => self.list(of, at, depth).map(Node::Any),
            Condition::Not { of } => self.node(of, &at.key("of"), depth + 1).map(|of| Node::Not(Box::new(of))),
            Condition::Compare { field, op, value } => {
                let (slot, field_type) = self.field(field, at)?;
                if op.needs_order() && !field_type.is_ordered() {
                    self.refuse(not_ordered(field, field_type, at.key("op")));
                    return None;
                }
                let value = self.constant(field, field_type, value, at.key("value"))?;
                Some(Node::Compare { slot, op: *op, value })
            }
            Condition::OneOf { field, values } => {
                let (slot, field_type) = self.field(field, at)?;
                let at = at.key("values");
                if values.len() > limits::LIST_LENGTH {
                    self.refuse(Violation::new(ErrorCode::DecodeListTooLong, at).with("limit", limits::LIST_LENGTH));
                    return None;
                }
                let constants: Vec<_> = values
                    .iter()
                    .enumerate()
                    .map(|(i, value)| self.constant(field, field_type, value, at.index(i)))
                    .collect();
                let mut constants: Vec<Constant> = constants.into_iter().collect::<Option<_>>()?;
                constants.sort();
                constants.dedup();
                Some(Node::OneOf { slot, values: constants })
            }
            Condition::Between { field, low, high } => {
                let (slot, field_type) = self.field(field, at)?;
                if !field_type.is_ordered() {
                    self.refuse(not_ordered(field, field_type, at.key("field")));
                    return None;
                }
                let (bottom, top) = (
                    self.constant(field, field_type, low, at.key("low")),
                    self.constant(field, field_type, high, at.key("high")),
                );
                let (bottom, top) = (bottom?, top?);
                if bottom > top {
                    let violation = Violation::new(ErrorCode::ConditionEmptyRange, at.clone());
                    self.refuse(violation.with("low", bottom.to_string()).with("high", top.to_string()));
                    return None;
                }
                Some(Node::Between { slot, low: bottom, high: top })
            }
            Condition::Present { field } => self.field(field, at).map(|(slot, _)| Node::Present { slot }),
            Condition::Absent { field } => self.field(field, at).map(|(slot, _)| Node::Absent { slot }),
        }
    }

    fn list(&mut self, of: &[Condition], at: &JsonPointer, depth: usize) -> Option<Vec<Node>> {
        // All are visited before any failure is answered, so that all violations are gathered.
        let at = at.key("of");
        let nodes: Vec<_> = of.iter().enumerate().map(|(i, one)| self.node(one, &at.index(i), depth + 1)).collect();
        nodes.into_iter().collect()
    }

    fn field(&mut self, name: &Id, at: &JsonPointer) -> Option<(usize, FieldType)> {
        let found = self.fields.iter().enumerate().find(|(_, field)| field.name == *name);
        if found.is_none() {
            let violation =
                Violation::new(ErrorCode::ConditionUnknownField, at.key("field")).with("field", name.as_str());
            self.refuse(violation.with_nearest(name.as_str(), self.fields.iter().map(|field| field.name.as_str())));
        }
        found.map(|(slot, field)| (slot, field.field_type))
    }

    fn constant(&mut self, field: &Id, field_type: FieldType, value: &Literal, at: JsonPointer) -> Option<Constant> {
        let constant = match (field_type, value) {
            (FieldType::Boolean, Literal::Boolean(value)) => Some(Constant::Boolean(*value)),
            (FieldType::Integer, Literal::Integer(value)) => Some(Constant::Integer(*value)),
            (FieldType::Decimal | FieldType::Money, Literal::Integer(value)) => {
                Some(Constant::Decimal(crate::primitives::Decimal::from_integer(*value)))
            }
            (FieldType::Decimal | FieldType::Money, Literal::Decimal(value)) => Some(Constant::Decimal(*value)),
            (FieldType::Decimal | FieldType::Money, Literal::Text(text)) => text.parse().ok().map(Constant::Decimal),
            (FieldType::Text, Literal::Text(text)) => Some(Constant::Text(text.clone())),
            (FieldType::Instant, Literal::Text(text)) => text.parse().ok().map(Constant::Instant),
            (FieldType::Date, Literal::Text(text)) => text.parse().ok().map(|day: Day| Constant::Date(day.date())),
            _ => None,
        };
        if constant.is_none() {
            let shown = match value {
                Literal::Boolean(value) => value.to_string(),
                Literal::Integer(value) => value.to_string(),
                Literal::Decimal(value) => value.to_string(),
                Literal::Text(text) => text.clone(),
            };
            let violation = Violation::new(ErrorCode::ConditionTypeMismatch, at).with("field", field.as_str());
            self.refuse(violation.with("expected", field_type.name()).with_value(&shown));
        }
        constant
    }

    fn refuse(&mut self, violation: Violation) {
        self.violations.push(violation);
    }
}

fn not_ordered(field: &Id, field_type: FieldType, at: JsonPointer) -> Violation {
    Violation::new(ErrorCode::ConditionNotOrdered, at).with("field", field.as_str()).with("actual", field_type.name())
}

impl From<Comparison> for &'static str {
    fn from(op: Comparison) -> Self {
        match op {
            Comparison::Equal => "equal",
            Comparison::NotEqual => "not_equal",
            Comparison::Below => "below",
            Comparison::AtMost => "at_most",
            Comparison::Above => "above",
            Comparison::AtLeast => "at_least",
        }
    }
}
