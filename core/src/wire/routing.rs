//! Doors of routing.

use serde_json::Value;

use crate::error::Error;
use crate::primitives::{DecisionRecord, canonical_json, decode};
use crate::routing::{RouteOutcome, RouteReport, RouteRequest, RoutingModel};

impl RoutingModel {
    /// Decodes and compiles a routing policy given as a JSON value.
    ///
    /// # Errors
    /// As [`Self::from_json`].
    pub fn from_value(definition: Value) -> Result<Self, Error> {
        decode::definition_value(definition).and_then(Self::compile)
    }

    /// The compiled definition as canonical JSON, defaults written.
    ///
    /// # Errors
    /// As [`canonical_json`].
    pub fn to_json(&self) -> Result<String, Error> {
        canonical_json(self.definition())
    }

    /// Places the leads of a request given as a JSON value.
    ///
    /// # Errors
    /// As [`RouteRequest::from_value`] and [`Self::route`].
    pub fn route_value(&self, request: Value) -> Result<RouteReport, Error> {
        RouteRequest::from_value(request, self).and_then(|request| self.route(&request))
    }

    /// Places the leads of a request given as JSON text; answers canonical JSON.
    ///
    /// # Errors
    /// As [`RouteRequest::from_json`] and [`Self::route`].
    pub fn route_json(&self, request: &str) -> Result<String, Error> {
        RouteRequest::from_json(request, self)
            .and_then(|request| self.route(&request))
            .and_then(|report| canonical_json(&report))
    }

    /// One decision record per lead of a request given as a JSON value.
    ///
    /// # Errors
    /// As [`RouteRequest::from_value`] and [`Self::decide`].
    pub fn decide_value(&self, request: Value) -> Result<Vec<DecisionRecord<RouteOutcome>>, Error> {
        RouteRequest::from_value(request, self).and_then(|request| self.decide(&request))
    }

    /// One decision record per lead of a request given as JSON text, as a canonical JSON list.
    ///
    /// # Errors
    /// As [`RouteRequest::from_json`] and [`Self::decide`].
    pub fn decide_json(&self, request: &str) -> Result<String, Error> {
        RouteRequest::from_json(request, self)
            .and_then(|request| self.decide(&request))
            .and_then(|records| canonical_json(&records))
    }
}
