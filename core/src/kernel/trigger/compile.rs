//! Set of triggers -> model; every violation is gathered.

use crate::error::{Error, ErrorCode, Violation};
use crate::kernel::calendar::{CalendarDefinition, CalendarModel, TimeSpan, TimeUnit};
use crate::kernel::condition::ConditionModel;
use crate::primitives::{FieldType, Fingerprint, Id, JsonPointer, decode};

use super::cadence::CadenceModel;
use super::cadence_definition::{Cadence, OnHoliday};
use super::definition::{Rearm, TriggerDefinition, TriggerRule, TriggerSetDefinition};
use super::model::{Compiled, TriggerModel};

/// Most triggers with a recurrence rule in one set: each is expanded when it is compiled.
const RECURRENCE_RULES: usize = 50;

impl TriggerModel {
    /// Compiles a set of triggers with the calendars that it names.
    ///
    /// # Errors
    /// Class `definition`: `definition.*`, `condition.*`, `decode.list_too_long`, `trigger.unknown_calendar`,
    /// `trigger.calendar_missing`, `trigger.unknown_field`, `trigger.not_a_time_field`, `trigger.bad_rule`,
    /// all at once.
    pub fn compile(definition: TriggerSetDefinition, calendars: &[CalendarModel]) -> Result<Self, Error> {
        let mut violations = decode::header(&definition.kind, TriggerSetDefinition::KIND, definition.schema_version);
        let root = JsonPointer::root();
        let at = root.key("triggers");
        if definition.triggers.is_empty() {
            violations.push(Violation::new(ErrorCode::DefinitionEmptyList, at.clone()));
        }
        let ids = definition.triggers.iter().map(|trigger| &trigger.id);
        decode::duplicate_ids(ErrorCode::DefinitionDuplicateId, ids, &at, Some("id"), &mut violations);
        let names = definition.fields.iter().map(|field| &field.name);
        let fields_at = root.key("fields");
        decode::duplicate_ids(ErrorCode::DefinitionDuplicateId, names, &fields_at, Some("name"), &mut violations);
        let mut compiler = Compiler { definition: &definition, calendars, rules: 0, violations };
        let triggers: Vec<Option<Compiled>> = definition
            .triggers
            .iter()
            .enumerate()
            .map(|(i, trigger)| compiler.trigger(trigger, &at.index(i)))
            .collect();
        let violations = compiler.violations;
        let triggers: Option<Vec<Compiled>> = triggers.into_iter().collect();
        let triggers = match triggers {
            Some(triggers) if violations.is_empty() => triggers,
            _ => return Err(Error::definition(violations)),
        };
        let fingerprint = Fingerprint::of(&definition)?;
        let plain = CalendarModel::compile(CalendarDefinition::monday_to_friday(Id::literal("plain")))?;
        Ok(Self::new(definition, fingerprint, calendars.to_vec(), plain, triggers))
    }

    /// Decodes and compiles a set of triggers written as JSON, without calendars.
    ///
    /// # Errors
    /// As [`Self::compile`], and `decode.*`.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        decode::definition(text).and_then(|definition| Self::compile(definition, &[]))
    }
}

struct Compiler<'a> {
    definition: &'a TriggerSetDefinition,
    calendars: &'a [CalendarModel],
    rules: usize,
    violations: Vec<Violation>,
}

