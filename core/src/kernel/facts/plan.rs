//! Mapping and host tables to a plan: where each cell will come from, or every reason why not.

use super::cell::{Index, Source, Translation};
use super::columns::{Declared, declared};
use super::mapping::{ColumnMapping, MappingDefinition, OtherValues, Selection, TableMapping, Unlisted};
use super::model::FactsContext;
use super::parse::{Reading, format_of};
use super::raw::{RawColumn, RawTable, Tables, column_pointer, table_pointer};
use super::spec::TableName;
use crate::error::{ErrorCode, Violation};
use crate::primitives::{Currency, FieldType, Rounding};

/// How one canonical table will be read.
#[derive(Debug)]
pub(super) struct TablePlan<'a> {
    pub(super) table: TableName,
    pub(super) source: &'a str,
    pub(super) raw: &'a RawTable,
    pub(super) selection: Vec<SelectionTest<'a>>,
    pub(super) columns: Vec<PlannedColumn<'a>>,
    pub(super) currency: Currency,
}

/// Which cells of a source column let their row in; the lists are sorted.
#[derive(Debug)]
pub(super) struct SelectionTest<'a> {
    pub(super) column: &'a RawColumn,
    pub(super) one_of: Vec<&'a str>,
    pub(super) none_of: Vec<&'a str>,
}

impl<'a> SelectionTest<'a> {
    fn new(column: &'a RawColumn, selection: &'a Selection) -> Self {
        let sorted = |list: &'a [String]| {
            let mut list: Vec<&str> = list.iter().map(String::as_str).collect();
            list.sort_unstable();
            list
        };
        Self { column, one_of: sorted(&selection.one_of), none_of: sorted(&selection.none_of) }
    }

    /// Whether the cell of a row passes.
    pub(super) fn passes(&self, row: usize, scratch: &mut String) -> bool {
        let text = self.column.cell(row).map(|cell| cell.text(scratch));
        let is = |list: &[&str]| text.is_some_and(|text| list.binary_search(&text).is_ok());
        (self.one_of.is_empty() || is(&self.one_of)) && !is(&self.none_of)
    }
}

/// How one column will be read; without a source it is absent.
#[derive(Debug)]
pub(super) struct PlannedColumn<'a> {
    pub(super) declared: Declared<'a>,
    pub(super) source: Option<Source<'a>>,
    pub(super) values: &'a Translation,
    pub(super) other: OtherValues,
    pub(super) reading: Reading<'a>,
    /// Whether its source holds personal data, for this column or for another one.
    pub(super) private: bool,
}

static NO_VALUES: Translation = Translation::new();

/// The plan of every table that the host sent, and the names of the tables that nothing asks for.
pub(super) fn plan<'a>(
    tables: &'a Tables,
    mapping: Option<&'a MappingDefinition>,
    context: &FactsContext,
) -> Result<(Vec<TablePlan<'a>>, Vec<String>), Vec<Violation>> {
    let mut planner = Planner { tables, found: Vec::new(), asked: Vec::new() };
    let mut plans = Vec::new();
    for table in TableName::ALL {
        let mapping = mapping.and_then(|mapping| mapping.tables.get(table.name()));
        plans.extend(planner.table(table, mapping, context));
    }
    let unused = planner.unused(mapping.is_some_and(|mapping| !mapping.tables.is_empty()));
    if planner.found.is_empty() { Ok((plans, unused)) } else { Err(planner.found) }
}

struct Planner<'a> {
    tables: &'a Tables,
    found: Vec<Violation>,
    /// Tables of the host that something reads, whether they are there or not.
    asked: Vec<&'a str>,
}

/// Marks every column that reads a source which a personal column reads too: a phone number stays one
/// when it serves as a key.
fn mark_private(columns: &mut [PlannedColumn<'_>]) {
    let personal: Vec<&RawColumn> = columns
        .iter()
        .filter(|column| column.declared.pii)
        .flat_map(|column| column.source.iter().flat_map(Source::columns))
        .collect();
    for column in columns {
        let mut read = column.source.iter().flat_map(Source::columns);
        column.private =
            column.declared.pii || read.any(|read| personal.iter().any(|known| std::ptr::eq(*known, read)));
    }
}

/// What the column at hand is, for messages.
#[derive(Clone, Copy)]
struct Wanted<'b> {
    table: TableName,
    column: &'b Declared<'b>,
    mapped: bool,
}

impl Wanted<'_> {
    fn expected(self) -> String {
        let kind = if self.column.month { "month" } else { self.column.field_type.name() };
        if self.mapped { format!("{kind} for {}.{}", self.table, self.column.name) } else { kind.to_owned() }
    }
}

