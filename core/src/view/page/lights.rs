//! The lights: value, bounds, sample, what is missing, and what is done about a red one.

use serde::Serialize;

use super::Shape;
use crate::view::brief::At;
use crate::view::chart::range::{self, Range};
use crate::view::chart::shape::Status;
use crate::view::figure::{Figure, Part, Sentence};
use crate::view::format;
use crate::view::lens::Lens;
use crate::view::reason;

/// Most records named in an intervention; more are counted.
const RECORDS: usize = 6;

#[derive(Debug, Serialize)]
pub(crate) struct Light {
    shape: Shape,
    status: &'static str,
    name: String,
    /// The value with its unit, or the words for not enough data.
    value: Sentence,
    /// Bounds, sample, what is missing: short notes, each of which stands alone.
    notes: Vec<Sentence>,
    chart: Option<String>,
    reasons: Vec<Sentence>,
    intervention: Option<Intervention>,
}

#[derive(Debug, Serialize)]
struct Intervention {
    action: String,
    owner: String,
    due: Option<Sentence>,
    records: Vec<String>,
    more: Option<String>,
}

pub(crate) fn of(health: &At<'_>, lens: &Lens) -> Vec<Light> {
    health.get("lights").items().iter().map(|light| self::light(light, lens)).collect()
}

fn light(at: &At<'_>, lens: &Lens) -> Light {
    let status = Status::of(at.get("status").code());
    let unit = at.get("unit").code();
    let name = name(at, lens);
    let value = at.get("value");
    let shown = match (status, figure(&value, unit)) {
        (Status::NotEnoughData, _) | (_, None) => Sentence::words(lens.text("status_not_enough_data")),
        (_, Some(figure)) => in_unit(figure, unit, lens),
    };
    let intervention = at.get("intervention");
    Light {
        chart: chart(at, status, &name, lens),
        shape: Shape::of(status, lens),
        status: status.code(),
        notes: notes(at, status, unit, lens),
        name,
        value: shown,
        reasons: at.get("reasons").items().iter().map(|reason| reason::sentence(reason, lens)).collect(),
        intervention: intervention.is_present().then(|| self::intervention(&intervention, lens)),
    }
}

fn name(at: &At<'_>, lens: &Lens) -> String {
    let names = at.get("names");
    names
        .get(lens.locale.tag())
        .text()
        .or_else(|| lens.known("metric", at.get("metric").code()).map(str::to_owned))
        .unwrap_or_else(|| lens.named("metric", at.get("indicator_id").code()))
}

fn figure(at: &At<'_>, unit: &str) -> Option<Figure> {
    if unit == "share" { at.share_figure(1) } else { at.number_figure(1) }
}

fn in_unit(figure: Figure, unit: &str, lens: &Lens) -> Sentence {
    match lens.known("unit", unit) {
        Some(pattern) => Sentence::filled(pattern, |name| (name == "value").then(|| figure.clone().into())),
        None => figure.into(),
    }
}

fn notes(at: &At<'_>, status: Status, unit: &str, lens: &Lens) -> Vec<Sentence> {
    let mut notes = Vec::new();
    for missing in at.get("missing").items() {
        let column = match (missing.get("table").text(), missing.get("column").text()) {
            (Some(table), Some(column)) => format!("{table}.{column}"),
            (table, column) => table.or(column).unwrap_or_default(),
        };
        notes.push(lens.filled("needs", &[("column", Sentence::from(Part::host(column)))]));
    }
    let bounds = at.get("bounds");
    let (green, red) = (bounds.get("green"), bounds.get("red"));
    let rising = green.number() >= red.number();
    for (bound, key) in [
        (&green, if rising { "green_from" } else { "green_up_to" }),
        (&red, if rising { "red_below" } else { "red_above" }),
    ] {
        if let Some(figure) = figure(bound, unit) {
            notes.push(lens.filled(key, &[("value", in_unit(figure, unit, lens))]));
        }
    }
    let interval = at.get("interval");
    if let Some((low, high)) = figure(&interval.get("low"), unit).zip(figure(&interval.get("high"), unit)) {
        notes.push(lens.filled("interval", &[("low", low.into()), ("high", high.into())]));
    }
    notes.extend(super::labelled(lens, "sample", at.get("n").count_figure()));
    if at.get("censored").integer().unwrap_or_default() > 0 {
        notes.extend(super::labelled(lens, "censored", at.get("censored").count_figure()));
    }
    if status != Status::NotEnoughData {
        notes.extend(super::labelled(lens, "naive", figure(&at.get("naive"), unit)));
    }
    notes
}

fn chart(at: &At<'_>, status: Status, name: &str, lens: &Lens) -> Option<String> {
    if status == Status::NotEnoughData {
        return None;
    }
    let bounds = at.get("bounds");
    let interval = at.get("interval");
    let range = Range {
        value: at.get("value").number()?,
        green: bounds.get("green").number()?,
        red: bounds.get("red").number()?,
        interval: interval.get("low").number().zip(interval.get("high").number()),
    };
    let description =
        lens.filled("range_description", &[("value", Sentence::words(format::number(range.value, 2)))]).plain();
    Some(range::draw(&range, name, &description))
}

fn intervention(at: &At<'_>, lens: &Lens) -> Intervention {
    let inputs = at.get("inputs").items();
    let named = |record: &At<'_>| match record.get("id").text() {
        Some(id) => format!("{} {id}", lens.named("table", record.get("table").code())),
        None => record.text().unwrap_or_default(),
    };
    Intervention {
        action: lens.named("intervention", at.get("id").code()),
        owner: lens.named("role", at.get("owner_role").code()),
        due: super::labelled(lens, "within_days", at.get("due_days").count_figure()),
        more: (inputs.len() > RECORDS).then(|| (inputs.len() - RECORDS).to_string()),
        records: inputs.iter().take(RECORDS).map(named).collect(),
    }
}
