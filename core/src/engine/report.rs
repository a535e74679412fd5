//! The morning brief: what a sales chief reads at half past eight.

use std::collections::BTreeMap;

use serde::Serialize;

use super::options::BriefState;

use crate::health::{HealthReport, LightStatus};
use crate::kernel::facts::{MissingColumns, RecordRef, TableAccounting, TableName};
use crate::primitives::{Currency, Day, Fingerprint, Id, Instant, LocalText, Money, Reason, Zone};
use crate::routing::RouteStatus;
use crate::scoring::Qualification;
use crate::target::TargetReport;

/// The morning run over one pack and one set of facts.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BriefReport {
    /// Always `engine.brief`.
    pub kind: &'static str,
    /// Always 1.
    pub schema_version: u32,
    /// Version of leadstone that made it.
    pub engine_version: &'static str,
    /// The pack that made it.
    pub pack: PackReference,
    /// The instant up to which facts count.
    pub as_of: Instant,
    /// The local day of that instant.
    pub date: Day,
    /// The zone in which days, weeks and months were cut.
    pub time_zone: Zone,
    /// The currency of amounts that stated none.
    pub currency: Currency,
    /// SHA-256 over the facts that were used.
    pub input_hash: Fingerprint,
    /// What to decide, the most pressing first; nothing stands here without a decision to take.
    pub agenda: Vec<AgendaItem>,
    /// Targets, baselines and gaps; absent when the pack has no `target.baseline`.
    pub target: Option<TargetReport>,
    /// Open leads, scored and routed; absent when the pack has no scorecard.
    pub leads: Option<LeadsReport>,
    /// Customers that broke a rule or are overdue; absent when the pack has no machine.
    pub customers: Option<CustomersReport>,
    /// The lights.
    pub health: HealthReport,
    /// What became of every row.
    pub accounting: Vec<TableAccounting>,
    /// Tables of the host that the pack has no use for, ascending.
    pub unused_tables: Vec<String>,
    /// What rules, states, pools and regions are called.
    pub texts: BTreeMap<String, LocalText>,
    /// What to hand to the next brief as `options.previous`.
    pub state: BriefState,
}

/// Which pack made a report.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PackReference {
    /// Its id.
    pub id: Id,
    /// Its version.
    pub version: Id,
    /// SHA-256 of its canonical JSON.
    pub fingerprint: Fingerprint,
    /// What it is called.
    pub names: LocalText,
}

/// One decision to take.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AgendaItem {
    /// 1 for the most pressing.
    pub rank: usize,
    /// How pressing.
    pub status: LightStatus,
    /// What was found.
    pub finding: Reason,
    /// What it is made of.
    pub details: Vec<Reason>,
    /// The decision.
    pub action: Reason,
    /// Whose decision it is.
    pub owner_role: String,
    /// By when.
    pub due: Day,
    /// How much money is at stake, where that is known.
    pub at_stake: Option<Money>,
    /// The records behind it, at most twenty.
    pub evidence: Vec<RecordRef>,
}

/// Open leads, scored and routed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LeadsReport {
    /// Open leads as of the brief.
    pub open: usize,
    /// Those whose grade counts as qualified.
    pub qualified: usize,
    /// How many were to be routed.
    pub to_route: usize,
    /// How many of them got a seller.
    pub assigned: usize,
    /// How many of them got none.
    pub unassigned: usize,
    /// Columns that the scorecard or the policy reads and the data does not have.
    pub missing: Vec<MissingColumns>,
    /// Leads to route first, then the others; each best score first. At most `brief.leads_listed`.
    pub items: Vec<LeadItem>,
}

/// One open lead.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LeadItem {
    /// Its id.
    pub lead_id: String,
    /// What people call it: its organisation and what it asks for, or its id; never a person's name.
    pub label: String,
    /// Where.
    pub region: Option<String>,
    /// How much it asks for.
    pub expected_amount: Option<Money>,
    /// Points of both axes together.
    pub score: i64,
    /// Points of fit.
    pub fit: i64,
    /// Points of engagement.
    pub engagement: i64,
    /// The grade.
    pub grade: Id,
    /// Whether the grade counts as qualified.
    pub qualified: bool,
    /// Why: the reasons of both axes, largest contribution first; they sum exactly to `score`.
    pub reasons: Vec<Reason>,
    /// The fewest further points that would qualify the lead.
    pub to_qualify: Option<Qualification>,
    /// What to ask next: fields without a value that left a rule undecided.
    pub undecided: Vec<Id>,
    /// The present owner.
    pub present_rep_id: Option<String>,
    /// The present owner's name.
    pub present_rep_name: Option<String>,
    /// The seller who should have it; absent when it was not to be routed.
    pub assignment: Option<LeadAssignment>,
}

/// The routing of one lead.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LeadAssignment {
    /// Whether somebody got it.
    pub status: RouteStatus,
    /// The chosen seller; absent when there is none.
    pub rep_id: Option<String>,
    /// The seller's name.
    pub rep_name: Option<String>,
    /// The pool that took the lead.
    pub pool: Option<Id>,
    /// Why this seller, or why none.
    pub reasons: Vec<Reason>,
    /// The smallest change that would have given another answer.
    pub flip: Option<Reason>,
}

/// Customers that broke a rule or are overdue.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CustomersReport {
    /// Rows that were checked.
    pub checked: usize,
    /// Rows without a state as of the brief; nothing can be said about them.
    pub without_state: usize,
    /// Rows that break a rule of their machine.
    pub broken: usize,
    /// Rows that have stayed in a state beyond its limit.
    pub overdue: usize,
    /// What the open ones among them ask for, all together; absent when no amount is known or the
    /// currencies differ.
    pub at_stake: Option<Money>,
    /// Columns that a check needs and the data does not have.
    pub missing: Vec<MissingColumns>,
    /// Broken ones first, then the longest overdue. At most `brief.customers_listed`.
    pub items: Vec<CustomerItem>,
}

/// One customer that broke a rule or is overdue.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CustomerItem {
    /// The table of the row.
    pub table: TableName,
    /// The row's id.
    pub id: String,
    /// What people call it: its organisation and what it asks for, or its id; never a person's name.
    pub label: String,
    /// The state.
    pub state: Option<String>,
    /// The owner.
    pub rep_id: Option<String>,
    /// The owner's name.
    pub rep_name: Option<String>,
    /// What it is about.
    pub status: CustomerStatus,
    /// Days beyond the state's limit.
    pub days_over: Option<f64>,
    /// How much money is at stake, where that is known.
    pub at_stake: Option<Money>,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// What a customer is listed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CustomerStatus {
    /// The row breaks a rule of its machine.
    Broken,
    /// The row has stayed in its state beyond the limit.
    Overdue,
}
