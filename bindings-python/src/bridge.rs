//! The one place that walks Python objects, releases the GIL and raises errors.

use std::marker::PhantomData;
use std::ops::Deref;
use std::panic::{AssertUnwindSafe, catch_unwind};

use leadstone::{Error, ErrorClass, ErrorCode, JsonPointer, Violation, decode, limits};
use pyo3::exceptions::PyException;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBool, PyDate, PyDict, PyFloat, PyInt, PyList, PyString, PyTuple, PyType};
use pyo3::{Borrowed, intern};
#[cfg(feature = "stubs")]
use pyo3::{PyTypeInfo, inspect::PyStaticExpr, type_hint_union};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::shapes::Shape;

/// Raises `error` as the exception class of its own class.
pub(crate) fn raise(py: Python<'_>, error: &Error) -> PyErr {
    let class = match error.class() {
        ErrorClass::Definition => intern!(py, "DefinitionError"),
        ErrorClass::Input => intern!(py, "InputError"),
        ErrorClass::Transition => intern!(py, "TransitionError"),
        ErrorClass::Numeric => intern!(py, "NumericError"),
        _ => intern!(py, "InternalError"),
    };
    let build = || py.import("leadstone.errors")?.getattr(class)?.call1((pythonize::pythonize(py, &error.body())?,));
    build().map_or_else(|failure| failure, PyErr::from_value)
}

/// The answer of a short call, which keeps the GIL: handing it over costs more than the call.
pub(crate) fn call<T>(py: Python<'_>, work: impl FnOnce() -> Result<T, Error>) -> PyResult<T> {
    guarded(work).map_err(|error| raise(py, &error))
}

/// The answer of a long call, for which the GIL is released.
pub(crate) fn run<T: Send>(py: Python<'_>, work: impl FnOnce() -> Result<T, Error> + Send) -> PyResult<T> {
    py.detach(|| guarded(work)).map_err(|error| raise(py, &error))
}

/// A panic would be a bug of leadstone: it becomes an error and never ends the process.
fn guarded<T>(work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(Error::new(ErrorClass::Internal, Vec::new())))
}

/// A report on its way out, as plain dicts and lists.
#[derive(Debug)]
pub(crate) struct Out<S>(Py<PyAny>, PhantomData<S>);

impl<S: Shape> Out<S> {
    /// The report of a short call.
    pub(crate) fn call<T: Serialize>(py: Python<'_>, work: impl FnOnce() -> Result<T, Error>) -> PyResult<Self> {
        Self::of(py, &call(py, work)?)
    }

    /// The report of a long call, for which the GIL is released.
    pub(crate) fn run<T: Serialize + Send>(
        py: Python<'_>,
        work: impl FnOnce() -> Result<T, Error> + Send,
    ) -> PyResult<Self> {
        Self::of(py, &run(py, work)?)
    }

    fn of<T: Serialize>(py: Python<'_>, report: &T) -> PyResult<Self> {
        Ok(Self(pythonize::pythonize(py, report)?.unbind(), PhantomData))
    }
}

impl<'py, S: Shape> IntoPyObject<'py> for Out<S> {
    type Target = PyAny;
    type Output = Bound<'py, PyAny>;
    type Error = PyErr;
    #[cfg(feature = "stubs")]
    const OUTPUT_TYPE: PyStaticExpr = S::HINT;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Self::Output> {
        Ok(self.0.into_bound(py))
    }
}

/// A document given as an object, within the limits of the text door.
#[derive(Debug)]
pub(crate) struct Given<S>(pub(crate) Value, PhantomData<S>);

impl<'py, S: Shape> FromPyObject<'_, 'py> for Given<S> {
    type Error = PyErr;
    #[cfg(feature = "stubs")]
    const INPUT_TYPE: PyStaticExpr = S::HINT;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let at = S::KEY.map_or(Step::Root, |key| Step::Key(&Step::Root, key));
        Ok(Self(value_at(&object, S::CLASS, at)?, PhantomData))
    }
}

/// A document given as an object or as JSON text.
#[derive(Debug)]
pub(crate) struct GivenOrText<S>(pub(crate) Value, PhantomData<S>);

impl<'py, S: Shape> FromPyObject<'_, 'py> for GivenOrText<S> {
    type Error = PyErr;
    #[cfg(feature = "stubs")]
    const INPUT_TYPE: PyStaticExpr = type_hint_union!(S::HINT, <PyString as PyTypeInfo>::TYPE_HINT);

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let text = object.cast::<PyString>().ok();
        let document = match text.as_ref().and_then(|text| text.to_str().ok()) {
            Some(text) => call(object.py(), || decode::parse(text).map_err(|found| Error::new(S::CLASS, found)))?,
            None => value_at(&object, S::CLASS, Step::Root)?,
        };
        Ok(Self(document, PhantomData))
    }
}

