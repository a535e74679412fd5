//! Whether two guards can be true together, by an example.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::kernel::condition::{Condition, ConditionModel};
use crate::primitives::{Decimal, Field, FieldType, Id, Scalar, ScalarRef};

/// Most records that are tried.
const TRIALS: usize = 20_000;
/// The tests of a condition whose constants say all about where its outcome changes.
const KNOWN: [&str; 9] = ["always", "all", "any", "not", "compare", "one_of", "between", "present", "absent"];

/// What opens a transition.
pub(super) struct Test<'a> {
    pub(super) guard: Option<&'a Condition>,
    pub(super) requires: &'a [Id],
}

impl Test<'_> {
    /// Whether nothing is asked.
    pub(super) fn is_open(&self) -> bool {
        self.guard.is_none() && self.requires.is_empty()
    }
}

/// Whether two transitions can be open together.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Overlap {
    /// At no value that matters.
    Never,
    /// With these values.
    Example(Vec<String>),
    /// It cannot be said.
    Perhaps,
}

impl Overlap {
    /// Tries every constant of the guards, the values beside it, and no value.
    pub(super) fn of(one: &Test<'_>, other: &Test<'_>, fields: &[Field]) -> Self {
        let mut constants: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for guard in [one.guard, other.guard].into_iter().flatten() {
            let Ok(guard) = serde_json::to_value(guard) else { return Self::Perhaps };
            if !gather(&guard, &mut constants) {
                return Self::Perhaps;
            }
        }
        let models = [one.guard, other.guard].map(|guard| guard.map(|guard| ConditionModel::compile(guard, fields)));
        let required = |field: &Field| one.requires.iter().chain(other.requires).any(|needed| *needed == field.name);
        let read: Vec<(usize, &Field, Vec<Option<Scalar>>)> = (fields.iter().enumerate())
            .filter_map(|(slot, field)| {
                let mut values = values(field, constants.get(field.name.as_str())?);
                if !required(field) {
                    values.push(None);
                }
                Some((slot, field, values))
            })
            .collect();
        let trials = read.iter().try_fold(1_usize, |trials, (.., values)| trials.checked_mul(values.len()));
        let Some(trials) = trials.filter(|trials| *trials <= TRIALS) else { return Self::Perhaps };
        for trial in 0..trials {
            let mut record: Vec<Option<ScalarRef<'_>>> = vec![None; fields.len()];
            let mut rest = trial;
            for (slot, _, values) in &read {
                if let (Some(cell), Some(value)) = (record.get_mut(*slot), values.get(rest % values.len().max(1))) {
                    *cell = value.as_ref().map(Scalar::as_ref);
                }
                rest /= values.len().max(1);
            }
            let holds = models
                .iter()
                .flatten()
                .all(|model| model.as_ref().is_ok_and(|model| model.evaluate(&record[..]).matches()));
            if holds {
                let shown = read.iter().map(|(slot, field, _)| {
                    let value = record.get(*slot).copied().flatten();
                    let value = value.map_or_else(|| "-".to_owned(), |value| value.to_param().to_string());
                    format!("{} = {value}", field.name)
                });
                return Self::Example(shown.collect());
            }
        }
        Self::Never
    }
}

/// The constants by field; whether every test is known.
fn gather(node: &Value, constants: &mut BTreeMap<String, Vec<Value>>) -> bool {
    if !node["type"].as_str().is_some_and(|test| KNOWN.contains(&test)) {
        return false;
    }
    if let Some(field) = node["field"].as_str() {
        let known = constants.entry(field.to_owned()).or_default();
        let listed = node["values"].as_array().into_iter().flatten();
        let single = ["value", "low", "high"].into_iter().filter_map(|key| node.get(key));
        known.extend(single.chain(listed).cloned());
    }
    match &node["of"] {
        Value::Array(of) => of.iter().all(|node| gather(node, constants)),
        Value::Null => true,
        of => gather(of, constants),
    }
}

/// Where the outcome of a test on this field can change, and beside it.
fn values(field: &Field, constants: &[Value]) -> Vec<Option<Scalar>> {
    let mut values: Vec<Scalar> = Vec::new();
    for constant in constants {
        let Some(value) = Scalar::read(field.field_type, constant.clone()) else { continue };
        match &value {
            Scalar::Integer(number) => {
                values
                    .extend([number.checked_sub(1), number.checked_add(1)].into_iter().flatten().map(Scalar::Integer));
            }
            Scalar::Decimal(number) => {
                // A millionth to either side.
                let scaled = number.scaled(6).map(i128::from);
                let beside = scaled.into_iter().flat_map(|scaled| [scaled - 1, scaled + 1]);
                values.extend(beside.filter_map(|scaled| Decimal::try_new(scaled, 6).ok()).map(Scalar::Decimal));
            }
            Scalar::Date(day) => {
                values.extend([day.pred_opt(), day.succ_opt()].into_iter().flatten().map(Scalar::Date));
            }
            Scalar::Instant(at) => {
                let beside = [-1, 1].into_iter().filter_map(|step| at.micros().checked_add(step));
                let beside = beside.filter_map(|micros| crate::primitives::Instant::from_micros(micros).ok());
                values.extend(beside.map(Scalar::Instant));
            }
            _ => {}
        }
        values.push(value);
    }
    match field.field_type {
        FieldType::Boolean => values = vec![Scalar::Boolean(true), Scalar::Boolean(false)],
        // A text that no constant equals.
        FieldType::Text => values.push(Scalar::Text("?".to_owned())),
        FieldType::Enum => values = field.values.iter().map(|value| Scalar::Text(value.as_str().to_owned())).collect(),
        _ if values.is_empty() => values.extend(any(field.field_type)),
        _ => {}
    }
    values.dedup();
    values.into_iter().map(Some).collect()
}

/// Some value of a type.
fn any(field_type: FieldType) -> Option<Scalar> {
    let value = match field_type {
        FieldType::Date => Value::from("2026-01-01"),
        FieldType::Instant => Value::from("2026-01-01T00:00:00Z"),
        _ => Value::from(1),
    };
    Scalar::read(field_type, value)
}
