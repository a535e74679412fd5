//! Business time: hours worked between two instants, and the instant at which so many are over.
//!
//! Both are sums over days. The sum up to any day is arithmetic on the working week plus the
//! differences of the exceptions before it, which are summed up ahead; so a question costs one
//! binary search over the exceptions, whatever the span.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike};

use super::definition::{CalendarDefinition, WorkingDay};

const MICROS_PER_MINUTE: i64 = 60_000_000;
const MICROS_PER_SECOND: i64 = 1_000_000;
/// Minutes of a day that counts whole.
const WHOLE_DAY: u16 = 24 * 60;

/// The hours of one day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Hours {
    /// Spans in microseconds since midnight, ascending and apart.
    spans: Vec<(i64, i64)>,
    total: i64,
}

impl Hours {
    fn new(mut spans: Vec<(u16, u16)>) -> Self {
        spans.sort_unstable();
        let micros = |minutes: u16| i64::from(minutes) * MICROS_PER_MINUTE;
        let spans: Vec<(i64, i64)> = spans.into_iter().map(|(from, to)| (micros(from), micros(to))).collect();
        let total = spans.iter().map(|(from, to)| to - from).sum();
        Self { spans, total }
    }

    /// Microseconds worked from midnight to a time of the day.
    fn before(&self, time: i64) -> i64 {
        self.spans.iter().map(|(from, to)| (time.min(*to) - from).max(0)).sum()
    }

    /// The first time of the day by which that much has been worked; `worked` is above 0 and at most the total.
    fn time_of(&self, worked: i64) -> i64 {
        let mut left = worked;
        for (from, to) in &self.spans {
            if left <= to - from {
                return from + left;
            }
            left -= to - from;
        }
        // INVARIANT: not reached, `worked` is at most the total.
        left
    }
}

/// A day whose hours differ from those of its weekday.
#[derive(Debug, Clone)]
struct Exception {
    /// Days since 1 January of year 1, a Monday.
    day: i64,
    hours: Hours,
    /// The sum of differences of all exceptions before it.
    before: i64,
    /// The same with its own.
    after: i64,
}

/// The hours of a calendar, summed up.
#[derive(Debug, Clone)]
pub(super) struct BusinessTime {
    /// Hours of each weekday, Monday first.
    week: [Hours; 7],
    /// Microseconds worked before each weekday of a week.
    week_before: [i64; 7],
    week_total: i64,
    exceptions: Vec<Exception>,
}

impl BusinessTime {
    pub(super) fn new(definition: &CalendarDefinition) -> Self {
        let hours_of = |day: WorkingDay| {
            if definition.hours.is_empty() {
                return Hours::new(vec![(0, WHOLE_DAY)]);
            }
            let of_day = definition.hours.iter().filter(|hours| hours.days.contains(&day));
            Hours::new(of_day.map(|hours| (hours.from.minutes(), hours.to.minutes())).collect())
        };
        let mut week: [Hours; 7] = Default::default();
        for day in &definition.working_days {
            if let Some(hours) = week.get_mut(day.weekday().num_days_from_monday() as usize) {
                *hours = hours_of(*day);
            }
        }
        let mut week_total = 0;
        let mut week_before = [0; 7];
        for (before, hours) in week_before.iter_mut().zip(&week) {
            *before = week_total;
            week_total += hours.total;
        }
        let first = definition.working_days.first().copied();
        let off = definition.holidays.iter().map(|holiday| (index(holiday.date.date()), Hours::default()));
        let on = definition
            .workdays
            .iter()
            .map(|workday| (index(workday.date.date()), workday.like.or(first).map_or_else(Hours::default, hours_of)));
        let mut exceptions: Vec<Exception> =
            off.chain(on).map(|(day, hours)| Exception { day, hours, before: 0, after: 0 }).collect();
        exceptions.sort_unstable_by_key(|exception| exception.day);
        let mut time = Self { week, week_before, week_total, exceptions: Vec::new() };
        let mut sum = 0;
        for exception in &mut exceptions {
            exception.before = sum;
            sum += exception.hours.total - time.of_weekday(exception.day).total;
            exception.after = sum;
        }
        time.exceptions = exceptions;
        time
    }

    /// Microseconds worked from the first day of year 1 to a local time.
    pub(super) fn worked_before(&self, local: NaiveDateTime) -> i64 {
        let day = index(local.date());
        let time = i64::from(local.num_seconds_from_midnight()) * MICROS_PER_SECOND
            + i64::from(local.nanosecond() / 1000).min(MICROS_PER_SECOND - 1);
        let at = self.exceptions.partition_point(|exception| exception.day < day);
        let (differences, hours) = match self.exceptions.get(at).filter(|exception| exception.day == day) {
            Some(exception) => (exception.before, &exception.hours),
            None => (self.differences_after(at), self.of_weekday(day)),
        };
        self.by_week(day) + differences + hours.before(time)
    }

    /// The first local time by which that much has been worked since year 1; `None` when it lies
    /// beyond what chrono can tell.
    pub(super) fn time_of(&self, worked: i64) -> Option<NaiveDateTime> {
        let at = self.exceptions.partition_point(|exception| self.by_week(exception.day) + exception.before < worked);
        if let Some(last) = at.checked_sub(1).and_then(|last| self.exceptions.get(last)) {
            let on_that_day = worked - self.by_week(last.day) - last.before;
            if on_that_day <= last.hours.total {
                return local(last.day, last.hours.time_of(on_that_day));
            }
        }
        let by_week = worked - self.differences_after(at);
        let weeks = (by_week - 1).checked_div_euclid(self.week_total)?;
        let of_week = by_week - weeks * self.week_total;
        let weekday = self.week_before.partition_point(|before| *before < of_week).checked_sub(1)?;
        // A day without hours begins where the next one does: the last that begins before is worked.
        let (before, hours) = self.week_before.get(weekday).zip(self.week.get(weekday))?;
        local(weeks * 7 + i64::try_from(weekday).ok()?, hours.time_of(of_week - before))
    }

    /// What the working week alone brings before a day.
    fn by_week(&self, day: i64) -> i64 {
        let before = usize::try_from(day.rem_euclid(7)).ok().and_then(|weekday| self.week_before.get(weekday));
        day.div_euclid(7) * self.week_total + before.copied().unwrap_or(0)
    }

    fn of_weekday(&self, day: i64) -> &Hours {
        static NONE: Hours = Hours { spans: Vec::new(), total: 0 };
        usize::try_from(day.rem_euclid(7)).ok().and_then(|weekday| self.week.get(weekday)).unwrap_or(&NONE)
    }

    /// The sum of differences of the first `count` exceptions.
    fn differences_after(&self, count: usize) -> i64 {
        count.checked_sub(1).and_then(|last| self.exceptions.get(last)).map_or(0, |exception| exception.after)
    }
}

/// Days since 1 January of year 1, a Monday.
fn index(date: NaiveDate) -> i64 {
    i64::from(date.num_days_from_ce()) - 1
}

fn local(day: i64, micros: i64) -> Option<NaiveDateTime> {
    let date = NaiveDate::from_num_days_from_ce_opt(i32::try_from(day + 1).ok()?)?;
    date.and_time(NaiveTime::MIN).checked_add_signed(TimeDelta::microseconds(micros))
}
