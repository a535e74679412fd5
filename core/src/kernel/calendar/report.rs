//! What the verbs of a calendar answer.

use serde::Serialize;

use super::definition::CalendarDefinition;

/// Whether a day is worked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BusinessDay {
    /// Whether it is.
    pub business_day: bool,
    /// Whether holidays are not known for the day, so that it may still change.
    pub provisional: bool,
}

/// The time worked between two instants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WorkedTime {
    /// Whole seconds by the clock on the wall; negative when the second instant is the earlier one.
    pub seconds: i64,
    /// Whether holidays are not known for one of the two days.
    pub provisional: bool,
}

/// The business days between two days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BusinessDayCount {
    /// How many; negative when the second day is the earlier one.
    pub days: i64,
    /// Whether holidays are not known for one of the two days.
    pub provisional: bool,
}

/// A calendar with the days of an import, to be read, edited and compiled.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CalendarImport {
    /// The definition.
    pub definition: CalendarDefinition,
    /// Holidays that it did not have before.
    pub holidays_added: usize,
    /// Make-up workdays that it did not have before.
    pub workdays_added: usize,
    /// Days that it had already, or that the import says twice.
    pub unchanged: usize,
    /// Entries that say nothing about whole days; always empty for holiday-cn.
    pub skipped: Vec<SkippedEntry>,
}

/// An entry of an imported text that says nothing about whole days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SkippedEntry {
    /// The line where it begins, from 1.
    pub line: usize,
    /// Why it is left out.
    pub why: SkipReason,
}

/// Why an entry of an imported text is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SkipReason {
    /// It is cancelled.
    Cancelled,
    /// It has a time of the day, or covers no whole day.
    NotAWholeDay,
    /// It says that the time is free, or only perhaps taken.
    NotBusy,
    /// It is a task, a journal entry or something else that is neither an event nor busy time.
    NotAnEvent,
}
