//! The rows of each segment of each column, as sets of bits.

use std::ops::ControlFlow;

use super::axis::Axis;
use super::cell::Cell;
use crate::primitives::Record;

/// Most bytes of the sets of one column; a column that would need more is tested row by row.
const COLUMN_BYTES: usize = 16 << 20;
/// Columns whose sets are cut without allocating.
const GROUP: usize = 8;

/// One column: its axis, the cell of each row, and the rows of each segment.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub(super) axis: Axis,
    pub(super) cells: Vec<Cell>,
    /// `words` words per segment; empty when that would be too large.
    sets: Vec<u64>,
}

/// All columns of a table.
#[derive(Debug, Clone)]
pub(super) struct Index {
    pub(super) columns: Vec<Column>,
    rows: usize,
    words: usize,
}

impl Column {
    pub(super) fn new(axis: Axis, cells: Vec<Cell>) -> Self {
        let words = cells.len().div_ceil(64);
        let segments = axis.missing() as usize + 1;
        let mut sets = Vec::new();
        if segments * words * 8 <= COLUMN_BYTES {
            sets = vec![0_u64; segments * words];
            for (row, cell) in cells.iter().enumerate() {
                for (from, to) in &cell.spans {
                    let (start, end) = (*from as usize * words + row / 64, (*to as usize + 1) * words);
                    let touched = sets.get_mut(start..end).into_iter().flatten().step_by(words.max(1));
                    touched.for_each(|word| *word |= 1 << (row % 64));
                }
            }
        }
        Self { axis, cells, sets }
    }

    fn set(&self, segment: u32, words: usize) -> Option<&[u64]> {
        let start = segment as usize * words;
        self.sets.get(start..start + words)
    }
}

impl Index {
    pub(super) fn new(columns: Vec<Column>, rows: usize) -> Self {
        Self { columns, rows, words: rows.div_ceil(64) }
    }

    /// The rows that match, in order, until `found` breaks.
    pub(super) fn visit<R: Record + ?Sized>(&self, record: &R, mut found: impl FnMut(usize) -> ControlFlow<()>) {
        let located =
            self.columns.iter().enumerate().map(|(slot, column)| (column, column.axis.locate(record.value(slot))));
        if self.columns.len() <= GROUP {
            let mut sets: [&[u64]; GROUP] = [&[]; GROUP];
            let mut tested = [None; GROUP];
            let (mut many, mut others) = (0, 0);
            for (column, segment) in located {
                match column.set(segment, self.words) {
                    Some(set) => {
                        sets.get_mut(many).into_iter().for_each(|slot| *slot = set);
                        many += 1;
                    }
                    None => {
                        tested.get_mut(others).into_iter().for_each(|slot| *slot = Some((column, segment)));
                        others += 1;
                    }
                }
            }
            let tested = tested.get(..others).unwrap_or_default();
            self.cut(sets.get(..many).unwrap_or_default(), tested, &mut found);
        } else {
            let (mut sets, mut tested) = (Vec::with_capacity(self.columns.len()), Vec::new());
            for (column, segment) in located {
                match column.set(segment, self.words) {
                    Some(set) => sets.push(set),
                    None => tested.push(Some((column, segment))),
                }
            }
            self.cut(&sets, &tested, &mut found);
        }
    }

    /// The rows that are in every set and pass the columns that have none.
    fn cut(
        &self,
        sets: &[&[u64]],
        tested: &[Option<(&Column, u32)>],
        found: &mut impl FnMut(usize) -> ControlFlow<()>,
    ) {
        for place in 0..self.words {
            let mut word = match self.rows - place * 64 {
                left @ 0..64 => (1 << left) - 1,
                _ => u64::MAX,
            };
            for set in sets {
                word &= set.get(place).copied().unwrap_or_default();
            }
            while word != 0 {
                let row = place * 64 + word.trailing_zeros() as usize;
                word &= word - 1;
                let passes =
                    |(column, segment): &(&Column, u32)| column.cells.get(row).is_some_and(|cell| cell.holds(*segment));
                if tested.iter().flatten().all(passes) && found(row).is_break() {
                    return;
                }
            }
        }
    }

    /// The row's cells, one per column.
    pub(super) fn row(&self, row: usize) -> impl Iterator<Item = (&Column, &Cell)> {
        self.columns.iter().filter_map(move |column| Some((column, column.cells.get(row)?)))
    }

    pub(super) fn rows(&self) -> usize {
        self.rows
    }
}
