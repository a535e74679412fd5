//! Columns in and out, by the Arrow PyCapsule interface.

use std::ffi::CStr;

use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi};
use arrow_array::ffi_stream::{ArrowArrayStreamReader, FFI_ArrowArrayStream};
use arrow_array::{Array, RecordBatch, RecordBatchIterator, RecordBatchReader, StructArray};
use arrow_schema::{ArrowError, DataType, SchemaRef};
use leadstone::{Error, ErrorCode, JsonPointer, Violation};
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use pyo3::{Borrowed, intern};
#[cfg(feature = "stubs")]
use pyo3::{inspect::PyStaticExpr, type_hint_identifier};

use crate::bridge::{is_failure, raise, raise_from, wrong_kind};

const ARRAY: &CStr = c"arrow_array";
const SCHEMA: &CStr = c"arrow_schema";
const STREAM: &CStr = c"arrow_array_stream";

/// Columns given by any object with `__arrow_c_stream__` or `__arrow_c_array__`.
pub(crate) struct Columns(Box<dyn RecordBatchReader + Send>);

impl<'py> FromPyObject<'_, 'py> for Columns {
    type Error = PyErr;
    #[cfg(feature = "stubs")]
    const INPUT_TYPE: PyStaticExpr = type_hint_identifier!("leadstone._types", "ArrowTable");

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let py = object.py();
        let (array, stream) = (intern!(py, "__arrow_c_array__"), intern!(py, "__arrow_c_stream__"));
        let offered = || {
            if object.hasattr(stream)? {
                from_stream(object.call_method0(stream)?.cast()?).map(Some)
            } else if object.hasattr(array)? {
                let (schema, array) = object.call_method0(array)?.extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>()?;
                from_array(schema.cast()?, array.cast()?).map(Some)
            } else {
                Ok(None)
            }
        };
        match offered() {
            Ok(Some(reader)) => reader.map(Self).map_err(|error| raise(py, &not_readable(&error))),
            Ok(None) => {
                let expected = "object with __arrow_c_stream__ or __arrow_c_array__";
                Err(raise(py, &Error::input(vec![wrong_kind(expected, &object)?])))
            }
            Err(raised) if is_failure(py, &raised) => {
                let detail = ArrowError::CDataInterface(raised.to_string());
                Err(raise_from(py, &not_readable(&detail), Some(raised)))
            }
            Err(raised) => Err(raised),
        }
    }
}

impl Columns {
    /// Reads to the end; to be called without the GIL, as a producer in Python will want it.
    pub(crate) fn read(self) -> Result<(SchemaRef, Vec<RecordBatch>), Error> {
        let schema = self.0.schema();
        let batches: Vec<RecordBatch> = self.0.collect::<Result<_, _>>().map_err(|error| not_readable(&error))?;
        // The interface promises no UTF-8 and no order of offsets; what a host hands over is not trusted.
        let sound =
            |batch: &RecordBatch| batch.columns().iter().try_for_each(|column| column.to_data().validate_full());
        batches.iter().try_for_each(sound).map_err(|error| not_readable(&error))?;
        Ok((schema, batches))
    }
}

type Reader = Result<Box<dyn RecordBatchReader + Send>, ArrowError>;

#[expect(unsafe_code, reason = "a capsule holds a raw pointer")]
fn from_stream(capsule: &Bound<'_, PyCapsule>) -> PyResult<Reader> {
    let stream = capsule.pointer_checked(Some(STREAM))?.cast::<FFI_ArrowArrayStream>();
    // SAFETY: the name of the capsule promises a valid stream; reading it marks it released there.
    let reader = unsafe { ArrowArrayStreamReader::from_raw(stream.as_ptr()) };
    Ok(reader.map(|reader| Box::new(reader) as _))
}

#[expect(unsafe_code, reason = "a capsule holds a raw pointer")]
fn from_array(schema: &Bound<'_, PyCapsule>, array: &Bound<'_, PyCapsule>) -> PyResult<Reader> {
    let schema = schema.pointer_checked(Some(SCHEMA))?.cast::<FFI_ArrowSchema>();
    let array = array.pointer_checked(Some(ARRAY))?.cast::<FFI_ArrowArray>();
    // SAFETY: the names of the capsules promise a valid array of that schema; the array is moved
    // out and marked released there, the schema is only read while its capsule is borrowed.
    let data = unsafe { from_ffi(FFI_ArrowArray::from_raw(array.as_ptr()), schema.as_ref()) };
    Ok(data.and_then(|data| match data.data_type() {
        DataType::Struct(_) if data.null_count() == 0 => {
            let batch = RecordBatch::from(StructArray::from(data));
            let schema = batch.schema();
            Ok(Box::new(RecordBatchIterator::new([Ok(batch)], schema)) as _)
        }
        other => Err(ArrowError::CDataInterface(format!("an array of {other} is no record batch"))),
    }))
}

fn not_readable(detail: &ArrowError) -> Error {
    let violation = Violation::new(ErrorCode::ArrowNotReadable, JsonPointer::root());
    Error::input(vec![violation.with("detail", detail.to_string())])
}

/// Columns that pyarrow, pandas, polars and DuckDB read in place.
#[pyclass(frozen, module = "leadstone")]
#[derive(Debug)]
pub(crate) struct Table(pub(crate) RecordBatch);

#[pymethods]
impl Table {
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let schema = FFI_ArrowSchema::try_from(self.0.schema().as_ref());
        PyCapsule::new_with_value(py, schema.map_err(|error| raise(py, &not_readable(&error)))?, SCHEMA)
            .map(Bound::into_any)
    }

    /// The columns as a stream of one batch. They keep their types, whatever schema is requested.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        drop(requested_schema);
        let reader = RecordBatchIterator::new([Ok(self.0.clone())], self.0.schema());
        PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(Box::new(reader)), STREAM).map(Bound::into_any)
    }

    fn __len__(&self) -> usize {
        self.0.num_rows()
    }

    fn __repr__(&self) -> String {
        format!("<leadstone.Table of {} rows, {} columns>", self.0.num_rows(), self.0.num_columns())
    }
}
