//! Tests over event lists, held against the declared types and attributes.

use crate::error::{ErrorCode, Violation};
use crate::kernel::calendar::TimeSpan;
use crate::primitives::{Decimal, Field, FieldType, Id, Literal};

use super::compile_leaf::{LeafCompiler, not_ordered};
use super::constant::Constant;
use super::definition::Condition;
use super::event_test::{EventTest, Fits, SequenceTest};
use super::leaf::Test;
use super::terms::{Comparison, Measure};

/// The longest age that is compared: beyond the years 1 to 9999.
const MOST_DAYS: f64 = 4_000_000.0;

impl<'a> LeafCompiler<'a, '_, '_> {
    pub(crate) fn of_events(&mut self, condition: &Condition) -> Option<(usize, Test)> {
        match condition {
            Condition::Events { field, measure, attribute, of, filter, within, op, value, .. } => {
                let (slot, declared) = self.events(field, "events")?;
                let fits = self.fits(declared, of, filter.as_deref(), ("of", "where"));
                let window = within.map(|within| self.span(within));
                let figure = self.figure(declared, *measure, attribute.as_ref(), *op, value);
                self.compiler.walks(1);
                let (fits, (attribute, value, micros)) = (fits?, figure?);
                let within = match window {
                    Some(within) => Some(within?),
                    None => None,
                };
                let test = EventTest { fits, within, measure: *measure, attribute, op: *op, value, micros };
                Some((slot, Test::Events(Box::new(test))))
            }
            Condition::Followed { field, after, filter, by, by_where, within, .. } => {
                self.sequence(false, field, (after, filter.as_deref()), (by, by_where.as_deref()), *within)
            }
            Condition::Absence { field, after, filter, by, by_where, within, .. } => {
                self.sequence(true, field, (after, filter.as_deref()), (by, by_where.as_deref()), *within)
            }
            _ => None,
        }
    }

    fn sequence(
        &mut self,
        absence: bool,
        field: &Id,
        after: (&[Id], Option<&Condition>),
        by: (&[Id], Option<&Condition>),
        within: TimeSpan,
    ) -> Option<(usize, Test)> {
        let (slot, declared) = self.events(field, if absence { "absence" } else { "followed" })?;
        for (key, types) in [("after", after.0), ("by", by.0)] {
            if types.is_empty() {
                self.refuse(Violation::new(ErrorCode::DefinitionEmptyList, self.at.key(key)));
            }
        }
        let after = self.fits(declared, after.0, after.1, ("after", "where"));
        let by = self.fits(declared, by.0, by.1, ("by", "by_where"));
        let within = self.span(within);
        self.compiler.walks(2);
        let test = SequenceTest { absence, after: after?, by: by?, within: within? };
        (test.after.types.is_some() && test.by.types.is_some()).then(|| (slot, Test::Sequence(Box::new(test))))
    }

    fn events(&mut self, name: &Id, test: &'static str) -> Option<(usize, &'a Field)> {
        let (slot, field) = self.field(name, "field")?;
        if field.field_type != FieldType::Events {
            self.not_for_type(test, "events", field, "field");
            return None;
        }
        if !self.compiler.scope.dated {
            self.refuse(Violation::new(ErrorCode::ConditionNeedsAsOf, self.at.key("type")));
            return None;
        }
        Some((slot, field))
    }

    fn fits(&mut self, field: &Field, types: &[Id], filter: Option<&Condition>, keys: (&str, &str)) -> Option<Fits> {
        let mut mask = vec![0_u64; field.event_types.len().div_ceil(64)];
        let mut known = self.within_length(types.len(), &self.at.key(keys.0));
        for (i, name) in types.iter().enumerate() {
            let Some(place) = field.event_type(name.as_str()) else {
                let at = self.at.key(keys.0).index(i);
                let violation = Violation::new(ErrorCode::ConditionUnknownEventType, at).with_value(name.as_str());
                let violation = violation.with("field", field.name.as_str());
                let violation = violation.with("accepted", crate::primitives::field::shown(&field.event_types));
                self.refuse(violation.with_nearest(name.as_str(), field.event_types.iter().map(Id::as_str)));
                known = None;
                continue;
            };
            if let Some(word) = mask.get_mut(place / 64) {
                *word |= 1 << (place % 64);
            }
        }
        let filter = match filter {
            None => None,
            Some(filter) => {
                let at = self.at.key(keys.1);
                Some(self.compiler.filter(filter, &field.attributes, &at, self.depth)?)
            }
        };
        known.map(|()| Fits { types: (!types.is_empty()).then_some(mask), filter })
    }

