//! Calendars, triggers and timers: what their evidence and bench share.

pub mod bench;
pub mod evidence;
