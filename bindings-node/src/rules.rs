//! `RuleSetModel`.

use std::sync::Arc;

use leadstone::condition;
use napi::bindgen_prelude::{Env, Result, Unknown};
use napi_derive::napi;

use crate::bridge;

/// A compiled rule set: immutable, shared freely.
#[napi]
#[derive(Debug)]
pub struct RuleSetModel(Arc<condition::RuleSetModel>);

#[napi]
impl RuleSetModel {
    /// Compiles a rule set given as an object or as JSON text.
    #[napi(factory, catch_unwind, ts_args_type = "definition: RuleSetDefinition | string")]
    pub fn compile(env: &Env, definition: Unknown<'_>) -> Result<Self> {
        bridge::compile(env, definition, condition::RuleSetModel::from_json).map(|model| Self(Arc::new(model)))
    }

    /// Every rule for one record.
    #[napi(catch_unwind, ts_args_type = "request: RuleRequest", ts_return_type = "RuleReport")]
    pub fn evaluate<'env>(&self, env: &'env Env, request: Unknown<'_>) -> Result<Unknown<'env>> {
        bridge::object(env, request, |text| self.0.evaluate_json(text))
    }

    /// As `evaluate`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "request: string")]
    pub fn evaluate_json(&self, env: &Env, request: Unknown<'_>) -> Result<String> {
        bridge::text_door(env, request, |text| self.0.evaluate_json(text))
    }

    /// An earlier answer brought up to date after some fields have changed.
    #[napi(catch_unwind, ts_args_type = "request: RuleChangedRequest", ts_return_type = "RuleReport")]
    pub fn evaluate_changed<'env>(&self, env: &'env Env, request: Unknown<'_>) -> Result<Unknown<'env>> {
        bridge::object(env, request, |text| self.0.evaluate_changed_json(text))
    }

    /// As `evaluateChanged`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "request: string")]
    pub fn evaluate_changed_json(&self, env: &Env, request: Unknown<'_>) -> Result<String> {
        bridge::text_door(env, request, |text| self.0.evaluate_changed_json(text))
    }

    /// Why a rule came out as it did, and the smallest change that would make it match.
    #[napi(catch_unwind, ts_args_type = "request: RuleExplainRequest", ts_return_type = "RuleExplanation")]
    pub fn explain<'env>(&self, env: &'env Env, request: Unknown<'_>) -> Result<Unknown<'env>> {
        bridge::object(env, request, |text| self.0.explain_json(text))
    }

    /// As `explain`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "request: string")]
    pub fn explain_json(&self, env: &Env, request: Unknown<'_>) -> Result<String> {
        bridge::text_door(env, request, |text| self.0.explain_json(text))
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