impl Compiler<'_> {
    fn trigger(&mut self, trigger: &TriggerDefinition, at: &JsonPointer) -> Option<Compiled> {
        let mut when = None;
        if let Some(condition) = &trigger.when {
            let fields = &self.definition.fields;
            when = ConditionModel::compile_at(condition, fields, &at.key("when"), &mut self.violations);
        }
        let rule = at.key("rule");
        let named = match &trigger.rule {
            TriggerRule::Absence { calendar, .. }
            | TriggerRule::Inactivity { calendar, .. }
            | TriggerRule::Sequence { calendar, .. }
            | TriggerRule::Count { calendar, .. }
            | TriggerRule::At { calendar, .. }
            | TriggerRule::Recurring { calendar, .. } => calendar.as_ref(),
        };
        let calendar = named.and_then(|id| self.calendar(id, &rule));
        let mut cadence = None;
        match &trigger.rule {
            TriggerRule::Absence { after, without, within, .. } => {
                self.filled(after.is_empty(), rule.key("after"));
                self.filled(without.is_empty(), rule.key("without"));
                self.span(*within, named, &rule);
            }
            TriggerRule::Inactivity { within, .. } => self.span(*within, named, &rule),
            TriggerRule::Sequence { steps, within, .. } => {
                self.filled(steps.is_empty(), rule.key("steps"));
                self.span(*within, named, &rule);
            }
            TriggerRule::Count { of, within, .. } => {
                self.filled(of.is_empty(), rule.key("of"));
                self.span(*within, named, &rule);
            }
            TriggerRule::At { field, offset, .. } => {
                self.field(field, &rule.key("field"));
                if let Some(offset) = offset {
                    self.span(*offset, named, &rule);
                }
            }
            TriggerRule::Recurring { cadence: days, on_holiday, .. } => {
                if *on_holiday != OnHoliday::Keep && named.is_none() {
                    self.refuse(ErrorCode::TriggerCalendarMissing, rule.key("calendar"));
                }
                cadence = self.cadence(days, &rule.key("cadence"));
            }
        }
        if let Rearm::Cooldown { span } = trigger.rearm {
            self.span(span, named, &rule);
        }
        Some(Compiled { calendar, when, cadence })
    }

    fn cadence(&mut self, cadence: &Cadence, at: &JsonPointer) -> Option<CadenceModel> {
        if let Cadence::Weekly { days, .. } = cadence {
            self.filled(days.is_empty(), at.key("days"));
        }
        #[cfg(feature = "rrule")]
        if let Cadence::Rrule { rule, .. } = cadence {
            self.rules += 1;
            if self.rules > RECURRENCE_RULES {
                let violation = Violation::new(ErrorCode::DecodeListTooLong, at.key("rule"));
                self.violations.push(violation.with("limit", RECURRENCE_RULES));
                return None;
            }
            let compiled = CadenceModel::compile(cadence);
            if compiled.is_none() {
                self.violations.push(Violation::new(ErrorCode::TriggerBadRule, at.key("rule")).with_value(rule));
            }
            return compiled;
        }
        let _ = (self.rules, RECURRENCE_RULES);
        CadenceModel::compile(cadence)
    }

    /// The position of a calendar among those given.
    fn calendar(&mut self, id: &Id, rule: &JsonPointer) -> Option<usize> {
        let found = self.calendars.iter().position(|calendar| calendar.definition().id == *id);
        if found.is_none() {
            let violation = Violation::new(ErrorCode::TriggerUnknownCalendar, rule.key("calendar"));
            let known = self.calendars.iter().map(|calendar| calendar.definition().id.as_str());
            self.violations.push(violation.with_value(id.as_str()).with_nearest(id.as_str(), known));
        }
        found
    }

    /// A span of business time needs a calendar.
    fn span(&mut self, span: TimeSpan, calendar: Option<&Id>, rule: &JsonPointer) {
        let business =
            matches!(span.unit, TimeUnit::BusinessMinutes | TimeUnit::BusinessHours | TimeUnit::BusinessDays);
        if business && calendar.is_none() {
            self.refuse(ErrorCode::TriggerCalendarMissing, rule.key("calendar"));
        }
    }

    fn field(&mut self, name: &Id, at: &JsonPointer) {
        let fields = &self.definition.fields;
        match fields.iter().find(|field| field.name == *name) {
            None => {
                let violation = Violation::new(ErrorCode::TriggerUnknownField, at.clone()).with("field", name.as_str());
                let known = fields.iter().map(|field| field.name.as_str());
                self.violations.push(violation.with_nearest(name.as_str(), known));
            }
            Some(field) if !matches!(field.field_type, FieldType::Date | FieldType::Instant) => {
                let violation = Violation::new(ErrorCode::TriggerNotATimeField, at.clone());
                let violation = violation.with("field", name.as_str()).with("actual", field.field_type.name());
                self.violations.push(violation);
            }
            Some(_) => {}
        }
    }

    fn filled(&mut self, is_empty: bool, at: JsonPointer) {
        if is_empty {
            self.refuse(ErrorCode::DefinitionEmptyList, at);
        }
    }

    fn refuse(&mut self, code: ErrorCode, at: JsonPointer) {
        self.violations.push(Violation::new(code, at));
    }
}
