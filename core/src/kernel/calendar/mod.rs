//! Floor 1: business days of a calendar, and weeks and months cut in a zone.
//!
//! Which days are worked is data: weekdays, holidays, and weekend days that are worked instead.
//! A [`CalendarDefinition`] compiles to a [`CalendarModel`], which counts business days over any
//! span in logarithmic time, and business hours too: [`CalendarModel::after`] says when a span of
//! business time is over. Statutory holidays are the host's data; none are built in.

mod business_time;
mod compile;
mod deadline;
mod definition;
mod model;
mod zoned;

pub use deadline::{Deadline, TimeSpan, TimeUnit};
pub use definition::{
    BeyondKnown, CalendarDefinition, ClockTime, ClockTimeError, Holiday, KnownRange, OpenHours, Workday, WorkingDay,
};
pub use model::CalendarModel;
pub use zoned::{Span, month_of, month_span, trailing_days, week_of, week_span};
