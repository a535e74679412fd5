//! `cargo xtask evidence NAME`: what the engine claims, shown with a bar for each claim.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::OnceLock;

use crate::plan::{self, Failure, Outcome, Step};
use crate::process::Log;
use crate::suite::{self, Ask};
use crate::{MISSING, fuzz, hostile, paths, rust};

const REAL_DATA: &[Step] = &[
    Step::new("tables", &[], |log| set(log, "facts_data")),
    Step::new("calendar", &[], |log| set(log, "calendar")),
    Step::new("targets", &[], |log| set(log, "target")),
    Step::new("morning brief", &[], |log| set(log, "brief")),
];

static DATA: OnceLock<PathBuf> = OnceLock::new();

/// Runs an evidence program; `--data` of `real-data` names a folder with one folder per data set.
pub(crate) fn evidence(words: &[&str]) -> ExitCode {
    if let Some((name, options)) = words.split_first()
        && let Some(name) = suite::named(Ask::Evidence, name)
    {
        return suite::run(Ask::Evidence, name, options);
    }
    let folder = match words {
        ["hostile"] => return hostile::evidence(),
        ["fuzz", options @ ..] => return fuzz::evidence(options),
        ["real-data", "--data", folder] => Some(PathBuf::from(folder)),
        ["real-data"] => std::env::var_os("LEADSTONE_DATA").map(PathBuf::from),
        _ => {
            eprintln!(
                "cargo xtask evidence real-data|rules|journeys|dwell [--data DIR]\ncargo xtask evidence hostile|fuzz"
            );
            return ExitCode::from(MISSING);
        }
    };
    let Some(folder) = folder.filter(|folder| folder.is_dir()) else {
        eprintln!(
            "no data: name a folder with --data or LEADSTONE_DATA; it holds maven_crm/, holiday_cn/ and the like"
        );
        return ExitCode::from(MISSING);
    };
    let _ = DATA.set(std::path::absolute(&folder).unwrap_or(folder));
    if let Some(place) = lines_file().parent() {
        let _ = fs::create_dir_all(place);
    }
    let _ = fs::write(lines_file(), "");
    plan::run(REAL_DATA)
}

fn lines_file() -> PathBuf {
    paths::target().join("evidence").join("real-data.jsonl")
}

/// One test program with the data at hand; its figures were taken with other tools, as it says.
fn set(log: &Log, name: &str) -> Result<Outcome, Failure> {
    let data = DATA.get().map_or(Path::new(""), PathBuf::as_path);
    let outcome = rust::run_tests(log, &["-p", "leadstone-conformance", "--all-features", "--test", name], Some(data))?;
    let counts = outcome.counts();
    let line = format!(
        "{{\"name\":\"real-data\",\"metric\":\"{name}\",\"value\":{},\"unit\":\"tests\",\"n\":{},\"skipped\":{},\"met\":true}}\n",
        counts.passed,
        counts.passed + counts.failed,
        counts.skipped,
    );
    let before = fs::read_to_string(lines_file()).unwrap_or_default();
    fs::write(lines_file(), before + &line)?;
    Ok(outcome)
}
