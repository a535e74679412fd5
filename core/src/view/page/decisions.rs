//! The decisions of the morning, at most three.

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
/// Most records named as evidence; more are counted.
const RECORDS: usize = 12;

#[derive(Debug, Serialize)]
pub(crate) struct Decision {
    shape: Shape,
    finding: Sentence,
    details: Sentence,
    action: Option<Sentence>,
    owner: Sentence,
    due: Option<Figure>,
    at_stake: Option<Sentence>,
    evidence: Option<Evidence>,
}

#[derive(Debug, Serialize)]
struct Evidence {
    title: Sentence,
    records: Vec<String>,
    more: Option<String>,
}

pub(crate) fn of(agenda: &At<'_>, lens: &Lens) -> Vec<Decision> {
    agenda.items().iter().take(MOST).map(|item| decision(item, lens)).collect()
}

fn decision(item: &At<'_>, lens: &Lens) -> Decision {
    let owner = match item.get("owner").text() {
        Some(name) => Sentence::from(Part::host(name)),
        None => Sentence::words(lens.named("role", item.get("owner_role").code())),
    };
    let action = item.get("action");
    let finding = reason::sentence(&item.get("finding"), lens).capitalised();
    let details = lens
        .joined(item.get("details").items().iter().map(|detail| reason::sentence(detail, lens)))
        .capitalised()
        .stopped(lens.text("stop"));
    // An amount that the finding or its split already names is not said twice.
    let at_stake = item
        .get("at_stake")
        .money_figure()
        .filter(|figure| !finding.shows(&figure.value) && !details.shows(&figure.value));
    Decision {
        shape: Shape::of(Status::of(item.get("status").code()), lens),
        finding,
        details,
        action: action.is_present().then(|| reason::sentence(&action, lens).capitalised()),
        owner,
        due: due(&item.get("due"), lens),
        at_stake: super::labelled(lens, "at_stake", at_stake),
        evidence: evidence(&item.get("evidence"), lens),
    }
}

fn due(at: &At<'_>, lens: &Lens) -> Option<Figure> {
    let day: NaiveDate = at.parsed()?;
    let text = match lens.today {
        Some(today) if today == day => lens.text("today").to_owned(),
        Some(today) => format::near_date(day, today, lens.locale),
        None => format::date(day, lens.locale),
    };
    let exact = format::date(day, lens.locale);
    Some(at.figure(text).in_full(exact.clone(), exact))
}

fn evidence(at: &At<'_>, lens: &Lens) -> Option<Evidence> {
    let records = at.items();
    if records.is_empty() {
        return None;
    }
    let count = records.len();
    let named = |record: &At<'_>| {
        let table = lens.named("table", record.get("table").code());
        format!("{table} {}", record.get("id").text().unwrap_or_default())
    };
    Some(Evidence {
        title: lens.filled("evidence", &[("count", Sentence::words(count.to_string()))]),
        records: records.iter().take(RECORDS).map(named).collect(),
        more: (count > RECORDS).then(|| (count - RECORDS).to_string()),
    })
}
