//! The steps that need cargo alone.

use std::path::Path;
use std::process::Command;

use crate::counts::{self, Counts};
use crate::plan::{Failure, Outcome};
use crate::process::Log;
use crate::tools::{answers, cargo};

/// The crates whose tests run: the library and its tests from outside, and the tasks themselves.
const CORE: &[&str] = &["-p", "leadstone", "-p", "leadstone-conformance"];

pub(crate) fn format(log: &Log) -> Result<Outcome, Failure> {
    log.run(&mut cargo(&["fmt", "--all", "--check"]))?;
    Ok(Outcome::check())
}

/// The library as most hosts build it: without any feature.
pub(crate) fn clippy_default(log: &Log) -> Result<Outcome, Failure> {
    log.run(&mut cargo(&["clippy", "-p", "leadstone", "--all-targets", "--", "-D", "warnings"]))?;
    Ok(Outcome::check())
}

/// Everything with every feature. The bindings have no test target: built as one, the functions
/// that only their hosts call would look unused.
pub(crate) fn clippy_all(log: &Log) -> Result<Outcome, Failure> {
    let bindings = ["leadstone-python", "leadstone-node"];
    let mut rest = cargo(&["clippy", "--workspace", "--all-targets", "--all-features"]);
    rest.args(bindings.iter().flat_map(|binding| ["--exclude", *binding]));
    log.run(rest.args(["--", "-D", "warnings"]))?;
    let mut both = cargo(&["clippy", "--all-features"]);
    both.args(bindings.iter().flat_map(|binding| ["-p", *binding]));
    log.run(both.args(["--", "-D", "warnings"]))?;
    Ok(Outcome::check())
}

pub(crate) fn tests_default(log: &Log) -> Result<Outcome, Failure> {
    run_tests(log, CORE, None)
}

pub(crate) fn tests_all(log: &Log) -> Result<Outcome, Failure> {
    let mut words = CORE.to_vec();
    words.extend(["-p", "xtask", "-p", "leadstone-codegen", "--all-features"]);
    run_tests(log, &words, None)
}

/// nextest where it is installed, libtest elsewhere; both run the same tests, and both show what a
/// passing test said, so that tests which found no data are counted as skipped.
pub(crate) fn run_tests(log: &Log, words: &[&str], data: Option<&Path>) -> Result<Outcome, Failure> {
    let with_nextest = answers("cargo", &["nextest", "--version"]);
    let mut command = if with_nextest {
        cargo(&["nextest", "run", "--no-fail-fast", "--success-output", "final"])
    } else {
        cargo(&["test", "--all-targets", "--no-fail-fast"])
    };
    command.args(words);
    if !with_nextest {
        command.args(["--", "--show-output"]);
    }
    if let Some(data) = data {
        command.env("LEADSTONE_DATA", data);
    }
    let read = if with_nextest { counts::nextest } else { counts::libtest };
    let outcome = counted(log, &mut command, read)?;
    Ok(if with_nextest { outcome } else { outcome.noting("cargo-nextest is missing: ran by cargo test") })
}

pub(crate) fn doc_tests(log: &Log) -> Result<Outcome, Failure> {
    counted(log, &mut cargo(&["test", "--doc", "-p", "leadstone", "--all-features"]), counts::libtest)
}

/// Runs a test runner and counts; a runner that counted nothing has failed.
pub(crate) fn counted(log: &Log, command: &mut Command, read: fn(&str) -> Counts) -> Result<Outcome, Failure> {
    let (status, output) = log.run_any(command)?;
    let counts = read(&output);
    if status.success() && counts.failed == 0 && counts.passed > 0 {
        return Ok(Outcome::tests(counts));
    }
    Err(Failure::tests(counts, format!("the runner ended with {status}")))
}
