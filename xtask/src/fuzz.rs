//! `cargo xtask evidence fuzz`: changed definitions, inputs and event streams through every door.

use std::process::ExitCode;
use std::sync::OnceLock;

use crate::plan::{self, Failure, Outcome, Step};
use crate::process::Log;
use crate::tools::cargo;
use crate::{MISSING, paths};

const STEPS: &[Step] = &[Step::new("build", &[], build), Step::new("fuzz", &["build"], fuzz)];

const PROGRAM: &[&str] = &["--release", "-p", "leadstone-conformance", "--all-features", "--bin", "fuzz"];

static OPTIONS: OnceLock<[String; 2]> = OnceLock::new();

/// Runs for ten minutes, or as many as asked for, and says how many executions broke a door.
pub(crate) fn evidence(options: &[&str]) -> ExitCode {
    let mut asked = ["10".to_owned(), "1".to_owned()];
    for pair in options.chunks(2) {
        match *pair {
            ["--minutes", minutes] => minutes.clone_into(&mut asked[0]),
            ["--seed", seed] => seed.clone_into(&mut asked[1]),
            _ => {
                eprintln!("cargo xtask evidence fuzz [--minutes N] [--seed N]");
                return ExitCode::from(MISSING);
            }
        }
    }
    let _ = OPTIONS.set(asked);
    plan::run(STEPS)
}

fn build(log: &Log) -> Result<Outcome, Failure> {
    log.run(cargo(&["build"]).args(PROGRAM))?;
    Ok(Outcome::check())
}

fn fuzz(log: &Log) -> Result<Outcome, Failure> {
    let folder = paths::target().join("evidence");
    std::fs::create_dir_all(&folder)?;
    let mut program = cargo(&["run", "--quiet"]);
    program.args(PROGRAM).arg("--").args(OPTIONS.get().into_iter().flatten()).arg(folder.join("fuzz"));
    let (status, output) = log.run_any(&mut program)?;
    let lines: String = output.lines().filter(|line| line.starts_with('{')).flat_map(|line| [line, "\n"]).collect();
    std::fs::write(folder.join("fuzz.jsonl"), lines)?;
    let summary = output.trim_end().lines().last().unwrap_or_default().to_owned();
    if status.success() { Ok(Outcome::check().noting(summary)) } else { Err(Failure::from(summary)) }
}
