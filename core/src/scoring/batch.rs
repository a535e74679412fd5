//! Scores of many leads at once: columns in, columns out.

use std::collections::BTreeMap;

use crate::error::{Error, ErrorCode};
use crate::kernel::condition::Truth;
use crate::kernel::facts::{Block, RawTable};
use crate::primitives::{Cells, Id};

use super::definition::AxisDefinition;
use super::model::{AxisModel, ScorecardModel};

/// The scores of a table of leads, row by row in the order of the input.
///
/// A row that cannot be read has no score and an error; no row is dropped.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ScoreColumns {
    /// The leads' ids, where the table has a column `id`.
    pub id: Option<Vec<Option<String>>>,
    /// Points of both axes together.
    pub score: Vec<Option<i64>>,
    /// Points of fit.
    pub fit: Vec<Option<i64>>,
    /// Points of engagement.
    pub engagement: Vec<Option<i64>>,
    /// The grade, as a place in `grades`.
    pub grade: Vec<Option<u32>>,
    /// Whether the grade counts as qualified.
    pub qualified: Vec<Option<bool>>,
    /// Every contribution of every row, one after the other, in the order of `parts`; zeros for error rows.
    ///
    /// The contributions of a row sum exactly to its score.
    pub contributions: Vec<i64>,
    /// Why a row has no score, by the row's place.
    pub errors: BTreeMap<usize, RowError>,
    /// The distinct grades.
    pub grades: Vec<Id>,
    /// What each contribution of a row stands for.
    pub parts: Vec<String>,
}

/// Why a row has no score.
#[derive(Debug, Clone, PartialEq)]
pub struct RowError {
    /// The stable code.
    pub code: ErrorCode,
    /// The message in English.
    pub message: String,
}

impl ScoreColumns {
    /// How many rows.
    pub fn len(&self) -> usize {
        self.score.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.score.is_empty()
    }
}

/// Rows that are evaluated together: their columns stay in the processor's nearest memory.
const BLOCK: usize = 256;

/// One column of numbers that stand row by row.
fn column(rows: &mut [i64], place: usize, width: usize) -> impl Iterator<Item = &mut i64> {
    rows.get_mut(place..).unwrap_or_default().iter_mut().step_by(width)
}

impl AxisModel {
    /// The points of every lead of a block, and their parts: each lead has `width` of them, and
    /// this axis' start at `first`.
    fn points(&self, axis: &AxisDefinition, cells: &[Cells<'_>], parts: Parts<'_>, points: &mut [i64]) {
        let Parts { rows, first, width } = parts;
        let mut truths = [Truth::False; BLOCK];
        let truths = truths.get_mut(..points.len()).unwrap_or_default();
        points.fill(axis.base.get());
        column(rows, first, width).for_each(|part| *part = axis.base.get());
        for (place, rule) in self.rules.iter().enumerate() {
            rule.when.evaluate_columns(cells, truths);
            for ((truth, sum), part) in truths.iter().zip(&mut *points).zip(column(rows, first + 1 + place, width)) {
                *part = if truth.matches() { rule.points } else { 0 };
                *sum += *part;
            }
        }
        let clamps = column(rows, first + 1 + self.rules.len(), width);
        for (sum, part) in points.iter_mut().zip(clamps) {
            let held = (*sum).clamp(axis.min.get(), axis.max.get());
            *part = held - *sum;
            *sum = held;
        }
    }
}

/// Where the parts of one axis stand among those of a block.
struct Parts<'a> {
    rows: &'a mut [i64],
    first: usize,
    width: usize,
}

impl ScorecardModel {
    /// What each contribution of a row of [`ScoreColumns`] stands for: per axis `<axis>.base`, every
    /// rule by its id, and `<axis>.clamp`.
    pub fn parts(&self) -> Vec<String> {
        let definition = self.definition();
        let axes = [("fit", &definition.fit), ("engagement", &definition.engagement)];
        axes.into_iter()
            .flat_map(|(name, axis)| {
                let rules = axis.rules.iter().map(|rule| rule.id.as_str().to_owned());
                std::iter::once(format!("{name}.base")).chain(rules).chain([format!("{name}.clamp")])
            })
            .collect()
    }

