//! Doors of event logs: how well they keep to a journey, and how long customers stay in its states.

use serde_json::Value;

use crate::error::Error;
use crate::journey::{ConformanceReport, ConformanceRequest, DwellReport, DwellRequest, JourneyModel};
use crate::primitives::{canonical_json, decode};

impl JourneyModel {
    /// Replays an event log: `{"rows": [{"case_id", "activity" | "state", "at", "seq"?}], "mapping"?, "as_of"?,
    /// "time_zone"?, "list"?, "examples"?, "net"?}`.
    ///
    /// # Errors
    /// Class `input`: `decode.*`; and as [`Self::read_log`].
    pub fn conformance_value(&self, request: Value) -> Result<ConformanceReport, Error> {
        let (rows, options) = ConformanceRequest::from_value(request)?.into_parts();
        self.conformance(&rows, &options)
    }

    /// As [`Self::conformance_value`], text to canonical JSON.
    ///
    /// # Errors
    /// As [`Self::conformance_value`].
    pub fn conformance_json(&self, request: &str) -> Result<String, Error> {
        let request = decode::parse(request).map_err(Error::input)?;
        canonical_json(&self.conformance_value(request)?)
    }

    /// Time in state of an event log: `{"rows": [{"case_id", "activity" | "state", "at", "seq"?}], "as_of",
    /// "mapping"?, "time_zone"?, "calendar"?, "confidence"?, "min_count"?, "curves"?, "customers"?, "open"?,
    /// "within"?}`.
    ///
    /// # Errors
    /// Class `input`: `decode.*`; and as [`Self::dwell`].
    pub fn dwell_value(&self, request: Value) -> Result<DwellReport, Error> {
        let (rows, options) = DwellRequest::from_value(request)?.into_parts();
        self.dwell(&rows, &options)
    }

    /// As [`Self::dwell_value`], text to canonical JSON.
    ///
    /// # Errors
    /// As [`Self::dwell_value`].
    pub fn dwell_json(&self, request: &str) -> Result<String, Error> {
        let request = decode::parse(request).map_err(Error::input)?;
        canonical_json(&self.dwell_value(request)?)
    }
}
