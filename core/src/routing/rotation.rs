//! One run of the rotation: reps indexed by pool, by the values they must match, and by turn.
//!
//! Reps of a pool who match the same leads form a *group*. Reps of a group who get the same
//! points from every lead form a *class*, in which only the turn decides; a class keeps its reps
//! in two ordered sets, those with room and those at capacity.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use crate::kernel::condition::Truth;
use crate::primitives::{Id, Instant, ReasonCode, Record, ScalarRef};

use super::model::{PoolModel, RoutingModel, Test};
use super::report::RepLoad;
use super::request::{RotationCredit, RouteRep, RouteRequest};

/// A place in the rotation: the smallest `(credit + 1) / weight` is next, then the first rep by id.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Turn {
    pub(crate) credit: u64,
    /// Millionths, never 0.
    pub(crate) weight: u64,
    /// The position of the rep by id.
    pub(crate) rep: usize,
}

impl Turn {
    /// `(credit + 1) / weight`.
    #[expect(clippy::cast_precision_loss, reason = "shown only; the order is kept in integers")]
    pub(crate) fn number(self) -> f64 {
        (self.credit + 1) as f64 / (self.weight as f64 / MILLION)
    }
}

impl Ord for Turn {
    fn cmp(&self, other: &Self) -> Ordering {
        // Cross products are exact: 2^53 leads times 10^12 millionths stay within a u128.
        let ours = u128::from(self.credit + 1) * u128::from(other.weight);
        let theirs = u128::from(other.credit + 1) * u128::from(self.weight);
        ours.cmp(&theirs).then_with(|| self.rep.cmp(&other.rep))
    }
}

impl PartialOrd for Turn {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Turn {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Turn {}

const MILLION: f64 = 1_000_000.0;

/// A rep of the run and the room that is left.
#[derive(Debug)]
pub(crate) struct Seat<'a> {
    pub(crate) rep: &'a RouteRep,
    /// Millionths.
    weight: u64,
    pub(crate) capacity: u32,
    pub(crate) open: u32,
    assigned: u32,
}

impl Seat<'_> {
    fn is_full(&self) -> bool {
        self.open >= self.capacity
    }

    /// Why the rep takes no lead at all, of any pool.
    fn absence(&self, as_of: Instant) -> Option<ReasonCode> {
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

/// Where a rep stands in a pool.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Standing {
    Refused(ReasonCode),
    Member { group: usize, class: usize, turn: Turn },
}

#[derive(Debug)]
pub(crate) struct Class {
    /// Per preference: 0, or the code of what a lead must show to bring its points.
    traits: Vec<usize>,
    pub(crate) free: BTreeSet<Turn>,
    pub(crate) full: BTreeSet<Turn>,
}

#[derive(Debug)]
pub(crate) struct Group<'a> {
    key: Vec<ScalarRef<'a>>,
    pub(crate) classes: Vec<Class>,
    pub(crate) members: usize,
    pub(crate) full: usize,
}

#[derive(Debug)]
pub(crate) struct Pool<'a> {
    pub(crate) model: &'a PoolModel,
    /// Per rep, by id.
    pub(crate) standings: Vec<Standing>,
    /// By key.
    groups: Vec<Group<'a>>,
    /// Per preference on equal fields: the values among the reps, ascending.
    values: Vec<Vec<ScalarRef<'a>>>,
    pub(crate) members: usize,
    /// Reps that no lead of the pool can get, by reason.
    pub(crate) refused: BTreeMap<ReasonCode, usize>,
}

