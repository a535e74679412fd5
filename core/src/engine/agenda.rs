//! From findings to decisions: what the morning meeting is about.

use crate::error::{Error, ErrorCode, Violation};
use crate::health::{HealthReport, Light, LightStatus};
use crate::kernel::calendar::CalendarModel;
use crate::kernel::facts::{RecordRef, TableName};
use crate::primitives::{Day, JsonPointer, Money, Param, Reason, ReasonCode};
use crate::target::{RegionReport, TargetReport, TopGap};

use super::duty::{AgendaDefinition, Duty};
use super::report::{AgendaItem, CustomerStatus, CustomersReport, LeadsReport};

/// Most records named behind one finding; the section itself lists more.
const EVIDENCE_LISTED: usize = 20;

/// Most details of one finding that repeat for each record.
const DETAILS_LISTED: usize = 3;

/// The sections of a brief that decisions come from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sections<'a> {
    pub(super) target: Option<&'a TargetReport>,
    pub(super) leads: Option<&'a LeadsReport>,
    pub(super) customers: Option<&'a CustomersReport>,
    pub(super) health: &'a HealthReport,
}

/// All decisions, the most pressing first: red before amber before what cannot be judged, then by
/// the money at stake, then in the order in which they are gathered here.
pub(super) fn agenda(
    sections: Sections<'_>,
    definition: &AgendaDefinition,
    calendar: &CalendarModel,
    today: Day,
) -> Result<Vec<AgendaItem>, Error> {
    let mut gather = Gather { definition, calendar, today, items: Vec::new() };
    if let Some(target) = sections.target {
        gather.breakers(target)?;
        gather.gaps(target)?;
        gather.surges(target)?;
        gather.slips(target)?;
    }
    for light in &sections.health.lights {
        gather.light(light)?;
    }
    if let Some(customers) = sections.customers {
        gather.customers(customers, CustomerStatus::Broken)?;
        gather.customers(customers, CustomerStatus::Overdue)?;
    }
    if let Some(leads) = sections.leads {
        gather.unassigned(leads)?;
    }
    let mut items = gather.items;
    items.sort_by_key(|item| (pressing(item.status), std::cmp::Reverse(item.at_stake.map_or(0, Money::minor))));
    for (at, item) in items.iter_mut().enumerate() {
        item.rank = at + 1;
    }
    Ok(items)
}

fn pressing(status: LightStatus) -> u8 {
    match status {
        LightStatus::Red => 0,
        LightStatus::Amber => 1,
        LightStatus::NotEnoughData => 2,
        LightStatus::Green => 3,
    }
}

struct Gather<'a> {
    definition: &'a AgendaDefinition,
    calendar: &'a CalendarModel,
    today: Day,
    items: Vec<AgendaItem>,
}

struct Finding {
    status: LightStatus,
    finding: Reason,
    details: Vec<Reason>,
    action: Reason,
    at_stake: Option<Money>,
    evidence: Vec<RecordRef>,
}

