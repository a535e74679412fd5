//! Floor 2 of the kernel: what has to happen because time passed, or because something did not happen.
//!
//! A [`TriggerSetDefinition`] compiles, with the calendars that it names, to a [`TriggerModel`]. The host
//! keeps one [`TriggerState`] for each instance (a lead, a contract) and hands it in with new events and
//! the time: [`TriggerModel::advance`] answers the next state and what fired. No clock runs here.
//!
//! Events are taken in the order of their own time, not of their arrival. What fired and is contradicted
//! by an event that arrives afterwards is taken back, as data; what arrives too late is handed back, as
//! data. A firing's id is derived from what it stands for, so that a host with a unique key on it acts
//! once. [`TimerHeap`] is for hosts that wake many instances in one process.

mod advance;
mod cadence;
mod cadence_definition;
mod compile;
mod definition;
mod heap;
mod model;
mod part;
mod report;
mod request;
mod value;

pub use cadence_definition::{Cadence, DayOfMonth, DayOffset, OnHoliday, TriggerCount};
pub use definition::{DateSide, Rearm, TriggerDefinition, TriggerRule, TriggerSetDefinition};
pub use heap::{DueTimer, TimerHandle, TimerHeap};
pub use model::TriggerModel;
pub use report::{DueFirings, DuplicateEvent, PendingTimer, TriggerAdvance};
pub use request::{
    TriggerAdvanceRequest, TriggerDueRequest, TriggerNextDueRequest, TriggerOptions, TriggerStartRequest,
};
pub use value::{Anchor, EventChanges, Part, TriggerEvent, TriggerFiring, TriggerState, Unscheduled, Waiting};
