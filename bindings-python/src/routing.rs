use leadstone::routing;
use pyo3::prelude::*;

use crate::bridge::{Given, GivenOrText, Out, Text, call, run};
use crate::shapes::{RouteDecisions, RouteReport, RouteRequest, RoutingDefinition};

/// A compiled routing policy: immutable, shared freely between threads.
#[pyclass(frozen, module = "leadstone")]
#[derive(Debug)]
pub(crate) struct RoutingModel(routing::RoutingModel);

#[pymethods]
impl RoutingModel {
    /// Compiles a policy given as an object or as JSON text.
    #[staticmethod]
    fn compile(py: Python<'_>, definition: GivenOrText<RoutingDefinition>) -> PyResult<Self> {
        call(py, || routing::RoutingModel::from_value(definition.0)).map(Self)
    }

    /// SHA-256 of the definition's canonical JSON.
    fn fingerprint(&self) -> String {
        self.0.fingerprint().to_string()
    }

    /// The compiled definition as canonical JSON, defaults written.
    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        call(py, || self.0.to_json())
    }

    /// A seller for each lead of a request, with why. The GIL is released.
    fn route(&self, py: Python<'_>, request: Given<RouteRequest>) -> PyResult<Out<RouteReport>> {
        Out::run(py, || self.0.route_value(request.0))
    }

    /// As `route`, JSON text in and canonical JSON text out. The GIL is released.
    fn route_json(&self, py: Python<'_>, request: Text) -> PyResult<String> {
        run(py, || self.0.route_json(&request))
    }

    /// One decision record per lead of a request. The GIL is released.
    fn decide(&self, py: Python<'_>, request: Given<RouteRequest>) -> PyResult<Out<RouteDecisions>> {
        Out::run(py, || self.0.decide_value(request.0))
    }

    /// As `decide`, JSON text in and canonical JSON text out. The GIL is released.
    fn decide_json(&self, py: Python<'_>, request: Text) -> PyResult<String> {
        run(py, || self.0.decide_json(&request))
    }
}
