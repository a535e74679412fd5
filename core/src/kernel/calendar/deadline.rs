//! Deadlines: an instant and a span of clock or business time give the instant at which it is over.

use chrono::{NaiveDate, TimeDelta};
use deserr::Deserr;
use serde::Serialize;

use crate::error::{ErrorCode, Violation};
use crate::primitives::decode::DecodeError;
use crate::primitives::{Instant, JsonPointer, Zone};

use super::definition::BeyondKnown;
use super::model::CalendarModel;

const MICROS_PER_MINUTE: i64 = 60_000_000;

/// A span of time after which something is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct TimeSpan {
    /// How many of the unit.
    pub amount: u32,
    /// The unit.
    pub unit: TimeUnit,
}

/// The unit of a span of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[deserr(error = DecodeError)]
pub enum TimeUnit {
    /// Minutes, day and night.
    #[deserr(rename = "minutes")]
    Minutes,
    /// Hours, day and night.
    #[deserr(rename = "hours")]
    Hours,
    /// Days of 24 hours.
    #[deserr(rename = "days")]
    Days,
    /// Minutes that are worked.
    #[deserr(rename = "business_minutes")]
    BusinessMinutes,
    /// Hours that are worked.
    #[deserr(rename = "business_hours")]
    BusinessHours,
    /// Days that are worked; the time of day stays.
    #[deserr(rename = "business_days")]
    BusinessDays,
}

/// The instant at which a span of time is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Deadline {
    /// The instant.
    pub at: Instant,
    /// Whether holidays are not known for its days, so that it may still move.
    pub provisional: bool,
}

impl CalendarModel {
    /// The first instant by which a span of time is over that begins at `from`.
    ///
    /// Business minutes and hours are those of the clock on the wall: where a clock change falls
    /// into them, they are an hour longer or shorter.
    ///
    /// # Errors
    /// `calendar.beyond_known` when the calendar refuses days it does not know;
    /// `time.out_of_range` beyond the year 9999.
    ///
    /// ```
    /// use leadstone::kernel::calendar::{CalendarModel, TimeSpan, TimeUnit};
    /// let calendar = CalendarModel::from_json(r#"{
    ///     "kind": "calendar", "schema_version": 1, "id": "cn",
    ///     "hours": [{"days": ["mon", "tue", "wed", "thu", "fri"], "from": "09:00", "to": "18:00"}],
    ///     "holidays": [{"date": "2026-10-01"}, {"date": "2026-10-02"}],
    ///     "workdays": [{"date": "2026-10-10"}]
    /// }"#).unwrap();
    /// let zone = "+08:00".parse().unwrap();
    /// // Wednesday 17:00; one hour is left of it, Thursday and Friday are off: Monday 10:00.
    /// let from = "2026-09-30T17:00:00+08:00".parse().unwrap();
    /// let due = calendar.after(from, TimeSpan { amount: 2, unit: TimeUnit::BusinessHours }, &zone).unwrap();
    /// assert_eq!(due.at, "2026-10-05T10:00:00+08:00".parse().unwrap());
    /// assert_eq!(calendar.worked_micros(from, due.at, &zone), 2 * 3_600_000_000);
    /// ```
    pub fn after(&self, from: Instant, span: TimeSpan, zone: &Zone) -> Result<Deadline, Violation> {
        let amount = i64::from(span.amount);
        let zone = self.zone_or(zone);
        let at = match span.unit {
            TimeUnit::Minutes => return elapsed(from, amount, 1),
            TimeUnit::Hours => return elapsed(from, amount, 60),
            TimeUnit::Days => return elapsed(from, amount, 24 * 60),
            TimeUnit::BusinessMinutes => self.after_worked(from, amount, zone),
            TimeUnit::BusinessHours => self.after_worked(from, amount * 60, zone),
            TimeUnit::BusinessDays => {
                i32::try_from(span.amount).ok().and_then(|days| self.shift_days(from, days, zone))
            }
        };
        let at = at.ok_or_else(out_of_range)?;
        let provisional = self.is_provisional(&[zone.date_of(from), zone.date_of(at)])?;
        Ok(Deadline { at, provisional })
    }

