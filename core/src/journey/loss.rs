//! Losses: the rules of their codes, and what a loss says.

use crate::error::{ErrorCode, Violation};
use crate::primitives::{Id, JsonPointer, Reason, ReasonCode, Record, ScalarRef};

use super::loss_definition::{LossCode, LossDefinition};
use super::model::JourneyModel;
use super::report::LossReport;
use super::rules::{has_value, texts};

/// The compiled half of the rules for losses.
#[derive(Debug, Clone)]
pub(crate) struct LossModel {
    pub(crate) state: usize,
    pub(crate) code: usize,
    pub(crate) text: Option<usize>,
    pub(crate) competitor: Option<usize>,
    pub(crate) re_engage: Option<usize>,
}

impl LossModel {
    /// All fields of a loss.
    pub(crate) fn slots(&self) -> impl Iterator<Item = usize> {
        std::iter::once(self.code).chain(self.text).chain(self.competitor).chain(self.re_engage)
    }
}

/// What can be wrong with a loss.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LossFault<'r> {
    CodeMissing,
    UnknownCode(&'r str),
    CodeHasParts(&'r str),
    TextMissing(&'r str),
    CompetitorMissing(&'r str),
    ReEngageMissing(&'r str),
}

impl LossDefinition {
    /// A code by its id.
    pub(super) fn code(&self, id: &str) -> Option<&LossCode> {
        self.codes.iter().find(|code| code.id.as_str() == id)
    }

    /// The codes that are parts of one, in the definition's order.
    pub(super) fn parts(&self, id: &str) -> Vec<Id> {
        let parts = self.codes.iter().filter(|code| code.parent.as_ref().is_some_and(|parent| parent.as_str() == id));
        parts.map(|code| code.id.clone()).collect()
    }

    /// A code and those of which it is a part, the widest first.
    ///
    /// INVARIANT: compiled definitions have no cycle; the bound keeps others from running on.
    fn path(&self, id: &str) -> Vec<Id> {
        let next = |code: &&LossCode| code.parent.as_ref().and_then(|parent| self.code(parent.as_str()));
        let upwards = std::iter::successors(self.code(id), next).take(self.codes.len());
        let mut path: Vec<Id> = upwards.map(|code| code.id.clone()).collect();
        path.reverse();
        path
    }
}

impl JourneyModel {
    /// Everything that is wrong with the loss of a record in that state; nothing when the state is no loss.
    pub(crate) fn loss_faults<'r, R: Record + ?Sized>(&self, state: usize, record: &'r R) -> Vec<LossFault<'r>> {
        let Some((loss, definition)) =
            self.loss().filter(|loss| loss.state == state).zip(self.definition().loss.as_ref())
        else {
            return Vec::new();
        };
        let Some(ScalarRef::Text(id)) = record.value(loss.code).filter(|_| has_value(record, loss.code)) else {
            return vec![LossFault::CodeMissing];
        };
        let Some(code) = definition.code(id) else { return vec![LossFault::UnknownCode(id)] };
        if !definition.parts(id).is_empty() {
            return vec![LossFault::CodeHasParts(id)];
        }
        let lacks = |needed: bool, slot: Option<usize>| needed && !slot.is_some_and(|slot| has_value(record, slot));
        let mut faults = Vec::new();
        faults.extend(lacks(code.needs_text, loss.text).then_some(LossFault::TextMissing(id)));
        faults.extend(lacks(code.needs_competitor, loss.competitor).then_some(LossFault::CompetitorMissing(id)));
        faults.extend(lacks(code.needs_re_engage, loss.re_engage).then_some(LossFault::ReEngageMissing(id)));
        faults
    }

    /// The same as violations; `at` is where the fields stand.
    pub(crate) fn loss_violations<R: Record>(&self, state: usize, record: &R, at: &JsonPointer) -> Vec<Violation> {
        let Some(loss) = self.definition().loss.as_ref() else { return Vec::new() };
        let missing = |code, field: &Id| Violation::new(code, at.key(field.as_str())).with("field", field.as_str());
        let faults = self.loss_faults(state, record).into_iter();
        faults
            .map(|fault| match fault {
                LossFault::CodeMissing => missing(ErrorCode::JourneyLossCodeMissing, &loss.code_field),
                LossFault::UnknownCode(code) => {
                    let violation = Violation::new(ErrorCode::JourneyUnknownLossCode, at.key(loss.code_field.as_str()));
                    violation.with_value(code).with_nearest(code, loss.codes.iter().map(|known| known.id.as_str()))
                }
                LossFault::CodeHasParts(code) => {
                    let violation =
                        Violation::new(ErrorCode::JourneyLossCodeHasParts, at.key(loss.code_field.as_str()));
                    violation.with_value(code).with("parts", texts(&loss.parts(code)))
                }
                LossFault::TextMissing(code) => {
                    missing(ErrorCode::JourneyLossTextMissing, &loss.text_field).with_value(code)
                }
                LossFault::CompetitorMissing(code) => {
                    missing(ErrorCode::JourneyLossCompetitorMissing, &loss.competitor_field).with_value(code)
                }
                LossFault::ReEngageMissing(code) => {
                    missing(ErrorCode::JourneyLossReEngageMissing, &loss.re_engage_field).with_value(code)
                }
            })
            .collect()
    }

    /// The same as reasons about a stored row.
    pub(crate) fn loss_reasons<R: Record + ?Sized>(&self, state: usize, name: &str, record: &R) -> Vec<Reason> {
        let of = |reason, code: &str| Reason::new(reason).with("code", code);
        let faults = self.loss_faults(state, record).into_iter();
        faults
            .map(|fault| match fault {
                LossFault::CodeMissing => Reason::new(ReasonCode::JourneyLossCodeMissing).with("state", name),
                LossFault::UnknownCode(code) => of(ReasonCode::JourneyUnknownLossCode, code),
                LossFault::CodeHasParts(code) => of(ReasonCode::JourneyLossCodeHasParts, code),
                LossFault::TextMissing(code) => of(ReasonCode::JourneyLossTextMissing, code),
                LossFault::CompetitorMissing(code) => of(ReasonCode::JourneyLossCompetitorMissing, code),
                LossFault::ReEngageMissing(code) => of(ReasonCode::JourneyLossReEngageMissing, code),
            })
            .collect()
    }

    /// The loss fields that a record in that state must have.
    pub(crate) fn loss_slots<R: Record>(&self, state: usize, record: &R) -> Vec<usize> {
        let Some(loss) = self.loss().filter(|loss| loss.state == state) else { return Vec::new() };
        let of_fault = |fault: LossFault<'_>| match fault {
            LossFault::TextMissing(_) => loss.text,
            LossFault::CompetitorMissing(_) => loss.competitor,
            LossFault::ReEngageMissing(_) => loss.re_engage,
            LossFault::CodeMissing | LossFault::UnknownCode(_) | LossFault::CodeHasParts(_) => None,
        };
        let faults = self.loss_faults(state, record).into_iter();
        std::iter::once(loss.code).chain(faults.filter_map(of_fault)).collect()
    }

    /// What the loss of a record says, once nothing is wrong with it; `stage` is the state that was left.
    pub(crate) fn loss_report<R: Record>(&self, state: usize, stage: &Id, record: &R) -> Option<LossReport> {
        let (loss, definition) = self.loss().filter(|loss| loss.state == state).zip(self.definition().loss.as_ref())?;
        let text = |slot: Option<usize>| match record.value(slot?) {
            Some(ScalarRef::Text(text)) => Some(text.to_owned()),
            _ => None,
        };
        let re_engage_on = match record.value(loss.re_engage.unwrap_or(usize::MAX)) {
            Some(ScalarRef::Date(date)) => Some(date),
            _ => None,
        };
        let code = definition.code(&text(Some(loss.code))?)?;
        Some(LossReport {
            code: code.id.clone(),
            path: definition.path(code.id.as_str()),
            stage: stage.clone(),
            competitor: text(loss.competitor),
            re_engage_on,
        })
    }
}
