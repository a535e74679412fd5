//! One test of a condition, held against the declared fields.

use crate::error::{ErrorCode, Violation};
use crate::kernel::calendar::{TimeSpan, TimeUnit};
use crate::primitives::{Day, Decimal, Field, FieldType, Id, JsonPointer, Literal, limits};

use super::compile::Compiler;
use super::constant::Constant;
use super::definition::Condition;
use super::leaf::{HowMany, Leaf, Place, Test};
use super::terms::{Comparison, OnMissing};

/// Compiles one test that stands at `at`.
pub(crate) struct LeafCompiler<'a, 'c, 'v> {
    pub(crate) compiler: &'c mut Compiler<'v>,
    pub(crate) fields: &'a [Field],
    pub(crate) at: &'a JsonPointer,
    pub(crate) depth: usize,
}

impl<'a> LeafCompiler<'a, '_, '_> {
    pub(crate) fn leaf(&mut self, condition: &Condition) -> Option<Leaf> {
        let (slot, on_missing, test) = match condition {
            // Groups are the caller's.
            Condition::Always {} | Condition::All { .. } | Condition::Any { .. } | Condition::Not { .. } => {
                return None;
            }
            Condition::Compare { field, op, value, on_missing } => {
                let (slot, declared) = self.scalar(field, "compare")?;
                self.ordered(declared, *op)?;
                let value = self.constant(declared, value, self.at.key("value"))?;
                (slot, *on_missing, Test::Compare { op: *op, value })
            }
            Condition::CompareFields { field, op, other, on_missing } => {
                let left = self.scalar(field, "compare_fields");
                let right = self.scalar_at(other, "other", "compare_fields");
                let ((slot, declared), (second, other)) = (left?, right?);
                self.ordered(declared, *op)?;
                self.comparable(declared, other)?;
                (slot, *on_missing, Test::CompareFields { op: *op, other: second })
            }
            Condition::OneOf { field, values, on_missing } => {
                let (slot, declared) = self.scalar(field, "one_of")?;
                let at = self.at.key("values");
                self.within_length(values.len(), &at)?;
                let constants: Vec<_> =
                    values.iter().enumerate().map(|(i, value)| self.constant(declared, value, at.index(i))).collect();
                let mut values: Vec<Constant> = constants.into_iter().collect::<Option<_>>()?;
                values.sort();
                values.dedup();
                (slot, *on_missing, Test::OneOf { values })
            }
            Condition::Between { field, low, high, on_missing } => {
                let (slot, declared) = self.scalar(field, "between")?;
                if !declared.field_type.is_ordered() {
                    self.refuse(not_ordered(declared, self.at.key("field")));
                    return None;
                }
                let bottom = self.constant(declared, low, self.at.key("low"));
                let top = self.constant(declared, high, self.at.key("high"));
                let (low, high) = (bottom?, top?);
                if low > high {
                    let violation = Violation::new(ErrorCode::ConditionEmptyRange, self.at.clone());
                    self.refuse(violation.with("low", low.to_string()).with("high", high.to_string()));
                    return None;
                }
                (slot, *on_missing, Test::Between { low, high })
            }
            Condition::Contains { field, value, ignore_case, on_missing } => {
                (self.part(field, value, "contains")?, *on_missing, part(Place::Anywhere, value, *ignore_case))
            }
            Condition::StartsWith { field, value, ignore_case, on_missing } => {
                (self.part(field, value, "starts_with")?, *on_missing, part(Place::Start, value, *ignore_case))
            }
            Condition::EndsWith { field, value, ignore_case, on_missing } => {
                (self.part(field, value, "ends_with")?, *on_missing, part(Place::End, value, *ignore_case))
            }
            Condition::Has { field, value, on_missing } => {
                let declared = self.set(field, "has");
                let (slot, declared) = declared?;
                self.member(declared, value, self.at.key("value"))?;
                (slot, *on_missing, Test::Has { how_many: HowMany::One, values: vec![value.clone()] })
            }
            Condition::HasAny { field, values, on_missing } => {
                let (slot, values) = self.members(field, values, "has_any")?;
                (slot, *on_missing, Test::Has { how_many: HowMany::Any, values })
            }
            Condition::HasAll { field, values, on_missing } => {
                let (slot, values) = self.members(field, values, "has_all")?;
                (slot, *on_missing, Test::Has { how_many: HowMany::All, values })
            }
            Condition::Events { on_missing, .. }
            | Condition::Followed { on_missing, .. }
            | Condition::Absence { on_missing, .. } => {
                let (slot, test) = self.of_events(condition)?;
                (slot, *on_missing, test)
            }
            Condition::Present { field } => (self.field(field, "field")?.0, OnMissing::Unknown, Test::Present),
            Condition::Absent { field } => (self.field(field, "field")?.0, OnMissing::Unknown, Test::Absent),
        };
        if on_missing == OnMissing::Error && !self.compiler.scope.errors {
            self.refuse(Violation::new(ErrorCode::ConditionErrorNotAnswered, self.at.key("on_missing")));
            return None;
        }
        Some(Leaf { slot, on_missing, test })
    }

