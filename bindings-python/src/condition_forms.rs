use leadstone::condition::adapter;
use pyo3::prelude::*;

use crate::bridge::{Given, GivenOrText, Out, Text, call};
use crate::shapes::{ConditionDocument, Request};

/// A condition that was checked against its fields: immutable, on its way between forms.
#[pyclass(frozen, module = "leadstone")]
#[derive(Debug)]
pub(crate) struct ConditionModel(adapter::StatedCondition);

#[pymethods]
impl ConditionModel {
    /// Compiles `{"fields", "when"}` given as an object or as JSON text; `query_builder` (react-querybuilder) or
    /// `json_logic` may stand in place of `when`.
    #[staticmethod]
    fn compile(py: Python<'_>, document: GivenOrText<ConditionDocument>) -> PyResult<Self> {
        call(py, || adapter::StatedCondition::from_value(document.0)).map(Self)
    }

    /// The fields and the condition as canonical JSON.
    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        call(py, || self.0.to_json())
    }

    /// The condition as a query of react-querybuilder, without loss.
    fn to_query_builder(&self, py: Python<'_>) -> PyResult<Out<Request>> {
        Out::call(py, || Ok(self.0.to_query_builder()))
    }

    /// `{"sql", "params"}` for `{"dialect"}`: `postgresql`, `sqlite` or `duckdb`.
    fn sql(&self, py: Python<'_>, request: Given<Request>) -> PyResult<Out<Request>> {
        Out::call(py, || self.0.sql_value(request.0))
    }

    /// As `sql`, JSON text in and canonical JSON text out.
    fn sql_json(&self, py: Python<'_>, request: Text) -> PyResult<String> {
        call(py, || self.0.sql_json(&request))
    }

    /// `{"text"}` for `{"locale", "names"}`: the condition in words.
    fn sentence(&self, py: Python<'_>, request: Given<Request>) -> PyResult<Out<Request>> {
        Out::call(py, || self.0.sentence_value(request.0))
    }

    /// As `sentence`, JSON text in and canonical JSON text out.
    fn sentence_json(&self, py: Python<'_>, request: Text) -> PyResult<String> {
        call(py, || self.0.sentence_json(&request))
    }
}
