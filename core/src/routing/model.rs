//! The compiled routing policy.

use crate::error::Error;
use crate::kernel::condition::ConditionModel;
use crate::primitives::{DecisionRecord, Fingerprint};

use super::definition::RoutingDefinition;
use super::explain::Scratch;
use super::report::{LeadRoute, RouteOutcome, RouteReport, RouteStatus};
use super::request::{RouteLead, RouteRequest};
use super::rotation::Rotation;

/// A compiled routing policy: immutable, shared freely between threads.
#[derive(Debug, Clone)]
pub struct RoutingModel {
    definition: RoutingDefinition,
    fingerprint: Fingerprint,
    pools: Vec<PoolModel>,
}

/// The compiled half of a pool; its texts stay in the definition.
#[derive(Debug, Clone)]
pub(crate) struct PoolModel {
    pub(crate) when: ConditionModel,
    pub(crate) reps: ConditionModel,
    pub(crate) matches: Vec<MatchModel>,
    pub(crate) prefer: Vec<PreferenceModel>,
}

/// The slots of two fields that must be equal.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MatchModel {
    pub(crate) lead: usize,
    pub(crate) rep: usize,
    pub(crate) pii: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct PreferenceModel {
    pub(crate) test: Test,
    pub(crate) points: i64,
}

#[derive(Debug, Clone)]
pub(crate) enum Test {
    Same(MatchModel),
    Reps { when: Box<ConditionModel>, reps: Box<ConditionModel> },
}

impl RoutingModel {
    pub(crate) fn new(definition: RoutingDefinition, fingerprint: Fingerprint, pools: Vec<PoolModel>) -> Self {
        Self { definition, fingerprint, pools }
    }

    /// The definition that was compiled.
    pub fn definition(&self) -> &RoutingDefinition {
        &self.definition
    }

    /// SHA-256 of the definition's canonical JSON.
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    pub(crate) fn pools(&self) -> &[PoolModel] {
        &self.pools
    }

    /// Places every lead of the request, or says why it cannot.
    ///
    /// Cost: one visit per pool and rep, then per lead one visit per distinct profile of
    /// preferences among the reps who match it, and a step in an ordered set.
    ///
    /// # Errors
    /// Class `input`: `record.duplicate_id`, `number.not_finite`, `decode.number_out_of_range`.
    pub fn route(&self, request: &RouteRequest) -> Result<RouteReport, Error> {
        let violations = request.violations();
        if !violations.is_empty() {
            return Err(Error::input(violations));
        }
        let mut order: Vec<&RouteLead> = request.leads.iter().collect();
        // -0.0 and 0.0 are one score.
        order.sort_unstable_by(|a, b| (b.score + 0.0).total_cmp(&(a.score + 0.0)).then_with(|| a.id.cmp(&b.id)));
        let mut rotation = Rotation::new(self, request);
        let mut scratch = Scratch::default();
        let leads: Vec<LeadRoute> = order.into_iter().map(|lead| rotation.place(lead, &mut scratch)).collect();
        let assigned = leads.iter().filter(|lead| lead.status == RouteStatus::Assigned).count();
        let (reps, credits) = rotation.finish();
        Ok(RouteReport {
            definition_id: self.definition.id.clone(),
            fingerprint: self.fingerprint,
            as_of: request.as_of,
            assigned,
            unassigned: leads.len() - assigned,
            leads,
            reps,
            credits,
        })
    }

    /// Places every lead of the request and answers one decision record per lead, for the host's
    /// log; the input hash is that of the whole request, which is what a replay needs.
    ///
    /// # Errors
    /// As [`Self::route`].
    pub fn decide(&self, request: &RouteRequest) -> Result<Vec<DecisionRecord<RouteOutcome>>, Error> {
        let report = self.route(request)?;
        let input_hash = request.fingerprint(self)?;
        let record = |lead: LeadRoute| DecisionRecord {
            engine_version: crate::VERSION,
            definition_id: report.definition_id.clone(),
            fingerprint: report.fingerprint,
            as_of: Some(report.as_of),
            seed: None,
            input_hash,
            reasons: lead.reasons,
            outcome: RouteOutcome {
                lead_id: lead.lead_id,
                status: lead.status,
                rep_id: lead.rep_id,
                pool: lead.pool,
                points: lead.points,
            },
        };
        Ok(report.leads.into_iter().map(record).collect())
    }
}
