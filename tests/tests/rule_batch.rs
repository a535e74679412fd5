//! Rule sets over Arrow: what is read, what is answered, and what is refused.

#![cfg(feature = "arrow")]

use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder, StructBuilder, TimestampMillisecondBuilder};
use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, Int64Type};
use arrow_array::{Array, ArrayRef, BooleanArray, Int64Array, LargeListArray, ListArray, RecordBatch, StringArray};
use arrow_buffer::OffsetBuffer;
use arrow_ipc::reader::StreamReader;
use arrow_ipc::writer::StreamWriter;
use arrow_schema::{DataType, Field, Fields, TimeUnit};
use leadstone::Error;
use leadstone::condition::{RuleBatchOptions, RuleSetModel};
use serde_json::{Value, json};

fn model(fields: &Value, rules: &Value) -> RuleSetModel {
    let definition =
        json!({"kind": "condition.rules", "schema_version": 1, "id": "leads", "fields": fields, "rules": rules});
    RuleSetModel::from_value(definition).unwrap()
}

fn options(matched: bool) -> RuleBatchOptions {
    RuleBatchOptions { as_of: "2026-03-31T12:00:00Z".parse().unwrap(), matched }
}

fn texts(cells: &[Option<&str>]) -> ArrayRef {
    Arc::new(cells.iter().copied().collect::<StringArray>())
}

fn integers(cells: &[Option<i64>]) -> ArrayRef {
    Arc::new(cells.iter().copied().collect::<Int64Array>())
}

fn table(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, column)| (name, column, true))).unwrap()
}

fn column<'a>(batch: &'a RecordBatch, name: &str) -> &'a ArrayRef {
    batch.column_by_name(name).unwrap()
}

fn words(batch: &RecordBatch, name: &str) -> Vec<Option<String>> {
    column(batch, name).as_string::<i32>().iter().map(|text| text.map(str::to_owned)).collect()
}

/// The first rule of each row, out of its dictionary.
fn firsts(batch: &RecordBatch) -> Vec<Option<String>> {
    let first = column(batch, "first").as_dictionary::<Int32Type>();
    let names = first.values().as_string::<i32>();
    let name = |key: Option<i32>| key.map(|key| names.value(usize::try_from(key).unwrap()).to_owned());
    first.keys().iter().map(name).collect()
}

fn counts(batch: &RecordBatch) -> Vec<Option<i32>> {
    column(batch, "matches").as_primitive::<Int32Type>().iter().collect()
}

fn stream(batch: &RecordBatch) -> Vec<u8> {
    let mut writer = StreamWriter::try_new(Vec::new(), &batch.schema()).unwrap();
    writer.write(batch).unwrap();
    writer.into_inner().unwrap()
}

fn read(bytes: &[u8]) -> RecordBatch {
    StreamReader::try_new(bytes, None).unwrap().next().unwrap().unwrap()
}

/// Answers by batches, cut in two, and by stream must be one.
fn evaluate(model: &RuleSetModel, batch: &RecordBatch, matched: bool) -> Result<RecordBatch, Error> {
    let whole = model.evaluate_batches(&batch.schema(), std::slice::from_ref(batch), &options(matched))?;
    let cut = batch.num_rows() / 2;
    let parts = [batch.slice(0, cut), batch.slice(cut, batch.num_rows() - cut)];
    assert_eq!(model.evaluate_batches(&batch.schema(), &parts, &options(matched))?, whole);
    let text = json!({"as_of": "2026-03-31T12:00:00Z", "matched": matched}).to_string();
    assert_eq!(read(&model.evaluate_ipc(&stream(batch), &text)?), whole);
    Ok(whole)
}

/// The example of docs/rules-in-bulk.md, by hand.
#[test]
fn rows_and_rules_are_answered_in_their_order() {
    let model = model(
        &json!([{"name": "score", "type": "integer"}, {"name": "email", "type": "text"}]),
        &json!([
            {"id": "hot", "when": {"type": "compare", "field": "score", "op": "at_least", "value": 62}},
            {"id": "reachable", "when": {"type": "present", "field": "email"}},
            {"id": "cold", "when": {"type": "not", "of":
                {"type": "compare", "field": "score", "op": "at_least", "value": 30}}}]),
    );
    let leads = table(vec![
        ("id", texts(&[Some("a"), Some("b"), Some("c")])),
        ("score", integers(&[Some(70), Some(12), None])),
        ("email", texts(&[Some("x@y.z"), None, Some("c@d.e")])),
    ]);
    let rows = evaluate(&model, &leads, true).unwrap();
    assert_eq!(words(&rows, "id"), ["a", "b", "c"].map(|id| Some(id.to_owned())));
    assert_eq!(firsts(&rows), ["hot", "cold", "reachable"].map(|id| Some(id.to_owned())));
    assert_eq!(counts(&rows), [Some(2), Some(1), Some(1)]);
    let lists = column(&rows, "matched").as_list::<i32>();
    let of_a = lists.value(0);
    assert_eq!(of_a.as_string::<i32>().iter().collect::<Vec<_>>(), [Some("hot"), Some("reachable")]);
    assert_eq!(column(&rows, "error_code").null_count(), 3);
    let without = evaluate(&model, &leads, false).unwrap();
    assert!(without.column_by_name("matched").is_none());
    let rules = model.count_batches(&leads.schema(), std::slice::from_ref(&leads), &options(false)).unwrap();
    let text = json!({"as_of": "2026-03-31T12:00:00Z"}).to_string();
    assert_eq!(read(&model.count_ipc(&stream(&leads), &text).unwrap()), rules);
    assert_eq!(words(&rules, "rule"), ["hot", "reachable", "cold"].map(|id| Some(id.to_owned())));
    let numbers = |name: &str| column(&rules, name).as_primitive::<Int64Type>().values().to_vec();
    assert_eq!(numbers("matches"), [1, 2, 1]);
    assert_eq!(numbers("first"), [1, 1, 1]);
    assert_eq!(numbers("unknown"), [1, 0, 1]);
    assert_eq!(numbers("errors"), [0, 0, 0]);
}

