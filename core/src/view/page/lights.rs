//! The lights: value, bounds, sample, what is missing, and what is done about a red one.

use serde::Serialize;

use super::Shape;
use crate::primitives::{Month, ReasonCode};
use crate::view::brief::At;
use crate::view::chart::range::{self, Range};
use crate::view::chart::shape::Status;
use crate::view::figure::{Figure, Sentence};
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
    /// The reasons, then the months of a monthly metric.
    proof: Vec<Sentence>,
    intervention: Option<Intervention>,
}

#[derive(Debug, Serialize)]
struct Intervention {
    action: Sentence,
    owner: Sentence,
    due: Option<Figure>,
    records: Vec<String>,
    more: Option<String>,
}

pub(crate) fn of(health: &At<'_>, lens: &Lens<'_>) -> Vec<Light> {
    health.get("lights").items().iter().map(|light| self::light(light, lens)).collect()
}

fn light(at: &At<'_>, lens: &Lens<'_>) -> Light {
    let status = Status::of(at.get("status").code());
    let unit = at.get("unit").code();
    let name = name(at, lens);
    let value = at.get("value");
    let shown = match (status, figure(&value, unit)) {
        (Status::NotEnoughData, _) => Sentence::words(lens.text("status_not_enough_data")),
        (_, Some(figure)) => in_unit(figure, unit, lens),
        // A median that half have not reached yet is judged by what it exceeds.
        (_, None) => match self::figure(&at.get("over"), unit) {
            Some(over) => lens.filled("more_than", &[("value", in_unit(over, unit, lens))]),
            None => Sentence::words(lens.text("status_not_enough_data")),
        },
    };
    let intervention = at.get("intervention");
    Light {
        chart: chart(at, status, &name, lens),
        shape: Shape::of(status, lens),
        status: status.code(),
        notes: notes(at, status, unit, lens),
        name,
        value: shown,
        proof: proof(at, unit, lens),
        intervention: intervention.is_present().then(|| self::intervention(&intervention, lens)),
    }
}

fn name(at: &At<'_>, lens: &Lens<'_>) -> String {
    let id = at.get("indicator_id").code();
    lens.called("indicator", id)
        .or_else(|| lens.called("metric", at.get("metric").code()))
        .unwrap_or_else(|| lens.named("indicator", id))
}

/// Why the light has its colour, and what the months before were.
fn proof(at: &At<'_>, unit: &str, lens: &Lens<'_>) -> Vec<Sentence> {
    let mut reasons = at.get("reasons").items();
    // The notes name the columns already.
    reasons.retain(|reason| reason.get("code").code() != ReasonCode::HealthMissingColumn.as_str());
    let months = at.get("months").items();
    let months = months.iter().filter_map(|month| {
        let of = month.get("month");
        let (value, customers) = figure(&month.get("value"), unit).zip(month.get("customers").count_figure())?;
        let name = of.parsed::<Month>().map(|parsed| of.figure(format::month(parsed, lens.locale)))?;
        let key = if month.get("partial").is_true() { "month_so_far" } else { "month_value" };
        let parts = [("month", name.into()), ("value", in_unit(value, unit, lens)), ("customers", customers.into())];
        Some(lens.filled(key, &parts))
    });
    reasons.iter().map(|reason| reason::sentence(reason, lens)).chain(months).map(Sentence::capitalised).collect()
}

fn figure(at: &At<'_>, unit: &str) -> Option<Figure> {
    if unit == "share" { at.share_figure(1) } else { at.number_figure(1) }
}

fn in_unit(figure: Figure, unit: &str, lens: &Lens<'_>) -> Sentence {
    match lens.known("unit", unit) {
        Some(pattern) => Sentence::filled(pattern, |name| (name == "value").then(|| figure.clone().into())),
        None => figure.into(),
    }
}

fn notes(at: &At<'_>, status: Status, unit: &str, lens: &Lens<'_>) -> Vec<Sentence> {
    let mut notes = Vec::new();
    notes.extend(super::needs(&at.get("missing"), lens));
    if status == Status::NotEnoughData && !notes.is_empty() {
        // Without its columns a light has no bounds to be near to and no sample.
        return notes;
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
    if let Some(low) = figure(&interval.get("low"), unit) {
        notes.push(match figure(&interval.get("high"), unit) {
            Some(high) => lens.filled("interval", &[("low", low.into()), ("high", high.into())]),
            // The upper end is beyond the data.
            None => lens.filled("interval_open", &[("low", low.into())]),
        });
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

fn chart(at: &At<'_>, status: Status, name: &str, lens: &Lens<'_>) -> Option<String> {
    if status == Status::NotEnoughData {
        return None;
    }
    let bounds = at.get("bounds");
    let interval = at.get("interval");
    let range = Range {
        value: at.get("value").number()?,
        green: bounds.get("green").number()?,
        red: bounds.get("red").number()?,
        // An interval whose end is beyond the data is drawn to the end of the line.
        low: interval.get("low").number(),
        high: interval.get("high").number(),
    };
    let description =
        lens.filled("range_description", &[("value", Sentence::words(format::number(range.value, 2)))]).plain();
    Some(range::draw(&range, name, &description))
}

fn intervention(at: &At<'_>, lens: &Lens<'_>) -> Intervention {
    let inputs = at.get("inputs").items();
    let due = at.get("due");
    let capital = |words: String| Sentence::words(words).capitalised();
    Intervention {
        action: capital(lens.named("intervention", at.get("id").code())),
        owner: capital(lens.named("role", at.get("owner_role").code())),
        due: due.parsed().map(|day| {
            let text = lens
                .today
                .map_or_else(|| format::date(day, lens.locale), |today| format::near_date(day, today, lens.locale));
            let exact = format::date(day, lens.locale);
            due.figure(text).in_full(exact.clone(), exact)
        }),
        more: super::more(inputs.len(), RECORDS),
        records: super::records(&inputs, RECORDS, lens),
    }
}
