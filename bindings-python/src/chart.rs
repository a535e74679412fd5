use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use leadstone::journey::chart;
use pyo3::prelude::*;
use pyo3::types::PyString;

use crate::bridge::{Given, GivenOrText, Out, Text, call, run};
use crate::shapes::{
    ChartAllowedReport, ChartApplied, ChartDefinition, ChartReplayed, ChartState, ChartStateReport, LintReport,
    MaybeChartDue, MaybeInstant, Record, Request,
};

/// A compiled statechart: immutable, shared freely between threads. States belong to the host.
#[pyclass(frozen, module = "leadstone")]
#[derive(Debug)]
pub(crate) struct ChartModel(Arc<chart::ChartModel>);

#[pymethods]
impl ChartModel {
    /// Compiles a statechart given as an object or as JSON text.
    #[staticmethod]
    fn compile(py: Python<'_>, definition: GivenOrText<ChartDefinition>) -> PyResult<Self> {
        call(py, || chart::ChartModel::from_value(definition.0)).map(|model| Self(Arc::new(model)))
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

    /// A chart that stays restored, to be moved again and again; `state` is what an answer or `store` gave.
    fn hold(&self, py: Python<'_>, state: Given<ChartState>) -> PyResult<HeldChart> {
        let held = call(py, || chart::HeldChart::from_value(Arc::clone(&self.0), state.0))?;
        Ok(HeldChart(Mutex::new(held)))
    }
}

/// A chart that stays restored between calls; its state is written down when the host asks for it.
#[pyclass(frozen, module = "leadstone")]
#[derive(Debug)]
pub(crate) struct HeldChart(Mutex<chart::HeldChart>);

impl HeldChart {
    fn held(&self) -> MutexGuard<'_, chart::HeldChart> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[pymethods]
impl HeldChart {
    /// Takes an event at `at` in RFC 3339, and everything that it brings about; whether a transition took it.
    ///
    /// Sent events that are due before it come first. Without `at` no time passes.
    #[pyo3(signature = (event, at = None))]
    fn step(&self, py: Python<'_>, event: Text, at: Option<Text>) -> PyResult<bool> {
        call(py, || self.held().step(&event, at.as_deref()))
    }

    /// Changes some fields at `at`; `None` makes one missing. All of them change, or none.
    ///
    /// Whether transitions without an event were taken.
    #[pyo3(signature = (changes, at = None))]
    fn update(&self, py: Python<'_>, changes: Given<Record>, at: Option<Text>) -> PyResult<bool> {
        call(py, || self.held().update_value(changes.0, at.as_deref()))
    }

    /// Lets time pass up to `now` in RFC 3339; whether transitions were taken.
    fn advance(&self, py: Python<'_>, now: Text) -> PyResult<bool> {
        call(py, || self.held().advance(&now))
    }

    /// Whether a state is active: an innermost one, or one around it.
    fn in_state(&self, py: Python<'_>, id: Text) -> PyResult<bool> {
        call(py, || self.held().in_state(&id))
    }

    /// The innermost active states, in the order of the definition.
    fn states<'py>(&self, py: Python<'py>) -> Vec<Bound<'py, PyString>> {
        self.held().states().into_iter().map(|id| PyString::new(py, id.as_str())).collect()
    }

    /// What the host has to do after the last call, in its order, by the names of the definition.
    fn effects<'py>(&self, py: Python<'py>) -> Vec<Bound<'py, PyString>> {
        self.held().effects().into_iter().map(|name| PyString::new(py, name)).collect()
    }

    /// When the next sent event comes; `None` when none is waited for.
    fn next_due(&self, py: Python<'_>) -> PyResult<Out<MaybeInstant>> {
        Out::call(py, || Ok(self.held().next_due()))
    }

    /// Whether the chart has come to an end.
    fn has_ended(&self) -> bool {
        self.held().has_ended()
    }

    /// The state as it can be written down.
    fn store(&self, py: Python<'_>) -> PyResult<Out<ChartStateReport>> {
        Out::call(py, || Ok(self.held().store()))
    }

    /// The state as canonical JSON.
    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        call(py, || self.held().to_json())
    }
}
