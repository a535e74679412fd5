//! Today's leads: score, seller, and why.

use serde::Serialize;

use super::ROWS_SHOWN;
use crate::view::brief::At;
use crate::view::chart::why;
use crate::view::figure::{Figure, Sentence};
use crate::view::format;
use crate::view::lens::Lens;
use crate::view::reason;

#[derive(Debug, Serialize)]
pub(crate) struct Leads {
    /// How many are open, assigned and unassigned.
    counts: Vec<Sentence>,
    items: Vec<Lead>,
    more: Option<String>,
}

#[derive(Debug, Serialize)]
struct Lead {
    id: String,
    label: String,
    score: Option<Figure>,
    grade: Option<String>,
    assigned: bool,
    to: String,
    chart: Option<String>,
    /// The reason that counts most, in words.
    because: Option<Sentence>,
    /// Why this seller.
    route: Vec<Contribution>,
    proof: Vec<Contribution>,
}

#[derive(Debug, Serialize)]
struct Contribution {
    words: Sentence,
    figure: Option<Figure>,
    negative: bool,
}

pub(crate) fn of(leads: &At<'_>, lens: &Lens) -> Leads {
    let items = leads.get("items").items();
    let shown: Vec<&At<'_>> = items.iter().take(ROWS_SHOWN).collect();
    let longest = shown.iter().map(|lead| why::length(&contributions(lead))).fold(0.0, f64::max);
    let counts = [("open", "leads_open"), ("assigned", "leads_assigned"), ("unassigned", "leads_unassigned")];
    Leads {
        counts: counts
            .into_iter()
            .filter_map(|(key, text)| super::labelled(lens, text, leads.get(key).count_figure()))
            .collect(),
        more: (items.len() > shown.len())
            .then(|| format::integer(i64::try_from(items.len() - shown.len()).unwrap_or(i64::MAX))),
        items: shown.into_iter().map(|lead| self::lead(lead, longest, lens)).collect(),
    }
}

fn contributions(lead: &At<'_>) -> Vec<f64> {
    lead.get("reasons").items().iter().filter_map(|reason| reason.get("contribution").number()).collect()
}

fn lead(at: &At<'_>, longest: f64, lens: &Lens) -> Lead {
    let assignment = at.get("assignment");
    let assigned = assignment.get("status").code() == "assigned";
    let id = at.get("lead_id").text().unwrap_or_default();
    let label = at.get("label").text().unwrap_or_else(|| id.clone());
    let reasons = at.get("reasons").items();
    let parts = contributions(at);
    let to = assignment.get("rep_name").text().or_else(|| assignment.get("rep_id").text());
    let title = lens.filled("why_title", &[("lead", Sentence::words(label.clone()))]).plain();
    let spoken: Vec<String> = reasons.iter().map(|reason| spoken(reason, lens)).collect();
    Lead {
        chart: (!parts.is_empty()).then(|| why::draw(&parts, longest, &title, &spoken.join(lens.text("join")))),
        because: strongest(&reasons).map(|reason| reason::sentence(reason, lens)),
        score: at.get("score").number_figure(1),
        grade: at.get("grade").text(),
        to: if assigned { to.unwrap_or_default() } else { lens.text("unassigned").to_owned() },
        assigned,
        route: assignment.get("reasons").items().iter().map(|reason| contribution(reason, lens)).collect(),
        proof: reasons.iter().map(|reason| contribution(reason, lens)).collect(),
        id,
        label,
    }
}

fn contribution(at: &At<'_>, lens: &Lens) -> Contribution {
    let part = at.get("contribution");
    let number = part.number();
    let plus = if number.is_some_and(|number| number > 0.0) { "+" } else { "" };
    Contribution {
        words: reason::sentence(at, lens),
        figure: number.map(|number| part.figure(format!("{plus}{}", format::number(number, 2)))),
        negative: number.is_some_and(|number| number < 0.0),
    }
}

fn spoken(at: &At<'_>, lens: &Lens) -> String {
    let contribution = contribution(at, lens);
    let figure = contribution.figure.map(|figure| format!(" {}", figure.text)).unwrap_or_default();
    format!("{}{figure}", contribution.words.plain())
}

/// The reason with the largest contribution; the first of equals. The starting points of a card
/// say nothing about a lead, so anything else is stronger.
fn strongest<'a, 'b>(reasons: &'b [At<'a>]) -> Option<&'b At<'a>> {
    let weight = |reason: &At<'_>| {
        let own = !reason.get("code").code().ends_with(".base");
        (own, reason.get("contribution").number().unwrap_or_default().abs())
    };
    reasons.iter().rev().max_by(|a, b| {
        let (a, b) = (weight(a), weight(b));
        a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))
    })
}