#[test]
fn a_row_with_an_error_keeps_its_place() {
    let model = model(
        &json!([{"name": "score", "type": "integer"}, {"name": "stage", "type": "enum", "values": ["open", "won"]}]),
        &json!([
            {"id": "won", "when": {"type": "compare", "field": "stage", "op": "equal", "value": "won"}},
            {"id": "hot", "when": {"type": "compare", "field": "score", "op": "at_least", "value": 62,
                "on_missing": "error"}}]),
    );
    let leads = table(vec![
        ("score", texts(&[Some("70"), Some("many"), None, Some("61"), Some("62")])),
        ("stage", texts(&[Some("open"), Some("won"), Some("won"), Some("gone"), None])),
    ]);
    let rows = evaluate(&model, &leads, true).unwrap();
    let hot = || Some("hot".to_owned());
    assert_eq!(firsts(&rows), [hot(), None, Some("won".to_owned()), None, hot()]);
    assert_eq!(counts(&rows), [Some(1), None, Some(1), None, Some(1)]);
    let codes = words(&rows, "error_code");
    let expected =
        [None, Some("facts.not_an_integer"), Some("condition.missing_field"), Some("record.unknown_value"), None];
    assert_eq!(codes.iter().map(Option::as_deref).collect::<Vec<_>>(), expected);
    let messages = words(&rows, "error_message");
    assert_eq!(messages[2].as_deref(), Some("rule `hot` needs field `score`, which has no value"));
    assert!(messages[1].as_deref().unwrap().starts_with("field `score`: "));
    assert!(column(&rows, "matched").is_null(1) && !column(&rows, "matched").is_null(2));
    let rules = model.count_batches(&leads.schema(), std::slice::from_ref(&leads), &options(false)).unwrap();
    let numbers = |name: &str| column(&rules, name).as_primitive::<Int64Type>().values().to_vec();
    // Rows that cannot be read count for no rule.
    assert_eq!(numbers("matches"), [1, 2]);
    assert_eq!(numbers("unknown"), [1, 0]);
    assert_eq!(numbers("errors"), [0, 1]);
}

fn lists(rows: &[Option<&[&str]>]) -> ListArray {
    let mut out = ListBuilder::new(StringBuilder::new());
    for row in rows {
        row.iter().flat_map(|row| row.iter()).for_each(|text| out.values().append_value(text));
        out.append(row.is_some());
    }
    out.finish()
}

/// Events as `(type, at in milliseconds)`.
fn histories(rows: &[Option<&[(&str, i64)]>]) -> ListArray {
    let time = DataType::Timestamp(TimeUnit::Millisecond, Some("UTC".into()));
    let fields = Fields::from(vec![Field::new("at", time, true), Field::new("type", DataType::Utf8, true)]);
    let times = TimestampMillisecondBuilder::new().with_timezone("UTC");
    let mut out = ListBuilder::new(StructBuilder::new(fields, vec![Box::new(times), Box::new(StringBuilder::new())]));
    for row in rows {
        for (kind, at) in row.iter().flat_map(|row| row.iter()) {
            out.values().field_builder::<TimestampMillisecondBuilder>(0).unwrap().append_value(*at);
            out.values().field_builder::<StringBuilder>(1).unwrap().append_value(kind);
            out.values().append(true);
        }
        out.append(row.is_some());
    }
    out.finish()
}

fn with_lists() -> RuleSetModel {
    model(
        &json!([
            {"name": "tags", "type": "set"},
            {"name": "history", "type": "events", "event_types": ["call", "visit"]}]),
        &json!([
            {"id": "two_calls", "when": {"type": "events", "field": "history", "measure": "count", "of": ["call"],
                "within": {"amount": 7, "unit": "days"}, "op": "at_least", "value": 2}},
            {"id": "fleet", "when": {"type": "has_all", "field": "tags", "values": ["fleet", "vip"]}},
            {"id": "quiet", "when": {"type": "events", "field": "history", "measure": "count", "op": "equal",
                "value": 0}}]),
    )
}

