//! Decision tables against a naive scan that reads the definition itself, cell by cell.

use std::collections::BTreeMap;

use leadstone::table::{CellTest, HitPolicy, Side, TableDefinition, TableModel, TableReportRequest};
use leadstone::{Field, FieldType, Literal, Record, Scalar, ScalarRef, TypedRecord, decode};
use leadstone_conformance::tables::{Draw, record, table};
use serde_json::json;

/// The order of a value against a literal, each read by its type.
fn order(value: ScalarRef<'_>, literal: &Literal, field_type: FieldType) -> std::cmp::Ordering {
    let json = serde_json::to_value(literal).unwrap();
    match (value, Scalar::read(field_type, json).unwrap()) {
        (ScalarRef::Boolean(a), Scalar::Boolean(b)) => a.cmp(&b),
        (ScalarRef::Integer(a), Scalar::Integer(b)) => a.cmp(&b),
        (ScalarRef::Decimal(a), Scalar::Decimal(b)) => a.cmp(&b),
        (ScalarRef::Text(a), Scalar::Text(b)) => a.cmp(b.as_str()),
        (ScalarRef::Date(a), Scalar::Date(b)) => a.cmp(&b),
        (ScalarRef::Instant(a), Scalar::Instant(b)) => a.cmp(&b),
        other => panic!("{other:?}"),
    }
}

/// Kleene's truth of a cell.
fn truth(cell: &CellTest, value: Option<ScalarRef<'_>>, of: FieldType) -> Option<bool> {
    let against = |literal: &Literal| value.map(|value| order(value, literal, of));
    match cell {
        CellTest::Present {} => Some(value.is_some()),
        CellTest::Absent {} => Some(value.is_none()),
        CellTest::Equal { value } => against(value).map(|order| order.is_eq()),
        CellTest::OneOf { values } => values.iter().try_fold(false, |any, value| Some(any | against(value)?.is_eq())),
        CellTest::Compare { op, value } => against(value).map(|order| match op {
            Side::Below => order.is_lt(),
            Side::AtMost => order.is_le(),
            Side::Above => order.is_gt(),
            Side::AtLeast => order.is_ge(),
        }),
        CellTest::Between { low, high, low_open, high_open } => {
            let (low, high) = (against(low)?, against(high)?);
            Some((low.is_gt() || low.is_eq() && !low_open) && (high.is_lt() || high.is_eq() && !high_open))
        }
        CellTest::Not { of: test } => truth(test, value, of).map(|truth| !truth),
    }
}

fn scan(definition: &TableDefinition, record: &TypedRecord) -> Vec<usize> {
    let matches = |row: &leadstone::table::TableRow| {
        let cells = definition.inputs.iter().zip(&row.when).enumerate();
        cells.into_iter().all(|(slot, (input, cell))| {
            cell.as_ref().is_none_or(|cell| truth(cell, record.value(slot), input.field_type) == Some(true))
        })
    };
    definition.rows.iter().enumerate().filter(|(_, row)| matches(row)).map(|(place, _)| place).collect()
}

fn fields(model: &TableModel) -> Vec<Field> {
    model.definition().fields()
}

fn example(model: &TableModel, values: &BTreeMap<String, Scalar>) -> TypedRecord {
    let json = serde_json::to_value(values).unwrap();
    TypedRecord::from_value(json, &fields(model), &leadstone::JsonPointer::root()).unwrap()
}

#[test]
fn a_table_is_its_rows_read_one_by_one() {
    let mut draw = Draw::new(7);
    for _ in 0..2_000 {
        let model = TableModel::from_value(table(&mut draw, 12)).unwrap();
        for _ in 0..12 {
            let record = record(&mut draw, &model);
            let wanted = scan(model.definition(), &record);
            let mut found = Vec::new();
            model.matching(&record, &mut found);
            assert_eq!(found, wanted, "{}", model.to_json().unwrap());
            assert_eq!(model.first(&record), wanted.first().copied());
            let outcome = model.outcome(&record);
            assert_eq!(outcome.count, wanted.len());
            assert_eq!(outcome.nearest.is_some(), wanted.is_empty());
        }
    }
}

#[test]
fn what_a_report_says_is_so() {
    let mut draw = Draw::new(11);
    let (mut gaps, mut overlaps, mut shadowed, mut full) = (0, 0, 0, 0);
    for _ in 0..600 {
        let model = TableModel::from_value(table(&mut draw, 5)).unwrap();
        let report = model.report(&TableReportRequest { listed: 1_000, ..TableReportRequest::default() });
        let place = |id: &leadstone::Id| model.definition().rows.iter().position(|row| row.id == *id).unwrap();
        for gap in &report.gaps.listed {
            assert!(scan(model.definition(), &example(&model, &gap.example)).is_empty());
            gaps += 1;
        }
        for overlap in &report.overlaps.listed {
            let found = scan(model.definition(), &example(&model, &overlap.example));
            assert!(found.contains(&place(&overlap.first)) && found.contains(&place(&overlap.second)));
            overlaps += 1;
        }
        let dead: Vec<usize> = report.unreachable.iter().map(|row| place(&row.row)).collect();
        let never: Vec<usize> = report.shadowed.iter().map(|row| place(&row.row)).collect();
        shadowed += never.len();
        full += usize::from(report.gaps.complete && report.gaps.listed.is_empty());
        for _ in 0..60 {
            let record = record(&mut draw, &model);
            let found = scan(model.definition(), &record);
            assert!(found.iter().all(|row| !dead.contains(row)));
            if let Some(first) = found.first().filter(|_| model.definition().hit_policy == HitPolicy::First) {
                assert!(!never.contains(first), "{}", model.to_json().unwrap());
            }
            if found.is_empty() && report.gaps.complete {
                assert!(!report.gaps.listed.is_empty(), "{}", model.to_json().unwrap());
            }
            let meets = |a: usize, b: usize| {
                report.overlaps.listed.iter().any(|pair| place(&pair.first) == a && place(&pair.second) == b)
            };
            let pairs = found.iter().flat_map(|a| found.iter().map(move |b| (*a, *b))).filter(|(a, b)| a < b);
            assert!(pairs.into_iter().all(|(a, b)| meets(a, b)));
        }
    }
    // The check would be empty without them.
    assert!(gaps > 100 && overlaps > 100 && shadowed > 20 && full > 5, "{gaps} {overlaps} {shadowed} {full}");
}

