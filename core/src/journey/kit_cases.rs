//! How the cases of a kit are made: for each rule a request that breaks it and nothing else it can help.

use serde_json::Value;

use crate::error::ErrorCode;
use crate::primitives::{Decimal, Field, FieldType, Id, Instant, JsonPointer, Money, Scalar, limits};

use super::kit::{Kit, KitCase, KitExpected, KitRequest, KitRule, KitVia, KitViolation};
use super::model::JourneyModel;
use super::overlay::Overlay;
use super::value::{Counts, EventFields, JourneyAction, JourneyEvent, JourneyState, Pending};

/// A case is kept when it is answered so.
#[derive(Clone, Copy)]
enum Wanted {
    Accepted,
    Refused(ErrorCode),
}

/// The cases so far.
struct Maker<'a> {
    model: &'a JourneyModel,
    at: Instant,
    cases: Vec<KitCase>,
}

impl JourneyModel {
    /// The cases with which a host proves that each of its paths enforces this machine; they play at
    /// `at` and shortly after. What the machine does not have, such as payments, has no cases.
    pub fn kit(&self, at: Instant) -> Kit {
        let mut maker = Maker { model: self, at, cases: Vec::new() };
        maker.entries();
        maker.transitions();
        maker.strangers();
        maker.follow_ups();
        maker.edits();
        maker.forces();
        maker.repeats();
        maker.payments();
        let Maker { mut cases, .. } = maker;
        cases.truncate(limits::KIT_CASES);
        Kit { definition_id: self.definition().id.clone(), fingerprint: self.fingerprint(), cases }
    }
}

