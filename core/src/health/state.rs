//! What one report hands to the next.

use deserr::Deserr;
use serde::Serialize;

use crate::primitives::decode::DecodeError;
use crate::primitives::{Day, Id, Instant};

use super::report::LightStatus;

/// The colours of one report, kept by the host and passed to the next.
///
/// No light is judged by it: rules over several months are read from the facts. It only tells
/// since when a light has had its colour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct HealthState {
    /// Always `health.state`.
    #[cfg_attr(feature = "schema", schemars(extend("const" = "health.state")))]
    pub kind: String,
    /// Always 1.
    #[cfg_attr(feature = "schema", schemars(extend("const" = 1)))]
    pub schema_version: u32,
    /// The instant of the report.
    pub as_of: Instant,
    /// Its lights.
    pub lights: Vec<LightState>,
}

/// The colour of one light.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct LightState {
    /// Id of the indicator.
    pub indicator_id: Id,
    /// Its colour.
    pub status: LightStatus,
    /// The local day since which it has had that colour.
    pub since: Day,
}

impl HealthState {
    /// The kind that a state states.
    pub const KIND: &'static str = "health.state";

    /// The light of an indicator.
    pub fn light(&self, indicator: &Id) -> Option<&LightState> {
        self.lights.iter().find(|light| light.indicator_id == *indicator)
    }
}
