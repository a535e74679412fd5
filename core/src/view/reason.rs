//! Reasons as sentences: the template of the code, its parameters in the reader's language.

use chrono::NaiveDate;

use super::brief::At;
use super::figure::{Part, Sentence};
use super::format;
use super::lens::Lens;
use crate::primitives::{Decimal, IsoWeek, Month, ReasonCode};

/// The sentence of the reason at this place.
///
/// A code that this version does not know is shown with its parameters, so that a brief of a newer
/// engine loses nothing.
pub(crate) fn sentence(at: &At<'_>, lens: &Lens<'_>) -> Sentence {
    let (code, params) = (at.get("code").code(), at.get("params"));
    if code == ReasonCode::ScoringRule.as_str()
        && let Some(name) = lens.called("rule", params.get("rule").get("value").code())
    {
        // A rule that the pack gives a name says by it what the lead is.
        return Sentence::from(Part::named(name));
    }
    if let Some(known) = ReasonCode::of(code) {
        return filled(known.template(lens.locale), &params, lens);
    }
    let mut unknown = Sentence::from(Part::host(format::clean(code)));
    for (name, param) in params.members() {
        unknown.extend(Sentence::words(format!(" {} ", format::clean(&name))));
        unknown.extend(self::param(&param, &name, lens));
    }
    unknown
}

/// The template of a reason or an error with its parameters.
pub(crate) fn filled(template: &str, params: &At<'_>, lens: &Lens<'_>) -> Sentence {
    Sentence::filled(template, |name| {
        let param = params.get(name);
        param.is_present().then(|| self::param(&param, name, lens))
    })
}

/// Parameters with these names are changes: gains are shown with a plus sign.
fn is_change(name: &str) -> bool {
    matches!(name, "effect" | "change" | "delta") || name.ends_with("_effect") || name.ends_with("_change")
}

fn param(at: &At<'_>, name: &str, lens: &Lens<'_>) -> Sentence {
    let value = at.get("value");
    let figure = match at.get("type").code() {
        "integer" => value.count_figure(),
        "number" => value.number_figure(2),
        "share" => value.share_figure(1),
        "decimal" => value.parsed::<Decimal>().map(|exact| value.figure(format::decimal(&exact.to_string()))),
        "money" if is_change(name) => value.signed_money_figure(),
        "money" => value.money_figure(),
        "date" => value.parsed::<NaiveDate>().map(|day| value.figure(format::date(day, lens.locale))),
        "instant" => instant(&value, lens).map(|text| value.figure(text)),
        "list" => return list(&value, name, lens),
        _ => return text(&value, name, lens),
    };
    figure.map_or_else(|| Sentence::from(Part::host(format::clean(&value.json().to_string()))), Sentence::from)
}

fn text(value: &At<'_>, name: &str, lens: &Lens<'_>) -> Sentence {
    let code = value.code();
    if let Ok(month) = code.parse::<Month>() {
        return value.figure(format::month(month, lens.locale)).into();
    }
    if let Ok(week) = code.parse::<IsoWeek>() {
        return value.figure(format::week_of_year(week, lens.locale)).into();
    }
    // The name of a parameter is the family of its codes; `regions` lists several of `region`.
    let family = name.strip_suffix('s').unwrap_or(name);
    let called = lens.called(name, code).or_else(|| lens.called(family, code));
    Sentence::from(called.map_or_else(|| Part::host(format::clean(code)), Part::named))
}

fn list(value: &At<'_>, name: &str, lens: &Lens<'_>) -> Sentence {
    let mut all = Sentence::default();
    for item in value.items() {
        if !all.is_empty() {
            all.extend(Sentence::words(lens.text("join_list")));
        }
        all.extend(param(&item, name, lens));
    }
    all
}

fn instant(value: &At<'_>, lens: &Lens<'_>) -> Option<String> {
    let at = value.instant()?;
    let local = lens.zone.as_ref().map_or_else(|| at.utc().naive_utc(), |zone| zone.local(at));
    Some(format!("{} {}", format::date(local.date(), lens.locale), local.format("%H:%M")))
}
