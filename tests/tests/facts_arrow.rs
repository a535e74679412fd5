//! Arrow doors. Streams are written by `arrow-ipc`, an independent writer; broken ones are made from them.
#![cfg(feature = "arrow")]

use std::sync::{Arc, LazyLock};

use arrow_array::types::{Int8Type, Int64Type, UInt32Type};
use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Date64Array, Decimal32Array, Decimal64Array, Decimal128Array, DictionaryArray,
    Float16Array, Float32Array, Float64Array, Int8Array, Int16Array, Int32Array, Int64Array, LargeStringArray,
    NullArray, RecordBatch, StringArray, StringViewArray, TimestampMicrosecondArray, TimestampMillisecondArray,
    TimestampNanosecondArray, TimestampSecondArray, UInt8Array, UInt16Array, UInt32Array, UInt64Array,
};
use arrow_ipc::CompressionType;
use arrow_ipc::writer::{DictionaryHandling, FileWriter, IpcWriteOptions, StreamWriter};
use leadstone::facts::{Facts, FactsContext, RawColumn, RawTable, TableName, Tables, TextCells};
use leadstone::{Error, ErrorCode};
use proptest::prelude::*;

fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, column)| (name, column, true))).unwrap()
}

/// Every type that is read, two rows, the second one missing.
fn every_type() -> RecordBatch {
    let zoned = TimestampMillisecondArray::from(vec![Some(1_500), None]).with_timezone("Asia/Shanghai");
    batch(vec![
        ("utf8", Arc::new(StringArray::from(vec![Some("甲"), None]))),
        ("large_utf8", Arc::new(LargeStringArray::from(vec![Some("b"), None]))),
        ("utf8_view", Arc::new(StringViewArray::from(vec![Some("a text that is longer than a view holds"), None]))),
        ("dict_i8", Arc::new(vec![Some("x"), None].into_iter().collect::<DictionaryArray<Int8Type>>())),
        ("dict_u32", Arc::new(vec![Some("y"), None].into_iter().collect::<DictionaryArray<UInt32Type>>())),
        ("dict_i64", Arc::new(vec![Some("z"), None].into_iter().collect::<DictionaryArray<Int64Type>>())),
        ("i8", Arc::new(Int8Array::from(vec![Some(-8), None]))),
        ("i16", Arc::new(Int16Array::from(vec![Some(-16), None]))),
        ("i32", Arc::new(Int32Array::from(vec![Some(-32), None]))),
        ("i64", Arc::new(Int64Array::from(vec![Some(i64::MIN), None]))),
        ("u8", Arc::new(UInt8Array::from(vec![Some(8), None]))),
        ("u16", Arc::new(UInt16Array::from(vec![Some(16), None]))),
        ("u32", Arc::new(UInt32Array::from(vec![Some(u32::MAX), None]))),
        ("u64", Arc::new(UInt64Array::from(vec![Some(64), None]))),
        ("u64_wide", Arc::new(UInt64Array::from(vec![Some(u64::MAX), None]))),
        ("f32", Arc::new(Float32Array::from(vec![Some(0.1), None]))),
        ("f64", Arc::new(Float64Array::from(vec![Some(0.1), None]))),
        ("bool", Arc::new(BooleanArray::from(vec![Some(true), None]))),
        ("date32", Arc::new(Date32Array::from(vec![Some(-1), None]))),
        ("date64", Arc::new(Date64Array::from(vec![Some(-1), None]))),
        ("seconds", Arc::new(TimestampSecondArray::from(vec![Some(i64::MAX), None]))),
        ("millis_zoned", Arc::new(zoned)),
        ("micros", Arc::new(TimestampMicrosecondArray::from(vec![Some(7), None]))),
        ("nanos", Arc::new(TimestampNanosecondArray::from(vec![Some(-1), None]))),
        ("decimal", Arc::new(Decimal128Array::from(vec![Some(12_345), None]).with_precision_and_scale(10, 2).unwrap())),
        ("decimal32", Arc::new(Decimal32Array::from(vec![Some(-5), None]).with_precision_and_scale(9, 3).unwrap())),
        ("decimal64", Arc::new(Decimal64Array::from(vec![Some(5), None]).with_precision_and_scale(9, -2).unwrap())),
        ("null", Arc::new(NullArray::new(2))),
    ])
}

