//! `TriggerModel`.

use std::sync::Arc;

use leadstone::kernel::trigger;
use napi::bindgen_prelude::{Env, Result, Unknown};
use napi_derive::napi;

use crate::bridge;

/// Compiled triggers: immutable, shared freely; the states are the host's.
#[napi]
#[derive(Debug)]
pub struct TriggerModel(Arc<trigger::TriggerModel>);

#[napi]
impl TriggerModel {
    /// Compiles a set of triggers given as an object or as JSON text; `calendars` are definitions that it names.
    #[napi(factory, catch_unwind, ts_args_type = "definition: TriggerSetDefinition | string, options?: TriggerOptions")]
    pub fn compile(env: &Env, definition: Unknown<'_>, options: Option<Unknown<'_>>) -> Result<Self> {
        let model = match options {
            Some(options) => bridge::compile_with(env, definition, options, trigger::TriggerModel::from_json_with),
            None => bridge::compile(env, definition, trigger::TriggerModel::from_json),
        };
        model.map(|model| Self(Arc::new(model)))
    }

    /// The state of an instance for which counting begins: `{"instance", "at", "fields"?}`.
    #[napi(catch_unwind, ts_args_type = "request: TriggerStartRequest", ts_return_type = "TriggerState")]
    pub fn start<'env>(&self, env: &'env Env, request: Unknown<'_>) -> Result<Unknown<'env>> {
        bridge::object(env, request, |text| self.0.start_json(text))
    }

    /// As `start`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "request: string")]
    pub fn start_json(&self, env: &Env, request: Unknown<'_>) -> Result<String> {
        bridge::text_door(env, request, |text| self.0.start_json(text))
    }

    /// Events and time: `{"state", "events"?, "as_of", "complete_through"?}`.
    #[napi(catch_unwind, ts_args_type = "request: TriggerAdvanceRequest", ts_return_type = "TriggerAdvance")]
    pub fn advance<'env>(&self, env: &'env Env, request: Unknown<'_>) -> Result<Unknown<'env>> {
        bridge::object(env, request, |text| self.0.advance_json(text))
    }

    /// As `advance`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "request: string")]
    pub fn advance_json(&self, env: &Env, request: Unknown<'_>) -> Result<String> {
        bridge::text_door(env, request, |text| self.0.advance_json(text))
    }

    /// What fires by `as_of` if nothing more happens: `{"state", "as_of"}`.
    #[napi(catch_unwind, ts_args_type = "request: TriggerDueRequest", ts_return_type = "DueFirings")]
    pub fn due<'env>(&self, env: &'env Env, request: Unknown<'_>) -> Result<Unknown<'env>> {
        bridge::object(env, request, |text| self.0.due_json(text))
    }

    /// As `due`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "request: string")]
    pub fn due_json(&self, env: &Env, request: Unknown<'_>) -> Result<String> {
        bridge::text_door(env, request, |text| self.0.due_json(text))
    }

    /// The instant at which it has to be advanced next: `{"state"}`; none when no timer runs.
    #[napi(catch_unwind, ts_args_type = "request: TriggerNextDueRequest", ts_return_type = "string | null")]
    pub fn next_due<'env>(&self, env: &'env Env, request: Unknown<'_>) -> Result<Unknown<'env>> {
        bridge::object(env, request, |text| self.0.next_due_json(text))
    }

    /// As `nextDue`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "request: string")]
    pub fn next_due_json(&self, env: &Env, request: Unknown<'_>) -> Result<String> {
        bridge::text_door(env, request, |text| self.0.next_due_json(text))
    }

    /// SHA-256 of the definition's canonical JSON.
    #[napi(catch_unwind)]
    pub fn fingerprint(&self) -> String {
        self.0.fingerprint().to_string()
    }

    /// The compiled definition as canonical JSON, defaults written.
    #[napi(catch_unwind)]
    pub fn to_json(&self, env: &Env) -> Result<String> {
        bridge::answer(env, || self.0.to_json())
    }
}
