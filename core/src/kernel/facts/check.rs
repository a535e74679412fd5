//! The rules of a mapping across its fields, all checked at once.

use std::collections::BTreeMap;

use super::columns::{Declared, declared};
use super::mapping::{ColumnMapping, MappingDefinition, Selection, TableMapping};
use super::parse::{Reading, format_of};
use super::spec::{TableName, TimeRole};
use crate::error::{ErrorCode, Violation};
use crate::primitives::{FieldType, Id, JsonPointer, Literal, Rounding, Zone, limits};

impl MappingDefinition {
    /// Notes every rule that the mapping breaks; `at` is where it stands in its document.
    pub fn check(&self, at: &JsonPointer, found: &mut Vec<Violation>) {
        for (name, mapping) in &self.tables {
            let at = at.key("tables").key(name);
            match TableName::from_name(name) {
                Some(table) => check_table(table, mapping, &at, found),
                None => {
                    let violation = Violation::new(ErrorCode::FactsUnknownTable, at).with("table", name.as_str());
                    found.push(violation.with_nearest(name, TableName::ALL.iter().map(|table| table.name())));
                }
            }
        }
    }
}

fn check_table(table: TableName, mapping: &TableMapping, at: &JsonPointer, found: &mut Vec<Violation>) {
    for (index, selection) in mapping.selection.iter().enumerate() {
        check_selection(selection, &at.key("where").index(index), found);
    }
    let canonical = declared(table, None);
    let columns = declared(table, Some(mapping));
    for (name, extra) in &mapping.extra {
        let at = at.key("extra").key(name);
        if let Err(code) = Id::try_new(name.as_str()) {
            found.push(Violation::new(code, at.clone()));
        }
        if canonical.iter().any(|column| column.name == name) {
            let violation = Violation::new(ErrorCode::FactsExtraIsCanonical, at.clone());
            found.push(violation.with("table", table.name()).with("column", name.as_str()));
        }
        if matches!(extra.field_type, FieldType::Enum | FieldType::Set | FieldType::Events) {
            let violation = Violation::new(ErrorCode::FieldNotScalar, at.key("type"));
            found.push(violation.with("actual", extra.field_type.name()));
        }
        let Some(masked_with) = &extra.masked_with else { continue };
        let instants = || columns.iter().filter(|column| is_event(column)).map(|column| column.name);
        if !instants().any(|column| column == masked_with) {
            let violation = Violation::new(ErrorCode::FactsNotAnInstantColumn, at.key("masked_with"));
            let violation = violation.with("table", table.name()).with("column", masked_with.as_str());
            found.push(violation.with_nearest(masked_with, instants()));
        }
    }
    for (name, column) in &mapping.columns {
        let at = at.key("columns").key(name);
        match columns.iter().find(|known| known.name == name) {
            Some(known) => check_column(known, column, &at, found),
            None => {
                let violation = Violation::new(ErrorCode::FactsUnknownColumn, at);
                let violation = violation.with("table", table.name()).with("column", name.as_str());
                found.push(violation.with_nearest(name, columns.iter().map(|column| column.name)));
            }
        }
    }
}

/// Whether a column says when something happened, so that others can become known with it.
fn is_event(column: &Declared<'_>) -> bool {
    column.field_type == FieldType::Instant && column.time != TimeRole::Plan
}

fn check_selection(selection: &Selection, at: &JsonPointer, found: &mut Vec<Violation>) {
    if selection.one_of.is_empty() && selection.none_of.is_empty() {
        found.push(Violation::new(ErrorCode::DefinitionEmptyList, at.key("one_of")));
    }
    for (key, list) in [("one_of", &selection.one_of), ("none_of", &selection.none_of)] {
        check_length(list.len(), || at.key(key), found);
    }
}

fn check_length(length: usize, at: impl Fn() -> JsonPointer, found: &mut Vec<Violation>) {
    if length > limits::LIST_LENGTH {
        found.push(Violation::new(ErrorCode::DecodeListTooLong, at()).with("limit", limits::LIST_LENGTH));
    }
}

/// The options that `column` and `lookup` share.
struct Options<'a> {
    format: Option<&'a str>,
    end_of_day: bool,
    values: &'a BTreeMap<String, Option<String>>,
    rounding: Option<Rounding>,
}

