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
    more: Option<String>,
}

#[derive(Debug, Serialize)]
struct Customer {
    shape: Shape,
    label: String,
    owner: Option<String>,
    state: Option<String>,
    status: String,
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
    Some(Customers {
        notes: counts.chain(at_stake).chain(super::needs(&customers.get("missing"), lens)).collect(),
        more: super::more(items.len(), ROWS_SHOWN),
        items: items.iter().take(ROWS_SHOWN).map(|item| customer(item, lens)).collect(),
    })
}

fn customer(at: &At<'_>, lens: &Lens<'_>) -> Customer {
    let status = at.get("status").code();
    let state = at.get("state").code();
    Customer {
        shape: Shape::of(if status == "broken" { Status::Red } else { Status::Amber }, lens),
        label: at.get("label").text().or_else(|| at.get("id").text()).unwrap_or_default(),
        owner: at.get("rep_name").text().or_else(|| at.get("rep_id").text()),
        state: (!state.is_empty()).then(|| lens.called("state", state).unwrap_or_else(|| format::clean(state))),
        status: lens.named("customer", status),
        days_over: super::labelled(lens, "unit_days", at.get("days_over").number_figure(0)),
        at_stake: at.get("at_stake").money_figure(),
        reasons: lens.joined(at.get("reasons").items().iter().map(|reason| reason::sentence(reason, lens))),
    }
}
