//! Days around an event: "from 45 days before the Spring Festival to its eve".

use chrono::{NaiveDate, TimeDelta};
use deserr::Deserr;
use serde::Serialize;

use crate::error::{Error, ErrorCode, Violation};
use crate::primitives::decode::DecodeError;
use crate::primitives::{Day, JsonPointer};

#[cfg(feature = "lunar")]
use super::festival::{Festival, day_of, no_festivals};
use super::model::CalendarModel;

/// A window to cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct WindowRequest {
    /// What the window lies around.
    pub event: WindowEvent,
    /// Where it begins: days after the event, below 0 before it.
    pub from: i32,
    /// Where it ends, in the same count; this day belongs to it.
    pub through: i32,
    /// What is counted. Default: days.
    #[cfg_attr(feature = "schema", schemars(default))]
    #[deserr(default)]
    pub unit: WindowUnit,
}

/// What a window lies around.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[deserr(error = DecodeError, tag = "type", deny_unknown_fields)]
pub enum WindowEvent {
    /// A day.
    #[deserr(rename = "day")]
    Day {
        /// The day.
        day: Day,
    },
    /// A festival of a year; with feature `lunar`.
    #[cfg(feature = "lunar")]
    #[deserr(rename = "festival")]
    Festival {
        /// The festival.
        festival: Festival,
        /// The year, 1912 to 2100.
        year: u32,
    },
}

/// What the bounds of a window count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[deserr(error = DecodeError)]
pub enum WindowUnit {
    /// Days of the calendar.
    #[default]
    #[deserr(rename = "days")]
    Days,
    /// Business days; 0 is the event's day, or the next business day.
    #[deserr(rename = "business_days")]
    BusinessDays,
}

/// The days of a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EventWindow {
    /// The day of the event.
    pub event: Day,
    /// The first day.
    pub from: Day,
    /// The last day, which belongs to it.
    pub through: Day,
    /// How many days it has.
    pub days: i64,
    /// How many of them are worked.
    pub business_days: i64,
    /// Whether holidays are not known for its first or its last day.
    pub provisional: bool,
}

impl CalendarModel {
    /// The days of a window around an event.
    ///
    /// # Errors
    /// Class `input`: `calendar.no_festivals`, `calendar.empty_window`, `time.out_of_range`,
    /// `calendar.beyond_known`.
    ///
    /// ```
    /// use leadstone::kernel::calendar::{CalendarDefinition, CalendarModel, WindowEvent, WindowRequest, WindowUnit};
    /// let plain = CalendarDefinition::monday_to_friday(leadstone::Id::try_new("cn").unwrap());
    /// let calendar = CalendarModel::compile(plain).unwrap();
    /// let event = WindowEvent::Day { day: "2026-02-17".parse().unwrap() };
    /// let window = calendar.window(&WindowRequest { event, from: -45, through: -1, unit: WindowUnit::Days }).unwrap();
    /// assert_eq!(window.from.to_string(), "2026-01-03");
    /// assert_eq!((window.days, window.business_days), (45, 31)); // 3 January is a Saturday: 6 weeks and 3 days
    /// ```
    pub fn window(&self, request: &WindowRequest) -> Result<EventWindow, Error> {
        let root = JsonPointer::root();
        let refuse = |violation| Error::input(vec![violation]);
        let event = match request.event {
            WindowEvent::Day { day } => day,
            #[cfg(feature = "lunar")]
            WindowEvent::Festival { festival, year } => {
                day_of(festival, year).ok_or_else(|| refuse(no_festivals(year, root.key("event").key("year"))))?
            }
        };
        if request.from > request.through {
            let violation = Violation::new(ErrorCode::CalendarEmptyWindow, root.key("through"));
            let violation = violation.with("from", i64::from(request.from));
            return Err(refuse(violation.with("through", i64::from(request.through))));
        }
        let bound = |offset: i32, key: &str| {
            let date = self.offset(event.date(), offset, request.unit).and_then(|date| Day::try_from(date).ok());
            date.ok_or_else(|| refuse(Violation::new(ErrorCode::TimeOutOfRange, root.key(key))))
        };
        let (from, through) = (bound(request.from, "from")?, bound(request.through, "through")?);
        let provisional = self
            .is_provisional(&[from.date(), through.date()])
            .map_err(|violation| refuse(violation.under(&root.key("event"))))?;
        let end = through.date() + TimeDelta::days(1);
        let days = (end - from.date()).num_days();
        let business_days = self.business_days_between(from.date(), end);
        Ok(EventWindow { event, from, through, days, business_days, provisional })
    }

    fn offset(&self, event: NaiveDate, offset: i32, unit: WindowUnit) -> Option<NaiveDate> {
        match unit {
            WindowUnit::Days => event.checked_add_signed(TimeDelta::days(offset.into())),
            WindowUnit::BusinessDays => self.add_business_days(event, offset),
        }
    }
}
