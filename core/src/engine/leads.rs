//! The leads of the morning: scored, routed, each with why.

use std::collections::BTreeMap;

use crate::error::Error;
use crate::kernel::facts::{Facts, MissingColumns, Table, TableName};
use crate::primitives::rounding::whole;
use crate::primitives::{Id, Reason, Weight};
use crate::routing::{RotationCredit, RouteLead, RouteRep, RouteReport, RouteRequest, RoutingModel};
use crate::scoring::{ScoreReport, ScorecardModel};

use super::features::{LeadFeatures, LeadHistory};
use super::fields::{DeclaredRow, Scored, Sources};
use super::pack::{BriefDefinition, RouteScope};
use super::report::{LeadAssignment, LeadItem, LeadsReport};

/// The models and settings of the section.
#[derive(Debug, Clone, Copy)]
pub(super) struct LeadModels<'a> {
    pub(super) scorecard: &'a ScorecardModel,
    pub(super) routing: Option<&'a RoutingModel>,
    pub(super) settings: &'a BriefDefinition,
}

/// One open lead on its way through the section.
struct OpenLead<'a> {
    row: usize,
    id: &'a str,
    owner: Option<&'a str>,
    features: LeadFeatures,
    score: ScoreReport,
}

/// Scores every open lead and routes those that the pack asks for; also answers the rotation
/// credits after this run.
pub(super) fn leads(
    facts: &Facts,
    models: LeadModels<'_>,
    previous: &[RotationCredit],
) -> Result<(LeadsReport, Vec<RotationCredit>), Error> {
    let Some(table) = facts.table(TableName::Leads) else {
        let missing = vec![MissingColumns { table: TableName::Leads, columns: vec!["id".to_owned()] }];
        let report =
            LeadsReport { open: 0, qualified: 0, to_route: 0, assigned: 0, unassigned: 0, missing, items: Vec::new() };
        return Ok((report, previous.to_vec()));
    };
    let sources = Sources::resolve(models.scorecard.fields(), table, true)?;
    let mut missing: Vec<_> = sources.missing(TableName::Leads).into_iter().collect();
    let mut open = score_open(facts, table, models.scorecard, &sources);
    open.sort_by(|a, b| b.score.score.cmp(&a.score.score).then_with(|| a.id.cmp(b.id)));
    let routed = match models.routing {
        Some(routing) => Some(route(facts, table, routing, models.settings.route, &open, previous, &mut missing)?),
        None => None,
    };
    let counts = routed.as_ref().map_or((0, 0), |report| (report.assigned, report.unassigned));
    let assignments = routed.as_ref().map(|report| assignments(facts, report)).unwrap_or_default();
    let qualified = open.iter().filter(|lead| lead.score.qualified).count();
    let total = open.len();
    // Those to be routed first; the sort is stable, so each part keeps the best score first.
    open.sort_by_key(|lead| !assignments.contains_key(lead.id));
    let listed = usize::try_from(models.settings.leads_listed).unwrap_or(usize::MAX);
    let items = open.into_iter().take(listed).map(|lead| item(facts, table, lead, &assignments)).collect();
    let report = LeadsReport {
        open: total,
        qualified,
        to_route: counts.0 + counts.1,
        assigned: counts.0,
        unassigned: counts.1,
        missing,
        items,
    };
    Ok((report, routed.map_or_else(|| previous.to_vec(), |report| report.credits)))
}

fn score_open<'a>(facts: &Facts, table: &'a Table, scorecard: &ScorecardModel, sources: &Sources) -> Vec<OpenLead<'a>> {
    let history = LeadHistory::of(facts);
    let slot = |name| table.slot(name).filter(|slot| table.is_present(*slot));
    let (closed, owner, account) = (slot("closed_at"), slot("rep_id"), slot("account_id"));
    let (occurred, entered) = (slot("occurred_at"), slot("state_entered_at"));
    (0..table.len())
        .filter(|row| closed.is_none_or(|slot| table.instant(slot, *row).is_none()))
        .map(|row| {
            let id = table.id(row);
            let features = history.features(
                id,
                account.and_then(|slot| table.text(slot, row)),
                occurred.and_then(|slot| table.instant(slot, row)),
                entered.and_then(|slot| table.instant(slot, row)),
            );
            let score = scorecard.score(&DeclaredRow { table, row, sources, features, scored: None });
            OpenLead { row, id, owner: owner.and_then(|slot| table.text(slot, row)), features, score }
        })
        .collect()
}

