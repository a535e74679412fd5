//! Targets: hand-computed months, edges of time and data. All amounts are EUR with two decimals.

use leadstone::target::{TargetModel, TargetReport};
use leadstone::{Error, Money};
use serde_json::{Value, json};

fn definition(more: &Value) -> Value {
    let mut definition = json!({
        "kind": "target.baseline", "schema_version": 1, "id": "won", "window_weeks": 4, "min_weeks": 2,
        "policy": {"type": "baseline_business_days"}, "band": {"min_weeks": 4}, "weeks_shown": 3, "surge": null
    });
    definition.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    definition
}

fn try_report(more: &Value, input: &Value) -> Result<TargetReport, Error> {
    let mut full = json!({"as_of": "2026-09-16T23:59:59.999999Z", "time_zone": "UTC", "currency": "EUR"});
    full.as_object_mut().unwrap().extend(input.as_object().unwrap().clone());
    TargetModel::from_value(definition(more)).unwrap().report_value(full)
}

fn report(more: &Value, input: &Value) -> TargetReport {
    try_report(more, input).unwrap()
}

fn orders(rows: &str) -> Value {
    json!({"tables": {"orders": format!("id,occurred_at,region,amount,opened_at\n{rows}")}})
}

fn minor(money: Option<Money>) -> Option<i64> {
    money.map(Money::minor)
}

/// One order above the limit of 1,000 regions.
#[test]
fn too_many_regions_are_refused() {
    let rows: String = (0..1_001).map(|i| format!("{i},2026-09-01,r{i},1,\n")).collect();
    let error = try_report(&json!({}), &orders(&rows)).unwrap_err();
    assert_eq!(error.code().as_str(), "target.too_many_regions");
    let rows: String = (0..1_000).map(|i| format!("{i},2026-09-01,r{i},1,\n")).collect();
    assert_eq!(report(&json!({}), &orders(&rows)).regions.len(), 1_000);
}

/// Two currencies never meet in one total, neither within orders nor between orders and targets.
#[test]
fn two_currencies_are_an_error() {
    let table = "id,occurred_at,amount,currency\n1,2026-09-01,5,EUR\n2,2026-01-01,5,USD\n";
    let error = try_report(&json!({}), &json!({"tables": {"orders": table}})).unwrap_err();
    assert_eq!((error.code().as_str(), error.pointer().as_str()), ("money.mixed_currencies", "/orders/amount"));
    let orders = "id,occurred_at,amount,currency\n1,2026-09-01,5,USD\n";
    let targets = "id,period,amount\n1,2026-09,5\n";
    let error = try_report(&json!({}), &json!({"tables": {"orders": orders, "targets": targets}})).unwrap_err();
    assert_eq!((error.code().as_str(), error.pointer().as_str()), ("money.mixed_currencies", "/targets/amount"));
    // One foreign currency throughout is no mix: the report is in that currency.
    let one = report(&json!({}), &json!({"tables": {"orders": orders}}));
    assert_eq!((one.currency.code(), minor(one.total.actual)), ("USD", Some(500)));
}
