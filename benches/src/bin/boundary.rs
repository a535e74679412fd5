//! What a call costs from Rust, and the leads for the other languages.
//!
//! `boundary measure FOLDER ROWS RUNS` writes leads.jsonl and leads.arrow into the folder and prints
//! one line of JSON per figure; `boundary sizes ROOT WHEEL ADDON` does so for the packages;
//! `boundary table FILE` prints such lines as a table.

use std::error::Error;
use std::fs::{self, File};
use std::hint::black_box;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, Int64Array, RecordBatch, StringArray};
use arrow_ipc::writer::StreamWriter;
use leadstone::scoring::{LeadRecord, ScorecardModel};
use leadstone_bench::leads::{Lead, SCORECARD, SEED, leads};
use leadstone_bench::line::{Line, table};
use leadstone_bench::scorecard::score_by_hand;
use leadstone_bench::timing::{Time, time};

/// Leads that are scored one by one.
const SINGLES: usize = 2_000;

/// A binding converts and re-exposes: more lines than this share of core's would be a second core.
const BINDING_SHARE: f64 = 0.08;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let done = match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["measure", folder, rows, runs] => rows
            .parse()
            .and_then(|rows| Ok((rows, runs.parse()?)))
            .map_err(Into::into)
            .and_then(|(rows, runs)| measure(Path::new(folder), rows, runs)),
        ["sizes", root, wheel, addon] => sizes(Path::new(root), Path::new(wheel), Path::new(addon)),
        ["table", file] => show(Path::new(file)),
        _ => Err("boundary measure FOLDER ROWS RUNS | boundary sizes ROOT WHEEL ADDON | boundary table FILE".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn measure(folder: &Path, rows: usize, runs: usize) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(folder)?;
    let model = ScorecardModel::from_json(SCORECARD)?;
    let texts = leads(SEED).take(SINGLES).map(|lead| serde_json::to_string(&lead)).collect::<Result<Vec<_>, _>>()?;
    fs::write(folder.join("leads.jsonl"), texts.join("\n"))?;
    let records = texts.iter().map(|text| LeadRecord::from_json(text, &model)).collect::<Result<Vec<_>, _>>()?;
    let many: Vec<Lead<'static>> = leads(SEED).take(rows).collect();
    for (record, lead) in records.iter().zip(&many) {
        let (ours, rival) = (model.score(record), score_by_hand(lead));
        if (ours.score, ours.grade.as_str(), ours.qualified) != (rival.score, rival.grade, rival.qualified) {
            return Err(format!("{lead:?}: {ours:?}, by hand {rival:?}").into());
        }
    }
    let version = rustc_version()?;
    let report = |metric: &str, time: Time, n: usize, rival: Time| {
        Line::timed("boundary", metric, time, n, SEED).beside("plain Rust", &version, rival.median).print();
    };
    let mut kept = 0;
    let plain = time(runs, SINGLES, || kept += many.iter().take(SINGLES).map(reasoned).sum::<usize>());
    let ours = time(runs, SINGLES, || {
        kept += records.iter().map(|lead| black_box(model.score(lead)).grade.as_str().len()).sum::<usize>();
    });
    report("rust.score", ours, SINGLES, plain);
    let plain = time(runs, SINGLES, || {
        kept += texts.iter().filter_map(|text| by_hand_json(text).ok()).map(|text| text.len()).sum::<usize>();
    });
    let ours = time(runs, SINGLES, || {
        kept += texts.iter().filter_map(|text| model.score_json(text).ok()).map(|text| text.len()).sum::<usize>();
    });
    report("rust.score_json", ours, SINGLES, plain);
    let batch = columns(&many)?;
    let mut writer = StreamWriter::try_new(File::create(folder.join("leads.arrow"))?, &batch.schema())?;
    writer.write(&batch)?;
    writer.finish()?;
    let bytes = fs::read(folder.join("leads.arrow"))?;
    // The rival scores structs that are there already.
    let plain = time(runs, rows, || kept += many.iter().map(reasoned).sum::<usize>());
    let mut seen = 0;
    let ours = time(runs, rows, || {
        let scores = model.score_batches(&batch.schema(), std::slice::from_ref(&batch));
        seen += scores.map_or(0, |scores| scores.num_rows());
    });
    report("rust.score_batch", ours, rows, plain);
    let ours = time(runs, rows, || kept += model.score_ipc(&bytes).map_or(0, |bytes| bytes.len()));
    report("rust.score_ipc", ours, rows, plain);
    if seen != rows * (runs + 1) {
        return Err("a batch was refused".into());
    }
    eprintln!("{kept}"); // So that no work can be left out.
    Ok(())
}

