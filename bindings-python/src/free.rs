//! Functions that need no model.

use leadstone::{Error, Locale, decode, view};
use pyo3::prelude::*;
use serde_json::Value;

use crate::bridge::{GivenOrText, Out, Text, run};
use crate::shapes::{BriefReport, Schema};

/// The version of the engine.
#[pyfunction]
pub(crate) fn version() -> &'static str {
    leadstone::VERSION
}

/// The stable codes of errors, in the order of the catalogue.
#[pyfunction]
pub(crate) fn error_codes() -> Vec<&'static str> {
    leadstone::ErrorCode::ALL.iter().map(|code| code.as_str()).collect()
}

/// The stable codes of reasons, in the order of the catalogue.
#[pyfunction]
pub(crate) fn reason_codes() -> Vec<&'static str> {
    leadstone::ReasonCode::ALL.iter().map(|code| code.as_str()).collect()
}

/// What the catalogue says for an error code in a language such as `zh-CN`, with `{name}` for each
/// value; nothing for a code that it does not have.
#[pyfunction]
pub(crate) fn error_text(py: Python<'_>, code: Text, locale: Text) -> PyResult<Option<&'static str>> {
    run(py, || {
        let locale = language(&locale)?;
        Ok(leadstone::ErrorCode::of(&code).map(|code| code.template(locale)))
    })
}

/// What the catalogue says for a reason code in a language such as `zh-CN`, with `{name}` for each
/// value; nothing for a code that it does not have.
#[pyfunction]
pub(crate) fn reason_text(py: Python<'_>, code: Text, locale: Text) -> PyResult<Option<&'static str>> {
    run(py, || {
        let locale = language(&locale)?;
        Ok(leadstone::ReasonCode::of(&code).map(|code| code.template(locale)))
    })
}

/// The JSON Schema of a document: a definition by its kind, such as `scoring.scorecard`, an input or a
/// report by its name, such as `scoring.score`.
#[pyfunction]
pub(crate) fn schema(py: Python<'_>, name: Text) -> PyResult<Out<Schema>> {
    Out::call(py, || decode::parse(leadstone::schema(&name)?).map_err(Error::input))
}

/// The ids of the packs that are shipped with the engine.
#[pyfunction]
pub(crate) fn packs() -> Vec<&'static str> {
    leadstone::engine::packs().collect()
}

/// A brief as Markdown, in a language of the engine such as `zh-CN`.
#[pyfunction]
pub(crate) fn render_markdown(py: Python<'_>, brief: GivenOrText<BriefReport>, locale: Text) -> PyResult<String> {
    let brief = brief.0;
    run(py, || view::render_markdown(&brief, language(&locale)?))
}

/// A brief as one self-contained HTML page, in a language of the engine such as `zh-CN`.
#[pyfunction]
pub(crate) fn render_html(py: Python<'_>, brief: GivenOrText<BriefReport>, locale: Text) -> PyResult<String> {
    let brief = brief.0;
    run(py, || view::render_html(&brief, language(&locale)?))
}

fn language(tag: &str) -> Result<Locale, Error> {
    decode::decode(Value::from(tag)).map_err(Error::input)
}
