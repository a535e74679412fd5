//! Decisions with their records.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::error::{Error, ErrorCode, Violation};
use crate::journey::model::JourneyModel;
use crate::journey::report::Effect;
use crate::journey::value::{JourneyAction, JourneyEvent, JourneyState};
use crate::primitives::{DecisionRecord, Fingerprint, Id, Instant, JsonPointer, Param, Reason, ReasonCode, Scalar};

use super::record::{DecideRequest, Decided, JourneyOutcome, JourneyRecord, Link, RecordStatus, Refusal};
use super::seal::Salt;

/// A machine that writes records: what its rules read is found once.
#[derive(Debug, Clone)]
pub struct JourneyAudit<'a> {
    model: &'a JourneyModel,
    /// Slots that the rules of each transition look at.
    reads: Vec<Vec<usize>>,
    /// Slots that any rule looks at which leaves a state.
    reads_from: Vec<Vec<usize>>,
}

impl JourneyModel {
    /// This machine, for decisions that are recorded.
    ///
    /// # Errors
    /// Class `internal` when a guard cannot be written, which would be a bug.
    pub fn audit(&self) -> Result<JourneyAudit<'_>, Error> {
        let definition = self.definition();
        let mut reads = Vec::with_capacity(self.transitions().len());
        for (way, model) in definition.transitions.iter().zip(self.transitions()) {
            let mut slots = model.requires.clone();
            if let Some(guard) = &way.guard {
                let guard = crate::primitives::decode::parse(&crate::primitives::canonical_json(guard)?);
                let mut names = Vec::new();
                named_fields(&guard.map_err(Error::input)?, &mut names);
                let slot = |name: &String| definition.fields.iter().position(|field| field.name.as_str() == name);
                slots.extend(names.iter().filter_map(slot));
            }
            slots.extend(self.loss().filter(|loss| loss.state == model.to).into_iter().flat_map(|loss| loss.slots()));
            slots.sort_unstable();
            slots.dedup();
            reads.push(slots);
        }
        let reads_from = (0..self.states().len()).map(|state| {
            let own = self.states().get(state).map(|state| state.requires.clone()).unwrap_or_default();
            let ways = self.transitions().iter().zip(&reads).filter(|(way, _)| way.from.contains(&state));
            let mut slots: Vec<usize> = own.into_iter().chain(ways.flat_map(|(_, slots)| slots.clone())).collect();
            slots.sort_unstable();
            slots.dedup();
            slots
        });
        let reads_from = reads_from.collect();
        Ok(JourneyAudit { model: self, reads, reads_from })
    }

    /// The state after an event as [`Self::apply`] says, with the record of the decision; a refusal is a
    /// decision too.
    ///
    /// # Errors
    /// Class `input`: `journey.salt_missing`.
    pub fn decide(&self, request: &DecideRequest) -> Result<Decided, Error> {
        self.audit()?.decide(request)
    }
}

/// The names that stand under `field` in a condition, wherever they stand.
fn named_fields(condition: &Value, names: &mut Vec<String>) {
    match condition {
        Value::Object(map) => {
            for (key, value) in map {
                match value {
                    Value::String(name) if key == "field" => names.push(name.clone()),
                    value => named_fields(value, names),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| named_fields(item, names)),
        _ => {}
    }
}

/// A field's value in a hash: as it is, sealed, or none.
#[derive(Serialize)]
#[serde(untagged)]
enum Seen<'a> {
    Plain(Option<&'a Scalar>),
    Sealed { sealed: Fingerprint },
}

#[derive(Serialize)]
struct Input<'a> {
    before: Before<'a>,
    event: &'a JourneyEvent,
    reads: Fingerprint,
}

#[derive(Serialize)]
struct Before<'a> {
    entered_at: Instant,
    machine: Fingerprint,
    state: &'a Id,
}

/// The part of a row that its hash covers; in the order of canonical JSON, so that nothing is moved.
#[derive(Serialize)]
struct Body<'a> {
    decision: &'a DecisionRecord<JourneyOutcome>,
    instance: &'a Id,
    prev_hash: Option<Fingerprint>,
    seq: u64,
}

fn chained(
    instance: &Id,
    previous: Option<&Link>,
    decision: DecisionRecord<JourneyOutcome>,
) -> Result<JourneyRecord, Error> {
    let (seq, prev_hash) = previous.map_or((1, None), |link| (link.seq.saturating_add(1), Some(link.hash)));
    let hash = Fingerprint::of(&Body { instance, seq, decision: &decision, prev_hash })?;
    Ok(JourneyRecord { instance: instance.clone(), seq, decision, prev_hash, hash })
}

