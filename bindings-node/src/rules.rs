//! `RuleSetModel`.

use std::sync::Arc;

use leadstone::condition;
use napi::bindgen_prelude::{AsyncTask, Env, Result, Unknown};
use napi_derive::napi;

use crate::bridge::{self, Output, Work};

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

    /// The outcomes of an Arrow IPC stream of records, as an Arrow IPC stream in the same row order.
    ///
    /// The columns are the declared fields, and perhaps `id`; a record that cannot be read has an
    /// `error_code`. Computed off the event loop.
    #[napi(
        catch_unwind,
        ts_args_type = "records: Uint8Array, options: RuleBatchOptions",
        ts_return_type = "Promise<Buffer>"
    )]
    pub fn evaluate_batch(&self, env: &Env, records: Unknown<'_>, options: Unknown<'_>) -> AsyncTask<Work> {
        let model = Arc::clone(&self.0);
        let door = move |bytes: &[u8], options: &str| model.evaluate_ipc(bytes, options).map(Output::Columns);
        bridge::columns_and_options_on_pool(env, records, options, door)
    }

    /// How often each rule answers what over an Arrow IPC stream of records, as one of a row per rule.
    #[napi(
        catch_unwind,
        ts_args_type = "records: Uint8Array, options: RuleBatchOptions",
        ts_return_type = "Promise<Buffer>"
    )]
    pub fn count_batch(&self, env: &Env, records: Unknown<'_>, options: Unknown<'_>) -> AsyncTask<Work> {
        let model = Arc::clone(&self.0);
        let door = move |bytes: &[u8], options: &str| model.count_ipc(bytes, options).map(Output::Columns);
        bridge::columns_and_options_on_pool(env, records, options, door)
    }

    /// A record that stays decoded, to be evaluated again and again.
    #[napi(catch_unwind, ts_args_type = "record: Record<string, unknown>")]
    pub fn hold(&self, env: &Env, record: Unknown<'_>) -> Result<HeldRecord> {
        let model = Arc::clone(&self.0);
        bridge::value_door(env, record, |record| condition::HeldRecord::from_value(model, record)).map(HeldRecord)
    }
}

/// A record that stays decoded between calls: a change asks only the rules that read what changed.
#[napi]
#[derive(Debug)]
pub struct HeldRecord(condition::HeldRecord);

#[napi]
impl HeldRecord {
    /// Changes some fields; `null` makes one missing. All of them change, or none.
    #[napi(catch_unwind, ts_args_type = "changes: Record<string, unknown>")]
    pub fn update(&mut self, env: &Env, changes: Unknown<'_>) -> Result<()> {
        bridge::value_door(env, changes, |changes| self.0.update_value(changes))
    }

    /// The first rule that matches, looking back from `asOf` in RFC 3339.
    #[napi(catch_unwind, ts_args_type = "asOf: string", ts_return_type = "string | null")]
    pub fn first(&mut self, env: &Env, as_of: Unknown<'_>) -> Result<Option<String>> {
        bridge::text_door(env, as_of, |as_of| Ok(self.0.first(as_of)?.map(|id| id.as_str().to_owned())))
    }

    /// The rules that match, in the definition's order, looking back from `asOf` in RFC 3339.
    #[napi(catch_unwind, ts_args_type = "asOf: string", ts_return_type = "Array<string>")]
    pub fn matched(&mut self, env: &Env, as_of: Unknown<'_>) -> Result<Vec<String>> {
        bridge::text_door(env, as_of, |as_of| {
            Ok(self.0.matched(as_of)?.into_iter().map(|id| id.as_str().to_owned()).collect())
        })
    }
}
