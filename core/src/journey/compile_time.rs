//! What happens by itself, compiled: time limits, effects and payments.

use crate::error::{ErrorCode, Violation};
use crate::kernel::calendar::{CalendarModel, TimeUnit};
use crate::primitives::{FieldType, Id, JsonPointer, Zone};

use super::compile::{Compiler, duplicates};
use super::definition::StateDefinition;
use super::limit::{BusinessClock, LimitModel, LimitSpan, LimitThen};
use super::limit_definition::{LimitAction, LimitDefinition};
use super::payment::PaymentsModel;

const MICROS_PER_MINUTE: i64 = 60_000_000;

impl Compiler<'_> {
    /// The calendar that the machine names.
    pub(super) fn clock(
        &self,
        calendars: &[CalendarModel],
        zone: &Zone,
        violations: &mut Vec<Violation>,
    ) -> Option<BusinessClock> {
        let named = self.definition.calendar.as_ref()?;
        let found = calendars.iter().find(|calendar| calendar.definition().id == *named);
        if found.is_none() {
            let at = JsonPointer::root().key("calendar");
            let violation = Violation::new(ErrorCode::JourneyUnknownCalendar, at).with_value(named.as_str());
            let known = calendars.iter().map(|calendar| calendar.definition().id.as_str());
            violations.push(violation.with_nearest(named.as_str(), known));
        }
        found.map(|calendar| BusinessClock { calendar: calendar.clone(), zone: zone.clone() })
    }

    /// The limits of a state; `limit_days` is the first of them, with the id `overdue`.
    pub(super) fn limits(
        &self,
        state: &StateDefinition,
        at: &JsonPointer,
        violations: &mut Vec<Violation>,
    ) -> Vec<LimitModel> {
        let overdue = Id::literal("overdue");
        let limits_at = at.key("limits");
        duplicates(state.limits.iter().map(|limit| &limit.id), &limits_at, Some("id"), violations);
        let mut limits = Vec::new();
        if let Some(days) = state.limit_days {
            let same = state.limits.iter().position(|limit| limit.id == overdue);
            violations.extend(same.map(|same| {
                let at = limits_at.index(same).key("id");
                Violation::new(ErrorCode::DefinitionDuplicateId, at).with_value(overdue.as_str())
            }));
            let span = LimitSpan::Clock(micros(days.get()), Some(days.get()));
            limits.push(LimitModel { id: overdue, from: None, span, then: LimitThen::Warn });
        }
        for (i, limit) in state.limits.iter().enumerate() {
            let at = limits_at.index(i);
            let span = self.span(limit, &at.key("after"), violations);
            let from = limit.from.as_ref().and_then(|from| self.field(from, at.key("from"), violations));
            if let Some((_, field)) = from.filter(|(_, field)| !is_of_time(field.field_type)) {
                let violation = Violation::new(ErrorCode::JourneyLimitFieldType, at.key("from"));
                let violation = violation.with("field", field.name.as_str());
                violations.push(violation.with("actual", field.field_type.name()));
            }
            limits.extend(self.then(state, limit, &at.key("then"), violations).map(|then| LimitModel {
                id: limit.id.clone(),
                from: from.map(|(slot, _)| slot),
                span,
                then,
            }));
        }
        limits
    }

    fn span(&self, limit: &LimitDefinition, at: &JsonPointer, violations: &mut Vec<Violation>) -> LimitSpan {
        if limit.after.amount == 0 && limit.from.is_none() {
            violations.push(Violation::new(ErrorCode::JourneyLimitZero, at.key("amount")));
        }
        let amount = i64::from(limit.after.amount);
        let clock = |minutes: i64| amount.saturating_mul(minutes).saturating_mul(MICROS_PER_MINUTE);
        match limit.after.unit {
            TimeUnit::Minutes => LimitSpan::Clock(clock(1), None),
            TimeUnit::Hours => LimitSpan::Clock(clock(60), None),
            TimeUnit::Days => LimitSpan::Clock(clock(24 * 60), Some(f64::from(limit.after.amount))),
            TimeUnit::BusinessMinutes | TimeUnit::BusinessHours | TimeUnit::BusinessDays => {
                if self.definition.calendar.is_none() {
                    violations.push(Violation::new(ErrorCode::JourneyCalendarMissing, at.key("unit")));
                }
                LimitSpan::Business(limit.after)
            }
        }
    }

    fn then(
        &self,
        state: &StateDefinition,
        limit: &LimitDefinition,
        at: &JsonPointer,
        violations: &mut Vec<Violation>,
    ) -> Option<LimitThen> {
        let (transition, escalate_to) = match &limit.then {
            LimitAction::Warn {} => return Some(LimitThen::Warn),
            LimitAction::Escalate { to } => return Some(LimitThen::Escalate(to.clone())),
            LimitAction::Move { transition, escalate_to } => (transition, escalate_to),
        };
        let at = at.key("transition");
        let taken = self.automatic(transition, &at, violations)?;
        let way = self.definition.transitions.get(taken)?;
        if !way.from.contains(&state.id) {
            let violation = Violation::new(ErrorCode::JourneyWrongState, at).with_value(way.id.as_str());
            let from: Vec<String> = way.from.iter().map(|from| from.as_str().to_owned()).collect();
            violations.push(violation.with("state", state.id.as_str()).with("from", from));
        }
        Some(LimitThen::Move { transition: taken, escalate_to: escalate_to.clone() })
    }

    /// A transition that is taken without anybody, so that nobody can approve it either.
    fn automatic(&self, id: &Id, at: &JsonPointer, violations: &mut Vec<Violation>) -> Option<usize> {
        let found = self.definition.transitions.iter().position(|way| way.id == *id);
        if found.is_none() {
            let known = self.definition.transitions.iter().map(|way| way.id.as_str());
            let violation = Violation::new(ErrorCode::JourneyUnknownTransition, at.clone());
            violations.push(violation.with_value(id.as_str()).with_nearest(id.as_str(), known));
        }
        let needs = found.and_then(|found| self.definition.transitions.get(found)).filter(|way| way.approval.is_some());
        violations
            .extend(needs.map(|way| {
                Violation::new(ErrorCode::JourneyAutomaticApproval, at.clone()).with_value(way.id.as_str())
            }));
        found
    }

    /// Effects that are declared twice in one place.
    pub(super) fn effect_ids(&self, violations: &mut Vec<Violation>) {
        let root = JsonPointer::root();
        for (i, state) in self.definition.states.iter().enumerate() {
            duplicates(state.effects.iter(), &root.key("states").index(i).key("effects"), None, violations);
        }
        for (i, way) in self.definition.transitions.iter().enumerate() {
            duplicates(way.effects.iter(), &root.key("transitions").index(i).key("effects"), None, violations);
        }
        if let Some(rule) = &self.definition.payments {
            let at = root.key("payments");
            duplicates(rule.paid_effects.iter(), &at.key("paid_effects"), None, violations);
            duplicates(rule.value_effects.iter(), &at.key("value_effects"), None, violations);
        }
    }

    pub(super) fn payments(&self, violations: &mut Vec<Violation>) -> Option<PaymentsModel> {
        let rule = self.definition.payments.as_ref()?;
        let at = JsonPointer::root().key("payments");
        let field = self.field(&rule.due_field, at.key("due_field"), violations);
        if let Some((_, field)) = field.filter(|(_, field)| field.field_type != FieldType::Money) {
            let violation = Violation::new(ErrorCode::JourneyDueFieldType, at.key("due_field"));
            let violation = violation.with("field", field.name.as_str());
            violations.push(violation.with("actual", field.field_type.name()));
        }
        let transition = self.automatic(&rule.transition, &at.key("transition"), violations);
        Some(PaymentsModel { due: field?.0, transition: transition? })
    }
}

fn is_of_time(field_type: FieldType) -> bool {
    matches!(field_type, FieldType::Date | FieldType::Instant)
}

/// INVARIANT: a day count is at most a hundred years, 3.2 * 10^15 microseconds.
#[expect(clippy::cast_possible_truncation, reason = "within 64 bits")]
fn micros(days: f64) -> i64 {
    (days * 86_400_000_000.0).round() as i64
}