impl Gather<'_> {
    fn add(&mut self, duty: &Duty, found: Finding) -> Result<(), Error> {
        let days = i32::try_from(duty.due_business_days).unwrap_or(i32::MAX);
        let due = self.calendar.add_business_days(self.today.date(), days).ok_or_else(out_of_range)?;
        self.push(duty.owner_role.clone(), day(due)?, found);
        Ok(())
    }

    fn push(&mut self, owner_role: String, due: Day, found: Finding) {
        let Finding { status, finding, details, action, at_stake, mut evidence } = found;
        evidence.truncate(EVIDENCE_LISTED);
        // The rank is set when all are gathered and sorted.
        self.items.push(AgendaItem { rank: 0, status, finding, details, action, owner_role, due, at_stake, evidence });
    }

    /// Regions that were under the breaker line in each of the last complete weeks.
    fn breakers(&mut self, target: &TargetReport) -> Result<(), Error> {
        let weeks = self.definition.breaker_weeks;
        for region in &target.regions {
            let judged: Vec<_> =
                region.weeks.iter().rev().filter(|week| week.under_breaker.is_some()).take(to_size(weeks)).collect();
            let open = judged.len() == to_size(weeks) && judged.iter().all(|week| week.under_breaker == Some(true));
            if !open {
                continue;
            }
            let finding = Reason::new(ReasonCode::EngineBreakerOpen)
                .with("region", name(region))
                .with("weeks", weeks)
                .with("share", Param::Share(target.breaker_share.get()));
            let action = Reason::new(ReasonCode::EngineBreakerAction).with("region", name(region));
            let details = target.top_gaps.iter().filter(|gap| Some(&gap.region) == region.region.as_ref());
            let details = details.flat_map(|gap| gap.reasons.clone()).collect();
            let at_stake = region.gap.filter(|gap| gap.minor() < 0).map(absolute);
            let found = Finding { status: LightStatus::Red, finding, details, action, at_stake, evidence: Vec::new() };
            self.add(&self.definition.breaker, found)?;
        }
        Ok(())
    }

    /// Regions behind pace, unless their breaker already asks for more than this.
    fn gaps(&mut self, target: &TargetReport) -> Result<(), Error> {
        for gap in &target.top_gaps {
            let region = Param::from(gap.region.as_str());
            let open = self.items.iter().any(|item| item.finding.params.get("region") == Some(&region));
            if open {
                continue;
            }
            let finding =
                Reason::new(ReasonCode::EngineGap).with("region", region.clone()).with("gap", absolute(gap.gap));
            let action = Reason::new(gap_action(gap)).with("region", region);
            let found = Finding {
                status: LightStatus::Amber,
                finding,
                details: gap.reasons.clone(),
                action,
                at_stake: Some(absolute(gap.gap)),
                evidence: Vec::new(),
            };
            self.add(&self.definition.gap, found)?;
        }
        Ok(())
    }

    fn surges(&mut self, target: &TargetReport) -> Result<(), Error> {
        for region in &target.regions {
            let mut proposed: Vec<_> = target
                .proposed_exclusions
                .iter()
                .filter(|order| Some(&order.region) == region.region.as_ref())
                .collect();
            proposed.sort_by_key(|order| std::cmp::Reverse(order.amount.minor()));
            let Some(largest) = proposed.first() else { continue };
            let finding = Reason::new(ReasonCode::EngineSurge)
                .with("region", name(region))
                .with("count", proposed.len())
                .with("largest", largest.amount);
            let details = proposed
                .iter()
                .take(DETAILS_LISTED)
                .map(|order| {
                    let reason = Reason::new(ReasonCode::EngineSurgeEffect).with("order", order.order_id.as_str());
                    reason.with("effect", order.effect_amount).with("threshold", order.threshold)
                })
                .collect();
            let evidence = proposed.iter().map(|order| evidence(TableName::Orders, &order.order_id)).collect();
            let action = Reason::new(ReasonCode::EngineSurgeAction);
            let found = Finding { status: LightStatus::Amber, finding, details, action, at_stake: None, evidence };
            self.add(&self.definition.surge, found)?;
        }
        Ok(())
    }

    /// Regions whose orders take longer than they did before the last weeks.
    fn slips(&mut self, target: &TargetReport) -> Result<(), Error> {
        let weeks = to_size(self.definition.slip_weeks);
        for region in &target.regions {
            let recent: Vec<_> = region
                .weeks
                .iter()
                .rev()
                .filter(|week| !week.partial && week.cycle_days.is_some())
                .take(weeks)
                .collect();
            let usual = recent.last().and_then(|week| week.baseline_cycle_days);
            let deals: u64 = recent.iter().map(|week| week.deals).sum();
            let (Some(usual), true, true) = (usual, recent.len() == weeks, deals > 0) else { continue };
            let days: f64 = recent.iter().map(|week| week.cycle_days.unwrap_or(0.0) * to_float(week.deals)).sum();
            let now = days / to_float(deals);
            if now <= usual * (1.0 + self.definition.slip_share.get()) {
                continue;
            }
            let finding = Reason::new(ReasonCode::EngineSlip)
                .with("region", name(region))
                .with("days", tenths(now))
                .with("usual", tenths(usual))
                .with("weeks", self.definition.slip_weeks);
            let action = Reason::new(ReasonCode::EngineSlipAction).with("region", name(region));
            let found = Finding {
                status: LightStatus::Amber,
                finding,
                details: Vec::new(),
                action,
                at_stake: None,
                evidence: Vec::new(),
            };
            self.add(&self.definition.slip, found)?;
        }
        Ok(())
    }

    /// A red light calls for its intervention, one without its columns for a mapping; others for nothing.
    fn light(&mut self, light: &Light) -> Result<(), Error> {
        let indicator = light.indicator_id.as_str();
        match (light.status, &light.intervention) {
            (LightStatus::Red, Some(intervention)) => {
                let found = Finding {
                    status: LightStatus::Red,
                    finding: Reason::new(ReasonCode::EngineLightRed).with("indicator", indicator),
                    details: light.reasons.clone(),
                    action: Reason::new(ReasonCode::EngineIntervention)
                        .with("intervention", intervention.id.as_str())
                        .with("count", intervention.inputs.len()),
                    at_stake: None,
                    evidence: intervention.inputs.clone(),
                };
                self.push(intervention.owner_role.as_str().to_owned(), day(intervention.due)?, found);
                Ok(())
            }
            (LightStatus::NotEnoughData, _) if !light.missing.is_empty() => {
                let column = |missing: &crate::kernel::facts::MissingColumn| {
                    let column = format!("{}.{}", missing.table, missing.column);
                    Reason::new(ReasonCode::EngineLightMissingColumn).with("column", column)
                };
                let found = Finding {
                    status: LightStatus::NotEnoughData,
                    finding: Reason::new(ReasonCode::EngineLightMissing).with("indicator", indicator),
                    details: light.missing.iter().map(column).collect(),
                    action: Reason::new(ReasonCode::EngineLightMissingAction),
                    at_stake: None,
                    evidence: Vec::new(),
                };
                self.add(&self.definition.missing_data, found)
            }
            _ => Ok(()),
        }
    }

    fn customers(&mut self, customers: &CustomersReport, status: CustomerStatus) -> Result<(), Error> {
        let (count, code, action, duty, light) = match status {
            CustomerStatus::Broken => (
                customers.broken,
                ReasonCode::EngineCustomersBroken,
                ReasonCode::EngineCustomersBrokenAction,
                &self.definition.broken,
                LightStatus::Amber,
            ),
            CustomerStatus::Overdue => (
                customers.overdue,
                ReasonCode::EngineCustomersOverdue,
                ReasonCode::EngineCustomersOverdueAction,
                &self.definition.overdue,
                LightStatus::Amber,
            ),
        };
        if count == 0 {
            return Ok(());
        }
        let listed: Vec<_> = customers.items.iter().filter(|item| item.status == status).collect();
        // Only what is open is at stake, and what is overdue is open.
        let at_stake = customers.at_stake.filter(|_| status == CustomerStatus::Overdue);
        let found = Finding {
            status: light,
            finding: Reason::new(code).with("count", count),
            details: listed.iter().take(DETAILS_LISTED).filter_map(|item| item.reasons.first().cloned()).collect(),
            action: Reason::new(action),
            at_stake,
            evidence: listed.iter().map(|item| evidence(item.table, &item.id)).collect(),
        };
        self.add(duty, found)
    }

    fn unassigned(&mut self, leads: &LeadsReport) -> Result<(), Error> {
        if leads.unassigned == 0 {
            return Ok(());
        }
        let without = || {
            let routed =
                leads.items.iter().filter_map(|item| item.assignment.as_ref().map(|assignment| (item, assignment)));
            routed.filter(|(_, assignment)| assignment.rep_id.is_none())
        };
        let found = Finding {
            status: LightStatus::Amber,
            finding: Reason::new(ReasonCode::EngineUnassigned).with("count", leads.unassigned),
            details: without()
                .next()
                .into_iter()
                .flat_map(|(_, assignment)| assignment.reasons.clone())
                .take(1)
                .collect(),
            action: Reason::new(ReasonCode::EngineUnassignedAction),
            at_stake: None,
            evidence: without().map(|(item, _)| evidence(TableName::Leads, &item.lead_id)).collect(),
        };
        self.add(&self.definition.unassigned, found)
    }
}

