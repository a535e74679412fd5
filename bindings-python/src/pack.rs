use std::collections::BTreeMap;

use leadstone::{Error, engine};
use pyo3::Borrowed;
use pyo3::prelude::*;
#[cfg(feature = "stubs")]
use pyo3::{PyTypeInfo, inspect::PyStaticExpr};

use crate::bridge::{GivenOrText, Text, call, raise, wrong_kind};
use crate::shapes::PackDefinition;

/// The definitions of one business, checked as a whole.
#[pyclass(frozen, module = "leadstone")]
#[derive(Debug)]
pub(crate) struct Pack(pub(crate) engine::Pack);

/// A pack, as the class that wants one is given it.
pub(crate) struct GivenPack<'py>(pub(crate) Bound<'py, Pack>);

impl<'py> FromPyObject<'_, 'py> for GivenPack<'py> {
    type Error = PyErr;
    #[cfg(feature = "stubs")]
    const INPUT_TYPE: PyStaticExpr = <Pack as PyTypeInfo>::TYPE_HINT;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        match object.cast::<Pack>() {
            Ok(pack) => Ok(Self(pack.to_owned())),
            Err(_) => Err(raise(object.py(), &Error::input(vec![wrong_kind("Pack", &object)?]))),
        }
    }
}

#[pymethods]
impl Pack {
    /// Checks a pack given as an object or as JSON text.
    #[staticmethod]
    fn compile(py: Python<'_>, definition: GivenOrText<PackDefinition>) -> PyResult<Self> {
        call(py, || engine::Pack::from_value(definition.0)).map(Self)
    }

    /// A pack that is shipped with the engine, by its id.
    #[staticmethod]
    fn shipped(py: Python<'_>, id: Text) -> PyResult<Self> {
        call(py, || engine::Pack::shipped(&id)).map(Self)
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
