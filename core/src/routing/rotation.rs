//! One run of the rotation over all pools.

use crate::primitives::{Instant, ReasonCode};

use super::model::RoutingModel;
use super::pool::{Credits, Pool, Standing};
use super::report::RepLoad;
use super::request::{RotationCredit, RouteRep, RouteRequest};
use super::turn::millionths;

/// A rep of the run and the room that is left.
#[derive(Debug)]
pub(crate) struct Seat<'a> {
    pub(crate) rep: &'a RouteRep,
    /// Millionths.
    pub(crate) weight: u64,
    pub(crate) capacity: u32,
    pub(crate) open: u32,
    assigned: u32,
}

impl Seat<'_> {
    pub(crate) fn is_full(&self) -> bool {
        self.open >= self.capacity
    }

    /// Why the rep takes no lead at all, of any pool.
    pub(crate) fn absence(&self, as_of: Instant) -> Option<ReasonCode> {
        if self.rep.left_at.is_some_and(|left| left <= as_of) {
            Some(ReasonCode::RoutingRepLeft)
        } else if self.rep.hired_at.is_some_and(|hired| hired > as_of) {
            Some(ReasonCode::RoutingRepNotHired)
        } else if !self.rep.available {
            Some(ReasonCode::RoutingRepUnavailable)
        } else if self.weight == 0 {
            Some(ReasonCode::RoutingRepNoWeight)
        } else {
            None
        }
    }
}

/// The state of a run.
#[derive(Debug)]
pub(crate) struct Rotation<'a> {
    pub(crate) policy: &'a RoutingModel,
    /// By id.
    pub(crate) seats: Vec<Seat<'a>>,
    pub(crate) pools: Vec<Pool<'a>>,
}

impl<'a> Rotation<'a> {
    pub(crate) fn new(policy: &'a RoutingModel, request: &'a RouteRequest) -> Self {
        let default = policy.definition().capacity.default;
        let seat = |rep: &'a RouteRep| Seat {
            rep,
            weight: millionths(rep.weight.get()),
            capacity: rep.capacity.unwrap_or(default),
            open: rep.open_leads,
            assigned: 0,
        };
        let mut seats: Vec<Seat<'a>> = request.reps.iter().map(seat).collect();
        seats.sort_unstable_by(|a, b| a.rep.id.cmp(&b.rep.id));
        let credits: Credits<'_> =
            request.previous.iter().map(|entry| ((&entry.pool, &entry.rep_id), entry.credit)).collect();
        let pools = policy.pools().iter().zip(&policy.definition().pools);
        let pools = pools.map(|(model, pool)| Pool::new(&pool.id, model, &seats, request.as_of, &credits)).collect();
        Self { policy, seats, pools }
    }

    /// Gives a lead of a pool to a rep who has room.
    pub(crate) fn give(&mut self, pool: usize, rep: usize) {
        if let Some(pool) = self.pools.get_mut(pool) {
            pool.credit(rep);
        }
        let Some(seat) = self.seats.get_mut(rep) else {
            return;
        };
        seat.open += 1;
        seat.assigned += 1;
        if seat.is_full() {
            self.pools.iter_mut().for_each(|pool| pool.fill(rep));
        }
    }

    /// What each rep holds, and the credits for the next run.
    pub(crate) fn finish(self) -> (Vec<RepLoad>, Vec<RotationCredit>) {
        let mut credits = Vec::new();
        for (pool, definition) in self.pools.iter().zip(&self.policy.definition().pools) {
            for (standing, seat) in pool.standings.iter().zip(&self.seats) {
                if let Standing::Member { turn, .. } = standing {
                    let (pool, rep_id) = (definition.id.clone(), seat.rep.id.clone());
                    credits.push(RotationCredit { pool, rep_id, credit: turn.credit });
                }
            }
        }
        credits.sort_unstable();
        let load = |seat: Seat<'_>| RepLoad {
            rep_id: seat.rep.id.clone(),
            assigned: seat.assigned,
            open_leads: seat.open,
            capacity: seat.capacity,
        };
        (self.seats.into_iter().map(load).collect(), credits)
    }
}
