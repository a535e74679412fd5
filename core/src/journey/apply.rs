//! The one gate: every event of every path is judged here, and carried out or refused whole.

use std::collections::BTreeMap;

use crate::error::{Error, ErrorCode, Violation};
use crate::primitives::{Fingerprint, Id, Instant, JsonPointer, Param, Reason, ReasonCode, Scalar};

use super::definition::Direction;
use super::limit::Passed;
use super::model::JourneyModel;
use super::overlay::Overlay;
use super::payment::{Caused, id_of};
use super::report::{Applied, Effect};
use super::value::{EventFields, JourneyAction, JourneyEvent, JourneyState, Pending, Step, StepKind};

/// What the host is told: what to carry out, and what happened.
#[derive(Debug, Clone, Default)]
pub(crate) struct Told {
    pub(crate) effects: Vec<Effect>,
    pub(crate) reasons: Vec<Reason>,
}

/// A state that is entered, by whatever way.
pub(crate) struct Entry<'a> {
    pub(crate) to: usize,
    pub(crate) way: Option<usize>,
    pub(crate) at: Instant,
    /// What makes the effects of it one of a kind.
    pub(crate) cause: &'a str,
    pub(crate) fields: BTreeMap<Id, Scalar>,
}

/// What an event would do, once nothing speaks against it.
pub(crate) struct Plan<'a> {
    pub(crate) kind: StepKind,
    pub(crate) transition: Option<usize>,
    /// The state after it.
    pub(crate) to: usize,
    pub(crate) overlay: Overlay<'a>,
    pub(crate) reason: Option<&'a str>,
}

impl JourneyModel {
    /// The state after an event. The same event again changes nothing and is flagged.
    ///
    /// Limits that have run out before the event fire first, as [`Self::advance`] would have let
    /// them; an event at the very instant of a deadline comes before it. A refused event changes
    /// nothing, and fires nothing. Entering a state, also the present one, starts its limits anew; a
    /// follow-up that stays, an edit and a payment do not. Leaving the loss state clears the loss code and its text. A state made
    /// by another version of the machine is carried on as long as its state still exists.
    ///
    /// # Errors
    /// Class `transition`, with everything that is missing at once; pointers are those of the
    /// document `{"state": .., "event": ..}`: `journey.unknown_state`, `journey.unknown_transition`,
    /// `journey.no_way`, `journey.wrong_state`, `journey.out_of_order`, `journey.event_id_reused`,
    /// `journey.field_missing`, `journey.guard_failed`, `journey.loss_code_missing`,
    /// `journey.unknown_loss_code`, `journey.loss_text_missing`; for follow-ups
    /// `journey.no_follow_up`, `journey.state_not_chosen`, `journey.not_selectable`,
    /// `journey.reason_missing`; for approvals `journey.approval_pending`,
    /// `journey.nothing_pending`, `journey.actor_missing`, `journey.role_missing`,
    /// `journey.same_party`, `journey.not_the_proposer`; `journey.force_not_allowed`; for payments
    /// `journey.no_payments`, `journey.amount_not_positive`, `journey.wrong_currency`,
    /// `journey.payment_id_reused`, `journey.refund_too_large`, `money.out_of_range`; and
    /// `journey.advance_first`, `calendar.beyond_known`.
    pub fn apply(&self, state: &JourneyState, event: &JourneyEvent) -> Result<Applied, Error> {
        let event_hash = Fingerprint::of(event)?;
        let root = JsonPointer::root();
        let at = root.key("event");
        if let Some(step) = state.history.iter().find(|step| step.event_id == event.id) {
            if step.event_hash != event_hash {
                let violation = Violation::new(ErrorCode::JourneyEventIdReused, at.key("id"));
                return Err(Error::transition(vec![violation.with_value(event.id.as_str())]));
            }
            return Ok(unchanged(state, Reason::new(ReasonCode::JourneyDuplicate).with("event", event.id.as_str())));
        }
        let payment = event.payment();
        if let Some(payment) = payment.as_ref().filter(|payment| state.has_payment(payment)) {
            let reason = Reason::new(ReasonCode::JourneyDuplicatePayment).with("payment", payment.id.as_str());
            return Ok(unchanged(state, reason));
        }
        let Passed { state: passed, told, complete, .. } = self.pass_time(state, |due| due < event.at)?;
        let state = &passed;
        let mut violations = Vec::new();
        let from = self.position(state.state.as_str());
        if from.is_none() {
            violations.push(self.unknown_state(state.state.as_str(), root.key("state").key("state")));
        }
        let latest = state.history.last().map_or(state.entered_at, |step| step.at.max(state.entered_at));
        if event.at < latest {
            let violation = Violation::new(ErrorCode::JourneyOutOfOrder, at.key("at")).with("at", event.at);
            violations.push(violation.with("entered_at", latest));
        }
        if !complete {
            violations.push(Violation::new(ErrorCode::JourneyAdvanceFirst, at.key("at")).with("at", event.at));
        }
        let plan = self.plan(state, from, event, &at, &mut violations);
        if let Some(plan) = &plan {
            let since = if plan.kind.enters() { event.at } else { state.entered_at };
            violations
                .extend(self.running(plan.to, since, &plan.overlay).err().map(|found| found.under(&at.key("at"))));
        }
        match plan {
            Some(plan) if violations.is_empty() => self.carried_out(state, event, event_hash, &plan, told),
            _ => Err(Error::transition(violations)),
        }
    }

