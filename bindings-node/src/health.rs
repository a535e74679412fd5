//! `HealthModel`.

use std::sync::Arc;

use leadstone::health;
use napi::bindgen_prelude::{AsyncTask, Env, Result, Unknown};
use napi_derive::napi;

use crate::bridge::{self, Work};

/// Compiled indicators: immutable, shared freely.
#[napi]
#[derive(Debug)]
pub struct HealthModel(Arc<health::HealthModel>);

#[napi]
impl HealthModel {
    /// Compiles a list of indicators given as objects or as JSON text.
    #[napi(factory, catch_unwind, ts_args_type = "definitions: HealthIndicatorDefinition[] | string")]
    pub fn compile(env: &Env, definitions: Unknown<'_>) -> Result<Self> {
        bridge::compile(env, definitions, health::HealthModel::from_json).map(|model| Self(Arc::new(model)))
    }

    /// Every light on facts, with its reasons and interventions. Computed off the event loop.
    #[napi(catch_unwind, ts_args_type = "facts: FactsInput", ts_return_type = "Promise<HealthReport>")]
    pub fn assess(&self, env: &Env, facts: Unknown<'_>) -> AsyncTask<Work> {
        let model = Arc::clone(&self.0);
        bridge::object_on_pool(env, facts, move |text| model.assess_json(text))
    }

    /// As `assess`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "facts: string", ts_return_type = "Promise<string>")]
    pub fn assess_json(&self, facts: Unknown<'_>) -> AsyncTask<Work> {
        let model = Arc::clone(&self.0);
        bridge::json_on_pool(facts, move |text| model.assess_json(text))
    }

    /// One decision record per light. Computed off the event loop.
    #[napi(catch_unwind, ts_args_type = "facts: FactsInput", ts_return_type = "Promise<LightDecision[]>")]
    pub fn decide(&self, env: &Env, facts: Unknown<'_>) -> AsyncTask<Work> {
        let model = Arc::clone(&self.0);
        bridge::object_on_pool(env, facts, move |text| model.decide_json(text))
    }

    /// As `decide`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "facts: string", ts_return_type = "Promise<string>")]
    pub fn decide_json(&self, facts: Unknown<'_>) -> AsyncTask<Work> {
        let model = Arc::clone(&self.0);
        bridge::json_on_pool(facts, move |text| model.decide_json(text))
    }

    /// SHA-256 of the canonical JSON of the definitions.
    #[napi(catch_unwind)]
    pub fn fingerprint(&self) -> String {
        self.0.fingerprint().to_string()
    }

    /// The compiled definitions as canonical JSON, defaults written.
    #[napi(catch_unwind)]
    pub fn to_json(&self, env: &Env) -> Result<String> {
        bridge::answer(env, || self.0.to_json())
    }
}
