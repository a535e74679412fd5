//! The two templates and how values are written into them.

use minijinja::value::{Serde, ValueKind};
use minijinja::{AutoEscape, Environment, Output, State, UndefinedBehavior, Value, context};

use super::chart::escape;
use super::page::Page;
use crate::error::{Error, ErrorCode};

const BOARD: &str = "board.html";
const BRIEF: &str = "brief.md";
const STYLE: &str = include_str!("templates/board.css");
const TEMPLATES: [(&str, &str); 3] = [
    ("macros.html", include_str!("templates/macros.html")),
    (BOARD, include_str!("templates/board.html")),
    (BRIEF, include_str!("templates/brief.md")),
];

pub(crate) fn html(page: &Page) -> Result<String, Error> {
    // Indentation and empty lines are for the template's reader alone.
    let raw = render(BOARD, page)?;
    let mut out = String::with_capacity(raw.len());
    for line in raw.lines().map(str::trim).filter(|line| !line.is_empty()) {
        out.push_str(line);
        out.push('\n');
    }
    Ok(out)
}

pub(crate) fn markdown(page: &Page) -> Result<String, Error> {
    // A section without content leaves empty lines behind; Markdown needs one at most.
    let raw = render(BRIEF, page)?;
    let mut out = String::with_capacity(raw.len());
    let mut empty = false;
    for line in raw.lines().map(str::trim_end) {
        if !(line.is_empty() && (empty || out.is_empty())) {
            out.push_str(line);
            out.push('\n');
        }
        empty = line.is_empty();
    }
    Ok(out)
}

fn render(name: &str, page: &Page) -> Result<String, Error> {
    // The templates are part of the build: if one fails, it is a bug of leadstone.
    attempt(name, page).map_err(|_| Error::internal(ErrorCode::InternalBug))
}

fn attempt(name: &str, page: &Page) -> Result<String, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|name| match name {
        BRIEF => AutoEscape::Custom("markdown".into()),
        _ => AutoEscape::Html,
    });
    environment.set_formatter(write_value);
    for (name, source) in TEMPLATES {
        environment.add_template(name, source)?;
    }
    let style = Value::from_safe_string(STYLE.to_owned());
    environment.get_template(name)?.render(context! { style, ..Value::from(Serde(page)) })
}

/// Writes one value, escaped for the document in which it stands; `none` writes nothing.
fn write_value(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), minijinja::Error> {
    if value.kind() == ValueKind::None {
        return Ok(());
    }
    let text = value.to_string();
    let written = match state.auto_escape() {
        _ if value.is_safe() => out.write_str(&text),
        AutoEscape::Custom(_) => out.write_str(&escape_markdown(&text)),
        _ => out.write_str(&escape(&text)),
    };
    written.map_err(minijinja::Error::from)
}

/// `text` as literal text of Markdown: within a line and within a cell of a table.
fn escape_markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = None;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        match c {
            // An underscore within a word, as in the name of a column, marks nothing.
            '_' if inside(before) && inside(chars.peek().copied()) => out.push(c),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' | '!' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
        before = Some(c);
    }
    out
}