/// The JSON form of an object that stands at `at` in what its caller gave.
pub(crate) fn value_at(object: &Bound<'_, PyAny>, class: ErrorClass, at: Step<'_>) -> PyResult<Value> {
    let mut walk =
        Walk { found: Vec::new(), left: limits::JSON_BYTES, base: at.pointer(), inside: Vec::new(), cause: None };
    match walk.value(object, at) {
        Ok(value) if walk.found.is_empty() => return Ok(value),
        Ok(_) => {}
        Err(Halt::Refused(violation)) => walk.found.push(violation),
        Err(Halt::Raised(raised)) => return Err(raised),
    }
    Err(raise_from(object.py(), &Error::new(class, walk.found), walk.cause))
}

/// Raises `error`; the host's own exception, if there was one, is its cause.
pub(crate) fn raise_from(py: Python<'_>, error: &Error, cause: Option<PyErr>) -> PyErr {
    let raised = raise(py, error);
    raised.set_cause(py, cause);
    raised
}

/// Whether code of the host failed; what stops a program, such as Ctrl-C, is no failure of a value.
pub(crate) fn is_failure(py: Python<'_>, raised: &PyErr) -> bool {
    raised.is_instance_of::<PyException>(py)
}

/// A JSON text of the host.
#[derive(Debug)]
pub(crate) struct Text(PyBackedStr);

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'py> FromPyObject<'_, 'py> for Text {
    type Error = PyErr;
    #[cfg(feature = "stubs")]
    const INPUT_TYPE: PyStaticExpr = <PyString as PyTypeInfo>::TYPE_HINT;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let refuse = |violation| raise(object.py(), &Error::input(vec![violation]));
        if object.cast::<PyString>().is_err() {
            return Err(refuse(wrong_kind("string", &object)?));
        }
        match object.extract() {
            Ok(text) => Ok(Self(text)),
            Err(_) => Err(refuse(not_representable(&object, JsonPointer::root())?)), // A lone surrogate.
        }
    }
}

/// The violation of an argument of another kind.
pub(crate) fn wrong_kind(expected: &str, object: &Bound<'_, PyAny>) -> PyResult<Violation> {
    let violation = Violation::new(ErrorCode::DecodeWrongKind, JsonPointer::root());
    Ok(violation.with("expected", expected).with("actual", object.get_type().name()?.to_string()))
}

/// The violation of a value without a JSON form.
pub(crate) fn not_representable(object: &Bound<'_, PyAny>, at: JsonPointer) -> PyResult<Violation> {
    let actual = object.get_type().name()?.to_string();
    Ok(Violation::new(ErrorCode::DecodeNotRepresentable, at).with("actual", actual))
}

/// Where the walk stands; a pointer is written only when something is wrong there.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Step<'a> {
    Root,
    Key(&'a Step<'a>, &'a str),
    Index(&'a Step<'a>, usize),
}

impl Step<'_> {
    pub(crate) fn pointer(self) -> JsonPointer {
        match self {
            Self::Root => JsonPointer::root(),
            Self::Key(parent, key) => parent.pointer().key(key),
            Self::Index(parent, index) => parent.pointer().index(index),
        }
    }
}

/// Why a walk stops at once.
enum Halt {
    Refused(Violation),
    Raised(PyErr),
}

impl From<PyErr> for Halt {
    fn from(raised: PyErr) -> Self {
        Self::Raised(raised)
    }
}

/// A walk over an object: what has no JSON form is gathered, and the limits hold for shared and
/// cyclic objects as they do for text.
struct Walk {
    found: Vec<Violation>,
    left: usize,
    /// Where the object stands in what its caller gave.
    base: JsonPointer,
    /// The addresses of the objects in which the walk stands, to see a cycle.
    inside: Vec<usize>,
    /// The first failure of the host's own code.
    cause: Option<PyErr>,
}

impl Walk {
    fn value(&mut self, object: &Bound<'_, PyAny>, at: Step<'_>) -> Result<Value, Halt> {
        self.spend(2)?; // One character and a comma at least.
        if let Ok(text) = object.cast::<PyString>() {
            return self.text(text, at);
        }
        if object.is_none() {
            return Ok(Value::Null);
        }
        if let Ok(truth) = object.cast::<PyBool>() {
            return Ok(Value::Bool(truth.is_true()));
        }
        if let Ok(number) = object.cast::<PyFloat>() {
            // NaN and the infinities become null, as in `JSON.stringify`.
            return Ok(Value::from(number.value()));
        }
        if let Ok(number) = object.cast::<PyInt>() {
            return Ok(self.integer(number, at));
        }
        if let Ok(dict) = object.cast::<PyDict>() {
            // A snapshot: code run by the walk could change the dict.
            return self.nested(object, at, |walk| walk.map(&dict.items(), at));
        }
        if let Ok(list) = object.cast::<PyList>() {
            return self.nested(object, at, |walk| walk.list(list.iter(), at));
        }
        if let Ok(tuple) = object.cast::<PyTuple>() {
            return self.nested(object, at, |walk| walk.list(tuple.iter(), at));
        }
        match self.other(object, at) {
            Err(Halt::Raised(raised)) if is_failure(object.py(), &raised) => {
                self.cause.get_or_insert(raised);
                self.refuse(object, at)
            }
            read => read,
        }
    }

