//! One cell on its way from a host's column to a canonical one.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::NaiveDate;

use super::mapping::OtherValues;
use super::raw::RawColumn;
use super::text::Interner;
use crate::error::ErrorCode;
use crate::primitives::{Literal, Param, Params};

/// A cell as it came.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Cell<'a> {
    Text(&'a str),
    Integer(i64),
    Float(f64),
    Boolean(bool),
    Date(NaiveDate),
    Timestamp { micros: i64, naive: bool },
    Decimal { value: i128, scale: i8 },
}

/// Why a cell cannot be read, with the values for the message.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fault {
    pub(super) code: ErrorCode,
    pub(super) params: Params,
}

impl Fault {
    pub(super) fn bare(code: ErrorCode) -> Self {
        Self { code, params: Params::new() }
    }

    pub(super) fn new(code: ErrorCode, cell: Cell<'_>) -> Self {
        let mut scratch = String::new();
        let text = cell.text(&mut scratch);
        let mut shown: String = text.chars().take(80).collect();
        if shown.len() < text.len() {
            shown.push('…');
        }
        Self::bare(code).with("value", shown)
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<Param>) -> Self {
        self.params.insert(name, value.into());
        self
    }
}

impl Cell<'_> {
    /// Appends the cell as text.
    fn write(self, out: &mut String) {
        // Writing to a string never fails.
        let _ = match self {
            Self::Text(text) => out.write_str(text),
            Self::Integer(value) => write!(out, "{value}"),
            Self::Float(value) => write!(out, "{value}"),
            Self::Boolean(value) => write!(out, "{value}"),
            Self::Date(value) => write!(out, "{value}"),
            Self::Timestamp { micros, .. } => match chrono::DateTime::from_timestamp_micros(micros) {
                Some(at) => write!(out, "{}", at.naive_utc()),
                None => write!(out, "{micros}"),
            },
            Self::Decimal { value, scale } => write!(out, "{value}e{}", -i16::from(scale)),
        };
    }

    /// The cell as text, written to `scratch` when it is no text yet.
    pub(super) fn text<'b>(self, scratch: &'b mut String) -> &'b str
    where
        Self: 'b,
    {
        if let Self::Text(text) = self {
            return text;
        }
        scratch.clear();
        self.write(scratch);
        scratch
    }
}

impl RawColumn {
    /// The text at `row`, `None` when it is missing or no text.
    pub(super) fn text(&self, row: usize) -> Option<&str> {
        match self {
            Self::Text(cells) => cells.get(row),
            Self::Dictionary { codes, texts } => texts.get(usize::try_from((*codes.get(row)?)?).ok()?),
            _ => None,
        }
    }

    /// The cell at `row`, `None` when it is missing.
    pub(super) fn cell(&self, row: usize) -> Option<Cell<'_>> {
        fn at<T: Copy>(cells: &[Option<T>], row: usize) -> Option<T> {
            cells.get(row).copied().flatten()
        }
        match self {
            Self::Text(cells) => cells.get(row).map(Cell::Text),
            Self::Dictionary { codes, texts } => texts.get(usize::try_from(at(codes, row)?).ok()?).map(Cell::Text),
            Self::Integer(cells) => at(cells, row).map(Cell::Integer),
            Self::Float(cells) => at(cells, row).map(Cell::Float),
            Self::Boolean(cells) => at(cells, row).map(Cell::Boolean),
            // A day that chrono cannot hold stays visible as a number, and no date can be read from it.
            Self::Date(cells) => {
                at(cells, row).map(|day| NaiveDate::from_epoch_days(day).map_or(Cell::Integer(day.into()), Cell::Date))
            }
            Self::Timestamp { micros, naive } => {
                at(micros, row).map(|micros| Cell::Timestamp { micros, naive: *naive })
            }
            Self::Decimal { values, scale } => at(values, row).map(|value| Cell::Decimal { value, scale: *scale }),
        }
    }
}

