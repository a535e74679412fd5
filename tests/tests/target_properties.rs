//! Targets: what holds for every history.

use leadstone::canonical_json;
use leadstone::target::{RegionReport, TargetModel, TargetReport};
use proptest::prelude::*;
use serde_json::{Value, json};

/// An order of a random history: days before 16 September 2026, a region, an amount in cents.
#[derive(Debug, Clone)]
struct Order {
    days: i64,
    region: Option<&'static str>,
    cents: i64,
    cycle: Option<i64>,
}

fn order() -> impl Strategy<Value = Order> {
    let region = prop::sample::select(vec![Some("East"), Some("West"), Some("北区"), None]);
    let cents = prop_oneof![8 => 1..500_000_i64, 1 => -100_000..0_i64, 1 => 1_000_000..50_000_000_i64];
    (0..200_i64, region, cents, prop::option::of(0..90_i64)).prop_map(|(days, region, cents, cycle)| Order {
        days,
        region,
        cents,
        cycle,
    })
}

fn history() -> impl Strategy<Value = Vec<Order>> {
    prop::collection::vec(order(), 0..120)
}

fn day(before: i64) -> String {
    let last: chrono::NaiveDate = "2026-09-16".parse().unwrap();
    (last - chrono::Days::new(u64::try_from(before).unwrap())).to_string()
}

fn rows(orders: &[Order]) -> Vec<Value> {
    let row = |(i, order): (usize, &Order)| {
        json!({
            "id": format!("o{i:04}"), "occurred_at": day(order.days), "region": order.region,
            "amount": format!("{}{}.{:02}", if order.cents < 0 { "-" } else { "" }, order.cents.abs() / 100, order.cents.abs() % 100),
            "opened_at": order.cycle.map(|cycle| day(order.days + cycle)),
        })
    };
    orders.iter().enumerate().map(row).collect()
}

fn definition(exclusions: &[Value]) -> Value {
    json!({
        "kind": "target.baseline", "schema_version": 1, "id": "won", "window_weeks": 8, "min_weeks": 3, "weeks_shown": 20,
        "policy": {"type": "baseline_business_days", "factor": "1.07"}, "band": {"min_weeks": 4},
        "exclusions": exclusions, "surge": {"k": 3, "min_orders": 4}
    })
}

fn report(rows: &[Value], exclusions: &[Value], as_of: &str) -> TargetReport {
    // Columns of an empty table are stated, so that they are not missing.
    let table =
        if rows.is_empty() { json!("id,occurred_at,region,amount,opened_at\n") } else { Value::from(rows.to_vec()) };
    let input = json!({"as_of": as_of, "time_zone": "+08:00", "currency": "CNY", "tables": {"orders": table}});
    TargetModel::from_value(definition(exclusions)).unwrap().report_value(input).unwrap()
}

const AS_OF: &str = "2026-09-16T15:59:59.999999Z";

fn minor(value: Option<leadstone::Money>) -> i64 {
    value.map_or(0, leadstone::Money::minor)
}

