//! `cargo xtask evidence hostile`: hostile input through every door of every language, as one table.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::plan::{self, Failure, Outcome, Step};
use crate::process::Log;
use crate::tools::cargo;
use crate::{MISSING, node, paths, python, tools};

const STEPS: &[Step] = &[
    Step::new("python packages", &[], python::packages),
    Step::new("python build", &["python packages"], python::build),
    Step::new("node packages", &[], node::packages),
    Step::new("node build", &["node packages"], node::build),
    Step::new("hostile python", &["python build"], |log| python::test_file(log, "tests/test_hostile.py")),
    Step::new("hostile node", &["node build"], |log| node::test_file(log, "hostile.test.mjs")),
    Step::new("rust, and all compared", &["hostile python", "hostile node"], compare),
];

const LANGUAGES: &[&str] = &["rust", "python", "node"];

/// Runs the cases in every language and prints what each said.
pub(crate) fn evidence() -> ExitCode {
    let missing = tools::missing();
    if !missing.is_empty() {
        missing.iter().for_each(|line| eprintln!("{line}"));
        return ExitCode::from(MISSING);
    }
    // What an earlier run said is not what this one says.
    let _ = fs::remove_file(table());
    for language in LANGUAGES {
        let _ = fs::remove_file(lines(language));
    }
    let code = plan::run(STEPS);
    match fs::read_to_string(table()) {
        Ok(table) => println!("\n{}\n\n{table}", self::table().display()),
        Err(_) => eprintln!("no table: see the steps that failed"),
    }
    code
}

fn folder() -> PathBuf {
    paths::target().join("evidence")
}

fn lines(language: &str) -> PathBuf {
    folder().join(format!("hostile.{language}.jsonl"))
}

fn table() -> PathBuf {
    folder().join("hostile.txt")
}

/// Runs the cases in Rust, compares, and puts the lines of all languages in one file.
fn compare(log: &Log) -> Result<Outcome, Failure> {
    let words = ["run", "--quiet", "-p", "leadstone-conformance", "--all-features", "--bin", "hostile"];
    let (status, output) = log.run_any(cargo(&words).env("LEADSTONE_EVIDENCE", folder()))?;
    // The first line of a log is the command.
    let said = output.split_once('\n').map_or("", |(_, said)| said);
    fs::write(table(), said)?;
    let mut all = String::new();
    for language in LANGUAGES {
        // A runner that was aborted has left nothing.
        all += &fs::read_to_string(lines(language)).map_err(|_| format!("{language} left no lines: it did not end"))?;
    }
    fs::write(folder().join("hostile.jsonl"), &all)?;
    let summary = said.trim_end().lines().last().unwrap_or_default();
    if status.success() { Ok(Outcome::check().noting(summary)) } else { Err(Failure::from(summary.to_owned())) }
}
