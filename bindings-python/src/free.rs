//! Functions that need no model.

use pyo3::prelude::*;

/// The version of the engine.
#[pyfunction]
pub(crate) fn version() -> &'static str {
    leadstone::VERSION
}

/// The stable codes of errors, in the order of the catalogue.
#[pyfunction]
pub(crate) fn error_codes() -> Vec<&'static str> {
    leadstone::ErrorCode::ALL.iter().map(|code| code.as_str()).collect()
}
