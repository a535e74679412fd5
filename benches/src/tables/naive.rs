//! A table as its definition says it, row by row and cell by cell: the oracle of the compiled one.

use std::cmp::Ordering;

use leadstone::table::{CellTest, Side, TableDefinition};
use leadstone::{FieldType, Literal, Record, Scalar, ScalarRef};

/// A row's tests with typed constants, `None` for a cell that is true of everything.
#[derive(Debug)]
pub struct Scan(Vec<Vec<Option<Test>>>);

/// A cell whose constants were read once.
#[derive(Debug)]
pub enum Test {
    OneOf(Vec<Scalar>),
    Side(Side, Scalar),
    Between(Scalar, Scalar, bool, bool),
    Not(Box<Test>),
    Present(bool),
}

impl Scan {
    /// Reads the constants of a table.
    pub fn of(definition: &TableDefinition) -> Self {
        let row = |row: &leadstone::table::TableRow| {
            let cells = definition.inputs.iter().zip(&row.when);
            cells.map(|(input, cell)| cell.as_ref().map(|cell| test(cell, input.field_type))).collect()
        };
        Self(definition.rows.iter().map(row).collect())
    }

    /// The rows that match, in order.
    pub fn matching<'a, R: Record + ?Sized>(&'a self, record: &'a R) -> impl Iterator<Item = usize> + 'a {
        self.0.iter().enumerate().filter_map(move |(place, row)| {
            let mut cells = row.iter().enumerate();
            let holds = cells
                .all(|(slot, cell)| cell.as_ref().is_none_or(|cell| truth(cell, record.value(slot)) == Some(true)));
            holds.then_some(place)
        })
    }
}

fn test(cell: &CellTest, of: FieldType) -> Test {
    let value = |literal: &Literal| {
        let json = serde_json::to_value(literal).unwrap_or_default();
        Scalar::read(of, json).unwrap_or(Scalar::Boolean(false))
    };
    match cell {
        CellTest::Equal { value: one } => Test::OneOf(vec![value(one)]),
        CellTest::OneOf { values } => Test::OneOf(values.iter().map(value).collect()),
        CellTest::Compare { op, value: one } => Test::Side(*op, value(one)),
        CellTest::Between { low, high, low_open, high_open } => {
            Test::Between(value(low), value(high), *low_open, *high_open)
        }
        CellTest::Not { of: inner } => Test::Not(Box::new(test(inner, of))),
        CellTest::Present {} => Test::Present(true),
        CellTest::Absent {} => Test::Present(false),
    }
}

/// Kleene's truth of a cell.
fn truth(test: &Test, value: Option<ScalarRef<'_>>) -> Option<bool> {
    match test {
        Test::Present(wanted) => Some(value.is_some() == *wanted),
        Test::Not(inner) => truth(inner, value).map(|truth| !truth),
        Test::OneOf(values) => {
            Some(values.iter().any(|one| order(value, one) == Some(Ordering::Equal))).filter(|_| value.is_some())
        }
        Test::Side(op, one) => order(value, one).map(|order| match op {
            Side::Below => order.is_lt(),
            Side::AtMost => order.is_le(),
            Side::Above => order.is_gt(),
            Side::AtLeast => order.is_ge(),
        }),
        Test::Between(low, high, low_open, high_open) => {
            let (low, high) = (order(value, low)?, order(value, high)?);
            Some((low.is_gt() || low.is_eq() && !low_open) && (high.is_lt() || high.is_eq() && !high_open))
        }
    }
}

fn order(value: Option<ScalarRef<'_>>, constant: &Scalar) -> Option<Ordering> {
    Some(match (value?, constant) {
        (ScalarRef::Boolean(a), Scalar::Boolean(b)) => a.cmp(b),
        (ScalarRef::Integer(a), Scalar::Integer(b)) => a.cmp(b),
        (ScalarRef::Decimal(a), Scalar::Decimal(b)) => a.cmp(b),
        (ScalarRef::Text(a), Scalar::Text(b)) => a.cmp(b.as_str()),
        (ScalarRef::Date(a), Scalar::Date(b)) => a.cmp(b),
        (ScalarRef::Instant(a), Scalar::Instant(b)) => a.cmp(b),
        _ => return None,
    })
}
