//! Weeks, months and trailing days of an instant, cut in a zone.

use chrono::{Days, NaiveDate};

use crate::primitives::{Instant, InstantError, IsoWeek, Month, PeriodError, Zone};

/// A span of instants: from `start`, included, to `end`, excluded.
///
/// Half open, so that spans of neighbouring days, weeks or months meet without gap or overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first instant.
    pub start: Instant,
    /// The first instant after it.
    pub end: Instant,
}

impl Span {
    /// Whether an instant lies in the span.
    pub fn contains(self, at: Instant) -> bool {
        self.start <= at && at < self.end
    }

    /// Whether the span is over at `as_of`: its last microsecond has been reached.
    ///
    /// The end of a local day is its last microsecond, so a day's end completes that day.
    pub fn is_complete(self, as_of: Instant) -> bool {
        as_of.micros() >= self.end.micros() - 1
    }
}

/// The local month of an instant.
///
/// # Errors
/// Outside the years 0002 to 9998.
///
/// ```
/// use leadstone::kernel::calendar::{month_of, month_span};
/// let zone = "+08:00".parse().unwrap();
/// // 16:30 on 31 January in Greenwich is already February in Shanghai.
/// let month = month_of("2026-01-31T16:30:00Z".parse().unwrap(), &zone).unwrap();
/// assert_eq!(month.to_string(), "2026-02");
/// let span = month_span(month, &zone).unwrap();
/// assert_eq!(span.start.to_string(), "2026-01-31T16:00:00Z");
/// assert_eq!(span.end.to_string(), "2026-02-28T16:00:00Z");
/// ```
pub fn month_of(at: Instant, zone: &Zone) -> Result<Month, PeriodError> {
    Month::of(zone.date_of(at))
}

/// The local ISO week of an instant.
///
/// # Errors
/// Outside the years 0002 to 9998.
///
/// ```
/// use leadstone::kernel::calendar::{week_of, week_span};
/// let zone = "-05:00".parse().unwrap();
/// // 03:00 on Monday in Greenwich is still Sunday in New York.
/// let week = week_of("2026-03-02T03:00:00Z".parse().unwrap(), &zone).unwrap();
/// assert_eq!(week.to_string(), "2026-W09");
/// assert_eq!(week_span(week, &zone).unwrap().end.to_string(), "2026-03-02T05:00:00Z");
/// ```
pub fn week_of(at: Instant, zone: &Zone) -> Result<IsoWeek, PeriodError> {
    IsoWeek::of(zone.date_of(at))
}

/// The instants of a local month.
///
/// # Errors
/// Outside the years 0001 to 9999.
pub fn month_span(month: Month, zone: &Zone) -> Result<Span, InstantError> {
    days_span(month.first(), month.last(), zone)
}

/// The instants of a local ISO week.
///
/// # Errors
/// Outside the years 0001 to 9999.
pub fn week_span(week: IsoWeek, zone: &Zone) -> Result<Span, InstantError> {
    days_span(week.first(), week.last(), zone)
}

/// The instants of the last `days` local days up to and including the day of `as_of`.
///
/// # Errors
/// Outside the years 0001 to 9999.
///
/// ```
/// use leadstone::kernel::calendar::trailing_days;
/// let span = trailing_days("2026-03-10T09:00:00Z".parse().unwrap(), 7, &leadstone::Zone::utc()).unwrap();
/// assert_eq!(span.start.to_string(), "2026-03-04T00:00:00Z");
/// assert_eq!(span.end.to_string(), "2026-03-11T00:00:00Z");
/// ```
pub fn trailing_days(as_of: Instant, days: u32, zone: &Zone) -> Result<Span, InstantError> {
    let last = zone.date_of(as_of);
    let back = Days::new(u64::from(days.saturating_sub(1)));
    days_span(last.checked_sub_days(back).ok_or(InstantError)?, last, zone)
}

/// The instants of the local days from `first` to `last`, both included.
fn days_span(first: NaiveDate, last: NaiveDate, zone: &Zone) -> Result<Span, InstantError> {
    let next = last.succ_opt().ok_or(InstantError)?;
    Ok(Span { start: zone.start_of(first)?, end: zone.start_of(next)? })
}
