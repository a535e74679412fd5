//! Stored rows that broke a rule or are overdue, however they got there.

use crate::error::{Error, ErrorCode};
use crate::primitives::{Instant, JsonPointer, Reason, ReasonCode, Record, decode};

use super::model::JourneyModel;
use super::report::{CheckItem, CheckReport, CheckStatus, Checked};
use super::request::CheckRequest;

/// A row as the host stores it.
#[derive(Debug)]
pub struct StoredRow<'a, R: ?Sized> {
    /// Its state, if it has one.
    pub state: Option<&'a str>,
    /// Since when it is in it, if known.
    pub entered_at: Option<Instant>,
    /// Its fields; slots are the positions of the machine's declared fields.
    pub record: &'a R,
}

impl JourneyModel {
    /// What is wrong with one stored row: no state or an unknown one, fields that its state needs,
    /// a loss without its code or text, and a time limit that has run out.
    pub fn check<R: Record + ?Sized>(&self, row: &StoredRow<'_, R>, as_of: Instant) -> Checked {
        let mut checked = Checked { status: CheckStatus::Ok, reasons: Vec::new(), days_over: None, undated: false };
        let Some(name) = row.state.filter(|state| !state.trim().is_empty()) else {
            checked.reasons.push(Reason::new(ReasonCode::JourneyStateMissing));
            checked.status = CheckStatus::Broken;
            return checked;
        };
        let Some(at) = self.position(name) else {
            checked.reasons.push(Reason::new(ReasonCode::JourneyUnknownState).with("state", name));
            checked.status = CheckStatus::Broken;
            return checked;
        };
        if let Some(state) = self.states().get(at) {
            let lacking = self.lacking(&state.requires, row.record);
            if !lacking.is_empty() {
                let fields: Vec<String> = lacking.iter().map(|field| field.as_str().to_owned()).collect();
                let reason = Reason::new(ReasonCode::JourneyFieldMissing).with("state", name);
                checked.reasons.push(reason.with("fields", fields));
            }
            checked.undated = !state.limits.is_empty() && row.entered_at.is_none();
        }
        checked.reasons.extend(self.loss_reasons(at, name, row.record));
        if !checked.reasons.is_empty() {
            checked.status = CheckStatus::Broken;
        }
        let overdue = row.entered_at.map(|entered_at| (entered_at, self.overdue(at, entered_at, as_of, row.record)));
        match overdue {
            Some((entered_at, Ok(Some((limit, due_at, days_over))))) => {
                checked.days_over = Some(days_over);
                checked.reasons.push(self.overdue_reason(at, limit, entered_at, due_at, as_of));
                checked.status = checked.status.min(CheckStatus::Overdue);
            }
            Some((_, Err(_))) => checked.undated = true,
            _ => {}
        }
        checked
    }

    /// Whether every stored row of some state is asked for a field: its state requires it, or it holds the
    /// code of a loss.
    pub(crate) fn is_checked(&self, field: &str) -> bool {
        let definition = self.definition();
        let required = definition.states.iter().flat_map(|state| &state.requires);
        let code = definition.loss.iter().map(|loss| &loss.code_field);
        required.chain(code).any(|checked| checked.as_str() == field)
    }

    /// Checks many rows and lists those with which something is wrong.
    ///
    /// # Errors
    /// Class `input`: `record.duplicate_id`.
    pub fn check_rows(&self, request: &CheckRequest) -> Result<CheckReport, Error> {
        let mut violations = Vec::new();
        let ids = request.rows.iter().map(|row| &row.id);
        decode::duplicate_ids(
            ErrorCode::RecordDuplicateId,
            ids,
            &JsonPointer::root().key("rows"),
            Some("id"),
            &mut violations,
        );
        if !violations.is_empty() {
            return Err(Error::input(violations));
        }
        let mut report = CheckReport {
            definition_id: self.definition().id.clone(),
            fingerprint: self.fingerprint(),
            as_of: request.as_of,
            checked: request.rows.len(),
            broken: 0,
            overdue: 0,
            undated: 0,
            items: Vec::new(),
        };
        for row in &request.rows {
            let stored = StoredRow { state: row.state.as_deref(), entered_at: row.entered_at, record: &row.fields };
            let checked = self.check(&stored, request.as_of);
            report.undated += usize::from(checked.undated);
            match checked.status {
                CheckStatus::Ok => continue,
                CheckStatus::Broken => report.broken += 1,
                CheckStatus::Overdue => report.overdue += 1,
            }
            report.items.push(CheckItem {
                id: row.id.clone(),
                state: row.state.clone(),
                status: checked.status,
                reasons: checked.reasons,
                days_over: checked.days_over,
            });
        }
        report.items.sort_by(|a, b| {
            let over = |item: &CheckItem| item.days_over.unwrap_or(f64::NEG_INFINITY);
            a.status.cmp(&b.status).then_with(|| over(b).total_cmp(&over(a))).then_with(|| a.id.cmp(&b.id))
        });
        Ok(report)
    }
}