/// Where the cells of one canonical column come from.
#[derive(Debug)]
pub(super) enum Source<'a> {
    Column(&'a RawColumn),
    Lookup { table: &'a str, key: &'a RawColumn, key_values: &'a Translation, index: Index, column: &'a RawColumn },
    Constant(&'a Literal),
    Days { column: &'a RawColumn, since: NaiveDate },
    Joined { columns: Vec<&'a RawColumn>, separator: &'a str },
}

/// What texts of the source become.
pub(super) type Translation = BTreeMap<String, Option<String>>;

/// The outcome of reading one cell.
pub(super) type Read<T> = Result<Option<T>, Fault>;

impl<'a> Source<'a> {
    /// The source columns that it reads, those of a looked-up table too.
    pub(super) fn columns(&self) -> Vec<&'a RawColumn> {
        match self {
            Self::Column(column) | Self::Days { column, .. } => vec![column],
            Self::Lookup { key, column, .. } => vec![key, column],
            Self::Constant(_) => Vec::new(),
            Self::Joined { columns, .. } => columns.clone(),
        }
    }

    /// The cell of a source row; `missed` is set when a lookup finds no match.
    pub(super) fn cell<'b>(&'b self, row: usize, scratch: &'b mut String, missed: &mut bool) -> Read<Cell<'b>>
    where
        'a: 'b,
    {
        match self {
            Self::Column(column) => Ok(column.cell(row)),
            Self::Constant(value) => Ok(Some(literal(value, scratch))),
            Self::Lookup { table, key, key_values, index, column } => {
                let Some(cell) = key.cell(row) else { return Ok(None) };
                let text = cell.text(scratch);
                let text = match key_values.get(text) {
                    Some(Some(other)) => other.as_str(),
                    Some(None) => return Ok(None),
                    None => text,
                };
                match index.find(text) {
                    Hit::Row(found) => Ok(column.cell(found)),
                    Hit::Ambiguous => {
                        Err(Fault::new(ErrorCode::FactsAmbiguousKey, Cell::Text(text)).with("table", *table))
                    }
                    Hit::None => {
                        *missed = true;
                        Ok(None)
                    }
                }
            }
            Self::Days { column, since } => {
                let Some(cell) = column.cell(row) else { return Ok(None) };
                let fault = || Fault::new(ErrorCode::FactsNotAnInteger, cell);
                let Some(days) = super::parse::whole(cell).ok_or_else(fault)? else { return Ok(None) };
                let day = chrono::TimeDelta::try_days(days).and_then(|days| since.checked_add_signed(days));
                day.map(|day| Some(Cell::Date(day))).ok_or_else(|| Fault::new(ErrorCode::TimeOutOfRange, cell))
            }
            Self::Joined { columns, separator } => {
                scratch.clear();
                for (at, column) in columns.iter().enumerate() {
                    let Some(cell) = column.cell(row) else { return Ok(None) };
                    if at > 0 {
                        scratch.push_str(separator);
                    }
                    cell.write(scratch);
                }
                Ok(Some(Cell::Text(scratch)))
            }
        }
    }
}

/// The cell of a value that stands in a definition.
pub(super) fn literal<'b>(value: &'b Literal, scratch: &'b mut String) -> Cell<'b> {
    match value {
        Literal::Boolean(value) => Cell::Boolean(*value),
        Literal::Integer(value) => Cell::Integer(*value),
        Literal::Text(text) => Cell::Text(text),
        Literal::Decimal(value) => {
            scratch.clear();
            // Writing to a string never fails.
            let _ = write!(scratch, "{value}");
            Cell::Text(scratch)
        }
    }
}

/// What `values` and `other` make of a cell.
pub(super) fn translate<'b>(
    cell: Cell<'b>,
    values: &'b Translation,
    other: OtherValues,
    scratch: &'b mut String,
) -> Read<Cell<'b>> {
    if values.is_empty() {
        return Ok(Some(cell));
    }
    let text = cell.text(scratch);
    match (values.get(text), other) {
        (Some(known), _) => Ok(known.as_deref().map(Cell::Text)),
        (None, OtherValues::Keep) => Ok(Some(cell)),
        (None, OtherValues::Null) => Ok(None),
        (None, OtherValues::Error) => {
            let accepted: Vec<&str> = values.keys().map(String::as_str).collect();
            Err(Fault::new(ErrorCode::FactsNotInValues, cell).with("accepted", accepted))
        }
    }
}

/// Rows of another table by key.
#[derive(Debug)]
pub(super) struct Index {
    keys: Interner,
    /// The row of each key; `None` when rows of one key differ in the column asked for.
    rows: Vec<Option<usize>>,
}

enum Hit {
    Row(usize),
    Ambiguous,
    None,
}

impl Index {
    /// Indexes `column` by the texts of `keys`; rows without a key are left out.
    pub(super) fn new(keys: &RawColumn, column: &RawColumn) -> Self {
        let mut index = Self { keys: Interner::new(), rows: Vec::new() };
        let mut scratch = String::new();
        for row in 0..keys.len() {
            let Some(cell) = keys.cell(row) else { continue };
            let text = cell.text(&mut scratch);
            if text.is_empty() {
                continue;
            }
            let code = usize::try_from(index.keys.code(text)).unwrap_or(usize::MAX);
            match index.rows.get_mut(code) {
                None => index.rows.push(Some(row)),
                Some(known) => {
                    if known.is_some_and(|before| column.cell(before) != column.cell(row)) {
                        *known = None;
                    }
                }
            }
        }
        index
    }

    fn find(&self, key: &str) -> Hit {
        let code = self.keys.find(key).and_then(|code| usize::try_from(code).ok());
        match code.and_then(|code| self.rows.get(code)) {
            Some(Some(row)) => Hit::Row(*row),
            Some(None) => Hit::Ambiguous,
            None => Hit::None,
        }
    }
}
