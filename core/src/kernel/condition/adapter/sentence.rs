//! A condition as a sentence for people.

use std::collections::BTreeMap;

use crate::error::Error;
use crate::kernel::calendar::{TimeSpan, TimeUnit};
use crate::kernel::condition::{Comparison, Condition, DatedCondition, Measure, OnMissing};
use crate::primitives::{Field, Id, Literal, Locale, Reason, ReasonCode};

/// The condition in words, each group of tests in brackets, so that it can be read in one way only.
///
/// `names` gives fields, event types and texts the names that people know; what has none is shown as it is.
///
/// ```
/// use std::collections::BTreeMap;
/// use leadstone::condition::{Condition, adapter::sentence};
/// use leadstone::{Field, FieldType, Id, Locale, decode};
/// let fields = [Field::new(Id::try_new("score").unwrap(), FieldType::Integer)];
/// let text = r#"{"type": "not", "of": {"type": "compare", "field": "score", "op": "at_least", "value": 62}}"#;
/// let condition: Condition = decode::decode(decode::parse(text).unwrap()).unwrap();
/// let say = |locale| sentence(&condition, &fields, locale, &BTreeMap::new()).unwrap();
/// assert_eq!(say(Locale::En), "not (score is at least 62)");
/// assert_eq!(say(Locale::ZhCn), "并非（score 不低于 62）");
/// ```
///
/// # Errors
/// As [`DatedCondition::compile`].
pub fn sentence(
    condition: &Condition,
    fields: &[Field],
    locale: Locale,
    names: &BTreeMap<String, String>,
) -> Result<String, Error> {
    DatedCondition::compile(condition, fields)?;
    Ok(Speaker { locale, names }.say(condition))
}

struct Speaker<'a> {
    locale: Locale,
    names: &'a BTreeMap<String, String>,
}