fn check_column(known: &Declared<'_>, mapping: &ColumnMapping, at: &JsonPointer, found: &mut Vec<Violation>) {
    match mapping {
        ColumnMapping::Column { format, end_of_day, values, rounding, .. }
        | ColumnMapping::Lookup { format, end_of_day, values, rounding, .. } => {
            if let ColumnMapping::Lookup { key_values, .. } = mapping {
                check_length(key_values.len(), || at.key("key_values"), found);
            }
            let options = Options { format: format.as_deref(), end_of_day: *end_of_day, values, rounding: *rounding };
            check_options(known, &options, at, found);
        }
        ColumnMapping::Constant { value } => check_constant(known, value, at, found),
        ColumnMapping::Days { end_of_day, .. } => {
            if !matches!(known.field_type, FieldType::Instant | FieldType::Date) {
                found.push(not_for_type("days", known, at.key("type")));
            }
            if *end_of_day && known.field_type != FieldType::Instant {
                found.push(not_for_type("end_of_day", known, at.key("end_of_day")));
            }
        }
        ColumnMapping::Joined { columns, .. } => {
            if known.field_type != FieldType::Text {
                found.push(not_for_type("joined", known, at.key("type")));
            }
            if columns.is_empty() {
                found.push(Violation::new(ErrorCode::DefinitionEmptyList, at.key("columns")));
            }
            check_length(columns.len(), || at.key("columns"), found);
        }
    }
}

fn check_options(known: &Declared<'_>, options: &Options<'_>, at: &JsonPointer, found: &mut Vec<Violation>) {
    if let Some(format) = options.format {
        if !(matches!(known.field_type, FieldType::Instant | FieldType::Date) || known.month) {
            found.push(not_for_type("format", known, at.key("format")));
        } else if format_of(format).is_none() {
            found.push(Violation::new(ErrorCode::FactsBadFormat, at.key("format")).with_value(format));
        }
    }
    if options.end_of_day && known.field_type != FieldType::Instant {
        found.push(not_for_type("end_of_day", known, at.key("end_of_day")));
    }
    let is_number = matches!(known.field_type, FieldType::Money | FieldType::Decimal | FieldType::Integer);
    if options.rounding.is_some() && !is_number {
        found.push(not_for_type("rounding", known, at.key("rounding")));
    }
    check_length(options.values.len(), || at.key("values"), found);
    // What a text becomes has to be readable, or every such row would be an error.
    let format = options.format.and_then(format_of);
    let reading = Reading { format, end_of_day: options.end_of_day, rounding: options.rounding };
    for (from, to) in options.values {
        let Some(to) = to else { continue };
        if known.probe(super::cell::Cell::Text(to), &reading, &Zone::utc(), MOST_DECIMALS).is_err() {
            found.push(bad_constant(known, to, at.key("values").key(from)));
        }
    }
}

/// The most decimals that a currency has; the table's own currency is not known here.
const MOST_DECIMALS: u8 = 4;

fn check_constant(known: &Declared<'_>, value: &Literal, at: &JsonPointer, found: &mut Vec<Violation>) {
    let mut scratch = String::new();
    let cell = super::cell::literal(value, &mut scratch);
    let kind = match (known.field_type, value) {
        (FieldType::Text, Literal::Boolean(_) | Literal::Decimal(_)) => false,
        _ => known.probe(cell, &Reading::default(), &Zone::utc(), MOST_DECIMALS).is_ok(),
    };
    if !kind {
        let shown = cell.text(&mut String::new()).to_owned();
        found.push(bad_constant(known, &shown, at.key("value")));
    }
}

fn bad_constant(known: &Declared<'_>, value: &str, at: JsonPointer) -> Violation {
    let expected =
        if known.accepted.is_empty() { known.field_type.name().to_owned() } else { known.accepted.join(", ") };
    Violation::new(ErrorCode::FactsBadConstant, at).with_value(value).with("expected", expected)
}

fn not_for_type(option: &'static str, known: &Declared<'_>, at: JsonPointer) -> Violation {
    Violation::new(ErrorCode::FactsOptionNotForType, at)
        .with("option", option)
        .with("column", known.name)
        .with("expected", known.field_type.name())
}