fn route(
    facts: &Facts,
    table: &Table,
    routing: &RoutingModel,
    scope: RouteScope,
    open: &[OpenLead<'_>],
    previous: &[RotationCredit],
    missing: &mut Vec<MissingColumns>,
) -> Result<RouteReport, Error> {
    let sources = Sources::resolve(&routing.definition().lead_fields, table, true)?;
    missing.extend(sources.missing(TableName::Leads));
    let mut leads = Vec::new();
    let mut load: BTreeMap<&str, u32> = BTreeMap::new();
    for lead in open {
        match (scope, lead.owner) {
            (RouteScope::Unowned, Some(owner)) => {
                let count = load.entry(owner).or_default();
                *count = count.saturating_add(1);
            }
            (RouteScope::Unowned, None) | (RouteScope::AllOpen, _) => {
                let scored = Scored {
                    score: lead.score.score,
                    grade: lead.score.grade.as_str(),
                    qualified: lead.score.qualified,
                };
                let row = DeclaredRow {
                    table,
                    row: lead.row,
                    sources: &sources,
                    features: lead.features,
                    scored: Some(scored),
                };
                leads.push(RouteLead { id: id(lead.id)?, score: whole(lead.score.score), fields: row.to_record() });
            }
        }
    }
    let reps = match facts.table(TableName::Reps) {
        Some(table) => reps(table, routing, &load, missing)?,
        None => {
            missing.push(MissingColumns { table: TableName::Reps, columns: vec!["id".to_owned()] });
            Vec::new()
        }
    };
    routing.route(&RouteRequest { as_of: facts.as_of(), leads, reps, previous: previous.to_vec() })
}

fn reps(
    table: &Table,
    routing: &RoutingModel,
    load: &BTreeMap<&str, u32>,
    missing: &mut Vec<MissingColumns>,
) -> Result<Vec<RouteRep>, Error> {
    let sources = Sources::resolve(&routing.definition().rep_fields, table, false)?;
    missing.extend(sources.missing(TableName::Reps));
    let slot = |name| table.slot(name).filter(|slot| table.is_present(*slot));
    let (weight, capacity, hired, left) = (slot("weight"), slot("capacity"), slot("hired_at"), slot("left_at"));
    (0..table.len())
        .map(|row| {
            let record = DeclaredRow { table, row, sources: &sources, features: LeadFeatures::default(), scored: None };
            let mut rep = RouteRep::new(id(table.id(row))?, record.to_record());
            if let Some(weight) = weight.and_then(|slot| table.decimal(slot, row)) {
                rep.weight = Weight::try_new(weight.to_f64()).map_err(|code| {
                    let at = crate::JsonPointer::root().key("tables").key("reps").key("columns").key("weight");
                    Error::input(vec![crate::Violation::new(code, at).with_value(&weight.to_string())])
                })?;
            }
            // A negative capacity takes no leads, as zero does.
            rep.capacity = capacity
                .and_then(|slot| table.integer(slot, row))
                .map(|count| u32::try_from(count.max(0)).unwrap_or(u32::MAX));
            rep.open_leads = load.get(table.id(row)).copied().unwrap_or(0);
            rep.hired_at = hired.and_then(|slot| table.instant(slot, row));
            rep.left_at = left.and_then(|slot| table.instant(slot, row));
            Ok(rep)
        })
        .collect()
}

fn assignments(facts: &Facts, report: &RouteReport) -> BTreeMap<String, LeadAssignment> {
    let routes = report.leads.iter().map(|route| {
        let rep_id = route.rep_id.as_ref().map(|id| id.as_str().to_owned());
        let assignment = LeadAssignment {
            status: route.status,
            rep_name: rep_id.as_deref().and_then(|id| name_of(facts, TableName::Reps, id)),
            rep_id,
            pool: route.pool.clone(),
            reasons: route.reasons.clone(),
            flip: route.flip.clone(),
        };
        (route.lead_id.as_str().to_owned(), assignment)
    });
    routes.collect()
}

fn item(facts: &Facts, table: &Table, lead: OpenLead<'_>, assignments: &BTreeMap<String, LeadAssignment>) -> LeadItem {
    let slot = |name| table.slot(name).filter(|slot| table.is_present(*slot));
    let mut reasons: Vec<_> = lead.score.fit.reasons.into_iter().chain(lead.score.engagement.reasons).collect();
    let size = |reason: &Reason| reason.contribution.unwrap_or(0.0).abs();
    reasons.sort_by(|a, b| size(b).total_cmp(&size(a)));
    LeadItem {
        lead_id: lead.id.to_owned(),
        label: label(facts, table, lead.row),
        region: slot("region").and_then(|slot| table.text(slot, lead.row)).map(str::to_owned),
        expected_amount: slot("expected_amount").and_then(|slot| table.money(slot, lead.row)),
        score: lead.score.score,
        fit: lead.score.fit.points,
        engagement: lead.score.engagement.points,
        grade: lead.score.grade,
        qualified: lead.score.qualified,
        reasons,
        to_qualify: lead.score.to_qualify,
        undecided: lead.score.undecided,
        present_rep_id: lead.owner.map(str::to_owned),
        present_rep_name: lead.owner.and_then(|id| name_of(facts, TableName::Reps, id)),
        assignment: assignments.get(lead.id).cloned(),
    }
}

/// What people call a row: its organisation and product, or its id.
pub(super) fn label(facts: &Facts, table: &Table, row: usize) -> String {
    let text = |name| table.slot(name).filter(|slot| !table.is_pii(*slot)).and_then(|slot| table.text(slot, row));
    let account = text("account_id").map(|id| name_of(facts, TableName::Accounts, id).unwrap_or_else(|| id.to_owned()));
    match (account, text("product")) {
        (Some(account), Some(product)) => format!("{account} · {product}"),
        (Some(account), None) => account,
        (None, Some(product)) => format!("{} · {product}", table.id(row)),
        (None, None) => table.id(row).to_owned(),
    }
}

/// The name of a seller or an organisation, where the column is given.
pub(super) fn name_of(facts: &Facts, table: TableName, id: &str) -> Option<String> {
    let table = facts.table(table)?;
    let slot = table.slot("name").filter(|slot| !table.is_pii(*slot))?;
    table.text(slot, table.find(id)?).map(str::to_owned)
}

fn id(text: &str) -> Result<Id, Error> {
    // Ids of facts are checked when they are loaded; this is their refined form.
    Id::try_new(text).map_err(Error::internal)
}