impl Speaker<'_> {
    fn text(&self, code: ReasonCode, params: &[(&'static str, String)]) -> String {
        let with = |reason: Reason, (name, value): &(&'static str, String)| reason.with(name, value.as_str());
        params.iter().fold(Reason::new(code), with).text(self.locale)
    }

    fn name(&self, id: &str) -> String {
        self.names.get(id).cloned().unwrap_or_else(|| id.to_owned())
    }

    fn names(&self, ids: &[Id]) -> String {
        self.listed(ids.iter().map(|id| self.name(id.as_str())))
    }

    fn listed(&self, texts: impl Iterator<Item = String>) -> String {
        texts.collect::<Vec<_>>().join(match self.locale {
            Locale::En => ", ",
            Locale::ZhCn => "、",
        })
    }

    fn value(&self, value: &Literal) -> String {
        match value {
            Literal::Boolean(true) => self.text(ReasonCode::SentenceYes, &[]),
            Literal::Boolean(false) => self.text(ReasonCode::SentenceNo, &[]),
            Literal::Integer(value) => value.to_string(),
            Literal::Decimal(value) => value.to_string(),
            Literal::Text(text) if text.is_empty() => "\"\"".to_owned(),
            Literal::Text(text) => self.name(text),
        }
    }

    fn bracketed(&self, text: &str) -> String {
        match self.locale {
            Locale::En => format!("({text})"),
            Locale::ZhCn => format!("（{text}）"),
        }
    }

    /// A part of a group: in brackets where it is a group itself.
    fn part(&self, condition: &Condition) -> String {
        let text = self.say(condition);
        match condition {
            Condition::All { of } | Condition::Any { of } if of.len() > 1 => self.bracketed(&text),
            _ => text,
        }
    }

    fn group(&self, of: &[Condition], code: ReasonCode, empty: ReasonCode) -> String {
        match of {
            [] => self.text(empty, &[]),
            // A group of one is what stands in it, and so is its place among others.
            [one] => self.part(one),
            many => {
                let word = self.text(code, &[]);
                let between = if self.locale == Locale::En { format!(" {word} ") } else { word };
                many.iter().map(|part| self.part(part)).collect::<Vec<_>>().join(&between)
            }
        }
    }

    fn say(&self, condition: &Condition) -> String {
        match condition {
            Condition::Always {} => self.text(ReasonCode::SentenceAlways, &[]),
            Condition::All { of } => self.group(of, ReasonCode::SentenceAnd, ReasonCode::SentenceAlways),
            Condition::Any { of } => self.group(of, ReasonCode::SentenceOr, ReasonCode::SentenceNever),
            Condition::Not { of } => {
                let inner = self.bracketed(&self.say(of));
                self.text(ReasonCode::SentenceNot, &[("condition", inner)])
            }
            Condition::Compare { field, op, value, on_missing } => {
                let subject = self.name(field.as_str());
                self.settled(self.compared(subject, *op, self.value(value)), field, *on_missing)
            }
            Condition::CompareFields { field, op, other, on_missing } => {
                let subject = self.name(field.as_str());
                let text = self.compared(subject, *op, self.name(other.as_str()));
                self.settled(text, field, *on_missing)
            }
            Condition::OneOf { field, values, on_missing } => {
                let list = self.listed(values.iter().map(|value| self.value(value)));
                let list = if list.is_empty() { "∅".to_owned() } else { list };
                let text = self.of_field(ReasonCode::SentenceOneOf, field, &[("values", list)]);
                self.settled(text, field, *on_missing)
            }
            Condition::Between { field, low, high, on_missing } => {
                let ends = [("low", self.value(low)), ("high", self.value(high))];
                self.settled(self.of_field(ReasonCode::SentenceBetween, field, &ends), field, *on_missing)
            }
            Condition::Contains { field, value, on_missing, .. } => {
                self.quoted(ReasonCode::SentenceContains, field, value, *on_missing)
            }
            Condition::StartsWith { field, value, on_missing, .. } => {
                self.quoted(ReasonCode::SentenceStartsWith, field, value, *on_missing)
            }
            Condition::EndsWith { field, value, on_missing, .. } => {
                self.quoted(ReasonCode::SentenceEndsWith, field, value, *on_missing)
            }
            Condition::Has { field, value, on_missing } => {
                let text = self.of_field(ReasonCode::SentenceHas, field, &[("values", self.name(value))]);
                self.settled(text, field, *on_missing)
            }
            Condition::HasAny { field, values, on_missing } => {
                let list = self.listed(values.iter().map(|value| self.name(value)));
                self.settled(self.of_field(ReasonCode::SentenceHasAny, field, &[("values", list)]), field, *on_missing)
            }
            Condition::HasAll { field, values, on_missing } => {
                let list = self.listed(values.iter().map(|value| self.name(value)));
                self.settled(self.of_field(ReasonCode::SentenceHasAll, field, &[("values", list)]), field, *on_missing)
            }
            Condition::Events { field, measure, attribute, of, filter, within, op, value, on_missing } => {
                let subject = self.figure(field, *measure, attribute.as_ref(), (of, filter.as_deref(), *within));
                self.settled(self.compared(subject, *op, self.value(value)), field, *on_missing)
            }
            Condition::Followed { field, after, filter, by, by_where, within, on_missing } => {
                let parts = self.sequence((after, filter.as_deref()), (by, by_where.as_deref()), *within);
                self.settled(self.of_field(ReasonCode::SentenceFollowed, field, &parts), field, *on_missing)
            }
            Condition::Absence { field, after, filter, by, by_where, within, on_missing } => {
                let parts = self.sequence((after, filter.as_deref()), (by, by_where.as_deref()), *within);
                self.settled(self.of_field(ReasonCode::SentenceAbsence, field, &parts), field, *on_missing)
            }
            Condition::Present { field } => self.of_field(ReasonCode::SentencePresent, field, &[]),
            Condition::Absent { field } => self.of_field(ReasonCode::SentenceAbsent, field, &[]),
        }
    }

    fn of_field(&self, code: ReasonCode, field: &Id, others: &[(&'static str, String)]) -> String {
        let mut params = vec![("field", self.name(field.as_str()))];
        params.extend_from_slice(others);
        self.text(code, &params)
    }

    fn quoted(&self, code: ReasonCode, field: &Id, value: &str, on_missing: OnMissing) -> String {
        self.settled(self.of_field(code, field, &[("values", value.to_owned())]), field, on_missing)
    }

    fn compared(&self, subject: String, op: Comparison, value: String) -> String {
        let code = match op {
            Comparison::Equal => ReasonCode::SentenceEqual,
            Comparison::NotEqual => ReasonCode::SentenceNotEqual,
            Comparison::Below => ReasonCode::SentenceBelow,
            Comparison::AtMost => ReasonCode::SentenceAtMost,
            Comparison::Above => ReasonCode::SentenceAbove,
            Comparison::AtLeast => ReasonCode::SentenceAtLeast,
        };
        self.text(code, &[("field", subject), ("value", value)])
    }

    /// A test with what a missing value makes of it, where that is said.
    fn settled(&self, text: String, field: &Id, on_missing: OnMissing) -> String {
        let code = match on_missing {
            OnMissing::Unknown | OnMissing::Error => return text,
            OnMissing::Match => ReasonCode::SentenceOrMissing,
            OnMissing::NoMatch => ReasonCode::SentenceAndGiven,
        };
        self.bracketed(&self.text(code, &[("condition", text), ("field", self.name(field.as_str()))]))
    }

    fn span(&self, span: TimeSpan) -> String {
        let code = match span.unit {
            TimeUnit::Minutes => ReasonCode::SentenceMinutes,
            TimeUnit::Hours => ReasonCode::SentenceHours,
            _ => ReasonCode::SentenceDays,
        };
        Reason::new(code).with("count", i64::from(span.amount)).text(self.locale)
    }

    /// Which events: their types, or all, and what they meet.
    fn events(&self, field: &Id, of: &[Id], filter: Option<&Condition>) -> String {
        let kinds = if of.is_empty() { self.name(field.as_str()) } else { self.names(of) };
        match filter {
            None => kinds,
            Some(filter) => {
                let inner = self.bracketed(&self.say(filter));
                self.text(ReasonCode::SentenceWhere, &[("events", kinds), ("condition", inner)])
            }
        }
    }

    fn figure(
        &self,
        field: &Id,
        measure: Measure,
        attribute: Option<&Id>,
        (of, filter, within): (&[Id], Option<&Condition>, Option<TimeSpan>),
    ) -> String {
        let mut events = self.events(field, of, filter);
        if let Some(within) = within {
            events = self.text(ReasonCode::SentenceWithin, &[("events", events), ("span", self.span(within))]);
        }
        let code = match measure {
            Measure::Count => ReasonCode::SentenceCount,
            Measure::Sum => ReasonCode::SentenceSum,
            Measure::Min => ReasonCode::SentenceMin,
            Measure::Max => ReasonCode::SentenceMax,
            Measure::First => ReasonCode::SentenceFirst,
            Measure::Last => ReasonCode::SentenceLast,
            Measure::Distinct => ReasonCode::SentenceDistinct,
            Measure::DaysSinceLast => ReasonCode::SentenceDaysSinceLast,
        };
        match attribute {
            Some(attribute) => self.text(code, &[("events", events), ("attribute", self.name(attribute.as_str()))]),
            None => self.text(code, &[("events", events)]),
        }
    }

    fn sequence(
        &self,
        (after, filter): (&[Id], Option<&Condition>),
        (by, by_filter): (&[Id], Option<&Condition>),
        within: TimeSpan,
    ) -> Vec<(&'static str, String)> {
        let named = |of: &[Id], filter| self.events(&Id::literal("events"), of, filter);
        vec![("first", named(after, filter)), ("second", named(by, by_filter)), ("span", self.span(within))]
    }
}
