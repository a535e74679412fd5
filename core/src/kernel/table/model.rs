//! The compiled table.

use std::ops::ControlFlow;

use super::definition::{HitPolicy, TableDefinition};
use super::index::Index;
use crate::primitives::{Field, Fingerprint, Id, Record, Scalar};

/// A compiled decision table: immutable, shared freely between threads.
///
/// ```
/// use leadstone::table::{TableModel, TableStatus};
/// let model = TableModel::from_json(r#"{
///     "kind": "table.decision", "schema_version": 1, "id": "discount", "hit_policy": "unique",
///     "inputs": [{"name": "cars", "type": "integer"}, {"name": "fleet", "type": "boolean"}],
///     "outputs": [{"name": "discount", "type": "decimal"}],
///     "rows": [
///         {"id": "few", "when": [{"type": "compare", "op": "below", "value": 5}, null], "then": [0]},
///         {"id": "many", "when": [{"type": "compare", "op": "at_least", "value": 5}, {"type": "equal", "value": false}], "then": ["0.05"]},
///         {"id": "fleet", "when": [{"type": "compare", "op": "at_least", "value": 5}, {"type": "equal", "value": true}], "then": ["0.08"]}]
/// }"#).unwrap();
/// let record = model.record_json(r#"{"cars": 7, "fleet": true}"#).unwrap();
/// let decision = model.decide(&record).unwrap();
/// assert_eq!(decision.outcome.status, TableStatus::Matched);
/// assert_eq!(decision.outcome.rows[0].id.as_str(), "fleet");
/// assert_eq!(decision.outcome.rows[0].cells[0].test, ">= 5");
/// ```
#[derive(Debug, Clone)]
pub struct TableModel {
    definition: TableDefinition,
    fingerprint: Fingerprint,
    fields: Vec<Field>,
    pub(super) index: Index,
    /// The typed outputs of each row.
    pub(super) outputs: Vec<Vec<Scalar>>,
    pub(super) default: Option<Vec<Scalar>>,
    /// The place of each row among all when the policy picks one: the smallest decides.
    pub(super) ranks: Vec<usize>,
}

impl TableModel {
    pub(super) fn new(
        definition: TableDefinition,
        fingerprint: Fingerprint,
        index: Index,
        outputs: Vec<Vec<Scalar>>,
        default: Option<Vec<Scalar>>,
        ranks: Vec<usize>,
    ) -> Self {
        let fields = definition.fields();
        Self { definition, fingerprint, fields, index, outputs, default, ranks }
    }

    /// The definition that was compiled, its rows in `rows` and its literals in canonical form.
    pub fn definition(&self) -> &TableDefinition {
        &self.definition
    }

    /// SHA-256 of the definition's canonical JSON.
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// The inputs as declared fields; a record's slots are their positions.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// The first row that matches, by its place, whatever the hit policy says; allocates nothing.
    pub fn first<R: Record + ?Sized>(&self, record: &R) -> Option<usize> {
        let mut first = None;
        self.index.visit(record, |row| {
            first = Some(row);
            ControlFlow::Break(())
        });
        first
    }

    /// All rows that match, by their places in order, appended to `rows`, whatever the hit policy says.
    pub fn matching<R: Record + ?Sized>(&self, record: &R, rows: &mut Vec<usize>) {
        self.index.visit(record, |row| {
            rows.push(row);
            ControlFlow::Continue(())
        });
    }

    /// The rows that decide under the hit policy, or the two that contradict each other.
    pub(super) fn settle(&self, matching: &[usize]) -> Result<Vec<usize>, (usize, usize)> {
        let first = matching.first().copied();
        match self.definition.hit_policy {
            HitPolicy::RuleOrder | HitPolicy::Collect => Ok(matching.to_vec()),
            HitPolicy::First => Ok(first.into_iter().collect()),
            HitPolicy::Priority => {
                let rank = |row: &usize| self.ranks.get(*row).copied();
                Ok(matching.iter().copied().min_by_key(rank).into_iter().collect())
            }
            HitPolicy::Unique => match matching {
                [first, second, ..] => Err((*first, *second)),
                one => Ok(one.to_vec()),
            },
            HitPolicy::Any => {
                let other = matching.iter().find(|row| !self.same_outputs(first.unwrap_or_default(), **row));
                match (first, other) {
                    (Some(first), Some(other)) => Err((first, *other)),
                    (first, _) => Ok(first.into_iter().collect()),
                }
            }
        }
    }

    pub(super) fn same_outputs(&self, a: usize, b: usize) -> bool {
        self.outputs.get(a) == self.outputs.get(b)
    }

    /// The id of a row by its place.
    pub fn row_id(&self, row: usize) -> &Id {
        // INVARIANT: places come from the index, which has one per row of the definition.
        self.definition.rows.get(row).map_or(&self.definition.id, |row| &row.id)
    }
}
