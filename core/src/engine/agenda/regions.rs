//! Decisions about regions: open breakers, gaps to the pace, surges, slower orders.

use crate::error::Error;
use crate::health::LightStatus;
use crate::kernel::facts::TableName;
use crate::primitives::{Money, Param, Reason, ReasonCode};
use crate::target::{RegionReport, TargetReport, TopGap};

use super::{DETAILS_LISTED, Finding, Gather, evidence};

impl Gather<'_> {
    /// Regions that were under the breaker line in each of the last complete weeks.
    pub(super) fn breakers(&mut self, target: &TargetReport) -> Result<(), Error> {
        for region in &target.regions {
            let judged = region.weeks.iter().rev().filter_map(|week| week.under_breaker);
            let weeks = judged.take_while(|under| *under).count();
            if weeks < to_size(self.definition.breaker_weeks) {
                continue;
            }
            let finding = Reason::new(ReasonCode::EngineBreakerOpen)
                .with("region", name(region))
                .with("weeks", weeks)
                .with("share", Param::Share(target.breaker_share.get()));
            let action = Reason::new(ReasonCode::EngineBreakerAction).with("region", name(region));
            let details = target.top_gaps.iter().filter(|gap| Some(&gap.region) == region.region.as_ref());
            let details = details.flat_map(why).collect();
            let at_stake = region.gap.filter(|gap| gap.minor() < 0).map(absolute);
            let found = Finding { status: LightStatus::Red, finding, details, action, at_stake, evidence: Vec::new() };
            self.add(&self.definition.breaker, found)?;
        }
        Ok(())
    }

    /// Regions behind pace, unless their breaker already asks for more than this.
    pub(super) fn gaps(&mut self, target: &TargetReport) -> Result<(), Error> {
        for gap in &target.top_gaps {
            let region = Param::from(gap.region.as_str());
            let open = self.items.iter().any(|item| item.finding.params.get("region") == Some(&region));
            if open {
                continue;
            }
            let finding =
                Reason::new(ReasonCode::EngineGap).with("region", region.clone()).with("gap", absolute(gap.gap));
            let action = Reason::new(gap_action(gap)).with("region", region);
            let found = Finding {
                status: LightStatus::Amber,
                finding,
                details: why(gap),
                action,
                at_stake: Some(absolute(gap.gap)),
                evidence: Vec::new(),
            };
            self.add(&self.definition.gap, found)?;
        }
        Ok(())
    }

    pub(super) fn surges(&mut self, target: &TargetReport) -> Result<(), Error> {
        for region in &target.regions {
            let mut proposed: Vec<_> = target
                .proposed_exclusions
                .iter()
                .filter(|order| Some(&order.region) == region.region.as_ref())
                .collect();
            proposed.sort_by_key(|order| std::cmp::Reverse(order.amount.minor()));
            if proposed.is_empty() {
                continue;
            }
            let finding =
                Reason::new(ReasonCode::EngineSurge).with("region", name(region)).with("count", proposed.len());
            let details = proposed
                .iter()
                .take(DETAILS_LISTED)
                .map(|order| {
                    let reason = Reason::new(ReasonCode::EngineSurgeEffect).with("order", order.order_id.as_str());
                    let reason = reason.with("amount", order.amount);
                    reason.with("effect", order.effect_amount).with("threshold", order.threshold)
                })
                .collect();
            let evidence = proposed.iter().map(|order| evidence(TableName::Orders, &order.order_id)).collect();
            let action = Reason::new(ReasonCode::EngineSurgeAction).with("count", proposed.len());
            let found = Finding { status: LightStatus::Amber, finding, details, action, at_stake: None, evidence };
            self.add(&self.definition.surge, found)?;
        }
        Ok(())
    }

    /// Regions whose orders take longer than they did before the last weeks.
    pub(super) fn slips(&mut self, target: &TargetReport) -> Result<(), Error> {
        let weeks = to_size(self.definition.slip_weeks);
        for region in &target.regions {
            let recent: Vec<_> = region
                .weeks
                .iter()
                .rev()
                .filter(|week| !week.partial && week.cycle_days.is_some())
                .take(weeks)
                .collect();
            let usual = recent.last().and_then(|week| week.baseline_cycle_days);
            let deals: u64 = recent.iter().map(|week| week.deals).sum();
            let (Some(usual), true, true) = (usual, recent.len() == weeks, deals > 0) else { continue };
            let days: f64 = recent.iter().map(|week| week.cycle_days.unwrap_or(0.0) * to_float(week.deals)).sum();
            let now = days / to_float(deals);
            if now <= usual * (1.0 + self.definition.slip_share.get()) {
                continue;
            }
            let finding = Reason::new(ReasonCode::EngineSlip)
                .with("region", name(region))
                .with("days", tenths(now))
                .with("usual", tenths(usual));
            let compared = Reason::new(ReasonCode::EngineSlipOrders)
                .with("count", i64::try_from(deals).unwrap_or(i64::MAX))
                .with("weeks", self.definition.slip_weeks);
            let action = Reason::new(ReasonCode::EngineSlipAction).with("region", name(region));
            let found = Finding {
                status: LightStatus::Amber,
                finding,
                details: vec![compared],
                action,
                at_stake: None,
                evidence: Vec::new(),
            };
            self.add(&self.definition.slip, found)?;
        }
        Ok(())
    }
}

/// Both parts of a gap in one line, then where each comes from.
fn why(gap: &TopGap) -> Vec<Reason> {
    let parts = gap.deals_effect.zip(gap.ticket_effect).map(|(deals, ticket)| {
        Reason::new(ReasonCode::EngineGapSplit).with("deals_effect", deals).with("ticket_effect", ticket)
    });
    parts.into_iter().chain(gap.reasons.iter().cloned()).collect()
}

fn gap_action(gap: &TopGap) -> ReasonCode {
    match (gap.deals_effect, gap.ticket_effect) {
        (Some(deals), Some(ticket)) if ticket.minor() < deals.minor() => ReasonCode::EngineGapTicketAction,
        _ => ReasonCode::EngineGapDealsAction,
    }
}

fn name(region: &RegionReport) -> &str {
    region.region.as_deref().unwrap_or_default()
}

fn absolute(money: Money) -> Money {
    // INVARIANT: the range of money is symmetric, so the amount without its sign is in it.
    Money::try_new(money.minor().abs(), money.currency()).unwrap_or(money)
}

fn tenths(days: f64) -> f64 {
    (days * 10.0).round() / 10.0
}

fn to_size(count: u32) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

#[expect(clippy::cast_precision_loss, reason = "counts of deals are far under 2^53")]
fn to_float(count: u64) -> f64 {
    count as f64
}
