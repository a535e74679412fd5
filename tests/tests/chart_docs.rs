//! docs/statecharts.md: the definition compiles, the picture is its own, and each row of the table comes
//! true.

use std::path::Path;

use leadstone::journey::chart::{ChartModel, ChartState};
use serde_json::{Value, json};

fn page() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/statecharts.md");
    std::fs::read_to_string(path).unwrap()
}

/// The first block of a language.
fn block<'a>(page: &'a str, language: &str) -> &'a str {
    let begin = format!("```{language}\n");
    let (_, rest) = page.split_once(&begin).unwrap();
    rest.split_once("```").unwrap().0
}

#[test]
fn the_picture_is_that_of_the_definition() {
    let page = page();
    let model = ChartModel::from_json(block(&page, "json")).unwrap();
    assert_eq!(block(&page, "mermaid"), model.mermaid_value(json!({})).unwrap());
}

#[test]
fn the_table_comes_true() {
    let page = page();
    let model = ChartModel::from_json(block(&page, "json")).unwrap();
    let rows = page.lines().filter(|line| line.starts_with("| 2026-"));
    let mut state: Option<ChartState> = None;
    let mut played = 0;
    for (number, row) in rows.enumerate() {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let at = format!("{}:00Z", cells[1].replace(' ', "T"));
        let wanted: Vec<&str> = cells[3].split(", ").map(|id| id.trim_matches('`')).collect();
        let applied = match state.take() {
            None => model.start_value(json!({"at": at})).unwrap(),
            Some(state) => {
                let name = cells[2].split('`').nth(1).unwrap();
                let mut event = json!({"id": format!("e{number}"), "name": name, "at": at});
                if let Some((_, amount)) = cells[2].split_once("amount ") {
                    event["fields"] = json!({"amount": amount.parse::<i64>().unwrap()});
                }
                model.apply_value(json!({"state": state, "event": event})).unwrap()
            }
        };
        let found: Vec<&str> = applied.state.configuration.iter().map(|id| id.as_str()).collect();
        assert_eq!(found, wanted, "{row}");
        let said = cells[4];
        if let Some((_, effect)) = said.split_once("effect `") {
            assert!(effect.starts_with(&format!("{}`", applied.effects[0].id)), "{row}");
        }
        if let Some((_, key)) = said.split_once("key `") {
            assert!(key.starts_with(&format!("{}`", applied.effects[0].key)), "{row}");
        }
        if said.contains("`next_due` is ") {
            let due = applied.next_due.unwrap().to_string().replace('T', " ");
            assert!(said.contains(due.trim_end_matches(":00Z")), "{row}: {due}");
        } else {
            assert_eq!(applied.next_due, None, "{row}");
        }
        assert_eq!(applied.ended, said.contains("has ended"), "{row}");
        let missing = serde_json::to_value(&applied.blocked).unwrap();
        let missing: Vec<&Value> = missing.as_array().unwrap().iter().map(|blocked| &blocked["missing"]).collect();
        assert_eq!(missing == [&json!(["amount"])], said.starts_with("not taken"), "{row}");
        state = Some(applied.state);
        played += 1;
    }
    assert_eq!(played, 7);
}
