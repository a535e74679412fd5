//! The decision on one lead, with its reasons, its candidates and what would have changed it.

use std::collections::BTreeMap;

use crate::kernel::condition::Truth;
use crate::primitives::rounding::whole;
use crate::primitives::{Field, Id, Reason, ReasonCode, Record};

use super::definition::{PoolDefinition, RoutingDefinition};
use super::pool::{Group, Pool, Standing};
use super::report::{Candidate, LeadRoute, RouteStatus};
use super::request::RouteLead;
use super::rotation::Rotation;
use super::turn::{Contest, Ranked};

/// What one lead after the other is worked out in.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    wanted: Vec<usize>,
    points: Vec<i64>,
    free: Vec<Ranked>,
    full: Vec<Ranked>,
}

/// What came of one pool.
struct Attempt {
    /// Position by id of the rep who gets the lead.
    rep: Option<usize>,
    points: i64,
    reasons: Vec<Reason>,
    candidates: Vec<Candidate>,
    refused: BTreeMap<ReasonCode, usize>,
    flip: Option<Reason>,
}

impl Rotation<'_> {
    /// Gives the lead to the rep who is next, or says why nobody can take it.
    pub(crate) fn place(&mut self, lead: &RouteLead, scratch: &mut Scratch) -> LeadRoute {
        let definition = self.policy.definition();
        let mut undecided: Vec<usize> = Vec::new();
        let mut passed: Vec<Reason> = Vec::new();
        let mut last: Option<(&PoolDefinition, Attempt)> = None;
        let mut chosen = None;
        for (at, (pool, named)) in self.pools.iter().zip(&definition.pools).enumerate() {
            match pool.model.when.evaluate(&lead.fields) {
                Truth::True => {}
                Truth::False => continue,
                Truth::Unknown => {
                    let slots = pool.model.when.slots();
                    undecided.extend(slots.into_iter().filter(|slot| lead.fields.value(*slot).is_none()));
                    continue;
                }
            }
            let attempt = self.attempt(pool, named, definition, lead, scratch);
            if let Some((before, _)) = last.replace((named, attempt)) {
                passed.push(Reason::new(ReasonCode::RoutingPassedPool).with("pool", before.id.as_str()));
            }
            if let Some((_, attempt)) = &last
                && let Some(rep) = attempt.rep
            {
                chosen = Some((at, rep));
            }
            if chosen.is_some() || !named.fall_through {
                break;
            }
        }
        if let Some((pool, rep)) = chosen {
            self.give(pool, rep);
        }
        let Some((named, attempt)) = last else {
            return nowhere(lead, undecided, &definition.lead_fields);
        };
        passed.extend(attempt.reasons);
        LeadRoute {
            lead_id: lead.id.clone(),
            status: if attempt.rep.is_some() { RouteStatus::Assigned } else { RouteStatus::Unassigned },
            rep_id: attempt.rep.and_then(|rep| self.id(rep)).cloned(),
            pool: Some(named.id.clone()),
            points: attempt.points,
            reasons: passed,
            candidates: attempt.candidates,
            refused: attempt.refused,
            flip: attempt.flip,
        }
    }

    fn attempt(
        &self,
        pool: &Pool<'_>,
        named: &PoolDefinition,
        definition: &RoutingDefinition,
        lead: &RouteLead,
        scratch: &mut Scratch,
    ) -> Attempt {
        let group = match pool.group(&lead.fields) {
            Ok(group) => group,
            Err(missing) => {
                let fields = names(missing, &definition.lead_fields);
                let reason = Reason::new(ReasonCode::RoutingLeadFieldMissing).with("pool", named.id.as_str());
                let flip = Reason::new(ReasonCode::RoutingFlipFields).with("fields", fields.clone());
                return Attempt {
                    rep: None,
                    points: 0,
                    reasons: vec![reason.with("fields", fields)],
                    candidates: Vec::new(),
                    refused: pool.refused.clone(),
                    flip: Some(flip),
                };
            }
        };
        let limit = usize::try_from(definition.candidates_listed).unwrap_or(usize::MAX);
        let mut attempt = Attempt {
            rep: None,
            points: 0,
            reasons: Vec::new(),
            candidates: Vec::new(),
            refused: refusals(pool, group.and_then(|at| pool.group_at(at))),
            flip: None,
        };
        let Some((at, group)) = group.and_then(|at| pool.group_at(at).map(|group| (at, group))) else {
            let reason = Reason::new(ReasonCode::RoutingNoEligibleRep);
            attempt.reasons.push(reason.with("pool", named.id.as_str()));
            attempt.candidates = self.candidates(pool, None, &[], &[], limit);
            return attempt;
        };
        let Scratch { wanted, points, free, full } = scratch;
        pool.wanted(&lead.fields, wanted);
        pool.points(group, wanted, points);
        // Two at least: the choice and its runner-up.
        group.rank(points, limit.max(2), |class| &class.free, free);
        full.clear();
        if free.len() < limit.max(2) {
            group.rank(points, limit.max(1), |class| &class.full, full);
        }
        let contest = group.contest(points);
        match contest.and_then(|contest| Some((contest, group.next(points, &contest)?))) {
            Some((contest, turn)) => {
                let best = Ranked { points: contest.points, turn };
                free.retain(|one| *one != best);
                free.insert(0, best);
                let wins = |one: &Ranked| wins(group, points, contest, one);
                attempt.rep = Some(turn.rep);
                attempt.points = best.points;
                attempt.reasons = self.reasons(pool, named, definition, lead, &best, wanted);
                attempt.flip = match (free.get(1), full.first()) {
                    (Some(second), _) => {
                        let level = best.points - second.points;
                        let draws = level > 0 && wins(&Ranked { points: best.points, turn: second.turn });
                        self.more_points(second, level + i64::from(!draws))
                    }
                    (None, Some(first)) if wins(first) => self.more_room(first),
                    _ => None,
                };
            }
            None => {
                let reason = Reason::new(ReasonCode::RoutingAllAtCapacity).with("pool", named.id.as_str());
                attempt.reasons.push(reason.with("reps", group.full));
                attempt.flip = full.first().and_then(|next| self.more_room(next));
            }
        }
        attempt.candidates = self.candidates(pool, Some((at, contest)), free, full, limit);
        attempt
    }

    fn reasons(
        &self,
        pool: &Pool<'_>,
        named: &PoolDefinition,
        definition: &RoutingDefinition,
        lead: &RouteLead,
        best: &Ranked,
        wanted: &[usize],
    ) -> Vec<Reason> {
        let mut reasons = vec![Reason::new(ReasonCode::RoutingPool).with("pool", named.id.as_str())];
        for pair in &pool.model.matches {
            let mut reason = Reason::new(ReasonCode::RoutingMatch);
            if let Some(field) = definition.lead_fields.get(pair.lead) {
                reason = reason.with("field", field.name.as_str());
            }
            if let Some(value) = lead.fields.value(pair.lead).filter(|_| !pair.pii) {
                reason = reason.with("value", value.to_param());
            }
            reasons.push(reason);
        }
        let class = pool.class_of(best.turn.rep);
        for i in class.into_iter().flat_map(|class| pool.brings(class, wanted)) {
            if let Some(preference) = named.prefer.get(i) {
                let reason = Reason::new(ReasonCode::RoutingPreference).with("preference", preference.id().as_str());
                reasons.push(reason.contributing(whole(preference.points().get())));
            }
        }
        if let Some(seat) = self.seats.get(best.turn.rep) {
            let credit = i64::try_from(best.turn.credit).unwrap_or(i64::MAX);
            let reason = Reason::new(ReasonCode::RoutingTurn).with("credit", credit);
            let reason = reason.with("weight", seat.rep.weight.get());
            reasons.push(reason.with("open", seat.open).with("capacity", seat.capacity));
        }
        reasons
    }

    /// The fewest further points with which that rep would have been chosen.
    fn more_points(&self, second: &Ranked, more: i64) -> Option<Reason> {
        let reason = Reason::new(ReasonCode::RoutingFlipPoints).with("rep", self.id(second.turn.rep)?.as_str());
        Some(reason.with("points", more))
    }

    /// The room with which the next in line would have been chosen.
    fn more_room(&self, next: &Ranked) -> Option<Reason> {
        let seat = self.seats.get(next.turn.rep)?;
        let more = i64::from(seat.open) + 1 - i64::from(seat.capacity);
        let reason = Reason::new(ReasonCode::RoutingFlipCapacity).with("rep", seat.rep.id.as_str());
        Some(reason.with("leads", more))
    }

    fn candidates(
        &self,
        pool: &Pool<'_>,
        group: Option<(usize, Option<Contest>)>,
        free: &[Ranked],
        full: &[Ranked],
        limit: usize,
    ) -> Vec<Candidate> {
        let ranked = |one: &Ranked, refused: Option<ReasonCode>| {
            Some(Candidate {
                rep_id: self.id(one.turn.rep)?.clone(),
                eligible: refused.is_none(),
                points: one.points,
                turn: Some(one.turn.number()),
                waits: refused.is_none()
                    && group
                        .and_then(|(_, contest)| contest)
                        .is_some_and(|contest| one.points == contest.points && !contest.admits(one.turn)),
                refused,
            })
        };
        let mut listed: Vec<Candidate> = free.iter().filter_map(|one| ranked(one, None)).collect();
        listed.extend(full.iter().filter_map(|one| ranked(one, Some(ReasonCode::RoutingRepAtCapacity))));
        listed.truncate(limit);
        let others = pool.standings.iter().zip(&self.seats).filter_map(|(standing, seat)| {
            let code = match standing {
                Standing::Refused(code) => *code,
                Standing::Member { group: at, .. } if group.is_some_and(|(group, _)| group == *at) => return None,
                Standing::Member { .. } => ReasonCode::RoutingRepOtherValue,
            };
            let rep_id = seat.rep.id.clone();
            Some(Candidate { rep_id, eligible: false, points: 0, turn: None, waits: false, refused: Some(code) })
        });
        let room = limit - listed.len();
        listed.extend(others.take(room));
        listed
    }

    fn id(&self, rep: usize) -> Option<&Id> {
        self.seats.get(rep).map(|seat| &seat.rep.id)
    }
}

