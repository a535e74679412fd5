use leadstone::journey::chart;
use pyo3::prelude::*;

use crate::bridge::{Given, GivenOrText, Out, Text, call, run};
use crate::shapes::{
    ChartAllowedReport, ChartApplied, ChartDefinition, ChartReplayed, LintReport, MaybeChartDue, MaybeInstant, Request,
};

/// A compiled statechart: immutable, shared freely between threads. States belong to the host.
#[pyclass(frozen, module = "leadstone")]
#[derive(Debug)]
pub(crate) struct ChartModel(chart::ChartModel);

#[pymethods]
impl ChartModel {
    /// Compiles a statechart given as an object or as JSON text.
    #[staticmethod]
    fn compile(py: Python<'_>, definition: GivenOrText<ChartDefinition>) -> PyResult<Self> {
        call(py, || chart::ChartModel::from_value(definition.0)).map(Self)
    }

    /// SHA-256 of the definition's canonical JSON.
    fn fingerprint(&self) -> String {
        self.0.fingerprint().to_string()
    }

    /// The compiled definition as canonical JSON, defaults written.
    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        call(py, || self.0.to_json())
    }

    /// What is suspicious in the chart.
    fn lint(&self, py: Python<'_>) -> PyResult<Out<LintReport>> {
        Out::call(py, || Ok(self.0.lint()))
    }

    /// Begins a chart: `{"at", "fields"?}`.
    fn start(&self, py: Python<'_>, request: Given<Request>) -> PyResult<Out<ChartApplied>> {
        Out::call(py, || self.0.start_value(request.0))
    }

    /// As `start`, JSON text in and canonical JSON text out.
    fn start_json(&self, py: Python<'_>, request: Text) -> PyResult<String> {
        call(py, || self.0.start_json(&request))
    }

    /// Applies an event: `{"state", "event": {"id", "name"?, "at", "fields"?}}`.
    fn apply(&self, py: Python<'_>, request: Given<Request>) -> PyResult<Out<ChartApplied>> {
        Out::call(py, || self.0.apply_value(request.0))
    }

    /// As `apply`, JSON text in and canonical JSON text out.
    fn apply_json(&self, py: Python<'_>, request: Text) -> PyResult<String> {
        call(py, || self.0.apply_json(&request))
    }

    /// Lets time pass: `{"state", "now"}`.
    fn advance(&self, py: Python<'_>, request: Given<Request>) -> PyResult<Out<ChartApplied>> {
        Out::call(py, || self.0.advance_value(request.0))
    }

    /// As `advance`, JSON text in and canonical JSON text out.
    fn advance_json(&self, py: Python<'_>, request: Text) -> PyResult<String> {
        call(py, || self.0.advance_json(&request))
    }

    /// What can happen next: `{"state", "fields"?}`, the fields being those of an unsaved form.
    fn allowed(&self, py: Python<'_>, request: Given<Request>) -> PyResult<Out<ChartAllowedReport>> {
        Out::call(py, || self.0.allowed_value(request.0))
    }

    /// As `allowed`, JSON text in and canonical JSON text out.
    fn allowed_json(&self, py: Python<'_>, request: Text) -> PyResult<String> {
        call(py, || self.0.allowed_json(&request))
    }

    /// The sent events that are due: `{"state", "as_of"}`; `None` when there are none.
    fn due(&self, py: Python<'_>, request: Given<Request>) -> PyResult<Out<MaybeChartDue>> {
        Out::call(py, || self.0.due_value(request.0))
    }

    /// As `due`, JSON text in and canonical JSON text out.
    fn due_json(&self, py: Python<'_>, request: Text) -> PyResult<String> {
        call(py, || self.0.due_json(&request))
    }

    /// When the next sent event comes: `{"state"}`; `None` when none is waited for.
    fn next_due(&self, py: Python<'_>, request: Given<Request>) -> PyResult<Out<MaybeInstant>> {
        Out::call(py, || self.0.next_due_value(request.0))
    }

    /// As `next_due`, JSON text in and canonical JSON text out.
    fn next_due_json(&self, py: Python<'_>, request: Text) -> PyResult<String> {
        call(py, || self.0.next_due_json(&request))
    }

    /// Applies many events: `{"state", "events"}`. The GIL is released.
    fn replay(&self, py: Python<'_>, request: Given<Request>) -> PyResult<Out<ChartReplayed>> {
        Out::run(py, || self.0.replay_value(request.0))
    }

    /// As `replay`, JSON text in and canonical JSON text out. The GIL is released.
    fn replay_json(&self, py: Python<'_>, request: Text) -> PyResult<String> {
        run(py, || self.0.replay_json(&request))
    }

    /// The chart as Mermaid text: `{"current"?, "counts"?, "locale"?}`.
    fn mermaid(&self, py: Python<'_>, options: Given<Request>) -> PyResult<String> {
        call(py, || self.0.mermaid_value(options.0))
    }

    /// As `mermaid`, JSON text in and JSON text out.
    fn mermaid_json(&self, py: Python<'_>, options: Text) -> PyResult<String> {
        call(py, || self.0.mermaid_json(&options))
    }

    /// The chart as DOT text: `{"current"?, "counts"?, "locale"?}`.
    fn dot(&self, py: Python<'_>, options: Given<Request>) -> PyResult<String> {
        call(py, || self.0.dot_value(options.0))
    }

    /// As `dot`, JSON text in and JSON text out.
    fn dot_json(&self, py: Python<'_>, options: Text) -> PyResult<String> {
        call(py, || self.0.dot_json(&options))
    }
}