impl<'a> Planner<'a> {
    fn table(
        &mut self,
        table: TableName,
        mapping: Option<&'a TableMapping>,
        context: &FactsContext,
    ) -> Option<TablePlan<'a>> {
        let source = mapping.and_then(|mapping| mapping.from.as_deref()).unwrap_or(table.name());
        self.asked.push(source);
        let raw = self.tables.get(source)?;
        let selection = mapping.map_or_else(Vec::new, |mapping| self.selection(source, raw, mapping));
        let mut columns = Vec::new();
        for known in declared(table, mapping) {
            columns.push(self.column(table, source, raw, known, mapping));
        }
        if mapping.is_none() {
            self.refuse_unknown(source, raw, &columns);
        }
        mark_private(&mut columns);
        let currency = mapping.and_then(|mapping| mapping.currency).unwrap_or(context.currency);
        Some(TablePlan { table, source, raw, selection, columns, currency })
    }

    fn selection(&mut self, source: &'a str, raw: &'a RawTable, mapping: &'a TableMapping) -> Vec<SelectionTest<'a>> {
        let mut selection = Vec::new();
        for test in &mapping.selection {
            if let Some(column) = self.find(source, raw, &test.column, "text") {
                if matches!(
                    column,
                    RawColumn::Text(_) | RawColumn::Dictionary { .. } | RawColumn::Integer(_) | RawColumn::Boolean(_)
                ) {
                    selection.push(SelectionTest::new(column, test));
                } else {
                    self.wrong_type(source, &test.column, "text", column);
                }
            }
        }
        selection
    }

    /// The column of a host's table, or the violation that it is not there.
    fn find(&mut self, source: &str, raw: &'a RawTable, name: &str, expected: &str) -> Option<&'a RawColumn> {
        let column = raw.column(name);
        // An empty list of rows has no columns at all, and nothing is missing from it.
        if column.is_none() && !(raw.rows() == 0 && raw.column_names().next().is_none()) {
            let violation = Violation::new(ErrorCode::FactsMissingColumn, column_pointer(source, name));
            let violation = violation.with("table", source).with("column", name).with("expected", expected);
            self.found.push(violation.with_nearest(name, raw.column_names()));
        }
        column
    }

    fn wrong_type(&mut self, source: &str, name: &str, expected: &str, actual: &RawColumn) {
        let violation = Violation::new(ErrorCode::FactsWrongColumnType, column_pointer(source, name));
        let violation = violation.with("table", source).with("column", name).with("expected", expected);
        self.found.push(violation.with("actual", actual.type_name()));
    }

    fn column(
        &mut self,
        table: TableName,
        source: &'a str,
        raw: &'a RawTable,
        declared: Declared<'a>,
        mapping: Option<&'a TableMapping>,
    ) -> PlannedColumn<'a> {
        let listed = mapping.and_then(|mapping| mapping.columns.get(declared.name));
        let by_name = mapping.is_none_or(|mapping| mapping.unlisted == Unlisted::ByName) || declared.extra;
        let mut column = PlannedColumn {
            declared,
            source: None,
            values: &NO_VALUES,
            other: OtherValues::Keep,
            reading: Reading::default(),
            private: false,
        };
        let known = column.declared.clone();
        let wanted = Wanted { table, column: &known, mapped: mapping.is_some() };
        match listed {
            Some(listed) => self.listed(&mut column, source, raw, listed, wanted),
            None if by_name && (known.required || raw.column(known.name).is_some()) => {
                let cells = self.find(source, raw, known.name, &wanted.expected());
                column.source = cells.and_then(|cells| {
                    self.typed(source, known.name, cells, &column, wanted).then_some(Source::Column(cells))
                });
            }
            None if known.required => {
                let violation = Violation::new(ErrorCode::FactsMissingColumn, column_pointer(table.name(), known.name));
                let violation = violation.with("table", table.name()).with("column", known.name);
                self.found.push(violation.with("expected", known.field_type.name()));
            }
            None => {}
        }
        column
    }

    fn listed(
        &mut self,
        column: &mut PlannedColumn<'a>,
        source: &'a str,
        raw: &'a RawTable,
        listed: &'a ColumnMapping,
        wanted: Wanted<'_>,
    ) {
        let mut read = |format: &'a Option<String>,
                        end_of_day: &bool,
                        values,
                        other: &OtherValues,
                        rounding: &Option<Rounding>| {
            column.values = values;
            column.other = *other;
            let format = format.as_deref().and_then(format_of);
            column.reading = Reading { format, end_of_day: *end_of_day, rounding: *rounding };
        };
        column.source = match listed {
            ColumnMapping::Column { column: name, format, end_of_day, values, other, rounding } => {
                read(format, end_of_day, values, other, rounding);
                let cells = self.find(source, raw, name, &wanted.expected());
                cells.filter(|cells| self.typed(source, name, cells, column, wanted)).map(Source::Column)
            }
            ColumnMapping::Lookup {
                table,
                key,
                key_values,
                matching,
                column: name,
                format,
                end_of_day,
                values,
                other,
                rounding,
            } => {
                read(format, end_of_day, values, other, rounding);
                let key = self.key(source, raw, key);
                self.asked.push(table);
                let Some(other_table) = self.tables.get(table) else {
                    let violation = Violation::new(ErrorCode::FactsMissingTable, table_pointer(table));
                    let violation = violation.with("table", table.as_str());
                    self.found.push(violation.with_nearest(table, self.tables.iter().map(|(name, _)| name)));
                    return;
                };
                let matching = self.key(table, other_table, matching);
                let cells = self.find(table, other_table, name, &wanted.expected());
                let cells = cells.filter(|cells| self.typed(table, name, cells, column, wanted));
                match (key, matching, cells) {
                    (Some(key), Some(matching), Some(column)) => {
                        Some(Source::Lookup { table, key, key_values, index: Index::new(matching, column), column })
                    }
                    _ => None,
                }
            }
            ColumnMapping::Constant { value } => Some(Source::Constant(value)),
            ColumnMapping::Days { column: name, since, end_of_day } => {
                column.reading.end_of_day = *end_of_day;
                let cells = self.find(source, raw, name, "integer");
                let numeric = cells.filter(|cells| {
                    let fits =
                        matches!(cells, RawColumn::Text(_) | RawColumn::Dictionary { .. } | RawColumn::Integer(_));
                    if !fits {
                        self.wrong_type(source, name, "integer", cells);
                    }
                    fits
                });
                numeric.map(|column| Source::Days { column, since: since.date() })
            }
            ColumnMapping::Joined { columns: names, separator } => {
                let columns: Vec<_> = names.iter().filter_map(|name| self.key(source, raw, name)).collect();
                (columns.len() == names.len()).then_some(Source::Joined { columns, separator })
            }
        };
    }

    /// A column whose cells serve as keys: texts or whole numbers.
    fn key(&mut self, source: &str, raw: &'a RawTable, name: &str) -> Option<&'a RawColumn> {
        let column = self.find(source, raw, name, "text")?;
        if matches!(column, RawColumn::Text(_) | RawColumn::Dictionary { .. } | RawColumn::Integer(_)) {
            return Some(column);
        }
        self.wrong_type(source, name, "text", column);
        None
    }

    /// Whether a host's column can be read as the one wanted; notes a violation when not.
    fn typed(
        &mut self,
        source: &str,
        name: &str,
        cells: &RawColumn,
        column: &PlannedColumn<'_>,
        wanted: Wanted<'_>,
    ) -> bool {
        use FieldType as To;
        use RawColumn as From;
        let to = column.declared.field_type;
        let fits = match (to, cells) {
            (_, From::Text(_) | From::Dictionary { .. }) => true,
            (_, From::Integer(_) | From::Boolean(_)) if !column.values.is_empty() => true,
            (To::Text, From::Integer(_)) => !column.declared.month,
            (To::Text, From::Date(_) | From::Timestamp { .. }) => column.declared.month,
            (To::Boolean, From::Boolean(_) | From::Integer(_)) => true,
            (To::Instant | To::Date, From::Date(_) | From::Timestamp { .. }) => true,
            (To::Integer | To::Decimal | To::Money, From::Integer(_) | From::Decimal { .. }) => true,
            (To::Integer | To::Decimal | To::Money, From::Float(_)) => {
                if column.reading.rounding.is_none() {
                    let violation = Violation::new(ErrorCode::FactsRoundingNotStated, column_pointer(source, name));
                    self.found.push(violation.with("table", source).with("column", name));
                    return false;
                }
                true
            }
            _ => false,
        };
        if !fits {
            self.wrong_type(source, name, &wanted.expected(), cells);
        }
        fits
    }

    /// Without a mapping the canonical names are the contract, so a column beyond them is a mistake.
    fn refuse_unknown(&mut self, source: &str, raw: &RawTable, columns: &[PlannedColumn<'_>]) {
        let known = || columns.iter().map(|column| column.declared.name);
        for name in raw.column_names().filter(|name| !known().any(|known| known == *name)) {
            let violation = Violation::new(ErrorCode::FactsUnknownColumn, column_pointer(source, name));
            let violation = violation.with("table", source).with("column", name);
            self.found.push(violation.with_nearest(name, known()));
        }
    }

    /// Tables that nothing asks for. One whose name is near a table that is asked for and absent is a
    /// misspelling and refused; without a mapping every such table is.
    fn unused(&mut self, mapped: bool) -> Vec<String> {
        let unused: Vec<&str> =
            self.tables.iter().map(|(name, _)| name).filter(|name| !self.asked.contains(name)).collect();
        for name in &unused {
            let absent = self.asked.iter().copied().filter(|asked| self.tables.get(asked).is_none());
            let violation = Violation::new(ErrorCode::FactsUnknownTable, table_pointer(name)).with("table", *name);
            let violation = violation.with_nearest(name, absent);
            if !mapped || violation.params().contains_key("nearest") {
                self.found.push(violation);
            }
        }
        unused.into_iter().map(str::to_owned).collect()
    }
}
