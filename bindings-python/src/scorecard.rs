use leadstone::scoring;
use pyo3::prelude::*;

use crate::arrow::{Columns, Table};
use crate::bridge::{Given, GivenOrText, Out, Text, call, run};
use crate::shapes::{Record, ScoreDecision, ScoreReport, ScorecardDefinition};

/// A compiled scorecard: immutable, shared freely between threads.
#[pyclass(frozen, module = "leadstone")]
#[derive(Debug)]
pub(crate) struct ScorecardModel(scoring::ScorecardModel);

#[pymethods]
impl ScorecardModel {
    /// Compiles a scorecard given as an object or as JSON text.
    #[staticmethod]
    fn compile(py: Python<'_>, definition: GivenOrText<ScorecardDefinition>) -> PyResult<Self> {
        call(py, || scoring::ScorecardModel::from_value(definition.0)).map(Self)
    }

    /// SHA-256 of the definition's canonical JSON.
    fn fingerprint(&self) -> String {
        self.0.fingerprint().to_string()
    }

    /// The compiled definition as canonical JSON, defaults written.
    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        call(py, || self.0.to_json())
    }

    /// The score of one lead with all its reasons.
    fn score(&self, py: Python<'_>, lead: Given<Record>) -> PyResult<Out<ScoreReport>> {
        Out::call(py, || self.0.score_value(lead.0))
    }

    /// The score of one lead given as JSON text, as canonical JSON.
    fn score_json(&self, py: Python<'_>, lead: Text) -> PyResult<String> {
        call(py, || self.0.score_json(&lead))
    }

    /// The scores of many leads, row for row; a row that cannot be read has an error. The GIL is released.
    ///
    /// The columns are the declared fields, and `id` where it is wanted back; any object with
    /// `__arrow_c_stream__` or `__arrow_c_array__` has them.
    fn score_batch(&self, py: Python<'_>, leads: Columns) -> PyResult<Table> {
        let work = || leads.read().and_then(|(schema, batches)| self.0.score_batches(&schema, &batches));
        run(py, work).map(Table)
    }

    /// The decision record of one lead, for the host's log.
    fn decide(&self, py: Python<'_>, lead: Given<Record>) -> PyResult<Out<ScoreDecision>> {
        Out::call(py, || self.0.decide_value(lead.0))
    }

    /// The decision record of one lead given as JSON text, as canonical JSON.
    fn decide_json(&self, py: Python<'_>, lead: Text) -> PyResult<String> {
        call(py, || self.0.decide_json(&lead))
    }
}