    fn carried_out(
        &self,
        state: &JourneyState,
        event: &JourneyEvent,
        event_hash: Fingerprint,
        plan: &Plan<'_>,
        mut told: Told,
    ) -> Result<Applied, Error> {
        let enters = plan.kind.enters();
        let to_id = self.definition().states.get(plan.to).filter(|_| enters).map_or(&state.state, |to| &to.id);
        let way = plan.transition.and_then(|at| self.definition().transitions.get(at));
        let mut next = state.clone();
        next.machine = self.fingerprint();
        next.history.push(Step {
            event_id: event.id.clone(),
            event_hash,
            kind: plan.kind,
            transition: way.map(|way| way.id.clone()),
            from: state.state.clone(),
            to: to_id.clone(),
            at: event.at,
            actor: event.actor.clone(),
            reason: plan.reason.map(str::to_owned),
        });
        match (plan.kind, way, &event.actor) {
            (StepKind::Proposed, Some(way), Some(actor)) => {
                let (transition, fields) = (way.id.clone(), event.fields.clone());
                next.pending = Some(Pending { transition, proposer: actor.clone(), proposed_at: event.at, fields });
            }
            (StepKind::Rejected | StepKind::Withdrawn, ..) => next.pending = None,
            _ => {}
        }
        let fields = plan.overlay.fields(&self.definition().fields);
        next.counts.follow_ups += u32::from(matches!(event.action, JourneyAction::FollowUp { .. }));
        next.counts.forced_moves += u32::from(plan.kind == StepKind::Forced);
        let payment = event.payment();
        if payment.is_none() {
            told.reasons.push(self.done(state, event, plan, to_id));
        }
        if enters {
            let (at, cause) = (event.at, event.id.as_str());
            self.enter(&mut next, Entry { to: plan.to, way: plan.transition, at, cause, fields }, &mut told)?;
        } else if !matches!(plan.kind, StepKind::Proposed | StepKind::Rejected | StepKind::Withdrawn) {
            next.fields = fields;
            self.count_from_fields(&mut next).map_err(|found| Error::transition(vec![found]))?;
            let due_at = self.next_due(&next);
            told.effects.extend((due_at != self.next_due(state)).then_some(Effect::Deadline { due_at }));
        }
        if state.machine != self.fingerprint() {
            told.reasons.push(Reason::new(ReasonCode::JourneyMachineChanged));
        }
        if let (StepKind::Proposed, Some(way)) = (plan.kind, way) {
            let roles = way.approval.as_ref().map(|approval| approval.roles.clone()).unwrap_or_default();
            told.effects.push(Effect::ApprovalRequested { transition: way.id.clone(), roles });
        }
        let cause = payment.as_ref().map_or(&event.id, |payment| &payment.id).clone();
        if let Some(payment) = payment {
            self.record_payment(&mut next, payment, &mut told);
        }
        let caused = Caused { event_id: &event.id, event_hash, at: event.at, cause: cause.as_str() };
        self.follow_payments(&mut next, &caused, &mut told)?;
        Ok(Applied { state: next, duplicate: false, effects: told.effects, reasons: told.reasons })
    }