    /// What stands in an object or a list.
    fn nested(
        &mut self,
        object: &Bound<'_, PyAny>,
        at: Step<'_>,
        read: impl FnOnce(&mut Self) -> Result<Value, Halt>,
    ) -> Result<Value, Halt> {
        let address = object.as_ptr().addr();
        if self.inside.contains(&address) {
            let violation = Violation::new(ErrorCode::DecodeNotRepresentable, at.pointer());
            return Err(Halt::Refused(violation.with("actual", "cyclic object")));
        }
        if self.inside.len() >= limits::DEPTH {
            return Err(Halt::Refused(decode::too_deep(self.base.clone())));
        }
        self.inside.push(address);
        let read = read(self);
        self.inside.pop();
        read
    }

    fn text(&mut self, text: &Bound<'_, PyString>, at: Step<'_>) -> Result<Value, Halt> {
        let Ok(text) = text.to_str() else {
            return self.refuse(text.as_any(), at); // A lone surrogate.
        };
        self.spend(text.len())?;
        Ok(Value::from(text))
    }

    fn integer(&mut self, number: &Bound<'_, PyAny>, at: Step<'_>) -> Value {
        let small = number.extract::<i64>().map(Value::from).or_else(|_| number.extract::<u64>().map(Value::from));
        // Beyond 64 bits a number is read as JSON text reads it, to the nearest double.
        small.or_else(|_| number.extract::<f64>().map(Value::from)).unwrap_or_else(|_| {
            self.note(Violation::new(ErrorCode::DecodeNumberOutOfRange, at.pointer()));
            Value::Null
        })
    }

    fn map(&mut self, items: &Bound<'_, PyList>, at: Step<'_>) -> Result<Value, Halt> {
        let mut map = Map::new();
        for item in items {
            let (key, member) = item.extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>()?;
            let Some(name) = key.cast::<PyString>().ok().and_then(|name| name.to_str().ok()) else {
                self.refuse(&key, at)?;
                continue;
            };
            self.spend(name.len() + 3)?;
            let value = self.value(&member, Step::Key(&at, name))?;
            map.insert(name.to_owned(), value);
        }
        Ok(Value::Object(map))
    }

    fn list<'py>(&mut self, items: impl Iterator<Item = Bound<'py, PyAny>>, at: Step<'_>) -> Result<Value, Halt> {
        let items = items.enumerate().map(|(index, item)| self.value(&item, Step::Index(&at, index)));
        Ok(Value::Array(items.collect::<Result<_, _>>()?))
    }

    /// Dates and times, exact decimals, and integers of other libraries.
    fn other(&mut self, object: &Bound<'_, PyAny>, at: Step<'_>) -> Result<Value, Halt> {
        let py = object.py();
        if object.is_instance_of::<PyDate>() {
            if object.ne(object)? {
                return Ok(Value::Null); // pandas' missing time.
            }
            return self.text(&object.call_method0(intern!(py, "isoformat"))?.str()?, at);
        }
        if object.is_instance(DECIMAL.import(py, "decimal", "Decimal")?)? {
            return self.text(&object.call_method1(intern!(py, "__format__"), ("f",))?.str()?, at);
        }
        if object.hasattr(intern!(py, "__index__"))? {
            return Ok(self.integer(object, at));
        }
        self.refuse(object, at)
    }

    fn refuse(&mut self, object: &Bound<'_, PyAny>, at: Step<'_>) -> Result<Value, Halt> {
        self.note(not_representable(object, at.pointer())?);
        Ok(Value::Null)
    }

    fn note(&mut self, violation: Violation) {
        if self.found.len() < limits::VIOLATIONS {
            self.found.push(violation);
        }
    }

    /// Counts what the text of the object would take, so that both doors have one limit.
    fn spend(&mut self, bytes: usize) -> Result<(), Halt> {
        self.left = self.left.checked_sub(bytes).ok_or_else(|| {
            let violation = Violation::new(ErrorCode::DecodeTooLarge, self.base.clone());
            Halt::Refused(violation.with("limit", limits::JSON_BYTES))
        })?;
        Ok(())
    }
}

static DECIMAL: PyOnceLock<Py<PyType>> = PyOnceLock::new();
