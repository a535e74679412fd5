//! Calendar months and ISO weeks.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use serde::{Serialize, Serializer};

use super::decode::refined;
use crate::error::ErrorCode;

/// The text or date is not a period between the years 0001 and 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PeriodError;

/// A calendar month, written `YYYY-MM`.
///
/// ```
/// use leadstone::Month;
/// let month: Month = "2017-09".parse().unwrap();
/// assert_eq!(month.first().to_string(), "2017-09-01");
/// assert_eq!(month.last().to_string(), "2017-09-30");
/// assert_eq!(month.next().unwrap().to_string(), "2017-10");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(NaiveDate);

/// An ISO 8601 week, Monday to Sunday, written `YYYY-Www`.
///
/// ```
/// use leadstone::IsoWeek;
/// let week = IsoWeek::of("2021-01-03".parse().unwrap()).unwrap();
/// assert_eq!(week.to_string(), "2020-W53");
/// assert_eq!(week.first().to_string(), "2020-12-28");
/// assert_eq!(week.next().unwrap().to_string(), "2021-W01");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IsoWeek(NaiveDate);

fn bounded(date: NaiveDate) -> Result<NaiveDate, PeriodError> {
    // One period is kept free at each end, so that `last` never leaves the range.
    if (2..=9998).contains(&date.year()) { Ok(date) } else { Err(PeriodError) }
}

fn digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

impl Month {
    /// The month that holds `date`.
    ///
    /// # Errors
    /// Outside the years 0002 to 9998.
    pub fn of(date: NaiveDate) -> Result<Self, PeriodError> {
        bounded(date)?.with_day(1).map(Self).ok_or(PeriodError)
    }

    /// The first day.
    pub fn first(self) -> NaiveDate {
        self.0
    }

    /// The last day.
    pub fn last(self) -> NaiveDate {
        let next = self.0.checked_add_months(Months::new(1)).and_then(|day| day.pred_opt());
        // INVARIANT: the year is at most 9998, so the next month exists.
        next.unwrap_or(self.0)
    }

    /// The month after.
    ///
    /// # Errors
    /// Outside the years 0002 to 9998.
    pub fn next(self) -> Result<Self, PeriodError> {
        self.offset(1)
    }

    /// The month that many months later, or earlier when negative.
    ///
    /// # Errors
    /// Outside the years 0002 to 9998.
    pub fn offset(self, months: i32) -> Result<Self, PeriodError> {
        let by = Months::new(months.unsigned_abs());
        let moved = if months < 0 { self.0.checked_sub_months(by) } else { self.0.checked_add_months(by) };
        moved.ok_or(PeriodError).and_then(bounded).map(Self)
    }

    /// Whether `date` lies in this month.
    pub fn contains(self, date: NaiveDate) -> bool {
        date.year() == self.0.year() && date.month() == self.0.month()
    }
}

impl IsoWeek {
    /// The week that holds `date`.
    ///
    /// # Errors
    /// Outside the years 0002 to 9998.
    pub fn of(date: NaiveDate) -> Result<Self, PeriodError> {
        let days = u64::from(bounded(date)?.weekday().num_days_from_monday());
        date.checked_sub_days(Days::new(days)).map(Self).ok_or(PeriodError)
    }

    /// Its Monday.
    pub fn first(self) -> NaiveDate {
        self.0
    }

    /// Its Sunday.
    pub fn last(self) -> NaiveDate {
        // INVARIANT: the year is at most 9998, so six days later exists.
        self.0.checked_add_days(Days::new(6)).unwrap_or(self.0)
    }

    /// The week after.
    ///
    /// # Errors
    /// Outside the years 0002 to 9998.
    pub fn next(self) -> Result<Self, PeriodError> {
        self.offset(1)
    }

    /// The week that many weeks later, or earlier when negative.
    ///
    /// # Errors
    /// Outside the years 0002 to 9998.
    pub fn offset(self, weeks: i64) -> Result<Self, PeriodError> {
        let by = Days::new(weeks.unsigned_abs().saturating_mul(7));
        let moved = if weeks < 0 { self.0.checked_sub_days(by) } else { self.0.checked_add_days(by) };
        moved.ok_or(PeriodError).and_then(bounded).map(Self)
    }

    /// Weeks from `earlier` to this one.
    pub fn weeks_since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0).num_days() / 7
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.year(), self.0.month())
    }
}

impl fmt::Display for IsoWeek {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let week = self.0.iso_week();
        write!(f, "{:04}-W{:02}", week.year(), week.week())
    }
}

impl FromStr for Month {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, PeriodError> {
        let (year, month) = text.split_once('-').ok_or(PeriodError)?;
        if year.len() != 4 || month.len() != 2 || !digits(year) || !digits(month) {
            return Err(PeriodError);
        }
        let (year, month) = (year.parse().map_err(|_| PeriodError)?, month.parse().map_err(|_| PeriodError)?);
        NaiveDate::from_ymd_opt(year, month, 1).ok_or(PeriodError).and_then(bounded).map(Self)
    }
}

impl FromStr for IsoWeek {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, PeriodError> {
        let (year, week) = text.split_once("-W").ok_or(PeriodError)?;
        if year.len() != 4 || week.len() != 2 || !digits(year) || !digits(week) {
            return Err(PeriodError);
        }
        let (year, week) = (year.parse().map_err(|_| PeriodError)?, week.parse().map_err(|_| PeriodError)?);
        NaiveDate::from_isoywd_opt(year, week, Weekday::Mon).ok_or(PeriodError).and_then(bounded).map(Self)
    }
}

macro_rules! period_text {
    ($($name:ident),*) => {$(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
    )*};
}

period_text!(Month, IsoWeek);

refined!(Month, String, |text| text.parse().map_err(|_| ErrorCode::TimeNotAMonth));

refined!(IsoWeek, String, |text| text.parse().map_err(|_| ErrorCode::TimeNotAWeek));
