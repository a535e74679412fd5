//! A plan against two versions: checked, tried, carried out.

use std::collections::BTreeMap;

use crate::error::{Error, ErrorCode, Violation};
use crate::journey::audit::{self, Link};
use crate::journey::definition::JourneyDefinition;
use crate::journey::model::JourneyModel;
use crate::journey::value::{JourneyState, RunningLimit};
use crate::journey::version::MachineVersion;
use crate::primitives::{
    Field, Fingerprint, Id, Instant, JsonPointer, Literal, Param, Record, Scalar, ScalarRef, decode,
};

use super::plan::{MigrateItem, MigrationPlan, Occupied, PendingPolicy, TimerPolicy};
use super::report::{
    Blocked, DryRunReport, FieldCount, MigratedItem, MigratedMany, MigrationCheck, StateCount, StateMoveCount,
};

/// Customers named for a rule that they would break.
const EXAMPLES: usize = 3;

/// A plan that was checked against the versions that it names.
#[derive(Debug, Clone)]
pub struct Migration<'a> {
    old: &'a JourneyModel,
    new: &'a JourneyModel,
    plan: &'a MigrationPlan,
    fingerprint: Fingerprint,
    /// New states by old ones.
    states: BTreeMap<&'a str, usize>,
    /// For each field of the new version the old one that it is read from, and its default.
    fields: Vec<(Option<&'a Id>, Option<Scalar>)>,
    /// Old fields that nothing is read from.
    dropped: Vec<&'a Id>,
}

impl JourneyModel {
    /// A plan from an older version to this one.
    ///
    /// # Errors
    /// Class `input`, pointers under `/plan`, all at once: `definition.wrong_kind`,
    /// `definition.unsupported_version`, `journey.other_machine` when it is for other versions,
    /// `journey.unknown_state`, `journey.unknown_field`, `definition.duplicate_id`, `record.wrong_type`.
    pub fn migration<'a>(&'a self, old: &'a Self, plan: &'a MigrationPlan) -> Result<Migration<'a>, Error> {
        let at = JsonPointer::root().key("plan");
        let mut violations = decode::header(&plan.kind, MigrationPlan::KIND, plan.schema_version);
        for (key, stated, model) in [("from", plan.from, old), ("to", plan.to, self)] {
            if let Some(stated) = stated.filter(|stated| *stated != model.fingerprint()) {
                let violation = Violation::new(ErrorCode::JourneyOtherMachine, JsonPointer::root().key(key));
                let violation = violation.with_value(&stated.to_string());
                violations.push(violation.with("expected", model.fingerprint().to_string()));
            }
        }
        let mut violations: Vec<Violation> = violations.into_iter().map(|violation| violation.under(&at)).collect();
        let mut states = BTreeMap::new();
        let states_at = at.key("states");
        let from = plan.states.iter().map(|state| &state.from);
        decode::duplicate_ids(ErrorCode::DefinitionDuplicateId, from, &states_at, Some("from"), &mut violations);
        for (i, state) in plan.states.iter().enumerate() {
            if old.position(state.from.as_str()).is_none() {
                violations.push(old.unknown_state(state.from.as_str(), states_at.index(i).key("from")));
            }
            match self.position(state.to.as_str()) {
                Some(to) => drop(states.insert(state.from.as_str(), to)),
                None => violations.push(self.unknown_state(state.to.as_str(), states_at.index(i).key("to"))),
            }
        }
        let (fields, dropped) = fields(old.definition(), self.definition(), plan, &at, &mut violations);
        if !violations.is_empty() {
            return Err(Error::input(violations));
        }
        let fingerprint = Fingerprint::of(plan)?;
        Ok(Migration { old, new: self, plan, fingerprint, states, fields, dropped })
    }
}

type Fields<'a> = (Vec<(Option<&'a Id>, Option<Scalar>)>, Vec<&'a Id>);

