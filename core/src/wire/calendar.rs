//! Doors of calendars: each takes one document and answers one.

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value;

use crate::error::{Error, Violation};
#[cfg(feature = "lunar")]
use crate::kernel::calendar::Festivals;
use crate::kernel::calendar::{
    BusinessDay, BusinessDayCount, BusinessDaysRequest, CalendarImport, CalendarModel, DayRequest, Deadline,
    DeadlineRequest, EventWindow, HolidayCnRequest, WorkedRequest, WorkedTime,
};
use crate::primitives::{JsonPointer, Zone, canonical_json, decode};

const MICROS_PER_SECOND: i64 = 1_000_000;

impl CalendarModel {
    /// Decodes and compiles a calendar given as a JSON value.
    ///
    /// # Errors
    /// As [`Self::from_json`].
    pub fn from_value(definition: Value) -> Result<Self, Error> {
        decode::definition_value(definition).and_then(Self::compile)
    }

    /// The compiled definition as canonical JSON, defaults written.
    ///
    /// # Errors
    /// As [`canonical_json`].
    pub fn to_json(&self) -> Result<String, Error> {
        canonical_json(self.definition())
    }

    /// Whether a day is worked: `{"day"}`.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `time.*`, `calendar.beyond_known`.
    pub fn is_business_day_value(&self, request: Value) -> Result<BusinessDay, Error> {
        let DayRequest { day } = decode::input_value(request)?;
        let provisional = self.known_at(day.date(), "day")?;
        Ok(BusinessDay { business_day: self.is_business_day(day.date()), provisional })
    }

    /// As [`Self::is_business_day_value`], text to canonical JSON.
    ///
    /// # Errors
    /// As [`Self::is_business_day_value`].
    pub fn is_business_day_json(&self, request: &str) -> Result<String, Error> {
        self.door(request, Self::is_business_day_value)
    }

    /// When a span of time is over that begins at an instant: `{"at", "span", "time_zone"?}`.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `time.*`, `calendar.beyond_known`.
    pub fn after_value(&self, request: Value) -> Result<Deadline, Error> {
        let DeadlineRequest { at, span, time_zone } = decode::input_value(request)?;
        self.after(at, span, &time_zone.unwrap_or_else(Zone::utc)).map_err(|violation| refused(violation, "span"))
    }

    /// As [`Self::after_value`], text to canonical JSON.
    ///
    /// # Errors
    /// As [`Self::after_value`].
    pub fn after_json(&self, request: &str) -> Result<String, Error> {
        self.door(request, Self::after_value)
    }

    /// When to begin a span of time at the latest that is over at an instant: `{"at", "span", "time_zone"?}`.
    ///
    /// # Errors
    /// As [`Self::after_value`].
    pub fn before_value(&self, request: Value) -> Result<Deadline, Error> {
        let DeadlineRequest { at, span, time_zone } = decode::input_value(request)?;
        self.before(at, span, &time_zone.unwrap_or_else(Zone::utc)).map_err(|violation| refused(violation, "span"))
    }

    /// As [`Self::before_value`], text to canonical JSON.
    ///
    /// # Errors
    /// As [`Self::before_value`].
    pub fn before_json(&self, request: &str) -> Result<String, Error> {
        self.door(request, Self::before_value)
    }

    /// The time worked between two instants: `{"from", "to", "time_zone"?}`.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `time.*`, `calendar.beyond_known`.
    pub fn worked_value(&self, request: Value) -> Result<WorkedTime, Error> {
        let WorkedRequest { from, to, time_zone } = decode::input_value(request)?;
        let given = time_zone.unwrap_or_else(Zone::utc);
        let zone = self.zone_or(&given);
        let unknown = [self.known_at(zone.date_of(from), "from")?, self.known_at(zone.date_of(to), "to")?];
        let seconds = self.worked_micros(from, to, &given) / MICROS_PER_SECOND;
        Ok(WorkedTime { seconds, provisional: unknown.contains(&true) })
    }

