//! Triggers as data.

use deserr::Deserr;
use serde::Serialize;

use crate::kernel::calendar::{ClockTime, TimeSpan};
use crate::kernel::condition::Condition;
use crate::primitives::decode::DecodeError;
use crate::primitives::{Field, Id, Zone};

use super::cadence_definition::{Cadence, OnHoliday, TriggerCount};

/// The triggers of one kind of instance, such as leads.
///
/// ```json
/// { "kind": "trigger.set", "schema_version": 1, "id": "leads", "time_zone": "+08:00", "lateness_minutes": 60,
///   "triggers": [
///     { "id": "no_call", "rule": { "type": "absence", "after": ["lead.created"], "without": ["call.made"],
///       "within": { "amount": 4, "unit": "business_hours" }, "calendar": "cn" } } ] }
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct TriggerSetDefinition {
    /// Always `trigger.set`.
    #[cfg_attr(feature = "schema", schemars(extend("const" = "trigger.set")))]
    pub kind: String,
    /// Always 1.
    #[cfg_attr(feature = "schema", schemars(extend("const" = 1)))]
    pub schema_version: u32,
    /// Id of the set.
    pub id: Id,
    /// The zone of times of the day, and of calendars that state none. Default: UTC.
    #[serde(default = "Zone::utc")]
    #[deserr(default = Zone::utc())]
    pub time_zone: Zone,
    /// How long after its own time, in minutes, an event may arrive and still count. Default: 0.
    #[serde(default)]
    #[deserr(default)]
    pub lateness_minutes: u32,
    /// The fields that events may bring along.
    #[serde(default)]
    #[deserr(default)]
    pub fields: Vec<Field>,
    /// The triggers.
    pub triggers: Vec<TriggerDefinition>,
}

impl TriggerSetDefinition {
    /// The kind that a set of triggers states.
    pub const KIND: &'static str = "trigger.set";
}

/// One trigger.
#[derive(Debug, Clone, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct TriggerDefinition {
    /// Id of the trigger, unique in the set.
    pub id: Id,
    /// What it waits for.
    pub rule: TriggerRule,
    /// A test over the fields as they are known: with the event that begins to count for `absence`,
    /// `sequence` and `count`, at the moment of firing for `inactivity`, `at` and `recurring`.
    #[serde(default)]
    #[deserr(default)]
    pub when: Option<Condition>,
    /// What becomes of it once it has fired. Default: it may fire every time.
    #[serde(default)]
    #[deserr(default)]
    pub rearm: Rearm,
}

/// What a trigger waits for.
///
/// An event at the very instant of a deadline is in time: it comes before the timer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[deserr(error = DecodeError, tag = "type", deny_unknown_fields)]
pub enum TriggerRule {
    /// One thing happened, and then another did not within a span. Fires once for each of the first
    /// things when the span is over; the second thing calls off all that wait.
    #[deserr(rename = "absence")]
    Absence {
        /// Types of the events after which is counted.
        after: Vec<Id>,
        /// Types of the events that have to follow.
        without: Vec<Id>,
        /// The span.
        within: TimeSpan,
        /// The calendar of business time.
        #[serde(default)]
        #[deserr(default)]
        calendar: Option<Id>,
    },
    /// Nothing happened for a span. Fires once for each silence; counts from the start of the state.
    #[deserr(rename = "inactivity")]
    Inactivity {
        /// Types of the events that end a silence; none = events of any type.
        #[serde(default)]
        #[deserr(default)]
        of: Vec<Id>,
        /// The span.
        within: TimeSpan,
        /// The calendar of business time.
        #[serde(default)]
        #[deserr(default)]
        calendar: Option<Id>,
    },
    /// Several things happened in order, within a span from the first. Other events may lie between.
    /// Fires with the last step, once for each first one.
    #[deserr(rename = "sequence")]
    Sequence {
        /// Types of the events, in their order.
        steps: Vec<Id>,
        /// The span.
        within: TimeSpan,
        /// The calendar of business time.
        #[serde(default)]
        #[deserr(default)]
        calendar: Option<Id>,
    },
    /// So many things happened within a span. Fires with the last of them; those counted are used up.
    #[deserr(rename = "count")]
    Count {
        /// Types of the events that count.
        of: Vec<Id>,
        /// How many.
        at_least: TriggerCount,
        /// The span, from the first to the last of them.
        within: TimeSpan,
        /// The calendar of business time.
        #[serde(default)]
        #[deserr(default)]
        calendar: Option<Id>,
    },
    /// A date that a field holds, or a span before or after it. A new value of the field counts anew; one
    /// whose time was over before it was known does not fire.
    #[deserr(rename = "at")]
    At {
        /// The field, a date or an instant.
        field: Id,
        /// How far from it. Default: not at all.
        #[serde(default)]
        #[deserr(default)]
        offset: Option<TimeSpan>,
        /// On which side of it. Default: before.
        #[serde(default)]
        #[deserr(default)]
        direction: DateSide,
        /// The time of the day that a date means. Default: its beginning.
        #[serde(default)]
        #[deserr(default)]
        time: Option<ClockTime>,
        /// The calendar of business time.
        #[serde(default)]
        #[deserr(default)]
        calendar: Option<Id>,
    },
    /// Days that come again.
    #[deserr(rename = "recurring")]
    Recurring {
        /// Which days.
        cadence: Cadence,
        /// At which time of the day. Default: its beginning.
        #[serde(default)]
        #[deserr(default)]
        time: Option<ClockTime>,
        /// The calendar that knows the holidays.
        #[serde(default)]
        #[deserr(default)]
        calendar: Option<Id>,
        /// What becomes of a day that is not worked. Default: it stays.
        #[serde(default)]
        #[deserr(default)]
        on_holiday: OnHoliday,
    },
}

/// On which side of a date a trigger lies.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[deserr(error = DecodeError)]
pub enum DateSide {
    /// Before it.
    #[default]
    #[deserr(rename = "before")]
    Before,
    /// After it.
    #[deserr(rename = "after")]
    After,
}

/// What becomes of a trigger that has fired.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[deserr(error = DecodeError, tag = "type", deny_unknown_fields)]
pub enum Rearm {
    /// It may fire again at once.
    #[deserr(rename = "every")]
    Every {},
    /// It never fires again for this instance.
    #[deserr(rename = "once")]
    Once {},
    /// It may fire again when a span is over; what would have fired before is dropped.
    #[deserr(rename = "cooldown")]
    Cooldown {
        /// The span.
        span: TimeSpan,
    },
}

impl Default for Rearm {
    fn default() -> Self {
        Self::Every {}
    }
}
