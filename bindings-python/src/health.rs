use leadstone::health;
use pyo3::prelude::*;

use crate::bridge::{Given, GivenOrText, Out, Text, call, run};
use crate::shapes::{FactsInput, HealthIndicatorDefinitions, HealthReport, LightDecisions};

/// Compiled indicators: immutable, shared freely between threads.
#[pyclass(frozen, module = "leadstone")]
#[derive(Debug)]
pub(crate) struct HealthModel(health::HealthModel);

#[pymethods]
impl HealthModel {
    /// Compiles a list of indicators given as objects or as JSON text.
    #[staticmethod]
    fn compile(py: Python<'_>, definitions: GivenOrText<HealthIndicatorDefinitions>) -> PyResult<Self> {
        call(py, || health::HealthModel::from_value(definitions.0)).map(Self)
    }

    /// SHA-256 of the canonical JSON of the definitions.
    fn fingerprint(&self) -> String {
        self.0.fingerprint().to_string()
    }

    /// The compiled definitions as canonical JSON, defaults written.
    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        call(py, || self.0.to_json())
    }

    /// Every light on facts, with its reasons and interventions. The GIL is released.
    fn assess(&self, py: Python<'_>, facts: Given<FactsInput>) -> PyResult<Out<HealthReport>> {
        Out::run(py, || self.0.assess_value(facts.0))
    }

    /// As `assess`, JSON text in and canonical JSON text out. The GIL is released.
    fn assess_json(&self, py: Python<'_>, facts: Text) -> PyResult<String> {
        run(py, || self.0.assess_json(&facts))
    }

    /// One decision record per light. The GIL is released.
    fn decide(&self, py: Python<'_>, facts: Given<FactsInput>) -> PyResult<Out<LightDecisions>> {
        Out::run(py, || self.0.decide_value(facts.0))
    }

    /// As `decide`, JSON text in and canonical JSON text out. The GIL is released.
    fn decide_json(&self, py: Python<'_>, facts: Text) -> PyResult<String> {
        run(py, || self.0.decide_json(&facts))
    }
}
