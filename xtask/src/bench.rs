//! `cargo xtask bench NAME`: figures for people as a table, for machines as lines of JSON.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::plan::{self, Failure, Outcome, Step};
use crate::process::Log;
use crate::suite::{self, Ask};
use crate::tools::{answers, cargo, command};
use crate::{MISSING, paths, wheel};

const BOUNDARY: &[Step] = &[
    Step::new("release build", &[], build),
    Step::new("bench rust", &["release build"], rust),
    Step::new("python package", &["release build"], package),
    Step::new("bench python", &["bench rust", "python package"], python),
    Step::new("bench node", &["bench rust"], node),
    Step::new("sizes", &["python package"], sizes),
];

/// Runs a benchmark; `--quick` takes fewer rows and runs.
pub(crate) fn bench(words: &[&str]) -> ExitCode {
    if let Some((name, options)) = words.split_first()
        && let Some(name) = suite::named(Ask::Bench, name)
    {
        return suite::run(Ask::Bench, name, options);
    }
    match words {
        ["boundary"] | ["boundary", "--quick"] => boundary(),
        _ => {
            eprintln!("cargo xtask bench boundary|rules|journeys [--quick]");
            ExitCode::from(MISSING)
        }
    }
}

/// What a call costs from Rust, Python and Node, and how big the packages are.
fn boundary() -> ExitCode {
    let fresh = fs::create_dir_all(folder()).and_then(|()| fs::write(lines_file(), ""));
    if let Err(error) = fresh {
        eprintln!("{}: {error}", lines_file().display());
        return ExitCode::FAILURE;
    }
    let ended = plan::run(BOUNDARY);
    let table = program().arg("table").arg(lines_file()).status();
    if table.is_ok_and(|status| status.success()) { ended } else { ExitCode::FAILURE }
}

fn build(log: &Log) -> Result<Outcome, Failure> {
    log.run(&mut cargo(&["build", "--release", "-p", "leadstone-bench", "-p", "leadstone-node"]))?;
    fs::copy(paths::target().join("release").join("libleadstone_node.so"), addon())?;
    if answers("strip", &["--version"]) {
        log.run(command("strip").arg(addon()))?;
    }
    Ok(Outcome::check())
}

fn rust(log: &Log) -> Result<Outcome, Failure> {
    let [rows, runs] = effort();
    keep(&log.run(program().arg("measure").arg(data()).args([rows, runs]))?)
}

fn python(log: &Log) -> Result<Outcome, Failure> {
    let [_, runs] = effort();
    keep(&log.run(venv("python").arg("benches/python/boundary.py").arg(data()).arg(runs))?)
}

fn node(log: &Log) -> Result<Outcome, Failure> {
    let [rows, runs] = effort();
    let mut node = command("node");
    node.env("NAPI_RS_NATIVE_LIBRARY_PATH", addon());
    keep(&log.run(node.arg("benches/node/boundary.mjs").arg(data()).args([runs, rows]))?)
}

/// The wheel, in a venv of its own.
fn package(log: &Log) -> Result<Outcome, Failure> {
    wheel::install(log, &venv_folder())?;
    log.run(venv("pip").args(["install", "--quiet", "-r", "benches/python/requirements-boundary.txt"]))?;
    Ok(Outcome::check())
}

fn sizes(log: &Log) -> Result<Outcome, Failure> {
    keep(&log.run(program().arg("sizes").arg(paths::root()).arg(wheel::latest()?).arg(addon()))?)
}

/// Adds the lines of JSON among `output` to the file of the run.
fn keep(output: &str) -> Result<Outcome, Failure> {
    let lines: Vec<&str> = output.lines().filter(|line| line.starts_with('{')).collect();
    if lines.is_empty() {
        return Err("no figure came".to_owned().into());
    }
    let before = fs::read_to_string(lines_file())?;
    fs::write(lines_file(), before + &lines.join("\n") + "\n")?;
    Ok(Outcome::check().noting(format!("{} figures", lines.len())))
}

/// Rows of the batch, and runs that count.
fn effort() -> [&'static str; 2] {
    if std::env::args().any(|word| word == "--quick") { ["100000", "3"] } else { ["1000000", "7"] }
}

fn program() -> std::process::Command {
    command(&paths::target().join("release").join("boundary").to_string_lossy())
}

fn venv(tool: &str) -> std::process::Command {
    command(&venv_folder().join("bin").join(tool).to_string_lossy())
}

fn venv_folder() -> PathBuf {
    folder().join("venv")
}

fn folder() -> PathBuf {
    paths::target().join("bench")
}

fn lines_file() -> PathBuf {
    folder().join("boundary.jsonl")
}

fn data() -> PathBuf {
    folder().join("boundary")
}

fn addon() -> PathBuf {
    folder().join("leadstone.node")
}
