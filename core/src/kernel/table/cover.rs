//! Whether a set of rows covers a region, and what it leaves out.
//!
//! The search goes column by column. In each it sweeps over the segments and keeps the set of rows that are
//! still true; where that set is empty the region has a gap, whatever stands in the columns after it. A
//! part that was found covered is not searched twice, so that the work is bounded by how many different
//! sets of rows there are and not by the product of the columns.

use std::collections::BTreeSet;

use super::axis::Span;
use super::index::Index;

/// A set of rows, one bit each.
type Rows = Vec<u64>;

/// A search over a table.
pub(super) struct Search<'a> {
    index: &'a Index,
    /// For each column, the rows whose cells are true of everything in it and in all columns after it.
    full_from: Vec<Rows>,
    /// Steps that are left before the search is given up.
    budget: usize,
    /// Gaps that may still be found.
    wanted: usize,
    /// One span per column that was decided, for each gap.
    gaps: Vec<Vec<Span>>,
    covered: BTreeSet<(usize, Rows)>,
    path: Vec<Span>,
}

/// What a search found.
pub(super) struct Found {
    /// For each gap one span per column from the first on; the columns after them hold anything.
    pub(super) gaps: Vec<Vec<Span>>,
    /// Whether it ended before all was searched, because enough gaps were found.
    pub(super) more: bool,
    /// Whether it ended because its steps were used up.
    pub(super) given_up: bool,
}

fn holds(rows: &[u64], row: usize) -> bool {
    rows.get(row / 64).is_some_and(|word| word >> (row % 64) & 1 == 1)
}

fn flip(rows: &mut [u64], row: usize) {
    rows.get_mut(row / 64).into_iter().for_each(|word| *word ^= 1 << (row % 64));
}

/// The set of some rows.
pub(super) fn set(rows: impl Iterator<Item = usize>, count: usize) -> Rows {
    let mut set = vec![0; count.div_ceil(64)];
    rows.for_each(|row| flip(&mut set, row));
    set
}

/// The rows of a set.
fn members(rows: &[u64]) -> impl Iterator<Item = usize> + '_ {
    rows.iter()
        .enumerate()
        .flat_map(|(place, word)| (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| place * 64 + bit))
}

/// For each column, the rows whose cells are true of everything in it and in all columns after it.
pub(super) fn full_from(index: &Index) -> Vec<Rows> {
    let count = index.rows();
    let mut all = vec![set(0..count, count)];
    for column in index.columns.iter().rev() {
        let full = (0..count).filter(|row| column.cells.get(*row).is_some_and(|cell| cell.is_full(&column.axis)));
        let full = set(full, count);
        let after = all.last().into_iter().flatten();
        all.push(full.iter().zip(after).map(|(full, after)| full & after).collect());
    }
    all.reverse();
    all
}

/// What the rows of `among` leave out of the region: of each column the spans of `within`, or all of it.
///
/// Stops after `wanted` gaps, or when `budget` steps are used up; answers the steps that are left.
pub(super) fn search(
    index: &Index,
    full_from: Vec<Rows>,
    among: &Rows,
    within: Option<usize>,
    wanted: usize,
    budget: usize,
) -> (Found, usize, Vec<Rows>) {
    let mut search =
        Search { index, full_from, budget, wanted, gaps: Vec::new(), covered: BTreeSet::new(), path: Vec::new() };
    let end = search.node(0, among, within);
    let Search { gaps, budget, full_from, .. } = search;
    (Found { gaps, more: end == End::Enough, given_up: end == End::GivenUp }, budget, full_from)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Covered,
    Gaps,
    Enough,
    GivenUp,
}

impl Search<'_> {
    fn node(&mut self, place: usize, alive: &Rows, within: Option<usize>) -> End {
        if alive.iter().all(|word| *word == 0) {
            if self.wanted == 0 {
                return End::Enough;
            }
            self.wanted -= 1;
            self.gaps.push(self.path.clone());
            return End::Gaps;
        }
        let Some(column) = self.index.columns.get(place) else { return End::Covered };
        let full = self.full_from.get(place).into_iter().flatten();
        if alive.iter().zip(full).any(|(alive, full)| alive & full != 0) {
            return End::Covered;
        }
        let key = (place, alive.clone());
        if self.covered.contains(&key) {
            return End::Covered;
        }
        let mut outcome = End::Covered;
        for (span, rows) in self.sweep(column, alive, within) {
            self.path.push(span);
            let end = self.node(place + 1, &rows, within);
            self.path.pop();
            match end {
                End::Covered => {}
                End::Gaps => outcome = End::Gaps,
                End::Enough | End::GivenUp => return end,
            }
        }
        if self.budget == 0 {
            return End::GivenUp;
        }
        if outcome == End::Covered {
            self.covered.insert(key);
        }
        outcome
    }

    /// The column cut where a row begins or ends, each part with the rows that are true of it.
    fn sweep(&mut self, column: &super::index::Column, alive: &Rows, within: Option<usize>) -> Vec<(Span, Rows)> {
        let missing = column.axis.missing();
        let mut cuts: Vec<u32> = vec![0, missing, missing + 1];
        let mut turns: Vec<(u32, usize)> = Vec::new();
        for row in members(alive) {
            for (from, to) in column.cells.get(row).into_iter().flat_map(|cell| &cell.spans) {
                turns.push((*from, row));
                turns.push((to + 1, row));
            }
        }
        cuts.extend(turns.iter().map(|(at, _)| *at));
        // The region's own ends are cuts too, so that a part lies in it whole or not at all.
        let region = within.and_then(|row| column.cells.get(row));
        cuts.extend(region.into_iter().flat_map(|cell| &cell.spans).flat_map(|(from, to)| [*from, to + 1]));
        cuts.sort_unstable();
        cuts.dedup();
        turns.sort_unstable();
        self.budget = self.budget.saturating_sub(turns.len() + cuts.len() * alive.len());
        if self.budget == 0 {
            return Vec::new();
        }
        let mut parts: Vec<(Span, Rows)> = Vec::new();
        let mut rows = vec![0; alive.len()];
        let mut turns = turns.into_iter().peekable();
        for (from, next) in cuts.iter().zip(cuts.iter().skip(1)) {
            while let Some((_, row)) = turns.next_if(|(at, _)| at <= from) {
                flip(&mut rows, row);
            }
            let span = (*from, next - 1);
            let inside = region.is_none_or(|cell| cell.holds(*from));
            if inside && column.axis.live(span).is_some() {
                parts.push((span, rows.clone()));
            }
        }
        parts
    }
}

/// Whether a row is in a set.
pub(super) fn contains(rows: &[u64], row: usize) -> bool {
    holds(rows, row)
}
