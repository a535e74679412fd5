//! Columns of lists, which only the doors of rule sets take: sets of texts and histories of events.

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, OffsetSizeTrait};
use arrow_schema::DataType;

use super::arrow::{TableBuilder, not_readable};
use super::arrow_columns::{Growing, TextBudget};
use crate::error::Violation;
use crate::kernel::facts::RawTable;

/// A host's table, and its columns of lists beside it.
#[derive(Debug)]
pub(super) struct NestedTable {
    pub(super) flat: RawTable,
    pub(super) lists: Vec<(String, ListColumn)>,
    pub(super) rows: usize,
}

/// A list per row: runs of rows of a table of their own.
#[derive(Debug)]
pub(super) struct ListColumn {
    /// Where the entries of each row stand; `None` where the row has no list.
    pub(super) spans: Vec<Option<(usize, usize)>>,
    /// The entries; texts are its only column.
    pub(super) items: RawTable,
    /// Whether the entries are single values and not rows with names.
    pub(super) single: bool,
}

/// A column of lists that grows batch by batch.
pub(super) struct GrowingList {
    pub(super) spans: Vec<Option<(usize, usize)>>,
    pub(super) items: TableBuilder,
    pub(super) single: bool,
}

impl GrowingList {
    /// An empty column of lists of single values.
    pub(super) fn of_values(items: Growing) -> Self {
        Self { spans: Vec::new(), items: TableBuilder::of(vec!["item".to_owned()], vec![items]), single: true }
    }

    /// An empty column of lists of rows.
    pub(super) fn of_rows(names: Vec<String>, columns: Vec<Growing>) -> Self {
        Self { spans: Vec::new(), items: TableBuilder::of(names, columns), single: false }
    }

    /// An empty column of that type, `None` when it is no list, or one of lists.
    pub(super) fn of(data_type: &DataType) -> Option<Self> {
        let (DataType::List(item) | DataType::LargeList(item)) = data_type else { return None };
        match item.data_type() {
            DataType::Struct(fields) => {
                let columns = fields.iter().map(|field| Growing::of(field.data_type())).collect::<Option<Vec<_>>>()?;
                Some(Self::of_rows(fields.iter().map(|field| field.name().clone()).collect(), columns))
            }
            single => Growing::of(single).map(Self::of_values),
        }
    }

    /// Appends the lists of one batch; `None` when they are of another type than the schema said.
    pub(super) fn append(&mut self, array: &ArrayRef, budget: &mut TextBudget) -> Result<Option<()>, Violation> {
        match array.data_type() {
            DataType::List(_) => self.append_lists::<i32>(array, budget),
            DataType::LargeList(_) => self.append_lists::<i64>(array, budget),
            _ => Ok(None),
        }
    }

    fn append_lists<O: OffsetSizeTrait>(
        &mut self,
        array: &ArrayRef,
        budget: &mut TextBudget,
    ) -> Result<Option<()>, Violation> {
        let Some(lists) = array.as_list_opt::<O>() else { return Ok(None) };
        let offsets = lists.value_offsets();
        let (first, last) =
            (offsets.first().map_or(0, |at| at.as_usize()), offsets.last().map_or(0, |at| at.as_usize()));
        let before = self.items.rows();
        let ends = offsets.iter().zip(offsets.iter().skip(1)).enumerate();
        self.spans.extend(ends.map(|(row, (start, end))| {
            let place = |at: &O| before + at.as_usize().saturating_sub(first);
            lists.is_valid(row).then(|| (place(start), place(end)))
        }));
        let values = lists.values().slice(first, last.saturating_sub(first));
        if self.single {
            return self.items.push_arrays(&[values], budget);
        }
        let Some(rows) = values.as_struct_opt() else { return Ok(None) };
        if rows.null_count() > 0 {
            return Err(not_readable("an entry of a list of rows that is null"));
        }
        self.items.push_arrays(rows.columns(), budget)
    }

    /// The column, complete.
    pub(super) fn finish(self) -> Result<ListColumn, Vec<Violation>> {
        Ok(ListColumn { spans: self.spans, items: self.items.finish()?, single: self.single })
    }
}
