//! Scores of many leads at once: columns in, columns out.

use crate::error::{Error, ErrorCode};
use crate::kernel::facts::RawTable;
use crate::primitives::{Id, Record, ScalarRef};

use super::model::ScorecardModel;

/// The scores of a table of leads, row by row in the order of the input.
///
/// A row that cannot be read has no score, an `error_code` and an `error_message`; no row is dropped.
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
    /// Why a row has no score.
    pub error_code: Vec<Option<ErrorCode>>,
    /// The message of `error_code` in English.
    pub error_message: Vec<Option<String>>,
    /// The distinct grades.
    pub grades: Vec<Id>,
    /// What each contribution of a row stands for.
    pub parts: Vec<String>,
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

struct Row<'a, 'b>(&'b [Option<ScalarRef<'a>>]);

impl Record for Row<'_, '_> {
    fn value(&self, slot: usize) -> Option<ScalarRef<'_>> {
        self.0.get(slot).copied().flatten()
    }
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
    /// assert_eq!(scores.error_code[2].unwrap().as_str(), "facts.not_an_integer");
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
            error_code: Vec::with_capacity(rows),
            error_message: Vec::with_capacity(rows),
            grades: grades.iter().map(|(grade, _)| grade.clone()).collect(),
            parts,
        };
        let mut cells = Vec::with_capacity(self.fields().len());
        let mut scratch = String::new();
        for row in 0..rows {
            if let Some(ids) = &mut out.id {
                ids.push(table.text_at("id", row, &mut scratch).map(str::to_owned));
            }
            match columns.read(row, &mut cells) {
                Ok(()) => {
                    let points = self.points(&Row(&cells), |part| out.contributions.push(part));
                    let grade = self.grade_code(points.fit_band, points.engagement_band);
                    out.score.push(Some(points.fit + points.engagement));
                    out.fit.push(Some(points.fit));
                    out.engagement.push(Some(points.engagement));
                    out.qualified.push(grades.get(grade).map(|(_, qualified)| *qualified));
                    out.grade.push(u32::try_from(grade).ok());
                    out.error_code.push(None);
                    out.error_message.push(None);
                }
                Err(fault) => {
                    out.contributions.extend(std::iter::repeat_n(0, out.parts.len()));
                    out.score.push(None);
                    out.fit.push(None);
                    out.engagement.push(None);
                    out.qualified.push(None);
                    out.grade.push(None);
                    out.error_code.push(Some(fault.code));
                    out.error_message.push(Some(format!("field `{}`: {}", fault.field, fault.message)));
                }
            }
        }
        Ok(out)
    }
}
