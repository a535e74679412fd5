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
    more: Option<Sentence>,
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
    /// The reasons that count most, in words.
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
    // The brief counts all open leads and lists the first of them.
    let all = leads.get("open").integer().and_then(|open| usize::try_from(open).ok()).unwrap_or_default();
    Some(Leads {
        notes: counts.chain(super::needs(&leads.get("missing"), lens)).collect(),
        more: super::first_of(all.max(items.len()), shown.len(), lens),
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
        because: because(&reasons, lens),
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
    for (heading, words) in [("next_step", to_qualify(at, lens)), ("to_ask", to_ask(at, lens))] {
        blocks.extend(
            words.map(|words| Block { heading: Sentence::words(lens.text(heading)), parts: vec![words.into()] }),
        );
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

/// What would qualify the lead; nothing where it is qualified or no points can do it.
fn to_qualify(at: &At<'_>, lens: &Lens<'_>) -> Option<Sentence> {
    let needs = at.get("to_qualify");
    let points = |axis: &str| {
        let figure = needs.get(axis).count_figure().filter(|_| needs.get(axis).integer() != Some(0))?;
        Some(
            lens.filled("points_of", &[("points", figure.into()), ("axis", Sentence::words(lens.named("axis", axis)))]),
        )
    };
    let points = lens.joined(["fit", "engagement"].into_iter().filter_map(points));
    let grade = Sentence::from(Part::host(needs.get("grade").text()?));
    (!points.is_empty()).then(|| lens.filled("to_qualify", &[("points", points), ("grade", grade)]))
}

/// Fields that the lead lacks and that could bring it points.
fn to_ask(at: &At<'_>, lens: &Lens<'_>) -> Option<Sentence> {
    let undecided = at.get("undecided").items();
    let fields: Vec<String> = undecided.iter().map(|field| lens.named("field", field.code())).collect();
    (!fields.is_empty()).then(|| Sentence::from(Part::named(fields.join(lens.text("join_list")))))
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

/// How many reasons stand beside the bar.
const BESIDE_THE_BAR: usize = 2;

/// The reasons with the largest contributions, in their order. The starting points of a card say
/// nothing about a lead, so anything else is stronger.
fn because(reasons: &[At<'_>], lens: &Lens<'_>) -> Option<Sentence> {
    let weight = |reason: &At<'_>| {
        let own = !reason.get("code").code().ends_with(".base");
        (own, reason.get("contribution").number().unwrap_or_default().abs())
    };
    let mut strongest: Vec<&At<'_>> = reasons.iter().collect();
    strongest.sort_by(|a, b| {
        let (a, b) = (weight(a), weight(b));
        b.0.cmp(&a.0).then(b.1.total_cmp(&a.1))
    });
    let mut all = Sentence::default();
    for reason in strongest.into_iter().take(BESIDE_THE_BAR) {
        if !all.is_empty() {
            all.extend(Sentence::words(lens.text("comma")));
        }
        all.extend(reason::sentence(reason, lens));
    }
    (!all.is_empty()).then_some(all)
}