    /// As [`Self::worked_value`], text to canonical JSON.
    ///
    /// # Errors
    /// As [`Self::worked_value`].
    pub fn worked_json(&self, request: &str) -> Result<String, Error> {
        self.door(request, Self::worked_value)
    }

    /// Business days from a day, which counts, to another, which does not: `{"from", "to"}`.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `time.*`, `calendar.beyond_known`.
    pub fn business_days_value(&self, request: Value) -> Result<BusinessDayCount, Error> {
        let BusinessDaysRequest { from, to } = decode::input_value(request)?;
        let unknown = [self.known_at(from.date(), "from")?, self.known_at(to.date(), "to")?];
        let days = self.business_days_between(from.date(), to.date());
        Ok(BusinessDayCount { days, provisional: unknown.contains(&true) })
    }

    /// As [`Self::business_days_value`], text to canonical JSON.
    ///
    /// # Errors
    /// As [`Self::business_days_value`].
    pub fn business_days_json(&self, request: &str) -> Result<String, Error> {
        self.door(request, Self::business_days_value)
    }

    /// The days of a window around an event: `{"event", "from", "through", "unit"?}`.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, and as [`Self::window`].
    pub fn window_value(&self, request: Value) -> Result<EventWindow, Error> {
        decode::input_value(request).and_then(|request| self.window(&request))
    }

    /// As [`Self::window_value`], text to canonical JSON.
    ///
    /// # Errors
    /// As [`Self::window_value`].
    pub fn window_json(&self, request: &str) -> Result<String, Error> {
        self.door(request, Self::window_value)
    }

    /// The festivals of a year by moon and sun: `{"year"}`.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `calendar.no_festivals`.
    #[cfg(feature = "lunar")]
    pub fn festivals_value(&self, request: Value) -> Result<Festivals, Error> {
        decode::input_value(request).and_then(Festivals::of)
    }

    /// As [`Self::festivals_value`], text to canonical JSON.
    ///
    /// # Errors
    /// As [`Self::festivals_value`].
    #[cfg(feature = "lunar")]
    pub fn festivals_json(&self, request: &str) -> Result<String, Error> {
        self.door(request, Self::festivals_value)
    }

    /// The definition with the days of holiday-cn files: `{"years": [file, ...]}`.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, and as [`Self::with_holiday_cn`].
    pub fn with_holiday_cn_value(&self, request: Value) -> Result<CalendarImport, Error> {
        decode::input_value::<HolidayCnRequest>(request).and_then(|request| self.with_holiday_cn(&request))
    }

    /// As [`Self::with_holiday_cn_value`], text to canonical JSON.
    ///
    /// # Errors
    /// As [`Self::with_holiday_cn_value`].
    pub fn with_holiday_cn_json(&self, request: &str) -> Result<String, Error> {
        self.door(request, Self::with_holiday_cn_value)
    }

    /// The definition with the whole days of an iCalendar text: `{"text", "days"?, "through"?, "time_zone"?}`.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, and as [`Self::with_ical`].
    pub fn with_ical_value(&self, request: Value) -> Result<CalendarImport, Error> {
        decode::input_value(request).and_then(|request| self.with_ical(&request))
    }

    /// As [`Self::with_ical_value`], text to canonical JSON.
    ///
    /// # Errors
    /// As [`Self::with_ical_value`].
    pub fn with_ical_json(&self, request: &str) -> Result<String, Error> {
        self.door(request, Self::with_ical_value)
    }

    /// Whether the holidays of a day that stands at `key` are not known.
    fn known_at(&self, day: NaiveDate, key: &str) -> Result<bool, Error> {
        self.is_provisional(&[day]).map_err(|violation| refused(violation, key))
    }

    fn door<T: Serialize>(
        &self,
        request: &str,
        verb: impl FnOnce(&Self, Value) -> Result<T, Error>,
    ) -> Result<String, Error> {
        let value = decode::parse(request).map_err(Error::input)?;
        verb(self, value).and_then(|answer| canonical_json(&answer))
    }
}

fn refused(violation: Violation, key: &str) -> Error {
    Error::input(vec![violation.under(&JsonPointer::root().key(key))])
}
