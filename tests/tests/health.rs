//! Health lights: the vectors of their own folder, agreement with plain counting, order, texts and privacy.

use std::collections::BTreeMap;

use leadstone::health::{HealthModel, LightBounds};
use leadstone::{Locale, ReasonCode};
use leadstone_conformance::{Vectors, check};
use proptest::prelude::*;
use serde_json::{Value, json};

fn indicator(id: &str, metric: &Value, bounds: &Value) -> Value {
    json!({
        "kind": "health.indicator", "schema_version": 1, "id": id, "metric": metric, "bounds": bounds, "min_count": 1,
        "intervention": {"id": "call", "owner_role": "sales_director"},
    })
}

fn follow_up() -> Value {
    let bounds = json!({"type": "higher_is_better", "green": 0.65, "red": 0.6});
    indicator("follow_up", &json!({"type": "effective_follow_up"}), &bounds)
}

fn conversion() -> Value {
    let bounds = json!({"type": "lower_is_better", "green": 3.2, "red": 5});
    indicator("conversion", &json!({"type": "mql_to_sql_days"}), &bounds)
}

fn first_order() -> Value {
    let bounds = json!({"type": "lower_is_better", "green": 15, "red": 25});
    indicator("first_order", &json!({"type": "first_order_spread"}), &bounds)
}

fn inbound() -> Value {
    let bounds = json!({"type": "higher_is_better", "green": 2.8, "red": 2});
    let metric = json!({"type": "inbound_contacts", "high_value": {"type": "top_share", "share": 0.4}});
    indicator("inbound", &metric, &bounds)
}

fn model(indicators: &[Value]) -> HealthModel {
    HealthModel::from_value(indicators.iter().cloned().collect()).unwrap()
}

fn input(tables: &Value) -> Value {
    json!({"tables": tables, "as_of": "2026-03-31T23:59:59.999999Z", "time_zone": "UTC", "currency": "CNY"})
}

fn assess(indicators: &[Value], tables: &Value) -> Value {
    serde_json::from_str(&model(indicators).assess_json(&input(tables).to_string()).unwrap()).unwrap()
}

#[test]
fn every_vector_holds() {
    let vectors: Vec<_> =
        Vectors::load().unwrap().0.into_iter().filter(|case| case.name.starts_with("health.")).collect();
    let failures: Vec<String> = vectors
        .iter()
        .filter_map(|case| check(case).err().map(|problem| format!("{}: {problem}", case.name)))
        .collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    for metric in ["follow_up", "mql", "first_order", "inbound"] {
        let cases = vectors.iter().filter(|case| case.name.starts_with(&format!("health.{metric}.")));
        assert!(cases.count() >= 12, "{metric}");
    }
}

/// A value that misses a bound by rounding alone is on it.
#[test]
fn rounding_does_not_cross_a_bound() {
    let spread = LightBounds::LowerIsBetter { green: 15.0, red: 25.0 };
    assert!(spread.is_green(15.000_000_000_000_002) && !spread.is_red(25.000_000_000_000_004));
    assert!(!spread.is_green(15.000_001) && spread.is_red(25.000_001));
    let share = LightBounds::HigherIsBetter { green: 0.65, red: 0.6 };
    assert!(share.is_green(0.649_999_999_999_999_9) && !share.is_red(0.599_999_999_999_999_9));
    assert!(!share.is_green(0.649_999) && share.is_red(0.599_999));
}

#[test]
fn severity_counts_widths_of_the_amber_zone() {
    let days = LightBounds::LowerIsBetter { green: 3.0, red: 5.0 };
    assert_eq!((days.severity(9.0), days.severity(5.0), days.severity(1.0)), (2.0, 0.0, 0.0));
    // Without an amber zone the bound itself is the width: (6 - 4) / 4.
    assert_eq!(LightBounds::LowerIsBetter { green: 4.0, red: 4.0 }.severity(6.0), 0.5);
    assert_eq!(LightBounds::LowerIsBetter { green: 0.0, red: 0.0 }.severity(3.0), 3.0);
}

