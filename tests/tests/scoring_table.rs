//! The column door against the object door: the same leads, the same scores.

use std::fmt::Write as _;

use leadstone::facts::{RawColumn, RawTable, TextCells};
use leadstone::kernel::rng::Pcg64;
use leadstone::scoring::{LeadRecord, ScoreColumns, ScorecardModel};
use serde_json::{Value, json};

/// More than two blocks of rows, and the last of them not full.
const ROWS: usize = 700;

/// Every kind of test, on every type of field, alone and nested.
fn model() -> ScorecardModel {
    let compare =
        |field: &str, op: &str, value: Value| json!({"type": "compare", "field": field, "op": op, "value": value});
    let present = json!({"type": "present", "field": "n"});
    let tests = [
        compare("n", "equal", json!(3)),
        compare("n", "not_equal", json!(3)),
        compare("n", "below", json!(3)),
        compare("n", "at_most", json!(3)),
        compare("n", "above", json!(3)),
        compare("n", "at_least", json!(3)),
        compare("t", "equal", json!("web")),
        compare("t", "not_equal", json!("web")),
        compare("b", "equal", json!(true)),
        compare("x", "at_least", json!("2.50")),
        compare("on", "above", json!("2026-01-03")),
        json!({"type": "between", "field": "n", "low": 2, "high": 4}),
        json!({"type": "between", "field": "x", "low": 1, "high": 2}),
        json!({"type": "one_of", "field": "t", "values": ["web", "fair"]}),
        json!({"type": "one_of", "field": "n", "values": [1, 5]}),
        present.clone(),
        json!({"type": "absent", "field": "t"}),
        json!({"type": "not", "of": compare("n", "above", json!(3))}),
        json!({"type": "all", "of": [present, compare("b", "equal", json!(false))]}),
        json!({"type": "any", "of": [compare("t", "equal", json!("fair")), compare("n", "equal", json!(0))]}),
        json!({"type": "always"}),
    ];
    let rule = |(at, when): (usize, &Value)| json!({"id": format!("r{at}"), "points": 1 << (at % 19), "when": when});
    let mut rules: Vec<Value> = tests.iter().enumerate().map(rule).collect();
    let others = rules.split_off(19);
    let definition = json!({
        "kind": "scoring.scorecard", "schema_version": 1, "id": "table",
        "fields": [
            {"name": "n", "type": "integer"}, {"name": "t", "type": "text"}, {"name": "b", "type": "boolean"},
            {"name": "x", "type": "decimal"}, {"name": "on", "type": "date"},
        ],
        "fit": {"max": 300_000, "rules": rules, "bands": [{"id": "A", "from": 200_000}, {"id": "B", "from": 0}]},
        "engagement": {"base": 1, "max": 3, "rules": others, "bands": [{"id": "1", "from": 2}, {"id": "2", "from": 0}]},
        "grades": [["A1", "A2"], ["B1", "B2"]], "qualified": ["A1"],
    });
    ScorecardModel::from_value(definition).unwrap()
}

/// One lead as the cells of a line; an empty cell is a missing value.
fn lines() -> Vec<[String; 5]> {
    let mut rng = Pcg64::new(7);
    let mut one = |of: u64| (rng.below(4) > 0).then(|| rng.below(of));
    let mut line = || {
        let text = |n: u64| ["web", "fair", "other"][usize::try_from(n).unwrap()].to_owned();
        [
            one(6).map(|n| n.to_string()),
            one(3).map(text),
            one(2).map(|n| (n == 1).to_string()),
            one(40).map(|n| format!("{}.{}", n / 10, n % 10)),
            one(6).map(|n| format!("2026-01-0{}", n + 1)),
        ]
        .map(Option::unwrap_or_default)
    };
    (0..ROWS).map(|_| line()).collect()
}

fn record(line: &[String; 5]) -> Value {
    let [n, t, b, x, on] = line;
    let read = |text: &String| serde_json::from_str(text).unwrap_or(Value::Null);
    let text = |text: &String| if text.is_empty() { Value::Null } else { json!(text) };
    json!({"n": read(n), "t": text(t), "b": read(b), "x": text(x), "on": text(on)})
}

fn assert_same(model: &ScorecardModel, lines: &[[String; 5]], scores: &ScoreColumns, errors: &[usize]) {
    assert_eq!(scores.errors.keys().copied().collect::<Vec<_>>(), errors);
    assert_eq!(scores.len(), lines.len());
    let parts = scores.contributions.chunks(scores.parts.len());
    for (row, (line, parts)) in lines.iter().zip(parts).enumerate() {
        let (grade, qualified) = (scores.grade[row], scores.qualified[row]);
        if errors.contains(&row) {
            assert_eq!((scores.score[row], scores.fit[row], scores.engagement[row]), (None, None, None));
            assert!(grade.is_none() && qualified.is_none() && parts.iter().all(|part| *part == 0));
            continue;
        }
        let report = model.score(&LeadRecord::from_value(record(line), model).unwrap());
        assert_eq!(scores.score[row], Some(report.score), "{line:?}");
        assert_eq!(scores.fit[row], Some(report.fit.points), "{line:?}");
        assert_eq!(scores.engagement[row], Some(report.engagement.points), "{line:?}");
        assert_eq!(scores.grades[usize::try_from(grade.unwrap()).unwrap()], report.grade, "{line:?}");
        assert_eq!(qualified, Some(report.qualified), "{line:?}");
        assert_eq!(parts.iter().sum::<i64>(), report.score, "{line:?}");
    }
}

#[test]
fn a_table_of_texts_is_scored_as_its_leads_are() {
    let (model, mut lines) = (model(), lines());
    let errors = [0, 255, 256, 699];
    for row in errors {
        lines[row][3] = "much".to_owned();
    }
    let mut csv = "n,t,b,x,on\n".to_owned();
    lines.iter().for_each(|line| writeln!(csv, "{}", line.join(",")).unwrap());
    let scores = model.score_table(&RawTable::from_csv(&csv).unwrap()).unwrap();
    assert_eq!(scores.errors[&256].code.as_str(), "facts.not_a_decimal");
    assert_same(&model, &lines, &scores, &errors);
}

#[test]
fn a_table_of_typed_columns_is_scored_as_its_leads_are() {
    let (model, lines) = (model(), lines());
    let texts = |at: usize| lines.iter().map(|line| line[at].as_str()).collect::<TextCells>();
    let codes = |line: &[String; 5]| ["web", "fair", "other"].iter().position(|text| *text == line[1]);
    let columns = vec![
        ("n".to_owned(), RawColumn::Integer(lines.iter().map(|line| line[0].parse().ok()).collect())),
        (
            "t".to_owned(),
            RawColumn::Dictionary {
                codes: lines.iter().map(|line| codes(line).map(|code| u32::try_from(code).unwrap())).collect(),
                texts: TextCells::from_iter(["web", "fair", "other"]),
            },
        ),
        ("b".to_owned(), RawColumn::Boolean(lines.iter().map(|line| line[2].parse().ok()).collect())),
        ("x".to_owned(), RawColumn::Text(texts(3))),
        ("on".to_owned(), RawColumn::Text(texts(4))),
    ];
    let scores = model.score_table(&RawTable::try_new(columns).unwrap()).unwrap();
    assert_same(&model, &lines, &scores, &[]);
}
