//! Lists of an Arrow IPC batch: offsets into a child whose cells follow.

use std::collections::BTreeMap;

use super::arrow::not_readable;
use super::arrow_columns::TextBudget;
use super::ipc_cells::{Body, Detail, Layout, Sent, fixed_width};
use super::lists::GrowingList;
use crate::error::Violation;

impl Body<'_> {
    /// Appends the next column's lists; `rows` says that their entries have names.
    pub(super) fn lists(
        &mut self,
        (wide, rows): (bool, bool),
        items: &mut [Layout],
        list: &mut GrowingList,
        dictionaries: &BTreeMap<i64, Sent>,
        budget: &mut TextBudget,
    ) -> Result<(), Violation> {
        let entries = self.spans(wide, list).map_err(not_readable)?;
        let outer = std::mem::replace(&mut self.rows, entries);
        // Inside, where the claimed number of entries is within the limit: the loop costs no more than that.
        list.items.grow_within(entries, |columns| {
            if rows {
                let validity = self.validity(true).map_err(not_readable)?;
                if (0..entries).any(|entry| !validity.has(entry)) {
                    return Err(not_readable("an entry of a list of rows that is null"));
                }
            }
            let mut each = items.iter_mut().zip(columns);
            each.try_for_each(|(layout, column)| self.column(layout, column, dictionaries, budget))
        })?;
        self.rows = outer;
        Ok(())
    }

    /// Where the entries of each row stand; answers how many entries follow.
    fn spans(&mut self, wide: bool, list: &mut GrowingList) -> Result<usize, Detail> {
        let validity = self.validity(true)?;
        let offsets = self.buffer()?;
        let (entries, _) = *self.nodes.get(self.next_node).ok_or("a batch has too few columns")?;
        let entries = usize::try_from(entries).map_err(|_| "a negative number of rows")?;
        let before = list.items.rows();
        let count = if self.rows == 0 { 0 } else { self.rows.saturating_add(1) };
        let places: Vec<i64> = if wide {
            fixed_width::<8>(offsets, count)?.iter().map(|at| i64::from_le_bytes(*at)).collect()
        } else {
            fixed_width::<4>(offsets, count)?.iter().map(|at| i32::from_le_bytes(*at).into()).collect()
        };
        for (row, (start, end)) in places.iter().zip(places.iter().skip(1)).enumerate() {
            let span = usize::try_from(*start).ok().zip(usize::try_from(*end).ok());
            let span =
                span.filter(|(start, end)| start <= end && *end <= entries).ok_or("a list beyond its entries")?;
            list.spans.push(validity.has(row).then_some((before + span.0, before + span.1)));
        }
        Ok(entries)
    }
}
