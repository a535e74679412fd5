use leadstone::table;
use pyo3::prelude::*;

use crate::arrow::{Columns, Table};
use crate::bridge::{Given, GivenOrText, Out, Text, call, run};
use crate::shapes::{Record, TableDecision, TableDefinition, TableReport, TableReportRequest};

/// A compiled decision table: immutable, shared freely between threads.
#[pyclass(frozen, module = "leadstone")]
#[derive(Debug)]
pub(crate) struct TableModel(table::TableModel);

#[pymethods]
impl TableModel {
    /// Compiles a decision table given as an object or as JSON text.
    #[staticmethod]
    fn compile(py: Python<'_>, definition: GivenOrText<TableDefinition>) -> PyResult<Self> {
        call(py, || table::TableModel::from_value(definition.0)).map(Self)
    }

    /// Compiles a table whose rows are CSV text; `header` is its definition without rows.
    #[staticmethod]
    fn from_csv(py: Python<'_>, text: Text, header: GivenOrText<TableDefinition>) -> PyResult<Self> {
        call(py, || table::TableModel::from_csv_value(&text, header.0)).map(Self)
    }

    /// The rows as CSV text, which `from_csv` reads back without loss.
    fn to_csv(&self) -> String {
        self.0.to_csv()
    }

    /// SHA-256 of the definition's canonical JSON.
    fn fingerprint(&self) -> String {
        self.0.fingerprint().to_string()
    }

    /// The compiled definition as canonical JSON, defaults written.
    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        call(py, || self.0.to_json())
    }

    /// The decision for one record: outputs, the rows that decided, and why.
    fn decide(&self, py: Python<'_>, record: Given<Record>) -> PyResult<Out<TableDecision>> {
        Out::call(py, || self.0.decide_value(record.0))
    }

    /// The decision for one record given as JSON text, as canonical JSON.
    fn decide_json(&self, py: Python<'_>, record: Text) -> PyResult<String> {
        call(py, || self.0.decide_json(&record))
    }

    /// The decisions for many records, row for row. The GIL is released.
    ///
    /// The columns are the inputs, and `id` where it is wanted back; any object with
    /// `__arrow_c_stream__` or `__arrow_c_array__` has them.
    fn decide_batch(&self, py: Python<'_>, records: Columns) -> PyResult<Table> {
        let work = || records.read().and_then(|(schema, batches)| self.0.decide_batches(&schema, &batches));
        run(py, work).map(Table)
    }

    /// What an author should know: overlaps, gaps, rows that never decide, hits of past records. The GIL is released.
    fn report(&self, py: Python<'_>, request: Given<TableReportRequest>) -> PyResult<Out<TableReport>> {
        Out::run(py, || self.0.report_value(request.0))
    }

    /// The report for a request given as JSON text, as canonical JSON. The GIL is released.
    fn report_json(&self, py: Python<'_>, request: Text) -> PyResult<String> {
        run(py, || self.0.report_json(&request))
    }
}
