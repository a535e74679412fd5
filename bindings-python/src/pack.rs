use std::collections::BTreeMap;

use leadstone::engine;
use pyo3::prelude::*;

use crate::bridge::{GivenOrText, call};
use crate::shapes::PackDefinition;

/// The definitions of one business, checked as a whole.
#[pyclass(frozen, module = "leadstone")]
#[derive(Debug)]
pub(crate) struct Pack(pub(crate) engine::Pack);

#[pymethods]
impl Pack {
    /// Checks a pack given as an object or as JSON text.
    #[staticmethod]
    fn compile(py: Python<'_>, definition: GivenOrText<PackDefinition>) -> PyResult<Self> {
        call(py, || engine::Pack::from_value(definition.0)).map(Self)
    }

    /// A pack that is shipped with the engine, by its id.
    #[staticmethod]
    fn shipped(py: Python<'_>, id: &str) -> PyResult<Self> {
        call(py, || engine::Pack::shipped(id)).map(Self)
    }

    /// The embedded sample as CSV text by table name; empty when the pack has none.
    fn sample(&self) -> BTreeMap<&'static str, &'static str> {
        self.0.sample_csv().iter().copied().collect()
    }

    /// SHA-256 of the definition's canonical JSON.
    fn fingerprint(&self) -> String {
        self.0.fingerprint().to_string()
    }

    /// The definition as canonical JSON, laid over the one that it extends, defaults written.
    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        call(py, || self.0.to_json())
    }
}
