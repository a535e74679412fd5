//! Decisions about customers and leads: broken rules, time limits, leads without a seller.

use crate::error::Error;
use crate::health::LightStatus;
use crate::kernel::facts::TableName;
use crate::primitives::{Reason, ReasonCode};

use super::super::faults::Faults;
use super::super::report::{CustomerStatus, CustomersReport, LeadsReport};
use super::{DETAILS_LISTED, Finding, Gather, evidence};

impl Gather<'_> {
    pub(super) fn customers(
        &mut self,
        customers: &CustomersReport,
        faults: &Faults,
        status: CustomerStatus,
    ) -> Result<(), Error> {
        let (count, code, action, duty, details) = match status {
            CustomerStatus::Broken => (
                customers.broken,
                ReasonCode::EngineCustomersBroken,
                ReasonCode::EngineCustomersBrokenAction,
                &self.definition.broken,
                &faults.broken,
            ),
            CustomerStatus::Overdue => (
                customers.overdue,
                ReasonCode::EngineCustomersOverdue,
                ReasonCode::EngineCustomersOverdueAction,
                &self.definition.overdue,
                &faults.overdue,
            ),
        };
        if count == 0 {
            return Ok(());
        }
        let listed = customers.items.iter().filter(|item| item.status == status);
        let found = Finding {
            status: LightStatus::Amber,
            finding: Reason::new(code).with("count", count),
            details: details.iter().take(DETAILS_LISTED).cloned().collect(),
            action: Reason::new(action),
            // Only what is open is at stake, and what is overdue is open.
            at_stake: customers.at_stake.filter(|_| status == CustomerStatus::Overdue),
            evidence: listed.map(|item| evidence(item.table, &item.id)).collect(),
        };
        self.add(duty, found)
    }

    pub(super) fn unassigned(&mut self, leads: &LeadsReport) -> Result<(), Error> {
        if leads.unassigned == 0 {
            return Ok(());
        }
        let without = || {
            let routed =
                leads.items.iter().filter_map(|item| item.assignment.as_ref().map(|assignment| (item, assignment)));
            routed.filter(|(_, assignment)| assignment.rep_id.is_none())
        };
        let reasons = without().next().into_iter().flat_map(|(_, assignment)| assignment.reasons.clone());
        let found = Finding {
            status: LightStatus::Amber,
            finding: Reason::new(ReasonCode::EngineUnassigned).with("count", leads.unassigned),
            details: reasons.take(1).collect(),
            action: Reason::new(ReasonCode::EngineUnassignedAction),
            at_stake: None,
            evidence: without().map(|(item, _)| evidence(TableName::Leads, &item.lead_id)).collect(),
        };
        self.add(&self.definition.unassigned, found)
    }
}
