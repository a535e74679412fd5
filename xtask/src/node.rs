//! The steps of the Node package: its addon, its declarations, its tests.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::process::Command;

use crate::counts;
use crate::install;
use crate::paths;
use crate::plan::{Failure, Outcome};
use crate::process::Log;
use crate::rust::counted;
use crate::tools::command;

const PACKAGE: &str = "bindings-node";
/// What the build of the addon writes beside it.
const GENERATED: &[&str] = &["index.js", "index.d.ts"];

fn folder() -> PathBuf {
    paths::root().join(PACKAGE)
}

pub(crate) fn packages(log: &Log) -> Result<Outcome, Failure> {
    install::npm(log, PACKAGE)?;
    Ok(Outcome::check())
}

/// The addon, built with the profile of the tests, and what its build writes.
pub(crate) fn build(log: &Log) -> Result<Outcome, Failure> {
    let words = ["exec", "--", "napi", "build", "--platform"];
    let target = paths::target();
    log.run(command("npm").args(words).arg("--target-dir").arg(target).current_dir(folder()))?;
    Ok(Outcome::check())
}

/// As [`build`]; fails when the loader or the declarations are not as committed.
pub(crate) fn build_and_check(log: &Log) -> Result<Outcome, Failure> {
    let before = generated()?;
    build(log)?;
    let after = generated()?;
    let drifted: Vec<&str> =
        GENERATED.iter().zip(before.iter().zip(&after)).filter(|(_, (a, b))| a != b).map(|(name, _)| *name).collect();
    if drifted.is_empty() {
        return Ok(Outcome::check());
    }
    Err(Failure::from(format!("{} of {PACKAGE} are not as generated; now they are: commit them", drifted.join(", "))))
}

fn generated() -> io::Result<Vec<String>> {
    GENERATED.iter().map(|name| fs::read_to_string(folder().join(name))).collect()
}

pub(crate) fn tests(log: &Log) -> Result<Outcome, Failure> {
    counted(log, &mut test_runner(&folder().join("__test__"))?, counts::node_tap)
}

/// The tests of one file, which leave what they found in the folder of evidence.
pub(crate) fn test_file(log: &Log, file: &str) -> Result<Outcome, Failure> {
    let mut node = command("node");
    node.args(["--test", "--test-reporter=tap", file]).current_dir(folder().join("__test__"));
    node.env("LEADSTONE_EVIDENCE", paths::target().join("evidence"));
    counted(log, &mut node, counts::node_tap)
}

/// Node's own runner on every test file of a folder.
pub(crate) fn test_runner(tests: &PathBuf) -> io::Result<Command> {
    let mut files = Vec::new();
    for entry in fs::read_dir(tests)? {
        let path = entry?.path();
        if path.to_string_lossy().ends_with(".test.mjs") {
            files.push(path);
        }
    }
    files.sort();
    let mut node = command("node");
    node.args(["--test", "--test-reporter=tap"]).args(files).current_dir(tests);
    Ok(node)
}

pub(crate) fn types(log: &Log) -> Result<Outcome, Failure> {
    log.run(command("npm").args(["run", "--silent", "typecheck"]).current_dir(folder()))?;
    Ok(Outcome::check())
}
