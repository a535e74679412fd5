//! The tables of a host: a mapping from name to columns, CSV text or rows.

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use leadstone::facts::Tables;
use leadstone::{Error, ErrorClass};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::{PyDict, PyMapping};
use pyo3::{Borrowed, intern};
#[cfg(feature = "stubs")]
use pyo3::{inspect::PyStaticExpr, type_hint_identifier};
use serde_json::Value;

use crate::arrow::Columns;
use crate::bridge::{Step, run, value_at};

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
            for item in tables.items()? {
                let (name, table) = item.extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>()?;
                match (name.extract(), table.extract()) {
                    (Ok(name), Ok(text)) => texts.push((name, text)),
                    (Ok(name), Err(_)) if offers_columns(&table)? => {
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

fn offers_columns(object: &Bound<'_, PyAny>) -> PyResult<bool> {
    let py = object.py();
    Ok(object.hasattr(intern!(py, "__arrow_c_stream__"))? || object.hasattr(intern!(py, "__arrow_c_array__"))?)
}
