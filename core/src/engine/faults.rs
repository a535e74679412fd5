//! What is wrong with customers, said once for all rows with which the same is wrong.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::primitives::{Param, Reason, ReasonCode};

use super::report::{CustomerItem, CustomerStatus};

/// The faults of all rows, also of those that the brief does not list; the most frequent first.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Faults {
    /// The different rules that were broken.
    pub(super) broken: Vec<Reason>,
    /// The states in which rows wait beyond their limit.
    pub(super) overdue: Vec<Reason>,
}

impl Faults {
    /// The faults of rows that are sorted with the longest overdue first.
    pub(super) fn of(items: &[CustomerItem]) -> Self {
        let is = |status| move |item: &&CustomerItem| item.status == status;
        let broken = items.iter().filter(is(CustomerStatus::Broken)).filter_map(|item| item.reasons.first());
        let overdue = items.iter().filter(is(CustomerStatus::Overdue));
        let overdue = overdue.filter_map(|item| item.reasons.iter().find(|reason| is_of_time(reason.code)));
        Self {
            broken: grouped(broken).into_iter().map(|(_, reason)| reason.clone()).collect(),
            overdue: grouped(overdue).into_iter().map(|(count, longest)| waiting(count, longest)).collect(),
        }
    }
}

/// How often each reason stands there, with the first of its kind; days and instants are no part of the kind.
fn grouped<'a>(reasons: impl Iterator<Item = &'a Reason>) -> Vec<(usize, &'a Reason)> {
    let mut groups: BTreeMap<(ReasonCode, Vec<String>), (usize, usize, &Reason)> = BTreeMap::new();
    for (place, reason) in reasons.enumerate() {
        let kind = reason
            .params
            .iter()
            .filter(|(name, _)| !["days", "at"].contains(*name))
            .map(|(_, value)| value.to_string());
        groups.entry((reason.code, kind.collect())).or_insert((0, place, reason)).0 += 1;
    }
    let mut groups: Vec<_> = groups.into_values().collect();
    groups.sort_by_key(|(count, place, _)| (Reverse(*count), *place));
    groups.into_iter().map(|(count, _, reason)| (count, reason)).collect()
}

fn is_of_time(code: ReasonCode) -> bool {
    matches!(code, ReasonCode::JourneyOverdue | ReasonCode::JourneyLimitPassed)
}

fn waiting(count: usize, longest: &Reason) -> Reason {
    let code = match longest.code {
        ReasonCode::JourneyLimitPassed => ReasonCode::EngineWaitingPast,
        _ => ReasonCode::EngineWaiting,
    };
    let of = |name: &str| longest.params.get(name).cloned().unwrap_or(Param::Integer(0));
    let reason = Reason::new(code).with("count", count).with("state", of("state"));
    reason.with("limit", of("limit")).with("days", of("days"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::facts::TableName;

    fn row(status: CustomerStatus, reason: Reason) -> CustomerItem {
        CustomerItem {
            table: TableName::Leads,
            id: "l".to_owned(),
            label: "l".to_owned(),
            state: None,
            rep_id: None,
            rep_name: None,
            status,
            days_over: None,
            at_stake: None,
            reasons: vec![reason],
        }
    }

    fn late(state: &str, days: i64) -> CustomerItem {
        let reason = Reason::new(ReasonCode::JourneyOverdue).with("state", state).with("days", days);
        row(CustomerStatus::Overdue, reason.with("limit", 7.0))
    }

    #[test]
    fn near_equal_reasons_are_said_once() {
        let uncoded = || Reason::new(ReasonCode::JourneyLossCodeMissing).with("state", "lost");
        let rows = [
            row(CustomerStatus::Broken, Reason::new(ReasonCode::JourneyStateMissing)),
            row(CustomerStatus::Broken, uncoded()),
            row(CustomerStatus::Broken, uncoded()),
            late("new", 30),
            late("quoted", 12),
            late("quoted", 9),
        ];
        let faults = Faults::of(&rows);
        assert_eq!(faults.broken, [uncoded(), Reason::new(ReasonCode::JourneyStateMissing)]);
        let expected = |count: i64, state: &str, days: i64| {
            let reason = Reason::new(ReasonCode::EngineWaiting).with("count", count).with("state", state);
            reason.with("limit", 7.0).with("days", days)
        };
        assert_eq!(faults.overdue, [expected(2, "quoted", 12), expected(1, "new", 30)]);
    }
}
