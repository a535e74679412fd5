//! Floor 1: business days of a calendar, and weeks and months cut in a zone.
//!
//! Which days are worked is data: weekdays, holidays, and weekend days that are worked instead.
//! A [`CalendarDefinition`] compiles to a [`CalendarModel`], which counts business days over any
//! span in logarithmic time, and business hours too: [`CalendarModel::after`] says when a span of
//! business time is over. Statutory holidays are the host's data; none are built in, but
//! [`CalendarModel::with_holiday_cn`] and [`CalendarModel::with_ical`] read them from what is published.

mod business_time;
mod compile;
mod deadline;
mod definition;
#[cfg(feature = "lunar")]
mod festival;
mod holiday_cn;
mod ical;
mod ical_lines;
mod import;
mod model;
#[cfg(feature = "rrule")]
mod recurrence;
mod report;
mod request;
mod window;
mod zoned;

pub use deadline::{Deadline, TimeSpan, TimeUnit};
pub use definition::{
    BeyondKnown, CalendarDefinition, ClockTime, ClockTimeError, Holiday, KnownRange, OpenHours, Workday, WorkingDay,
};
#[cfg(feature = "lunar")]
pub use festival::{Festival, FestivalDay, Festivals, FestivalsRequest};
pub use holiday_cn::{HolidayCnDay, HolidayCnRequest, HolidayCnYear};
pub use ical::{IcalDays, IcalRequest};
pub use model::CalendarModel;
#[cfg(feature = "rrule")]
pub use recurrence::{RuleError, occurrences};
pub use report::{BusinessDay, BusinessDayCount, CalendarImport, SkipReason, SkippedEntry, WorkedTime};
pub use request::{BusinessDaysRequest, DayRequest, DeadlineRequest, WorkedRequest};
pub use window::{EventWindow, WindowEvent, WindowRequest, WindowUnit};
pub use zoned::{Span, month_of, month_span, trailing_days, week_of, week_span};
