//! The rows of a table as CSV, in and out without loss.
//!
//! The first line names the columns: `row`, then the inputs and the outputs by their names. Each line after
//! it is a row: its id, a cell for each input, a value for each output.

use super::definition::{TableDefinition, TableRow};
use super::model::TableModel;
use super::sheet_cell;
use crate::error::{ErrorCode, Violation};
use crate::primitives::{Id, JsonPointer, limits};

/// The name of the column of ids, which is the first.
pub(super) const ROW: &str = "row";

impl TableModel {
    /// The rows as CSV text; [`Self::from_csv`] reads it back without loss.
    pub fn to_csv(&self) -> String {
        let definition = self.definition();
        let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
        let inputs = definition.inputs.iter().map(|input| input.name.as_str());
        let outputs = definition.outputs.iter().map(|output| output.name.as_str());
        let header: Vec<&str> = std::iter::once(ROW).chain(inputs).chain(outputs).collect();
        // INVARIANT: a writer into memory does not fail, and every line has one cell per column.
        drop(writer.write_record(header));
        for row in &definition.rows {
            let cells = definition.inputs.iter().zip(&row.when);
            let cells = cells.map(|(input, cell)| sheet_cell::write(cell.as_ref(), input.field_type));
            let values = definition.outputs.iter().zip(&row.then);
            let values = values.map(|(output, value)| sheet_cell::shown(value, output.field_type));
            let line: Vec<String> =
                std::iter::once(sheet_cell::quoted(row.id.as_str())).chain(cells).chain(values).collect();
            drop(writer.write_record(line));
        }
        writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
    }
}

/// A column of a sheet.
#[derive(Debug, Clone, Copy)]
enum Place {
    Row,
    Input(usize),
    Output(usize),
}

/// The rows of a sheet; what cannot be read is a violation at its row and column, and the row is left out.
pub(super) fn read(
    text: &str,
    definition: &TableDefinition,
    at: &JsonPointer,
    violations: &mut Vec<Violation>,
) -> Vec<TableRow> {
    if text.len() > limits::JSON_BYTES {
        violations.push(Violation::new(ErrorCode::DecodeTooLarge, at.clone()).with("limit", limits::JSON_BYTES));
        return Vec::new();
    }
    // Spreadsheet programs start UTF-8 files with a byte order mark.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(text.as_bytes());
    let mut lines = reader.records().filter_map(Result::ok);
    let header: Vec<String> =
        lines.next().map(|line| line.iter().map(|name| name.trim().to_owned()).collect()).unwrap_or_default();
    let Some(places) = header_places(&header, definition, at, violations) else { return Vec::new() };
    let mut rows = Vec::new();
    for (i, line) in lines.enumerate() {
        if i == limits::LIST_LENGTH {
            let violation = Violation::new(ErrorCode::DecodeListTooLong, at.clone());
            violations.push(violation.with("limit", limits::LIST_LENGTH));
            return rows;
        }
        if violations.len() > limits::VIOLATIONS {
            return rows;
        }
        let at = at.index(i);
        if line.len() != places.len() {
            let violation = Violation::new(ErrorCode::FactsRaggedRow, at);
            violations.push(violation.with("actual", line.len()).with("expected", places.len()));
            continue;
        }
        rows.extend(row(&line, &places, definition, &at, violations));
    }
    rows
}

fn header_places(
    header: &[String],
    definition: &TableDefinition,
    at: &JsonPointer,
    violations: &mut Vec<Violation>,
) -> Option<Vec<Place>> {
    let before = violations.len();
    let at = at.key("header");
    let known = || {
        definition.inputs.iter().map(|input| &input.name).chain(definition.outputs.iter().map(|output| &output.name))
    };
    if header.first().map(String::as_str) != Some(ROW) {
        violations.push(Violation::new(ErrorCode::TableNoRowColumn, at.clone()).with("expected", ROW));
    }
    let mut places = vec![Place::Row];
    let mut seen: Vec<&str> = Vec::new();
    for name in header.iter().skip(1).take(2 * limits::TABLE_COLUMNS + 1).map(String::as_str) {
        let input = definition.inputs.iter().position(|input| input.name.as_str() == name).map(Place::Input);
        let output = || definition.outputs.iter().position(|output| output.name.as_str() == name).map(Place::Output);
        match input.or_else(output) {
            _ if seen.contains(&name) => {
                violations.push(Violation::new(ErrorCode::FactsDuplicateColumn, at.key(name)).with("column", name));
            }
            Some(place) => places.push(place),
            None => {
                let violation = Violation::new(ErrorCode::ColumnUnknown, at.key(name)).with("column", name);
                violations.push(violation.with_nearest(name, known().map(Id::as_str)));
            }
        }
        seen.push(name);
    }
    for name in known().map(Id::as_str).filter(|name| !seen.contains(name)) {
        violations.push(Violation::new(ErrorCode::ColumnMissing, at.key(name)).with("column", name));
    }
    (violations.len() == before).then_some(places)
}

fn row(
    line: &csv::StringRecord,
    places: &[Place],
    definition: &TableDefinition,
    at: &JsonPointer,
    violations: &mut Vec<Violation>,
) -> Option<TableRow> {
    let before = violations.len();
    let mut id = None;
    let mut when = vec![None; definition.inputs.len()];
    let mut then = vec![None; definition.outputs.len()];
    for (cell, place) in line.iter().zip(places) {
        match *place {
            Place::Row => {
                let name = match cell.trim() {
                    quoted if quoted.starts_with('"') => serde_json::from_str(quoted).unwrap_or_default(),
                    plain => plain.to_owned(),
                };
                match Id::try_new(name) {
                    Ok(name) => id = Some(name),
                    Err(code) => violations.push(Violation::new(code, at.key(ROW)).with_value(cell)),
                }
            }
            Place::Input(place) => {
                let Some((input, slot)) = definition.inputs.get(place).zip(when.get_mut(place)) else { continue };
                let at = at.key(input.name.as_str());
                match sheet_cell::read(cell, input.field_type) {
                    _ if is_long(cell) => violations.push(Violation::new(ErrorCode::DecodeTextTooLong, at)),
                    Ok(test) => *slot = test,
                    Err(_) => violations.push(unreadable(cell, input.field_type.name(), at)),
                }
            }
            Place::Output(place) => {
                let Some((output, slot)) = definition.outputs.get(place).zip(then.get_mut(place)) else { continue };
                let at = at.key(output.name.as_str());
                match sheet_cell::value(cell, output.field_type) {
                    _ if is_long(cell) => violations.push(Violation::new(ErrorCode::DecodeTextTooLong, at)),
                    Ok(value) => *slot = Some(value),
                    Err(_) => violations.push(unreadable(cell, output.field_type.name(), at)),
                }
            }
        }
    }
    let then = then.into_iter().collect::<Option<Vec<_>>>();
    id.zip(then).filter(|_| violations.len() == before).map(|(id, then)| TableRow { id, when, then })
}

/// A list of texts may be as long as many of them; one that is longer is no cell of people.
fn is_long(cell: &str) -> bool {
    cell.len() > 64 * limits::TEXT_CHARS
}

fn unreadable(cell: &str, expected: &'static str, at: JsonPointer) -> Violation {
    Violation::new(ErrorCode::TableCellNotReadable, at).with_value(cell).with("expected", expected)
}
