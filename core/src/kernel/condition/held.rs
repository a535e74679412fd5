//! A record that stays decoded between calls.

use std::sync::Arc;

use serde_json::Value;

use crate::error::{Error, ErrorCode, Violation};
use crate::primitives::record::unknown_field;
use crate::primitives::{Id, Instant, JsonPointer, Scalar, TypedRecord, decode};

use super::rule_model::{RuleOutcome, RuleRun, RuleSetModel};

/// A record that a host evaluates again and again: it is decoded once, and a change asks only the rules
/// that read what changed.
///
/// ```
/// use std::sync::Arc;
/// use leadstone::condition::{HeldRecord, RuleSetModel};
/// let model = Arc::new(RuleSetModel::from_json(r#"{
///     "kind": "condition.rules", "schema_version": 1, "id": "leads",
///     "fields": [{"name": "score", "type": "integer"}, {"name": "source", "type": "text"}],
///     "rules": [
///         {"id": "hot", "when": {"type": "compare", "field": "score", "op": "at_least", "value": 62}},
///         {"id": "web", "when": {"type": "one_of", "field": "source", "values": ["web", "form"]}}]
/// }"#).unwrap());
/// let lead = serde_json::json!({"score": 58, "source": "web"});
/// let mut lead = HeldRecord::from_value(model, lead).unwrap();
/// assert_eq!(lead.first("2026-03-31T12:00:00Z").unwrap().map(|id| id.as_str()), Some("web"));
/// lead.update_value(serde_json::json!({"score": 62})).unwrap();
/// assert_eq!(lead.matched("2026-03-31T12:00:00Z").unwrap().len(), 2);
/// ```
#[derive(Debug, Clone)]
pub struct HeldRecord {
    model: Arc<RuleSetModel>,
    record: TypedRecord,
    run: RuleRun,
    /// The slots that have changed since the last answer.
    changed: Vec<usize>,
}

impl HeldRecord {
    /// Holds a record that was checked against the fields of the rule set.
    pub fn new(model: Arc<RuleSetModel>, record: TypedRecord) -> Self {
        Self { model, record, run: RuleRun::default(), changed: Vec::new() }
    }

    /// Holds a record given as a JSON value.
    ///
    /// # Errors
    /// Class `input`: `decode.*` and `record.*`, all at once.
    pub fn from_value(model: Arc<RuleSetModel>, record: Value) -> Result<Self, Error> {
        let record = TypedRecord::from_value(record, model.fields(), &JsonPointer::root()).map_err(Error::input)?;
        Ok(Self::new(model, record))
    }

    /// Changes some fields, given as a JSON object; `null` makes one missing. All of them change, or none.
    ///
    /// # Errors
    /// Class `input`: `decode.*` and `record.*`, all at once.
    pub fn update_value(&mut self, changes: Value) -> Result<(), Error> {
        let root = JsonPointer::root();
        let Value::Object(changes) = changes else {
            return Err(Error::input(vec![decode::expected_object(&changes, &root)]));
        };
        let fields = self.model.fields();
        let (mut read, mut violations) = (Vec::with_capacity(changes.len()), Vec::new());
        for (name, value) in changes {
            match fields.iter().enumerate().find(|(_, field)| field.name.as_str() == name) {
                None => violations.push(unknown_field(&name, fields, &root)),
                Some((slot, field)) => match Scalar::read_field(field, value, &root) {
                    Ok(value) => read.push((slot, value)),
                    Err(found) => violations.extend(found),
                },
            }
        }
        if !violations.is_empty() {
            return Err(Error::input(violations));
        }
        for (slot, value) in read {
            self.record.set(slot, value);
            self.changed.push(slot);
        }
        Ok(())
    }

    /// The outcome of every rule, in the definition's order, looking back from `as_of`.
    pub fn outcomes(&mut self, as_of: Instant) -> &[RuleOutcome] {
        self.model.rerun(&self.record, &self.changed, as_of, &mut self.run);
        self.changed.clear();
        self.run.outcomes()
    }

    /// The first rule that matches, looking back from `as_of` in RFC 3339.
    ///
    /// # Errors
    /// Class `input`, `time.not_an_instant`.
    pub fn first(&mut self, as_of: &str) -> Result<Option<&Id>, Error> {
        self.outcomes(instant(as_of)?);
        let first = self.run.first();
        Ok(first.and_then(|place| self.model.rule_ids().nth(place)))
    }

    /// The rules that match, in the definition's order, looking back from `as_of` in RFC 3339.
    ///
    /// # Errors
    /// Class `input`, `time.not_an_instant`.
    pub fn matched(&mut self, as_of: &str) -> Result<Vec<&Id>, Error> {
        self.outcomes(instant(as_of)?);
        let rules = self.model.rule_ids().zip(self.run.outcomes());
        Ok(rules.filter(|(_, outcome)| **outcome == RuleOutcome::Match).map(|(id, _)| id).collect())
    }
}

fn instant(text: &str) -> Result<Instant, Error> {
    text.parse().map_err(|_| {
        let violation = Violation::new(ErrorCode::TimeNotAnInstant, JsonPointer::root().key("as_of"));
        Error::input(vec![violation.with_value(text)])
    })
}
