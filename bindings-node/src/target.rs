//! `TargetModel`.

use std::sync::Arc;

use leadstone::target;
use napi::bindgen_prelude::{AsyncTask, Env, Result, Unknown};
use napi_derive::napi;

use crate::bridge::{self, Work};

/// A compiled target definition: immutable, shared freely.
#[napi]
#[derive(Debug)]
pub struct TargetModel(Arc<target::TargetModel>);

#[napi]
impl TargetModel {
    /// Compiles a definition given as an object or as JSON text.
    #[napi(factory, catch_unwind, ts_args_type = "definition: TargetDefinition | string")]
    pub fn compile(env: &Env, definition: Unknown<'_>) -> Result<Self> {
        bridge::compile(env, definition, target::TargetModel::from_json).map(|model| Self(Arc::new(model)))
    }

    /// Targets, pace, gaps and baselines of every region, on facts. Computed off the event loop.
    #[napi(catch_unwind, ts_args_type = "facts: FactsInput", ts_return_type = "Promise<TargetReport>")]
    pub fn report(&self, env: &Env, facts: Unknown<'_>) -> AsyncTask<Work> {
        let model = Arc::clone(&self.0);
        bridge::object_on_pool(env, facts, move |text| model.report_json(text))
    }

    /// As `report`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "facts: string", ts_return_type = "Promise<string>")]
    pub fn report_json(&self, facts: Unknown<'_>) -> AsyncTask<Work> {
        let model = Arc::clone(&self.0);
        bridge::json_on_pool(facts, move |text| model.report_json(text))
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
