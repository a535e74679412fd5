//! One record through a table.

use std::collections::BTreeMap;

use serde_json::Value;

use super::definition::{Aggregate, HitPolicy};
use super::model::TableModel;
use super::outcome::{CellReport, MatchedRow, NearestRow, TableOutcome, TableStatus};
use super::sheet_cell;
use crate::error::{Error, ErrorCode, Violation, ViolationBody};
use crate::primitives::{
    Decimal, DecisionRecord, Fingerprint, Id, JsonPointer, Reason, ReasonCode, Record, Scalar, TypedRecord,
    canonical_json, decode,
};

/// The rows that decide, and the outputs by name.
pub(crate) type Answer = (Vec<usize>, Vec<BTreeMap<String, Scalar>>);

impl TableModel {
    /// A record from a JSON object: `null` and absent mean missing, other fields are refused.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `record.unknown_field`, `record.wrong_type`, `table.input_missing`, all at once.
    pub fn record(&self, value: Value) -> Result<TypedRecord, Error> {
        decode::within_depth(&value).map_err(Error::input)?;
        self.record_at(value, &JsonPointer::root()).map_err(Error::input)
    }

    /// A record from JSON text.
    ///
    /// # Errors
    /// As [`Self::record`].
    pub fn record_json(&self, text: &str) -> Result<TypedRecord, Error> {
        decode::parse(text).map_err(Error::input).and_then(|value| self.record(value))
    }

    /// A record that stands at `at` of a larger document.
    pub(super) fn record_at(&self, value: Value, at: &JsonPointer) -> Result<TypedRecord, Vec<Violation>> {
        let record = TypedRecord::from_value(value, self.fields(), at)?;
        let refused: Vec<Violation> = self.refusals(&record, at).collect();
        if refused.is_empty() { Ok(record) } else { Err(refused) }
    }

