//! The gap to the pace, split into what the number of deals did and what their size did.

use crate::kernel::decompose::volume_rate;
use crate::primitives::rounding::{to_f64, whole};
use crate::primitives::{Money, Reason, ReasonCode};

use super::attainment::rounded;
use super::ledger::{Sums, Window};
use super::report::{RegionReport, TopGap};

/// The parts of a gap, in minor units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Parts {
    pub(crate) deals_effect: i128,
    pub(crate) ticket_effect: i128,
    pub(crate) expected_deals: f64,
    pub(crate) ticket: i128,
    pub(crate) deals_to_pace: u64,
}

/// Splits actual - pace at the mean order of the baseline; `None` when there is no such order.
pub(crate) fn split(to_date: &Sums, pace: i128, baseline: &Window) -> Option<Parts> {
    let ticket = baseline.ticket()?;
    let reference = &baseline.sums;
    let parts = volume_rate(to_date.amount, pace, to_date.deals, reference.amount, reference.deals)?;
    let gap = to_date.amount - pace;
    Some(Parts {
        deals_effect: parts.volume,
        ticket_effect: parts.rate,
        expected_deals: to_f64(pace) * to_f64(i128::from(reference.deals)) / to_f64(reference.amount),
        ticket,
        deals_to_pace: u64::try_from((-gap).max(0).div_euclid(ticket) + i128::from((-gap).max(0) % ticket > 0)).ok()?,
    })
}

/// The regions furthest behind pace, largest shortfall first, ties by name.
pub(crate) fn top_gaps(regions: &[RegionReport], most: usize) -> Vec<TopGap> {
    let mut behind: Vec<(Money, &str, &RegionReport)> = regions
        .iter()
        .filter_map(|region| Some((region.gap?, region.region.as_deref()?, region)))
        .filter(|(gap, _, _)| gap.minor() < 0)
        .collect();
    behind.sort_by_key(|(gap, name, _)| (gap.minor(), *name));
    behind.truncate(most);
    behind
        .into_iter()
        .map(|(gap, name, region)| TopGap {
            region: name.to_owned(),
            gap,
            deals_effect: region.split.map(|split| split.deals_effect),
            ticket_effect: region.split.map(|split| split.ticket_effect),
            reasons: reasons(region),
        })
        .collect()
}

/// Both parts in words, the larger first, then what would close the gap.
fn reasons(region: &RegionReport) -> Vec<Reason> {
    let (Some(split), Some(actual)) = (region.split, region.actual) else {
        return vec![Reason::new(ReasonCode::TargetGapNotSplit)];
    };
    let (Some(ticket), Some(deals), Some(expected)) = (split.ticket, region.deals, split.expected_deals) else {
        return vec![Reason::new(ReasonCode::TargetGapNotSplit)];
    };
    let deals_part = Reason::new(ReasonCode::TargetGapDeals)
        .with("deals", i64::try_from(deals).unwrap_or(i64::MAX))
        .with("expected", rounded(expected))
        .with("ticket", ticket)
        .with("effect", split.deals_effect)
        .contributing(whole(split.deals_effect.minor()));
    let ticket_part = Reason::new(ReasonCode::TargetGapTicket)
        .with("deals", i64::try_from(deals).unwrap_or(i64::MAX))
        .with("actual", actual)
        .with("ticket", ticket)
        .with("effect", split.ticket_effect)
        .contributing(whole(split.ticket_effect.minor()));
    let mut reasons = vec![deals_part, ticket_part];
    if split.ticket_effect.minor().unsigned_abs() > split.deals_effect.minor().unsigned_abs() {
        reasons.reverse();
    }
    if let Some(more) = split.deals_to_pace {
        let reason = Reason::new(ReasonCode::TargetDealsToPace).with("ticket", ticket);
        reasons.push(reason.with("count", i64::try_from(more).unwrap_or(i64::MAX)));
    }
    reasons
}
