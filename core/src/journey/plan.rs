//! What each kind of event would do, and everything that speaks against it.

use crate::error::{ErrorCode, Violation};
use crate::primitives::{Id, JsonPointer};

use super::apply::Plan;
use super::model::JourneyModel;
use super::overlay::Overlay;
use super::rules::texts;
use super::value::{EventFields, JourneyAction, JourneyEvent, JourneyState, StepKind};

/// The event that is judged: the state before it, where that stands in the machine, and where the
/// event stands in the document.
pub(crate) struct Judged<'a> {
    pub(crate) state: &'a JourneyState,
    from: Option<usize>,
    event: &'a JourneyEvent,
    pub(crate) action_at: JsonPointer,
    pub(crate) at: JsonPointer,
}

impl JourneyModel {
    pub(crate) fn plan<'a>(
        &'a self,
        state: &'a JourneyState,
        from: Option<usize>,
        event: &'a JourneyEvent,
        at: &JsonPointer,
        violations: &mut Vec<Violation>,
    ) -> Option<Plan<'a>> {
        let judged = Judged { state, from, event, action_at: at.key("action"), at: at.clone() };
        match &event.action {
            JourneyAction::Take { transition } => {
                let named = judged.action_at.key("transition");
                let taken = self.definition().transitions.iter().position(|known| known.id == *transition);
                if taken.is_none() {
                    let violation = Violation::new(ErrorCode::JourneyUnknownTransition, named.clone());
                    let known = self.definition().transitions.iter().map(|known| known.id.as_str());
                    violations.push(violation.with_value(transition.as_str()).with_nearest(transition.as_str(), known));
                }
                self.way(&judged, taken?, &named, violations)
            }
            JourneyAction::Move { to } => self.way_to(&judged, to, violations),
            JourneyAction::FollowUp { to, reason } => {
                self.follow_up(&judged, to.as_ref(), reason.as_deref(), violations)
            }
            JourneyAction::Edit {} => self.staying(&judged, StepKind::Edited, violations),
            JourneyAction::Approve {} => self.approve(&judged, violations),
            JourneyAction::Reject { reason } => self.settle(&judged, StepKind::Rejected, Some(reason), violations),
            JourneyAction::Withdraw {} => self.settle(&judged, StepKind::Withdrawn, None, violations),
            JourneyAction::Force { to, reason } => self.forced(&judged, to, reason, violations),
            JourneyAction::Payment { .. } | JourneyAction::Refund { .. } => {
                event.payment().and_then(|payment| self.plan_payment(&judged, &payment, violations))
            }
        }
    }

    /// A transition, taken at once or proposed to a second party.
    fn way<'a>(
        &'a self,
        judged: &Judged<'a>,
        transition: usize,
        named: &JsonPointer,
        violations: &mut Vec<Violation>,
    ) -> Option<Plan<'a>> {
        self.refuse_while_pending(judged, violations);
        let overlay = self.overlay(judged.state, judged.from, transition, &judged.event.fields);
        violations.extend(self.refusals(judged.from, transition, &overlay, &judged.at, named));
        let needs_approval = self.definition().transitions.get(transition)?.approval.is_some();
        if needs_approval && judged.event.actor.is_none() {
            violations.push(Violation::new(ErrorCode::JourneyActorMissing, judged.at.key("actor")));
        }
        let kind = if needs_approval { StepKind::Proposed } else { StepKind::Moved };
        Some(Plan {
            kind,
            transition: Some(transition),
            to: self.transitions().get(transition)?.to,
            overlay,
            reason: None,
        })
    }

    /// The first transition to a state that can be taken; else the first that leads there, with
    /// what speaks against it.
    fn way_to<'a>(&'a self, judged: &Judged<'a>, to: &Id, violations: &mut Vec<Violation>) -> Option<Plan<'a>> {
        let named = judged.action_at.key("to");
        let Some(target) = self.position(to.as_str()) else {
            violations.push(self.unknown_state(to.as_str(), named));
            return None;
        };
        let from = judged.from?;
        let leads = |(at, way): (usize, &super::model::TransitionModel)| {
            (way.to == target && way.from.contains(&from)).then_some(at)
        };
        let ways: Vec<usize> = self.transitions().iter().enumerate().filter_map(leads).collect();
        let is_open = |way: &&usize| {
            let overlay = self.overlay(judged.state, judged.from, **way, &judged.event.fields);
            self.refusals(judged.from, **way, &overlay, &judged.at, &named).is_empty()
        };
        let Some(way) = ways.iter().find(is_open).or(ways.first()) else {
            let violation = Violation::new(ErrorCode::JourneyNoWay, named).with_value(to.as_str());
            let violation = violation.with("state", judged.state.state.as_str());
            violations.push(violation.with("to", texts(&self.states_from(from))));
            return None;
        };
        self.way(judged, *way, &named, violations)
    }

    fn follow_up<'a>(
        &'a self,
        judged: &Judged<'a>,
        to: Option<&Id>,
        reason: Option<&'a str>,
        violations: &mut Vec<Violation>,
    ) -> Option<Plan<'a>> {
        let Some(rule) = &self.definition().follow_up else {
            violations.push(Violation::new(ErrorCode::JourneyNoFollowUp, judged.action_at.clone()));
            return None;
        };
        let named = judged.action_at.key("to");
        let Some(to) = to else {
            let mut states = rule.states.clone();
            if !states.contains(&judged.state.state) {
                states.push(judged.state.state.clone());
            }
            violations.push(Violation::new(ErrorCode::JourneyStateNotChosen, named).with("states", texts(&states)));
            return None;
        };
        if *to != judged.state.state {
            if !rule.states.contains(to) {
                let violation = Violation::new(ErrorCode::JourneyNotSelectable, named).with_value(to.as_str());
                violations.push(violation.with("states", texts(&rule.states)));
                return None;
            }
            let plan = self.way_to(judged, to, violations)?;
            return Some(Plan { reason, ..plan });
        }
        if is_blank(reason) {
            violations.push(Violation::new(ErrorCode::JourneyReasonMissing, judged.action_at.key("reason")));
        }
        Some(Plan { reason, ..self.staying(judged, StepKind::Stayed, violations)? })
    }

    /// The present state with other fields: what it needs it must keep.
    pub(crate) fn staying<'a>(
        &'a self,
        judged: &Judged<'a>,
        kind: StepKind,
        violations: &mut Vec<Violation>,
    ) -> Option<Plan<'a>> {
        let from = judged.from?;
        let overlay = Overlay::new(&self.definition().fields, &judged.state.fields, &judged.event.fields);
        violations.extend(self.refusals_of_state(from, &overlay, &judged.at.key("fields")));
        Some(Plan { kind, transition: None, to: from, overlay, reason: None })
    }

    fn forced<'a>(
        &'a self,
        judged: &Judged<'a>,
        to: &Id,
        reason: &'a str,
        violations: &mut Vec<Violation>,
    ) -> Option<Plan<'a>> {
        let Some(rule) = &self.definition().force else {
            violations.push(Violation::new(ErrorCode::JourneyForceNotAllowed, judged.action_at.clone()));
            return None;
        };
        self.actor_with(judged, &rule.roles, violations);
        if is_blank(Some(reason)) {
            violations.push(Violation::new(ErrorCode::JourneyReasonMissing, judged.action_at.key("reason")));
        }
        let target = self.position(to.as_str());
        if target.is_none() {
            violations.push(self.unknown_state(to.as_str(), judged.action_at.key("to")));
        }
        let target = target?;
        let overlay = self.overlay_to(judged.state, judged.from, target, &judged.event.fields);
        // Even a forced loss has its code: without one nobody could learn from it.
        violations.extend(self.loss_violations(target, &overlay, &judged.at.key("fields")));
        Some(Plan { kind: StepKind::Forced, transition: None, to: target, overlay, reason: Some(reason) })
    }

    fn approve<'a>(&'a self, judged: &Judged<'a>, violations: &mut Vec<Violation>) -> Option<Plan<'a>> {
        let (pending, transition) = self.waiting(judged, violations)?;
        let approval = self.definition().transitions.get(transition)?.approval.as_ref();
        self.actor_with(judged, approval.map_or(&[][..], |approval| &approval.roles), violations);
        if judged.event.actor.as_ref() == Some(&pending.proposer) {
            let violation = Violation::new(ErrorCode::JourneySameParty, judged.at.key("actor"));
            violations.push(violation.with_value(pending.proposer.as_str()));
        }
        let overlay =
            self.overlay_of_pending(judged.state, judged.from, transition, &pending.fields, &judged.event.fields);
        violations.extend(self.refusals(judged.from, transition, &overlay, &judged.at, &judged.action_at));
        let to = self.transitions().get(transition)?.to;
        Some(Plan { kind: StepKind::Approved, transition: Some(transition), to, overlay, reason: None })
    }

    /// Rejects or withdraws what is pending.
    fn settle<'a>(
        &'a self,
        judged: &Judged<'a>,
        kind: StepKind,
        reason: Option<&'a String>,
        violations: &mut Vec<Violation>,
    ) -> Option<Plan<'a>> {
        let (pending, transition) = self.waiting(judged, violations)?;
        let reason = reason.map(String::as_str);
        if kind == StepKind::Rejected {
            let approval = self.definition().transitions.get(transition)?.approval.as_ref();
            self.actor_with(judged, approval.map_or(&[][..], |approval| &approval.roles), violations);
            if is_blank(reason) {
                violations.push(Violation::new(ErrorCode::JourneyReasonMissing, judged.action_at.key("reason")));
            }
        } else if judged.event.actor.as_ref() != Some(&pending.proposer) {
            let violation = Violation::new(ErrorCode::JourneyNotTheProposer, judged.at.key("actor"));
            violations.push(violation.with("proposer", pending.proposer.as_str()));
        }
        let overlay = Overlay::new(&self.definition().fields, &judged.state.fields, &judged.event.fields);
        Some(Plan { kind, transition: Some(transition), to: judged.from?, overlay, reason })
    }

    /// What waits for approval, and its transition.
    fn waiting<'a>(
        &self,
        judged: &Judged<'a>,
        violations: &mut Vec<Violation>,
    ) -> Option<(&'a super::value::Pending, usize)> {
        let Some(pending) = &judged.state.pending else {
            violations.push(Violation::new(ErrorCode::JourneyNothingPending, judged.action_at.clone()));
            return None;
        };
        let transition = self.definition().transitions.iter().position(|known| known.id == pending.transition);
        if transition.is_none() {
            let at = JsonPointer::root().key("state").key("pending").key("transition");
            let violation = Violation::new(ErrorCode::JourneyUnknownTransition, at);
            violations.push(violation.with_value(pending.transition.as_str()));
        }
        transition.map(|transition| (pending, transition))
    }

    fn refuse_while_pending(&self, judged: &Judged<'_>, violations: &mut Vec<Violation>) {
        if let Some(pending) = &judged.state.pending {
            let violation = Violation::new(ErrorCode::JourneyApprovalPending, judged.action_at.clone());
            violations.push(violation.with("transition", pending.transition.as_str()));
        }
    }

    /// Refuses an event without an actor, or whose actor has none of the roles; no roles = anybody.
    fn actor_with(&self, judged: &Judged<'_>, roles: &[Id], violations: &mut Vec<Violation>) {
        if judged.event.actor.is_none() {
            violations.push(Violation::new(ErrorCode::JourneyActorMissing, judged.at.key("actor")));
        }
        if !roles.is_empty() && !roles.iter().any(|role| judged.event.roles.contains(role)) {
            let violation = Violation::new(ErrorCode::JourneyRoleMissing, judged.at.key("roles"));
            violations.push(violation.with("roles", texts(roles)));
        }
    }

    /// The states to which a transition leads from here, in the order of the transitions.
    pub(crate) fn states_from(&self, from: usize) -> Vec<Id> {
        let mut states: Vec<Id> = Vec::new();
        for way in self.transitions().iter().filter(|way| way.from.contains(&from)) {
            if let Some(state) = self.definition().states.get(way.to)
                && !states.contains(&state.id)
            {
                states.push(state.id.clone());
            }
        }
        states
    }
}

fn is_blank(text: Option<&str>) -> bool {
    text.is_none_or(|text| text.trim().is_empty())
}

impl JourneyModel {
    /// The fields as they would be once a pending transition is approved.
    fn overlay_of_pending<'a>(
        &self,
        state: &'a JourneyState,
        from: Option<usize>,
        transition: usize,
        pending: &'a EventFields,
        given: &'a EventFields,
    ) -> Overlay<'a> {
        let mut overlay = self.overlay(state, from, transition, pending);
        overlay.lay(&self.definition().fields, given);
        overlay
    }
}
