//! The accounting of rows, and the fingerprints of what made the brief.

use serde::Serialize;

use super::ROWS_SHOWN;
use crate::error::ErrorCode;
use crate::view::brief::At;
use crate::view::figure::{Figure, Part, Sentence};
use crate::view::format;
use crate::view::lens::Lens;
use crate::view::reason;

#[derive(Debug, Serialize)]
pub(crate) struct Accounting {
    tables: Vec<Table>,
    /// Tables of the host that nothing asked for, in one line.
    unused: Option<String>,
    errors: Vec<ErrorRow>,
    pack: String,
    pack_fingerprint: Option<Figure>,
    input_hash: Option<Figure>,
    engine_version: Option<Figure>,
    as_of: Option<Figure>,
    time_zone: Option<Figure>,
}

#[derive(Debug, Serialize)]
struct Table {
    name: String,
    source: Option<String>,
    rows_in: Option<Figure>,
    used: Option<Figure>,
    error: Option<Figure>,
    after_as_of: Option<Figure>,
}

#[derive(Debug, Serialize)]
struct ErrorRow {
    table: String,
    row: Option<Figure>,
    id: Option<String>,
    column: Option<String>,
    message: Sentence,
}

pub(crate) fn of(brief: &At<'_>, lens: &Lens<'_>) -> Accounting {
    let tables = brief.get("accounting").items();
    let unused: Vec<String> = brief.get("unused_tables").items().iter().filter_map(At::text).collect();
    let pack = brief.get("pack");
    let shown = |at: At<'_>| at.text().map(|text| at.figure(text));
    Accounting {
        errors: tables.iter().flat_map(|table| errors(table, lens)).take(ROWS_SHOWN).collect(),
        unused: (!unused.is_empty()).then(|| unused.join(", ")),
        tables: tables.iter().map(|table| self::table(table, lens)).collect(),
        pack: [pack.get("id").text(), pack.get("version").text()].into_iter().flatten().collect::<Vec<_>>().join(" "),
        pack_fingerprint: shown(pack.get("fingerprint")),
        input_hash: shown(brief.get("input_hash")),
        engine_version: shown(brief.get("engine_version")),
        as_of: shown(brief.get("as_of")),
        time_zone: shown(brief.get("time_zone")),
    }
}

fn table(at: &At<'_>, lens: &Lens<'_>) -> Table {
    let name = at.get("table").code();
    Table {
        name: lens.named("table", name),
        source: at.get("source").text().filter(|source| source != name),
        rows_in: at.get("rows_in").count_figure(),
        used: at.get("used").count_figure(),
        error: at.get("error").count_figure(),
        after_as_of: at.get("after_as_of").count_figure(),
    }
}

fn errors(table: &At<'_>, lens: &Lens<'_>) -> Vec<ErrorRow> {
    let name = lens.named("table", table.get("table").code());
    table
        .get("errors")
        .items()
        .iter()
        .map(|error| ErrorRow {
            table: name.clone(),
            row: error.get("row").count_figure(),
            id: error.get("id").text(),
            column: error.get("column").text(),
            message: message(error, lens),
        })
        .collect()
}

/// What is wrong with the row, in the reader's language; its own message where the code is not known here.
fn message(error: &At<'_>, lens: &Lens<'_>) -> Sentence {
    let code = error.get("code").code();
    match ErrorCode::of(code) {
        Some(known) => reason::filled(known.template(lens.locale), &error.get("params"), lens),
        None => Sentence::from(Part::host(error.get("message").text().unwrap_or_else(|| format::clean(code)))),
    }
}
