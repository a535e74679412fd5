use std::sync::{Mutex, MutexGuard, PoisonError};

use leadstone::kernel::trigger;
use pyo3::prelude::*;

use crate::bridge::{Given, Out};
use crate::shapes::{Answer, Handle, MaybeHandle, MaybeInstant, MaybeTimer, Request};

/// Timers of many instances, first deadline first.
#[pyclass(frozen, module = "leadstone")]
#[derive(Debug)]
pub(crate) struct TimerHeap(Mutex<trigger::TimerHeap>);

#[pymethods]
impl TimerHeap {
    #[new]
    fn new() -> Self {
        Self(Mutex::new(trigger::TimerHeap::default()))
    }

    /// Sets a timer for an instance, both by numbers of the host: `{"deadline", "instance", "timer"?}`; answers its handle.
    fn insert(&self, py: Python<'_>, request: Given<Request>) -> PyResult<Out<Handle>> {
        Out::call(py, || self.heap().insert_value(request.0))
    }

    /// Moves a timer: `{"handle", "deadline", "instance", "timer"?}`; answers its new handle, or nothing when it has run out or was cancelled.
    fn reschedule(&self, py: Python<'_>, request: Given<Request>) -> PyResult<Out<MaybeHandle>> {
        Out::call(py, || self.heap().reschedule_value(request.0))
    }

    /// Cancels a timer: `{"handle"}`; whether it still ran.
    fn cancel(&self, py: Python<'_>, request: Given<Request>) -> PyResult<Out<Answer>> {
        Out::call(py, || self.heap().cancel_value(request.0))
    }

    /// Takes the first timer whose deadline is not after an instant: `{"now"}`.
    fn pop_due(&self, py: Python<'_>, request: Given<Request>) -> PyResult<Out<MaybeTimer>> {
        Out::call(py, || self.heap().pop_due_value(request.0))
    }

    /// The deadline of the first timer.
    fn next_due(&self, py: Python<'_>) -> PyResult<Out<MaybeInstant>> {
        Out::call(py, || Ok(self.heap().next_due()))
    }

    /// How many timers run.
    fn size(&self) -> usize {
        self.heap().len()
    }
}

impl TimerHeap {
    fn heap(&self) -> MutexGuard<'_, trigger::TimerHeap> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