/// A candidate of one lead: the most points first, then the turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ranked {
    pub(crate) points: i64,
    pub(crate) turn: Turn,
}

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> Ordering {
        other.points.cmp(&self.points).then_with(|| self.turn.cmp(&other.turn))
    }
}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<'a> Pool<'a> {
    fn new(id: &Id, model: &'a PoolModel, seats: &[Seat<'a>], request: &RouteRequest, credits: &Credits<'_>) -> Self {
        let admit = |seat: &Seat<'a>| -> Result<Vec<ScalarRef<'a>>, ReasonCode> {
            if let Some(code) = seat.absence(request.as_of) {
                return Err(code);
            }
            match model.reps.evaluate(&seat.rep.fields) {
                Truth::True => {}
                Truth::False => return Err(ReasonCode::RoutingRepOutsidePool),
                Truth::Unknown => return Err(ReasonCode::RoutingRepFieldMissing),
            }
            let key: Option<Vec<_>> = model.matches.iter().map(|pair| seat.rep.fields.value(pair.rep)).collect();
            key.ok_or(ReasonCode::RoutingRepFieldMissing)
        };
        let admitted: Vec<Result<Vec<ScalarRef<'a>>, ReasonCode>> = seats.iter().map(admit).collect();
        let values: Vec<Vec<ScalarRef<'a>>> = model
            .prefer
            .iter()
            .map(|preference| match &preference.test {
                Test::Same(pair) => {
                    sorted(seats.iter().filter_map(|seat| seat.rep.fields.value(pair.rep)).collect(), |a, b| {
                        a.order(*b)
                    })
                }
                Test::Reps { .. } => Vec::new(),
            })
            .collect();
        let keys = sorted(admitted.iter().flatten().cloned().collect(), |a: &Vec<_>, b: &Vec<_>| order(a, b));
        let groups = keys.into_iter().map(|key| Group { key, classes: Vec::new(), members: 0, full: 0 }).collect();
        let mut pool = Self { model, standings: Vec::new(), groups, values, members: 0, refused: BTreeMap::new() };
        let levels = pool.levels(id, seats, &admitted, credits);
        for ((rep, seat), key) in seats.iter().enumerate().zip(admitted) {
            let standing = match key {
                Ok(key) => pool.join(&key, rep, seat, credits.get(&(id, &seat.rep.id)).copied(), &levels),
                Err(code) => Err(code),
            };
            if let Err(code) = standing {
                *pool.refused.entry(code).or_default() += 1;
            }
            pool.standings.push(standing.unwrap_or_else(Standing::Refused));
        }
        pool
    }

    /// Per group, the rotation's level: the lower median of credit / weight of those who have a credit.
    fn levels(
        &self,
        id: &Id,
        seats: &[Seat<'a>],
        admitted: &[Result<Vec<ScalarRef<'a>>, ReasonCode>],
        credits: &Credits<'_>,
    ) -> Vec<Option<(u64, u64)>> {
        let mut known: Vec<Vec<(u64, u64)>> = vec![Vec::new(); self.groups.len()];
        for (seat, key) in seats.iter().zip(admitted) {
            if let Ok(key) = key
                && let Some(credit) = credits.get(&(id, &seat.rep.id))
                && let Some(known) = self.group_of(key).and_then(|group| known.get_mut(group))
            {
                known.push((*credit, seat.weight));
            }
        }
        known
            .into_iter()
            .map(|mut ratios| {
                ratios.sort_unstable_by(|a, b| {
                    (u128::from(a.0) * u128::from(b.1)).cmp(&(u128::from(b.0) * u128::from(a.1)))
                });
                ratios.get(ratios.len().saturating_sub(1) / 2).copied()
            })
            .collect()
    }

    fn join(
        &mut self,
        key: &[ScalarRef<'_>],
        rep: usize,
        seat: &Seat<'_>,
        credit: Option<u64>,
        levels: &[Option<(u64, u64)>],
    ) -> Result<Standing, ReasonCode> {
        let traits = self.traits(seat.rep);
        // INVARIANT: the groups were made from the keys of the admitted reps.
        let at = self.group_of(key).ok_or(ReasonCode::RoutingRepOutsidePool)?;
        let group = self.groups.get_mut(at).ok_or(ReasonCode::RoutingRepOutsidePool)?;
        let credit = credit.or_else(|| levels.get(at).copied().flatten().map(|level| at_level(level, seat.weight)));
        let turn = Turn { credit: credit.unwrap_or(0), weight: seat.weight, rep };
        let class = group.classes.iter().position(|class| class.traits == traits).unwrap_or_else(|| {
            group.classes.push(Class { traits, free: BTreeSet::new(), full: BTreeSet::new() });
            group.classes.len() - 1
        });
        group.members += 1;
        group.full += usize::from(seat.is_full());
        self.members += 1;
        if let Some(class) = group.classes.get_mut(class) {
            if seat.is_full() {
                class.full.insert(turn)
            } else {
                class.free.insert(turn)
            };
        }
        Ok(Standing::Member { group: at, class, turn })
    }

    fn traits(&self, rep: &RouteRep) -> Vec<usize> {
        let code = |(test, values): (&Test, &Vec<ScalarRef<'_>>)| match test {
            Test::Same(pair) => rep.fields.value(pair.rep).map_or(0, |value| code_of(values, value)),
            Test::Reps { reps, .. } => usize::from(reps.evaluate(&rep.fields).matches()),
        };
        self.model.prefer.iter().map(|preference| &preference.test).zip(&self.values).map(code).collect()
    }

    fn group_of(&self, key: &[ScalarRef<'_>]) -> Option<usize> {
        self.groups.binary_search_by(|group| order(&group.key, key)).ok()
    }

    /// The group of reps who match the lead, if anybody does.
    ///
    /// # Errors
    /// The lead's slots that have to match and are missing.
    pub(crate) fn group<R: Record>(&self, lead: &R) -> Result<Option<usize>, Vec<usize>> {
        let slots = || self.model.matches.iter().map(|pair| pair.lead);
        if slots().any(|slot| lead.value(slot).is_none()) {
            return Err(slots().filter(|slot| lead.value(*slot).is_none()).collect());
        }
        let found = self.groups.binary_search_by(|group| {
            let pairs = group.key.iter().zip(slots().filter_map(|slot| lead.value(slot)));
            pairs.map(|(ours, lead)| ours.order(lead)).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
        });
        Ok(found.ok())
    }

    pub(crate) fn group_at(&self, at: usize) -> Option<&Group<'a>> {
        self.groups.get(at)
    }

    /// The class of a rep who works in the pool.
    pub(crate) fn class_of(&self, rep: usize) -> Option<&Class> {
        match self.standings.get(rep)? {
            Standing::Member { group, class, .. } => self.groups.get(*group)?.classes.get(*class),
            Standing::Refused(_) => None,
        }
    }

    /// Per preference: what a rep must show to bring its points for this lead; 0 for nothing does.
    pub(crate) fn wanted<R: Record>(&self, lead: &R, wanted: &mut Vec<usize>) {
        wanted.clear();
        wanted.extend(self.model.prefer.iter().zip(&self.values).map(|(preference, values)| match &preference.test {
            Test::Same(pair) => lead.value(pair.lead).map_or(0, |value| code_of(values, value)),
            Test::Reps { when, .. } => usize::from(when.evaluate(lead).matches()),
        }));
    }

    /// Which preferences a rep of that class brings.
    pub(crate) fn brings<'b>(&'b self, class: &'b Class, wanted: &'b [usize]) -> impl Iterator<Item = usize> + 'b {
        class
            .traits
            .iter()
            .zip(wanted)
            .enumerate()
            .filter(|(_, (has, wanted))| has == wanted && **has != 0)
            .map(|(i, _)| i)
    }

    /// The best reps of a set of each class: at most `limit`, best first.
    pub(crate) fn rank(
        &self,
        group: &Group<'_>,
        wanted: &[usize],
        limit: usize,
        set: impl Fn(&Class) -> &BTreeSet<Turn>,
        best: &mut Vec<Ranked>,
    ) {
        best.clear();
        for class in group.classes.iter().filter(|class| !set(class).is_empty()) {
            let points = self.brings(class, wanted).filter_map(|i| self.model.prefer.get(i)).map(|p| p.points).sum();
            for turn in set(class) {
                let one = Ranked { points, turn: *turn };
                let at = best.partition_point(|better| *better < one);
                // The turns of a class ascend: none after this one is better.
                if at >= limit {
                    break;
                }
                best.insert(at, one);
                best.truncate(limit);
            }
        }
    }

    fn class_mut(&mut self, group: usize, class: usize) -> Option<&mut Class> {
        self.groups.get_mut(group)?.classes.get_mut(class)
    }

    /// The rep got a lead of this pool.
    fn credit(&mut self, rep: usize) {
        let Some(Standing::Member { group, class, turn }) = self.standings.get(rep).copied() else {
            return;
        };
        let next = Turn { credit: turn.credit + 1, ..turn };
        if let Some(class) = self.class_mut(group, class) {
            class.free.remove(&turn);
            class.free.insert(next);
        }
        if let Some(standing) = self.standings.get_mut(rep) {
            *standing = Standing::Member { group, class, turn: next };
        }
    }

    /// The rep has no more room.
    fn fill(&mut self, rep: usize) {
        let Some(Standing::Member { group, class, turn }) = self.standings.get(rep).copied() else {
            return;
        };
        if let Some(class) = self.class_mut(group, class) {
            class.free.remove(&turn);
            class.full.insert(turn);
        }
        if let Some(group) = self.groups.get_mut(group) {
            group.full += 1;
        }
    }
}

