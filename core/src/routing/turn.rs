//! Whose turn it is: the order of the rotation and the bound on it.

use std::cmp::Ordering;

/// A place in the rotation: the smallest `(credit + 1) / weight` first, then the first rep by id.
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

/// Those who compete for one lead: the free reps with the most points.
///
/// The next is the one with the smallest turn who is not ahead of the share: `credit < (sum of
/// credits + 1) * weight / sum of weights`. Some rep always is. Without that bound heavy weights
/// would be served first and the light ones late; with it no count is ever a whole lead away from
/// its share while nobody comes or goes (M. L. Balinski, H. P. Young, The Quota Method of
/// Apportionment, American Mathematical Monthly 82, 1975).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Contest {
    pub(crate) points: i64,
    pub(crate) credits: u128,
    pub(crate) weights: u128,
}

impl Contest {
    /// Whether the rep is not ahead of the share.
    pub(crate) fn admits(&self, turn: Turn) -> bool {
        u128::from(turn.credit) * self.weights < (self.credits + 1) * u128::from(turn.weight)
    }

    /// The contest with one rep more.
    pub(crate) fn joined_by(self, turn: Turn) -> Self {
        let (credit, weight) = (u128::from(turn.credit), u128::from(turn.weight));
        Self { points: self.points, credits: self.credits + credit, weights: self.weights + weight }
    }
}

/// INVARIANT: a weight is within 0 to a million.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within 0 to 10^12")]
pub(crate) fn millionths(weight: f64) -> u64 {
    (weight * MILLION).round() as u64
}

/// The credit that stands at that level for another weight.
pub(crate) fn at_level((credit, weight): (u64, u64), other: u64) -> u64 {
    u64::try_from(u128::from(credit) * u128::from(other) / u128::from(weight.max(1))).unwrap_or(u64::MAX >> 1)
}