fn day(date: chrono::NaiveDate) -> Result<Day, Error> {
    Day::try_from(date).map_err(|_| out_of_range())
}

fn out_of_range() -> Error {
    Error::numeric(Violation::new(ErrorCode::TimeOutOfRange, JsonPointer::root()))
}

fn gap_action(gap: &TopGap) -> ReasonCode {
    match (gap.deals_effect, gap.ticket_effect) {
        (Some(deals), Some(ticket)) if ticket.minor() < deals.minor() => ReasonCode::EngineGapTicketAction,
        _ => ReasonCode::EngineGapDealsAction,
    }
}

fn name(region: &RegionReport) -> &str {
    region.region.as_deref().unwrap_or_default()
}

fn absolute(money: Money) -> Money {
    // INVARIANT: the range of money is symmetric, so the amount without its sign is in it.
    Money::try_new(money.minor().abs(), money.currency()).unwrap_or(money)
}

fn evidence(table: TableName, id: &str) -> RecordRef {
    RecordRef { table, id: id.to_owned() }
}

fn tenths(days: f64) -> f64 {
    (days * 10.0).round() / 10.0
}

fn to_size(count: u32) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

#[expect(clippy::cast_precision_loss, reason = "counts of deals are far under 2^53")]
fn to_float(count: u64) -> f64 {
    count as f64
}
