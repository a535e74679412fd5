//! Columns between reading and storing: from the order of the source to the order of the ids.

use chrono::NaiveDate;

use super::table::Cells;
use super::text::{Dictionary, Interner, MISSING, TextCells};
use crate::primitives::{Decimal, Instant, Money};

/// A column that was read, in the order of the source; texts as codes of arrival.
pub(super) enum Draft {
    Absent,
    Text(Vec<u32>, Interner),
    Integer(Vec<Option<i64>>),
    Decimal(Vec<Option<Decimal>>),
    Boolean(Vec<Option<bool>>),
    Instant(Vec<Option<Instant>>),
    Date(Vec<Option<NaiveDate>>),
    Money(Vec<Option<Money>>),
}

/// The ids of the used rows: sorted and distinct, so each is its own code.
pub(super) fn id_cells(ids: &TextCells, order: &[usize]) -> Cells {
    let dictionary: TextCells = order.iter().filter_map(|at| ids.get(*at)).collect();
    let codes = (0..dictionary.len()).map(|code| u32::try_from(code).unwrap_or(MISSING)).collect();
    Cells::Text { codes, dictionary: Dictionary::from_sorted(dictionary) }
}

/// The used rows of a draft, in the order of their ids.
pub(super) fn gather(draft: Draft, order: &[usize]) -> Cells {
    fn pick<T: Copy>(cells: &[Option<T>], order: &[usize]) -> Vec<Option<T>> {
        order.iter().map(|at| cells.get(*at).copied().flatten()).collect()
    }
    match draft {
        Draft::Absent => Cells::Absent,
        Draft::Text(codes, interner) => {
            let mut codes: Vec<u32> = order.iter().map(|at| codes.get(*at).copied().unwrap_or(MISSING)).collect();
            let dictionary = interner.finish(&mut codes);
            Cells::Text { codes, dictionary }
        }
        Draft::Integer(cells) => Cells::Integer(pick(&cells, order)),
        Draft::Decimal(cells) => Cells::Decimal(pick(&cells, order)),
        Draft::Boolean(cells) => Cells::Boolean(pick(&cells, order)),
        Draft::Instant(cells) => Cells::Instant(pick(&cells, order)),
        Draft::Date(cells) => Cells::Date(pick(&cells, order)),
        Draft::Money(cells) => Cells::Money(pick(&cells, order)),
    }
}
