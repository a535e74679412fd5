//! The tables of a host as they came, before any mapping.

use std::collections::BTreeMap;

use super::text::TextCells;
use crate::error::{Error, ErrorCode, Violation};
use crate::primitives::{JsonPointer, limits};

/// The tables of a host by name, as they came.
///
/// ```
/// use leadstone::facts::Tables;
/// let tables = Tables::new()
///     .with_csv("orders", "id,occurred_at,amount\no-1,2026-03-02,120.50\n").unwrap();
/// assert_eq!(tables.get("orders").unwrap().rows(), 1);
///
/// let same = Tables::from_json(r#"{"orders": [{"id": "o-1", "occurred_at": "2026-03-02", "amount": "120.50"}]}"#);
/// assert_eq!(same.unwrap().get("orders").unwrap().rows(), 1);
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Tables(BTreeMap<String, RawTable>);

impl Tables {
    /// No tables yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// These tables and one more; a table of the same name is replaced.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, table: RawTable) -> Self {
        self.insert(name, table);
        self
    }

    /// These tables and one more, from CSV text with a header line.
    ///
    /// # Errors
    /// As [`RawTable::from_csv`], with pointers under `/tables/<name>`.
    pub fn with_csv(self, name: &str, text: &str) -> Result<Self, Error> {
        let table = RawTable::read_csv(text).map_err(|found| under(&table_pointer(name), found))?;
        Ok(self.with(name, table))
    }

    /// Adds a table; one of the same name is replaced.
    pub fn insert(&mut self, name: impl Into<String>, table: RawTable) {
        self.0.insert(name.into(), table);
    }

    /// The table of that name.
    pub fn get(&self, name: &str) -> Option<&RawTable> {
        self.0.get(name)
    }

    /// The tables in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &RawTable)> {
        self.0.iter().map(|(name, table)| (name.as_str(), table))
    }

    /// How many tables.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn under(base: &JsonPointer, found: Vec<Violation>) -> Error {
    Error::input(found.into_iter().map(|violation| violation.under(base)).collect())
}

/// `/tables/<name>`, where a table of the host is pointed to.
pub(super) fn table_pointer(name: &str) -> JsonPointer {
    JsonPointer::root().key("tables").key(name)
}

/// `/tables/<name>/columns/<column>`, where a column of the host is pointed to.
pub(super) fn column_pointer(table: &str, column: &str) -> JsonPointer {
    table_pointer(table).key("columns").key(column)
}

/// One table as it came: named columns of equal length.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RawTable {
    names: Vec<String>,
    columns: Vec<RawColumn>,
    rows: usize,
    /// Rows of a text file that had more or fewer cells than its header, with the count found.
    ragged: BTreeMap<usize, usize>,
}

/// One column as it came; `None` stands for a missing cell.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum RawColumn {
    /// Texts, to be read by the type of the field that they are mapped to.
    Text(TextCells),
    /// Texts as codes into a list.
    Dictionary {
        /// The place of each cell's text.
        codes: Vec<Option<u32>>,
        /// The texts.
        texts: TextCells,
    },
    /// Whole numbers.
    Integer(Vec<Option<i64>>),
    /// Binary floating-point numbers.
    Float(Vec<Option<f64>>),
    /// Truth values.
    Boolean(Vec<Option<bool>>),
    /// Days since 1970-01-01.
    Date(Vec<Option<i32>>),
    /// Points in time.
    Timestamp {
        /// Microseconds since 1970-01-01T00:00:00.
        micros: Vec<Option<i64>>,
        /// Whether they are local times, without a zone.
        naive: bool,
    },
    /// Exact decimals.
    Decimal {
        /// The digits.
        values: Vec<Option<i128>>,
        /// How many of the digits stand after the point.
        scale: i8,
    },
}