    /// The slot of a declared field that the definition names under `key`.
    pub(crate) fn field(&mut self, name: &Id, key: &str) -> Option<(usize, &'a Field)> {
        let found = self.fields.iter().enumerate().find(|(_, field)| field.name == *name);
        if found.is_none() {
            let violation =
                Violation::new(ErrorCode::ConditionUnknownField, self.at.key(key)).with("field", name.as_str());
            self.refuse(violation.with_nearest(name.as_str(), self.fields.iter().map(|field| field.name.as_str())));
        }
        found
    }

    fn scalar(&mut self, name: &Id, test: &'static str) -> Option<(usize, &'a Field)> {
        self.scalar_at(name, "field", test)
    }

    fn scalar_at(&mut self, name: &Id, key: &str, test: &'static str) -> Option<(usize, &'a Field)> {
        let (slot, field) = self.field(name, key)?;
        if !field.field_type.is_scalar() {
            self.not_for_type(test, "one value", field, key);
            return None;
        }
        Some((slot, field))
    }

    fn ordered(&mut self, field: &Field, op: Comparison) -> Option<()> {
        if op.needs_order() && !field.field_type.is_ordered() {
            self.refuse(not_ordered(field, self.at.key("op")));
            return None;
        }
        Some(())
    }

    fn comparable(&mut self, field: &Field, other: &Field) -> Option<()> {
        let texts = |field: &Field| matches!(field.field_type, FieldType::Text | FieldType::Enum);
        let numbers = field.field_type.is_number() && other.field_type.is_number();
        if field.field_type == other.field_type || numbers || texts(field) && texts(other) {
            return Some(());
        }
        let violation = Violation::new(ErrorCode::ConditionFieldsDiffer, self.at.key("other"));
        let violation = violation.with("field", field.name.as_str()).with("actual", field.field_type.name());
        self.refuse(violation.with("other", other.name.as_str()).with("expected", other.field_type.name()));
        None
    }

    fn part(&mut self, name: &Id, value: &str, test: &'static str) -> Option<usize> {
        let (slot, field) = self.field(name, "field")?;
        if !matches!(field.field_type, FieldType::Text | FieldType::Enum) {
            self.not_for_type(test, "text or enum", field, "field");
            return None;
        }
        let code = match value.chars().take(limits::PART_CHARS + 1).count() {
            0 => ErrorCode::DecodeTextEmpty,
            length if length > limits::PART_CHARS => ErrorCode::DecodeTextTooLong,
            _ => return Some(slot),
        };
        self.refuse(Violation::new(code, self.at.key("value")));
        None
    }

    fn set(&mut self, name: &Id, test: &'static str) -> Option<(usize, &'a Field)> {
        let (slot, field) = self.field(name, "field")?;
        if field.field_type != FieldType::Set {
            self.not_for_type(test, "set", field, "field");
            return None;
        }
        Some((slot, field))
    }

    fn member(&mut self, field: &Field, value: &str, at: JsonPointer) -> Option<()> {
        if value.len() > limits::TEXT_CHARS && value.chars().count() > limits::TEXT_CHARS {
            self.refuse(Violation::new(ErrorCode::DecodeTextTooLong, at));
            return None;
        }
        if field.allows(value) {
            return Some(());
        }
        self.refuse(unknown_value(field, value, at));
        None
    }

    fn members(&mut self, name: &Id, values: &[String], test: &'static str) -> Option<(usize, Vec<String>)> {
        let (slot, field) = self.set(name, test)?;
        let at = self.at.key("values");
        self.within_length(values.len(), &at)?;
        if values.is_empty() {
            self.refuse(Violation::new(ErrorCode::DefinitionEmptyList, at));
            return None;
        }
        let known: Vec<_> =
            values.iter().enumerate().map(|(i, value)| self.member(field, value, at.index(i))).collect();
        known.into_iter().collect::<Option<()>>()?;
        let mut values = values.to_vec();
        values.sort_unstable();
        values.dedup();
        Some((slot, values))
    }

