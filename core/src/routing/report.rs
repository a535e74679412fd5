//! What a routing run answers.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::primitives::{Fingerprint, Id, Instant, Reason, ReasonCode};

use super::request::RotationCredit;

/// Where every lead of a request went, and why.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RouteReport {
    /// Id of the policy.
    pub definition_id: Id,
    /// SHA-256 of the policy's canonical JSON.
    pub fingerprint: Fingerprint,
    /// The instant for which was decided.
    pub as_of: Instant,
    /// How many leads were placed.
    pub assigned: usize,
    /// How many were not, each with its reason.
    pub unassigned: usize,
    /// The leads in the order in which they were placed: score descending, then id.
    pub leads: Vec<LeadRoute>,
    /// What each rep was given, by id.
    pub reps: Vec<RepLoad>,
    /// The state of every rotation after this run, by pool and rep: the `previous` of the next one.
    pub credits: Vec<RotationCredit>,
}

/// The decision on one lead.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LeadRoute {
    /// The lead.
    pub lead_id: Id,
    /// Whether somebody got it.
    pub status: RouteStatus,
    /// Who got it.
    pub rep_id: Option<Id>,
    /// The pool that gave it, or the last one that could not.
    pub pool: Option<Id>,
    /// The preference points of the choice; the contributions of `reasons` sum exactly to them.
    pub points: i64,
    /// Why, in the order in which was decided.
    pub reasons: Vec<Reason>,
    /// The best candidates of the pool, then the refused: at most the policy's `candidates_listed`.
    pub candidates: Vec<Candidate>,
    /// How many reps of the request were refused in the pool, by the code of the reason.
    pub refused: BTreeMap<ReasonCode, usize>,
    /// The smallest change that would have given another answer for this lead alone; absent when there is none.
    pub flip: Option<Reason>,
}

/// Whether a lead was placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RouteStatus {
    /// A rep got it.
    Assigned,
    /// Nobody could take it.
    Unassigned,
}

/// A rep as seen by one lead.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Candidate {
    /// The rep.
    pub rep_id: Id,
    /// Whether the rep could take the lead.
    pub eligible: bool,
    /// The rep's preference points for this lead; 0 where the rep is outside the pool.
    pub points: i64,
    /// (credit + 1) / weight before the choice: among equal points the smallest is next; absent outside the pool.
    pub turn: Option<f64>,
    /// Whether the rep already has its share of the rotation and lets the others go first.
    pub waits: bool,
    /// Why the rep was refused; absent when eligible.
    pub refused: Option<ReasonCode>,
}

/// What a rep holds after the run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RepLoad {
    /// The rep.
    pub rep_id: Id,
    /// Leads given in this run.
    pub assigned: u32,
    /// Open leads after this run.
    pub open_leads: u32,
    /// Most open leads.
    pub capacity: u32,
}

/// What is kept of a lead's route in a decision record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RouteOutcome {
    /// The lead.
    pub lead_id: Id,
    /// Whether somebody got it.
    pub status: RouteStatus,
    /// Who got it.
    pub rep_id: Option<Id>,
    /// The pool.
    pub pool: Option<Id>,
    /// The preference points of the choice.
    pub points: i64,
}