    /// The last instant from which a span of time is over at `until`: when to begin at the latest.
    ///
    /// # Errors
    /// As [`Self::after`].
    ///
    /// ```
    /// use leadstone::kernel::calendar::{CalendarModel, TimeSpan, TimeUnit};
    /// let calendar = CalendarModel::from_json(r#"{
    ///     "kind": "calendar", "schema_version": 1, "id": "office",
    ///     "hours": [{"days": ["mon", "tue", "wed", "thu", "fri"], "from": "09:00", "to": "18:00"}]
    /// }"#).unwrap();
    /// let zone = "+08:00".parse().unwrap();
    /// // Due on Monday at 10:00; one hour of it is on Monday, two are on Friday until 18:00.
    /// let until = "2026-09-14T10:00:00+08:00".parse().unwrap();
    /// let begin = calendar.before(until, TimeSpan { amount: 3, unit: TimeUnit::BusinessHours }, &zone).unwrap();
    /// assert_eq!(begin.at, "2026-09-11T16:00:00+08:00".parse().unwrap());
    /// ```
    pub fn before(&self, until: Instant, span: TimeSpan, zone: &Zone) -> Result<Deadline, Violation> {
        let amount = i64::from(span.amount);
        let zone = self.zone_or(zone);
        let at = match span.unit {
            TimeUnit::Minutes => return elapsed(until, -amount, 1),
            TimeUnit::Hours => return elapsed(until, -amount, 60),
            TimeUnit::Days => return elapsed(until, -amount, 24 * 60),
            TimeUnit::BusinessMinutes => self.before_worked(until, amount, zone),
            TimeUnit::BusinessHours => self.before_worked(until, amount * 60, zone),
            TimeUnit::BusinessDays => {
                i32::try_from(span.amount).ok().and_then(|days| self.shift_days(until, -days, zone))
            }
        };
        let at = at.ok_or_else(out_of_range)?;
        let provisional = self.is_provisional(&[zone.date_of(at), zone.date_of(until)])?;
        Ok(Deadline { at, provisional })
    }

    /// Microseconds worked from one instant to another, by the clock on the wall; negative when
    /// `to` is the earlier one.
    pub fn worked_micros(&self, from: Instant, to: Instant, zone: &Zone) -> i64 {
        let zone = self.zone_or(zone);
        self.business_time().worked_before(zone.local(to)) - self.business_time().worked_before(zone.local(from))
    }

    /// The calendar's own zone, else the one that is given.
    pub fn zone_or<'a>(&'a self, zone: &'a Zone) -> &'a Zone {
        self.definition().time_zone.as_ref().unwrap_or(zone)
    }

    fn after_worked(&self, from: Instant, minutes: i64, zone: &Zone) -> Option<Instant> {
        if minutes == 0 {
            return Some(from);
        }
        let span = minutes.checked_mul(MICROS_PER_MINUTE)?;
        let worked = self.business_time().worked_before(zone.local(from)).checked_add(span)?;
        zone.instant(self.business_time().time_of(worked)?).ok()
    }

    fn before_worked(&self, until: Instant, minutes: i64, zone: &Zone) -> Option<Instant> {
        if minutes == 0 {
            return Some(until);
        }
        let span = minutes.checked_mul(MICROS_PER_MINUTE)?;
        let worked = self.business_time().worked_before(zone.local(until)).checked_sub(span)?;
        // Where work rests, many instants have seen that much work: one microsecond more has one beginning.
        let one_more = self.business_time().time_of(worked.checked_add(1)?)?;
        zone.instant(one_more.checked_sub_signed(TimeDelta::microseconds(1))?).ok()
    }

    fn shift_days(&self, from: Instant, days: i32, zone: &Zone) -> Option<Instant> {
        if days == 0 {
            return Some(from);
        }
        let local = zone.local(from);
        let date = self.add_business_days(local.date(), days)?;
        zone.instant(date.and_time(local.time())).ok()
    }

    /// Whether holidays are not known for one of the days, so that what was counted may still change.
    ///
    /// # Errors
    /// `calendar.beyond_known` when the calendar refuses days it does not know.
    pub fn is_provisional(&self, days: &[NaiveDate]) -> Result<bool, Violation> {
        let Some(known) = &self.definition().known else { return Ok(false) };
        let is_unknown = |day: &&NaiveDate| **day < known.from.date() || **day > known.through.date();
        let Some(day) = days.iter().find(is_unknown) else { return Ok(false) };
        match known.beyond {
            BeyondKnown::Provisional => Ok(true),
            BeyondKnown::Error => {
                let violation = Violation::new(ErrorCode::CalendarBeyondKnown, JsonPointer::root()).with("date", *day);
                Err(violation.with("from", known.from.date()).with("through", known.through.date()))
            }
        }
    }
}

fn elapsed(from: Instant, amount: i64, minutes: i64) -> Result<Deadline, Violation> {
    let micros = (amount * minutes).checked_mul(MICROS_PER_MINUTE).and_then(|span| from.micros().checked_add(span));
    let at = micros.and_then(|micros| Instant::from_micros(micros).ok()).ok_or_else(out_of_range)?;
    Ok(Deadline { at, provisional: false })
}

fn out_of_range() -> Violation {
    Violation::new(ErrorCode::TimeOutOfRange, JsonPointer::root())
}
