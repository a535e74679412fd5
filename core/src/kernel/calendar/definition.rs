//! The calendar as data.

use std::fmt;
use std::str::FromStr;

use chrono::Weekday;
use deserr::Deserr;
use serde::{Serialize, Serializer};

use crate::error::ErrorCode;
use crate::primitives::decode::{DecodeError, refined};
use crate::primitives::{Day, Id, Zone};

/// Which days are worked, and at which hours.
///
/// ```json
/// { "kind": "calendar", "schema_version": 1, "id": "cn", "time_zone": "+08:00",
///   "working_days": ["mon", "tue", "wed", "thu", "fri"],
///   "hours": [{ "days": ["mon", "tue", "wed", "thu", "fri"], "from": "09:00", "to": "18:00" }],
///   "holidays": [{ "date": "2026-10-01", "name": "国庆节" }],
///   "workdays": [{ "date": "2026-10-10", "like": "fri" }],
///   "known": { "from": "2026-01-01", "through": "2026-12-31", "beyond": "provisional" } }
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
    /// The hours of the working days; without any a business day counts whole, midnight to midnight.
    /// Deadlines in business hours read them; counts of business days do not.
    #[serde(default)]
    #[deserr(default)]
    pub hours: Vec<OpenHours>,
    /// The zone in which deadlines cut days and mean hours; absent = that of the call. The brief cuts
    /// its days in the zone of the pack.
    #[serde(default)]
    #[deserr(default)]
    pub time_zone: Option<Zone>,
    /// The days whose holidays are known, for deadlines; absent = all of them.
    #[serde(default)]
    #[deserr(default)]
    pub known: Option<KnownRange>,
}

/// A span of hours that some weekdays are worked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct OpenHours {
    /// The weekdays, each of them a working day.
    pub days: Vec<WorkingDay>,
    /// When work begins.
    pub from: ClockTime,
    /// When it ends, later on the same day; `24:00` is the day's end.
    pub to: ClockTime,
}

/// The days whose holidays and make-up workdays the calendar knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct KnownRange {
    /// The first of them.
    pub from: Day,
    /// The last of them.
    pub through: Day,
    /// What becomes of a deadline that begins or ends on another day. Default: it is provisional.
    #[serde(default)]
    #[deserr(default)]
    pub beyond: BeyondKnown,
}

/// What becomes of a deadline for which holidays are not known yet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[deserr(error = DecodeError)]
pub enum BeyondKnown {
    /// It is counted by the working week and marked, to be counted again when the days are known.
    #[default]
    #[deserr(rename = "provisional")]
    Provisional,
    /// It is refused.
    #[deserr(rename = "error")]
    Error,
}

/// A time of the clock in whole minutes, `00:00` to `24:00`.
///
/// ```
/// use leadstone::kernel::calendar::ClockTime;
/// let time: ClockTime = "09:30".parse().unwrap();
/// assert_eq!(time.minutes(), 570);
/// assert!("9:30".parse::<ClockTime>().is_err());
/// assert!("24:01".parse::<ClockTime>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClockTime(u16);

/// The text is not a time of the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockTimeError;

impl ClockTime {
    /// Minutes since midnight.
    pub fn minutes(self) -> u16 {
        self.0
    }
}

impl FromStr for ClockTime {
    type Err = ClockTimeError;

    fn from_str(text: &str) -> Result<Self, ClockTimeError> {
        let two = |part: &str| match part.as_bytes() {
            [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => Some(u16::from(tens - b'0') * 10 + u16::from(ones - b'0')),
            _ => None,
        };
        let (hours, minutes) = text.split_once(':').ok_or(ClockTimeError)?;
        let (hours, minutes) = two(hours).zip(two(minutes)).ok_or(ClockTimeError)?;
        let time = hours * 60 + minutes;
        if minutes < 60 && time <= 24 * 60 { Ok(Self(time)) } else { Err(ClockTimeError) }
    }
}

impl fmt::Display for ClockTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl Serialize for ClockTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

refined!(ClockTime, String, |text| text.parse().map_err(|_| ErrorCode::TimeNotAClockTime));

#[cfg(feature = "schema")]
impl schemars::JsonSchema for ClockTime {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ClockTime".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$" })
    }
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
    /// The working day whose hours it has; absent = the first of `working_days`.
    #[serde(default)]
    #[deserr(default)]
    pub like: Option<WorkingDay>,
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
            hours: Vec::new(),
            time_zone: None,
            known: None,
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
