//! Two public logs beside a journey that was written for each: fitness per case and time in state.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use leadstone::Instant;
use leadstone::facts::{RawColumn, RawTable, TextCells};
use leadstone::journey::{CaseList, ConformanceOptions, DwellOptions, JourneyModel};
use serde_json::Value;

use crate::line::Line;

const NAME: &str = "dwell";

/// A log, the columns of its file, and its journey with what its activities stand for.
struct Set {
    name: &'static str,
    file: &'static str,
    time: &'static str,
    journey: &'static str,
}

const SETS: [Set; 2] = [
    Set {
        name: "bpic2012_loan",
        file: "events.csv.gz",
        time: "timestamp",
        journey: include_str!("bpic2012_loan.json"),
    },
    Set { name: "helpdesk_log", file: "events.csv", time: "timestamp", journey: include_str!("helpdesk_log.json") },
];

/// Writes logs, nets and answers for the rivals, and prints our figures.
///
/// # Errors
/// Unreadable files and refused definitions.
pub fn evidence(folder: &Path, data: &Path) -> Result<u8, Box<dyn Error>> {
    fs::create_dir_all(folder)?;
    let (mut missing, mut sound) = (0, true);
    for set in &SETS {
        let path = data.join(set.name).join(set.file);
        if !path.is_file() {
            eprintln!("{}: not there, left out", path.display());
            missing += 1;
            continue;
        }
        sound &= one(folder, set, &path)?;
    }
    Ok(if missing == SETS.len() { 2 } else { u8::from(!sound) })
}

fn text(path: &Path) -> Result<String, Box<dyn Error>> {
    if path.extension().is_some_and(|ending| ending == "gz") {
        let read = Command::new("gzip").arg("-dc").arg(path).output()?;
        return Ok(String::from_utf8(read.stdout)?);
    }
    Ok(fs::read_to_string(path)?)
}

/// The columns of the log under the names that leadstone reads.
fn log(set: &Set, text: &str) -> Result<RawTable, Box<dyn Error>> {
    let table = RawTable::from_csv(text)?;
    let mut scratch = String::new();
    let mut column = |name: &str| -> TextCells {
        let mut cells = TextCells::new();
        for row in 0..table.rows() {
            cells.push(table.text_at(name, row, &mut scratch).unwrap_or_default());
        }
        cells
    };
    let columns = [("case_id", "case_id"), ("activity", "activity"), ("at", set.time)];
    let columns = columns.map(|(name, theirs)| (name.to_owned(), RawColumn::Text(column(theirs))));
    Ok(RawTable::try_new(columns.to_vec())?)
}

#[expect(clippy::cast_precision_loss, reason = "counts are far under 2^53")]
fn one(folder: &Path, set: &Set, path: &Path) -> Result<bool, Box<dyn Error>> {
    let document: Value = serde_json::from_str(set.journey)?;
    let model = JourneyModel::from_value(document["journey"].clone())?;
    let table = log(set, &text(path)?)?;
    let options = serde_json::json!({"mapping": document["mapping"], "list": "all", "net": true});
    let options = ConformanceOptions { list: CaseList::All, ..ConformanceOptions::from_value(options)? };
    let report = model.conformance(&table, &options)?;
    let summary = &report.summary;
    let figure = |metric: &str, value: f64, unit: &str, n: usize| {
        Line::figure(NAME, &format!("{}.{metric}", set.name), value, unit, n).print();
    };
    figure("rows", summary.log.rows_in as f64, "rows", summary.log.rows_in);
    figure("rows_used", summary.log.used as f64, "rows", summary.log.rows_in);
    figure("rows_ignored", summary.log.ignored as f64, "rows", summary.log.rows_in);
    figure("rows_error", summary.log.error as f64, "rows", summary.log.rows_in);
    let balance = summary.log.used + summary.log.ignored + summary.log.error + summary.log.after_as_of;
    figure("fitness", summary.fitness.unwrap_or_default(), "0 to 1", summary.cases);
    figure("mean_fitness", summary.mean_fitness.unwrap_or_default(), "0 to 1", summary.cases);
    figure("fitting", summary.fitting as f64, "cases", summary.cases);
    figure("without_deviation", summary.without_deviation as f64, "cases", summary.cases);
    figure("ended", summary.ended as f64, "cases", summary.cases);
    for deviation in summary.deviations.iter().take(5) {
        let words = deviation.reason.text(leadstone::Locale::En);
        eprintln!("{}: {} x {words}, such as case {}", set.name, deviation.count, deviation.examples.join(", "));
    }
    let mut cases = String::from("case_id,fitness,produced,consumed,missing,remaining\n");
    for case in &report.cases {
        let tokens = case.tokens;
        let [p, c, m, r] = [tokens.produced, tokens.consumed, tokens.missing, tokens.remaining];
        writeln!(cases, "{},{},{p},{c},{m},{r}", case.case_id, case.fitness)?;
    }
    fs::write(folder.join(format!("{}.cases.csv", set.name)), cases)?;
    let as_of = last(&table).ok_or("no time in the log")?;
    let dwell = DwellOptions { mapping: options.mapping, ..DwellOptions::at(as_of) };
    let dwell = model.dwell(&table, &DwellOptions { open: true, ..dwell })?;
    for state in &dwell.states {
        let median = state.median.map_or_else(|| "not reached".to_owned(), |days| format!("{days:.2} days"));
        eprintln!("{}: {} of {} left {}, median {median}", set.name, state.left, state.n, state.state);
    }
    let judged = dwell.customers.iter().filter(|customer| customer.stalled.is_some()).count();
    figure("open_visits", dwell.customers.len() as f64, "visits", summary.cases);
    figure("open_visits_with_a_probability", judged as f64, "visits", dwell.customers.len());
    fs::write(folder.join(format!("{}.dwell.json", set.name)), serde_json::to_string(&dwell)?)?;
    let net = BTreeMap::from([
        ("net", serde_json::to_value(&report.net)?),
        ("journey", document["journey"].clone()),
        ("mapping", document["mapping"].clone()),
        ("fitness", serde_json::to_value(summary.fitness)?),
        ("as_of_micros", Value::from(as_of.micros())),
    ]);
    fs::write(folder.join(format!("{}.net.json", set.name)), serde_json::to_string(&net)?)?;
    let mut rows = String::from("case_id,activity,at\n");
    let (mut a, mut b, mut c) = (String::new(), String::new(), String::new());
    for row in 0..table.rows() {
        let cell = |name, scratch| table.text_at(name, row, scratch).unwrap_or_default().to_owned();
        writeln!(rows, "{},{},{}", cell("case_id", &mut a), cell("activity", &mut b), cell("at", &mut c))?;
    }
    fs::write(folder.join(format!("{}.log.csv", set.name)), rows)?;
    Ok(balance == summary.log.rows_in)
}

/// The last instant of the log; times without a zone are UTC.
fn last(table: &RawTable) -> Option<Instant> {
    let mut scratch = String::new();
    let read = |text: &str| text.parse::<Instant>().or_else(|_| format!("{}Z", text.replace(' ', "T")).parse()).ok();
    (0..table.rows()).filter_map(|row| read(table.text_at("at", row, &mut scratch)?)).max()
}
