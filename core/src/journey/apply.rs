//! The one gate: every event of every path is judged here, and carried out or refused whole.

use crate::error::{Error, ErrorCode, Violation};
use crate::primitives::{Fingerprint, Id, Instant, JsonPointer, Param, Reason, ReasonCode};

use super::definition::Direction;
use super::model::JourneyModel;
use super::report::{Applied, Effect};
use super::value::{JourneyAction, JourneyEvent, JourneyState, Overlay, Pending, Step, StepKind};

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
    /// Entering a state, also the present one, starts its time limit anew; a follow-up that stays
    /// and an edit do not. Leaving the loss state clears the loss code and its text. A state made
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
    /// `journey.same_party`, `journey.not_the_proposer`; and `journey.force_not_allowed`.
    pub fn apply(&self, state: &JourneyState, event: &JourneyEvent) -> Result<Applied, Error> {
        let event_hash = Fingerprint::of(event)?;
        let root = JsonPointer::root();
        let at = root.key("event");
        if let Some(step) = state.history.iter().find(|step| step.event_id == event.id) {
            if step.event_hash != event_hash {
                let violation = Violation::new(ErrorCode::JourneyEventIdReused, at.key("id"));
                return Err(Error::transition(vec![violation.with_value(event.id.as_str())]));
            }
            let reason = Reason::new(ReasonCode::JourneyDuplicate).with("event", event.id.as_str());
            return Ok(Applied { state: state.clone(), duplicate: true, effects: Vec::new(), reasons: vec![reason] });
        }
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
        let plan = self.plan(state, from, event, &at, &mut violations);
        match plan {
            Some(plan) if violations.is_empty() => Ok(self.carried_out(state, event, event_hash, &plan)),
            _ => Err(Error::transition(violations)),
        }
    }

    fn carried_out(
        &self,
        state: &JourneyState,
        event: &JourneyEvent,
        event_hash: Fingerprint,
        plan: &Plan<'_>,
    ) -> Applied {
        let enters = matches!(plan.kind, StepKind::Moved | StepKind::Approved | StepKind::Forced);
        let from = self.position(state.state.as_str());
        let to = self.definition().states.get(plan.to);
        let to_id = to.filter(|_| enters).map_or(&state.state, |to| &to.id);
        let way = plan.transition.and_then(|at| self.definition().transitions.get(at));
        let mut next = state.clone();
        next.machine = self.fingerprint();
        next.state = to_id.clone();
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
            (StepKind::Stayed | StepKind::Edited, ..) => {}
            _ => next.pending = None,
        }
        if !matches!(plan.kind, StepKind::Proposed | StepKind::Rejected | StepKind::Withdrawn) {
            next.fields = plan.overlay.fields(&self.definition().fields);
        }
        let direction = way.filter(|_| enters).map(|way| way.direction);
        next.counts.follow_ups += u32::from(matches!(event.action, JourneyAction::FollowUp { .. }));
        next.counts.back_moves += u32::from(direction == Some(Direction::Back));
        next.counts.reopenings += u32::from(direction == Some(Direction::Reopen));
        next.counts.forced_moves += u32::from(plan.kind == StepKind::Forced);
        let mut reasons = vec![self.done(state, event, plan, to_id)];
        match direction {
            Some(Direction::Back) => {
                reasons.push(Reason::new(ReasonCode::JourneyMovedBack).with("count", next.counts.back_moves));
            }
            Some(Direction::Reopen) => {
                reasons.push(Reason::new(ReasonCode::JourneyReopened).with("count", next.counts.reopenings));
            }
            _ => {}
        }
        if state.machine != self.fingerprint() {
            reasons.push(Reason::new(ReasonCode::JourneyMachineChanged));
        }
        if enters && self.leaves_loss(from, plan.to) {
            reasons.push(Reason::new(ReasonCode::JourneyLossCleared));
        }
        let mut effects = Vec::new();
        if enters {
            next.entered_at = event.at;
            effects.push(Effect::Deadline { due_at: self.next_due(&next) });
            let loss = self.loss_report(plan.to, &state.state, &plan.overlay);
            effects.extend(loss.map(|loss| Effect::Lost { loss }));
            if to.is_some_and(|to| to.is_final) {
                effects.push(Effect::Closed { state: to_id.clone() });
            }
        }
        if let (StepKind::Proposed, Some(way)) = (plan.kind, way) {
            let roles = way.approval.as_ref().map(|approval| approval.roles.clone()).unwrap_or_default();
            effects.push(Effect::ApprovalRequested { transition: way.id.clone(), roles });
        }
        Applied { state: next, duplicate: false, effects, reasons }
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
        }
    }
}

pub(crate) fn whole_days(from: Instant, to: Instant) -> Param {
    Param::Integer((to.micros() - from.micros()).div_euclid(86_400_000_000))
}
