//! What the doors of time in state are given.

use std::collections::BTreeMap;

use deserr::Deserr;
use serde::Serialize;
use serde_json::Value;

use crate::error::Error;
#[cfg(feature = "schema")]
use crate::journey::conformance::LogRow;
use crate::journey::conformance::StepMapping;
use crate::kernel::calendar::CalendarDefinition;
use crate::kernel::facts::RawTable;
use crate::primitives::decode::{self, DecodeError};
use crate::primitives::{Entries, Id, Instant, Probability, Zone};

/// A customer who stands in a state now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct DwellCustomer {
    /// Who.
    pub id: Id,
    /// The state.
    pub state: Id,
    /// Since when.
    pub entered_at: Instant,
}

/// How time in state is measured and what is said of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct DwellOptions {
    /// Up to when rows count; open visits are censored there.
    pub as_of: Instant,
    /// What activities stand for. One that is not named stands for the transition of that id, else for
    /// the state of that id; in a column `state` for the state alone.
    #[serde(default)]
    #[deserr(default, from(Entries<StepMapping>) = Entries::into_map)]
    pub mapping: BTreeMap<String, StepMapping>,
    /// The zone of times without one, and of the calendar's hours where it has none. Default UTC.
    #[serde(default = "Zone::utc")]
    #[deserr(default = Zone::utc())]
    pub time_zone: Zone,
    /// Counts worked hours instead of days of 24 hours.
    #[serde(default)]
    #[deserr(default)]
    pub calendar: Option<CalendarDefinition>,
    /// The confidence of intervals. Default 0.95.
    #[serde(default = "confidence")]
    #[deserr(default = confidence())]
    pub confidence: Probability,
    /// Visits on which a figure has to rest; with fewer there is none, and the report says so. Default 20.
    #[serde(default = "min_count")]
    #[deserr(default = min_count())]
    pub min_count: u32,
    /// Whether the answer holds every step of the curves. Default: yes.
    #[serde(default = "yes")]
    #[deserr(default = yes())]
    pub curves: bool,
    /// Customers for whom it is asked whether they still move on. Default: none.
    #[serde(default)]
    #[deserr(default)]
    pub customers: Vec<DwellCustomer>,
    /// Whether the same is asked for every open visit of the log. Default: no.
    #[serde(default)]
    #[deserr(default)]
    pub open: bool,
    /// Moving on within that time from now, in the unit of the report; absent = within what the curve shows.
    #[serde(default)]
    #[deserr(default)]
    pub within: Option<f64>,
}

fn confidence() -> Probability {
    Probability::literal(0.95)
}

fn min_count() -> u32 {
    20
}

fn yes() -> bool {
    true
}

/// An event log and how time in state is measured.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct DwellRequest {
    /// The rows of the log.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<LogRow>"))]
    pub rows: RawTable,
    /// Up to when rows count; open visits are censored there.
    pub as_of: Instant,
    /// What activities stand for, see the options.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub mapping: BTreeMap<String, StepMapping>,
    /// The zone of times without one, and of the calendar's hours where it has none. Default UTC.
    #[cfg_attr(feature = "schema", schemars(default = "Zone::utc"))]
    pub time_zone: Zone,
    /// Counts worked hours instead of days of 24 hours.
    pub calendar: Option<CalendarDefinition>,
    /// The confidence of intervals. Default 0.95.
    #[cfg_attr(feature = "schema", schemars(default = "confidence"))]
    pub confidence: Probability,
    /// Visits on which a figure has to rest. Default 20.
    #[cfg_attr(feature = "schema", schemars(default = "min_count"))]
    pub min_count: u32,
    /// Whether the answer holds every step of the curves. Default: yes.
    #[cfg_attr(feature = "schema", schemars(default = "yes"))]
    pub curves: bool,
    /// Customers for whom it is asked whether they still move on. Default: none.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub customers: Vec<DwellCustomer>,
    /// Whether the same is asked for every open visit of the log. Default: no.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub open: bool,
    /// Moving on within that time from now, in the unit of the report; absent = within what the curve shows.
    pub within: Option<f64>,
}

impl DwellOptions {
    /// The options of an instant, all else by default.
    pub fn at(as_of: Instant) -> Self {
        Self {
            as_of,
            mapping: BTreeMap::new(),
            time_zone: Zone::utc(),
            calendar: None,
            confidence: confidence(),
            min_count: min_count(),
            curves: true,
            customers: Vec::new(),
            open: false,
            within: None,
        }
    }

    /// Options as JSON text says them.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `time.*`, `number.not_a_probability`, all at once.
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

impl DwellRequest {
    /// As a JSON value says it.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `time.*`, `number.not_a_probability`, all at once.
    pub fn from_value(value: Value) -> Result<Self, Error> {
        let (rows, options) = crate::journey::conformance::rows_and_options::<DwellOptions>(value)?;
        let DwellOptions {
            as_of,
            mapping,
            time_zone,
            calendar,
            confidence,
            min_count,
            curves,
            customers,
            open,
            within,
        } = options;
        Ok(Self { rows, as_of, mapping, time_zone, calendar, confidence, min_count, curves, customers, open, within })
    }

    /// The rows and the options apart.
    pub fn into_parts(self) -> (RawTable, DwellOptions) {
        let Self { rows, as_of, mapping, time_zone, calendar, confidence, min_count, curves, customers, open, within } =
            self;
        let options = DwellOptions {
            as_of,
            mapping,
            time_zone,
            calendar,
            confidence,
            min_count,
            curves,
            customers,
            open,
            within,
        };
        (rows, options)
    }
}
