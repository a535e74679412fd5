//! The decisions of the morning: at most three, the others folded away behind them.

use chrono::NaiveDate;
use serde::Serialize;

use super::Shape;
use crate::view::brief::At;
use crate::view::chart::shape::Status;
use crate::view::figure::{Figure, Part, Sentence};
use crate::view::format;
use crate::view::lens::Lens;
use crate::view::reason;

/// Most decisions of one morning.
const MOST: usize = 3;
/// Most decisions that are folded away.
const MOST_LATER: usize = 12;
/// A decision gives one line of why; its other details are folded away.
const DETAILS: usize = 1;
/// Most records named as evidence; more are counted.
const RECORDS: usize = 12;

#[derive(Debug, Serialize)]
pub(crate) struct Decisions {
    items: Vec<Decision>,
    later: Vec<Decision>,
}

#[derive(Debug, Serialize)]
struct Decision {
    shape: Shape,
    finding: Sentence,
    details: Sentence,
    action: Option<Sentence>,
    owner: Sentence,
    due: Option<Figure>,
    at_stake: Option<Sentence>,
    /// Details beyond those of the sentence.
    further: Vec<Sentence>,
    records: Vec<String>,
    more_records: Option<String>,
}

pub(crate) fn of(agenda: &At<'_>, lens: &Lens<'_>) -> Decisions {
    let mut items: Vec<Decision> =
        agenda.items().iter().take(MOST + MOST_LATER).map(|item| decision(item, lens)).collect();
    let later = items.split_off(items.len().min(MOST));
    Decisions { items, later }
}

fn decision(item: &At<'_>, lens: &Lens<'_>) -> Decision {
    let owner = match item.get("owner").text() {
        Some(name) => Sentence::from(Part::host(name)),
        None => Sentence::from(Part::named(lens.named("role", item.get("owner_role").code()))).capitalised(),
    };
    let action = item.get("action");
    let finding = reason::sentence(&item.get("finding"), lens).capitalised();
    let mut details: Vec<Sentence> =
        item.get("details").items().iter().map(|detail| reason::sentence(detail, lens)).collect();
    let further = details.split_off(details.len().min(DETAILS));
    let details = lens.joined(details).capitalised().stopped(lens.text("stop"));
    // An amount that the finding or its split already names is not said twice.
    let at_stake = item
        .get("at_stake")
        .money_figure()
        .filter(|figure| !finding.shows(&figure.value) && !details.shows(&figure.value));
    let evidence = item.get("evidence").items();
    Decision {
        shape: Shape::of(Status::of(item.get("status").code()), lens),
        finding,
        details,
        action: action.is_present().then(|| reason::sentence(&action, lens).capitalised()),
        owner,
        due: due(&item.get("due"), lens),
        at_stake: super::labelled(lens, "at_stake", at_stake),
        further: further.into_iter().map(Sentence::capitalised).collect(),
        records: super::records(&evidence, RECORDS, lens),
        more_records: super::more(evidence.len(), RECORDS),
    }
}

fn due(at: &At<'_>, lens: &Lens<'_>) -> Option<Figure> {
    let day: NaiveDate = at.parsed()?;
    let text = match lens.today {
        Some(today) if today == day => lens.text("today").to_owned(),
        Some(today) => format::near_date(day, today, lens.locale),
        None => format::date(day, lens.locale),
    };
    let exact = format::date(day, lens.locale);
    Some(at.figure(text).in_full(exact.clone(), exact))
}
