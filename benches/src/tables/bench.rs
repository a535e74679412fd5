//! Decisions on tables of 100 and 1000 rows: three columns of texts, two of ranges, 30% of the cells empty.

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use leadstone::table::{TableModel, TableReportRequest};
use leadstone::{JsonPointer, TypedRecord};
use leadstone_conformance::tables::Draw;
use serde_json::{Value, json};

use super::naive::Scan;
use crate::line::Line;
use crate::timing::{Time, time};

const SEED: u64 = 20_261_123;
const TEXTS: &[(&str, usize)] = &[("region", 12), ("segment", 6), ("channel", 8)];
const RECORDS: usize = 2_000;

fn table(draw: &mut Draw, rows: usize, policy: &str) -> Value {
    let blank = |draw: &mut Draw| draw.below(10) < 3;
    let rows: Vec<Value> = (0..rows)
        .map(|row| {
            let mut when: Vec<Value> = TEXTS
                .iter()
                .map(|(name, many)| match blank(draw) {
                    true => Value::Null,
                    false => json!({"type": "equal", "value": format!("{name} {}", draw.below(*many))}),
                })
                .collect();
            for (most, width) in [(100, 30), (1_000, 300)] {
                let low = draw.below(most);
                when.push(match blank(draw) {
                    true => Value::Null,
                    false => {
                        json!({"type": "between", "low": low, "high": low + 1 + draw.below(width), "high_open": true})
                    }
                });
            }
            json!({"id": format!("r{row}"), "when": when, "then": [row]})
        })
        .collect();
    let inputs = ["region", "segment", "channel"].map(|name| json!({"name": name, "type": "text"}));
    let inputs: Vec<Value> =
        inputs.into_iter().chain(["score", "amount"].map(|name| json!({"name": name, "type": "integer"}))).collect();
    json!({"kind": "table.decision", "schema_version": 1, "id": "bench", "hit_policy": policy, "inputs": inputs,
        "outputs": [{"name": "n", "type": "integer"}], "rows": rows})
}

fn record(draw: &mut Draw) -> Value {
    let mut record = json!({"score": draw.below(110), "amount": draw.below(1_100)});
    for (name, many) in TEXTS {
        record[*name] = Value::from(format!("{name} {}", draw.below(*many)));
    }
    record
}

/// Prints the figures; answers the exit code.
///
/// # Errors
/// A file that cannot be written, or a table that is not sound.
pub fn run(folder: &Path, quick: bool) -> Result<u8, String> {
    let runs = if quick { 5 } else { 31 };
    let (mut lines, mut cases, mut equal) = (Vec::new(), Vec::new(), true);
    for rows in [100, 1_000] {
        let mut draw = Draw::new(SEED);
        let definition = table(&mut draw, rows, "first");
        let model = TableModel::from_value(definition.clone()).map_err(|error| error.to_string())?;
        let given: Vec<Value> = (0..RECORDS).map(|_| record(&mut draw)).collect();
        let records: Vec<TypedRecord> = given
            .iter()
            .map(|record| TypedRecord::from_value(record.clone(), model.fields(), &JsonPointer::root()))
            .collect::<Result<_, _>>()
            .map_err(|_| "a record is not sound")?;
        let scan = Scan::of(model.definition());
        let mut out = Vec::with_capacity(rows);
        let mut answers = Vec::with_capacity(RECORDS);
        for record in &records {
            out.clear();
            model.matching(record, &mut out);
            equal &= scan.matching(record).eq(out.iter().copied()) && model.first(record) == out.first().copied();
            answers.push(out.clone());
        }
        let first = time(runs, RECORDS, || {
            for record in &records {
                black_box(model.first(black_box(record)));
            }
        });
        let collect = time(runs, RECORDS, || {
            for record in &records {
                out.clear();
                model.matching(black_box(record), &mut out);
                black_box(out.len());
            }
        });
        let naive = time(runs.min(7), RECORDS, || {
            for record in &records {
                black_box(scan.matching(black_box(record)).next());
            }
        });
        let texts: Vec<String> = given.iter().map(Value::to_string).collect();
        let text = time(runs.min(7), RECORDS, || {
            for text in &texts {
                black_box(model.decide_json(text).map_or(0, |answer| answer.len()));
            }
        });
        let line = |metric: &str, time: Time| Line::timed("tables", &format!("{metric}.{rows}"), time, RECORDS, SEED);
        let bars = |line: Line, bar: f64| if rows == 1_000 { line.at_most(bar) } else { line };
        lines.push(bars(line("first", first), 50.0));
        lines.push(bars(line("collect", collect), 200.0));
        lines.push(line("first.naive_scan", naive));
        lines.push(line("decide_json", text));
        let started = Instant::now();
        let report = model.report(&TableReportRequest::default());
        let took = started.elapsed().as_secs_f64();
        black_box(&report);
        let taken = Line { seed: Some(SEED), ..Line::figure("tables", &format!("report.{rows}"), took, "s", rows) };
        lines.push(bars(taken, 1.0));
        let started = Instant::now();
        black_box(TableModel::from_value(definition.clone()).map_err(|error| error.to_string())?);
        let took = started.elapsed().as_secs_f64() * 1e3;
        lines.push(Line { seed: Some(SEED), ..Line::figure("tables", &format!("compile.{rows}"), took, "ms", rows) });
        cases.push(json!({"rows": rows, "definition": definition, "records": given, "matching": answers,
            "first_ns": first.median, "collect_ns": collect.median, "decide_json_ns": text.median}));
    }
    let written = json!({"cases": cases, "seed": SEED});
    fs::write(folder.join("bench.json"), written.to_string()).map_err(|error| error.to_string())?;
    lines.iter().for_each(Line::print);
    if !equal {
        eprintln!("the tables are not equal to their scan");
    }
    Ok(u8::from(!equal))
}
