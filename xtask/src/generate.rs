//! `cargo xtask gen`: what is generated from the Rust types and committed.

use std::process::ExitCode;

use crate::plan::{self, Failure, Outcome, Step};
use crate::process::Log;
use crate::tools::cargo;
use crate::{MISSING, node, python};

const WRITE: &[Step] = &[
    Step::new("schemas and types", &[], write_types),
    Step::new("python packages", &[], python::packages),
    Step::new("python stubs", &["python packages"], python::write_stub),
    Step::new("node packages", &[], node::packages),
    Step::new("node declarations", &["node packages"], node::build),
];
const CHECK: &[Step] = &[
    Step::new("schemas and types", &[], check_types),
    Step::new("python packages", &[], python::packages),
    Step::new("python stubs", &["python packages"], python::check_stub),
    Step::new("node packages", &[], node::packages),
    Step::new("node declarations", &["node packages"], node::build_and_check),
];

pub(crate) fn generate(words: &[&str]) -> ExitCode {
    match words {
        [] => plan::run(WRITE),
        ["--check"] => plan::run(CHECK),
        _ => {
            eprintln!("cargo xtask gen [--check]");
            ExitCode::from(MISSING)
        }
    }
}

fn write_types(log: &Log) -> Result<Outcome, Failure> {
    let output = log.run(&mut cargo(&["run", "--quiet", "--package", "leadstone-codegen"]))?;
    Ok(Outcome::check().noting(output.lines().last().unwrap_or_default()))
}

/// Fails when a generated file differs from the committed one.
pub(crate) fn check_types(log: &Log) -> Result<Outcome, Failure> {
    log.run(&mut cargo(&["run", "--quiet", "--package", "leadstone-codegen", "--", "--check"]))?;
    Ok(Outcome::check())
}
