use leadstone::kernel::trigger;
use pyo3::prelude::*;
use serde_json::json;

use crate::bridge::{Given, GivenOrText, Out, Text, call};
use crate::shapes::{
    CalendarDefinitions, DueFirings, MaybeInstant, Request, TriggerAdvance, TriggerSetDefinition, TriggerState,
};

/// Compiled triggers: immutable, shared freely between threads. States belong to the host.
#[pyclass(frozen, module = "leadstone")]
#[derive(Debug)]
pub(crate) struct TriggerModel(trigger::TriggerModel);

#[pymethods]
impl TriggerModel {
    /// Compiles a set of triggers given as an object or as JSON text; `calendars` are definitions that it names.
    #[staticmethod]
    #[pyo3(signature = (definition, *, calendars = None))]
    fn compile(
        py: Python<'_>,
        definition: GivenOrText<TriggerSetDefinition>,
        calendars: Option<Given<CalendarDefinitions>>,
    ) -> PyResult<Self> {
        let compile = || match calendars {
            Some(calendars) => {
                trigger::TriggerModel::from_value_with(definition.0, json!({ "calendars": calendars.0 }))
            }
            None => trigger::TriggerModel::from_value(definition.0),
        };
        call(py, compile).map(Self)
    }

    /// SHA-256 of the definition's canonical JSON.
    fn fingerprint(&self) -> String {
        self.0.fingerprint().to_string()
    }

    /// The compiled definition as canonical JSON, defaults written.
    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        call(py, || self.0.to_json())
    }

    /// The state of an instance for which counting begins: `{"instance", "at", "fields"?}`.
    fn start(&self, py: Python<'_>, request: Given<Request>) -> PyResult<Out<TriggerState>> {
        Out::call(py, || self.0.start_value(request.0))
    }

    /// As `start`, JSON text in and canonical JSON text out.
    fn start_json(&self, py: Python<'_>, request: Text) -> PyResult<String> {
        call(py, || self.0.start_json(&request))
    }

    /// Events and time: `{"state", "events"?, "as_of", "complete_through"?}`.
    fn advance(&self, py: Python<'_>, request: Given<Request>) -> PyResult<Out<TriggerAdvance>> {
        Out::call(py, || self.0.advance_value(request.0))
    }

    /// As `advance`, JSON text in and canonical JSON text out.
    fn advance_json(&self, py: Python<'_>, request: Text) -> PyResult<String> {
        call(py, || self.0.advance_json(&request))
    }

    /// What fires by `as_of` if nothing more happens: `{"state", "as_of"}`.
    fn due(&self, py: Python<'_>, request: Given<Request>) -> PyResult<Out<DueFirings>> {
        Out::call(py, || self.0.due_value(request.0))
    }

    /// As `due`, JSON text in and canonical JSON text out.
    fn due_json(&self, py: Python<'_>, request: Text) -> PyResult<String> {
        call(py, || self.0.due_json(&request))
    }

    /// The instant at which it has to be advanced next: `{"state"}`; none when no timer runs.
    fn next_due(&self, py: Python<'_>, request: Given<Request>) -> PyResult<Out<MaybeInstant>> {
        Out::call(py, || self.0.next_due_value(request.0))
    }

    /// As `next_due`, JSON text in and canonical JSON text out.
    fn next_due_json(&self, py: Python<'_>, request: Text) -> PyResult<String> {
        call(py, || self.0.next_due_json(&request))
    }
}
