//! Customers that broke a rule of their machine or are overdue.

use crate::error::Error;
use crate::journey::{CheckStatus, JourneyModel, StoredRow};
use crate::kernel::facts::{Facts, MissingColumns, Table, TableName};
use crate::primitives::Money;

use super::faults::Faults;
use super::features::LeadFeatures;
use super::fields::{DeclaredRow, Sources};
use super::leads::{label, name_of};
use super::pack::BriefDefinition;
use super::report::{CustomerItem, CustomerStatus, CustomersReport};

/// Checks the rows of every machine's table; `None` when the pack has no machine.
///
/// A machine of entity `lead` reads the table `leads`, one of `opportunity` reads `opportunities`, one
/// of `customer` both; a machine of another entity has no table and checks nothing. Rows that are closed are checked
/// for broken rules too, and can never be overdue.
pub(super) fn customers(
    facts: &Facts,
    journeys: &[JourneyModel],
    settings: &BriefDefinition,
) -> Result<Option<(CustomersReport, Faults)>, Error> {
    if journeys.is_empty() {
        return Ok(None);
    }
    let mut report = CustomersReport {
        checked: 0,
        without_state: 0,
        broken: 0,
        overdue: 0,
        at_stake: None,
        missing: Vec::new(),
        items: Vec::new(),
    };
    for journey in journeys {
        let names: &[TableName] = match journey.definition().entity.as_str() {
            "lead" => &[TableName::Leads],
            "opportunity" => &[TableName::Opportunities],
            "customer" => &[TableName::Leads, TableName::Opportunities],
            _ => &[],
        };
        for name in names {
            match facts.need(*name, &["state"]) {
                Ok(table) => check(facts, journey, table, &mut report)?,
                Err(missing) => report.missing.push(missing),
            }
        }
    }
    report.items.sort_by(|a, b| {
        let over = |item: &CustomerItem| item.days_over.unwrap_or(0.0);
        a.status.cmp(&b.status).then(over(b).total_cmp(&over(a))).then_with(|| (a.table, &a.id).cmp(&(b.table, &b.id)))
    });
    let amounts = || report.items.iter().filter_map(|item| item.at_stake);
    report.at_stake = amounts().next().and_then(|first| Money::sum(first.currency(), amounts()).ok());
    let faults = Faults::of(&report.items);
    report.items.truncate(usize::try_from(settings.customers_listed).unwrap_or(usize::MAX));
    Ok(Some((report, faults)))
}

fn check(facts: &Facts, journey: &JourneyModel, table: &Table, report: &mut CustomersReport) -> Result<(), Error> {
    let sources = Sources::resolve(&journey.definition().fields, table, false)?;
    // What only a transition asks for is no column that a stored row lacks.
    let missing = sources.missing(table.name()).map(|mut missing| {
        missing.columns.retain(|column| journey.is_checked(column));
        missing
    });
    report.missing.extend(missing.filter(|missing| !missing.columns.is_empty()));
    let slot = |name| table.slot(name).filter(|slot| table.is_present(*slot));
    let (state, entered, closed) = (slot("state"), slot("state_entered_at"), slot("closed_at"));
    if entered.is_none() {
        report.missing.push(MissingColumns { table: table.name(), columns: vec!["state_entered_at".to_owned()] });
    }
    for row in 0..table.len() {
        let state = state.and_then(|slot| table.text(slot, row));
        let is_closed = closed.is_some_and(|slot| table.instant(slot, row).is_some());
        // A state that became known after `as_of` is hidden, so a missing one is no broken rule.
        let Some(state) = state else {
            report.without_state += 1;
            continue;
        };
        report.checked += 1;
        let record = DeclaredRow { table, row, sources: &sources, features: LeadFeatures::default(), scored: None };
        let entered_at = entered.filter(|_| !is_closed).and_then(|slot| table.instant(slot, row));
        let checked = journey.check(&StoredRow { state: Some(state), entered_at, record: &record }, facts.as_of());
        let status = match checked.status {
            CheckStatus::Ok => continue,
            CheckStatus::Broken => CustomerStatus::Broken,
            CheckStatus::Overdue => CustomerStatus::Overdue,
        };
        match status {
            CustomerStatus::Broken => report.broken += 1,
            CustomerStatus::Overdue => report.overdue += 1,
        }
        let text = |name| table.slot(name).and_then(|slot| table.text(slot, row)).map(str::to_owned);
        let money = |name| table.slot(name).and_then(|slot| table.money(slot, row));
        let rep_id = text("rep_id");
        let at_stake: Option<Money> = money("expected_amount").or_else(|| money("amount")).filter(|_| !is_closed);
        report.items.push(CustomerItem {
            table: table.name(),
            id: table.id(row).to_owned(),
            label: label(facts, table, row),
            state: Some(state.to_owned()),
            rep_name: rep_id.as_deref().and_then(|id| name_of(facts, TableName::Reps, id)),
            rep_id,
            status,
            days_over: checked.days_over,
            at_stake,
            reasons: checked.reasons,
        });
    }
    Ok(())
}
