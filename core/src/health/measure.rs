//! What a metric found, before it is judged.

use crate::error::{Error, ErrorCode, Violation};
use crate::kernel::facts::{Facts, MissingColumn, MissingColumns, RecordRef, Table, TableName};
use crate::primitives::{Currency, InstantError, JsonPointer, Param, PeriodError, Reason};

use super::bounds::LightBounds;
use super::report::{LightInterval, MonthContacts};

/// What a metric found.
#[derive(Debug)]
pub(super) struct Measure {
    /// The value, if the rows determine one.
    pub(super) value: Option<f64>,
    /// Where the rows determine no value: what it exceeds.
    pub(super) over: Option<f64>,
    /// Whether a value past the red bound is red at once; a monthly metric may have to wait.
    pub(super) red_holds: bool,
    /// Rows that the value rests on.
    pub(super) n: u64,
    /// Rows whose outcome is still open.
    pub(super) censored: Option<u64>,
    /// The value without the open rows.
    pub(super) naive: Option<f64>,
    /// The interval of the value.
    pub(super) interval: Option<LightInterval>,
    /// The months of a monthly metric.
    pub(super) months: Vec<MonthContacts>,
    /// The value against its bounds.
    pub(super) headline: Option<Reason>,
    /// What else has to be known about the value.
    pub(super) notes: Vec<Reason>,
    /// The records to look at, worst first.
    pub(super) records: Vec<RecordRef>,
}

impl Measure {
    /// A measure of that many rows, and nothing else yet.
    pub(super) fn of(n: u64) -> Self {
        Self {
            value: None,
            over: None,
            red_holds: true,
            n,
            censored: None,
            naive: None,
            interval: None,
            months: Vec::new(),
            headline: None,
            notes: Vec::new(),
            records: Vec::new(),
        }
    }
}

/// Why a metric found nothing.
#[derive(Debug)]
pub(super) enum Refusal {
    /// Columns are missing.
    Missing(Vec<MissingColumn>),
    /// Amounts in two currencies cannot be ranked.
    Currencies(Currency, Currency),
    /// A date left the range of years.
    Failed(Error),
}

impl From<MissingColumns> for Refusal {
    fn from(missing: MissingColumns) -> Self {
        Self::Missing(missing.into())
    }
}

impl From<InstantError> for Refusal {
    fn from(_: InstantError) -> Self {
        Self::Failed(out_of_range())
    }
}

impl From<PeriodError> for Refusal {
    fn from(_: PeriodError) -> Self {
        Self::Failed(out_of_range())
    }
}

/// The refusal of an `as_of` whose windows leave the range of years.
pub(super) fn out_of_range() -> Error {
    Error::input(vec![Violation::new(ErrorCode::TimeOutOfRange, JsonPointer::root().key("as_of"))])
}

/// Two findings that are both needed; what is missing for either is named at once.
pub(super) fn both<A, B>(one: Result<A, Refusal>, other: Result<B, Refusal>) -> Result<(A, B), Refusal> {
    match (one, other) {
        (Ok(one), Ok(other)) => Ok((one, other)),
        (Err(Refusal::Missing(mut one)), Err(Refusal::Missing(other))) => {
            one.extend(other);
            Err(Refusal::Missing(one))
        }
        (Err(refusal), _) | (_, Err(refusal)) => Err(refusal),
    }
}

/// A table with its needed columns as slots, in the order asked for.
pub(super) fn slots<'a, const N: usize>(
    facts: &'a Facts,
    table: TableName,
    columns: [&str; N],
) -> Result<(&'a Table, [usize; N]), Refusal> {
    let found = facts.need(table, &columns)?;
    // INVARIANT: `need` has found every column, so none falls back.
    Ok((found, columns.map(|column| found.slot(column).unwrap_or(usize::MAX))))
}

/// A value as a parameter of a reason: shares as they are, other numbers to two decimals.
pub(super) fn shown(unit: &str, value: f64) -> Param {
    if unit == "share" { Param::Share(value) } else { Param::Number((value * 100.0).round() / 100.0) }
}

/// A reason with both bounds.
pub(super) fn with_bounds(reason: Reason, unit: &str, bounds: LightBounds) -> Reason {
    reason.with("green", shown(unit, bounds.green())).with("red", shown(unit, bounds.red()))
}

/// A count as a parameter of a reason.
pub(super) fn count(n: u64) -> Param {
    Param::Integer(i64::try_from(n).unwrap_or(i64::MAX))
}

/// The worst rows: those with the least keys, of which it keeps a few and never all.
#[derive(Debug)]
pub(super) struct Worst<K> {
    most: usize,
    kept: Vec<(K, usize)>,
}

impl<K: Ord> Worst<K> {
    /// Room for that many rows.
    pub(super) fn new(most: u16) -> Self {
        Self { most: usize::from(most), kept: Vec::with_capacity(usize::from(most).min(64) + 1) }
    }

    /// Keeps a row if it is among the worst; of equal keys the earlier row.
    pub(super) fn offer(&mut self, key: K, row: usize) {
        let entry = (key, row);
        if self.kept.len() >= self.most && self.kept.last().is_none_or(|last| *last <= entry) {
            return;
        }
        let at = self.kept.partition_point(|kept| *kept < entry);
        self.kept.insert(at, entry);
        self.kept.truncate(self.most);
    }

    /// The rows kept, worst first.
    pub(super) fn rows(&self) -> impl Iterator<Item = usize> {
        self.kept.iter().map(|(_, row)| *row)
    }

    /// The records of the rows kept, worst first.
    pub(super) fn records(&self, table: &Table) -> Vec<RecordRef> {
        self.rows().map(|row| RecordRef { table: table.name(), id: table.id(row).to_owned() }).collect()
    }
}
