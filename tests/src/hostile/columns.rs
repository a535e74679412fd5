//! The doors that take columns: record batches, and the same as an Arrow IPC stream.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use arrow_array::types::Int64Type;
use arrow_array::{
    Array, ArrayRef, BinaryArray, BooleanArray, Date32Array, Float64Array, Int64Array, ListArray, RecordBatch,
    RecordBatchOptions, StringArray, StructArray, Time64MicrosecondArray, TimestampMicrosecondArray,
};
use arrow_ipc::reader::StreamReader;
use arrow_ipc::writer::StreamWriter;
use leadstone::condition::RuleSetModel;
use leadstone::engine::{BriefOptions, Engine, Pack};
use leadstone::facts::Tables;
use leadstone::journey::JourneyModel;
use leadstone::scoring::ScorecardModel;
use leadstone::table::TableModel;
use leadstone::{Error, ErrorClass, Fingerprint};
use serde_json::{Map, Value};

use super::{Said, expected, plant, read, said};

const BATCH: &str = "ScorecardModel.score_batch";
const BRIEF: &str = "Engine.brief columns";

pub(super) fn run() -> Result<Vec<Said>, String> {
    let definitions = read("doors.json")?;
    let definition = |model: &str| definitions["models"][model]["definition"].clone();
    let scorecard = ScorecardModel::from_value(definition("scorecard")).map_err(|error| error.to_string())?;
    let pack = Pack::from_value(definition("pack")).and_then(Engine::compile).map_err(|error| error.to_string())?;
    let file = read("columns.json")?;
    let bulk = Bulk::new(&file["definitions"]["RuleSetModel"], &definition)?;
    let mut all = Vec::new();
    for case in file["cases"].as_array().ok_or("no cases")? {
        let both = [Value::from(BATCH), Value::from(BRIEF)];
        for door in case["doors"].as_array().map_or(&both[..], Vec::as_slice).iter().filter_map(Value::as_str) {
            let ask = || match batch(&file["tables"][door], case) {
                _ if case.get("argument").is_some() => Ok("n/a".to_owned()),
                Ok(batch) if door == BATCH => scored(&scorecard, &batch),
                Ok(batch) if door == BRIEF => Ok(briefed(&pack, &batch)),
                Ok(batch) => bulk.ask(door, &batch, &file["options"][door].to_string()),
                Err(problem) => Err(problem),
            };
            let answer = catch_unwind(AssertUnwindSafe(ask)).unwrap_or_else(|_| Ok("panic".to_owned()))?;
            let wanted = case["expect"].as_str().unwrap_or_default();
            let wanted = expected(wanted, if door == BRIEF { "/tables/orders" } else { "" });
            all.push(line(case, door, answer, with_rows(wanted, case.get("rows"))));
        }
    }
    all.extend(streams(&scorecard)?);
    Ok(all)
}

fn line(case: &Value, door: &str, said: String, expected: String) -> Said {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    Said { case: text(&case["case"]), door: door.to_owned(), said, expected, why: text(&case["absent"]["rust"]) }
}

/// What is said of an answer whose rows have errors of their own.
fn with_rows(said: String, rows: Option<&Value>) -> String {
    let Some(rows) = rows.and_then(Value::as_array) else { return said };
    let codes: Vec<&str> = rows.iter().map(|code| code.as_str().unwrap_or("-")).collect();
    if codes.iter().all(|code| *code == "-") { said } else { format!("{said} rows {}", codes.join(",")) }
}

/// The models behind the other doors in bulk.
struct Bulk {
    rules: RuleSetModel,
    table: TableModel,
    journey: JourneyModel,
}

impl Bulk {
    fn new(rules: &Value, definition: &impl Fn(&str) -> Value) -> Result<Self, String> {
        let said = |error: Error| error.to_string();
        Ok(Self {
            rules: RuleSetModel::from_value(rules.clone()).map_err(said)?,
            table: TableModel::from_value(definition("table")).map_err(said)?,
            journey: JourneyModel::from_value(definition("journey")).map_err(said)?,
        })
    }

