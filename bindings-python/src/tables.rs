//! The tables of a host: a mapping from name to columns, CSV text or rows.

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use leadstone::facts::Tables;
use leadstone::{Error, ErrorClass, JsonPointer};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::{PyDict, PyMapping};
use pyo3::{Borrowed, intern};
#[cfg(feature = "stubs")]
use pyo3::{inspect::PyStaticExpr, type_hint_identifier};
use serde_json::Value;

use crate::arrow::Columns;
use crate::bridge::{Step, is_failure, not_representable, raise_from, run, value_at};

/// Tables as they were given; all but the rows are parsed later, without the GIL.
pub(crate) struct GivenTables {
    texts: Vec<(PyBackedStr, PyBackedStr)>,
    columns: Vec<(PyBackedStr, (SchemaRef, Vec<RecordBatch>))>,
    rows: Value,
}

impl<'py> FromPyObject<'_, 'py> for GivenTables {
    type Error = PyErr;
    #[cfg(feature = "stubs")]
    const INPUT_TYPE: PyStaticExpr = type_hint_identifier!("leadstone._shapes", "Tables");

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let (mut texts, mut columns, rows) = (Vec::new(), Vec::new(), PyDict::new(object.py()));
        let mut rest = object.to_owned();
        if let Ok(tables) = object.cast::<PyMapping>() {
            let items = tables.items().and_then(|items| items.extract::<Vec<(Bound<'_, PyAny>, Bound<'_, PyAny>)>>());
            for (name, table) in items.map_err(|raised| unreadable(&object, raised))? {
                match (name.extract(), table.extract()) {
                    (Ok(name), Ok(text)) => texts.push((name, text)),
                    (Ok(name), Err(_)) if offers_columns(&table) => {
                        // Read at once: a producer may have one stream open at a time.
                        let given: Columns = table.extract()?;
                        columns.push((name, run(table.py(), || given.read())?));
                    }
                    _ => rows.set_item(name, table)?,
                }
            }
            rest = rows.into_any();
        }
        let rows = value_at(&rest, ErrorClass::Input, Step::Key(&Step::Root, "tables"))?;
        Ok(Self { texts, columns, rows })
    }
}

impl GivenTables {
    /// The tables that core reads; what is neither columns nor text is its to judge.
    pub(crate) fn read(self) -> Result<Tables, Error> {
        let mut tables = Tables::from_value(&self.rows)?;
        for (name, text) in self.texts {
            tables = tables.with_csv(&name, &text)?;
        }
        for (name, (schema, batches)) in self.columns {
            tables = tables.with_batches(&name, &schema, &batches)?;
        }
        Ok(tables)
    }
}

/// Whether an object has columns; one that fails when asked is left to the reader of columns, which says so.
fn offers_columns(object: &Bound<'_, PyAny>) -> bool {
    let py = object.py();
    let has = |name| object.hasattr(name).unwrap_or(true);
    has(intern!(py, "__arrow_c_stream__")) || has(intern!(py, "__arrow_c_array__"))
}

/// The error of a mapping whose own code fails.
fn unreadable(tables: &Bound<'_, PyAny>, raised: PyErr) -> PyErr {
    let py = tables.py();
    if !is_failure(py, &raised) {
        return raised;
    }
    match not_representable(tables, JsonPointer::root().key("tables")) {
        Ok(violation) => raise_from(py, &Error::input(vec![violation]), Some(raised)),
        Err(failure) => failure,
    }
}
