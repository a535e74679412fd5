//! Payments and refunds: recorded once each, and what follows when what is due has been received.

use crate::error::{Error, ErrorCode, Violation};
use crate::primitives::{
    Currency, Fingerprint, Id, Instant, Money, MoneyError, Reason, ReasonCode, Record, Scalar, ScalarRef,
};

use super::apply::{Entry, Plan, Told};
use super::model::JourneyModel;
use super::plan::Judged;
use super::report::Effect;
use super::value::{EventFields, JourneyAction, JourneyEvent, JourneyState, Step, StepKind};
use super::{PaymentEntry, PaymentKind, PaymentLedger};

/// The compiled half of the rules for payments.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PaymentsModel {
    pub(crate) due: usize,
    pub(crate) transition: usize,
}

/// What led to a look at the payments.
pub(crate) struct Caused<'a> {
    pub(crate) event_id: &'a Id,
    pub(crate) event_hash: Fingerprint,
    pub(crate) at: Instant,
    /// What makes the effects of it one of a kind: the payment, else the event.
    pub(crate) cause: &'a str,
}

impl JourneyEvent {
    /// The payment or refund that the event records.
    pub(crate) fn payment(&self) -> Option<PaymentEntry> {
        let (kind, id, amount) = match &self.action {
            JourneyAction::Payment { id, amount } => (PaymentKind::Payment, id, amount),
            JourneyAction::Refund { id, amount } => (PaymentKind::Refund, id, amount),
            _ => return None,
        };
        Some(PaymentEntry { id: id.clone(), kind, amount: *amount, at: self.at })
    }
}

impl JourneyState {
    /// Whether the same payment was recorded before, by whichever event.
    pub(crate) fn has_payment(&self, given: &PaymentEntry) -> bool {
        let entries = self.payments.iter().flat_map(|ledger| &ledger.entries);
        let is_same = |entry: &PaymentEntry| entry.kind == given.kind && entry.amount == given.amount;
        entries.into_iter().any(|entry| entry.id == given.id && is_same(entry))
    }
}