    /// Scores a table whose columns are the declared fields, and perhaps `id`.
    ///
    /// Texts are parsed by the declared type; allocates nothing per row but for error rows and ids.
    ///
    /// # Errors
    /// Class `input` when the columns are not those of the scorecard: `column.*`, all at once.
    ///
    /// ```
    /// use leadstone::facts::RawTable;
    /// use leadstone::scoring::ScorecardModel;
    /// let model = ScorecardModel::from_json(r#"{
    ///     "kind": "scoring.scorecard", "schema_version": 1, "id": "demo",
    ///     "fields": [{"name": "employees", "type": "integer"}],
    ///     "fit": {"max": 100, "bands": [{"id": "A", "from": 0}], "rules": [
    ///         {"id": "large", "points": 60, "when": {"type": "compare", "field": "employees", "op": "at_least", "value": 200}}]},
    ///     "engagement": {"base": 5, "max": 100, "bands": [{"id": "1", "from": 0}], "rules": []},
    ///     "grades": [["A1"]], "qualified": ["A1"]
    /// }"#).unwrap();
    /// let table = RawTable::from_csv("id,employees\na,250\nb,\nc,many\n").unwrap();
    /// let scores = model.score_table(&table).unwrap();
    /// assert_eq!(scores.score, [Some(65), Some(5), None]);
    /// assert_eq!(scores.errors[&2].code.as_str(), "facts.not_an_integer");
    /// ```
    pub fn score_table(&self, table: &RawTable) -> Result<ScoreColumns, Error> {
        let columns = table.declared(self.fields(), &["id"])?;
        let rows = table.rows();
        let parts = self.parts();
        let grades = self.grades();
        let mut out = ScoreColumns {
            id: table.column("id").map(|_| Vec::with_capacity(rows)),
            score: Vec::with_capacity(rows),
            fit: Vec::with_capacity(rows),
            engagement: Vec::with_capacity(rows),
            grade: Vec::with_capacity(rows),
            qualified: Vec::with_capacity(rows),
            contributions: Vec::with_capacity(rows.saturating_mul(parts.len())),
            errors: BTreeMap::new(),
            grades: grades.iter().map(|(grade, _)| grade.clone()).collect(),
            parts,
        };
        let mut block = Block::default();
        for start in (0..rows).step_by(BLOCK) {
            let end = rows.min(start + BLOCK);
            columns.read(start..end, &mut block);
            self.score_block(&mut block, end - start, &mut out);
        }
        if let Some(ids) = &mut out.id {
            let mut scratch = String::new();
            ids.extend((0..rows).map(|row| table.text_at("id", row, &mut scratch).map(str::to_owned)));
        }
        Ok(out)
    }

    fn score_block(&self, block: &mut Block<'_>, rows: usize, out: &mut ScoreColumns) {
        let (start, width, before) = (out.score.len(), out.parts.len(), out.contributions.len());
        out.contributions.resize(before + rows * width, 0);
        let parts = out.contributions.get_mut(before..).unwrap_or_default();
        let (mut fit, mut engagement) = ([0; BLOCK], [0; BLOCK]);
        let (fit, engagement) = (fit.get_mut(..rows), engagement.get_mut(..rows));
        let (fit, engagement) = (fit.unwrap_or_default(), engagement.unwrap_or_default());
        let definition = self.definition();
        let second = definition.fit.rules.len() + 2;
        self.fit.points(&definition.fit, &block.cells, Parts { rows: &mut *parts, first: 0, width }, fit);
        let own = Parts { rows: &mut *parts, first: second, width };
        self.engagement.points(&definition.engagement, &block.cells, own, engagement);
        let grades = self.grades();
        for (row, (fit, engagement)) in fit.iter().zip(engagement.iter()).enumerate() {
            let read = !block.faults.contains_key(&row);
            let grade = self.grade_code(self.fit.band(*fit), self.engagement.band(*engagement));
            out.score.push(read.then_some(fit + engagement));
            out.fit.push(read.then_some(*fit));
            out.engagement.push(read.then_some(*engagement));
            out.qualified.push(grades.get(grade).map(|(_, qualified)| *qualified).filter(|_| read));
            out.grade.push(u32::try_from(grade).ok().filter(|_| read));
        }
        for (row, fault) in std::mem::take(&mut block.faults) {
            parts.iter_mut().skip(row * width).take(width).for_each(|part| *part = 0);
            let message = format!("field `{}`: {}", fault.field, fault.message);
            out.errors.insert(start + row, RowError { code: fault.code, message });
        }
    }
}
