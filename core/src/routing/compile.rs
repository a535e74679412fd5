//! Routing policy -> model; every violation is gathered.

use crate::error::{Error, ErrorCode, Violation};
use crate::kernel::condition::{Condition, ConditionModel};
use crate::primitives::{Field, Fingerprint, Id, JsonPointer, decode};

use super::definition::{PoolDefinition, Preference, RoutingDefinition};
use super::model::{MatchModel, PoolModel, PreferenceModel, RoutingModel, Test};

impl RoutingModel {
    /// Compiles a routing policy.
    ///
    /// # Errors
    /// Class `definition`: `definition.wrong_kind`, `definition.unsupported_version`,
    /// `definition.duplicate_id`, `definition.empty_list`, `routing.unknown_field`,
    /// `routing.type_mismatch`, `routing.unreachable_pool` and `condition.*`, all at once.
    pub fn compile(definition: RoutingDefinition) -> Result<Self, Error> {
        let mut violations = decode::header(&definition.kind, RoutingDefinition::KIND, definition.schema_version);
        let root = JsonPointer::root();
        let (lead_names, rep_names) = (
            definition.lead_fields.iter().map(|field| &field.name),
            definition.rep_fields.iter().map(|field| &field.name),
        );
        duplicates(lead_names, &root.key("lead_fields"), "name", &mut violations);
        duplicates(rep_names, &root.key("rep_fields"), "name", &mut violations);
        let at = root.key("pools");
        if definition.pools.is_empty() {
            violations.push(Violation::new(ErrorCode::DefinitionEmptyList, at.clone()));
        }
        duplicates(definition.pools.iter().map(|pool| &pool.id), &at, "id", &mut violations);
        let compiler = Compiler { lead_fields: &definition.lead_fields, rep_fields: &definition.rep_fields };
        let mut pools = Vec::with_capacity(definition.pools.len());
        for (i, pool) in definition.pools.iter().enumerate() {
            pools.extend(compiler.pool(pool, &at.index(i), &mut violations));
        }
        unreachable(&definition.pools, &at, &mut violations);
        if !violations.is_empty() {
            return Err(Error::definition(violations));
        }
        let fingerprint = Fingerprint::of(&definition)?;
        Ok(Self::new(definition, fingerprint, pools))
    }

    /// Decodes and compiles a routing policy written as JSON.
    ///
    /// # Errors
    /// As [`Self::compile`], and `decode.*`.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        decode::definition(text).and_then(Self::compile)
    }
}

struct Compiler<'a> {
    lead_fields: &'a [Field],
    rep_fields: &'a [Field],
}

impl Compiler<'_> {
    /// Every part is visited before any failure is answered, so that all violations are gathered.
    fn pool(&self, pool: &PoolDefinition, at: &JsonPointer, violations: &mut Vec<Violation>) -> Option<PoolModel> {
        let when = ConditionModel::compile_at(&pool.when, self.lead_fields, &at.key("when"), violations);
        let reps = ConditionModel::compile_at(&pool.reps, self.rep_fields, &at.key("reps"), violations);
        let matches: Vec<_> = pool
            .matches
            .iter()
            .enumerate()
            .map(|(i, pair)| self.pair(&pair.lead, &pair.rep, &at.key("match").index(i), violations))
            .collect();
        let prefer_at = at.key("prefer");
        duplicates(pool.prefer.iter().map(Preference::id), &prefer_at, "id", violations);
        let prefer: Vec<_> = pool
            .prefer
            .iter()
            .enumerate()
            .map(|(i, preference)| self.preference(preference, &prefer_at.index(i), violations))
            .collect();
        Some(PoolModel {
            when: when?,
            reps: reps?,
            matches: matches.into_iter().collect::<Option<_>>()?,
            prefer: prefer.into_iter().collect::<Option<_>>()?,
        })
    }

    fn preference(
        &self,
        preference: &Preference,
        at: &JsonPointer,
        violations: &mut Vec<Violation>,
    ) -> Option<PreferenceModel> {
        let test = match preference {
            Preference::Same { lead, rep, .. } => self.pair(lead, rep, at, violations).map(Test::Same),
            Preference::Reps { when, reps, .. } => {
                let when = ConditionModel::compile_at(when, self.lead_fields, &at.key("when"), violations);
                let reps = ConditionModel::compile_at(reps, self.rep_fields, &at.key("reps"), violations);
                when.zip(reps).map(|(when, reps)| Test::Reps { when: Box::new(when), reps: Box::new(reps) })
            }
        };
        test.map(|test| PreferenceModel { test, points: preference.points().get() })
    }

    fn pair(&self, lead: &Id, rep: &Id, at: &JsonPointer, violations: &mut Vec<Violation>) -> Option<MatchModel> {
        let lead_slot = slot(lead, self.lead_fields, at.key("lead"), violations);
        let rep_slot = slot(rep, self.rep_fields, at.key("rep"), violations);
        let ((lead_slot, lead_field), (rep_slot, rep_field)) = (lead_slot?, rep_slot?);
        if lead_field.field_type != rep_field.field_type {
            let violation = Violation::new(ErrorCode::RoutingTypeMismatch, at.clone());
            let violation = violation.with("lead", lead.as_str()).with("lead_type", lead_field.field_type.name());
            violations.push(violation.with("rep", rep.as_str()).with("rep_type", rep_field.field_type.name()));
            return None;
        }
        Some(MatchModel { lead: lead_slot, rep: rep_slot, pii: lead_field.pii || rep_field.pii })
    }
}

fn slot<'a>(
    name: &Id,
    fields: &'a [Field],
    at: JsonPointer,
    violations: &mut Vec<Violation>,
) -> Option<(usize, &'a Field)> {
    let found = fields.iter().enumerate().find(|(_, field)| field.name == *name);
    if found.is_none() {
        let violation = Violation::new(ErrorCode::RoutingUnknownField, at).with("field", name.as_str());
        violations.push(violation.with_nearest(name.as_str(), fields.iter().map(|field| field.name.as_str())));
    }
    found
}

/// A pool behind one that takes every lead and passes none on is dead.
fn unreachable(pools: &[PoolDefinition], at: &JsonPointer, violations: &mut Vec<Violation>) {
    let takes_all = |pool: &PoolDefinition| pool.when == Condition::Always {} && !pool.fall_through;
    let Some((last, before)) = pools.iter().enumerate().find(|(_, pool)| takes_all(pool)) else {
        return;
    };
    for (i, pool) in pools.iter().enumerate().skip(last + 1) {
        let violation = Violation::new(ErrorCode::RoutingUnreachablePool, at.index(i).key("id"));
        violations.push(violation.with_value(pool.id.as_str()).with("before", before.id.as_str()));
    }
}

fn duplicates<'a>(ids: impl Iterator<Item = &'a Id>, at: &JsonPointer, key: &str, violations: &mut Vec<Violation>) {
    decode::duplicate_ids(ErrorCode::DefinitionDuplicateId, ids, at, Some(key), violations);
}