/// 2026-03-31T12:00:00Z, and a day, in milliseconds.
const NOW: i64 = 1_774_958_400_000;
const DAY: i64 = 86_400_000;

#[test]
fn lists_are_sets_and_histories() {
    let model = with_lists();
    let tags = lists(&[Some(&["vip", "fleet", "vip"]), Some(&["fleet"]), None, Some(&[])]);
    // Out of order; the third call of the first row lies on the open end of the window, one of the second in the future.
    let history = histories(&[
        Some(&[("call", NOW), ("visit", NOW - DAY), ("call", NOW - 7 * DAY), ("call", NOW - 7 * DAY + 1)]),
        Some(&[("call", NOW + 1), ("call", NOW - DAY)]),
        Some(&[]),
        None,
    ]);
    let leads = table(vec![("tags", Arc::new(tags)), ("history", Arc::new(history))]);
    let rows = evaluate(&model, &leads, false).unwrap();
    assert_eq!(firsts(&rows), [Some("two_calls".to_owned()), None, Some("quiet".to_owned()), None]);
    assert_eq!(counts(&rows), [Some(2), Some(0), Some(1), Some(0)]);
    // Large lists, and a null row that covers entries, say the same.
    let values = Arc::new(StringArray::from(vec!["vip", "fleet", "fleet", "vip", "fleet"]));
    let offsets = OffsetBuffer::new(vec![0_i64, 2, 3, 5, 5].into());
    let item = Arc::new(Field::new("item", DataType::Utf8, true));
    let nulls = Some(vec![true, true, false, true].into());
    let large = LargeListArray::new(item, offsets, values, nulls);
    let again = table(vec![("tags", Arc::new(large)), ("history", Arc::clone(leads.column(1)))]);
    assert_eq!(evaluate(&model, &again, false).unwrap(), rows);
}

#[test]
fn a_bad_event_is_an_error_of_its_row() {
    let history =
        histories(&[Some(&[("call", NOW)]), Some(&[("call", NOW), ("cal", NOW)]), Some(&[("visit", i64::MAX)])]);
    let tags = lists(&[None, None, None]);
    let leads = table(vec![("tags", Arc::new(tags)), ("history", Arc::new(history))]);
    let rows = evaluate(&with_lists(), &leads, false).unwrap();
    let codes = words(&rows, "error_code");
    assert_eq!(
        codes.iter().map(Option::as_deref).collect::<Vec<_>>(),
        [None, Some("record.unknown_value"), Some("time.out_of_range")]
    );
    assert_eq!(counts(&rows), [Some(0), None, None]);
}

#[test]
fn other_columns_are_all_named() {
    let leads = table(vec![
        ("tags", integers(&[Some(1)])),
        ("history", Arc::new(lists(&[Some(&["call"])]))),
        ("colour", Arc::new(BooleanArray::from(vec![true]))),
        ("notes", Arc::new(lists(&[None]))),
    ]);
    let error = evaluate(&with_lists(), &leads, false).unwrap_err();
    let found: Vec<String> = error
        .violations()
        .map(|violation| format!("{} {}", violation.pointer().as_str(), violation.code().as_str()))
        .collect();
    for wanted in [
        "/columns/tags column.wrong_type",
        "/columns/history column.wrong_type",
        "/columns/colour column.unknown",
        "/columns/notes column.unknown",
    ] {
        assert!(found.iter().any(|found| found == wanted), "{wanted}: {found:?}");
    }
    assert_eq!(found.len(), 4, "{found:?}");
    let none = table(vec![("tags", texts(&[None, None]))]);
    let error = evaluate(&with_lists(), &none, false).unwrap_err();
    assert_eq!(error.violations().count(), 1, "{error}");
    assert_eq!(error.violations().next().unwrap().code().as_str(), "column.missing");
}

/// Whatever stands in the bytes, the answer is a table or an error.
#[test]
fn a_changed_stream_never_panics() {
    let history = histories(&[Some(&[("call", NOW), ("visit", NOW - DAY)]), Some(&[]), None]);
    let tags = lists(&[Some(&["vip", "fleet"]), None, Some(&[])]);
    let sound = stream(&table(vec![("tags", Arc::new(tags)), ("history", Arc::new(history))]));
    let (model, options) = (with_lists(), r#"{"as_of": "2026-03-31T12:00:00Z"}"#);
    assert!(model.evaluate_ipc(&sound, options).is_ok());
    let mut refused = 0;
    for at in 0..sound.len() {
        for value in [0, 1, 0x7f, 0xff] {
            let mut bytes = sound.clone();
            bytes[at] = value;
            refused += usize::from(model.evaluate_ipc(&bytes, options).is_err());
        }
        assert!(model.evaluate_ipc(&sound[..at], options).is_err(), "cut at {at}");
    }
    assert!(refused > sound.len() / 4, "{refused} of {}", sound.len());
}