fn busy() -> Value {
    let contact = |n: usize, direction: &str, day: usize| {
        json!({"id": format!("t{n:02}"), "occurred_at": format!("2026-{:02}-{:02}", 2 + n % 2, day), "direction": direction,
            "account_id": format!("a{}", n % 3), "carries_value": n.is_multiple_of(4),
            "recording_ref": "s3://private/recording"})
    };
    let activities: Vec<Value> =
        (0..30).map(|n| contact(n, if n.is_multiple_of(5) { "inbound" } else { "outbound" }, 1 + n % 28)).collect();
    let lead = |n: usize| {
        json!({"id": format!("l{n}"), "name": "王小明", "phone": "13900000000",
            "mql_at": format!("2026-03-{:02}", 1 + n), "sql_at": n.is_multiple_of(3).then(|| format!("2026-03-{:02}", 4 + n))})
    };
    let rep = |n: usize| {
        json!({"id": format!("r{n}"), "name": "李雷", "hired_at": "2026-01-01",
            "first_order_at": format!("2026-03-{:02}", 1 + 7 * n)})
    };
    let order = |n: usize| {
        json!({"id": format!("o{n}"), "occurred_at": "2026-02-02", "account_id": format!("a{n}"), "amount": 100 - n,
            "paid_amount": 100 - n})
    };
    json!({
        "activities": activities, "leads": (0..9).map(lead).collect::<Vec<_>>(),
        "reps": (0..4).map(rep).collect::<Vec<_>>(), "orders": (0..3).map(order).collect::<Vec<_>>(),
    })
}

/// Every reason of a full report has its text in both languages, with no name left unfilled.
#[test]
fn reasons_are_filled_in_both_languages() {
    let report = model(&[follow_up(), conversion(), first_order(), inbound()]).assess_value(input(&busy())).unwrap();
    let mut seen = 0;
    for light in &report.lights {
        assert!(!light.reasons.is_empty(), "{}", light.indicator_id);
        for (reason, locale) in light.reasons.iter().flat_map(|reason| Locale::ALL.map(|locale| (reason, locale))) {
            let text = reason.text(locale);
            assert!(!text.contains(['{', '}']), "{text}");
            seen += 1;
        }
    }
    assert!(seen >= 2 * 8, "{seen}");
    let text = |code: ReasonCode| code.template(Locale::En);
    assert!(text(ReasonCode::HealthTooFew).contains("{n}") && text(ReasonCode::HealthTooFew).contains("{min_count}"));
}

/// Personal data of the facts stays out of the report.
#[test]
fn a_report_holds_no_personal_data() {
    let report = assess(&[follow_up(), conversion(), first_order(), inbound()], &busy()).to_string();
    for private in ["s3://", "王小明", "139000", "李雷"] {
        assert!(!report.contains(private), "{private}");
    }
    assert!(report.contains("\"t27\""), "the newest contact is named by its id");
}

#[test]
fn a_decision_record_per_light() {
    let model = model(&[follow_up(), conversion()]);
    let text = input(&busy()).to_string();
    let records: Value = serde_json::from_str(&model.decide_json(&text).unwrap()).unwrap();
    let report: Value = serde_json::from_str(&model.assess_json(&text).unwrap()).unwrap();
    for (record, light) in records.as_array().unwrap().iter().zip(report["lights"].as_array().unwrap()) {
        assert_eq!(record["definition_id"], light["indicator_id"]);
        assert_eq!(record["fingerprint"], light["fingerprint"]);
        assert_eq!(record["outcome"]["status"], light["status"]);
        assert_eq!((&record["as_of"], &record["input_hash"]), (&report["as_of"], &report["input_hash"]));
    }
    assert_eq!(records.as_array().unwrap().len(), 2);
}

#[test]
fn a_compiled_board_reads_back_as_itself() {
    let board = model(&[follow_up(), conversion(), first_order(), inbound()]);
    let text = board.to_json().unwrap();
    let again = HealthModel::from_json(&text).unwrap();
    assert_eq!((again.to_json().unwrap(), again.fingerprint()), (text, board.fingerprint()));
}

/// Contacts per customer of each month, counted row by row: who paid, who is among the best, who called.
fn plain_contacts(paid: &[u32], calls: &[(usize, u32, bool)], share: f64) -> BTreeMap<String, (u64, u64)> {
    let payers: Vec<u32> = paid.iter().copied().filter(|paid| *paid > 0).collect();
    let best: Vec<usize> = (0..paid.len())
        .filter(|customer| paid[*customer] > 0)
        .filter(|customer| {
            let above = payers.iter().filter(|other| **other > paid[*customer]).count();
            (above as f64) < share * payers.len() as f64 - 1e-9
        })
        .collect();
    let first = calls.iter().map(|(_, month, _)| *month).min().unwrap_or(4);
    let mut months = BTreeMap::new();
    for month in first.max(1)..=3 {
        let counted =
            calls.iter().filter(|(customer, at, inbound)| *inbound && *at == month && best.contains(customer));
        months.insert(format!("2026-{month:02}"), (best.len() as u64, counted.count() as u64));
    }
    months
}

