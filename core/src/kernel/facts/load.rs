//! One table from its plan: every source row is used, refused with a reason, or not yet visible.

use std::collections::{BTreeMap, BTreeSet};

use super::accounting::{ERROR_ROWS_LISTED, ErrorRow, TableAccounting};
use super::cell::{Cell, Fault, Read, translate};
use super::columns::{Declared, fields};
use super::draft::{Draft, gather, id_cells};
use super::model::FactsContext;
use super::parse;
use super::plan::{PlannedColumn, TablePlan};
use super::spec::TimeRole;
use super::table::{Cells, Table};
use super::text::{Interner, MISSING, TextCells};
use crate::error::{ErrorCode, Violation};
use crate::primitives::{Currency, FieldType, Id, Instant, JsonPointer, Locale, Money};

/// What became of a row so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    Open,
    After,
    Error,
}

struct Loader<'p, 'a> {
    plan: &'p TablePlan<'a>,
    context: &'p FactsContext,
    /// Source rows that the mapping selects; a *position* is a place in this list.
    rows: Vec<usize>,
    status: Vec<Status>,
    /// By slot of an instant column: whether the cell at a position lies after `as_of`.
    later: BTreeMap<usize, Vec<bool>>,
    masked: Vec<usize>,
    misses: Vec<(usize, Vec<usize>)>,
    errors: BTreeMap<usize, (usize, Fault)>,
    errors_by_code: BTreeMap<ErrorCode, usize>,
}

/// Reads one table.
pub(super) fn load(plan: &TablePlan<'_>, context: &FactsContext) -> (Table, TableAccounting) {
    let rows: Vec<usize> = (0..plan.raw.rows()).filter(|row| selected(plan, *row)).collect();
    let loader = Loader {
        plan,
        context,
        status: vec![Status::Open; rows.len()],
        rows,
        later: BTreeMap::new(),
        masked: Vec::new(),
        misses: Vec::new(),
        errors: BTreeMap::new(),
        errors_by_code: BTreeMap::new(),
    };
    loader.run()
}