impl Maker<'_> {
    /// Keeps a case that is answered as wanted; one that is not cannot be made for this machine.
    fn keep(
        &mut self,
        rule: KitRule,
        id: &str,
        before: Option<&JourneyState>,
        request: KitRequest,
        wanted: Wanted,
    ) -> Option<JourneyState> {
        let (via, answer) = match &request {
            KitRequest::Start { at, state, fields } => (KitVia::Start, self.model.start(*at, Some(state), fields)),
            KitRequest::Event { event } => {
                (via(&event.action), self.model.apply(before?, event).map(|applied| applied.state))
            }
        };
        let id = format!("{}/{id}", name(via));
        let expected = match (answer, wanted) {
            (Ok(state), Wanted::Accepted) => KitExpected { accepted: true, violations: Vec::new(), state: Some(state) },
            (Err(error), Wanted::Refused(code)) if error.violations().any(|found| found.code() == code) => {
                let violations = error
                    .violations()
                    .map(|found| KitViolation { code: found.code(), pointer: found.pointer().clone() });
                KitExpected { accepted: false, violations: violations.collect(), state: before.cloned() }
            }
            _ => return None,
        };
        let after = expected.state.clone();
        if self.cases.iter().all(|case| case.id != id) && self.cases.len() < limits::KIT_CASES {
            self.cases.push(KitCase { id, rule, via, before: before.cloned(), request, expected });
        }
        after
    }

    fn event(&self, action: JourneyAction, fields: EventFields) -> JourneyEvent {
        let minute = Instant::from_micros(self.at.micros().saturating_add(60_000_000));
        let (id, actor) = (Id::literal("kit.event"), Some(Id::literal("kit.seller")));
        JourneyEvent { id, action, at: minute.unwrap_or(self.at), actor, roles: Vec::new(), fields }
    }

    fn ask(
        &mut self,
        rule: KitRule,
        id: &str,
        before: &JourneyState,
        event: JourneyEvent,
        wanted: Wanted,
    ) -> Option<JourneyState> {
        self.keep(rule, id, Some(before), KitRequest::Event { event }, wanted)
    }

    /// A row in a state, with what that state needs and nothing more.
    fn before(&self, state: usize) -> Option<JourneyState> {
        let named = self.model.definition().states.get(state)?;
        let given = self.fields_for(state, &[]);
        let fields = given.into_iter().filter_map(|(name, value)| value.map(|value| (name, value))).collect();
        let nothing = EventFields::new();
        let overlay = Overlay::new(&self.model.definition().fields, &fields, &nothing);
        if !self.model.refusals_of_state(state, &overlay, &JsonPointer::root()).is_empty() {
            return None;
        }
        let deadlines = self.model.running(state, self.at, &overlay).ok()?;
        Some(JourneyState {
            machine: self.model.fingerprint(),
            key: Some(Id::literal("kit.customer")),
            state: named.id.clone(),
            entered_at: self.at,
            fields,
            counts: Counts::default(),
            pending: None,
            deadlines,
            payments: None,
            history: Vec::new(),
        })
    }

    /// Values of the fields that a state needs, of those in `more`, and of its loss.
    fn fields_for(&self, state: usize, more: &[usize]) -> EventFields {
        let declared = &self.model.definition().fields;
        let required = self.model.states().get(state).map_or(&[][..], |state| &state.requires);
        let mut slots: Vec<usize> = required.iter().chain(more).copied().collect();
        let mut fields = EventFields::new();
        if let Some((loss, definition)) = self.model.loss().zip(self.model.definition().loss.as_ref())
            && loss.state == state
        {
            slots.extend(loss.slots());
            let leaf = definition.codes.iter().find(|code| definition.parts(code.id.as_str()).is_empty());
            let code = leaf.map(|code| Scalar::Text(code.id.as_str().to_owned()));
            fields.insert(definition.code_field.clone(), code);
        }
        for field in slots.iter().filter_map(|slot| declared.get(*slot)) {
            fields.entry(field.name.clone()).or_insert_with(|| sample(field, self.at));
        }
        fields
    }

    /// Fields with which a transition can be taken from a row, and fields for which only its guard fails.
    fn solve(&self, before: &JourneyState, transition: usize) -> (Option<EventFields>, Option<EventFields>) {
        let Some(model) = self.model.transitions().get(transition) else { return (None, None) };
        let from = self.model.position(before.state.as_str());
        let declared = &self.model.definition().fields;
        let base = self.fields_for(model.to, &model.requires);
        let mut tries = vec![base];
        let guard = self.model.definition().transitions.get(transition).and_then(|way| way.guard.as_ref());
        let guard = guard.and_then(|guard| serde_json::to_value(guard).ok()).unwrap_or_default();
        for field in declared {
            let candidates = candidates(&guard, field);
            if candidates.is_empty() {
                continue;
            }
            let mut next = Vec::new();
            for fields in &tries {
                for candidate in &candidates {
                    let mut fields = fields.clone();
                    fields.insert(field.name.clone(), candidate.clone());
                    next.push(fields);
                }
            }
            tries.extend(next);
            tries.truncate(limits::KIT_TRIES);
        }
        let root = JsonPointer::root();
        let (mut sound, mut unguarded) = (None, None);
        for fields in tries {
            let overlay = self.model.overlay(before, from, transition, &fields);
            let refusals = self.model.refusals(from, transition, &overlay, &root, &root);
            match refusals.as_slice() {
                [] if sound.is_none() => sound = Some(fields),
                [only] if unguarded.is_none() && only.code() == ErrorCode::JourneyGuardFailed => {
                    unguarded = Some(fields);
                }
                _ => {}
            }
        }
        (sound, unguarded)
    }

    fn entries(&mut self) {
        let definition = self.model.definition();
        let at = self.at;
        for (i, state) in definition.states.iter().enumerate() {
            let is_entry = definition.initial == state.id || definition.entries.contains(&state.id);
            let wanted = if is_entry { Wanted::Accepted } else { Wanted::Refused(ErrorCode::JourneyNotAnEntry) };
            let rule = if is_entry { KitRule::Allowed } else { KitRule::Entry };
            let fields = self.fields_for(i, &[]);
            let start = |fields: EventFields| KitRequest::Start { at, state: state.id.clone(), fields };
            self.keep(rule, &format!("in_{}", state.id), None, start(fields.clone()), wanted);
            for field in &state.requires {
                let mut lacking = fields.clone();
                lacking.remove(field);
                let id = format!("in_{}/without_{field}", state.id);
                let wanted = Wanted::Refused(ErrorCode::JourneyFieldMissing);
                self.keep(KitRule::RequiredField, &id, None, start(lacking), wanted);
            }
        }
        let unknown = Id::literal("kit_no_such_state");
        let request = KitRequest::Start { at, state: unknown, fields: EventFields::new() };
        let wanted = Wanted::Refused(ErrorCode::JourneyNotAnEntry);
        self.keep(KitRule::Entry, "in_no_such_state", None, request, wanted);
    }

    fn transitions(&mut self) {
        for i in 0..self.model.transitions().len() {
            let Some(way) = self.model.definition().transitions.get(i).cloned() else { continue };
            let from = self.model.transitions().get(i).map(|model| model.from.clone()).unwrap_or_default();
            let mut rows = from.into_iter().filter_map(|from| self.before(from));
            let found = rows.find_map(|row| {
                let (sound, unguarded) = self.solve(&row, i);
                sound.map(|sound| (row, sound, unguarded))
            });
            drop(rows);
            let Some((row, sound, unguarded)) = found else { continue };
            let take = JourneyAction::Take { transition: way.id.clone() };
            let mut actions = vec![take];
            if way.to != row.state {
                actions.push(JourneyAction::Move { to: way.to.clone() });
                actions.push(JourneyAction::FollowUp { to: Some(way.to.clone()), reason: None });
            }
            for action in actions {
                self.one_transition(&row, i, &action, &sound, unguarded.as_ref());
            }
            if way.approval.is_some() {
                self.approvals(&row, i, &sound);
            }
        }
    }

    /// A transition as it is, and with each thing that it needs left out.
    fn one_transition(
        &mut self,
        row: &JourneyState,
        transition: usize,
        action: &JourneyAction,
        sound: &EventFields,
        unguarded: Option<&EventFields>,
    ) {
        let (Some(way), Some(model)) = (
            self.model.definition().transitions.get(transition).cloned(),
            self.model.transitions().get(transition).cloned(),
        ) else {
            return;
        };
        let name = format!("{}/{}", row.state, way.id);
        let event = self.event(action.clone(), sound.clone());
        self.ask(KitRule::Allowed, &name, row, event, Wanted::Accepted);
        for slot in &model.requires {
            let Some(field) = self.model.definition().fields.get(*slot) else { continue };
            let mut fields = sound.clone();
            fields.insert(field.name.clone(), None);
            let (id, event) = (format!("{name}/without_{}", field.name), self.event(action.clone(), fields));
            self.ask(KitRule::RequiredField, &id, row, event, Wanted::Refused(ErrorCode::JourneyFieldMissing));
        }
        if let Some(fields) = unguarded {
            let event = self.event(action.clone(), fields.clone());
            let wanted = Wanted::Refused(ErrorCode::JourneyGuardFailed);
            self.ask(KitRule::Guard, &format!("{name}/guard"), row, event, wanted);
        }
        let Some(loss) = self.model.definition().loss.clone().filter(|loss| loss.state == way.to) else { return };
        let with = |changes: &[(&Id, Option<&str>)]| {
            let mut fields = sound.clone();
            for (field, value) in changes {
                fields.insert((*field).clone(), value.map(|value| Scalar::Text(value.to_owned())));
            }
            fields
        };
        let code = &loss.code_field;
        let mut lose = |id: String, fields: EventFields, wanted: ErrorCode| {
            let event = self.event(action.clone(), fields);
            self.ask(KitRule::Loss, &format!("{name}/{id}"), row, event, Wanted::Refused(wanted));
        };
        lose("without_a_code".to_owned(), with(&[(code, None)]), ErrorCode::JourneyLossCodeMissing);
        lose("a_blank_code".to_owned(), with(&[(code, Some(" "))]), ErrorCode::JourneyLossCodeMissing);
        let unknown = with(&[(code, Some("kit_no_such_code"))]);
        lose("an_unknown_code".to_owned(), unknown, ErrorCode::JourneyUnknownLossCode);
        for given in &loss.codes {
            let id = given.id.as_str();
            lose(format!("{id}_is_too_wide"), with(&[(code, Some(id))]), ErrorCode::JourneyLossCodeHasParts);
            let needs = [
                (given.needs_text, &loss.text_field, ErrorCode::JourneyLossTextMissing),
                (given.needs_competitor, &loss.competitor_field, ErrorCode::JourneyLossCompetitorMissing),
                (given.needs_re_engage, &loss.re_engage_field, ErrorCode::JourneyLossReEngageMissing),
            ];
            for (_, field, wanted) in needs.into_iter().filter(|(needs, ..)| *needs) {
                let fields = with(&[(code, Some(id)), (field, None)]);
                lose(format!("{id}_without_{field}"), fields, wanted);
            }
        }
    }

    fn approvals(&mut self, row: &JourneyState, transition: usize, sound: &EventFields) {
        let Some(way) = self.model.definition().transitions.get(transition).cloned() else { return };
        let roles = way.approval.map(|approval| approval.roles).unwrap_or_default();
        let (seller, other) = (Id::literal("kit.seller"), Id::literal("kit.other"));
        let mut anonymous = self.event(JourneyAction::Take { transition: way.id.clone() }, sound.clone());
        anonymous.actor = None;
        let refused = Wanted::Refused;
        let name = format!("{}/{}", row.state, way.id);
        let rule = KitRule::Approval;
        self.ask(rule, &format!("{name}/nobody"), row, anonymous, refused(ErrorCode::JourneyActorMissing));
        let nothing = self.event(JourneyAction::Approve {}, EventFields::new());
        self.ask(rule, &format!("{name}/nothing_pending"), row, nothing, refused(ErrorCode::JourneyNothingPending));
        let pending = Pending {
            transition: way.id.clone(),
            proposer: seller.clone(),
            proposed_at: self.at,
            fields: sound.clone(),
        };
        let waiting = JourneyState { pending: Some(pending), ..row.clone() };
        let mut by = |id: &str, action: JourneyAction, actor: Option<&Id>, roles: &[Id], wanted: Wanted| {
            let event = self.event(action, EventFields::new());
            let event = JourneyEvent { actor: actor.cloned(), roles: roles.to_vec(), ..event };
            let rule = if matches!(wanted, Wanted::Accepted) { KitRule::Allowed } else { rule };
            self.ask(rule, &format!("{name}/{id}"), &waiting, event, wanted);
        };
        let (approve, withdraw) = (JourneyAction::Approve {}, JourneyAction::Withdraw {});
        let reject = |reason: &str| JourneyAction::Reject { reason: reason.to_owned() };
        by("approved", approve.clone(), Some(&other), &roles, Wanted::Accepted);
        by("by_its_proposer", approve.clone(), Some(&seller), &roles, refused(ErrorCode::JourneySameParty));
        by("without_the_role", approve.clone(), Some(&other), &[], refused(ErrorCode::JourneyRoleMissing));
        by("by_nobody", approve, None, &roles, refused(ErrorCode::JourneyActorMissing));
        by("rejected", reject("no"), Some(&other), &roles, Wanted::Accepted);
        by("rejected_without_a_reason", reject(" "), Some(&other), &roles, refused(ErrorCode::JourneyReasonMissing));
        by("withdrawn", withdraw.clone(), Some(&seller), &[], Wanted::Accepted);
        by("withdrawn_by_another", withdraw, Some(&other), &roles, refused(ErrorCode::JourneyNotTheProposer));
        let again = JourneyAction::Take { transition: way.id };
        by("while_pending", again, Some(&seller), &[], refused(ErrorCode::JourneyApprovalPending));
    }

    /// Ways that do not exist, from each state.
    fn strangers(&mut self) {
        let definition = self.model.definition().clone();
        for (i, state) in definition.states.iter().enumerate() {
            let Some(row) = self.before(i) else { continue };
            let rule = KitRule::Transition;
            let mut try_it = |id: String, action: JourneyAction, to: Option<usize>, wanted: ErrorCode| {
                let fields = to.map(|to| self.fields_for(to, &[])).unwrap_or_default();
                let event = self.event(action, fields);
                self.ask(rule, &format!("{}/{id}", state.id), &row, event, Wanted::Refused(wanted));
            };
            let unknown = Id::literal("kit_no_such_thing");
            let take = JourneyAction::Take { transition: unknown.clone() };
            try_it("no_such_transition".to_owned(), take, None, ErrorCode::JourneyUnknownTransition);
            let move_to = JourneyAction::Move { to: unknown };
            try_it("no_such_state".to_owned(), move_to, None, ErrorCode::JourneyUnknownState);
            for way in definition.transitions.iter().filter(|way| !way.from.contains(&state.id)) {
                let take = JourneyAction::Take { transition: way.id.clone() };
                let to = self_position(&definition.states, &way.to);
                try_it(format!("not_{}", way.id), take, to, ErrorCode::JourneyWrongState);
            }
            for (to, target) in definition.states.iter().enumerate() {
                let no_way = ErrorCode::JourneyNoWay;
                let move_to = JourneyAction::Move { to: target.id.clone() };
                try_it(format!("no_way_to_{}", target.id), move_to, Some(to), no_way);
                let follow_up = JourneyAction::FollowUp { to: Some(target.id.clone()), reason: None };
                try_it(format!("no_way_to_{}", target.id), follow_up, Some(to), no_way);
            }
        }
    }

    fn follow_ups(&mut self) {
        let definition = self.model.definition().clone();
        for (i, state) in definition.states.iter().enumerate() {
            let Some(row) = self.before(i) else { continue };
            let mut follow = |rule: KitRule, id: String, to: Option<&Id>, reason: Option<&str>, wanted: Wanted| {
                let action = JourneyAction::FollowUp { to: to.cloned(), reason: reason.map(str::to_owned) };
                let event = self.event(action, EventFields::new());
                self.ask(rule, &format!("{}/{id}", state.id), &row, event, wanted);
            };
            let refused = Wanted::Refused;
            let not_chosen = refused(ErrorCode::JourneyStateNotChosen);
            follow(KitRule::FollowUp, "no_state".to_owned(), None, Some("called"), not_chosen);
            let (same, reasonless) = (Some(&state.id), refused(ErrorCode::JourneyReasonMissing));
            follow(KitRule::StayReason, "same_state".to_owned(), same, None, reasonless);
            follow(KitRule::StayReason, "same_state_blank".to_owned(), same, Some(" "), reasonless);
            follow(KitRule::Allowed, "same_state_with_a_reason".to_owned(), same, Some("no answer"), Wanted::Accepted);
            for target in &definition.states {
                let id = format!("not_offered_{}", target.id);
                let wanted = refused(ErrorCode::JourneyNotSelectable);
                follow(KitRule::FollowUp, id, Some(&target.id), None, wanted);
            }
        }
    }

    fn edits(&mut self) {
        let definition = self.model.definition().clone();
        for (i, state) in definition.states.iter().enumerate() {
            let Some(row) = self.before(i) else { continue };
            let mut edit = |rule: KitRule, id: String, fields: EventFields, wanted: Wanted| {
                let event = self.event(JourneyAction::Edit {}, fields);
                self.ask(rule, &format!("{}/{id}", state.id), &row, event, wanted);
            };
            edit(KitRule::Allowed, "nothing".to_owned(), EventFields::new(), Wanted::Accepted);
            for field in &state.requires {
                let emptied = EventFields::from([(field.clone(), None)]);
                let wanted = Wanted::Refused(ErrorCode::JourneyFieldMissing);
                edit(KitRule::Edit, format!("empties_{field}"), emptied, wanted);
            }
            if let Some(loss) = &definition.loss {
                let emptied = EventFields::from([(loss.code_field.clone(), None)]);
                let wanted = Wanted::Refused(ErrorCode::JourneyLossCodeMissing);
                edit(KitRule::Edit, format!("empties_{}", loss.code_field), emptied, wanted);
            }
        }
    }

    fn forces(&mut self) {
        let definition = self.model.definition().clone();
        let roles = definition.force.as_ref().map(|force| force.roles.clone()).unwrap_or_default();
        let Some((from, to)) = definition.states.first().zip(definition.states.get(1)) else { return };
        let Some(row) = self.before(0) else { return };
        let fields = self.fields_for(1, &[]);
        let mut force = |id: &str, reason: &str, roles: &[Id], wanted: Wanted| {
            let action = JourneyAction::Force { to: to.id.clone(), reason: reason.to_owned() };
            let event = JourneyEvent { roles: roles.to_vec(), ..self.event(action, fields.clone()) };
            let rule = if matches!(wanted, Wanted::Accepted) { KitRule::Allowed } else { KitRule::Force };
            self.ask(rule, &format!("{}/{id}", from.id), &row, event, wanted);
        };
        let refused = Wanted::Refused;
        force("nobody_may", "mistake", &roles, refused(ErrorCode::JourneyForceNotAllowed));
        force("without_the_role", "mistake", &[], refused(ErrorCode::JourneyRoleMissing));
        force("without_a_reason", " ", &roles, refused(ErrorCode::JourneyReasonMissing));
        force("with_role_and_reason", "mistake", &roles, Wanted::Accepted);
    }

    /// Events out of order, once more, and with an id that was used; on what every machine has.
    fn repeats(&mut self) {
        let taken: Vec<(JourneyState, JourneyEvent)> = (self.cases.iter())
            .filter(|case| case.rule == KitRule::Allowed)
            .filter_map(|case| match &case.request {
                KitRequest::Event { event } => Some((case.expected.state.clone()?, event.clone())),
                KitRequest::Start { .. } => None,
            })
            .collect();
        let mut seen = Vec::new();
        for (after, event) in taken {
            // One of each kind is enough: they share the gate.
            if seen.contains(&via(&event.action)) || after.history.is_empty() {
                continue;
            }
            seen.push(via(&event.action));
            self.ask(KitRule::Repeat, "the_same_event", &after, event.clone(), Wanted::Accepted);
            let reused = JourneyEvent { actor: Some(Id::literal("kit.other")), ..event.clone() };
            let wanted = Wanted::Refused(ErrorCode::JourneyEventIdReused);
            self.ask(KitRule::Repeat, "another_event_with_its_id", &after, reused, wanted);
            let late = JourneyEvent { id: Id::literal("kit.late"), at: self.at, ..event };
            let wanted = Wanted::Refused(ErrorCode::JourneyOutOfOrder);
            self.ask(KitRule::Order, "an_earlier_event", &after, late, wanted);
        }
    }

    fn payments(&mut self) {
        let (Some(rule), Some(model)) = (self.model.definition().payments.clone(), self.model.payments()) else {
            return;
        };
        let from = self.model.transitions().get(model.transition).and_then(|way| way.from.first().copied());
        let Some(row) = from.and_then(|from| self.before(from)) else { return };
        let due = EventFields::from([(rule.due_field.clone(), Some(Scalar::Decimal(Decimal::from_integer(100))))]);
        let money = |minor: i64, currency| Money::try_new(minor, currency).unwrap_or(Money::zero(currency));
        let id = Id::literal("kit.payment");
        let other = if rule.currency.code() == "USD" { "EUR" } else { "USD" };
        let Ok(other) = other.parse() else { return };
        let pay = |minor, currency| JourneyAction::Payment { id: id.clone(), amount: money(minor, currency) };
        let refund =
            |minor| JourneyAction::Refund { id: Id::literal("kit.refund"), amount: money(minor, rule.currency) };
        let refused = Wanted::Refused;
        let of = KitRule::Payment;
        let event = |maker: &Self, action| maker.event(action, due.clone());
        let first = event(self, pay(1, rule.currency));
        let paid = self.ask(KitRule::Allowed, "in_part", &row, first, Wanted::Accepted);
        let wrong = event(self, pay(1, other));
        self.ask(of, "another_currency", &row, wrong, refused(ErrorCode::JourneyWrongCurrency));
        let nothing = event(self, pay(0, rule.currency));
        self.ask(of, "of_nothing", &row, nothing, refused(ErrorCode::JourneyAmountNotPositive));
        let back = event(self, refund(1));
        self.ask(of, "refund_of_nothing", &row, back, refused(ErrorCode::JourneyRefundTooLarge));
        let Some(paid) = paid else { return };
        let mut again = event(self, pay(1, rule.currency));
        again.id = Id::literal("kit.event_2");
        self.ask(KitRule::Repeat, "the_same_payment", &paid, again.clone(), Wanted::Accepted);
        again.action = pay(2, rule.currency);
        let reused = refused(ErrorCode::JourneyPaymentIdReused);
        self.ask(KitRule::Repeat, "another_payment_with_its_id", &paid, again, reused);
    }
}