    /// Through the stream, which is what Node has; other tests hold it against the batches.
    fn ask(&self, door: &str, batch: &RecordBatch, options: &str) -> Result<String, String> {
        let stream = stream(batch)?;
        let answer = match door {
            "RuleSetModel.evaluate_batch" => self.rules.evaluate_ipc(&stream, options),
            "RuleSetModel.count_batch" => self.rules.count_ipc(&stream, options),
            "TableModel.decide_batch" => self.table.decide_ipc(&stream),
            "JourneyModel.conformance_batch" => self.journey.conformance_ipc(&stream, options),
            "JourneyModel.dwell_batch" => self.journey.dwell_ipc(&stream, options).map(|_| Vec::new()),
            other => return Err(format!("no door `{other}`")),
        };
        let rows = answer.as_ref().ok().and_then(|bytes| StreamReader::try_new(&bytes[..], None).ok()?.next()?.ok());
        Ok(with_rows(said(answer, ErrorClass::Input), rows.as_ref().map(codes).as_ref()))
    }
}

/// Batches and their stream have to say the same.
fn scored(model: &ScorecardModel, batch: &RecordBatch) -> Result<String, String> {
    let answer = model.score_batches(&batch.schema(), std::slice::from_ref(batch));
    let by_stream = said(model.score_ipc(&stream(batch)?), ErrorClass::Input);
    let rows = answer.as_ref().ok().map(codes);
    let by_batch = said(answer, ErrorClass::Input);
    Ok(if by_batch == by_stream {
        with_rows(by_batch, rows.as_ref())
    } else {
        format!("{by_batch}, as a stream {by_stream}")
    })
}

/// The error code of every row.
fn codes(batch: &RecordBatch) -> Value {
    let column = batch.column_by_name("error_code").and_then(|column| column.as_any().downcast_ref::<StringArray>());
    column.map(|column| column.iter().map(|code| code.map_or(Value::Null, Value::from)).collect()).unwrap_or_default()
}

fn briefed(engine: &Engine, batch: &RecordBatch) -> String {
    let tables = Tables::new().with_batches("orders", &batch.schema(), std::slice::from_ref(batch));
    let answer = tables.and_then(|tables| engine.brief(&tables, &BriefOptions::at("2026-09-16")?));
    said(answer, ErrorClass::Input)
}

fn stream(batch: &RecordBatch) -> Result<Vec<u8>, String> {
    let write = || {
        let mut writer = StreamWriter::try_new(Vec::new(), &batch.schema())?;
        writer.write(batch)?;
        writer.into_inner()
    };
    write().map_err(|error: arrow_schema::ArrowError| error.to_string())
}

/// The sound table with the columns of a case put in, dropped or doubled.
fn batch(table: &Value, case: &Value) -> Result<RecordBatch, String> {
    let empty = Map::new();
    let (table, put) = (table.as_object().unwrap_or(&empty), case["put"].as_object().unwrap_or(&empty));
    let dropped = |name: &str| case["drop"].as_array().is_some_and(|names| names.contains(&Value::from(name)));
    let kept = table.iter().filter(|(name, _)| !dropped(name) && !put.contains_key(*name)).chain(put);
    let mut columns = Vec::new();
    for (name, column) in kept {
        let made = array(&column[0], &column[1])?;
        columns.push((name.clone(), if case.get("empty").is_some() { made.slice(0, 0) } else { made }));
    }
    if let Some(twice) = case["twice"].as_str().and_then(|twice| columns.iter().find(|(name, _)| name == twice)) {
        columns.push(twice.clone());
    }
    let fields: Vec<_> =
        columns.iter().map(|(name, column)| arrow_schema::Field::new(name, column.data_type().clone(), true)).collect();
    let options = RecordBatchOptions::new().with_row_count(columns.first().map(|(_, column)| column.len()).or(Some(0)));
    let columns = columns.into_iter().map(|(_, column)| column).collect();
    RecordBatch::try_new_with_options(Arc::new(arrow_schema::Schema::new(fields)), columns, &options)
        .map_err(|error| error.to_string())
}