fn fields<'a>(
    old: &'a JourneyDefinition,
    new: &'a JourneyDefinition,
    plan: &'a MigrationPlan,
    at: &JsonPointer,
    violations: &mut Vec<Violation>,
) -> Fields<'a> {
    let named = |fields: &'a [Field], name: &Id| fields.iter().find(|field| field.name == *name);
    let unknown = |fields: &'a [Field], name: &Id, at: JsonPointer| {
        let violation = Violation::new(ErrorCode::JourneyUnknownField, at).with("field", name.as_str());
        violation.with_nearest(name.as_str(), fields.iter().map(|field| field.name.as_str()))
    };
    let fields_at = at.key("fields");
    let targets = plan.fields.iter().map(|moved| &moved.to);
    decode::duplicate_ids(ErrorCode::DefinitionDuplicateId, targets, &fields_at, Some("to"), violations);
    for (i, moved) in plan.fields.iter().enumerate() {
        let at = fields_at.index(i);
        match (named(&old.fields, &moved.from), named(&new.fields, &moved.to)) {
            (Some(from), Some(to)) if from.field_type != to.field_type => {
                let violation =
                    Violation::new(ErrorCode::RecordWrongType, at.key("from")).with("field", moved.from.as_str());
                let violation = violation.with("expected", to.field_type.name());
                violations.push(violation.with("actual", from.field_type.name()));
            }
            (from, to) => {
                if from.is_none() {
                    violations.push(unknown(&old.fields, &moved.from, at.key("from")));
                }
                if to.is_none() {
                    violations.push(unknown(&new.fields, &moved.to, at.key("to")));
                }
            }
        }
    }
    let defaults_at = at.key("defaults");
    let defaulted = plan.defaults.iter().map(|default| &default.field);
    decode::duplicate_ids(ErrorCode::DefinitionDuplicateId, defaulted, &defaults_at, Some("field"), violations);
    let mut defaults = BTreeMap::new();
    for (i, default) in plan.defaults.iter().enumerate() {
        let at = defaults_at.index(i);
        let Some(field) = named(&new.fields, &default.field) else {
            violations.push(unknown(&new.fields, &default.field, at.key("field")));
            continue;
        };
        let value = match &default.value {
            Literal::Boolean(value) => serde_json::Value::from(*value),
            Literal::Integer(value) => serde_json::Value::from(*value),
            Literal::Decimal(value) => serde_json::Value::from(value.to_string()),
            Literal::Text(text) => serde_json::Value::from(text.as_str()),
        };
        let actual = decode::kind_of(&value);
        match Scalar::read(field.field_type, value) {
            Some(value) => drop(defaults.insert(field.name.as_str(), value)),
            None => {
                let violation =
                    Violation::new(ErrorCode::RecordWrongType, at.key("value")).with("field", field.name.as_str());
                violations.push(violation.with("expected", field.field_type.name()).with("actual", actual));
            }
        }
    }
    let source = |field: &Field| {
        let moved = plan.fields.iter().find(|moved| moved.to == field.name).map(|moved| &moved.from);
        let same = || {
            let is_taken = plan.fields.iter().any(|moved| moved.from == field.name);
            let same = named(&old.fields, &field.name).filter(|same| same.field_type == field.field_type && !is_taken);
            same.map(|same| &same.name)
        };
        moved.or_else(same)
    };
    let fields: Vec<_> =
        new.fields.iter().map(|field| (source(field), defaults.get(field.name.as_str()).cloned())).collect();
    let is_read = |name: &Id| fields.iter().any(|(source, _)| *source == Some(name));
    let dropped = old.fields.iter().map(|field| &field.name).filter(|name| !is_read(name)).collect();
    (fields, dropped)
}

/// A new state, the rule that a customer would break in it, and the field that is to blame.
type Broken = (usize, ErrorCode, Option<String>);

/// The fields of a customer as the new version sees them.
struct Carried<'a>(&'a [Option<ScalarRef<'a>>]);

impl Record for Carried<'_> {
    fn value(&self, slot: usize) -> Option<ScalarRef<'_>> {
        self.0.get(slot).copied().flatten()
    }
}