impl JourneyAudit<'_> {
    /// As [`JourneyModel::decide`].
    ///
    /// # Errors
    /// Class `input`: `journey.salt_missing`.
    pub fn decide(&self, request: &DecideRequest) -> Result<Decided, Error> {
        let DecideRequest { instance, state, event, received_at, salt, previous } = request;
        let salt = salt.as_ref();
        let answer = self.model.apply(state, event);
        let reads = self.reads(state, event);
        let reads_hash = self.reads_hash(&reads, state, event, salt)?;
        let sealed = self.sealed(event, salt)?;
        let before = Before { machine: state.machine, state: &state.state, entered_at: state.entered_at };
        let input_hash =
            Fingerprint::of(&Input { before, event: sealed.as_ref().unwrap_or(event), reads: reads_hash })?;
        let named = |slot: &usize| self.model.definition().fields.get(*slot).map(|field| field.name.clone());
        let mut outcome = JourneyOutcome {
            status: RecordStatus::Refused,
            event_id: event.id.clone(),
            event_time: event.at,
            actor: event.actor.clone(),
            from: state.state.clone(),
            to: state.state.clone(),
            step: None,
            transition: None,
            reads: reads.iter().filter_map(named).collect(),
            reads_hash,
            missing: Vec::new(),
            refusals: Vec::new(),
            effects: Vec::new(),
            due_at: None,
        };
        let mut reasons = Vec::new();
        let (applied, error) = match answer {
            Ok(applied) => {
                outcome.status = if applied.duplicate { RecordStatus::Duplicate } else { RecordStatus::Applied };
                let step = applied.state.history.iter().rfind(|step| step.event_id == event.id);
                outcome.step = step.map(|step| step.kind);
                outcome.transition = step.and_then(|step| step.transition.clone());
                outcome.to = applied.state.state.clone();
                outcome.effects = self.sealed_effects(&applied.effects, salt)?;
                outcome.due_at = self.model.next_due(&applied.state);
                reasons = sealed_reasons(&applied.reasons, salt)?;
                (Some(applied), None)
            }
            Err(error) => {
                for violation in error.violations() {
                    outcome.refusals.push(Refusal { code: violation.code(), pointer: violation.pointer().clone() });
                    if violation.code() == ErrorCode::JourneyFieldMissing
                        && let Some(Param::Text(field)) = violation.params().get("field")
                    {
                        outcome.missing.extend(Id::try_new(field.as_str()).ok());
                    }
                }
                outcome.due_at = self.model.next_due(state);
                (None, Some(error.body()))
            }
        };
        let decision = self.envelope(*received_at, input_hash, reasons, outcome);
        Ok(Decided { record: chained(instance, previous.as_ref(), decision)?, applied, error })
    }

    fn envelope(
        &self,
        received_at: Instant,
        input_hash: Fingerprint,
        reasons: Vec<Reason>,
        outcome: JourneyOutcome,
    ) -> DecisionRecord<JourneyOutcome> {
        envelope(self.model, received_at, input_hash, reasons, outcome)
    }

    /// The slots that the rules of an event look at: those of the transition that it names, else of all
    /// that leave the present state.
    fn reads(&self, state: &JourneyState, event: &JourneyEvent) -> Vec<usize> {
        let named = match &event.action {
            JourneyAction::Take { transition } => Some(transition),
            JourneyAction::Approve {} => state.pending.as_ref().map(|pending| &pending.transition),
            _ => None,
        };
        let ways = &self.model.definition().transitions;
        let place = named.and_then(|named| ways.iter().position(|way| way.id == *named));
        if let Some(reads) = place.and_then(|place| self.reads.get(place)) {
            return reads.clone();
        }
        let from = self.model.position(state.state.as_str());
        from.and_then(|from| self.reads_from.get(from)).cloned().unwrap_or_default()
    }

    fn reads_hash(
        &self,
        reads: &[usize],
        state: &JourneyState,
        event: &JourneyEvent,
        salt: Option<&Salt>,
    ) -> Result<Fingerprint, Error> {
        let pending = state.pending.as_ref().filter(|_| matches!(event.action, JourneyAction::Approve {}));
        let mut seen = BTreeMap::new();
        for field in reads.iter().filter_map(|slot| self.model.definition().fields.get(*slot)) {
            let given = event.fields.get(&field.name);
            let given = given.or_else(|| pending.and_then(|pending| pending.fields.get(&field.name)));
            let value = given.map_or_else(|| state.fields.get(&field.name), Option::as_ref);
            let value = match value.filter(|_| field.pii) {
                Some(value) => Seen::Sealed { sealed: seal(salt, field.name.as_str(), value)? },
                None => Seen::Plain(value),
            };
            seen.insert(field.name.as_str(), value);
        }
        Fingerprint::of(&seen)
    }

    /// The event without personal data; `None` when it holds none.
    fn sealed(&self, event: &JourneyEvent, salt: Option<&Salt>) -> Result<Option<JourneyEvent>, Error> {
        let pii = |name: &Id| self.model.definition().fields.iter().any(|field| field.pii && field.name == *name);
        let is_personal = event.fields.iter().any(|(name, value)| value.is_some() && pii(name));
        let mut sealed = event.clone();
        if !is_personal && free_text(&mut sealed.action).is_none() {
            return Ok(None);
        }
        for (name, value) in sealed.fields.iter_mut().filter(|(name, _)| pii(name)) {
            if let Some(plain) = value {
                *value = Some(Scalar::Text(seal(salt, name.as_str(), plain)?.to_string()));
            }
        }
        if let Some(text) = free_text(&mut sealed.action) {
            *text = seal(salt, "reason", text)?.to_string();
        }
        Ok(Some(sealed))
    }

    /// A competitor is shown unless its field is personal data.
    fn sealed_effects(&self, effects: &[Effect], salt: Option<&Salt>) -> Result<Vec<Effect>, Error> {
        let mut effects = effects.to_vec();
        let definition = self.model.definition();
        let Some(rule) = &definition.loss else { return Ok(effects) };
        let is_personal = definition.fields.iter().any(|field| field.pii && field.name == rule.competitor_field);
        for effect in &mut effects {
            if let Effect::Lost { loss } = effect
                && let Some(name) = loss.competitor.as_mut().filter(|_| is_personal)
            {
                *name = seal(salt, rule.competitor_field.as_str(), name)?.to_string();
            }
        }
        Ok(effects)
    }
}

