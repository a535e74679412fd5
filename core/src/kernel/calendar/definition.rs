//! The calendar as data.

use chrono::Weekday;
use deserr::Deserr;
use serde::Serialize;

use crate::primitives::decode::DecodeError;
use crate::primitives::{Day, Id};

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
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct CalendarDefinition {
    /// Always `calendar`.
    #[cfg_attr(feature = "schema", schemars(extend("const" = "calendar")))]
    pub kind: String,
    /// Always 1.
    #[cfg_attr(feature = "schema", schemars(extend("const" = 1)))]
    pub schema_version: u32,
    /// Id of the calendar.
    pub id: Id,
    /// The weekdays that are worked, each once; Monday to Friday by default.
    #[serde(default = "WorkingDay::monday_to_friday")]
    #[deserr(default = WorkingDay::monday_to_friday())]
    pub working_days: Vec<WorkingDay>,
    /// Days off, whatever their weekday.
    #[serde(default)]
    #[deserr(default)]
    pub holidays: Vec<Holiday>,
    /// Days worked, whatever their weekday, such as make-up days for a long holiday.
    #[serde(default)]
    #[deserr(default)]
    pub workdays: Vec<Workday>,
}

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[deserr(error = DecodeError)]
pub enum WorkingDay {
    /// Monday.
    #[deserr(rename = "mon")]
    Mon,
    /// Tuesday.
    #[deserr(rename = "tue")]
    Tue,
    /// Wednesday.
    #[deserr(rename = "wed")]
    Wed,
    /// Thursday.
    #[deserr(rename = "thu")]
    Thu,
    /// Friday.
    #[deserr(rename = "fri")]
    Fri,
    /// Saturday.
    #[deserr(rename = "sat")]
    Sat,
    /// Sunday.
    #[deserr(rename = "sun")]
    Sun,
}

/// A day off.
#[derive(Debug, Clone, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct Holiday {
    /// The local day, `YYYY-MM-DD`.
    pub date: Day,
    /// What it is called, for people.
    #[serde(default)]
    #[deserr(default)]
    pub name: Option<Id>,
}

/// A day that is worked although its weekday is not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct Workday {
    /// The local day, `YYYY-MM-DD`.
    pub date: Day,
}

impl CalendarDefinition {
    /// The kind that a calendar states.
    pub const KIND: &'static str = "calendar";

    /// Monday to Friday, without holidays.
    pub fn monday_to_friday(id: Id) -> Self {
        Self {
            kind: Self::KIND.to_owned(),
            schema_version: 1,
            id,
            working_days: WorkingDay::monday_to_friday(),
            holidays: Vec::new(),
            workdays: Vec::new(),
        }
    }
}

impl WorkingDay {
    /// The five days that are worked by default.
    pub fn monday_to_friday() -> Vec<Self> {
        vec![Self::Mon, Self::Tue, Self::Wed, Self::Thu, Self::Fri]
    }

    /// The name used in definitions.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mon => "mon",
            Self::Tue => "tue",
            Self::Wed => "wed",
            Self::Thu => "thu",
            Self::Fri => "fri",
            Self::Sat => "sat",
            Self::Sun => "sun",
        }
    }

    /// The weekday.
    pub const fn weekday(self) -> Weekday {
        match self {
            Self::Mon => Weekday::Mon,
            Self::Tue => Weekday::Tue,
            Self::Wed => Weekday::Wed,
            Self::Thu => Weekday::Thu,
            Self::Fri => Weekday::Fri,
            Self::Sat => Weekday::Sat,
            Self::Sun => Weekday::Sun,
        }
    }
}
