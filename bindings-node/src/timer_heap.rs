//! `TimerHeap`.

use leadstone::canonical_json;
use leadstone::kernel::trigger;
use napi::bindgen_prelude::{Env, Result, Unknown};
use napi_derive::napi;

use crate::bridge;

/// Timers of many instances, first deadline first.
#[napi]
#[derive(Debug, Default)]
pub struct TimerHeap(trigger::TimerHeap);

#[napi]
impl TimerHeap {
    /// An empty heap.
    #[napi(constructor, catch_unwind)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a timer for an instance, both by numbers of the host: `{"deadline", "instance", "timer"?}`; answers its handle.
    #[napi(
        catch_unwind,
        ts_args_type = "request: { deadline: string, instance: number, timer?: number }",
        ts_return_type = "number"
    )]
    pub fn insert<'env>(&mut self, env: &'env Env, request: Unknown<'_>) -> Result<Unknown<'env>> {
        bridge::object(env, request, |text| self.0.door_json(text, trigger::TimerHeap::insert_value))
    }

    /// Moves a timer: `{"handle", "deadline", "instance", "timer"?}`; answers its new handle, or nothing when it has run out or was cancelled.
    #[napi(
        catch_unwind,
        ts_args_type = "request: { handle: number, deadline: string, instance: number, timer?: number }",
        ts_return_type = "number | null"
    )]
    pub fn reschedule<'env>(&mut self, env: &'env Env, request: Unknown<'_>) -> Result<Unknown<'env>> {
        bridge::object(env, request, |text| self.0.door_json(text, trigger::TimerHeap::reschedule_value))
    }

    /// Cancels a timer: `{"handle"}`; whether it still ran.
    #[napi(catch_unwind, ts_args_type = "request: { handle: number }", ts_return_type = "boolean")]
    pub fn cancel<'env>(&mut self, env: &'env Env, request: Unknown<'_>) -> Result<Unknown<'env>> {
        bridge::object(env, request, |text| self.0.door_json(text, trigger::TimerHeap::cancel_value))
    }

    /// Takes the first timer whose deadline is not after an instant: `{"now"}`.
    #[napi(catch_unwind, ts_args_type = "request: { now: string }", ts_return_type = "DueTimer | null")]
    pub fn pop_due<'env>(&mut self, env: &'env Env, request: Unknown<'_>) -> Result<Unknown<'env>> {
        bridge::object(env, request, |text| self.0.door_json(text, trigger::TimerHeap::pop_due_value))
    }

    /// The deadline of the first timer.
    #[napi(catch_unwind, ts_return_type = "string | null")]
    pub fn next_due<'env>(&self, env: &'env Env) -> Result<Unknown<'env>> {
        bridge::written_object(env, || canonical_json(&self.0.next_due()))
    }

    /// How many timers run.
    #[napi(catch_unwind)]
    pub fn size(&self) -> u32 {
        u32::try_from(self.0.len()).unwrap_or(u32::MAX)
    }
}
