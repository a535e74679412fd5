//! The morning brief for people: Markdown, and one self-contained HTML board.
//!
//! Both are made from the JSON of the brief alone, so what is shown can always be traced: every
//! figure of the board carries the JSON pointer of its value (`data-path`) and the value itself
//! (`data-value`). The board needs no script and no network. Locale is an argument here and nowhere
//! else.

mod brief;
mod chart;
mod figure;
mod format;
mod lens;
mod page;
mod reason;
mod template;

use serde_json::Value;

use crate::error::{Error, ErrorCode, Violation};
use crate::primitives::{JsonPointer, Locale, decode};

/// The kind of document that is rendered here.
const KIND: &str = "engine.brief";
/// The version of it.
const VERSION: i64 = 1;

/// The brief as Markdown, amounts in full.
///
/// # Errors
/// `decode.wrong_kind`, `decode.too_deep`, `definition.wrong_kind` or `definition.unsupported_version` when
/// `brief` is not the JSON of a brief.
///
/// ```
/// use leadstone::{Locale, view::render_markdown};
/// let brief = serde_json::json!({"kind": "engine.brief", "schema_version": 1, "date": "2017-09-18"});
/// assert!(render_markdown(&brief, Locale::En).unwrap().starts_with("# Morning brief\n"));
/// assert!(render_markdown(&serde_json::json!({}), Locale::En).is_err());
/// ```
pub fn render_markdown(brief: &Value, locale: Locale) -> Result<String, Error> {
    template::markdown(&read(brief, locale)?)
}

/// The brief as one HTML document with its styles and drawings inside: the board.
///
/// # Errors
/// As [`render_markdown`].
///
/// ```
/// use leadstone::{Locale, view::render_html};
/// let brief = serde_json::json!({"kind": "engine.brief", "schema_version": 1, "date": "2017-09-18"});
/// let board = render_html(&brief, Locale::ZhCn).unwrap();
/// assert!(board.contains(r#"<html lang="zh-CN">"#));
/// assert!(!board.contains("<script"));
/// ```
pub fn render_html(brief: &Value, locale: Locale) -> Result<String, Error> {
    template::html(&read(brief, locale)?)
}

fn read(brief: &Value, locale: Locale) -> Result<page::Page, Error> {
    decode::within_depth(brief).map_err(Error::input)?;
    if !brief.is_object() {
        return Err(Error::input(vec![decode::expected_object(brief, &JsonPointer::root())]));
    }
    let at = brief::At::root(brief);
    let kind = at.get("kind").code();
    if kind != KIND {
        let violation = Violation::new(ErrorCode::DefinitionWrongKind, JsonPointer::root().key("kind"));
        return Err(Error::input(vec![violation.with_value(kind).with("expected", KIND)]));
    }
    let version = at.get("schema_version");
    if version.integer() != Some(VERSION) {
        let violation =
            Violation::new(ErrorCode::DefinitionUnsupportedVersion, JsonPointer::root().key("schema_version"));
        return Err(Error::input(vec![violation.with_value(&version.json().to_string()).with("expected", VERSION)]));
    }
    Ok(page::Page::of(&at, lens::Lens::of(&at, locale)?))
}