/// No pool takes the lead, or a missing field leaves it open whether one does.
fn nowhere(lead: &RouteLead, mut undecided: Vec<usize>, fields: &[Field]) -> LeadRoute {
    undecided.sort_unstable();
    undecided.dedup();
    let mut reasons = vec![Reason::new(ReasonCode::RoutingNoPool)];
    let mut flip = None;
    if !undecided.is_empty() {
        let fields = names(undecided, fields);
        reasons = vec![Reason::new(ReasonCode::RoutingLeadFieldMissing).with("fields", fields.clone())];
        flip = Some(Reason::new(ReasonCode::RoutingFlipFields).with("fields", fields));
    }
    LeadRoute {
        lead_id: lead.id.clone(),
        status: RouteStatus::Unassigned,
        rep_id: None,
        pool: None,
        points: 0,
        reasons,
        candidates: Vec::new(),
        refused: BTreeMap::new(),
        flip,
    }
}

/// Whether a rep with those points would have been chosen, had it taken part.
fn wins(group: &Group<'_>, points: &[i64], contest: Contest, one: &Ranked) -> bool {
    if one.points != contest.points {
        return one.points > contest.points;
    }
    let joined = contest.joined_by(one.turn);
    joined.admits(one.turn) && group.next(points, &joined).is_none_or(|next| one.turn < next)
}

fn refusals(pool: &Pool<'_>, group: Option<&Group<'_>>) -> BTreeMap<ReasonCode, usize> {
    let mut refused = pool.refused.clone();
    let (members, full) = group.map_or((0, 0), |group| (group.members, group.full));
    let counts = [(ReasonCode::RoutingRepOtherValue, pool.members - members), (ReasonCode::RoutingRepAtCapacity, full)];
    refused.extend(counts.into_iter().filter(|(_, count)| *count > 0));
    refused
}

fn names(slots: Vec<usize>, fields: &[Field]) -> Vec<String> {
    slots.into_iter().filter_map(|slot| fields.get(slot)).map(|field| field.name.as_str().to_owned()).collect()
}
