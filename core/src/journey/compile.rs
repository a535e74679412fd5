//! State machine -> model; every violation is gathered.

use std::collections::BTreeSet;

use crate::error::{Error, ErrorCode, Violation};
use crate::kernel::calendar::CalendarModel;
use crate::kernel::condition::ConditionModel;
use crate::primitives::{Field, FieldType, Fingerprint, Id, JsonPointer, Zone, decode};

use super::definition::{Direction, JourneyDefinition, StateDefinition};
use super::loss::LossModel;
use super::loss_definition::{LossCode, LossDefinition};
use super::model::{JourneyModel, Parts, StateModel, TransitionModel};

impl JourneyModel {
    /// Compiles a state machine; it counts business time in the calendar that it names. A calendar
    /// that states no zone cuts its days in UTC.
    ///
    /// # Errors
    /// Class `definition`: `definition.wrong_kind`, `definition.unsupported_version`,
    /// `definition.duplicate_id`, `definition.empty_list`, `journey.unknown_state`,
    /// `journey.unknown_field`, `journey.unreachable_state`, `journey.dead_end`,
    /// `journey.final_has_exit`, `journey.final_has_limit`, `journey.reopen_from_open`,
    /// `journey.loss_field_type`, `journey.unknown_loss_code`, `journey.loss_cycle`,
    /// `journey.unknown_calendar`, `journey.calendar_missing`, `journey.limit_zero`,
    /// `journey.unknown_transition`, `journey.wrong_state`, `journey.automatic_approval`,
    /// `journey.due_field_type` and `condition.*`, all at once.
    pub fn compile(definition: JourneyDefinition, calendars: &[CalendarModel]) -> Result<Self, Error> {
        Self::compile_in(definition, calendars, &Zone::utc())
    }

    /// The same, with the zone of calendars that state none.
    pub(crate) fn compile_in(
        definition: JourneyDefinition,
        calendars: &[CalendarModel],
        zone: &Zone,
    ) -> Result<Self, Error> {
        let mut violations = decode::header(&definition.kind, JourneyDefinition::KIND, definition.schema_version);
        let compiler = Compiler { definition: &definition };
        compiler.ids(&mut violations);
        let clock = compiler.clock(calendars, zone, &mut violations);
        let initial = compiler.state(&definition.initial, JsonPointer::root().key("initial"), &mut violations);
        let states = compiler.states(&mut violations);
        let transitions = compiler.transitions(&states, &mut violations);
        let loss = compiler.loss(&mut violations);
        let payments = compiler.payments(&mut violations);
        compiler.named_states(&mut violations);
        compiler.shape(initial, &mut violations);
        if !violations.is_empty() {
            return Err(Error::definition(violations));
        }
        let fingerprint = Fingerprint::of(&definition)?;
        Ok(Self::new(definition, fingerprint, Parts { states, transitions, loss, payments, clock }))
    }

    /// Decodes and compiles a state machine written as JSON; it counts no business time.
    ///
    /// # Errors
    /// As [`Self::compile`], and `decode.*`.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        decode::definition(text).and_then(|definition| Self::compile(definition, &[]))
    }
}

pub(super) struct Compiler<'a> {
    pub(super) definition: &'a JourneyDefinition,
}

