//! The compiled calendar: counts in logarithmic time, whatever the span.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use crate::primitives::{Fingerprint, IsoWeek, Month};

use super::business_time::BusinessTime;
use super::definition::CalendarDefinition;

/// A compiled calendar: immutable, shared freely between threads.
///
/// Spans are half open: the first day counts, the last does not. Counting the weekdays of a span
/// is arithmetic; the days that differ from their weekday are summed up ahead. So a count over
/// ten thousand years costs two binary searches.
///
/// ```
/// use leadstone::kernel::calendar::CalendarModel;
/// let calendar = CalendarModel::from_json(r#"{
///     "kind": "calendar", "schema_version": 1, "id": "cn",
///     "holidays": [{"date": "2026-05-01"}, {"date": "2026-05-04"}, {"date": "2026-05-05"}],
///     "workdays": [{"date": "2026-05-09"}]
/// }"#).unwrap();
/// let day = |text: &str| text.parse().unwrap();
/// assert!(!calendar.is_business_day(day("2026-05-04"))); // a Monday off
/// assert!(calendar.is_business_day(day("2026-05-09"))); // a Saturday worked instead
/// // May 2026 has 21 weekdays; three are off and one Saturday is worked.
/// assert_eq!(calendar.business_days_in(leadstone::Month::of(day("2026-05-01")).unwrap()), 19);
/// // Wednesday 6, Thursday 7, Friday 8, Saturday 9; Monday 11 is the end and does not count.
/// assert_eq!(calendar.business_days_between(day("2026-05-04"), day("2026-05-11")), 4);
/// // The second business day after Friday 8 May is Monday 11, as Saturday 9 is worked.
/// assert_eq!(calendar.add_business_days(day("2026-05-08"), 2), Some(day("2026-05-11")));
/// assert_eq!(calendar.add_business_days(day("2026-05-06"), -1), Some(day("2026-04-30")));
/// ```
#[derive(Debug, Clone)]
pub struct CalendarModel {
    definition: CalendarDefinition,
    fingerprint: Fingerprint,
    /// Whether each weekday is worked, Monday first.
    week: [bool; 7],
    /// The days that differ from their weekday, ascending, each with the sum of differences up to
    /// and including it: +1 for a day worked instead, -1 for a weekday off.
    exceptions: Vec<(NaiveDate, i64)>,
    business_time: BusinessTime,
}

impl CalendarModel {
    pub(super) fn new(definition: CalendarDefinition, fingerprint: Fingerprint) -> Self {
        let mut week = [false; 7];
        for (index, worked) in week.iter_mut().enumerate() {
            *worked = definition.working_days.iter().any(|day| index_of(day.weekday()) == index);
        }
        let off = definition.holidays.iter().map(|holiday| (holiday.date.date(), false));
        let on = definition.workdays.iter().map(|workday| (workday.date.date(), true));
        let mut exceptions: Vec<(NaiveDate, i64)> = off
            .chain(on)
            .filter(|(date, worked)| is_worked(&week, date.weekday()) != *worked)
            .map(|(date, worked)| (date, if worked { 1 } else { -1 }))
            .collect();
        exceptions.sort_unstable();
        let mut sum = 0;
        for (_, difference) in &mut exceptions {
            sum += *difference;
            *difference = sum;
        }
        let business_time = BusinessTime::new(&definition);
        Self { definition, fingerprint, week, exceptions, business_time }
    }

    /// The definition that was compiled.
    pub fn definition(&self) -> &CalendarDefinition {
        &self.definition
    }

    /// SHA-256 of the definition's canonical JSON.
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    pub(super) fn business_time(&self) -> &BusinessTime {
        &self.business_time
    }

    /// Whether a local day is worked.
    pub fn is_business_day(&self, date: NaiveDate) -> bool {
        let by_weekday = is_worked(&self.week, date.weekday());
        by_weekday != self.exceptions.binary_search_by_key(&date, |(exception, _)| *exception).is_ok()
    }

    /// Business days from `from`, included, to `to`, excluded; negative when `to` is the earlier one.
    pub fn business_days_between(&self, from: NaiveDate, to: NaiveDate) -> i64 {
        if to < from {
            return -self.business_days_between(to, from);
        }
        self.weekdays(from, (to - from).num_days()) + self.differences_before(to) - self.differences_before(from)
    }

    /// Business days of a month.
    pub fn business_days_in(&self, month: Month) -> i64 {
        self.through(month.first(), month.last())
    }

    /// Business days of a week.
    pub fn business_days_in_week(&self, week: IsoWeek) -> i64 {
        self.through(week.first(), week.last())
    }

    /// Business days from `first` to `last`, both included.
    fn through(&self, first: NaiveDate, last: NaiveDate) -> i64 {
        self.business_days_between(first, last) + i64::from(self.is_business_day(last))
    }

    /// The business day that is `days` business days after `date`, or before it when negative;
    /// with 0 the day itself if it is worked, else the next one that is.
    ///
    /// `None` when it lies outside the years 1 to 9999.
    pub fn add_business_days(&self, date: NaiveDate, days: i32) -> Option<NaiveDate> {
        self.shifted(date, i64::from(days)).filter(|date| (1..=9999).contains(&date.year()))
    }

    fn shifted(&self, date: NaiveDate, days: i64) -> Option<NaiveDate> {
        // Every week has at least one weekday that is worked, and each exception takes one away at most.
        let reach = 7 * (days.unsigned_abs() + self.exceptions.len() as u64 + 2);
        if days > 0 || days == 0 && !self.is_business_day(date) {
            let start = date.succ_opt()?;
            // The first day through which `days` business days have passed is one itself.
            let offset = least(reach, |offset| {
                end(start, offset).is_none_or(|end| self.business_days_between(start, end) >= days.max(1))
            });
            return start.checked_add_days(Days::new(offset));
        }
        if days == 0 {
            return Some(date);
        }
        let offset = least(reach, |offset| {
            let first = date.checked_sub_days(Days::new(offset + 1));
            first.is_none_or(|first| self.business_days_between(first, date) >= -days)
        });
        date.checked_sub_days(Days::new(offset + 1))
    }

    /// Days of the working week among `days` days from `from`.
    fn weekdays(&self, from: NaiveDate, days: i64) -> i64 {
        let worked = |weekday: usize| i64::from(self.week.get(weekday % 7).copied().unwrap_or(false));
        let per_week: i64 = (0..7).map(worked).sum();
        let first = index_of(from.weekday());
        let rest: i64 = (0..7).take_while(|day| (*day as i64) < days % 7).map(|day| worked(first + day)).sum();
        days / 7 * per_week + rest
    }

    /// The sum of differences of all exceptions before a day.
    fn differences_before(&self, date: NaiveDate) -> i64 {
        let later = self.exceptions.partition_point(|(exception, _)| *exception < date);
        later.checked_sub(1).and_then(|last| self.exceptions.get(last)).map_or(0, |(_, sum)| *sum)
    }
}

/// The day after `offset` further days, which is the open end of a span that starts at `start`.
fn end(start: NaiveDate, offset: u64) -> Option<NaiveDate> {
    start.checked_add_days(Days::new(offset + 1))
}

/// The least offset up to `reach` at which a rising test holds.
fn least(reach: u64, holds: impl Fn(u64) -> bool) -> u64 {
    let (mut low, mut high) = (0, reach);
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

fn is_worked(week: &[bool; 7], weekday: Weekday) -> bool {
    week.get(index_of(weekday)).copied().unwrap_or(false)
}

fn index_of(weekday: Weekday) -> usize {
    weekday.num_days_from_monday() as usize
}
