//! The page as data: one struct per section, in the order of the meeting, for both templates.

mod accounting;
mod attainment;
mod customers;
mod decisions;
mod leads;
mod lights;
mod weeks;

use chrono::{NaiveTime, Timelike};
use serde::Serialize;

use super::brief::At;
use super::chart::shape::{self, Status};
use super::figure::{Figure, Part, Sentence};
use super::format;
use super::lens::{Lens, Texts};

/// Most rows that the board and the Markdown list of leads, of customers and of error rows; the
/// brief itself holds all of them.
const ROWS_SHOWN: usize = 10;

/// Everything that is shown, in the order in which it is shown.
#[derive(Debug, Serialize)]
pub(crate) struct Page {
    lang: &'static str,
    t: Texts,
    header: Header,
    decisions: decisions::Decisions,
    attainment: Option<attainment::Attainment>,
    weeks: Option<weeks::Weeks>,
    lights: Vec<lights::Light>,
    leads: Option<leads::Leads>,
    customers: Option<customers::Customers>,
    accounting: accounting::Accounting,
}

#[derive(Debug, Serialize)]
struct Header {
    pack: String,
    date: Option<Figure>,
    /// The time of day, or that the day is over; absent when the zone is not known here.
    time: Option<String>,
    currency: String,
}

/// A light's shape with its name, for HTML and for text.
#[derive(Debug, Serialize)]
struct Shape {
    name: String,
    glyph: &'static str,
    svg: String,
}

impl Shape {
    fn of(status: Status, lens: &Lens<'_>) -> Self {
        Self::called(status, lens.named("status", status.code()), lens)
    }

    /// The shape of a status that has a name of its own here.
    fn called(status: Status, name: String, lens: &Lens<'_>) -> Self {
        let svg = shape::draw(status, &name, &lens.named("shape", status.code()));
        Self { name, glyph: status.glyph(), svg }
    }
}

impl Page {
    pub(crate) fn of(brief: &At<'_>, lens: Lens<'_>) -> Self {
        let regions = brief.get("target");
        Self {
            lang: lens.locale.tag(),
            header: header(brief, &lens),
            decisions: decisions::of(&brief.get("agenda"), &lens),
            attainment: attainment::of(&regions, &lens),
            weeks: weeks::of(&regions, &lens),
            lights: lights::of(&brief.get("health"), &lens),
            leads: leads::of(&brief.get("leads"), &lens),
            customers: customers::of(&brief.get("customers"), &lens),
            accounting: accounting::of(brief, &lens),
            t: lens.texts,
        }
    }
}

fn header(brief: &At<'_>, lens: &Lens<'_>) -> Header {
    let names = brief.get("pack").get("names");
    let pack = lens
        .local(&names)
        .or_else(|| names.get("en").text())
        .or_else(|| brief.get("pack").get("id").text())
        .unwrap_or_default();
    let date = brief.get("date");
    let currency = brief.get("currency").code();
    Header {
        pack,
        date: lens.today.map(|day| date.figure(format::date(day, lens.locale))),
        time: time_of_day(brief, lens),
        currency: lens.known("currency", currency).map_or_else(|| format::clean(currency), str::to_owned),
    }
}

fn time_of_day(brief: &At<'_>, lens: &Lens<'_>) -> Option<String> {
    let local = lens.zone.as_ref()?.local(brief.get("as_of").instant()?);
    // A day is over in its last second.
    let over = local.time() >= NaiveTime::from_hms_opt(23, 59, 59)?;
    Some(if over { lens.text("end_of_day").to_owned() } else { format!("{:02}:{:02}", local.hour(), local.minute()) })
}

/// The name of a region; orders without one have a name too.
fn region_name(at: &At<'_>, lens: &Lens<'_>) -> String {
    match at.code() {
        "" | "(none)" => lens.text("region_none").to_owned(),
        region => lens.called("region", region).unwrap_or_else(|| format::clean(region)),
    }
}

/// What the data lacks, as `table.column`; nothing when it lacks nothing.
fn needs(at: &At<'_>, lens: &Lens<'_>) -> Option<Sentence> {
    let columns = at.items().into_iter().flat_map(|missing| {
        let table = missing.get("table").text().unwrap_or_default();
        let columns: Vec<String> = match missing.get("column").text() {
            Some(column) => vec![column],
            None => missing.get("columns").items().iter().filter_map(At::text).collect(),
        };
        if columns.is_empty() {
            vec![table]
        } else {
            columns.iter().map(|column| format!("{table}.{column}")).collect()
        }
    });
    let columns: Vec<String> = columns.collect();
    let all = Sentence::from(Part::host(columns.join(lens.text("join_list"))));
    (!columns.is_empty()).then(|| lens.filled("needs", &[("column", all)]))
}

/// The first records of the host as people name them: `Orders AX1230, AX1231`; a table is named
/// where it begins.
fn records(list: &[At<'_>], most: usize, lens: &Lens<'_>) -> Vec<String> {
    let mut before = None;
    let mut names = Vec::new();
    for at in list.iter().take(most) {
        let table = at.get("table");
        let id = at.get("id").text().unwrap_or_default();
        let goes_on = before.replace(table.code()) == Some(table.code());
        names.push(if goes_on { id } else { format!("{} {id}", lens.named("table", table.code())) });
    }
    names
}

/// That only the first of a longer list are shown; nothing when all are.
fn first_of(all: usize, shown: usize, lens: &Lens<'_>) -> Option<Sentence> {
    let words = |count: usize| Sentence::words(format::integer(i64::try_from(count).unwrap_or(i64::MAX)));
    (all > shown).then(|| lens.filled("first_of", &[("shown", words(shown)), ("all", words(all))]))
}

/// How many entries beyond those shown, if any.
fn more(all: usize, shown: usize) -> Option<String> {
    let more = all.checked_sub(shown).filter(|more| *more > 0)?;
    Some(format::integer(i64::try_from(more).unwrap_or(i64::MAX)))
}

/// `label` with the figure in its place, if there is one.
fn labelled(lens: &Lens<'_>, key: &str, figure: Option<Figure>) -> Option<Sentence> {
    figure.map(|figure| lens.filled(key, &[("value", figure.into())]))
}
