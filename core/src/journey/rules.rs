//! What a transition and a state need, in one place: `apply`, `allowed` and `check` all ask here.

use crate::error::{ErrorCode, Violation, ViolationBody};
use crate::kernel::condition::{ConditionModel, Explanation, Truth};
use crate::primitives::{Id, JsonPointer, Record, ScalarRef};

use super::model::JourneyModel;
use super::overlay::Overlay;
use super::report::{AllowedReport, AllowedTransition};
use super::value::{EventFields, JourneyState};

impl JourneyModel {
    /// Every transition of the machine as it stands for a customer: `record` holds the fields that
    /// a form has filled in and not yet saved.
    pub fn allowed(&self, state: &JourneyState, record: &EventFields) -> AllowedReport {
        let from = self.position(state.state.as_str());
        let transitions = self.definition().transitions.iter().enumerate().map(|(i, transition)| {
            let overlay = self.overlay(state, from, i, record);
            let model = self.transitions().get(i);
            let guard = model.and_then(|model| model.guard.as_ref());
            let root = JsonPointer::root();
            let mut violations = self.refusals(from, i, &overlay, &root, &root.key("transition"));
            violations.extend(state.pending.as_ref().map(|pending| {
                let violation = Violation::new(ErrorCode::JourneyApprovalPending, root.key("transition"));
                violation.with("transition", pending.transition.as_str())
            }));
            AllowedTransition {
                transition: transition.id.clone(),
                to: transition.to.clone(),
                direction: transition.direction,
                approval: transition.approval.clone(),
                from_here: model.zip(from).is_some_and(|(model, from)| model.from.contains(&from)),
                ok: violations.is_empty() && from.is_some(),
                missing: self.missing(i, &overlay),
                guard: guard.filter(|guard| !guard.evaluate(&overlay).matches()).map(|guard| guard.explain(&overlay)),
                violations: violations.iter().map(ViolationBody::from).collect(),
            }
        });
        AllowedReport {
            definition_id: self.definition().id.clone(),
            fingerprint: self.fingerprint(),
            state: state.state.clone(),
            transitions: transitions.collect(),
            follow_up: self.definition().follow_up.as_ref().map(|rule| rule.states.clone()),
            pending: state.pending.clone(),
        }
    }