fn self_position(states: &[super::StateDefinition], id: &Id) -> Option<usize> {
    states.iter().position(|state| state.id == *id)
}

fn via(action: &JourneyAction) -> KitVia {
    match action {
        JourneyAction::Take { .. } => KitVia::Take,
        JourneyAction::Move { .. } => KitVia::Move,
        JourneyAction::FollowUp { .. } => KitVia::FollowUp,
        JourneyAction::Edit {} => KitVia::Edit,
        JourneyAction::Approve {} | JourneyAction::Reject { .. } | JourneyAction::Withdraw {} => KitVia::Approval,
        JourneyAction::Force { .. } => KitVia::Force,
        JourneyAction::Payment { .. } | JourneyAction::Refund { .. } => KitVia::Payment,
    }
}

fn name(via: KitVia) -> &'static str {
    match via {
        KitVia::Start => "start",
        KitVia::Take => "take",
        KitVia::Move => "move",
        KitVia::FollowUp => "follow_up",
        KitVia::Edit => "edit",
        KitVia::Approval => "approval",
        KitVia::Force => "force",
        KitVia::Payment => "payment",
    }
}

/// Some value of a field's type; none for lists of events.
fn sample(field: &Field, at: Instant) -> Option<Scalar> {
    let text = field.values.first().map_or("kit", Id::as_str).to_owned();
    match field.field_type {
        FieldType::Boolean => Some(Scalar::Boolean(true)),
        FieldType::Integer => Some(Scalar::Integer(1)),
        FieldType::Decimal | FieldType::Money => Some(Scalar::Decimal(Decimal::from_integer(1))),
        FieldType::Text | FieldType::Enum => Some(Scalar::Text(text)),
        FieldType::Instant => Some(Scalar::Instant(at)),
        // Far away, so that no limit that counts from it runs out at once.
        FieldType::Date => chrono::NaiveDate::from_ymd_opt(9998, 12, 31).map(Scalar::Date),
        FieldType::Set | FieldType::Events => None,
    }
}