fn is_instant(column: &(usize, &PlannedColumn<'_>)) -> bool {
    column.1.declared.field_type == FieldType::Instant && column.1.source.is_some()
}

/// Whether the mapping selects a row; a ragged row is always taken, so that it is counted as an error.
fn selected(plan: &TablePlan<'_>, row: usize) -> bool {
    if plan.selection.is_empty() || plan.raw.ragged(row).is_some() {
        return true;
    }
    let mut scratch = String::new();
    plan.selection.iter().all(|test| test.passes(row, &mut scratch))
}

impl Loader<'_, '_> {
    fn run(mut self) -> (Table, TableAccounting) {
        self.refuse_ragged();
        let plan = self.plan;
        let mut drafts: Vec<Draft> = plan.columns.iter().map(|_| Draft::Absent).collect();
        let mut read = |slot: usize, draft: Draft| {
            if let Some(place) = drafts.get_mut(slot) {
                *place = draft;
            }
        };
        // Visibility comes first: what happened after `as_of` is not looked at any further.
        let instants: Vec<(usize, &PlannedColumn<'_>)> = plan.columns.iter().enumerate().filter(is_instant).collect();
        for (slot, column) in instants.iter().filter(|(_, column)| column.declared.time == TimeRole::Begin) {
            let cells = self.instants(*slot, column);
            for (status, cell) in self.status.iter_mut().zip(&cells) {
                if *status == Status::Open && cell.is_some_and(|at| at > self.context.as_of) {
                    *status = Status::After;
                }
            }
            read(*slot, Draft::Instant(cells));
        }
        let ids = self.ids();
        // Then the other instants, since they decide which cells are known.
        for (slot, column) in instants.iter().filter(|(_, column)| column.declared.time != TimeRole::Begin) {
            let cells = self.instants(*slot, column);
            let cells = if column.declared.time == TimeRole::Event { self.hide_later(*slot, cells) } else { cells };
            read(*slot, Draft::Instant(cells));
        }
        let currencies = self.currencies();
        for (slot, column) in plan.columns.iter().enumerate().skip(1) {
            if column.source.is_some() && column.declared.field_type != FieldType::Instant {
                read(slot, self.column(slot, column, &currencies));
            }
        }
        self.finish(&ids, drafts)
    }

    fn refuse_ragged(&mut self) {
        let expected = self.plan.raw.column_names().count();
        for position in 0..self.rows.len() {
            let row = self.rows.get(position).copied().unwrap_or(usize::MAX);
            if let Some(actual) = self.plan.raw.ragged(row) {
                let fault = Fault::bare(ErrorCode::FactsRaggedRow).with("actual", actual).with("expected", expected);
                self.refuse(position, usize::MAX, fault);
            }
        }
    }

    /// Counts a row as an error; only the first rows of the source keep their reason.
    fn refuse(&mut self, position: usize, slot: usize, fault: Fault) {
        if let Some(status) = self.status.get_mut(position) {
            *status = Status::Error;
        }
        *self.errors_by_code.entry(fault.code).or_default() += 1;
        self.errors.insert(position, (slot, fault));
        if self.errors.len() > ERROR_ROWS_LISTED {
            self.errors.pop_last();
        }
    }

    /// Reads every visible cell of a column; a cell that is not known yet is missing.
    fn each<T>(
        &mut self,
        slot: usize,
        column: &PlannedColumn<'_>,
        mut parse: impl FnMut(Cell<'_>, usize) -> Read<T>,
    ) -> Vec<Option<T>> {
        let mut cells = Vec::with_capacity(self.rows.len());
        let Some(source) = &column.source else {
            cells.resize_with(self.rows.len(), || None);
            return cells;
        };
        let later: Vec<Vec<bool>> =
            column.declared.masked_with.iter().filter_map(|slot| self.later.get(slot).cloned()).collect();
        let (mut scratch, mut other_scratch) = (String::new(), String::new());
        let mut misses = Vec::new();
        for position in 0..self.rows.len() {
            let row = self.rows.get(position).copied().unwrap_or(usize::MAX);
            if self.status.get(position) != Some(&Status::Open) {
                cells.push(None);
                continue;
            }
            let mut missed = false;
            let cell = source.cell(row, &mut scratch, &mut missed);
            if later.iter().any(|later| later.get(position) == Some(&true)) {
                if !matches!(cell, Ok(None)) {
                    self.masked.push(position);
                }
                cells.push(None);
                continue;
            }
            let value = cell
                .and_then(|cell| {
                    cell.map_or(Ok(None), |cell| translate(cell, column.values, column.other, &mut other_scratch))
                })
                .and_then(|cell| cell.map_or(Ok(None), |cell| parse(cell, position)));
            match value {
                Ok(None) if column.declared.required => {
                    self.refuse(position, slot, Fault::bare(ErrorCode::FactsCellMissing));
                    cells.push(None);
                }
                Ok(value) => cells.push(value),
                Err(fault) => {
                    self.refuse(position, slot, fault);
                    cells.push(None);
                }
            }
            if missed {
                misses.push(position);
            }
        }
        if !misses.is_empty() {
            self.misses.push((slot, misses));
        }
        cells
    }

    fn instants(&mut self, slot: usize, column: &PlannedColumn<'_>) -> Vec<Option<Instant>> {
        let zone = &self.context.zone;
        self.each(slot, column, |cell, _| parse::instant(cell, &column.reading, zone))
    }

    /// Cells after `as_of` become missing, and are remembered for the cells that came with them.
    fn hide_later(&mut self, slot: usize, mut cells: Vec<Option<Instant>>) -> Vec<Option<Instant>> {
        let mut later = vec![false; cells.len()];
        for (position, (cell, later)) in cells.iter_mut().zip(&mut later).enumerate() {
            if cell.is_some_and(|at| at > self.context.as_of) {
                *cell = None;
                *later = true;
                self.masked.push(position);
            }
        }
        self.later.insert(slot, later);
        cells
    }

    /// The ids by position; a row without a proper id is an error.
    fn ids(&mut self) -> TextCells {
        let mut ids = TextCells::new();
        let Some(column) = self.plan.columns.first() else { return ids };
        self.each(0, column, |cell, position| {
            let mut scratch = String::new();
            let text = cell.text(&mut scratch);
            if text.is_empty() {
                return Ok(None);
            }
            if !is_id(text) {
                // INVARIANT: `try_new` refuses what `is_id` refuses.
                let code = Id::try_new(text).err().unwrap_or(ErrorCode::DecodeTextTooLong);
                return Err(Fault::bare(code));
            }
            ids.pad(position);
            ids.push(text);
            Ok(Some(()))
        });
        ids.pad(self.rows.len());
        ids
    }

    /// The currency of each row's money: its own, else the table's.
    fn currencies(&mut self) -> Vec<Option<Currency>> {
        let plan = self.plan;
        let Some((slot, column)) = plan
            .columns
            .iter()
            .enumerate()
            .find(|(_, column)| column.declared.name == "currency" && column.source.is_some())
        else {
            return Vec::new();
        };
        let mut last: Option<Currency> = None;
        self.each(slot, column, |cell, _| {
            let mut scratch = String::new();
            let text = cell.text(&mut scratch);
            if let Some(last) = last.filter(|last| last.code() == text) {
                return Ok(Some(last));
            }
            last = text.parse().ok();
            last.map(Some).ok_or_else(|| Fault::new(ErrorCode::MoneyUnknownCurrency, cell))
        })
    }

    fn column(&mut self, slot: usize, column: &PlannedColumn<'_>, currencies: &[Option<Currency>]) -> Draft {
        let reading = &column.reading;
        let zone = &self.context.zone;
        match column.declared.field_type {
            // INVARIANT: no canonical column is of the latter types, and `check` refuses own ones.
            FieldType::Text | FieldType::Enum | FieldType::Set | FieldType::Events => {
                let mut interner = Interner::new();
                let mut scratch = String::new();
                let codes = self.each(slot, column, |cell, _| {
                    if column.declared.month {
                        let month = parse::month(cell, reading, zone)?;
                        return Ok(month.map(|month| interner.code(&month.to_string())));
                    }
                    let text = cell.text(&mut scratch);
                    if text.is_empty() {
                        return Ok(None);
                    }
                    column.declared.accept(cell, text)?;
                    Ok(Some(interner.code(text)))
                });
                Draft::Text(codes.into_iter().map(|code| code.unwrap_or(MISSING)).collect(), interner)
            }
            FieldType::Integer => Draft::Integer(self.each(slot, column, |cell, _| parse::integer(cell, reading))),
            FieldType::Decimal => Draft::Decimal(self.each(slot, column, |cell, _| parse::decimal(cell, reading))),
            FieldType::Boolean => Draft::Boolean(self.each(slot, column, |cell, _| parse::boolean(cell))),
            FieldType::Instant => Draft::Instant(self.instants(slot, column)),
            FieldType::Date => Draft::Date(self.each(slot, column, |cell, _| parse::date(cell, reading, zone))),
            FieldType::Money => {
                let table_currency = self.plan.currency;
                let table_exponent = table_currency.exponent();
                let mut last = (table_currency, table_exponent);
                Draft::Money(self.each(slot, column, |cell, position| {
                    let currency = currencies.get(position).copied().flatten().unwrap_or(table_currency);
                    if currency != last.0 {
                        last = (currency, currency.exponent());
                    }
                    let minor = parse::minor_units(cell, reading, last.1)?;
                    let money = minor.map(|minor| Money::try_new(minor, currency)).transpose();
                    money.map_err(|_| Fault::new(ErrorCode::MoneyOutOfRange, cell))
                }))
            }
        }
    }

    fn finish(mut self, ids: &TextCells, drafts: Vec<Draft>) -> (Table, TableAccounting) {
        let order = self.order(ids);
        let plan = self.plan;
        let undated = plan
            .columns
            .iter()
            .zip(&drafts)
            .find(|(column, _)| column.declared.name == "occurred_at")
            .map_or(0, |(_, draft)| match draft {
                Draft::Instant(cells) => order.iter().filter(|at| cells.get(**at).copied().flatten().is_none()).count(),
                _ => order.len(),
            });
        let declared: Vec<Declared<'_>> = plan.columns.iter().map(|column| column.declared.clone()).collect();
        let mut cells: Vec<Cells> = Vec::with_capacity(drafts.len());
        let mut currencies = BTreeSet::new();
        for (slot, draft) in drafts.into_iter().enumerate() {
            let gathered = if slot == 0 { id_cells(ids, &order) } else { gather(draft, &order) };
            if let Cells::Money(amounts) = &gathered {
                currencies.extend(amounts.iter().flatten().map(|money| money.currency()));
            }
            cells.push(gathered);
        }
        let count = |wanted: Status| self.status.iter().filter(|status| **status == wanted).count();
        let accounting = TableAccounting {
            table: plan.table,
            source: plan.source.to_owned(),
            rows_in: self.rows.len(),
            used: order.len(),
            undated,
            error: count(Status::Error),
            after_as_of: count(Status::After),
            not_selected: plan.raw.rows() - self.rows.len(),
            masked_cells: self.masked.iter().filter(|at| self.is_used(**at)).count(),
            lookup_misses: self.lookup_misses(),
            currencies,
            errors: self.error_rows(),
            errors_by_code: std::mem::take(&mut self.errors_by_code),
        };
        let table = Table { name: plan.table, rows: order.len(), fields: fields(&declared), cells };
        (table, accounting)
    }

    fn is_used(&self, position: usize) -> bool {
        self.status.get(position) == Some(&Status::Open)
    }

    /// Used positions in the order of their ids; of rows with one id the first is used.
    fn order(&mut self, ids: &TextCells) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.rows.len()).filter(|at| self.is_used(*at)).collect();
        // The sort is stable, so that rows of one id stay in the order of the source.
        order.sort_by(|a, b| ids.get(*a).cmp(&ids.get(*b)));
        let mut repeated = Vec::new();
        order.dedup_by(|at, before| {
            let same = ids.get(*at) == ids.get(*before);
            if same {
                repeated.push(*at);
            }
            same
        });
        for position in repeated {
            let id = ids.get(position).unwrap_or_default();
            self.refuse(position, 0, Fault::new(ErrorCode::FactsDuplicateId, Cell::Text(id)));
        }
        order
    }

    fn lookup_misses(&self) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for (slot, positions) in &self.misses {
            let used = positions.iter().filter(|at| self.is_used(**at)).count();
            if let Some(column) = self.plan.columns.get(*slot).filter(|_| used > 0) {
                counts.insert(column.declared.name.to_owned(), used);
            }
        }
        counts
    }

    fn error_rows(&self) -> Vec<ErrorRow> {
        let describe = |(position, (slot, fault)): (&usize, &(usize, Fault))| {
            let row = self.rows.get(*position).copied().unwrap_or_default();
            let column = self.plan.columns.get(*slot);
            let mut params = fault.params.clone();
            if column.is_some_and(|column| column.private) && params.contains_key("value") {
                // Personal data never leaves by an error.
                params.insert("value", "…".into());
            }
            let violation =
                params.into_iter().fold(Violation::new(fault.code, JsonPointer::root()), |violation, (name, value)| {
                    violation.with(name, value)
                });
            ErrorRow {
                row,
                id: self.id_of(row),
                column: column.map(|column| column.declared.name.to_owned()),
                code: fault.code,
                message: violation.message(Locale::En),
                params: violation.params().clone(),
            }
        };
        self.errors.iter().map(describe).collect()
    }

    /// The id of a source row for a message, when it is a proper one.
    fn id_of(&self, row: usize) -> Option<String> {
        let column = self.plan.columns.first()?;
        let (mut scratch, mut other_scratch) = (String::new(), String::new());
        let cell = column.source.as_ref()?.cell(row, &mut scratch, &mut false).ok()??;
        let cell = translate(cell, column.values, column.other, &mut other_scratch).ok()??;
        let mut text = String::new();
        let text = cell.text(&mut text);
        Id::try_new(text).is_ok().then(|| text.to_owned())
    }
}

/// Whether a text is an id, without making one: what [`Id::try_new`] checks.
fn is_id(text: &str) -> bool {
    let short = text.len() <= crate::primitives::limits::ID_CHARS
        || text.chars().count() <= crate::primitives::limits::ID_CHARS;
    short && !text.chars().any(char::is_control)
}