fn sum(regions: &[RegionReport], of: impl Fn(&RegionReport) -> Option<leadstone::Money>) -> i64 {
    regions.iter().map(|region| minor(of(region))).sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Parts of a gap sum to it to the minor unit, and so do regions to the total.
    #[test]
    fn everything_sums_exactly(orders in history()) {
        let report = report(&rows(&orders), &[], AS_OF);
        for region in report.regions.iter().chain([&report.total]) {
            if let (Some(split), Some(gap)) = (region.split, region.gap) {
                prop_assert_eq!(split.deals_effect.minor() + split.ticket_effect.minor(), gap.minor());
            }
            if let (Some(compared), Some(pace), Some(gap)) = (region.compared, region.pace, region.gap) {
                prop_assert_eq!(compared.minor() - pace.minor(), gap.minor());
            }
        }
        let total = &report.total;
        prop_assert_eq!(minor(total.actual), sum(&report.regions, |region| region.actual));
        prop_assert_eq!(minor(total.actual), orders.iter().filter(|order| order.days < 16).map(|order| order.cents).sum::<i64>());
        prop_assert_eq!(minor(total.target), sum(&report.regions, |region| region.target));
        prop_assert_eq!(minor(total.pace), sum(&report.regions, |region| region.pace));
        prop_assert_eq!(minor(total.gap), sum(&report.regions, |region| region.gap));
        prop_assert_eq!(total.deals, Some(report.regions.iter().filter_map(|region| region.deals).sum()));
        for (at, week) in total.weeks.iter().enumerate() {
            let amounts: i64 = report.regions.iter().map(|region| region.weeks[at].amount.minor()).sum();
            let baselines = report.regions.iter().map(|region| minor(region.weeks[at].baseline_amount)).sum::<i64>();
            prop_assert_eq!(week.amount.minor(), amounts);
            prop_assert_eq!(minor(week.baseline_amount), baselines);
        }
        for gap in &report.top_gaps {
            let parts: f64 = gap.reasons.iter().filter_map(|reason| reason.contribution).sum();
            prop_assert!(gap.deals_effect.is_none() || parts == gap.gap.minor() as f64);
        }
    }

    /// The order of rows does not matter, to the byte.
    #[test]
    fn the_order_of_rows_does_not_matter(
        (orders, shuffled) in history().prop_flat_map(|orders| {
            let rows = rows(&orders);
            (Just(rows.clone()), Just(rows).prop_shuffle())
        }),
    ) {
        let text = |rows: &[Value]| canonical_json(&report(rows, &[], AS_OF)).unwrap();
        prop_assert_eq!(text(&orders), text(&shuffled));
    }

    /// An excluded order leaves the baselines as if it had never been; only what happened keeps it.
    #[test]
    fn to_exclude_is_to_delete(orders in history(), picks in prop::collection::vec(any::<prop::sample::Index>(), 0..4)) {
        let all = rows(&orders);
        let mut excluded: Vec<usize> = picks.iter().filter(|_| !all.is_empty()).map(|pick| pick.index(all.len())).collect();
        excluded.sort_unstable();
        excluded.dedup();
        let exclusions: Vec<Value> =
            excluded.iter().map(|at| json!({"type": "order", "id": all[*at]["id"], "reason": "surge"})).collect();
        let kept: Vec<Value> =
            all.iter().enumerate().filter(|(at, _)| !excluded.contains(at)).map(|(_, row)| row.clone()).collect();
        let (with, without) = (report(&all, &exclusions, AS_OF), report(&kept, &[], AS_OF));
        prop_assert_eq!(minor(with.total.actual), minor(report(&all, &[], AS_OF).total.actual));
        for region in &without.regions {
            let same = with.regions.iter().find(|other| other.region == region.region).unwrap();
            prop_assert_eq!(same.baseline, region.baseline);
            prop_assert_eq!(same.target, region.target);
            for (excluded, deleted) in same.weeks.iter().zip(&region.weeks) {
                prop_assert_eq!(excluded.counted_amount, deleted.counted_amount);
                prop_assert_eq!((excluded.baseline_amount, excluded.low, excluded.high), (deleted.baseline_amount, deleted.low, deleted.high));
                prop_assert_eq!(excluded.under_breaker, deleted.under_breaker);
            }
        }
        // Each effect is what the baseline loses when that exclusion alone is taken back.
        for (at, exclusion) in with.exclusions.iter().enumerate() {
            let others: Vec<Value> =
                exclusions.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, other)| other.clone()).collect();
            let back = report(&all, &others, AS_OF);
            let amount = |report: &TargetReport| {
                let region = report.regions.iter().find(|region| region.region == exclusion.region)?;
                region.baseline.map(|baseline| baseline.amount.minor())
            };
            if let (Some(effect), Some(with), Some(back)) = (exclusion.effect_amount, amount(&with), amount(&back)) {
                prop_assert_eq!(effect.minor(), with - back);
            }
        }
    }

    /// A proposal is never applied by itself, and applying it does what it says.
    #[test]
    fn a_proposal_does_what_it_says(orders in history()) {
        let rows = rows(&orders);
        let before = report(&rows, &[], AS_OF);
        for proposal in before.proposed_exclusions.iter().take(3) {
            prop_assert!(proposal.amount.minor() >= proposal.threshold.minor());
            let exclusion = json!({"type": "order", "id": proposal.order_id, "reason": "surge"});
            let after = report(&rows, &[exclusion], AS_OF);
            let amount = |report: &TargetReport| {
                let region = report.regions.iter().find(|region| region.region.as_deref() == Some(&proposal.region)).unwrap();
                region.baseline.map_or(0, |baseline| baseline.amount.minor())
            };
            prop_assert_eq!(amount(&after) - amount(&before), proposal.effect_amount.minor());
        }
    }

    /// Flip test: the stated number of further deals closes the gap, and one less does not.
    #[test]
    fn the_stated_deals_close_the_gap(orders in history()) {
        let rows = rows(&orders);
        for region in &report(&rows, &[], AS_OF).regions {
            let Some((ticket, more)) = region.split.and_then(|split| Some((split.ticket?, split.deals_to_pace?))) else { continue };
            if more > 500 {
                continue;
            }
            let name = region.region.as_deref().filter(|name| *name != "(none)");
            let gap_after = |deals: u64| {
                let mut rows = rows.clone();
                rows.extend((0..deals).map(|i| json!({
                    "id": format!("x{i}"), "occurred_at": "2026-09-16", "region": name, "opened_at": null,
                    "amount": format!("{}.{:02}", ticket.minor() / 100, ticket.minor() % 100),
                })));
                let report = report(&rows, &[], AS_OF);
                minor(report.regions.iter().find(|other| other.region == region.region).unwrap().gap)
            };
            prop_assert!(gap_after(more) >= 0);
            prop_assert!(more == 0 || gap_after(more - 1) < 0);
        }
    }

    /// A week's baseline, band and breaker never change once the week has begun: later orders, as
    /// they come in, are not looked at.
    #[test]
    fn no_week_looks_ahead(orders in history(), back in 1..60_i64) {
        let rows = rows(&orders);
        let past = report(&rows, &[], &format!("{}T15:59:59.999999Z", day(back)));
        let now = report(&rows, &[], AS_OF);
        for region in &past.regions {
            let same = now.regions.iter().find(|other| other.region == region.region).unwrap();
            for week in &region.weeks {
                let Some(later) = same.weeks.iter().find(|later| later.week == week.week) else { continue };
                prop_assert_eq!((later.baseline_amount, later.low, later.high, later.breaker), (week.baseline_amount, week.low, week.high, week.breaker));
            }
        }
    }

    /// Quantiles are in order, and every figure of the report is finite.
    #[test]
    fn quantiles_are_in_order(orders in history()) {
        let report = report(&rows(&orders), &[], AS_OF);
        for region in report.regions.iter().chain([&report.total]) {
            if let Some(projection) = region.projection {
                prop_assert!(projection.p10 <= projection.p50 && projection.p50 <= projection.p90);
            } else {
                prop_assert!(region.projection_reason.is_some());
            }
            prop_assert!(region.weeks.iter().all(|week| week.low <= week.high));
        }
        prop_assert!(canonical_json(&report).is_ok());
    }
}
