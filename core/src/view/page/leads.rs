//! Today's leads: score, seller, and why.

use serde::Serialize;

use super::ROWS_SHOWN;
use crate::view::brief::At;
use crate::view::chart::why;
use crate::view::figure::{Figure, Part, Sentence};
use crate::view::format;
use crate::view::lens::Lens;
use crate::view::reason;

#[derive(Debug, Serialize)]
pub(crate) struct Leads {
    /// How many are open, qualified, assigned and unassigned; then what is missing.
    notes: Vec<Sentence>,
    items: Vec<Lead>,
    more: Option<String>,
}

#[derive(Debug, Serialize)]
struct Lead {
    label: String,
    score: Option<Figure>,
    grade: Option<String>,
    assigned: bool,
    to: String,
    /// The present owner, where the lead changes hands.
    instead_of: Option<Sentence>,
    chart: Option<String>,
    /// The reason that counts most, in words.
    because: Option<Sentence>,
    proof: Vec<Block>,
}

/// One part of the proof: what it is about, and its contributions in order.
#[derive(Debug, Serialize)]
struct Block {
    heading: Sentence,
    parts: Vec<Contribution>,
}

#[derive(Debug, Serialize)]
struct Contribution {
    words: Sentence,
    figure: Option<Figure>,
}

pub(crate) fn of(leads: &At<'_>, lens: &Lens<'_>) -> Option<Leads> {
    if !leads.is_present() {
        return None;
    }
    let items = leads.get("items").items();
    let shown: Vec<&At<'_>> = items.iter().take(ROWS_SHOWN).collect();
    let longest = shown.iter().map(|lead| why::length(&contributions(lead))).fold(0.0, f64::max);
    let counts = [
        ("open", "leads_open"),
        ("qualified", "leads_qualified"),
        ("assigned", "leads_assigned"),
        ("unassigned", "leads_unassigned"),
    ];
    let counts =
        counts.into_iter().filter_map(|(key, text)| super::labelled(lens, text, leads.get(key).count_figure()));
    Some(Leads {
        notes: counts.chain(super::needs(&leads.get("missing"), lens)).collect(),
        more: super::more(items.len(), shown.len()),
        items: shown.into_iter().map(|lead| self::lead(lead, longest, lens)).collect(),
    })
}

fn contributions(lead: &At<'_>) -> Vec<f64> {
    lead.get("reasons").items().iter().filter_map(|reason| reason.get("contribution").number()).collect()
}

fn lead(at: &At<'_>, longest: f64, lens: &Lens<'_>) -> Lead {
    let assignment = at.get("assignment");
    let chosen = assignment.get("rep_name").text().or_else(|| assignment.get("rep_id").text());
    let present = at.get("present_rep_name").text().or_else(|| at.get("present_rep_id").text());
    let label = at.get("label").text().or_else(|| at.get("lead_id").text()).unwrap_or_default();
    let reasons = at.get("reasons").items();
    let parts = contributions(at);
    let title = lens.filled("why_title", &[("lead", Sentence::words(label.clone()))]).plain();
    let spoken: Vec<String> = reasons.iter().map(|reason| spoken(reason, lens)).collect();
    let moves = assignment.get("rep_id").json() != at.get("present_rep_id").json();
    Lead {
        chart: (!parts.is_empty()).then(|| why::draw(&parts, longest, &title, &spoken.join(lens.text("join")))),
        because: strongest(&reasons).map(|reason| reason::sentence(reason, lens)),
        score: at.get("score").number_figure(1),
        grade: at.get("grade").text(),
        assigned: chosen.is_some(),
        instead_of: present
            .clone()
            .filter(|_| chosen.is_some() && moves)
            .map(|name| lens.filled("instead_of", &[("name", Sentence::from(Part::host(name)))])),
        // A lead that was not to be routed stays where it is.
        to: match (chosen, assignment.is_present()) {
            (Some(name), _) => name,
            (None, true) => lens.text("unassigned").to_owned(),
            (None, false) => present.unwrap_or_else(|| lens.text("unassigned").to_owned()),
        },
        proof: proof(at, lens),
        label,
    }
}

fn proof(at: &At<'_>, lens: &Lens<'_>) -> Vec<Block> {
    let mut blocks = Vec::new();
    let score: Vec<Contribution> = at.get("reasons").items().iter().map(|reason| contribution(reason, lens)).collect();
    if !score.is_empty() {
        let axis = |name: &str| {
            let points = at.get(name).count_figure()?;
            let words = Sentence::words(lens.named("axis", name));
            Some(lens.filled("axis_points", &[("axis", words), ("points", points.into())]))
        };
        let heading = lens.joined(["fit", "engagement"].into_iter().filter_map(axis)).capitalised();
        blocks.push(Block { heading, parts: score });
    }
    let next: Vec<Contribution> = next(at, lens).into_iter().map(Contribution::from).collect();
    if !next.is_empty() {
        blocks.push(Block { heading: Sentence::words(lens.text("next_step")), parts: next });
    }
    let assignment = at.get("assignment");
    let flip = assignment.get("flip");
    let mut route: Vec<Contribution> =
        assignment.get("reasons").items().iter().map(|reason| contribution(reason, lens)).collect();
    route.extend(flip.is_present().then(|| reason::sentence(&flip, lens).into()));
    if !route.is_empty() {
        blocks.push(Block { heading: Sentence::words(lens.text("route_proof")), parts: route });
    }
    blocks
}

/// What would qualify the lead, and what to ask it.
fn next(at: &At<'_>, lens: &Lens<'_>) -> Vec<Sentence> {
    let needs = at.get("to_qualify");
    let points = |axis: &str| {
        let figure = needs.get(axis).count_figure().filter(|_| needs.get(axis).integer() != Some(0))?;
        Some(
            lens.filled("points_of", &[("points", figure.into()), ("axis", Sentence::words(lens.named("axis", axis)))]),
        )
    };
    let points = lens.joined(["fit", "engagement"].into_iter().filter_map(points));
    let grade = needs.get("grade").text().map(|grade| Sentence::from(Part::host(grade)));
    let qualify = grade
        .filter(|_| !points.is_empty())
        .map(|grade| lens.filled("to_qualify", &[("points", points), ("grade", grade)]));
    let undecided: Vec<String> =
        at.get("undecided").items().iter().map(|field| lens.named("field", field.code())).collect();
    let ask = (!undecided.is_empty()).then(|| {
        let fields = Sentence::from(Part::host(undecided.join(lens.text("join_list"))));
        lens.filled("ask", &[("fields", fields)])
    });
    qualify.into_iter().chain(ask).collect()
}

impl From<Sentence> for Contribution {
    fn from(words: Sentence) -> Self {
        Self { words, figure: None }
    }
}

fn contribution(at: &At<'_>, lens: &Lens<'_>) -> Contribution {
    let part = at.get("contribution");
    let figure = part.number().map(|number| {
        let plus = if number > 0.0 { "+" } else { "" };
        part.figure(format!("{plus}{}", format::number(number, 2)))
    });
    Contribution { words: reason::sentence(at, lens), figure }
}

fn spoken(at: &At<'_>, lens: &Lens<'_>) -> String {
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