fn envelope(
    model: &JourneyModel,
    received_at: Instant,
    input_hash: Fingerprint,
    reasons: Vec<Reason>,
    outcome: JourneyOutcome,
) -> DecisionRecord<JourneyOutcome> {
    DecisionRecord {
        engine_version: crate::VERSION,
        definition_id: model.definition().id.clone(),
        fingerprint: model.fingerprint(),
        as_of: Some(received_at),
        seed: None,
        input_hash,
        reasons,
        outcome,
    }
}

/// What an actor wrote in words of their own.
fn free_text(action: &mut JourneyAction) -> Option<&mut String> {
    match action {
        JourneyAction::FollowUp { reason, .. } => reason.as_mut(),
        JourneyAction::Reject { reason } | JourneyAction::Force { reason, .. } => Some(reason),
        _ => None,
    }
}

/// Reasons quote what an actor wrote under `reason`.
fn sealed_reasons(reasons: &[Reason], salt: Option<&Salt>) -> Result<Vec<Reason>, Error> {
    let mut reasons = reasons.to_vec();
    for reason in &mut reasons {
        if let Some(Param::Text(text)) = reason.params.get_mut("reason")
            && !text.is_empty()
        {
            *text = seal(salt, "reason", text)?.to_string();
        }
    }
    Ok(reasons)
}

fn seal<T: Serialize>(salt: Option<&Salt>, name: &str, value: &T) -> Result<Fingerprint, Error> {
    let Some(salt) = salt else {
        let violation = Violation::new(ErrorCode::JourneySaltMissing, JsonPointer::root().key("salt"));
        return Err(Error::input(vec![violation.with("field", name)]));
    };
    salt.seal(name, value)
}

/// A customer who was carried over, and by which plan.
#[derive(Debug)]
pub(in crate::journey) struct Carried<'a> {
    pub(in crate::journey) instance: &'a Id,
    pub(in crate::journey) before: &'a JourneyState,
    pub(in crate::journey) after: &'a JourneyState,
    pub(in crate::journey) plan: (&'a Id, Fingerprint),
    pub(in crate::journey) at: Instant,
    pub(in crate::journey) actor: Option<&'a Id>,
    pub(in crate::journey) previous: Option<&'a Link>,
}

/// The row of a migration; it reads no field.
pub(in crate::journey) fn migrated(model: &JourneyModel, carried: &Carried<'_>) -> Result<JourneyRecord, Error> {
    #[derive(Serialize)]
    struct Input<'a> {
        before: Before<'a>,
        plan: Fingerprint,
    }
    let Carried { instance, before, after, plan: (plan_id, plan), at, actor, previous } = *carried;
    let own = Before { machine: before.machine, state: &before.state, entered_at: before.entered_at };
    let reason = Reason::new(ReasonCode::JourneyMigrated).with("plan", plan_id.as_str());
    let reason = reason.with("from", before.state.as_str()).with("to", after.state.as_str());
    let outcome = JourneyOutcome {
        status: RecordStatus::Migrated,
        event_id: plan_id.clone(),
        event_time: at,
        actor: actor.cloned(),
        from: before.state.clone(),
        to: after.state.clone(),
        step: None,
        transition: None,
        reads: Vec::new(),
        reads_hash: Fingerprint::of(&BTreeMap::<&str, &str>::new())?,
        missing: Vec::new(),
        refusals: Vec::new(),
        effects: vec![Effect::Deadline { due_at: model.next_due(after) }],
        due_at: model.next_due(after),
    };
    let input_hash = Fingerprint::of(&Input { before: own, plan })?;
    chained(instance, previous, envelope(model, at, input_hash, vec![reason], outcome))
}