impl JourneyModel {
    /// A payment or refund: fields may come with it, the state stays.
    pub(crate) fn plan_payment<'a>(
        &'a self,
        judged: &Judged<'a>,
        given: &PaymentEntry,
        violations: &mut Vec<Violation>,
    ) -> Option<Plan<'a>> {
        let (Some(rule), Some(model)) = (&self.definition().payments, self.payments()) else {
            violations.push(Violation::new(ErrorCode::JourneyNoPayments, judged.action_at.clone()));
            return None;
        };
        let kind = if given.kind == PaymentKind::Payment { StepKind::Paid } else { StepKind::Refunded };
        let plan = self.staying(judged, kind, violations)?;
        let (id_at, amount_at) = (judged.action_at.key("id"), judged.action_at.key("amount"));
        if given.amount.minor() <= 0 {
            violations.push(Violation::new(ErrorCode::JourneyAmountNotPositive, amount_at.clone()));
        }
        let due_at = judged.at.key("fields").key(rule.due_field.as_str());
        match due_of(plan.overlay.value(model.due), rule.currency) {
            Some(Ok(_)) => {}
            None => {
                let violation = Violation::new(ErrorCode::JourneyFieldMissing, due_at);
                violations.push(violation.with("field", rule.due_field.as_str()));
            }
            Some(Err(_)) => violations.push(Violation::new(ErrorCode::MoneyOutOfRange, due_at)),
        }
        let received =
            judged.state.payments.as_ref().map_or_else(|| Money::zero(rule.currency), |ledger| ledger.received);
        if given.amount.currency() != received.currency() {
            let violation = Violation::new(ErrorCode::JourneyWrongCurrency, amount_at.key("currency"));
            let violation = violation.with_value(given.amount.currency().code());
            violations.push(violation.with("expected", received.currency().code()));
            return None;
        }
        let ledger = judged.state.payments.as_ref();
        if ledger.is_some_and(|ledger| ledger.entries.iter().any(|entry| entry.id == given.id)) {
            let violation = Violation::new(ErrorCode::JourneyPaymentIdReused, id_at);
            violations.push(violation.with_value(given.id.as_str()));
        }
        match balance(received, given) {
            None => violations.push(Violation::new(ErrorCode::MoneyOutOfRange, amount_at)),
            Some(balance) if balance.minor() < 0 => {
                let violation = Violation::new(ErrorCode::JourneyRefundTooLarge, amount_at);
                violations.push(violation.with("amount", given.amount).with("received", received));
            }
            Some(_) => {}
        }
        Some(plan)
    }

    /// Writes a payment into the ledger, and says so.
    pub(crate) fn record_payment(&self, next: &mut JourneyState, given: PaymentEntry, told: &mut Told) {
        let due = self.due_amount(next);
        let zero = Money::zero(given.amount.currency());
        let ledger = next.payments.get_or_insert_with(|| PaymentLedger::new(zero));
        // INVARIANT: planning refused sums out of range.
        ledger.received = balance(ledger.received, &given).unwrap_or(ledger.received);
        let code = match given.kind {
            PaymentKind::Payment => ReasonCode::JourneyPaid,
            PaymentKind::Refund => ReasonCode::JourneyRefunded,
        };
        let reason = Reason::new(code).with("payment", given.id.as_str()).with("amount", given.amount);
        told.reasons.push(reason.with("received", ledger.received).with("due", due.unwrap_or(zero)));
        ledger.entries.push(given);
    }

    /// What follows from the payments so far: the transition when what is due has been received,
    /// its effects once, and the value stated anew whenever it has changed since.
    pub(crate) fn follow_payments(
        &self,
        next: &mut JourneyState,
        step: &Caused<'_>,
        told: &mut Told,
    ) -> Result<(), Error> {
        let (Some(rule), Some(model)) = (&self.definition().payments, self.payments()) else { return Ok(()) };
        let due = self.due_amount(next);
        let Some(ledger) = &mut next.payments else { return Ok(()) };
        ledger.status = ledger.status_for(due);
        let (received, was_settled) = (ledger.received, ledger.settled);
        let Some(due) = due.filter(|due| due.currency() == received.currency() && due.minor() > 0) else {
            return Ok(());
        };
        if !was_settled {
            if received < due {
                return Ok(());
            }
            if !self.take_settling(next, model.transition, step, told)? {
                return Ok(());
            }
            let id = self.unique_id(next, &["paid"]);
            for effect in &rule.paid_effects {
                told.effects.push(self.declared(next, id_of(id, effect), effect, Some(received)));
            }
        }
        let value = received.min(due);
        let Some(ledger) = next.payments.as_mut().filter(|ledger| !was_settled || ledger.value != value) else {
            return Ok(());
        };
        (ledger.settled, ledger.value) = (true, value);
        ledger.restatements = ledger.restatements.saturating_add(1);
        told.reasons.push(Reason::new(ReasonCode::JourneyValueRestated).with("value", value));
        let id = self.unique_id(next, &["value", step.cause]);
        for effect in &rule.value_effects {
            told.effects.push(self.declared(next, id_of(id, effect), effect, Some(value)));
        }
        Ok(())
    }

    /// Takes the transition of the payments; when it cannot be taken yet, it waits and that is said.
    fn take_settling(
        &self,
        next: &mut JourneyState,
        transition: usize,
        step: &Caused<'_>,
        told: &mut Told,
    ) -> Result<bool, Error> {
        let (Some(way), Some(model), Some(from)) = (
            self.definition().transitions.get(transition),
            self.transitions().get(transition),
            self.position(next.state.as_str()),
        ) else {
            return Ok(false);
        };
        if !self.refusals_of_move(next, from, transition, step.at).is_empty() {
            let reason = Reason::new(ReasonCode::JourneyPaymentWaits).with("transition", way.id.as_str());
            told.reasons.push(reason.with("state", next.state.as_str()));
            return Ok(false);
        }
        let fields = {
            let given = EventFields::new();
            self.overlay(next, Some(from), transition, &given).fields(&self.definition().fields)
        };
        let left = next.state.clone();
        let reason = Reason::new(ReasonCode::JourneySettled).with("transition", way.id.as_str());
        told.reasons.push(reason.with("from", left.as_str()).with("to", way.to.as_str()));
        next.history.push(Step {
            event_id: step.event_id.clone(),
            event_hash: step.event_hash,
            kind: StepKind::Settled,
            transition: Some(way.id.clone()),
            from: left,
            to: way.to.clone(),
            at: step.at,
            actor: None,
            reason: None,
        });
        let entry = Entry { to: model.to, way: Some(transition), at: step.at, cause: "paid", fields };
        self.enter(next, entry, told)?;
        Ok(true)
    }

    fn due_amount(&self, state: &JourneyState) -> Option<Money> {
        let rule = self.definition().payments.as_ref()?;
        due_of(state.fields.get(&rule.due_field).map(Scalar::as_ref), rule.currency)?.ok()
    }

    pub(crate) fn declared(&self, state: &JourneyState, id: Fingerprint, effect: &Id, amount: Option<Money>) -> Effect {
        Effect::Declared { id, effect: effect.clone(), state: state.state.clone(), amount }
    }
}

/// The sum received after a payment or refund.
fn balance(received: Money, given: &PaymentEntry) -> Option<Money> {
    let minor = match given.kind {
        PaymentKind::Payment => received.minor().checked_add(given.amount.minor()),
        PaymentKind::Refund => received.minor().checked_sub(given.amount.minor()),
    };
    minor
        .filter(|_| received.currency() == given.amount.currency())
        .and_then(|minor| Money::try_new(minor, received.currency()).ok())
}

/// The amount that a money field says, which holds major units.
fn due_of(value: Option<ScalarRef<'_>>, currency: Currency) -> Option<Result<Money, MoneyError>> {
    match value? {
        ScalarRef::Decimal(major) => Some(Money::from_major(major, currency)),
        _ => None,
    }
}

/// The id of one of several effects of one cause.
pub(crate) fn id_of(cause: Fingerprint, effect: &Id) -> Fingerprint {
    Fingerprint::of_text(&format!("{cause}/{effect}"))
}
