//! Values of one field in many records.

use super::ScalarRef;

/// The values of one field in a run of records, row by row.
#[derive(Debug)]
pub enum Cells<'a> {
    /// Truth values.
    Booleans(&'a [Option<bool>]),
    /// Whole numbers.
    Integers(&'a [Option<i64>]),
    /// Texts.
    Texts(Vec<Option<&'a str>>),
    /// Values of any type.
    Values(Vec<Option<ScalarRef<'a>>>),
}

impl Default for Cells<'_> {
    fn default() -> Self {
        Self::Values(Vec::new())
    }
}

impl Cells<'_> {
    /// The value of a row, or `None` when it is missing.
    pub fn value(&self, row: usize) -> Option<ScalarRef<'_>> {
        match self {
            Self::Booleans(cells) => cells.get(row).copied().flatten().map(ScalarRef::Boolean),
            Self::Integers(cells) => cells.get(row).copied().flatten().map(ScalarRef::Integer),
            Self::Texts(cells) => cells.get(row).copied().flatten().map(ScalarRef::Text),
            Self::Values(cells) => cells.get(row).copied().flatten(),
        }
    }
}
