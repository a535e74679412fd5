//! Floor 1: business days of a calendar, and weeks and months cut in a zone.
//!
//! Which days are worked is data: weekdays, holidays, and weekend days that are worked instead.
//! A [`CalendarDefinition`] compiles to a [`CalendarModel`], which counts business days over any
//! span in logarithmic time. Statutory holidays are the host's data; none are built in.

mod compile;
mod definition;
mod model;
mod zoned;

pub use definition::{CalendarDefinition, Holiday, Workday, WorkingDay};
pub use model::CalendarModel;
pub use zoned::{Span, month_of, month_span, trailing_days, week_of, week_span};