    /// Why a record is not one of this table: an input that must not be missing is, or holds a text that it may not.
    pub(crate) fn refusals<'a, R: Record + ?Sized>(
        &'a self,
        record: &'a R,
        at: &'a JsonPointer,
    ) -> impl Iterator<Item = Violation> + 'a {
        let inputs = self.definition().inputs.iter().enumerate();
        inputs.filter_map(move |(slot, input)| match record.value(slot) {
            None if !input.optional => {
                let violation = Violation::new(ErrorCode::TableInputMissing, at.key(input.name.as_str()));
                Some(violation.with("field", input.name.as_str()))
            }
            _ => None,
        })
    }

    /// The outcome for one record with its rows, without the envelope of a decision.
    pub fn outcome<R: Record + ?Sized>(&self, record: &R) -> TableOutcome {
        let mut matching = Vec::new();
        self.matching(record, &mut matching);
        let (open, missing) = self.open(record);
        let mut outcome = TableOutcome {
            status: TableStatus::Matched,
            outputs: Vec::new(),
            count: matching.len(),
            rows: Vec::new(),
            outranked: Vec::new(),
            open,
            missing,
            nearest: None,
            conflict: None,
        };
        let settled = self.answer(&matching);
        let deciding = match settled {
            Ok((deciding, outputs)) => {
                outcome.outputs = outputs;
                deciding
            }
            Err(violation) => {
                outcome.status = TableStatus::Conflict;
                outcome.conflict = Some(ViolationBody::from(&violation));
                matching.clone()
            }
        };
        outcome.outranked =
            matching.iter().filter(|row| !deciding.contains(row)).map(|row| self.row_id(*row).clone()).collect();
        outcome.rows = deciding
            .iter()
            .map(|row| MatchedRow { id: self.row_id(*row).clone(), cells: self.cells(*row, record, false) })
            .collect();
        if matching.is_empty() {
            outcome.nearest = self.nearest(record);
            outcome.status = TableStatus::NoMatch;
            if let Some(default) = &self.default {
                outcome.status = TableStatus::Default;
                outcome.outputs = vec![self.named(default)];
            }
        }
        outcome
    }

    /// The decision for one record, for the host's log.
    ///
    /// # Errors
    /// As [`canonical_json`].
    pub fn decide(&self, record: &TypedRecord) -> Result<DecisionRecord<TableOutcome>, Error> {
        let outcome = self.outcome(record);
        let input = canonical_json(&record.to_map(self.fields()))?;
        Ok(DecisionRecord {
            engine_version: crate::VERSION,
            definition_id: self.definition().id.clone(),
            fingerprint: self.fingerprint(),
            as_of: None,
            seed: None,
            input_hash: Fingerprint::of_text(&input),
            reasons: reasons(&outcome),
            outcome,
        })
    }

    /// The rows that decide and their outputs.
    ///
    /// # Errors
    /// The conflict of the rows under the hit policy.
    pub(crate) fn answer(&self, matching: &[usize]) -> Result<Answer, Violation> {
        let deciding = self.settle(matching).map_err(|(first, second)| {
            let code = match self.definition().hit_policy {
                HitPolicy::Any => ErrorCode::TableNotSame,
                _ => ErrorCode::TableNotUnique,
            };
            let violation = Violation::new(code, JsonPointer::root()).with("first", self.row_id(first).as_str());
            violation.with("second", self.row_id(second).as_str())
        })?;
        let rows: Vec<&Vec<Scalar>> = deciding.iter().filter_map(|row| self.outputs.get(*row)).collect();
        let aggregate = self.definition().aggregate;
        let outputs = match aggregate {
            _ if rows.is_empty() => Vec::new(),
            Aggregate::List => rows.into_iter().map(|row| self.named(row)).collect(),
            Aggregate::Count => Vec::new(),
            Aggregate::Sum | Aggregate::Min | Aggregate::Max => {
                let columns = 0..self.definition().outputs.len();
                let one = columns.map(|at| together(aggregate, rows.iter().filter_map(|row| row.get(at))));
                let one: Vec<Option<Scalar>> = one.collect();
                if let Some(at) = one.iter().position(Option::is_none) {
                    let name = self.definition().outputs.get(at).map_or("", |output| output.name.as_str());
                    let violation = Violation::new(ErrorCode::TableSumOutOfRange, JsonPointer::root());
                    return Err(violation.with("field", name));
                }
                let one: Vec<Scalar> = one.into_iter().flatten().collect();
                vec![self.named(&one)]
            }
        };
        Ok((deciding, outputs))
    }

    /// The outputs of the default, if the table has one.
    pub fn default_outputs(&self) -> Option<BTreeMap<String, Scalar>> {
        self.default.as_ref().map(|row| self.named(row))
    }

    /// Whether it answers one entry per matching row.
    pub fn answers_a_list(&self) -> bool {
        self.definition().hit_policy.is_list(self.definition().aggregate)
    }

    fn named(&self, row: &[Scalar]) -> BTreeMap<String, Scalar> {
        let names = self.definition().outputs.iter().map(|output| output.name.as_str().to_owned());
        names.zip(row.iter().cloned()).collect()
    }

    /// The rows that are neither true nor false, and the missing inputs that leave them so.
    fn open<R: Record + ?Sized>(&self, record: &R) -> (Vec<Id>, Vec<Id>) {
        let absent: Vec<bool> = (0..self.fields().len()).map(|slot| record.value(slot).is_none()).collect();
        if !absent.contains(&true) {
            return (Vec::new(), Vec::new());
        }
        let located: Vec<u32> = self.locate(record);
        let mut asked = vec![false; absent.len()];
        let mut rows = Vec::new();
        for row in 0..self.index.rows() {
            let unknown = |slot: usize, missing: Option<bool>| absent.get(slot) == Some(&true) && missing.is_none();
            let mut cells = self.index.row(row).zip(&located).enumerate();
            let mut waits = Vec::new();
            let holds = cells.all(|(slot, ((_, cell), segment))| {
                let waiting = unknown(slot, cell.missing);
                if waiting {
                    waits.push(slot);
                }
                waiting || cell.holds(*segment)
            });
            if holds && !waits.is_empty() {
                rows.push(self.row_id(row).clone());
                waits.into_iter().for_each(|slot| asked.get_mut(slot).into_iter().for_each(|asked| *asked = true));
            }
        }
        let inputs = self.definition().inputs.iter().zip(asked).filter(|(_, asked)| *asked);
        (rows, inputs.map(|(input, _)| input.name.clone()).collect())
    }

    fn locate<R: Record + ?Sized>(&self, record: &R) -> Vec<u32> {
        self.index.columns.iter().enumerate().map(|(slot, column)| column.axis.locate(record.value(slot))).collect()
    }

    /// The row with the fewest cells that are not true; the first of several.
    fn nearest<R: Record + ?Sized>(&self, record: &R) -> Option<NearestRow> {
        let located = self.locate(record);
        let failing = |row: &usize| {
            self.index.row(*row).zip(&located).filter(|((_, cell), segment)| !cell.holds(**segment)).count()
        };
        let row = (0..self.index.rows()).min_by_key(failing)?;
        Some(NearestRow { id: self.row_id(row).clone(), failing: self.cells(row, record, true) })
    }

    /// The cells of a row that test something: all of them, or only those that are not true.
    fn cells<R: Record + ?Sized>(&self, row: usize, record: &R, failing: bool) -> Vec<CellReport> {
        let definition = self.definition();
        let Some(tests) = definition.rows.get(row) else { return Vec::new() };
        let located = self.locate(record);
        let columns = definition.inputs.iter().zip(&tests.when).zip(self.index.row(row)).zip(located).enumerate();
        let shown = columns.filter_map(|(slot, (((input, test), (_, cell)), segment))| {
            let test = test.as_ref()?;
            let value = record.value(slot);
            (!failing || !cell.holds(segment)).then(|| CellReport {
                input: input.name.clone(),
                test: sheet_cell::write(Some(test), input.field_type),
                value: value.filter(|_| !input.pii).map(|value| value.to_param()),
                missing: value.is_none(),
            })
        });
        shown.collect()
    }
}