impl RawColumn {
    /// How many cells, missing ones counted.
    pub fn len(&self) -> usize {
        match self {
            Self::Text(cells) => cells.len(),
            Self::Dictionary { codes, .. } => codes.len(),
            Self::Integer(cells) => cells.len(),
            Self::Float(cells) => cells.len(),
            Self::Boolean(cells) => cells.len(),
            Self::Date(cells) => cells.len(),
            Self::Timestamp { micros, .. } => micros.len(),
            Self::Decimal { values, .. } => values.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What the cells are, as messages name it.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Text(_) | Self::Dictionary { .. } => "text",
            Self::Integer(_) => "integer",
            Self::Float(_) => "float",
            Self::Boolean(_) => "boolean",
            Self::Date(_) => "date",
            Self::Timestamp { .. } => "timestamp",
            Self::Decimal { .. } => "decimal",
        }
    }
}

impl RawTable {
    /// The table of those columns.
    ///
    /// # Errors
    /// `facts.duplicate_column`, `facts.unnamed_column`, `column.ragged` or `facts.too_many_rows`.
    pub fn try_new(columns: Vec<(String, RawColumn)>) -> Result<Self, Error> {
        Self::checked(columns, BTreeMap::new()).map_err(Error::input)
    }

    /// The table in CSV text: a header line, every column text, an empty cell is a missing one.
    ///
    /// A row with more or fewer cells than the header becomes an error row when it is loaded.
    ///
    /// # Errors
    /// `facts.duplicate_column`, `facts.unnamed_column` or `facts.too_many_rows`.
    ///
    /// ```
    /// use leadstone::facts::RawTable;
    /// let table = RawTable::from_csv("id,name\n7,\"North, East\"\n").unwrap();
    /// assert_eq!(table.column_names().collect::<Vec<_>>(), ["id", "name"]);
    /// assert!(RawTable::from_csv("id,id\n").is_err());
    /// ```
    pub fn from_csv(text: &str) -> Result<Self, Error> {
        Self::read_csv(text).map_err(Error::input)
    }

    /// The names of the columns in their own order.
    pub fn column_names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// The column of that name.
    pub fn column(&self, name: &str) -> Option<&RawColumn> {
        let at = self.names.iter().position(|known| known == name)?;
        self.columns.get(at)
    }

    /// How many rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// How many cells a row had when it did not fit the header.
    pub(super) fn ragged(&self, row: usize) -> Option<usize> {
        self.ragged.get(&row).copied()
    }

    pub(super) fn checked(
        columns: Vec<(String, RawColumn)>,
        ragged: BTreeMap<usize, usize>,
    ) -> Result<Self, Vec<Violation>> {
        let rows = columns.first().map_or(0, |(_, column)| column.len());
        Self::of_length(columns, rows, ragged)
    }

    /// The table of columns that should all have `rows` cells; rows without a column count too.
    pub(super) fn of_length(
        columns: Vec<(String, RawColumn)>,
        rows: usize,
        ragged: BTreeMap<usize, usize>,
    ) -> Result<Self, Vec<Violation>> {
        let mut found = Vec::new();
        if rows > limits::ROWS {
            found.push(too_many_rows());
        }
        let (names, columns): (Vec<String>, Vec<RawColumn>) = columns.into_iter().unzip();
        check_names(&names, &mut found);
        for (name, column) in names.iter().zip(&columns) {
            if column.len() != rows {
                let violation = Violation::new(ErrorCode::ColumnRagged, JsonPointer::root().key("columns").key(name));
                found.push(violation.with("column", name.as_str()).with("actual", column.len()).with("expected", rows));
            }
        }
        if found.is_empty() { Ok(Self { names, columns, rows, ragged }) } else { Err(found) }
    }
}

/// Notes every name that is empty or stands twice.
pub(super) fn check_names(names: &[String], found: &mut Vec<Violation>) {
    for (at, name) in names.iter().enumerate() {
        let pointer = JsonPointer::root().key("columns").key(name);
        if name.is_empty() {
            found.push(Violation::new(ErrorCode::FactsUnnamedColumn, pointer).with("position", at + 1));
        } else if names.iter().take(at).any(|before| before == name) {
            found.push(Violation::new(ErrorCode::FactsDuplicateColumn, pointer).with("column", name.as_str()));
        }
    }
}

pub(super) fn too_many_rows() -> Violation {
    Violation::new(ErrorCode::FactsTooManyRows, JsonPointer::root()).with("limit", limits::ROWS)
}
