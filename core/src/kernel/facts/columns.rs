//! The columns of a table as loading sees them: canonical ones first, then those of the mapping.

use super::cell::{Cell, Fault};
use super::mapping::TableMapping;
use super::parse::{self, Reading};
use super::spec::{TableName, TimeRole, table_spec};
use crate::error::ErrorCode;
use crate::primitives::{Field, FieldType, Id, Zone};

/// One column that a table knows; its place in the list is its slot.
#[derive(Debug, Clone)]
pub(super) struct Declared<'a> {
    pub(super) name: &'a str,
    pub(super) field_type: FieldType,
    pub(super) required: bool,
    pub(super) pii: bool,
    pub(super) accepted: &'a [&'a str],
    pub(super) masked_with: Vec<usize>,
    pub(super) time: TimeRole,
    pub(super) month: bool,
    pub(super) extra: bool,
}

/// Every column of a table under a mapping, in the order of the slots.
pub(super) fn declared(table: TableName, mapping: Option<&TableMapping>) -> Vec<Declared<'_>> {
    let spec = table_spec(table);
    let mut columns: Vec<Declared<'_>> = Vec::with_capacity(spec.columns.len());
    columns.extend(spec.columns.iter().map(|column| Declared {
        name: column.name,
        field_type: column.field_type,
        required: column.required,
        pii: column.pii,
        accepted: column.values,
        masked_with: column.masked_with.iter().filter_map(|name| spec.column(name)).map(|(slot, _)| slot).collect(),
        time: column.time,
        month: column.month,
        extra: false,
    }));
    let extra = mapping.into_iter().flat_map(|mapping| &mapping.extra);
    columns.extend(extra.clone().map(|(name, column)| Declared {
        name,
        field_type: column.field_type,
        required: false,
        pii: column.pii,
        accepted: &[],
        masked_with: Vec::new(),
        time: if column.planned { TimeRole::Plan } else { TimeRole::Event },
        month: false,
        extra: true,
    }));
    for (name, column) in extra {
        let Some(masked_with) = &column.masked_with else { continue };
        let slot = columns.iter().position(|known| known.name == masked_with);
        if let Some(masked) = columns.iter_mut().find(|known| known.extra && known.name == name) {
            masked.masked_with.extend(slot);
        }
    }
    columns
}

/// The fields of those columns.
pub(super) fn fields(columns: &[Declared<'_>]) -> Vec<Field> {
    // INVARIANT: canonical names are ids, and the check of a mapping refuses extra names that are none.
    let id = |name: &str| Id::try_new(name).ok();
    let field =
        |column: &Declared<'_>| Some(Field { pii: column.pii, ..Field::new(id(column.name)?, column.field_type) });
    columns.iter().filter_map(field).collect()
}

impl Declared<'_> {
    /// Whether a text is one that the column takes.
    pub(super) fn accept(&self, cell: Cell<'_>, text: &str) -> Result<(), Fault> {
        if !self.accepted.is_empty() && !self.accepted.contains(&text) {
            let accepted: Vec<&str> = self.accepted.to_vec();
            return Err(Fault::new(ErrorCode::FactsNotInValues, cell).with("accepted", accepted));
        }
        if text.len() > crate::primitives::limits::TEXT_CHARS
            && text.chars().count() > crate::primitives::limits::TEXT_CHARS
        {
            return Err(Fault::bare(ErrorCode::DecodeTextTooLong));
        }
        Ok(())
    }

    /// Reads a cell only to see whether it can be read; amounts as those of a currency with that exponent.
    pub(super) fn probe(&self, cell: Cell<'_>, reading: &Reading<'_>, zone: &Zone, exponent: u8) -> Result<(), Fault> {
        match self.field_type {
            FieldType::Text if self.month => parse::month(cell, reading, zone).map(drop),
            // INVARIANT: no canonical column is of the latter types, and `check` refuses own ones.
            FieldType::Text | FieldType::Enum | FieldType::Set | FieldType::Events => {
                self.accept(cell, cell.text(&mut String::new()))
            }
            FieldType::Integer => parse::integer(cell, reading).map(drop),
            FieldType::Decimal => parse::decimal(cell, reading).map(drop),
            FieldType::Boolean => parse::boolean(cell).map(drop),
            FieldType::Instant => parse::instant(cell, reading, zone).map(drop),
            FieldType::Date => parse::date(cell, reading, zone).map(drop),
            FieldType::Money => parse::minor_units(cell, reading, exponent).map(drop),
        }
    }
}
