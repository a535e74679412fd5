//! `ScorecardModel`.

use std::sync::Arc;

use leadstone::scoring;
use napi::bindgen_prelude::{AsyncTask, Env, Result, Unknown};
use napi_derive::napi;

use crate::bridge::{self, Work};

/// A compiled scorecard: immutable, shared freely.
#[napi]
#[derive(Debug)]
pub struct ScorecardModel(Arc<scoring::ScorecardModel>);

#[napi]
impl ScorecardModel {
    /// Compiles a scorecard given as an object or as JSON text.
    #[napi(factory, catch_unwind, ts_args_type = "definition: ScorecardDefinition | string")]
    pub fn compile(env: &Env, definition: Unknown<'_>) -> Result<Self> {
        bridge::compile(env, definition, scoring::ScorecardModel::from_json).map(|model| Self(Arc::new(model)))
    }

    /// The score of one lead with all its reasons.
    #[napi(catch_unwind, ts_args_type = "lead: LeadRecord", ts_return_type = "ScoreReport")]
    pub fn score<'env>(&self, env: &'env Env, lead: Unknown<'_>) -> Result<Unknown<'env>> {
        bridge::object(env, lead, |text| self.0.score_json(text))
    }

    /// As `score`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "lead: string")]
    pub fn score_json(&self, env: &Env, lead: Unknown<'_>) -> Result<String> {
        bridge::text_door(env, lead, |text| self.0.score_json(text))
    }

    /// The decision record of one lead, for the host's log.
    #[napi(catch_unwind, ts_args_type = "lead: LeadRecord", ts_return_type = "ScoreDecision")]
    pub fn decide<'env>(&self, env: &'env Env, lead: Unknown<'_>) -> Result<Unknown<'env>> {
        bridge::object(env, lead, |text| self.0.decide_json(text))
    }

    /// As `decide`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "lead: string")]
    pub fn decide_json(&self, env: &Env, lead: Unknown<'_>) -> Result<String> {
        bridge::text_door(env, lead, |text| self.0.decide_json(text))
    }

    /// The scores of an Arrow IPC stream of leads, as an Arrow IPC stream in the same row order.
    ///
    /// The columns are the declared fields, and perhaps `id`; a lead that cannot be read has an
    /// `error_code` instead of a score. Computed off the event loop.
    #[napi(catch_unwind, ts_args_type = "leads: Uint8Array", ts_return_type = "Promise<Buffer>")]
    pub fn score_batch(&self, leads: Unknown<'_>) -> AsyncTask<Work> {
        let model = Arc::clone(&self.0);
        bridge::columns_on_pool(leads, move |bytes| model.score_ipc(bytes))
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
