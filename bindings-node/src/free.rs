//! Functions that need no model.

use leadstone::{ErrorCode, ReasonCode, view};
use napi::bindgen_prelude::{Env, Result, Unknown};
use napi_derive::napi;

use crate::bridge;

/// The version of the engine.
#[napi(catch_unwind)]
pub fn version() -> &'static str {
    leadstone::VERSION
}

/// The stable codes of errors, in the order of the catalogue.
#[napi(catch_unwind, ts_return_type = "ErrorCode[]")]
pub fn error_codes() -> Vec<&'static str> {
    ErrorCode::ALL.iter().map(|code| code.as_str()).collect()
}

/// The stable codes of reasons, in the order of the catalogue.
#[napi(catch_unwind, ts_return_type = "ReasonCode[]")]
pub fn reason_codes() -> Vec<&'static str> {
    ReasonCode::ALL.iter().map(|code| code.as_str()).collect()
}

/// What the catalogue says for an error code in a language such as `zh-CN`, with `{name}` for each
/// value; null for a code that it does not have.
#[napi(catch_unwind, ts_args_type = "code: string, locale: Locale", ts_return_type = "string | null")]
pub fn error_text(env: &Env, code: Unknown<'_>, locale: Unknown<'_>) -> Result<Option<&'static str>> {
    bridge::said(env, code, locale, |code, locale| ErrorCode::of(code).map(|code| code.template(locale)))
}

/// What the catalogue says for a reason code in a language such as `zh-CN`, with `{name}` for each
/// value; null for a code that it does not have.
#[napi(catch_unwind, ts_args_type = "code: string, locale: Locale", ts_return_type = "string | null")]
pub fn reason_text(env: &Env, code: Unknown<'_>, locale: Unknown<'_>) -> Result<Option<&'static str>> {
    bridge::said(env, code, locale, |code, locale| ReasonCode::of(code).map(|code| code.template(locale)))
}

/// The JSON Schema of a document: a definition by its kind, such as `scoring.scorecard`, an input or
/// a report by its name, such as `scoring.score`.
#[napi(catch_unwind, ts_args_type = "name: string", ts_return_type = "Record<string, unknown>")]
pub fn schema<'env>(env: &'env Env, name: Unknown<'_>) -> Result<Unknown<'env>> {
    bridge::object_of(env, name, leadstone::schema)
}

/// The ids of the packs that are shipped with the engine.
#[napi(catch_unwind)]
pub fn packs() -> Vec<&'static str> {
    leadstone::engine::packs().collect()
}

/// A brief as Markdown, in a language of the engine such as `zh-CN`.
#[napi(catch_unwind, ts_args_type = "brief: BriefReport | string, locale: Locale")]
pub fn render_markdown(env: &Env, brief: Unknown<'_>, locale: Unknown<'_>) -> Result<String> {
    bridge::render(env, brief, locale, view::render_markdown)
}

/// A brief as one self-contained HTML page, in a language of the engine such as `zh-CN`.
#[napi(catch_unwind, ts_args_type = "brief: BriefReport | string, locale: Locale")]
pub fn render_html(env: &Env, brief: Unknown<'_>, locale: Unknown<'_>) -> Result<String> {
    bridge::render(env, brief, locale, view::render_html)
}
