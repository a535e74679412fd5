//! Customers that broke a rule of their journey or wait too long in a state.

use serde::Serialize;

use super::{ROWS_SHOWN, Shape};
use crate::view::brief::At;
use crate::view::chart::shape::Status;
use crate::view::figure::Sentence;
use crate::view::format;
use crate::view::lens::Lens;
use crate::view::reason;

#[derive(Debug, Serialize)]
pub(crate) struct Customers {
    counts: Vec<Sentence>,
    items: Vec<Customer>,
    more: Option<String>,
}

#[derive(Debug, Serialize)]
struct Customer {
    shape: Shape,
    label: String,
    state: String,
    status: String,
    days_over: Option<Sentence>,
    reasons: Sentence,
}

pub(crate) fn of(customers: &At<'_>, lens: &Lens) -> Customers {
    let items = customers.get("items").items();
    let counts = [("checked", "customers_checked"), ("broken", "customers_broken"), ("overdue", "customers_overdue")];
    Customers {
        counts: counts
            .into_iter()
            .filter_map(|(key, text)| super::labelled(lens, text, customers.get(key).count_figure()))
            .collect(),
        more: items.len().checked_sub(ROWS_SHOWN).filter(|more| *more > 0).map(|more| more.to_string()),
        items: items.iter().take(ROWS_SHOWN).map(|item| customer(item, lens)).collect(),
    }
}

fn customer(at: &At<'_>, lens: &Lens) -> Customer {
    let status = at.get("status").code();
    let state = at.get("state");
    Customer {
        shape: Shape::of(if status == "broken" { Status::Red } else { Status::Amber }, lens),
        label: at.get("label").text().or_else(|| at.get("id").text()).unwrap_or_default(),
        state: at.get("state_names").get(lens.locale.tag()).text().unwrap_or_else(|| format::clean(state.code())),
        status: lens.named("customer", status),
        days_over: super::labelled(lens, "unit_days", at.get("days_over").number_figure(0)),
        reasons: lens.joined(at.get("reasons").items().iter().map(|reason| reason::sentence(reason, lens))),
    }
}
