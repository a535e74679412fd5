//! From findings to decisions: what the morning meeting is about.

mod lights;
mod people;
mod regions;
mod rows;

use crate::error::{Error, ErrorCode, Violation};
use crate::health::{HealthReport, LightStatus};
use crate::kernel::calendar::CalendarModel;
use crate::kernel::facts::{RecordRef, TableAccounting, TableName};
use crate::primitives::{Day, JsonPointer, Money, Reason};
use crate::target::TargetReport;

use super::duty::{AgendaDefinition, Duty};
use super::faults::Faults;
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
    pub(super) customers: Option<(&'a CustomersReport, &'a Faults)>,
    pub(super) health: &'a HealthReport,
    pub(super) accounting: &'a [TableAccounting],
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
    gather.lights(sections.health)?;
    gather.unread_rows(sections.accounting)?;
    if let Some((customers, faults)) = sections.customers {
        gather.customers(customers, faults, CustomerStatus::Broken)?;
        gather.customers(customers, faults, CustomerStatus::Overdue)?;
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
}

fn day(date: chrono::NaiveDate) -> Result<Day, Error> {
    Day::try_from(date).map_err(|_| out_of_range())
}

fn out_of_range() -> Error {
    Error::numeric(Violation::new(ErrorCode::TimeOutOfRange, JsonPointer::root()))
}

fn evidence(table: TableName, id: &str) -> RecordRef {
    RecordRef { table, id: id.to_owned() }
}
