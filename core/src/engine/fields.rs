//! Where a declared field of a lead or rep comes from: a column, a computed field, the score.

use crate::error::{Error, ErrorCode, Violation};
use crate::kernel::facts::{MissingColumns, Table, TableName};
use crate::primitives::{Field, FieldType, JsonPointer, Record, ScalarRef, TypedRecord};

use super::features::{LEAD_FEATURES, LeadFeatures};

/// The score of a lead, as fields of a routing policy: `score`, `grade`, `qualified`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scored<'a> {
    pub(super) score: i64,
    pub(super) grade: &'a str,
    pub(super) qualified: bool,
}

const SCORED: [(&str, FieldType); 3] =
    [("score", FieldType::Integer), ("grade", FieldType::Text), ("qualified", FieldType::Boolean)];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    Column(usize),
    Feature(usize),
    Scored(usize),
    Missing,
}

/// The sources of a definition's declared fields, resolved once for a table.
#[derive(Debug)]
pub(super) struct Sources {
    sources: Vec<Source>,
    missing: Vec<String>,
}

impl Sources {
    /// Resolves declared fields against the columns of a table; computed fields only for leads.
    ///
    /// # Errors
    /// Class `input`: `column.wrong_type` for every field whose column holds something else.
    pub(super) fn resolve(fields: &[Field], table: &Table, computed: bool) -> Result<Self, Error> {
        let (mut sources, mut missing, mut violations) = (Vec::with_capacity(fields.len()), Vec::new(), Vec::new());
        for field in fields {
            let name = field.name.as_str();
            let column = table.slot(name).filter(|slot| table.is_present(*slot));
            let known = |of: &[(&str, FieldType)]| of.iter().position(|(known, _)| *known == name).filter(|_| computed);
            let (source, found) = match (column, known(&LEAD_FEATURES), known(&SCORED)) {
                (Some(slot), _, _) => (Source::Column(slot), table.field_type(slot)),
                (None, Some(at), _) => (Source::Feature(at), LEAD_FEATURES.get(at).map(|(_, found)| *found)),
                (None, None, Some(at)) => (Source::Scored(at), SCORED.get(at).map(|(_, found)| *found)),
                (None, None, None) => (Source::Missing, None),
            };
            if source == Source::Missing {
                missing.push(name.to_owned());
            }
            if let Some(found) = found
                && !fits(field.field_type, found)
            {
                let at = JsonPointer::root().key("tables").key(table.name().name()).key("columns").key(name);
                let violation = Violation::new(ErrorCode::ColumnWrongType, at).with("column", name);
                violations.push(violation.with("expected", field.field_type.name()).with("actual", found.name()));
            }
            sources.push(source);
        }
        if violations.is_empty() { Ok(Self { sources, missing }) } else { Err(Error::input(violations)) }
    }

    /// The declared fields that no column holds.
    pub(super) fn missing(&self, table: TableName) -> Option<MissingColumns> {
        (!self.missing.is_empty()).then(|| MissingColumns { table, columns: self.missing.clone() })
    }
}

/// Whether a condition on `declared` can read values of `found`; money is read as its decimal.
fn fits(declared: FieldType, found: FieldType) -> bool {
    declared == found
        || matches!(
            (declared, found),
            (FieldType::Decimal, FieldType::Money | FieldType::Integer) | (FieldType::Money, FieldType::Decimal)
        )
}

/// One row of a table seen through the declared fields of a definition.
#[derive(Debug)]
pub(super) struct DeclaredRow<'a> {
    pub(super) table: &'a Table,
    pub(super) row: usize,
    pub(super) sources: &'a Sources,
    pub(super) features: LeadFeatures,
    pub(super) scored: Option<Scored<'a>>,
}

impl DeclaredRow<'_> {
    /// The row as a record of its own.
    pub(super) fn to_record(&self) -> TypedRecord {
        TypedRecord::from_scalars((0..self.sources.sources.len()).map(|slot| self.value(slot)))
    }
}

impl Record for DeclaredRow<'_> {
    fn value(&self, slot: usize) -> Option<ScalarRef<'_>> {
        match *self.sources.sources.get(slot)? {
            Source::Column(column) => self.table.scalar(column, self.row),
            Source::Feature(feature) => self.features.value(feature),
            Source::Scored(at) => {
                let scored = self.scored?;
                match at {
                    0 => Some(ScalarRef::Integer(scored.score)),
                    1 => Some(ScalarRef::Text(scored.grade)),
                    _ => Some(ScalarRef::Boolean(scored.qualified)),
                }
            }
            Source::Missing => None,
        }
    }
}
