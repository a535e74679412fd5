//! Reasons as sentences: the template of the code, its parameters in the reader's language.

use chrono::NaiveDate;

use super::brief::At;
use super::figure::{Part, Sentence};
use super::format;
use super::lens::Lens;
use crate::primitives::ReasonCode;

/// The sentence of the reason at this place.
///
/// A code that this version does not know is shown with its parameters, so that a brief of a newer
/// engine loses nothing.
pub(crate) fn sentence(at: &At<'_>, lens: &Lens) -> Sentence {
    let (code, params) = (at.get("code").code(), at.get("params"));
    if let Some(known) = ReasonCode::ALL.iter().find(|known| known.as_str() == code) {
        return Sentence::filled(known.template(lens.locale), |name| {
            let param = params.get(name);
            param.is_present().then(|| self::param(&param, name, lens))
        });
    }
    let mut unknown = Sentence::from(Part::host(format::clean(code)));
    for (name, param) in params.members() {
        unknown.extend(Sentence::words(format!(" {} ", format::clean(&name))));
        unknown.extend(self::param(&param, &name, lens));
    }
    unknown
}

/// Parameters with these names are changes: gains are shown with a plus sign.
fn is_change(name: &str) -> bool {
    matches!(name, "effect" | "change" | "delta") || name.ends_with("_effect") || name.ends_with("_change")
}

fn param(at: &At<'_>, name: &str, lens: &Lens) -> Sentence {
    let value = at.get("value");
    let figure = match at.get("type").code() {
        "integer" => value.count_figure(),
        "number" => value.number_figure(2),
        "share" => value.share_figure(1),
        "decimal" => Some(value.figure(format::decimal(value.code()))),
        "money" if is_change(name) => value.signed_money_figure(),
        "money" => value.money_figure(),
        "date" => value.parsed::<NaiveDate>().map(|day| value.figure(format::date(day, lens.locale))),
        "instant" => instant(&value, lens).map(|text| value.figure(text)),
        "list" => return list(&value, name, lens),
        _ => return text(&value, name, lens),
    };
    figure.map_or_else(|| Sentence::from(Part::host(format::clean(&value.json().to_string()))), Sentence::from)
}

fn text(value: &At<'_>, name: &str, lens: &Lens) -> Sentence {
    let code = value.code();
    // Codes of the engine have words of their own; everything else is a text of the host.
    match lens.known(name, code) {
        Some(words) => Sentence::words(words),
        None => Sentence::from(Part::host(format::clean(code))),
    }
}

fn list(value: &At<'_>, name: &str, lens: &Lens) -> Sentence {
    let mut all = Sentence::default();
    for item in value.items() {
        if !all.is_empty() {
            all.extend(Sentence::words(lens.text("join_list")));
        }
        all.extend(param(&item, name, lens));
    }
    all
}

fn instant(value: &At<'_>, lens: &Lens) -> Option<String> {
    let at = value.instant()?;
    let local = lens.zone.as_ref().map_or_else(|| at.utc().naive_utc(), |zone| zone.local(at));
    Some(format!("{} {}", format::date(local.date(), lens.locale), local.format("%H:%M")))
}
