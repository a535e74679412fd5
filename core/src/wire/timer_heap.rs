//! Doors of the timer heap: each takes one document.

use deserr::Deserr;
use serde::Serialize;
use serde_json::Value;

use crate::error::Error;
use crate::kernel::trigger::{DueTimer, TimerHandle, TimerHeap};
use crate::primitives::decode::DecodeError;
use crate::primitives::{Instant, canonical_json, decode};

#[derive(Deserr)]
#[deserr(error = DecodeError, deny_unknown_fields)]
struct InsertDocument {
    deadline: Instant,
    instance: u64,
    #[deserr(default)]
    timer: u32,
}

#[derive(Deserr)]
#[deserr(error = DecodeError, deny_unknown_fields)]
struct RescheduleDocument {
    handle: u64,
    deadline: Instant,
    instance: u64,
    #[deserr(default)]
    timer: u32,
}

#[derive(Deserr)]
#[deserr(error = DecodeError, deny_unknown_fields)]
struct CancelDocument {
    handle: u64,
}

#[derive(Deserr)]
#[deserr(error = DecodeError, deny_unknown_fields)]
struct PopDocument {
    now: Instant,
}

impl TimerHeap {
    /// Sets a timer: `{"deadline", "instance", "timer"?}`; answers its handle.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, and as [`Self::insert`].
    pub fn insert_value(&mut self, request: Value) -> Result<u64, Error> {
        let InsertDocument { deadline, instance, timer } = decode::input_value(request)?;
        self.insert(deadline, instance, timer).map(TimerHandle::get)
    }

    /// Moves a timer: `{"handle", "deadline", "instance", "timer"?}`; answers its new handle.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, and as [`Self::reschedule`].
    pub fn reschedule_value(&mut self, request: Value) -> Result<Option<u64>, Error> {
        let RescheduleDocument { handle, deadline, instance, timer } = decode::input_value(request)?;
        let moved = self.reschedule(TimerHandle::new(handle), deadline, instance, timer)?;
        Ok(moved.map(TimerHandle::get))
    }

    /// Cancels a timer: `{"handle"}`; whether it still ran.
    ///
    /// # Errors
    /// Class `input`: `decode.*`.
    pub fn cancel_value(&mut self, request: Value) -> Result<bool, Error> {
        let CancelDocument { handle } = decode::input_value(request)?;
        Ok(self.cancel(TimerHandle::new(handle)))
    }

    /// Takes the first timer that is due: `{"now"}`.
    ///
    /// # Errors
    /// Class `input`: `decode.*`.
    pub fn pop_due_value(&mut self, request: Value) -> Result<Option<DueTimer>, Error> {
        let PopDocument { now } = decode::input_value(request)?;
        Ok(self.pop_due(now))
    }

    /// A verb of the heap by its object door, text to canonical JSON.
    ///
    /// # Errors
    /// As the verb.
    pub fn door_json<T: Serialize>(
        &mut self,
        request: &str,
        verb: impl FnOnce(&mut Self, Value) -> Result<T, Error>,
    ) -> Result<String, Error> {
        let value = decode::parse(request).map_err(Error::input)?;
        verb(self, value).and_then(|answer| canonical_json(&answer))
    }
}
