//! Customers that broke a rule of their journey or wait too long in a state.

use serde::Serialize;

use super::{ROWS_SHOWN, Shape};
use crate::view::brief::At;
use crate::view::chart::shape::Status;
use crate::view::figure::{Figure, Sentence};
use crate::view::format;
use crate::view::lens::Lens;
use crate::view::reason;

#[derive(Debug, Serialize)]
pub(crate) struct Customers {
    notes: Vec<Sentence>,
    items: Vec<Customer>,
    more: Option<Sentence>,
}

#[derive(Debug, Serialize)]
struct Customer {
    shape: Shape,
    label: String,
    owner: Option<String>,
    days_over: Option<Sentence>,
    at_stake: Option<Figure>,
    reasons: Sentence,
}

pub(crate) fn of(customers: &At<'_>, lens: &Lens<'_>) -> Option<Customers> {
    if !customers.is_present() {
        return None;
    }
    let items = customers.get("items").items();
    let counts = [("checked", "customers_checked"), ("broken", "customers_broken"), ("overdue", "customers_overdue")];
    let counts =
        counts.into_iter().filter_map(|(key, text)| super::labelled(lens, text, customers.get(key).count_figure()));
    let at_stake = super::labelled(lens, "at_stake", customers.get("at_stake").money_figure());
    let count = |key: &str| customers.get(key).integer().and_then(|count| usize::try_from(count).ok()).unwrap_or(0);
    let all = count("broken").saturating_add(count("overdue"));
    Some(Customers {
        notes: counts.chain(at_stake).chain(super::needs(&customers.get("missing"), lens)).collect(),
        more: super::first_of(all.max(items.len()), items.len().min(ROWS_SHOWN), lens),
        items: items.iter().take(ROWS_SHOWN).map(|item| customer(item, lens)).collect(),
    })
}

fn customer(at: &At<'_>, lens: &Lens<'_>) -> Customer {
    let status = at.get("status").code();
    Customer {
        shape: Shape::called(
            if status == "broken" { Status::Red } else { Status::Amber },
            lens.named("customer", status),
            lens,
        ),
        label: at.get("label").text().or_else(|| at.get("id").text()).unwrap_or_default(),
        owner: at.get("rep_name").text().or_else(|| at.get("rep_id").text()),
        days_over: super::labelled(lens, "unit_days", whole_days(&at.get("days_over"))),
        at_stake: at.get("at_stake").money_figure(),
        reasons: lens.joined(at.get("reasons").items().iter().map(|reason| reason::sentence(reason, lens))),
    }
}

/// Days that are over, as the reason beside them counts: one that has begun is not.
fn whole_days(at: &At<'_>) -> Option<Figure> {
    at.number().map(|days| at.figure(format::number(days.floor(), 0)))
}