    /// Enters a state: its limits begin, counts go up, what was pending is void.
    pub(crate) fn enter(&self, next: &mut JourneyState, entry: Entry<'_>, told: &mut Told) -> Result<(), Error> {
        let left = next.state.clone();
        let from = self.position(left.as_str());
        let Some(to) = self.definition().states.get(entry.to) else { return Ok(()) };
        let way = entry.way.and_then(|at| self.definition().transitions.get(at));
        next.machine = self.fingerprint();
        next.state = to.id.clone();
        next.entered_at = entry.at;
        next.fields = entry.fields;
        next.pending = None;
        let given = EventFields::new();
        let overlay = Overlay::new(&self.definition().fields, &next.fields, &given);
        let running = self.running(entry.to, entry.at, &overlay);
        let loss = self.loss_report(entry.to, &left, &overlay);
        next.deadlines = running.map_err(|found| Error::transition(vec![found]))?;
        match way.map(|way| way.direction) {
            Some(Direction::Back) => {
                next.counts.back_moves = next.counts.back_moves.saturating_add(1);
                told.reasons.push(Reason::new(ReasonCode::JourneyMovedBack).with("count", next.counts.back_moves));
            }
            Some(Direction::Reopen) => {
                next.counts.reopenings = next.counts.reopenings.saturating_add(1);
                told.reasons.push(Reason::new(ReasonCode::JourneyReopened).with("count", next.counts.reopenings));
            }
            _ => {}
        }
        if self.leaves_loss(from, entry.to) {
            told.reasons.push(Reason::new(ReasonCode::JourneyLossCleared));
        }
        told.effects.push(Effect::Deadline { due_at: self.next_due(next) });
        told.effects.extend(loss.map(|loss| Effect::Lost { loss }));
        if to.is_final {
            told.effects.push(Effect::Closed { state: to.id.clone() });
        }
        if let Some(way) = way {
            let id = self.unique_id(next, &["transition", entry.cause, way.id.as_str()]);
            let effects = way.effects.iter().map(|effect| self.declared(next, id_of(id, effect), effect, None));
            told.effects.extend(effects);
        }
        let id = self.unique_id(next, &["state", entry.cause, to.id.as_str()]);
        told.effects.extend(to.effects.iter().map(|effect| self.declared(next, id_of(id, effect), effect, None)));
        Ok(())
    }

    /// SHA-256 of the machine's id, the state's key and what else makes something one of a kind. The
    /// machine's version is no part of it: what has happened does not happen again under the next.
    pub(crate) fn unique_id(&self, state: &JourneyState, parts: &[&str]) -> Fingerprint {
        let key = state.key.as_ref().map_or("", Id::as_str);
        // Each part with its length: no two lists of parts are written alike.
        let parts = [self.definition().id.as_str(), key].into_iter().chain(parts.iter().copied());
        Fingerprint::of_text(&parts.map(|part| format!("{}:{part};", part.len())).collect::<String>())
    }

    /// What was done, in words.
    fn done(&self, state: &JourneyState, event: &JourneyEvent, plan: &Plan<'_>, to: &Id) -> Reason {
        let transition = plan.transition.and_then(|at| self.definition().transitions.get(at));
        let transition = transition.map_or("", |transition| transition.id.as_str());
        let actor = event.actor.as_ref().map_or("", Id::as_str);
        let proposer = state.pending.as_ref().map_or("", |pending| pending.proposer.as_str());
        let why = plan.reason.unwrap_or_default();
        let (from, to) = (state.state.as_str(), to.as_str());
        match plan.kind {
            StepKind::Moved => {
                let reason = Reason::new(ReasonCode::JourneyMoved).with("transition", transition);
                reason.with("from", from).with("to", to).with("days", whole_days(state.entered_at, event.at))
            }
            StepKind::Stayed => Reason::new(ReasonCode::JourneyStayed).with("state", from).with("reason", why),
            StepKind::Edited => Reason::new(ReasonCode::JourneyEdited).with("state", from),
            StepKind::Proposed => {
                Reason::new(ReasonCode::JourneyProposed).with("transition", transition).with("actor", actor)
            }
            StepKind::Approved => {
                let reason = Reason::new(ReasonCode::JourneyApproved).with("transition", transition);
                reason.with("actor", actor).with("proposer", proposer)
            }
            StepKind::Rejected => {
                let reason = Reason::new(ReasonCode::JourneyRejected).with("transition", transition);
                reason.with("actor", actor).with("reason", why)
            }
            StepKind::Withdrawn => {
                Reason::new(ReasonCode::JourneyWithdrawn).with("transition", transition).with("actor", actor)
            }
            StepKind::Forced => {
                let reason = Reason::new(ReasonCode::JourneyForced).with("from", from).with("to", to);
                reason.with("actor", actor).with("reason", why)
            }
            // Recorded in their own words; the others are never planned.
            StepKind::Paid | StepKind::Refunded | StepKind::Settled | StepKind::TimedOut => {
                Reason::new(ReasonCode::JourneyEdited).with("state", from)
            }
        }
    }
}

fn unchanged(state: &JourneyState, reason: Reason) -> Applied {
    Applied { state: state.clone(), duplicate: true, effects: Vec::new(), reasons: vec![reason] }
}

pub(crate) fn whole_days(from: Instant, to: Instant) -> Param {
    Param::Integer((to.micros() - from.micros()).div_euclid(86_400_000_000))
}