type Credits<'a> = BTreeMap<(&'a Id, &'a Id), u64>;

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
        let pools = pools.map(|(model, pool)| Pool::new(&pool.id, model, &seats, request, &credits)).collect();
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

/// The credit that stands at that level for another weight.
fn at_level((credit, weight): (u64, u64), other: u64) -> u64 {
    u64::try_from(u128::from(credit) * u128::from(other) / u128::from(weight.max(1))).unwrap_or(u64::MAX >> 1)
}

/// INVARIANT: a weight is within 0 to a million.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within 0 to 10^12")]
fn millionths(weight: f64) -> u64 {
    (weight * MILLION).round() as u64
}

fn sorted<T>(mut values: Vec<T>, order: impl Fn(&T, &T) -> Ordering) -> Vec<T> {
    values.sort_by(&order);
    values.dedup_by(|a, b| order(a, b).is_eq());
    values
}

fn order(a: &[ScalarRef<'_>], b: &[ScalarRef<'_>]) -> Ordering {
    let pairs = a.iter().zip(b).map(|(a, b)| a.order(*b));
    pairs.into_iter().find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}

/// The position of a value among the sorted ones, from 1; 0 for a value that is not there.
fn code_of(values: &[ScalarRef<'_>], value: ScalarRef<'_>) -> usize {
    values.binary_search_by(|known| known.order(value)).map_or(0, |at| at + 1)
}
