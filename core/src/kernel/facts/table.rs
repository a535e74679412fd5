//! A canonical table as typed columns, its rows in the order of their ids.

use chrono::NaiveDate;

use super::spec::TableName;
use super::text::Dictionary;
use crate::primitives::{Decimal, Field, FieldType, Instant, Money, Record, ScalarRef};

/// One canonical table: typed columns, rows in the byte order of their ids.
///
/// A *slot* is the place of a column: first the columns of [`table_spec`](super::table_spec) in their order, then
/// the extra columns of the mapping in the order of their names. Slots do not depend on the data, so
/// a condition that was compiled once against [`Table::fields`] reads every table of that pack.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    pub(super) name: TableName,
    pub(super) rows: usize,
    pub(super) fields: Vec<Field>,
    /// One for each field.
    pub(super) cells: Vec<Cells>,
}

/// The cells of one column, one entry per row.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cells {
    /// The data does not have the column.
    Absent,
    Text {
        codes: Vec<u32>,
        dictionary: Dictionary,
    },
    Integer(Vec<Option<i64>>),
    Decimal(Vec<Option<Decimal>>),
    Boolean(Vec<Option<bool>>),
    Instant(Vec<Option<Instant>>),
    Date(Vec<Option<NaiveDate>>),
    Money(Vec<Option<Money>>),
}

impl Cells {
    fn value(&self, row: usize) -> Option<ScalarRef<'_>> {
        match self {
            Self::Absent => None,
            Self::Text { codes, dictionary } => dictionary.get(*codes.get(row)?).map(ScalarRef::Text),
            Self::Integer(cells) => at(cells, row).map(ScalarRef::Integer),
            Self::Decimal(cells) => at(cells, row).map(ScalarRef::Decimal),
            Self::Boolean(cells) => at(cells, row).map(ScalarRef::Boolean),
            Self::Instant(cells) => at(cells, row).map(ScalarRef::Instant),
            Self::Date(cells) => at(cells, row).map(ScalarRef::Date),
            Self::Money(cells) => at(cells, row).map(|money| ScalarRef::Decimal(money.major())),
        }
    }
}

fn at<T: Copy>(cells: &[Option<T>], row: usize) -> Option<T> {
    cells.get(row).copied().flatten()
}

/// Writes the accessor of each typed column: `None` for a missing cell and for a column of another type.
macro_rules! accessors {
    ($($(#[$doc:meta])* $name:ident, $variant:ident, $type:ty;)*) => {$(
        $(#[$doc])*
        pub fn $name(&self, slot: usize, row: usize) -> Option<$type> {
            match self.cells(slot)? {
                Cells::$variant(cells) => at(cells, row),
                _ => None,
            }
        }
    )*};
}

impl Table {
    /// Which table.
    pub fn name(&self) -> TableName {
        self.name
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// The id of a row, empty past the end.
    pub fn id(&self, row: usize) -> &str {
        self.text(0, row).unwrap_or_default()
    }

    /// The row of an id.
    pub fn find(&self, id: &str) -> Option<usize> {
        // Rows stand in the order of their ids, and so do the codes of the ids.
        self.dictionary(0)?.code(id).and_then(|code| usize::try_from(code).ok())
    }

    /// The slot of a column that the data has.
    pub fn slot(&self, column: &str) -> Option<usize> {
        let slot = self.fields.iter().position(|known| known.name.as_str() == column)?;
        self.is_present(slot).then_some(slot)
    }

    /// Whether the data has the column of that slot.
    pub fn is_present(&self, slot: usize) -> bool {
        self.cells(slot).is_some_and(|cells| !matches!(cells, Cells::Absent))
    }

    /// The field of every slot, of columns that the data lacks too.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// The type of a slot.
    pub fn field_type(&self, slot: usize) -> Option<FieldType> {
        self.fields.get(slot).map(|field| field.field_type)
    }

    /// Whether a slot holds personal data, which is never shown; true past the end.
    pub fn is_pii(&self, slot: usize) -> bool {
        self.fields.get(slot).is_none_or(|field| field.pii)
    }

    /// A text cell.
    pub fn text(&self, slot: usize, row: usize) -> Option<&str> {
        match self.cells(slot)? {
            Cells::Text { codes, dictionary } => dictionary.get(*codes.get(row)?),
            _ => None,
        }
    }

    /// The code of a text cell in the column's [`Table::dictionary`]; codes compare like their texts.
    pub fn code(&self, slot: usize, row: usize) -> Option<u32> {
        match self.cells(slot)? {
            Cells::Text { codes, .. } => codes.get(row).copied().filter(|code| *code != super::text::MISSING),
            _ => None,
        }
    }

    /// The distinct texts of a text column's used rows.
    pub fn dictionary(&self, slot: usize) -> Option<&Dictionary> {
        match self.cells(slot)? {
            Cells::Text { dictionary, .. } => Some(dictionary),
            _ => None,
        }
    }

    accessors! {
        /// A whole number.
        integer, Integer, i64;
        /// An exact decimal.
        decimal, Decimal, Decimal;
        /// A truth value.
        boolean, Boolean, bool;
        /// A point in time.
        instant, Instant, Instant;
        /// A local day.
        date, Date, NaiveDate;
        /// An amount of money.
        money, Money, Money;
    }

    /// The cell as a value for conditions and scorecards; money as a decimal of major units.
    pub fn scalar(&self, slot: usize, row: usize) -> Option<ScalarRef<'_>> {
        self.cells(slot)?.value(row)
    }

    /// A row as a record for conditions and scorecards; its slots are those of the table.
    pub fn row(&self, row: usize) -> Row<'_> {
        Row { table: self, row }
    }

    pub(super) fn cells(&self, slot: usize) -> Option<&Cells> {
        self.cells.get(slot)
    }
}

/// One row of a table, handing out its cells by slot; money as a decimal of major units.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    table: &'a Table,
    row: usize,
}

impl<'a> Row<'a> {
    /// The id.
    pub fn id(self) -> &'a str {
        self.table.id(self.row)
    }

    /// The place in the table.
    pub fn index(self) -> usize {
        self.row
    }
}

impl Record for Row<'_> {
    fn value(&self, slot: usize) -> Option<ScalarRef<'_>> {
        self.table.scalar(slot, self.row)
    }
}