fn array(kind: &Value, cells: &Value) -> Result<ArrayRef, String> {
    let cells: Vec<Value> =
        cells.as_array().into_iter().flatten().map(|cell| plant::value(cell).unwrap_or_default()).collect();
    let integers = || cells.iter().map(Value::as_i64).collect::<Vec<_>>();
    let double = |cell: &Value| cell.as_f64().or_else(|| cell.as_str()?.parse().ok());
    Ok(match kind.as_str().unwrap_or_default() {
        "utf8" => Arc::new(cells.iter().map(Value::as_str).collect::<StringArray>()),
        "int64" => Arc::new(Int64Array::from(integers())),
        "bool" => Arc::new(cells.iter().map(Value::as_bool).collect::<BooleanArray>()),
        "float64" => Arc::new(cells.iter().map(double).collect::<Float64Array>()),
        "date32" => Arc::new(
            integers().into_iter().map(|day| day.and_then(|day| i32::try_from(day).ok())).collect::<Date32Array>(),
        ),
        "timestamp" => Arc::new(TimestampMicrosecondArray::from(integers()).with_timezone("UTC")),
        "time" => Arc::new(Time64MicrosecondArray::from(integers())),
        "binary" => Arc::new(cells.iter().map(|cell| cell.as_str().map(str::as_bytes)).collect::<BinaryArray>()),
        "list" => Arc::new(ListArray::from_iter_primitive::<Int64Type, _, _>(
            cells.iter().map(|cell| Some(cell.as_array()?.iter().map(Value::as_i64).collect::<Vec<_>>())),
        )),
        "struct" => {
            let inner: ArrayRef = Arc::new(Int64Array::from(integers()));
            Arc::new(StructArray::try_from(vec![("a", inner)]).map_err(|error| error.to_string())?)
        }
        other => return Err(format!("no type `{other}`")),
    })
}

/// What is done to one sound stream.
fn streams(model: &ScorecardModel) -> Result<Vec<Said>, String> {
    let file = read("stream.json")?;
    let text: String = file["stream"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let sound = bytes(&text);
    let ask = |bytes: &[u8]| {
        catch_unwind(AssertUnwindSafe(|| model.score_ipc(bytes)))
            .map_or_else(|_| "panic".to_owned(), |answer: Result<_, Error>| said(answer, ErrorClass::Input))
    };
    let mut all = Vec::new();
    for case in file["cases"].as_array().ok_or("no cases")? {
        let answer = if case["absent"].get("rust").is_some() {
            "n/a".to_owned()
        } else if let Some(hex) = case["bytes"].as_str() {
            ask(&bytes(hex))
        } else if let Some(hex) = case["append"].as_str() {
            ask(&[sound.clone(), bytes(hex)].concat())
        } else if case.get("cut").is_some() {
            summary(&(0..sound.len()).map(|length| ask(sound.get(..length).unwrap_or_default())).collect::<Vec<_>>())
        } else if let Some(mask) = case["flip"].as_u64() {
            let mask = u8::try_from(mask).unwrap_or(0);
            let flipped = |at: usize| {
                sound.iter().enumerate().map(|(i, byte)| if i == at { byte ^ mask } else { *byte }).collect::<Vec<u8>>()
            };
            summary(&(0..sound.len()).map(|at| ask(&flipped(at))).collect::<Vec<_>>())
        } else {
            ask(&sound)
        };
        let wanted = expected(case["expect"].as_str().unwrap_or_default(), "");
        all.push(line(case, "ScorecardModel.score_batch(stream)", answer, wanted));
    }
    Ok(all)
}

/// Many answers as one: the one that all gave, or how many were accepted and refused, and their hash.
fn summary(answers: &[String]) -> String {
    if answers.iter().any(|answer| answer == "panic") {
        return "panic".to_owned();
    }
    match answers.split_first() {
        Some((first, rest)) if rest.iter().all(|answer| answer == first) => first.clone(),
        _ => {
            let accepted = answers.iter().filter(|answer| *answer == "accepted").count();
            let hash = Fingerprint::of_text(&answers.join("\n")).to_string();
            format!("{accepted} accepted, {} refused, {}", answers.len() - accepted, hash.get(..8).unwrap_or_default())
        }
    }
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).filter_map(|at| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok()).collect()
}
