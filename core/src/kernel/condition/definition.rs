//! The condition tree as data.

use serde::Serialize;

use crate::kernel::calendar::TimeSpan;
use crate::primitives::{Id, Literal};

use super::terms::{Comparison, Measure, OnMissing};

/// A test over the fields of one record.
///
/// At most 512 nodes and 32 levels. A test of a missing field is unknown, unless its `on_missing` says
/// otherwise. The worst cost is known when it is compiled: one visit per node, and per event of a list.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Condition {
    /// True for every record.
    Always {},
    /// True when all of them are; unknown when none is false and one is unknown.
    All {
        /// The conditions; none of them is true.
        of: Vec<Condition>,
    },
    /// True when one of them is; unknown when none is true and one is unknown.
    Any {
        /// The conditions; none of them is false.
        of: Vec<Condition>,
    },
    /// True when the condition is false; unknown stays unknown.
    Not {
        /// The condition.
        of: Box<Condition>,
    },
    /// Compares a field with a value.
    Compare {
        /// The field's declared name.
        field: Id,
        /// How it is compared.
        op: Comparison,
        /// What it is compared with.
        value: Literal,
        /// What a missing value makes of the test; `unknown` by default.
        #[serde(default, skip_serializing_if = "OnMissing::is_unknown")]
        on_missing: OnMissing,
    },
    /// Compares a field with another field of the record, of the same type or both numbers.
    CompareFields {
        /// The field's declared name.
        field: Id,
        /// How it is compared.
        op: Comparison,
        /// The other field's declared name.
        other: Id,
        /// What a missing value makes of the test; `unknown` by default.
        #[serde(default, skip_serializing_if = "OnMissing::is_unknown")]
        on_missing: OnMissing,
    },
    /// True when the field equals one of the values.
    OneOf {
        /// The field's declared name.
        field: Id,
        /// The values.
        values: Vec<Literal>,
        /// What a missing value makes of the test; `unknown` by default.
        #[serde(default, skip_serializing_if = "OnMissing::is_unknown")]
        on_missing: OnMissing,
    },
    /// True when the field lies between two values, both included.
    Between {
        /// The field's declared name.
        field: Id,
        /// The lower value.
        low: Literal,
        /// The upper value.
        high: Literal,
        /// What a missing value makes of the test; `unknown` by default.
        #[serde(default, skip_serializing_if = "OnMissing::is_unknown")]
        on_missing: OnMissing,
    },
    /// True when the text holds another, exactly: no folding but the one asked for, no normalisation.
    Contains {
        /// The field's declared name: a text or an enum.
        field: Id,
        /// The text that is looked for, 1 to 200 characters.
        #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 200)))]
        value: String,
        /// Whether A to Z equal a to z; no other letter is folded.
        #[serde(default, skip_serializing_if = "is_false")]
        ignore_case: bool,
        /// What a missing value makes of the test; `unknown` by default.
        #[serde(default, skip_serializing_if = "OnMissing::is_unknown")]
        on_missing: OnMissing,
    },
    /// True when the text begins with another, exactly: no folding but the one asked for, no normalisation.
    StartsWith {
        /// The field's declared name: a text or an enum.
        field: Id,
        /// The text that is looked for, 1 to 200 characters.
        #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 200)))]
        value: String,
        /// Whether A to Z equal a to z; no other letter is folded.
        #[serde(default, skip_serializing_if = "is_false")]
        ignore_case: bool,
        /// What a missing value makes of the test; `unknown` by default.
        #[serde(default, skip_serializing_if = "OnMissing::is_unknown")]
        on_missing: OnMissing,
    },
    /// True when the text ends with another, exactly: no folding but the one asked for, no normalisation.
    EndsWith {
        /// The field's declared name: a text or an enum.
        field: Id,
        /// The text that is looked for, 1 to 200 characters.
        #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 200)))]
        value: String,
        /// Whether A to Z equal a to z; no other letter is folded.
        #[serde(default, skip_serializing_if = "is_false")]
        ignore_case: bool,
        /// What a missing value makes of the test; `unknown` by default.
        #[serde(default, skip_serializing_if = "OnMissing::is_unknown")]
        on_missing: OnMissing,
    },
    /// True when the set holds a text.
    Has {
        /// The field's declared name: a set.
        field: Id,
        /// The text.
        value: String,
        /// What a missing value makes of the test; `unknown` by default.
        #[serde(default, skip_serializing_if = "OnMissing::is_unknown")]
        on_missing: OnMissing,
    },
    /// True when the set holds at least one of the texts.
    HasAny {
        /// The field's declared name: a set.
        field: Id,
        /// The texts, at least one.
        values: Vec<String>,
        /// What a missing value makes of the test; `unknown` by default.
        #[serde(default, skip_serializing_if = "OnMissing::is_unknown")]
        on_missing: OnMissing,
    },
    /// True when the set holds all of the texts.
    HasAll {
        /// The field's declared name: a set.
        field: Id,
        /// The texts, at least one.
        values: Vec<String>,
        /// What a missing value makes of the test; `unknown` by default.
        #[serde(default, skip_serializing_if = "OnMissing::is_unknown")]
        on_missing: OnMissing,
    },
    /// Measures the events up to `as_of` that fit, and compares the figure.
    Events {
        /// The field's declared name: events.
        field: Id,
        /// What is measured.
        measure: Measure,
        /// The attribute that is measured; none for `count` and `days_since_last`.
        #[serde(default)]
        attribute: Option<Id>,
        /// The types of the events that fit; all when empty.
        #[serde(default)]
        of: Vec<Id>,
        /// What an event that fits meets, a condition over its attributes; only *true* fits.
        #[serde(rename = "where", default)]
        filter: Option<Box<Condition>>,
        /// How far back from `as_of`: later than `as_of - within`, up to `as_of` itself. All events up to
        /// `as_of` when absent.
        #[serde(default)]
        within: Option<TimeSpan>,
        /// How the figure is compared.
        op: Comparison,
        /// What it is compared with.
        value: Literal,
        /// What a missing value makes of the test; `unknown` by default.
        #[serde(default, skip_serializing_if = "OnMissing::is_unknown")]
        on_missing: OnMissing,
    },
    /// True when the last fitting event up to `as_of` was followed by another within a span: strictly later
    /// than it, at the latest at the end of the span.
    Followed {
        /// The field's declared name: events.
        field: Id,
        /// The types of the first event.
        after: Vec<Id>,
        /// What the first event meets, a condition over its attributes.
        #[serde(rename = "where", default)]
        filter: Option<Box<Condition>>,
        /// The types of the other event.
        by: Vec<Id>,
        /// What the other event meets, a condition over its attributes.
        #[serde(default)]
        by_where: Option<Box<Condition>>,
        /// The span.
        within: TimeSpan,
        /// What a missing value makes of the test; `unknown` by default.
        #[serde(default, skip_serializing_if = "OnMissing::is_unknown")]
        on_missing: OnMissing,
    },
    /// True when the last fitting event up to `as_of` was not followed by another within a span, and that
    /// span is over: `as_of` is its end or later.
    Absence {
        /// The field's declared name: events.
        field: Id,
        /// The types of the first event.
        after: Vec<Id>,
        /// What the first event meets, a condition over its attributes.
        #[serde(rename = "where", default)]
        filter: Option<Box<Condition>>,
        /// The types of the other event.
        by: Vec<Id>,
        /// What the other event meets, a condition over its attributes.
        #[serde(default)]
        by_where: Option<Box<Condition>>,
        /// The span.
        within: TimeSpan,
        /// What a missing value makes of the test; `unknown` by default.
        #[serde(default, skip_serializing_if = "OnMissing::is_unknown")]
        on_missing: OnMissing,
    },
    /// True when the field has a value; never unknown.
    Present {
        /// The field's declared name.
        field: Id,
    },
    /// True when the field has no value; never unknown.
    Absent {
        /// The field's declared name.
        field: Id,
    },
}

fn is_false(value: &bool) -> bool {
    !value
}