/// One value of many; `None` when a sum leaves its range.
fn together<'a>(aggregate: Aggregate, values: impl Iterator<Item = &'a Scalar>) -> Option<Scalar> {
    let order = |a: &&Scalar, b: &&Scalar| a.as_ref().order(b.as_ref());
    match aggregate {
        Aggregate::Min => values.min_by(order).cloned(),
        Aggregate::Max => values.max_by(order).cloned(),
        _ => {
            let mut values = values.peekable();
            if matches!(values.peek(), Some(Scalar::Integer(_))) {
                let numbers = values.map(|value| if let Scalar::Integer(value) = value { *value } else { 0 });
                let sum = numbers.map(i128::from).sum::<i128>();
                return i64::try_from(sum).ok().map(Scalar::Integer);
            }
            let units = values.map(|value| if let Scalar::Decimal(value) = value { value.units() } else { 0 });
            let sum = units.into_iter().try_fold(0_i128, i128::checked_add)?;
            Decimal::try_new(sum, 18).ok().map(Scalar::Decimal)
        }
    }
}

fn reasons(outcome: &TableOutcome) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if let Some(conflict) = &outcome.conflict {
        let mut reason = Reason::new(ReasonCode::TableConflict);
        let names = outcome.rows.iter().map(|row| row.id.as_str().to_owned());
        reason = reason.with("rows", names.collect::<Vec<String>>()).with("error", conflict.code.as_str());
        reasons.push(reason);
    } else {
        let row = |row: &MatchedRow| Reason::new(ReasonCode::TableRow).with("row", row.id.as_str());
        reasons.extend(outcome.rows.iter().map(row));
    }
    if !outcome.outranked.is_empty() {
        let reason = Reason::new(ReasonCode::TableOutranked).with("count", outcome.outranked.len());
        reasons.push(reason.with("rows", names(&outcome.outranked)));
    }
    if let Some(nearest) = &outcome.nearest {
        let inputs: Vec<String> = nearest.failing.iter().map(|cell| cell.input.as_str().to_owned()).collect();
        let reason = Reason::new(ReasonCode::TableNoMatch).with("row", nearest.id.as_str());
        reasons.push(reason.with("inputs", inputs));
    }
    if outcome.status == TableStatus::Default {
        reasons.push(Reason::new(ReasonCode::TableDefault));
    }
    if !outcome.open.is_empty() {
        let reason = Reason::new(ReasonCode::TableOpen).with("count", outcome.open.len());
        reasons.push(reason.with("rows", names(&outcome.open)).with("inputs", names(&outcome.missing)));
    }
    reasons
}

fn names(ids: &[Id]) -> Vec<String> {
    ids.iter().map(|id| id.as_str().to_owned()).collect()
}
