//! The calendar as data.

use chrono::NaiveDate;
use deserr::Deserr;
use serde::Serialize;

use crate::error::ErrorCode;
use crate::primitives::Id;
use crate::primitives::decode::{DecodeError, refined};

/// Which days are worked.
///
/// ```json
/// { "kind": "calendar", "schema_version": 1, "id": "cn",
///   "working_days": ["mon", "tue", "wed", "thu", "fri"],
///   "holidays": [{ "date": "2026-10-01", "name": "国庆节" }],
///   "workdays": [{ "date": "2026-10-10" }] }
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[deserr(error = DecodeError, deny_unknown_fields)]
#[serde(deny_unknown_fields)]
pub struct CalendarDefinition {
    /// Always `calendar`.
    pub kind: String,
    /// Always 1.
    pub schema_version: u32,
    /// Id of the calendar.
    pub id: Id,
    /// The weekdays that are worked, each once; Monday to Friday by default.
    #[deserr(default = WorkingDay::monday_to_friday())]
    #[serde(default = "WorkingDay::monday_to_friday")]
    pub working_days: Vec<WorkingDay>,
    /// Days off, whatever their weekday.
    #[deserr(default)]
    #[serde(default)]
    pub holidays: Vec<Holiday>,
    /// Days worked, whatever their weekday, such as make-up days for a long holiday.
    #[deserr(default)]
    #[serde(default)]
    pub workdays: Vec<Workday>,
}

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[deserr(error = DecodeError, rename_all = lowercase)]
#[serde(rename_all = "lowercase")]
pub enum WorkingDay {
    /// Monday.
    Mon,
    /// Tuesday.
    Tue,
    /// Wednesday.
    Wed,
    /// Thursday.
    Thu,
    /// Friday.
    Fri,
    /// Saturday.
    Sat,
    /// Sunday.
    Sun,
}

/// A day off.
#[derive(Debug, Clone, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[deserr(error = DecodeError, deny_unknown_fields)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    /// The local day, `YYYY-MM-DD`.
    pub date: CalendarDay,
    /// What it is called, for people.
    #[deserr(default)]
    #[serde(default)]
    pub name: Option<Id>,
}

/// A day that is worked although its weekday is not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[deserr(error = DecodeError, deny_unknown_fields)]
#[serde(deny_unknown_fields)]
pub struct Workday {
    /// The local day, `YYYY-MM-DD`.
    pub date: CalendarDay,
}
