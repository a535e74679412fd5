use std::sync::{Arc, Mutex, PoisonError};

use leadstone::{Error, condition};
use pyo3::prelude::*;
use pyo3::types::PyString;

use crate::arrow::{Columns, Table};
use crate::bridge::{Given, GivenOrText, Out, Text, call, run};
use crate::shapes::{Record, Request, RuleBatchOptions, RuleExplanation, RuleReport, RuleSetDefinition};

/// A compiled rule set: immutable, shared freely between threads.
#[pyclass(frozen, module = "leadstone")]
#[derive(Debug)]
pub(crate) struct RuleSetModel(Arc<condition::RuleSetModel>);

#[pymethods]
impl RuleSetModel {
    /// Compiles a rule set given as an object or as JSON text.
    #[staticmethod]
    fn compile(py: Python<'_>, definition: GivenOrText<RuleSetDefinition>) -> PyResult<Self> {
        call(py, || condition::RuleSetModel::from_value(definition.0)).map(|model| Self(Arc::new(model)))
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

    /// The outcomes of many records, row for row; a row that cannot be read has an error. The GIL is released.
    ///
    /// The columns are the declared fields, and `id` where it is wanted back; any object with
    /// `__arrow_c_stream__` or `__arrow_c_array__` has them.
    fn evaluate_batch(&self, py: Python<'_>, records: Columns, options: Given<RuleBatchOptions>) -> PyResult<Table> {
        let work = || {
            let options = condition::RuleBatchOptions::from_value(options.0)?;
            records.read().and_then(|(schema, batches)| self.0.evaluate_batches(&schema, &batches, &options))
        };
        run(py, work).map(Table)
    }

    /// How often each rule answers what over many records, rule for rule. The GIL is released.
    fn count_batch(&self, py: Python<'_>, records: Columns, options: Given<RuleBatchOptions>) -> PyResult<Table> {
        let work = || {
            let options = condition::RuleBatchOptions::from_value(options.0)?;
            records.read().and_then(|(schema, batches)| self.0.count_batches(&schema, &batches, &options))
        };
        run(py, work).map(Table)
    }

    /// A record that stays decoded, to be evaluated again and again.
    fn hold(&self, py: Python<'_>, record: Given<Record>) -> PyResult<HeldRecord> {
        let held = call(py, || condition::HeldRecord::from_value(Arc::clone(&self.0), record.0))?;
        Ok(HeldRecord(Mutex::new(held)))
    }
}

/// A record that stays decoded between calls: a change asks only the rules that read what changed.
#[pyclass(frozen, module = "leadstone")]
#[derive(Debug)]
pub(crate) struct HeldRecord(Mutex<condition::HeldRecord>);

impl HeldRecord {
    fn with<T>(&self, work: impl FnOnce(&mut condition::HeldRecord) -> Result<T, Error>) -> Result<T, Error> {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[pymethods]
impl HeldRecord {
    /// Changes some fields; `None` makes one missing. All of them change, or none.
    fn update(&self, py: Python<'_>, changes: Given<Record>) -> PyResult<()> {
        call(py, || self.with(|held| held.update_value(changes.0)))
    }

    /// The first rule that matches, looking back from `as_of` in RFC 3339.
    fn first<'py>(&self, py: Python<'py>, as_of: Text) -> PyResult<Option<Bound<'py, PyString>>> {
        call(py, || self.with(|held| Ok(held.first(&as_of)?.map(|id| PyString::new(py, id.as_str())))))
    }

    /// The rules that match, in the definition's order, looking back from `as_of` in RFC 3339.
    fn matched<'py>(&self, py: Python<'py>, as_of: Text) -> PyResult<Vec<Bound<'py, PyString>>> {
        let texts = |held: &mut condition::HeldRecord| -> Result<Vec<_>, Error> {
            Ok(held.matched(&as_of)?.into_iter().map(|id| PyString::new(py, id.as_str())).collect())
        };
        call(py, || self.with(texts))
    }
}
