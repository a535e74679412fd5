//! `cargo xtask bench NAME`: figures for people as a table, for machines as lines of JSON.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::plan::{self, Failure, Outcome, Step};
use crate::process::Log;
use crate::tools::{answers, cargo, command};
use crate::{MISSING, paths};

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
    match words {
        ["boundary"] | ["boundary", "--quick"] => boundary(),
        _ => {
            eprintln!("cargo xtask bench boundary [--quick]");
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

/// The wheel, built as it is shipped but without link-time optimisation, in a venv of its own.
fn package(log: &Log) -> Result<Outcome, Failure> {
    if !folder().join("venv").exists() {
        log.run(command("python3").args(["-m", "venv"]).arg(folder().join("venv")))?;
    }
    log.run(venv("pip").args(["install", "--quiet", "-r", "benches/python/requirements-boundary.txt"]))?;
    if wheels().exists() {
        fs::remove_dir_all(wheels())?;
    }
    let mut maturin = venv("maturin");
    log.run(maturin.args(["build", "--release", "--strip", "-m", "bindings-python/Cargo.toml", "-o"]).arg(wheels()))?;
    log.run(venv("pip").args(["install", "--quiet", "--force-reinstall", "--no-deps"]).arg(wheel()?))?;
    Ok(Outcome::check())
}

fn sizes(log: &Log) -> Result<Outcome, Failure> {
    keep(&log.run(program().arg("sizes").arg(paths::root()).arg(wheel()?).arg(addon()))?)
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
    command(&folder().join("venv").join("bin").join(tool).to_string_lossy())
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

fn wheels() -> PathBuf {
    folder().join("wheels")
}

fn wheel() -> Result<PathBuf, Failure> {
    let wheel = fs::read_dir(wheels())?.flatten().map(|entry| entry.path()).find(|path| path.is_file());
    wheel.ok_or_else(|| "no wheel was built".to_owned().into())
}
