//! The reps of one pool, indexed by the values they must match and by turn.
//!
//! Reps of a pool who match the same leads form a *group*. Reps of a group who get the same
//! points from every lead form a *class*, in which only the turn decides; a class keeps its reps
//! in two ordered sets, those with room and those at capacity.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use crate::kernel::condition::Truth;
use crate::primitives::{Id, Instant, ReasonCode, Record, ScalarRef};

use super::model::{PoolModel, Test};
use super::request::RouteRep;
use super::rotation::Seat;
use super::turn::{Contest, Ranked, Turn, at_level};

/// The credits of the run before, by pool and rep.
pub(crate) type Credits<'a> = BTreeMap<(&'a Id, &'a Id), u64>;

/// Where a rep stands in a pool.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Standing {
    Refused(ReasonCode),
    Member { group: usize, class: usize, turn: Turn },
}

#[derive(Debug, Default)]
pub(crate) struct Class {
    /// Per preference: 0, or the code of what a lead must show to bring its points.
    traits: Vec<usize>,
    pub(crate) free: BTreeSet<Turn>,
    pub(crate) full: BTreeSet<Turn>,
    /// Sums over `free`.
    credits: u128,
    weights: u128,
}

impl Class {
    fn enter(&mut self, turn: Turn) {
        self.free.insert(turn);
        self.credits += u128::from(turn.credit);
        self.weights += u128::from(turn.weight);
    }

    fn leave(&mut self, turn: Turn) {
        self.free.remove(&turn);
        self.credits -= u128::from(turn.credit);
        self.weights -= u128::from(turn.weight);
    }
}

#[derive(Debug)]
pub(crate) struct Group<'a> {
    key: Vec<ScalarRef<'a>>,
    pub(crate) classes: Vec<Class>,
    pub(crate) members: usize,
    pub(crate) full: usize,
}

impl Group<'_> {
    /// Those who compete for a lead, if anybody has room; `points` are those of the classes.
    pub(crate) fn contest(&self, points: &[i64]) -> Option<Contest> {
        let mut best: Option<Contest> = None;
        for (class, points) in self.classes.iter().zip(points).filter(|(class, _)| !class.free.is_empty()) {
            match &mut best {
                Some(best) if best.points > *points => {}
                Some(best) if best.points == *points => {
                    best.credits += class.credits;
                    best.weights += class.weights;
                }
                _ => best = Some(Contest { points: *points, credits: class.credits, weights: class.weights }),
            }
        }
        best
    }

    /// The rep who is next in a contest.
    pub(crate) fn next(&self, points: &[i64], contest: &Contest) -> Option<Turn> {
        let classes = self.classes.iter().zip(points).filter(|(_, points)| **points == contest.points);
        classes.filter_map(|(class, _)| class.free.iter().find(|turn| contest.admits(**turn))).min().copied()
    }

    /// The best reps of a set of each class: at most `limit`, best first.
    pub(crate) fn rank(
        &self,
        points: &[i64],
        limit: usize,
        set: impl Fn(&Class) -> &BTreeSet<Turn>,
        best: &mut Vec<Ranked>,
    ) {
        best.clear();
        for (class, points) in self.classes.iter().zip(points) {
            for turn in set(class) {
                let one = Ranked { points: *points, turn: *turn };
                // The turns of a class ascend: when one is too late, so are those after it.
                if best.len() >= limit && best.last().is_none_or(|worst| one > *worst) {
                    break;
                }
                best.insert(best.partition_point(|better| *better < one), one);
                best.truncate(limit);
            }
        }
    }
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

impl<'a> Pool<'a> {
    pub(crate) fn new(
        id: &Id,
        model: &'a PoolModel,
        seats: &[Seat<'a>],
        as_of: Instant,
        credits: &Credits<'_>,
    ) -> Self {
        let admit = |seat: &Seat<'a>| -> Result<Vec<ScalarRef<'a>>, ReasonCode> {
            if let Some(code) = seat.absence(as_of) {
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
            group.classes.push(Class { traits, ..Class::default() });
            group.classes.len() - 1
        });
        group.members += 1;
        group.full += usize::from(seat.is_full());
        self.members += 1;
        if let Some(class) = group.classes.get_mut(class) {
            if seat.is_full() {
                class.full.insert(turn);
            } else {
                class.enter(turn);
            }
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
        let pairs = class.traits.iter().zip(wanted).enumerate();
        pairs.filter(|(_, (has, wanted))| has == wanted && **has != 0).map(|(i, _)| i)
    }

    /// The points of every class for the lead that wants this.
    pub(crate) fn points(&self, group: &Group<'_>, wanted: &[usize], points: &mut Vec<i64>) {
        let sum = |class: &Class| {
            let pairs = class.traits.iter().zip(wanted).zip(&self.model.prefer);
            pairs
                .filter(|((has, wanted), _)| has == wanted && **has != 0)
                .map(|(_, preference)| preference.points)
                .sum::<i64>()
        };
        points.clear();
        points.extend(group.classes.iter().map(sum));
    }
    fn class_mut(&mut self, group: usize, class: usize) -> Option<&mut Class> {
        self.groups.get_mut(group)?.classes.get_mut(class)
    }

    /// The rep got a lead of this pool.
    pub(crate) fn credit(&mut self, rep: usize) {
        let Some(Standing::Member { group, class, turn }) = self.standings.get(rep).copied() else {
            return;
        };
        let next = Turn { credit: turn.credit + 1, ..turn };
        if let Some(class) = self.class_mut(group, class) {
            class.leave(turn);
            class.enter(next);
        }
        if let Some(standing) = self.standings.get_mut(rep) {
            *standing = Standing::Member { group, class, turn: next };
        }
    }

    /// The rep has no more room.
    pub(crate) fn fill(&mut self, rep: usize) {
        let Some(Standing::Member { group, class, turn }) = self.standings.get(rep).copied() else {
            return;
        };
        if let Some(class) = self.class_mut(group, class) {
            class.leave(turn);
            class.full.insert(turn);
        }
        if let Some(group) = self.groups.get_mut(group) {
            group.full += 1;
        }
    }
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