proptest! {
    /// The monthly table agrees with counting by hand, and the colour with the rule in words.
    #[test]
    fn inbound_contacts_agree_with_plain_counting(
        paid in prop::collection::vec(0_u32..6, 1..9),
        calls in prop::collection::vec((0_usize..9, 1_u32..4, any::<bool>()), 0..60),
    ) {
        let orders: Vec<Value> = paid.iter().enumerate()
            .map(|(n, paid)| json!({"id": n.to_string(), "occurred_at": "2026-01-15", "account_id": format!("c{n}"), "amount": 1, "paid_amount": paid}))
            .collect();
        let activities: Vec<Value> = calls.iter().enumerate()
            .map(|(n, (customer, month, inbound))| json!({
                "id": n.to_string(), "occurred_at": format!("2026-{month:02}-10"), "account_id": format!("c{customer}"),
                "direction": if *inbound { "inbound" } else { "outbound" },
            }))
            .collect();
        prop_assume!(!activities.is_empty());
        let report = assess(&[inbound()], &json!({"orders": orders, "activities": activities}));
        let light = &report["lights"][0];
        let plain = plain_contacts(&paid, &calls, 0.4);
        let table: BTreeMap<String, (u64, u64)> = light["months"].as_array().unwrap().iter()
            .map(|month| (month["month"].as_str().unwrap().to_owned(),
                (month["customers"].as_u64().unwrap(), month["contacts"].as_u64().unwrap())))
            .collect();
        prop_assert_eq!(&table, &plain);
        let (customers, last) = plain["2026-03"];
        let under = |month: &str| plain.get(month).map(|(customers, contacts)| *contacts < 2 * customers);
        let expected = match () {
            () if customers == 0 => "not_enough_data",
            () if 10 * last >= 28 * customers => "green",
            () if under("2026-03") == Some(true) && under("2026-02") == Some(true) => "red",
            () => "amber",
        };
        prop_assert_eq!(light["status"].as_str(), Some(expected));
        prop_assert_eq!(light["intervention"].is_null(), expected != "red");
    }

    /// The share and its colour in whole numbers.
    #[test]
    fn follow_up_agrees_with_whole_numbers(yes in 0_u32..60, no in 0_u32..60) {
        prop_assume!(yes + no > 0);
        let row = |n: u32| json!({"id": n.to_string(), "occurred_at": "2026-03-20", "direction": "outbound", "carries_value": n < yes});
        let report = assess(&[follow_up()], &json!({"activities": (0..yes + no).map(row).collect::<Vec<_>>()}));
        let light = &report["lights"][0];
        let expected = match () {
            () if 100 * yes >= 65 * (yes + no) => "green",
            () if 100 * yes < 60 * (yes + no) => "red",
            () => "amber",
        };
        prop_assert_eq!((light["status"].as_str(), light["n"].as_u64()), (Some(expected), Some(u64::from(yes + no))));
        let (low, high) = (light["interval"]["low"].as_f64().unwrap(), light["interval"]["high"].as_f64().unwrap());
        let value = light["value"].as_f64().unwrap();
        prop_assert!(0.0 <= low && low <= value && value <= high && high <= 1.0);
    }

    /// Among leads that all arrive, a longer wait never makes the light better. With leads that leave it
    /// can: whoever arrives after they left is a larger part of those who are still there.
    #[test]
    fn waiting_longer_is_never_better(days in prop::collection::vec((1_i64..20, Just(true)), 1..20), which in 0_usize..20, more in 1_i64..8) {
        let leads = |days: &[(i64, bool)]| {
            let row = |(n, (days, arrived)): (usize, &(i64, bool))| {
                let end = format!("2026-03-{:02}", 1 + days);
                json!({"id": n.to_string(), "mql_at": "2026-03-01", "sql_at": arrived.then(|| end.clone()), "closed_at": (!arrived).then_some(end)})
            };
            json!({"leads": days.iter().enumerate().map(row).collect::<Vec<_>>()})
        };
        let rank = |report: &Value| match report["lights"][0]["status"].as_str() {
            Some("green") => Some(0),
            Some("amber") => Some(1),
            Some("red") => Some(2),
            _ => None,
        };
        let mut longer = days.clone();
        let place = which % days.len();
        longer[place].0 += more;
        if let (Some(before), Some(after)) = (rank(&assess(&[conversion()], &leads(&days))), rank(&assess(&[conversion()], &leads(&longer)))) {
            prop_assert!(after >= before);
        }
    }

    /// The order of rows changes not a byte.
    #[test]
    fn the_order_of_rows_does_not_matter(keys in prop::collection::vec(any::<u32>(), 30)) {
        let tables = busy();
        let mut shuffled = tables.clone();
        for rows in shuffled.as_object_mut().unwrap().values_mut().filter_map(Value::as_array_mut) {
            let mut keyed: Vec<(u32, Value)> = keys.iter().copied().cycle().zip(std::mem::take(rows)).collect();
            keyed.sort_by_key(|(key, _)| *key);
            *rows = keyed.into_iter().map(|(_, row)| row).collect();
        }
        let board = [follow_up(), conversion(), first_order(), inbound()];
        prop_assert_eq!(assess(&board, &tables), assess(&board, &shuffled));
    }
}