    /// The slot of the attribute, the constant, and the constant in microseconds where it is one of days.
    fn figure(
        &mut self,
        field: &'a Field,
        measure: Measure,
        attribute: Option<&Id>,
        op: Comparison,
        value: &Literal,
    ) -> Option<(usize, Constant, i64)> {
        let at = self.at.key("value");
        let Some((slot, attribute)) = self.attribute(field, measure, attribute)? else {
            if measure == Measure::DaysSinceLast {
                let days = days(value);
                if days.is_none() {
                    self.mismatch(&field.name, "days", value, at);
                }
                return days.map(|(days, micros)| (0, Constant::Decimal(days), micros));
            }
            return self.whole(&field.name, value).map(|value| (0, value, 0));
        };
        let field_type = attribute.field_type;
        let needs_number = measure == Measure::Sum && !field_type.is_number();
        let needs_order = matches!(measure, Measure::Min | Measure::Max) && !field_type.is_ordered();
        if needs_number {
            self.not_for_type("sum", "a number", attribute, "attribute");
            return None;
        }
        if needs_order {
            self.refuse(not_ordered(attribute, self.at.key("attribute")));
            return None;
        }
        let value = match measure {
            Measure::Distinct => self.whole(&attribute.name, value)?,
            Measure::Sum => {
                let exact = Field::new(attribute.name.clone(), FieldType::Decimal);
                self.constant(&exact, value, at)?
            }
            _ => {
                if op.needs_order() && !field_type.is_ordered() {
                    self.refuse(not_ordered(attribute, self.at.key("op")));
                    return None;
                }
                self.constant(attribute, value, at)?
            }
        };
        Some((slot, value, 0))
    }

    fn whole(&mut self, field: &Id, value: &Literal) -> Option<Constant> {
        if let Literal::Integer(value) = value {
            return Some(Constant::Integer(*value));
        }
        self.mismatch(field, "integer", value, self.at.key("value"));
        None
    }

    /// The declared attribute that a measure needs; the inner `None` for a measure that has none.
    fn attribute(
        &mut self,
        field: &'a Field,
        measure: Measure,
        attribute: Option<&Id>,
    ) -> Option<Option<(usize, &'a Field)>> {
        let at = self.at.key("attribute");
        match (measure.takes_attribute(), attribute) {
            (false, None) => Some(None),
            (false, Some(_)) => {
                let violation = Violation::new(ErrorCode::ConditionAttributeUnused, at);
                self.refuse(violation.with("measure", measure.name()));
                None
            }
            (true, None) => {
                let violation = Violation::new(ErrorCode::ConditionAttributeMissing, at);
                self.refuse(violation.with("measure", measure.name()));
                None
            }
            (true, Some(name)) => {
                let found = field.attributes.iter().enumerate().find(|(_, attribute)| attribute.name == *name);
                if found.is_none() {
                    let violation = Violation::new(ErrorCode::ConditionUnknownAttribute, at).with_value(name.as_str());
                    let violation = violation.with("field", field.name.as_str());
                    let known = field.attributes.iter().map(|attribute| attribute.name.as_str());
                    self.refuse(violation.with_nearest(name.as_str(), known));
                }
                found.map(Some)
            }
        }
    }
}

/// Days with at most 8 decimals, and the same in microseconds.
fn days(value: &Literal) -> Option<(Decimal, i64)> {
    let days = match value {
        Literal::Integer(value) => Decimal::from_integer(*value),
        Literal::Decimal(value) => *value,
        Literal::Text(text) => text.parse().ok()?,
        Literal::Boolean(_) => return None,
    };
    if days.to_f64().abs() > MOST_DAYS {
        return None;
    }
    // A day is 864 times 10^8 microseconds.
    Some((days, days.scaled(8)?.checked_mul(864)?))
}
