//! `ConditionModel`.

use leadstone::condition::adapter;
use napi::bindgen_prelude::{Env, Result, Unknown};
use napi_derive::napi;

use crate::bridge;

/// A condition that was checked against its fields: immutable, on its way between forms.
#[napi]
#[derive(Debug)]
pub struct ConditionModel(adapter::StatedCondition);

#[napi]
impl ConditionModel {
    /// Compiles `{fields, when}` given as an object or as JSON text; `query_builder` (react-querybuilder) or
    /// `json_logic` may stand in place of `when`.
    #[napi(factory, catch_unwind, ts_args_type = "document: Record<string, unknown> | string")]
    pub fn compile(env: &Env, document: Unknown<'_>) -> Result<Self> {
        bridge::compile(env, document, adapter::StatedCondition::from_json).map(Self)
    }

    /// The fields and the condition as canonical JSON.
    #[napi(catch_unwind)]
    pub fn to_json(&self, env: &Env) -> Result<String> {
        bridge::answer(env, || self.0.to_json())
    }

    /// The condition as a query of react-querybuilder, without loss.
    #[napi(catch_unwind, ts_return_type = "Record<string, unknown>")]
    pub fn to_query_builder<'env>(&self, env: &'env Env) -> Result<Unknown<'env>> {
        bridge::made(env, || self.0.to_query_builder_json())
    }

    /// `{sql, params}` for `{dialect}`: `postgresql`, `sqlite` or `duckdb`.
    #[napi(
        catch_unwind,
        ts_args_type = "request: { dialect: 'postgresql' | 'sqlite' | 'duckdb' }",
        ts_return_type = "{ sql: string, params: unknown[] }"
    )]
    pub fn sql<'env>(&self, env: &'env Env, request: Unknown<'_>) -> Result<Unknown<'env>> {
        bridge::object(env, request, |text| self.0.sql_json(text))
    }

    /// As `sql`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "request: string")]
    pub fn sql_json(&self, env: &Env, request: Unknown<'_>) -> Result<String> {
        bridge::text_door(env, request, |text| self.0.sql_json(text))
    }

    /// `{text}` for `{locale, names}`: the condition in words.
    #[napi(
        catch_unwind,
        ts_args_type = "request: { locale?: Locale, names?: Record<string, string> }",
        ts_return_type = "{ text: string }"
    )]
    pub fn sentence<'env>(&self, env: &'env Env, request: Unknown<'_>) -> Result<Unknown<'env>> {
        bridge::object(env, request, |text| self.0.sentence_json(text))
    }

    /// As `sentence`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "request: string")]
    pub fn sentence_json(&self, env: &Env, request: Unknown<'_>) -> Result<String> {
        bridge::text_door(env, request, |text| self.0.sentence_json(text))
    }
}
