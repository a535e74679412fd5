//! Days that come again, as data.

use deserr::Deserr;
use serde::Serialize;

use crate::error::ErrorCode;
#[cfg(feature = "lunar")]
use crate::kernel::calendar::Festival;
use crate::kernel::calendar::WorkingDay;
use crate::primitives::decode::DecodeError;
use crate::primitives::{Day, bounded_integer};

bounded_integer! {
    /// A count of events or of days, weeks and months: 1 to 1,000.
    TriggerCount(u32), 1, 1_000, ErrorCode::TriggerNotACount
}

impl Default for TriggerCount {
    fn default() -> Self {
        Self(1)
    }
}

bounded_integer! {
    /// A day of a month, 1 to 31.
    DayOfMonth(u32), 1, 31, ErrorCode::TriggerNotADayOfMonth
}

bounded_integer! {
    /// Days after a festival, below 0 before it: -366 to 366.
    #[derive(Default)]
    DayOffset(i32), -366, 366, ErrorCode::TriggerNotAnOffset
}

/// Which days come again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[deserr(error = DecodeError, tag = "type", deny_unknown_fields)]
pub enum Cadence {
    /// Every day, or every so many days.
    #[deserr(rename = "daily")]
    Daily {
        /// The first day, from which is counted.
        from: Day,
        /// Every how many days. Default: 1.
        #[serde(default)]
        #[deserr(default)]
        every: TriggerCount,
    },
    /// On days of the week, in every or every so many weeks; weeks begin on Monday.
    #[deserr(rename = "weekly")]
    Weekly {
        /// The first day that may be one; its week is the first.
        from: Day,
        /// Every how many weeks. Default: 1.
        #[serde(default)]
        #[deserr(default)]
        every: TriggerCount,
        /// The days of the week.
        days: Vec<WorkingDay>,
    },
    /// On a day of the month, in every or every so many months.
    #[deserr(rename = "monthly")]
    Monthly {
        /// The first day that may be one; its month is the first.
        from: Day,
        /// Every how many months. Default: 1.
        #[serde(default)]
        #[deserr(default)]
        every: TriggerCount,
        /// The day; a shorter month's last day where it has no such day.
        day: DayOfMonth,
    },
    /// A festival of the Chinese calendar, or days before or after it; with feature `lunar`.
    #[cfg(feature = "lunar")]
    #[deserr(rename = "festival")]
    Festival {
        /// The festival.
        festival: Festival,
        /// Days after it, below 0 before it. Default: 0.
        #[serde(default)]
        #[deserr(default)]
        offset_days: DayOffset,
        /// The first day that may be one.
        from: Day,
    },
    /// A recurrence rule of iCalendar (RFC 5545) over days; with feature `rrule`. At most 10,000 days
    /// within a hundred years.
    #[cfg(feature = "rrule")]
    #[deserr(rename = "rrule")]
    Rrule {
        /// The rule, such as `FREQ=MONTHLY;BYDAY=-1FR`.
        rule: String,
        /// The first day that may be one, the rule's `DTSTART`.
        from: Day,
    },
}

impl Cadence {
    /// The first day that may be one.
    pub(super) fn from(&self) -> Day {
        match self {
            Self::Daily { from, .. } | Self::Weekly { from, .. } | Self::Monthly { from, .. } => *from,
            #[cfg(feature = "lunar")]
            Self::Festival { from, .. } => *from,
            #[cfg(feature = "rrule")]
            Self::Rrule { from, .. } => *from,
        }
    }
}

/// What becomes of a day of a cadence that is not worked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[deserr(error = DecodeError)]
pub enum OnHoliday {
    /// It stays.
    #[default]
    #[deserr(rename = "keep")]
    Keep,
    /// It is left out.
    #[deserr(rename = "skip")]
    Skip,
    /// The next business day takes its place; two that meet there are one.
    #[deserr(rename = "next")]
    Next,
}
