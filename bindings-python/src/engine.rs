use leadstone::engine;
use leadstone::engine::BriefOptions;
use leadstone::{Error, decode};
use pyo3::prelude::*;
use serde_json::{Map, Value};

use crate::bridge::{Given, Out, Text, call, run};
use crate::pack::GivenPack;
use crate::shapes::{AsOf, BriefReport, PreviousState};
use crate::tables::GivenTables;

/// A compiled pack: immutable, shared freely between threads.
#[pyclass(frozen, module = "leadstone")]
#[derive(Debug)]
pub(crate) struct Engine(engine::Engine);

#[pymethods]
impl Engine {
    /// Compiles every definition of a pack.
    #[staticmethod]
    fn compile(py: Python<'_>, pack: GivenPack<'_>) -> PyResult<Self> {
        call(py, || engine::Engine::compile(pack.0.get().0.clone())).map(Self)
    }

    /// The morning run: what to decide today, and why. The GIL is released.
    ///
    /// A table is any object with `__arrow_c_stream__` or `__arrow_c_array__`, CSV text, or a list of
    /// dicts. `as_of` is an instant or a local day, which stands for its end; `previous` is the
    /// `state` of the brief before.
    #[pyo3(signature = (tables, *, as_of, previous = None))]
    fn brief(
        &self,
        py: Python<'_>,
        tables: GivenTables,
        as_of: Given<AsOf>,
        previous: Option<Given<PreviousState>>,
    ) -> PyResult<Out<BriefReport>> {
        let given = [("as_of", Some(as_of.0)), ("previous", previous.map(|state| state.0))];
        Out::run(py, || self.0.brief(&tables.read()?, &options(given)?))
    }

    /// The morning run over tables and options given as JSON text, as canonical JSON. The GIL is released.
    fn brief_json(&self, py: Python<'_>, tables: Text, options: Text) -> PyResult<String> {
        run(py, || self.0.brief_json(&tables, &options))
    }
}

fn options<const N: usize>(given: [(&str, Option<Value>); N]) -> Result<BriefOptions, Error> {
    let named = given.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    decode::decode(Value::Object(named.collect::<Map<_, _>>())).map_err(Error::input)
}