/// Values with which a condition that names a field may turn out one way or the other: the values
/// that stand beside its name, and their neighbours.
fn candidates(condition: &Value, field: &Field) -> Vec<Option<Scalar>> {
    let mut found = Vec::new();
    let mut next = vec![condition];
    while let Some(value) = next.pop() {
        match value {
            Value::Object(map) => {
                if map.get("field").and_then(Value::as_str) == Some(field.name.as_str()) {
                    found.push(None);
                    let beside = map.iter().filter(|(key, _)| !["type", "field", "op"].contains(&key.as_str()));
                    beside.for_each(|(_, value)| near(value, field, &mut found));
                }
                next.extend(map.values());
            }
            Value::Array(list) => next.extend(list),
            _ => {}
        }
    }
    found
}

fn near(value: &Value, field: &Field, found: &mut Vec<Option<Scalar>>) {
    if let Value::Array(list) = value {
        list.iter().for_each(|value| near(value, field, found));
        return;
    }
    let Some(value) = Scalar::read(field.field_type, value.clone()) else { return };
    let neighbours = match &value {
        Scalar::Boolean(value) => vec![Scalar::Boolean(!value)],
        Scalar::Integer(value) => {
            vec![Scalar::Integer(value.saturating_add(1)), Scalar::Integer(value.saturating_sub(1))]
        }
        _ => Vec::new(),
    };
    found.push(Some(value));
    found.extend(neighbours.into_iter().map(Some));
}
