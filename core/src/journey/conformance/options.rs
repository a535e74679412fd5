//! What the doors of event logs are given.

use std::collections::BTreeMap;

use deserr::Deserr;
use serde::Serialize;
use serde_json::Value;

use crate::error::{Error, ErrorCode, Violation};
use crate::kernel::facts::RawTable;
use crate::primitives::decode::{self, DecodeError};
use crate::primitives::{Entries, Id, Instant, JsonPointer, Zone};

/// What an activity of a log stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[deserr(error = DecodeError, tag = "type", deny_unknown_fields)]
pub enum StepMapping {
    /// A transition is taken.
    #[deserr(rename = "transition")]
    Transition {
        /// The transition.
        transition: Id,
    },
    /// A state is entered, by whichever transition.
    #[deserr(rename = "state")]
    State {
        /// The state.
        state: Id,
    },
    /// Nothing that concerns the journey; its rows are counted and left out.
    #[deserr(rename = "ignore")]
    Ignore {},
}

/// Which cases are listed one by one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[deserr(error = DecodeError)]
pub enum CaseList {
    /// All of them.
    #[deserr(rename = "all")]
    All,
    /// Those that left the journey somewhere.
    #[default]
    #[deserr(rename = "deviating")]
    Deviating,
    /// None of them.
    #[deserr(rename = "none")]
    None,
}

/// How a log is read and what is said of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct ConformanceOptions {
    /// What activities stand for. One that is not named stands for the transition of that id, else for
    /// the state of that id; in a column `state` for the state alone.
    #[serde(default)]
    #[deserr(default, from(Entries<StepMapping>) = Entries::into_map)]
    pub mapping: BTreeMap<String, StepMapping>,
    /// Rows after it are invisible and counted; absent = all count.
    #[serde(default)]
    #[deserr(default)]
    pub as_of: Option<Instant>,
    /// The zone of times without one. Default UTC.
    #[serde(default = "Zone::utc")]
    #[deserr(default = Zone::utc())]
    pub time_zone: Zone,
    /// Which cases are listed. Default: those that deviate.
    #[serde(default)]
    #[deserr(default)]
    pub list: CaseList,
    /// How many cases are named for each deviation. Default 3.
    #[serde(default = "examples")]
    #[deserr(default = examples())]
    pub examples: u32,
    /// Whether the answer holds the Petri net on which the cases were replayed. Default: no.
    #[serde(default)]
    #[deserr(default)]
    pub net: bool,
}

pub(super) fn examples() -> u32 {
    3
}

impl Default for ConformanceOptions {
    fn default() -> Self {
        Self {
            mapping: BTreeMap::new(),
            as_of: None,
            time_zone: Zone::utc(),
            list: CaseList::default(),
            examples: examples(),
            net: false,
        }
    }
}

/// An event log and how it is read.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct ConformanceRequest {
    /// The rows: their order matters only between events of one case at the same time and of the same `seq`.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<LogRow>"))]
    pub rows: RawTable,
    /// What activities stand for, see the options.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub mapping: BTreeMap<String, StepMapping>,
    /// Rows after it are invisible and counted; absent = all count.
    pub as_of: Option<Instant>,
    /// The zone of times without one. Default UTC.
    #[cfg_attr(feature = "schema", schemars(default = "Zone::utc"))]
    pub time_zone: Zone,
    /// Which cases are listed. Default: those that deviate.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub list: CaseList,
    /// How many cases are named for each deviation. Default 3.
    #[cfg_attr(feature = "schema", schemars(default = "examples"))]
    pub examples: u32,
    /// Whether the answer holds the Petri net on which the cases were replayed. Default: no.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub net: bool,
}

/// One row of an event log; `activity` in all rows or `state` in all rows. A row that lacks a cell or holds
/// one that cannot be read is an error row and no error.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LogRow {
    /// Whose journey it is.
    #[serde(default)]
    pub case_id: Option<String>,
    /// What was done.
    #[serde(default)]
    pub activity: Option<String>,
    /// Instead: the state that was entered.
    #[serde(default)]
    pub state: Option<String>,
    /// When.
    #[serde(default)]
    pub at: Option<String>,
    /// The order of events at the same time; absent = that of the rows.
    #[serde(default)]
    pub seq: Option<i64>,
}

impl ConformanceOptions {
    /// Options as JSON text says them.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `time.unknown_zone`, all at once.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        decode::parse(text).and_then(decode::decode).map_err(Error::input)
    }

    /// Options as a JSON value says them.
    ///
    /// # Errors
    /// As [`Self::from_json`].
    pub fn from_value(value: Value) -> Result<Self, Error> {
        decode::input_value(value)
    }
}

impl ConformanceRequest {
    /// As a JSON value says it.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `time.unknown_zone`, all at once.
    pub fn from_value(value: Value) -> Result<Self, Error> {
        let (rows, options) = rows_and_options::<ConformanceOptions>(value)?;
        let ConformanceOptions { mapping, as_of, time_zone, list, examples, net } = options;
        Ok(Self { rows, mapping, as_of, time_zone, list, examples, net })
    }

    /// The rows and the options apart.
    pub fn into_parts(self) -> (RawTable, ConformanceOptions) {
        let Self { rows, mapping, as_of, time_zone, list, examples, net } = self;
        (rows, ConformanceOptions { mapping, as_of, time_zone, list, examples, net })
    }
}

/// A request `{"rows": [..], ..options}`, with the violations of both.
pub(in crate::journey) fn rows_and_options<T: Deserr<DecodeError>>(value: Value) -> Result<(RawTable, T), Error> {
    decode::within_depth(&value).map_err(Error::input)?;
    let root = JsonPointer::root();
    let Value::Object(mut map) = value else {
        return Err(Error::input(vec![decode::expected_object(&value, &root)]));
    };
    let mut found = Vec::new();
    let at = root.key("rows");
    let rows = match map.remove("rows") {
        None => {
            found.push(Violation::new(ErrorCode::DecodeMissingField, at).with("field", "rows"));
            None
        }
        Some(rows) => match RawTable::from_json_rows(&rows) {
            Ok(table) => Some(table),
            Err(error) => {
                found.extend(error.into_violations().into_iter().map(|violation| violation.under(&at)));
                None
            }
        },
    };
    match (rows, decode::decode::<T>(Value::Object(map))) {
        (Some(rows), Ok(options)) => Ok((rows, options)),
        (_, options) => {
            found.extend(options.err().into_iter().flatten());
            Err(Error::input(found))
        }
    }
}