/// Scores a lead by hand, and answers how many reasons there are.
fn reasoned(lead: &Lead<'_>) -> usize {
    black_box(score_by_hand(lead)).reasons.len()
}

fn by_hand_json(text: &str) -> serde_json::Result<String> {
    serde_json::to_string(&score_by_hand(&serde_json::from_str(text)?))
}

/// The version of the compiler, which is the rival's.
fn rustc_version() -> Result<String, Box<dyn Error>> {
    let said = String::from_utf8(Command::new("rustc").arg("--version").output()?.stdout)?;
    Ok(said.split(' ').nth(1).unwrap_or_default().to_owned())
}

fn columns(leads: &[Lead<'static>]) -> Result<RecordBatch, Box<dyn Error>> {
    let integers =
        |of: fn(&Lead<'_>) -> Option<i64>| Arc::new(leads.iter().map(of).collect::<Int64Array>()) as ArrayRef;
    let texts =
        |of: fn(&Lead<'static>) -> Option<&'static str>| Arc::new(leads.iter().map(of).collect::<StringArray>()) as _;
    let truths =
        |of: fn(&Lead<'static>) -> bool| Arc::new(leads.iter().map(of).map(Some).collect::<BooleanArray>()) as _;
    Ok(RecordBatch::try_from_iter([
        ("employees", integers(|lead| lead.employees)),
        ("segment", texts(|lead| lead.segment)),
        ("source", texts(|lead| Some(lead.source))),
        ("budget_known", truths(|lead| lead.budget_known)),
        ("visits", integers(|lead| Some(lead.visits))),
        ("days_since_contact", integers(|lead| lead.days_since_contact)),
        ("test_drive", truths(|lead| lead.test_drive)),
    ])?)
}

/// The packages in bytes, and the lines of each binding as a share of core's.
#[expect(clippy::cast_precision_loss, reason = "sizes are far under 2^53")]
fn sizes(root: &Path, wheel: &Path, addon: &Path) -> Result<(), Box<dyn Error>> {
    Line::figure("boundary", "python.wheel", fs::metadata(wheel)?.len() as f64, "bytes", 1).print();
    Line::figure("boundary", "node.addon", fs::metadata(addon)?.len() as f64, "bytes", 1).print();
    let core = lines(&root.join("core/src"))?;
    for (language, folder) in [("python", "bindings-python/src"), ("node", "bindings-node/src")] {
        let own = lines(&root.join(folder))?;
        let share = own as f64 / core as f64;
        let line = Line::figure("boundary", &format!("{language}.lines"), share, "of core", own);
        line.at_most(BINDING_SHARE).print();
    }
    Ok(())
}

/// Lines of code of a folder and the folders in it.
fn lines(folder: &Path) -> Result<usize, Box<dyn Error>> {
    let mut sum = 0;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let code = path.extension().is_some_and(|ending| ending == "rs" || ending == "js");
        sum += match (path.is_dir(), code) {
            (true, _) => lines(&path)?,
            (false, true) => fs::read_to_string(&path)?.lines().count(),
            (false, false) => 0,
        };
    }
    Ok(sum)
}

fn show(file: &Path) -> Result<(), Box<dyn Error>> {
    let lines = fs::read_to_string(file)?;
    let lines = lines.lines().map(serde_json::from_str).collect::<Result<Vec<Line>, _>>()?;
    print!("{}", table(&lines));
    Ok(())
}