impl Compiler<'_> {
    fn ids(&self, violations: &mut Vec<Violation>) {
        let root = JsonPointer::root();
        let definition = self.definition;
        duplicates(definition.fields.iter().map(|field| &field.name), &root.key("fields"), Some("name"), violations);
        let at = root.key("states");
        if definition.states.is_empty() {
            violations.push(Violation::new(ErrorCode::DefinitionEmptyList, at.clone()));
        }
        duplicates(definition.states.iter().map(|state| &state.id), &at, Some("id"), violations);
        let at = root.key("transitions");
        duplicates(definition.transitions.iter().map(|transition| &transition.id), &at, Some("id"), violations);
        for (i, transition) in definition.transitions.iter().enumerate() {
            let at = at.index(i).key("from");
            if transition.from.is_empty() {
                violations.push(Violation::new(ErrorCode::DefinitionEmptyList, at.clone()));
            }
            duplicates(transition.from.iter(), &at, None, violations);
        }
        duplicates(definition.entries.iter(), &root.key("entries"), None, violations);
        self.effect_ids(violations);
        if let Some(rule) = &definition.follow_up {
            let at = root.key("follow_up").key("states");
            if rule.states.is_empty() {
                violations.push(Violation::new(ErrorCode::DefinitionEmptyList, at.clone()));
            }
            duplicates(rule.states.iter(), &at, None, violations);
        }
        if definition.force.as_ref().is_some_and(|rule| rule.roles.is_empty()) {
            violations.push(Violation::new(ErrorCode::DefinitionEmptyList, root.key("force").key("roles")));
        }
        if let Some(loss) = &definition.loss {
            let at = root.key("loss").key("codes");
            if loss.codes.is_empty() {
                violations.push(Violation::new(ErrorCode::DefinitionEmptyList, at.clone()));
            }
            duplicates(loss.codes.iter().map(|code| &code.id), &at, Some("id"), violations);
        }
    }

    fn states(&self, violations: &mut Vec<Violation>) -> Vec<StateModel> {
        let at = JsonPointer::root().key("states");
        let compile = |(i, state): (usize, &StateDefinition)| StateModel {
            requires: self.slots(&state.requires, &at.index(i).key("requires"), violations),
            limits: self.limits(state, &at.index(i), violations),
        };
        self.definition.states.iter().enumerate().map(compile).collect()
    }

    fn transitions(&self, states: &[StateModel], violations: &mut Vec<Violation>) -> Vec<TransitionModel> {
        let root = JsonPointer::root().key("transitions");
        let mut transitions = Vec::with_capacity(self.definition.transitions.len());
        for (i, transition) in self.definition.transitions.iter().enumerate() {
            let at = root.index(i);
            let from_at = at.key("from");
            let from: Vec<usize> = (transition.from.iter().enumerate())
                .filter_map(|(k, from)| self.state(from, from_at.index(k), violations))
                .collect();
            let to = self.state(&transition.to, at.key("to"), violations);
            let mut requires = self.slots(&transition.requires, &at.key("requires"), violations);
            requires.extend(to.and_then(|to| states.get(to)).into_iter().flat_map(|state| &state.requires));
            requires.sort_unstable();
            requires.dedup();
            let fields = &self.definition.fields;
            let guard = transition
                .guard
                .as_ref()
                .and_then(|guard| ConditionModel::compile_at(guard, fields, &at.key("guard"), violations));
            transitions.push(TransitionModel { from, to: to.unwrap_or_default(), requires, guard });
        }
        transitions
    }

    fn loss(&self, violations: &mut Vec<Violation>) -> Option<LossModel> {
        let loss = self.definition.loss.as_ref()?;
        let at = JsonPointer::root().key("loss");
        let state = self.state(&loss.state, at.key("state"), violations);
        let code = self.loss_field(&loss.code_field, FieldType::Text, at.key("code_field"), true, violations);
        let mut optional = |name, field: &Id, field_type, is_needed: fn(&LossCode) -> bool| {
            let needed = loss.codes.iter().any(is_needed);
            self.loss_field(field, field_type, at.key(name), needed, violations)
        };
        let text = optional("text_field", &loss.text_field, FieldType::Text, |code| code.needs_text);
        let competitor =
            optional("competitor_field", &loss.competitor_field, FieldType::Text, |code| code.needs_competitor);
        let re_engage =
            optional("re_engage_field", &loss.re_engage_field, FieldType::Date, |code| code.needs_re_engage);
        self.loss_parents(loss, &at.key("codes"), violations);
        Some(LossModel { state: state?, code: code?, text, competitor, re_engage })
    }

    /// A field of a loss; one that no code needs may be left undeclared.
    fn loss_field(
        &self,
        name: &Id,
        expected: FieldType,
        at: JsonPointer,
        needed: bool,
        violations: &mut Vec<Violation>,
    ) -> Option<usize> {
        if !needed && !self.is_declared(name) {
            return None;
        }
        let (slot, field) = self.field(name, at.clone(), violations)?;
        if field.field_type == expected {
            return Some(slot);
        }
        let violation = Violation::new(ErrorCode::JourneyLossFieldType, at).with("field", name.as_str());
        violations.push(violation.with("actual", field.field_type.name()).with("expected", expected.name()));
        None
    }

    /// Codes that are parts of codes which do not exist, or of themselves.
    fn loss_parents(&self, loss: &LossDefinition, at: &JsonPointer, violations: &mut Vec<Violation>) {
        for (i, code) in loss.codes.iter().enumerate() {
            let Some(parent) = &code.parent else { continue };
            let at = at.index(i).key("parent");
            let known = loss.codes.iter().map(|known| known.id.as_str());
            if loss.code(parent.as_str()).is_none() {
                let violation = Violation::new(ErrorCode::JourneyUnknownLossCode, at).with_value(parent.as_str());
                violations.push(violation.with_nearest(parent.as_str(), known));
                continue;
            }
            let next = |code: &&LossCode| code.parent.as_ref().and_then(|parent| loss.code(parent.as_str()));
            let above = std::iter::successors(Some(code), next).skip(1).take(loss.codes.len());
            if above.into_iter().any(|above| above.id == code.id) {
                let violation = Violation::new(ErrorCode::JourneyLossCycle, at);
                violations.push(violation.with_value(code.id.as_str()));
            }
        }
    }

    /// States that are named outside of transitions.
    fn named_states(&self, violations: &mut Vec<Violation>) {
        let root = JsonPointer::root();
        let follow_up = self.definition.follow_up.iter().flat_map(|rule| &rule.states).enumerate();
        let follow_up = follow_up.map(|(i, state)| (state, root.key("follow_up").key("states").index(i)));
        let entries = self.definition.entries.iter().enumerate();
        for (state, at) in entries.map(|(i, state)| (state, root.key("entries").index(i))).chain(follow_up) {
            self.state(state, at, violations);
        }
    }

    /// What no single part shows: states that nothing leads to or from.
    fn shape(&self, initial: Option<usize>, violations: &mut Vec<Violation>) {
        let definition = self.definition;
        let root = JsonPointer::root();
        let is_loss = |id: &Id| definition.loss.as_ref().is_some_and(|loss| loss.state == *id);
        let is_final = |id: &Id| definition.states.iter().any(|state| state.is_final && state.id == *id);
        for (i, transition) in definition.transitions.iter().enumerate() {
            let reopens = transition.direction == Direction::Reopen;
            for (k, from) in transition.from.iter().enumerate() {
                let code = match (is_final(from), reopens) {
                    (true, false) => ErrorCode::JourneyFinalHasExit,
                    (false, true) if !is_loss(from) => ErrorCode::JourneyReopenFromOpen,
                    _ => continue,
                };
                let at = root.key("transitions").index(i).key("from").index(k);
                let violation = Violation::new(code, at).with_value(from.as_str());
                violations.push(violation.with("transition", transition.id.as_str()));
            }
        }
        let leads_on = |state: &StateDefinition| {
            definition.transitions.iter().any(|way| way.from.contains(&state.id) && way.to != state.id)
        };
        let reached = self.reached(initial);
        for (i, state) in definition.states.iter().enumerate() {
            let at = root.key("states").index(i);
            let refuse = |code, at| Violation::new(code, at).with_value(state.id.as_str());
            // Without a known beginning every state would be unreachable.
            if initial.is_some() && !reached.contains(&state.id) {
                violations.push(refuse(ErrorCode::JourneyUnreachableState, at.key("id")));
            }
            if !state.is_final && !leads_on(state) {
                violations.push(refuse(ErrorCode::JourneyDeadEnd, at.key("id")));
            }
            if state.is_final && state.limit_days.is_some() {
                violations.push(refuse(ErrorCode::JourneyFinalHasLimit, at.key("limit_days")));
            }
            if state.is_final && !state.limits.is_empty() {
                violations.push(refuse(ErrorCode::JourneyFinalHasLimit, at.key("limits")));
            }
        }
    }

    fn reached(&self, initial: Option<usize>) -> BTreeSet<&Id> {
        let mut reached = BTreeSet::new();
        let initial = initial.and_then(|initial| self.definition.states.get(initial)).map(|state| &state.id);
        let mut next: Vec<&Id> = initial.into_iter().chain(&self.definition.entries).collect();
        while let Some(state) = next.pop() {
            if reached.insert(state) {
                let ways = self.definition.transitions.iter().filter(|way| way.from.contains(state));
                next.extend(ways.map(|way| &way.to));
            }
        }
        reached
    }

    pub(super) fn state(&self, id: &Id, at: JsonPointer, violations: &mut Vec<Violation>) -> Option<usize> {
        let found = self.definition.states.iter().position(|state| state.id == *id);
        if found.is_none() {
            let violation = Violation::new(ErrorCode::JourneyUnknownState, at).with_value(id.as_str());
            let known = self.definition.states.iter().map(|state| state.id.as_str());
            violations.push(violation.with_nearest(id.as_str(), known));
        }
        found
    }

    fn slots(&self, names: &[Id], at: &JsonPointer, violations: &mut Vec<Violation>) -> Vec<usize> {
        let found = names.iter().enumerate().filter_map(|(i, name)| self.field(name, at.index(i), violations));
        found.map(|(slot, _)| slot).collect()
    }

    pub(super) fn field(&self, name: &Id, at: JsonPointer, violations: &mut Vec<Violation>) -> Option<(usize, &Field)> {
        let found = self.definition.fields.iter().enumerate().find(|(_, field)| field.name == *name);
        if found.is_none() {
            let violation = Violation::new(ErrorCode::JourneyUnknownField, at).with("field", name.as_str());
            let known = self.definition.fields.iter().map(|field| field.name.as_str());
            violations.push(violation.with_nearest(name.as_str(), known));
        }
        found
    }

    fn is_declared(&self, name: &Id) -> bool {
        self.definition.fields.iter().any(|field| field.name == *name)
    }
}

pub(super) fn duplicates<'a>(
    ids: impl Iterator<Item = &'a Id>,
    at: &JsonPointer,
    key: Option<&str>,
    violations: &mut Vec<Violation>,
) {
    decode::duplicate_ids(ErrorCode::DefinitionDuplicateId, ids, at, key, violations);
}