    pub(crate) fn within_length(&mut self, length: usize, at: &JsonPointer) -> Option<()> {
        if length <= limits::LIST_LENGTH {
            return Some(());
        }
        self.refuse(Violation::new(ErrorCode::DecodeListTooLong, at.clone()).with("limit", limits::LIST_LENGTH));
        None
    }

    /// A span of clock time in microseconds.
    pub(crate) fn span(&mut self, span: TimeSpan) -> Option<i64> {
        let minutes = match span.unit {
            TimeUnit::Minutes => 1,
            TimeUnit::Hours => 60,
            TimeUnit::Days => 24 * 60,
            _ => {
                let at = self.at.key("within").key("unit");
                self.refuse(Violation::new(ErrorCode::ConditionBusinessTime, at));
                return None;
            }
        };
        if span.amount == 0 {
            let at = self.at.key("within").key("amount");
            self.refuse(Violation::new(ErrorCode::ConditionEmptyWindow, at));
            return None;
        }
        // INVARIANT: 2^32 days are 3.7 * 10^20 microseconds; what no list can reach back is all of it.
        Some(i64::from(span.amount).saturating_mul(minutes).saturating_mul(60_000_000))
    }

    pub(crate) fn constant(&mut self, field: &Field, value: &Literal, at: JsonPointer) -> Option<Constant> {
        let constant = match (field.field_type, value) {
            (FieldType::Boolean, Literal::Boolean(value)) => Some(Constant::Boolean(*value)),
            (FieldType::Integer, Literal::Integer(value)) => Some(Constant::Integer(*value)),
            (FieldType::Decimal | FieldType::Money, Literal::Integer(value)) => {
                Some(Constant::Decimal(Decimal::from_integer(*value)))
            }
            (FieldType::Decimal | FieldType::Money, Literal::Decimal(value)) => Some(Constant::Decimal(*value)),
            (FieldType::Decimal | FieldType::Money, Literal::Text(text)) => text.parse().ok().map(Constant::Decimal),
            (FieldType::Enum, Literal::Text(text)) if !field.allows(text) => {
                self.refuse(unknown_value(field, text, at));
                return None;
            }
            (FieldType::Text | FieldType::Enum, Literal::Text(text)) => Some(Constant::Text(text.clone())),
            (FieldType::Instant, Literal::Text(text)) => text.parse().ok().map(Constant::Instant),
            (FieldType::Date, Literal::Text(text)) => text.parse().ok().map(|day: Day| Constant::Date(day.date())),
            _ => None,
        };
        if constant.is_none() {
            self.mismatch(&field.name, field.field_type.name(), value, at);
        }
        constant
    }

    /// Refuses a value of another type.
    pub(crate) fn mismatch(&mut self, field: &Id, expected: &'static str, value: &Literal, at: JsonPointer) {
        let shown = match value {
            Literal::Boolean(value) => value.to_string(),
            Literal::Integer(value) => value.to_string(),
            Literal::Decimal(value) => value.to_string(),
            Literal::Text(text) => text.clone(),
        };
        let violation = Violation::new(ErrorCode::ConditionTypeMismatch, at).with("field", field.as_str());
        self.refuse(violation.with("expected", expected).with_value(&shown));
    }

    /// Refuses a test of a field of another type.
    pub(crate) fn not_for_type(&mut self, test: &'static str, expected: &'static str, field: &Field, key: &str) {
        let violation = Violation::new(ErrorCode::ConditionNotForType, self.at.key(key)).with("test", test);
        let violation = violation.with("expected", expected).with("field", field.name.as_str());
        self.refuse(violation.with("actual", field.field_type.name()));
    }

    pub(crate) fn refuse(&mut self, violation: Violation) {
        self.compiler.refuse(violation);
    }
}

fn part(place: Place, value: &str, ignore_case: bool) -> Test {
    Test::Part { place, part: value.to_owned(), ignore_case }
}

fn unknown_value(field: &Field, value: &str, at: JsonPointer) -> Violation {
    let violation = Violation::new(ErrorCode::ConditionUnknownValue, at).with("field", field.name.as_str());
    let violation = violation.with_value(value).with("accepted", field.accepted());
    violation.with_nearest(value, field.values.iter().map(Id::as_str))
}

pub(crate) fn not_ordered(field: &Field, at: JsonPointer) -> Violation {
    let violation = Violation::new(ErrorCode::ConditionNotOrdered, at).with("field", field.name.as_str());
    violation.with("actual", field.field_type.name())
}