    /// The fields as they would be after the transition.
    pub(crate) fn overlay<'a>(
        &self,
        state: &'a JourneyState,
        from: Option<usize>,
        transition: usize,
        given: &'a EventFields,
    ) -> Overlay<'a> {
        let to = self.transitions().get(transition).map_or(usize::MAX, |model| model.to);
        self.overlay_to(state, from, to, given)
    }

    /// The fields as they would be in another state.
    pub(crate) fn overlay_to<'a>(
        &self,
        state: &'a JourneyState,
        from: Option<usize>,
        to: usize,
        given: &'a EventFields,
    ) -> Overlay<'a> {
        let mut overlay = Overlay::new(&self.definition().fields, &state.fields, given);
        if self.leaves_loss(from, to)
            && let Some(loss) = self.loss()
        {
            for slot in loss.slots().filter(|slot| !self.is_given(*slot, given)) {
                overlay.clear(slot);
            }
        }
        overlay
    }

    fn is_given(&self, slot: usize, given: &EventFields) -> bool {
        self.definition().fields.get(slot).is_some_and(|field| given.contains_key(&field.name))
    }

    pub(crate) fn leaves_loss(&self, from: Option<usize>, to: usize) -> bool {
        self.loss().is_some_and(|loss| from == Some(loss.state) && to != loss.state)
    }

    /// Everything for which a transition is refused, but for the order of events; `at` is where
    /// the event stands, `named` what names the way.
    pub(crate) fn refusals<R: Record>(
        &self,
        from: Option<usize>,
        transition: usize,
        record: &R,
        at: &JsonPointer,
        named_at: &JsonPointer,
    ) -> Vec<Violation> {
        let (Some(model), Some(named)) =
            (self.transitions().get(transition), self.definition().transitions.get(transition))
        else {
            return Vec::new();
        };
        let mut violations = Vec::new();
        if let Some(state) =
            from.filter(|from| !model.from.contains(from)).and_then(|from| self.definition().states.get(from))
        {
            let violation = Violation::new(ErrorCode::JourneyWrongState, named_at.clone());
            let violation = violation.with_value(named.id.as_str()).with("state", state.id.as_str());
            violations.push(violation.with("from", texts(&named.from)));
        }
        let fields_at = at.key("fields");
        violations.extend(self.missing_violations(&model.requires, record, &fields_at));
        violations.extend(self.loss_violations(model.to, record, &fields_at));
        if let Some(guard) = &model.guard
            && !guard.evaluate(record).matches()
        {
            let violation = Violation::new(ErrorCode::JourneyGuardFailed, named_at.clone());
            let violation = violation.with_value(named.id.as_str());
            violations.push(violation.with("fields", texts(&self.guard_fields(guard, record))));
        }
        violations
    }

    /// Everything that is missing in a record that enters a state.
    pub(crate) fn refusals_of_state<R: Record>(&self, state: usize, record: &R, at: &JsonPointer) -> Vec<Violation> {
        let requires = self.states().get(state).map_or(&[][..], |state| &state.requires);
        let mut violations = self.missing_violations(requires, record, at);
        violations.extend(self.loss_violations(state, record, at));
        violations
    }

    fn missing_violations<R: Record>(&self, requires: &[usize], record: &R, at: &JsonPointer) -> Vec<Violation> {
        let missing = self.lacking(requires, record).into_iter();
        missing
            .map(|field| {
                Violation::new(ErrorCode::JourneyFieldMissing, at.key(field.as_str())).with("field", field.as_str())
            })
            .collect()
    }

    /// The fields without a value that a state or transition needs, but for the loss fields, which
    /// have rules of their own where a loss is recorded.
    pub(crate) fn lacking<R: Record + ?Sized>(&self, requires: &[usize], record: &R) -> Vec<Id> {
        let slots = requires.iter().copied().filter(|slot| !has_value(record, *slot));
        slots.filter_map(|slot| self.definition().fields.get(slot)).map(|field| field.name.clone()).collect()
    }

    /// All fields that a transition needs and the record lacks, in the order of their declaration.
    fn missing<R: Record>(&self, transition: usize, record: &R) -> Vec<Id> {
        let Some(model) = self.transitions().get(transition) else {
            return Vec::new();
        };
        let mut slots = model.requires.clone();
        slots.extend(self.loss_slots(model.to, record));
        slots.sort_unstable();
        slots.dedup();
        self.lacking(&slots, record)
    }

    /// The fields that keep a guard from being true.
    fn guard_fields<R: Record>(&self, guard: &ConditionModel, record: &R) -> Vec<Id> {
        let mut fields = Vec::new();
        culprits(&guard.explain(record), false, &mut fields);
        fields.sort_unstable();
        fields.dedup();
        fields
    }

    pub(crate) fn unknown_state(&self, state: &str, at: JsonPointer) -> Violation {
        let known = self.definition().states.iter().map(|known| known.id.as_str());
        Violation::new(ErrorCode::JourneyUnknownState, at).with_value(state).with_nearest(state, known)
    }
}

/// Whether a field has a value; a blank text is none.
#[inline]
pub(crate) fn has_value<R: Record + ?Sized>(record: &R, slot: usize) -> bool {
    match record.value(slot) {
        Some(ScalarRef::Text(text)) => {
            text.as_bytes().first().is_some_and(u8::is_ascii_graphic) || text.chars().any(|c| !c.is_whitespace())
        }
        value => value.is_some(),
    }
}

/// The leaves that are not what they should be; a `not` turns what that is.
fn culprits(node: &Explanation, negated: bool, fields: &mut Vec<Id>) {
    let wanted = if negated { Truth::False } else { Truth::True };
    if node.outcome == wanted {
        return;
    }
    fields.extend(node.field.clone());
    let negated = negated != (node.test == "not");
    node.of.iter().for_each(|child| culprits(child, negated, fields));
}

pub(super) fn texts(ids: &[Id]) -> Vec<String> {
    ids.iter().map(|id| id.as_str().to_owned()).collect()
}
