use leadstone::condition;
use pyo3::prelude::*;

use crate::bridge::{Given, GivenOrText, Out, Text, call};
use crate::shapes::{Request, RuleExplanation, RuleReport, RuleSetDefinition};

/// A compiled rule set: immutable, shared freely between threads.
#[pyclass(frozen, module = "leadstone")]
#[derive(Debug)]
pub(crate) struct RuleSetModel(condition::RuleSetModel);

#[pymethods]
impl RuleSetModel {
    /// Compiles a rule set given as an object or as JSON text.
    #[staticmethod]
    fn compile(py: Python<'_>, definition: GivenOrText<RuleSetDefinition>) -> PyResult<Self> {
        call(py, || condition::RuleSetModel::from_value(definition.0)).map(Self)
    }

    /// SHA-256 of the definition's canonical JSON.
    fn fingerprint(&self) -> String {
        self.0.fingerprint().to_string()
    }

    /// The compiled definition as canonical JSON, defaults written.
    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        call(py, || self.0.to_json())
    }

    /// Every rule for one record: `{"as_of", "record"}`.
    fn evaluate(&self, py: Python<'_>, request: Given<Request>) -> PyResult<Out<RuleReport>> {
        Out::call(py, || self.0.evaluate_value(request.0))
    }

    /// As `evaluate`, JSON text in and canonical JSON text out.
    fn evaluate_json(&self, py: Python<'_>, request: Text) -> PyResult<String> {
        call(py, || self.0.evaluate_json(&request))
    }

    /// An earlier answer brought up to date: `{"as_of", "record", "changed", "previous"}`.
    fn evaluate_changed(&self, py: Python<'_>, request: Given<Request>) -> PyResult<Out<RuleReport>> {
        Out::call(py, || self.0.evaluate_changed_value(request.0))
    }

    /// As `evaluate_changed`, JSON text in and canonical JSON text out.
    fn evaluate_changed_json(&self, py: Python<'_>, request: Text) -> PyResult<String> {
        call(py, || self.0.evaluate_changed_json(&request))
    }

    /// Why a rule came out as it did, and the smallest change that would make it match: `{"as_of", "rule", "record"}`.
    fn explain(&self, py: Python<'_>, request: Given<Request>) -> PyResult<Out<RuleExplanation>> {
        Out::call(py, || self.0.explain_value(request.0))
    }

    /// As `explain`, JSON text in and canonical JSON text out.
    fn explain_json(&self, py: Python<'_>, request: Text) -> PyResult<String> {
        call(py, || self.0.explain_json(&request))
    }
}
