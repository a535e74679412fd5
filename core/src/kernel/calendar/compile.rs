//! Calendar definition -> model; every violation is gathered.

use std::collections::BTreeSet;

use crate::error::{Error, ErrorCode, Violation};
use crate::primitives::{Day, Fingerprint, JsonPointer, decode, limits};

use super::definition::{CalendarDefinition, OpenHours, WorkingDay};
use super::model::CalendarModel;

impl CalendarModel {
    /// Compiles a calendar.
    ///
    /// # Errors
    /// Class `definition`: `definition.wrong_kind`, `definition.unsupported_version`,
    /// `definition.empty_list`, `decode.list_too_long`, `calendar.duplicate_weekday`,
    /// `calendar.duplicate_date`, `calendar.contradictory_date`, `calendar.empty_hours`,
    /// `calendar.overlapping_hours`, `calendar.not_a_working_day`, `calendar.day_without_hours`,
    /// `calendar.empty_known_range`, all at once.
    pub fn compile(definition: CalendarDefinition) -> Result<Self, Error> {
        let mut violations = decode::header(&definition.kind, CalendarDefinition::KIND, definition.schema_version);
        let root = JsonPointer::root();
        weekdays(&definition, &root.key("working_days"), &mut violations);
        hours(&definition, &root.key("hours"), &mut violations);
        for (i, like) in definition.workdays.iter().enumerate().filter_map(|(i, day)| Some((i, day.like?))) {
            working_day(&definition, like, root.key("workdays").index(i).key("like"), &mut violations);
        }
        if let Some(known) = definition.known.filter(|known| known.from > known.through) {
            let violation = Violation::new(ErrorCode::CalendarEmptyKnownRange, root.key("known").key("through"));
            violations.push(violation.with("from", known.from.date()).with("through", known.through.date()));
        }
        let holidays: Vec<Day> = definition.holidays.iter().map(|holiday| holiday.date).collect();
        let workdays: Vec<Day> = definition.workdays.iter().map(|workday| workday.date).collect();
        let off = distinct(&holidays, &root.key("holidays"), &mut violations);
        distinct(&workdays, &root.key("workdays"), &mut violations);
        for (i, day) in workdays.iter().enumerate().filter(|(_, day)| off.contains(day)) {
            let at = root.key("workdays").index(i).key("date");
            violations.push(Violation::new(ErrorCode::CalendarContradictoryDate, at).with("date", day.date()));
        }
        if !violations.is_empty() {
            return Err(Error::definition(violations));
        }
        let fingerprint = Fingerprint::of(&definition)?;
        Ok(Self::new(definition, fingerprint))
    }

    /// Decodes and compiles a calendar written as JSON.
    ///
    /// # Errors
    /// As [`Self::compile`], and `decode.*`.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        decode::definition(text).and_then(Self::compile)
    }
}

fn weekdays(definition: &CalendarDefinition, at: &JsonPointer, violations: &mut Vec<Violation>) {
    if definition.working_days.is_empty() {
        violations.push(Violation::new(ErrorCode::DefinitionEmptyList, at.clone()));
    }
    let mut seen = BTreeSet::new();
    for (i, day) in definition.working_days.iter().enumerate() {
        if !seen.insert(*day) {
            let violation = Violation::new(ErrorCode::CalendarDuplicateWeekday, at.index(i));
            violations.push(violation.with("weekday", day.as_str()));
        }
    }
}

fn hours(definition: &CalendarDefinition, at: &JsonPointer, violations: &mut Vec<Violation>) {
    for (i, hours) in definition.hours.iter().enumerate() {
        let at = at.index(i);
        if hours.days.is_empty() {
            violations.push(Violation::new(ErrorCode::DefinitionEmptyList, at.key("days")));
        }
        for (k, day) in hours.days.iter().enumerate() {
            working_day(definition, *day, at.key("days").index(k), violations);
        }
        if hours.from >= hours.to {
            let violation = Violation::new(ErrorCode::CalendarEmptyHours, at.key("to"));
            violations.push(violation.with("from", hours.from.to_string()).with("to", hours.to.to_string()));
        }
        let meets = |other: &OpenHours, day: &WorkingDay| {
            other.days.contains(day) && other.from < hours.to && hours.from < other.to
        };
        let earlier = || definition.hours.iter().take(i);
        if let Some(day) = hours.days.iter().find(|day| earlier().any(|other| meets(other, day))) {
            let violation = Violation::new(ErrorCode::CalendarOverlappingHours, at);
            violations.push(violation.with("weekday", day.as_str()));
        }
    }
    let has_hours = |day: &WorkingDay| definition.hours.iter().any(|hours| hours.days.contains(day));
    if !definition.hours.is_empty() {
        for day in definition.working_days.iter().filter(|day| !has_hours(day)) {
            let violation = Violation::new(ErrorCode::CalendarDayWithoutHours, at.clone());
            violations.push(violation.with("weekday", day.as_str()));
        }
    }
}

fn working_day(definition: &CalendarDefinition, day: WorkingDay, at: JsonPointer, violations: &mut Vec<Violation>) {
    if !definition.working_days.contains(&day) {
        violations.push(Violation::new(ErrorCode::CalendarNotAWorkingDay, at).with("weekday", day.as_str()));
    }
}

fn distinct(days: &[Day], at: &JsonPointer, violations: &mut Vec<Violation>) -> BTreeSet<Day> {
    if days.len() > limits::LIST_LENGTH {
        violations.push(Violation::new(ErrorCode::DecodeListTooLong, at.clone()).with("limit", limits::LIST_LENGTH));
    }
    let mut seen = BTreeSet::new();
    for (i, day) in days.iter().enumerate() {
        if !seen.insert(*day) {
            let violation = Violation::new(ErrorCode::CalendarDuplicateDate, at.index(i).key("date"));
            violations.push(violation.with("date", day.date()));
        }
    }
    seen
}