impl Migration<'_> {
    /// Whether the plan covers those states.
    pub fn check(&self, occupied: &[Occupied]) -> MigrationCheck {
        let mut counts: BTreeMap<&Id, u64> = BTreeMap::new();
        for Occupied { state, count } in occupied.iter().filter(|occupied| occupied.count > 0) {
            let sum = counts.entry(state).or_default();
            *sum = sum.saturating_add(*count);
        }
        let (mut customers, mut uncovered) = (0_u64, Vec::new());
        for (state, count) in &counts {
            if self.states.contains_key(state.as_str()) {
                customers = customers.saturating_add(*count);
            } else {
                uncovered.push(StateCount { state: (*state).clone(), count: *count });
            }
        }
        uncovered.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.state.cmp(&b.state)));
        let unoccupied = self.plan.states.iter().filter(|state| !counts.contains_key(&state.from));
        MigrationCheck {
            covered: uncovered.is_empty(),
            customers,
            uncovered_customers: uncovered.iter().fold(0, |sum, state| sum.saturating_add(state.count)),
            uncovered,
            unoccupied: unoccupied.map(|state| state.from.clone()).collect(),
        }
    }

    /// What carrying those customers over at `at` would do; none of them changes.
    pub fn dry_run<'s>(&self, items: impl Iterator<Item = (&'s str, &'s JourneyState)>, at: Instant) -> DryRunReport {
        let version = |model: &JourneyModel| MachineVersion {
            definition_id: model.definition().id.clone(),
            fingerprint: model.fingerprint(),
        };
        let mut report = DryRunReport {
            plan: self.fingerprint,
            from: version(self.old),
            to: version(self.new),
            customers: 0,
            would_move: 0,
            already: 0,
            other_machine: 0,
            uncovered: Vec::new(),
            blocked: Vec::new(),
            moves: Vec::new(),
            fields_dropped: Vec::new(),
            defaults_set: Vec::new(),
            pending_cleared: 0,
            timers_changed: 0,
        };
        let mut uncovered: BTreeMap<&str, u64> = BTreeMap::new();
        // Moves by old and new place: a customer costs no look-up among names.
        let width = self.new.states().len();
        let mut moves = vec![0_u64; self.old.states().len().saturating_mul(width)];
        let mut dropped = vec![0_u64; self.dropped.len()];
        let mut defaults = vec![0_u64; self.fields.len()];
        let mut blocked: BTreeMap<Broken, (u64, Vec<String>)> = BTreeMap::new();
        let mut cells = Vec::with_capacity(self.fields.len());
        for (key, state) in items {
            report.customers += 1;
            if state.machine != self.old.fingerprint() {
                let is_new = state.machine == self.new.fingerprint();
                report.already += u64::from(is_new);
                report.other_machine += u64::from(!is_new);
                continue;
            }
            let Some(to) = self.states.get(state.state.as_str()).copied() else {
                *uncovered.entry(state.state.as_str()).or_default() += 1;
                continue;
            };
            self.carry(state, &mut cells);
            let violations = self.new.refusals_of_state(to, &Carried(&cells), &JsonPointer::root());
            if !violations.is_empty() {
                for violation in violations {
                    let field = violation.params().get("field").map(Param::to_string);
                    let (count, examples) = blocked.entry((to, violation.code(), field)).or_default();
                    *count += 1;
                    if examples.len() < EXAMPLES {
                        examples.push(key.to_owned());
                    }
                }
                continue;
            }
            report.would_move += 1;
            let from = self.old.position(state.state.as_str()).unwrap_or_default();
            moves.get_mut(from * width + to).into_iter().for_each(|count| *count += 1);
            for (count, name) in dropped.iter_mut().zip(&self.dropped) {
                *count += u64::from(state.fields.contains_key(*name));
            }
            for (count, (source, default)) in defaults.iter_mut().zip(&self.fields) {
                let is_set = default.is_some() && !source.is_some_and(|source| state.fields.contains_key(source));
                *count += u64::from(is_set);
            }
            report.pending_cleared += u64::from(state.pending.is_some() && !self.keeps_pending(state, to));
            report.timers_changed += u64::from(self.timer_changes(state, to, at, &Carried(&cells)));
        }
        report.uncovered = uncovered
            .into_iter()
            .filter_map(|(state, count)| Some(StateCount { state: Id::try_new(state).ok()?, count }))
            .collect();
        let state = |model: &JourneyModel, at: usize| model.definition().states.get(at).map(|state| state.id.clone());
        let blocked = blocked.into_iter().filter_map(|((to, code, field), (count, examples))| {
            Some(Blocked { state: state(self.new, to)?, code, field, count, examples })
        });
        report.blocked = blocked.collect();
        let moves = moves.iter().enumerate().filter(|(_, count)| **count > 0);
        let moves = moves.filter_map(|(place, count)| {
            let (from, to) = (place.checked_div(width)?, place.checked_rem(width)?);
            Some(StateMoveCount { from: state(self.old, from)?, to: state(self.new, to)?, count: *count })
        });
        report.moves = moves.collect();
        let counted = |field: &Id, count: u64| (count > 0).then(|| FieldCount { field: field.clone(), count });
        report.fields_dropped =
            self.dropped.iter().zip(dropped).filter_map(|(field, count)| counted(field, count)).collect();
        let declared = self.new.definition().fields.iter().zip(defaults);
        report.defaults_set = declared.filter_map(|(field, count)| counted(&field.name, count)).collect();
        report
    }

    /// The fields as the new version sees them, slot by slot.
    fn carry<'s>(&'s self, state: &'s JourneyState, cells: &mut Vec<Option<ScalarRef<'s>>>) {
        cells.clear();
        cells.extend(self.fields.iter().map(|(source, default)| {
            let kept = source.and_then(|source| state.fields.get(source));
            kept.or(default.as_ref()).map(Scalar::as_ref)
        }));
    }

    fn keeps_pending(&self, state: &JourneyState, to: usize) -> bool {
        let Some(pending) = &state.pending else { return false };
        let ways = self.new.definition().transitions.iter().zip(self.new.transitions());
        let mut ways = ways.filter(|(way, _)| way.id == pending.transition && way.approval.is_some());
        self.plan.pending == PendingPolicy::Keep && ways.any(|(_, way)| way.from.contains(&to))
    }

    fn timer_changes(&self, state: &JourneyState, to: usize, at: Instant, record: &Carried<'_>) -> bool {
        self.deadlines(state, to, at, record).map_or(true, |deadlines| deadlines != state.deadlines)
    }

    /// The time limits of the new state; one of the same id that has fired in this visit does not fire again.
    fn deadlines(
        &self,
        state: &JourneyState,
        to: usize,
        at: Instant,
        record: &Carried<'_>,
    ) -> Result<Vec<RunningLimit>, Violation> {
        let mut deadlines = self.new.running(to, self.entered_at(state, at), record)?;
        let has_fired = |limit: &Id| state.deadlines.iter().any(|known| known.fired && known.limit == *limit);
        if self.plan.timers == TimerPolicy::Keep {
            deadlines.iter_mut().for_each(|deadline| deadline.fired = has_fired(&deadline.limit));
        }
        Ok(deadlines)
    }

    fn entered_at(&self, state: &JourneyState, at: Instant) -> Instant {
        match self.plan.timers {
            TimerPolicy::Keep => state.entered_at,
            TimerPolicy::Restart => at,
        }
    }

    /// One customer in the new version; `None` when they are there already.
    ///
    /// # Errors
    /// Class `transition`, pointers those of `{"state": ..}`: `journey.other_machine`,
    /// `journey.state_not_covered`, and whatever the new state needs and does not find.
    pub fn migrate(&self, state: &JourneyState, at: Instant) -> Result<Option<JourneyState>, Error> {
        let root = JsonPointer::root().key("state");
        if state.machine == self.new.fingerprint() {
            return Ok(None);
        }
        if state.machine != self.old.fingerprint() {
            let violation = Violation::new(ErrorCode::JourneyOtherMachine, root.key("machine"));
            let violation = violation.with_value(&state.machine.to_string());
            return Err(Error::transition(vec![violation.with("expected", self.old.fingerprint().to_string())]));
        }
        let Some(to) = self.states.get(state.state.as_str()).copied() else {
            let violation = Violation::new(ErrorCode::JourneyStateNotCovered, root.key("state"));
            return Err(Error::transition(vec![violation.with_value(state.state.as_str())]));
        };
        let mut cells = Vec::with_capacity(self.fields.len());
        self.carry(state, &mut cells);
        let violations = self.new.refusals_of_state(to, &Carried(&cells), &root.key("fields"));
        if !violations.is_empty() {
            return Err(Error::transition(violations));
        }
        let declared = self.new.definition().fields.iter();
        let fields =
            declared.zip(&cells).filter_map(|(field, cell)| Some((field.name.clone(), Scalar::from((*cell)?))));
        let mut next = JourneyState { fields: fields.collect(), ..state.clone() };
        next.machine = self.new.fingerprint();
        let deadlines = self.deadlines(state, to, at, &Carried(&cells));
        next.deadlines = deadlines.map_err(|found| Error::transition(vec![found.under(&root.key("entered_at"))]))?;
        next.entered_at = self.entered_at(state, at);
        if let Some(to) = self.new.definition().states.get(to) {
            next.state = to.id.clone();
        }
        if !self.keeps_pending(state, to) {
            next.pending = None;
        }
        Ok(Some(next))
    }

    /// Carries customers over, each with the row for its log.
    ///
    /// # Errors
    /// As [`crate::primitives::canonical_json`]; what is wrong with a customer is in its answer.
    pub fn migrate_many(&self, items: &[MigrateItem], at: Instant, actor: Option<&Id>) -> Result<MigratedMany, Error> {
        let mut many = MigratedMany { plan: self.fingerprint, migrated: 0, already: 0, refused: 0, items: Vec::new() };
        for MigrateItem { key, state, previous } in items {
            let mut item = MigratedItem { key: key.clone(), state: None, record: None, error: None };
            match self.migrate(state, at) {
                Ok(Some(next)) => {
                    many.migrated += 1;
                    item.record = Some(self.record(key, state, &next, at, actor, previous.as_ref())?);
                    item.state = Some(next);
                }
                Ok(None) => {
                    many.already += 1;
                    item.state = Some(state.clone());
                }
                Err(error) => {
                    many.refused += 1;
                    item.error = Some(error.body());
                }
            }
            many.items.push(item);
        }
        Ok(many)
    }

    fn record(
        &self,
        instance: &Id,
        before: &JourneyState,
        after: &JourneyState,
        at: Instant,
        actor: Option<&Id>,
        previous: Option<&Link>,
    ) -> Result<audit::JourneyRecord, Error> {
        let plan = (&self.plan.id, self.fingerprint);
        audit::migrated(self.new, &audit::Carried { instance, before, after, plan, at, actor, previous })
    }
}