#[test]
fn a_sheet_is_read_back_without_loss() {
    let mut draw = Draw::new(3);
    for _ in 0..1_500 {
        let model = TableModel::from_value(table(&mut draw, 8)).unwrap();
        let mut header = model.definition().clone();
        header.rows = Vec::new();
        let text = model.to_csv();
        let again = TableModel::from_csv(&text, header).unwrap_or_else(|error| panic!("{error}\n{text}"));
        assert_eq!(again.to_json().unwrap(), model.to_json().unwrap(), "{text}");
        assert_eq!(again.fingerprint(), model.fingerprint());
    }
}

/// Texts that a sheet could take for something else.
#[test]
fn awkward_texts_pass_through_a_sheet() {
    let awkward = [
        "-",
        "present",
        "absent",
        "not",
        "not x",
        "a|b",
        "\"",
        "=1+1",
        "@x",
        "+1",
        "<5",
        ">= 5",
        " a",
        "a ",
        "",
        "a\nb",
        "a,b",
        "≥",
        "1..2",
        "比较,价格",
        "A|",
        "\\",
    ];
    for text in awkward {
        let definition = json!({"kind": "table.decision", "schema_version": 1, "id": "t",
            "inputs": [{"name": "a", "type": "text"}, {"name": "b", "type": "text"}],
            "outputs": [{"name": "c", "type": "text"}],
            "rows": [{"id": "r", "when": [{"type": "equal", "value": text}, {"type": "not", "of": {"type": "one_of", "values": [text, "x"]}}], "then": [text]}]});
        let model = TableModel::from_value(definition).unwrap();
        let header = TableDefinition { rows: Vec::new(), ..model.definition().clone() };
        let again = TableModel::from_csv(&model.to_csv(), header).unwrap();
        assert_eq!(again.definition(), model.definition(), "{text:?}");
    }
}

#[test]
fn two_spellings_of_a_number_are_one_table() {
    let of = |value: serde_json::Value| {
        let rows = json!([{"id": "r", "when": [{"type": "equal", "value": value}], "then": [value]}]);
        TableModel::from_value(json!({"kind": "table.decision", "schema_version": 1, "id": "t", "rows": rows,
            "inputs": [{"name": "a", "type": "decimal"}], "outputs": [{"name": "c", "type": "money"}]}))
        .unwrap()
        .fingerprint()
    };
    assert_eq!(of(json!(5.5)), of(json!("5.50")));
    assert_ne!(of(json!(5.5)), of(json!("5.51")));
}

#[test]
fn a_header_takes_no_rows_of_its_own() {
    let definition = json!({"kind": "table.decision", "schema_version": 1, "id": "t",
        "inputs": [{"name": "a", "type": "text"}], "outputs": [{"name": "c", "type": "text"}],
        "rows": [{"id": "r", "when": [null], "then": ["x"]}]});
    let definition: TableDefinition = decode::decode(definition).unwrap();
    let error = TableModel::from_csv("row,a,c\nr,-,x\n", definition).unwrap_err();
    assert_eq!(error.code().as_str(), "table.rows_twice");
}

/// `table.not_unique` and its kin are data of an outcome and not errors of a door.
#[test]
fn a_conflict_is_data() {
    for (policy, code) in [("unique", "table.not_unique"), ("any", "table.not_same")] {
        let definition = json!({"kind": "table.decision", "schema_version": 1, "id": "t", "hit_policy": policy,
            "inputs": [{"name": "a", "type": "integer"}], "outputs": [{"name": "c", "type": "text"}],
            "csv": "row,a,c\nr,-,x\ns,>= 1,y\n"});
        let model = TableModel::from_value(definition).unwrap();
        let answer = model.decide_value(json!({"a": 1})).unwrap();
        let conflict = answer.outcome.conflict.unwrap();
        assert_eq!(conflict.code.as_str(), code);
        assert!(conflict.message.contains("`r`") && conflict.message.contains("`s`"), "{}", conflict.message);
    }
    let sum = json!({"kind": "table.decision", "schema_version": 1, "id": "t", "hit_policy": "collect", "aggregate": "sum",
        "inputs": [{"name": "a", "type": "integer"}], "outputs": [{"name": "c", "type": "integer"}],
        "csv": "row,a,c\nr,-,9223372036854775807\ns,-,1\n"});
    let answer = TableModel::from_value(sum).unwrap().decide_value(json!({"a": 1})).unwrap();
    assert_eq!(answer.outcome.conflict.unwrap().code.as_str(), "table.sum_out_of_range");
}
