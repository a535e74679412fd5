use leadstone::target;
use pyo3::prelude::*;

use crate::bridge::{Given, GivenOrText, Out, Text, call, run};
use crate::shapes::{FactsInput, TargetDefinition, TargetReport};

/// A compiled target definition: immutable, shared freely between threads.
#[pyclass(frozen, module = "leadstone")]
#[derive(Debug)]
pub(crate) struct TargetModel(target::TargetModel);

#[pymethods]
impl TargetModel {
    /// Compiles a definition given as an object or as JSON text.
    #[staticmethod]
    fn compile(py: Python<'_>, definition: GivenOrText<TargetDefinition>) -> PyResult<Self> {
        call(py, || target::TargetModel::from_value(definition.0)).map(Self)
    }

    /// SHA-256 of the definition's canonical JSON.
    fn fingerprint(&self) -> String {
        self.0.fingerprint().to_string()
    }

    /// The compiled definition as canonical JSON, defaults written.
    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        call(py, || self.0.to_json())
    }

    /// Targets, pace, gaps and baselines of every region, on facts. The GIL is released.
    fn report(&self, py: Python<'_>, facts: Given<FactsInput>) -> PyResult<Out<TargetReport>> {
        Out::run(py, || self.0.report_value(facts.0))
    }

    /// As `report`, JSON text in and canonical JSON text out. The GIL is released.
    fn report_json(&self, py: Python<'_>, facts: Text) -> PyResult<String> {
        run(py, || self.0.report_json(&facts))
    }
}