fn stream(batches: &[RecordBatch]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer = StreamWriter::try_new(&mut bytes, &batches[0].schema()).unwrap();
    batches.iter().for_each(|batch| writer.write(batch).unwrap());
    writer.finish().unwrap();
    bytes
}

fn direct(batches: &[RecordBatch]) -> RawTable {
    RawTable::from_batches(&batches[0].schema(), batches).unwrap()
}

fn codes(error: &Error) -> Vec<(ErrorCode, String)> {
    error.violations().map(|violation| (violation.code(), violation.pointer().to_string())).collect()
}

#[test]
fn every_type_is_read_as_documented() {
    let text = |text: &str| RawColumn::Text(TextCells::from_iter([text, ""]));
    let coded = |text: &str| RawColumn::Dictionary { codes: vec![Some(0), None], texts: TextCells::from_iter([text]) };
    let integer = |value: i64| RawColumn::Integer(vec![Some(value), None]);
    let timestamp = |micros: i64, naive: bool| RawColumn::Timestamp { micros: vec![Some(micros), None], naive };
    let table = direct(&[every_type()]);
    let expected = [
        ("utf8", text("甲")),
        ("large_utf8", text("b")),
        ("utf8_view", text("a text that is longer than a view holds")),
        ("dict_i8", coded("x")),
        ("dict_u32", coded("y")),
        ("dict_i64", coded("z")),
        ("i8", integer(-8)),
        ("i16", integer(-16)),
        ("i32", integer(-32)),
        ("i64", integer(i64::MIN)),
        ("u8", integer(8)),
        ("u16", integer(16)),
        ("u32", integer(4_294_967_295)),
        ("u64", integer(64)),
        ("u64_wide", text("18446744073709551615")),
        ("f32", RawColumn::Float(vec![Some(0.1), None])),
        ("f64", RawColumn::Float(vec![Some(0.1), None])),
        ("bool", RawColumn::Boolean(vec![Some(true), None])),
        ("date32", RawColumn::Date(vec![Some(-1), None])),
        // One millisecond before 1970 is still the day before.
        ("date64", RawColumn::Date(vec![Some(-1), None])),
        ("seconds", timestamp(i64::MAX, true)),
        ("millis_zoned", timestamp(1_500_000, false)),
        ("micros", timestamp(7, true)),
        ("nanos", timestamp(-1, true)),
        ("decimal", RawColumn::Decimal { values: vec![Some(12_345), None], scale: 2 }),
        ("decimal32", RawColumn::Decimal { values: vec![Some(-5), None], scale: 3 }),
        ("decimal64", RawColumn::Decimal { values: vec![Some(5), None], scale: -2 }),
        ("null", text("")),
    ];
    assert_eq!(table.column_names().collect::<Vec<_>>(), expected.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    for (name, column) in expected {
        assert_eq!(table.column(name), Some(&column), "{name}");
    }
}

#[test]
fn a_stream_reads_like_its_batches_in_any_number_of_chunks() {
    let whole = every_type();
    let chunks = [whole.slice(0, 1), whole.slice(1, 0), whole.slice(1, 1), whole.clone()];
    assert_eq!(RawTable::from_ipc(&stream(&chunks)).unwrap(), direct(&chunks));
    assert_eq!(direct(&chunks[..3]), direct(std::slice::from_ref(&whole)));
    let empty = RawTable::from_ipc(&stream(&[whole.slice(0, 0)])).unwrap();
    assert_eq!((empty.rows(), empty.column_names().count()), (0, 28));
    // Without a continuation mark before it, four zero bytes end a stream too.
    let mut old = stream(std::slice::from_ref(&whole));
    let end = old.len() - 8;
    old.drain(end..end + 4);
    assert_eq!(RawTable::from_ipc(&old).unwrap(), direct(&[whole]));
}

/// The texts of a column, whichever way it holds them.
fn texts(table: &RawTable, column: &str) -> Vec<Option<String>> {
    match table.column(column).unwrap() {
        RawColumn::Text(cells) => cells.iter().map(|text| text.map(str::to_owned)).collect(),
        RawColumn::Dictionary { codes, texts } => {
            codes.iter().map(|code| code.and_then(|code| texts.get(code as usize)).map(str::to_owned)).collect()
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn dictionaries_may_change_from_batch_to_batch() {
    let coded = |texts: &[Option<&str>]| {
        let column: DictionaryArray<Int8Type> = texts.iter().copied().collect();
        batch(vec![("a", Arc::new(column.clone())), ("b", Arc::new(column))])
    };
    let batches =
        [coded(&[Some("x"), None]), coded(&[Some("x"), Some("y")]), coded(&[Some("z"), Some("y")]), coded(&[None])];
    let expected = ["x", "", "x", "y", "z", "y", ""].map(|text| (!text.is_empty()).then(|| text.to_owned()));
    for handling in [DictionaryHandling::Resend, DictionaryHandling::Delta] {
        let mut bytes = Vec::new();
        let options = IpcWriteOptions::default().with_dictionary_handling(handling);
        let mut writer = StreamWriter::try_new_with_options(&mut bytes, &batches[0].schema(), options).unwrap();
        batches.iter().for_each(|batch| writer.write(batch).unwrap());
        writer.finish().unwrap();
        let table = RawTable::from_ipc(&bytes).unwrap();
        assert_eq!((texts(&table, "a"), texts(&table, "b")), (expected.to_vec(), expected.to_vec()));
    }
    let table = direct(&batches);
    assert_eq!((texts(&table, "a"), texts(&table, "b")), (expected.to_vec(), expected.to_vec()));
    // A dictionary that is handed out again, here as a copy, is taken over once.
    let table = direct(&[batches[1].clone(), coded(&[Some("x"), Some("y")])]);
    let RawColumn::Dictionary { texts, .. } = table.column("a").unwrap() else { panic!() };
    assert_eq!(texts.len(), 2);
}

#[test]
fn a_small_stream_cannot_state_endless_text() {
    // 300,000 views of one text of 10,000 bytes would be 3 GB.
    let mut builder = arrow_array::builder::StringViewBuilder::new();
    let block = builder.append_block(arrow_buffer::Buffer::from(vec![b'x'; 10_000]));
    for _ in 0..300_000 {
        builder.try_append_view(block, 0, 10_000).unwrap();
    }
    let views = batch(vec![("id", Arc::new(builder.finish()))]);
    let bytes = stream(std::slice::from_ref(&views));
    assert!(bytes.len() < 5_000_000);
    let expected = [(ErrorCode::FactsTooMuchText, String::new())];
    assert_eq!(codes(&RawTable::from_ipc(&bytes).unwrap_err()), expected);
    let schema = views.schema();
    let by_batch = RawTable::from_batches(&schema, &[views]).unwrap_err();
    assert_eq!(codes(&by_batch), expected);
    // A dictionary is kept as it came.
    let keys = Int32Array::from(vec![0; 300_000]);
    let values = Arc::new(StringArray::from(vec!["x".repeat(10_000)]));
    let coded = batch(vec![("id", Arc::new(DictionaryArray::try_new(keys, values).unwrap()))]);
    assert_eq!(RawTable::from_ipc(&stream(&[coded])).unwrap().rows(), 300_000);
    let nothing = |rows| batch(vec![("a", Arc::new(NullArray::new(rows))), ("b", Arc::new(NullArray::new(rows)))]);
    let error = RawTable::from_ipc(&stream(&[nothing(20_000_000), nothing(1)])).unwrap_err();
    assert_eq!(codes(&error), [(ErrorCode::FactsTooManyRows, String::new())]);
}

#[test]
fn arrow_and_text_give_the_same_facts() {
    let context = FactsContext {
        zone: "+08:00".parse().unwrap(),
        currency: "CNY".parse().unwrap(),
        as_of: "2026-12-31T00:00:00Z".parse().unwrap(),
    };
    // 1,772,409,600 s after 1970 is 2026-03-02T00:00:00; without a zone it is local.
    let orders = batch(vec![
        ("id", Arc::new(StringViewArray::from(vec!["b", "a"]))),
        ("occurred_at", Arc::new(TimestampSecondArray::from(vec![1_772_409_600, 1_772_409_600]))),
        ("region", Arc::new(vec![Some("North"), None].into_iter().collect::<DictionaryArray<Int8Type>>())),
        ("amount", Arc::new(Decimal128Array::from(vec![12_050, 100]).with_precision_and_scale(12, 2).unwrap())),
    ]);
    let arrow = Tables::new().with_ipc("orders", &stream(&[orders])).unwrap();
    let csv = "id,occurred_at,region,amount\na,2026-03-02,,1\nb,2026-03-02,North,120.5\n";
    let csv = Tables::new().with_csv("orders", csv).unwrap();
    let load = |tables: &Tables| Facts::load(tables, None, &context).unwrap();
    assert_eq!(load(&arrow).table(TableName::Orders), load(&csv).table(TableName::Orders));
    assert_eq!(load(&arrow).input_hash(), load(&csv).input_hash());
}

#[test]
fn other_types_are_all_named() {
    let refused = batch(vec![
        ("half", Arc::new(Float16Array::from(vec![None]))),
        ("id", Arc::new(Int8Array::from(vec![1]))),
        ("list", Arc::new(arrow_array::ListArray::from_iter_primitive::<Int8Type, _, _>([Some([Some(1)])]))),
        ("time", Arc::new(arrow_array::Time32SecondArray::from(vec![1]))),
    ]);
    let expected = ["half", "list", "time"].map(|name| (ErrorCode::ColumnWrongType, format!("/columns/{name}")));
    let by_batch = RawTable::from_batches(&refused.schema(), std::slice::from_ref(&refused)).unwrap_err();
    assert_eq!(codes(&by_batch), expected);
    let by_stream = Tables::new().with_ipc("orders", &stream(&[refused])).unwrap_err();
    assert_eq!(codes(&by_stream), expected.map(|(code, pointer)| (code, format!("/tables/orders{pointer}"))));
}

#[test]
fn streams_that_are_none_are_refused_with_a_reason() {
    let refused = |bytes: &[u8], detail: &str| {
        let error = RawTable::from_ipc(bytes).unwrap_err();
        assert_eq!(error.code(), ErrorCode::ArrowNotReadable);
        assert_eq!(error.to_string(), format!("not a readable Arrow stream: {detail}"));
    };
    let good = stream(&[every_type()]);
    refused(b"", "the stream ends too early");
    refused(b"id,name\n", "the stream ends too early");
    refused(&[0; 8], "the stream is empty");
    refused(&[0xff; 8], "a negative length");
    // A length of 1,819,043,144 bytes is not allocated.
    refused(b"Hello, world!", "the stream ends too early");
    refused(&good[..good.len() - 8], "the stream ends too early");
    refused(&[good.as_slice(), good.as_slice()].concat(), "bytes after the end mark");
    let mut file = Vec::new();
    let mut writer = FileWriter::try_new(&mut file, &every_type().schema()).unwrap();
    writer.finish().unwrap();
    drop(writer);
    refused(&file, "an Arrow file; an Arrow stream is needed");
    // The compressed flag alone is enough; no codec is built in, so the message is made by hand below.
    let options = IpcWriteOptions::default().try_with_compression(Some(CompressionType::LZ4_FRAME)).unwrap();
    let mut bytes = Vec::new();
    let mut writer = StreamWriter::try_new_with_options(&mut bytes, &every_type().schema(), options).unwrap();
    assert!(writer.write(&every_type()).is_err(), "a codec is built in; test it");
}

#[test]
fn a_stream_cut_anywhere_is_refused() {
    let good = stream(&[every_type()]);
    for length in 0..good.len() {
        assert!(RawTable::from_ipc(&good[..length]).is_err(), "cut to {length} of {} bytes", good.len());
    }
}

#[test]
fn a_stream_with_one_changed_byte_never_panics() {
    let mut bytes = stream(&[every_type()]);
    for at in 0..bytes.len() {
        let before = bytes[at];
        for change in [0x00, 0xff, before ^ 0x10] {
            bytes[at] = change;
            let _ = RawTable::from_ipc(&bytes);
        }
        bytes[at] = before;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_stream_with_many_changes_never_panics(
        words in prop::collection::vec((any::<prop::sample::Index>(), any::<u32>(), 0_u8..4), 1..12),
        swaps in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..3),
    ) {
        static GOOD: LazyLock<Vec<u8>> = LazyLock::new(|| stream(&[every_type()]));
        let mut bytes = GOOD.clone();
        for (at, word, kind) in words {
            let at = at.index(bytes.len() / 4) * 4;
            let word = match kind {
                0 => word,
                1 => word % 64,
                2 => u32::MAX - word % 64,
                _ => 1 << (word % 32),
            };
            bytes[at..at + 4].copy_from_slice(&word.to_le_bytes());
        }
        for (a, b) in swaps {
            let (a, b) = (a.index(bytes.len()), b.index(bytes.len()));
            bytes.swap(a, b);
        }
        let _ = RawTable::from_ipc(&bytes);
    }
}
