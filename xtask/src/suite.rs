//! Evidence and benchmarks that set leadstone beside its rivals.
//!
//! A suite is a list of programs. Each is a binary of `benches`, and may have rivals in
//! `benches/rivals/NAME`: a Python program with its pinned packages in a venv of its own, and a Node
//! program with its own. All print one line of JSON per figure; words for people go to the log.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::OnceLock;

use crate::plan::{self, Failure, Outcome, Step};
use crate::process::Log;
use crate::tools::{answers, cargo, command};
use crate::wheel::{self, tool};
use crate::{MISSING, install, paths};

/// What a program is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ask {
    /// What the engine claims; fails when a claim does not hold.
    Evidence,
    /// What it costs; never fails on a time.
    Bench,
}

impl Ask {
    fn word(self) -> &'static str {
        match self {
            Self::Evidence => "evidence",
            Self::Bench => "bench",
        }
    }
}

/// One run of a suite, as it was asked for.
struct Run {
    ask: Ask,
    name: &'static str,
    data: Option<PathBuf>,
    quick: bool,
}

static RUN: OnceLock<Run> = OnceLock::new();

const RULES: &[Step] = &[
    Step::new("release build", &[], build),
    Step::new("rules", &["release build"], |log| ours(log, "rules")),
    Step::new("rules: python", &["rules"], |log| python(log, "rules")),
    Step::new("tables", &["release build"], |log| ours(log, "tables")),
    Step::new("tables: python", &["tables"], |log| python(log, "tables")),
    Step::new("tables: node", &["tables"], |log| node(log, "tables")),
];

const RULES_BENCH: &[Step] = &[
    Step::new("release build", &[], build),
    Step::new("rules", &["release build"], |log| ours(log, "rules")),
    Step::new("rules: python", &["rules"], |log| python(log, "rules")),
    Step::new("rules: node", &["rules"], |log| node(log, "rules")),
    Step::new("tables", &["release build"], |log| ours(log, "tables")),
    Step::new("tables: node", &["tables"], |log| node(log, "tables")),
];

const JOURNEYS: &[Step] = &[
    Step::new("release build", &[], build),
    Step::new("charts", &["release build"], |log| ours(log, "charts")),
    Step::new("charts: node", &["charts"], |log| node(log, "charts")),
    Step::new("timers", &["release build"], |log| ours(log, "timers")),
    Step::new("timers: python", &["timers"], |log| python(log, "timers")),
    Step::new("host", &["release build"], |log| python(log, "host")),
];

const JOURNEYS_BENCH: &[Step] = &[
    Step::new("release build", &[], build),
    Step::new("charts", &["release build"], |log| ours(log, "charts")),
    Step::new("charts: python", &["charts"], |log| python(log, "charts")),
    Step::new("charts: node", &["charts"], |log| node(log, "charts")),
    Step::new("timers", &["release build"], |log| ours(log, "timers")),
    Step::new("decisions", &["release build"], |log| ours(log, "dwell")),
];

const DWELL: &[Step] = &[
    Step::new("release build", &[], build),
    Step::new("dwell", &["release build"], |log| ours(log, "dwell")),
    Step::new("dwell: python", &["dwell"], |log| python(log, "dwell")),
];

/// The suites of `ask`; the others are unknown.
pub(crate) fn named(ask: Ask, name: &str) -> Option<&'static str> {
    let known: &[&'static str] = match ask {
        Ask::Evidence => &["rules", "journeys", "dwell"],
        Ask::Bench => &["rules", "journeys"],
    };
    known.iter().copied().find(|known| *known == name)
}

/// Runs a suite and prints its figures as a table.
pub(crate) fn run(ask: Ask, name: &'static str, options: &[&str]) -> ExitCode {
    let Some(run) = read(ask, name, options) else {
        eprintln!("cargo xtask {} {name} [--data DIR] [--quick]", ask.word());
        return ExitCode::from(MISSING);
    };
    if let Some(data) = run.data.as_ref().filter(|data| !data.is_dir()) {
        eprintln!("no data: {} is no folder; name one with --data or LEADSTONE_DATA", data.display());
        return ExitCode::from(MISSING);
    }
    let run = RUN.get_or_init(|| run);
    let places = [Some(folder()), lines_file(run).parent().map(Path::to_path_buf)];
    let made = places.iter().flatten().try_for_each(fs::create_dir_all);
    if let Err(error) = made.and_then(|()| fs::write(lines_file(run), "")) {
        eprintln!("{}: {error}", lines_file(run).display());
        return ExitCode::FAILURE;
    }
    let steps = match (ask, name) {
        (Ask::Bench, "journeys") => JOURNEYS_BENCH,
        (Ask::Bench, "rules") => RULES_BENCH,
        (_, "rules") => RULES,
        (_, "dwell") => DWELL,
        _ => JOURNEYS,
    };
    let ended = plan::run(steps);
    println!("\n{}\n", lines_file(run).display());
    let table = program("figures").arg(lines_file(run)).status();
    if table.is_ok_and(|status| status.success()) { ended } else { ExitCode::FAILURE }
}

fn read(ask: Ask, name: &'static str, options: &[&str]) -> Option<Run> {
    let mut run = Run { ask, name, data: std::env::var_os("LEADSTONE_DATA").map(PathBuf::from), quick: false };
    let mut options = options.iter();
    while let Some(option) = options.next() {
        match *option {
            "--quick" => run.quick = true,
            "--data" => run.data = Some(PathBuf::from(options.next()?)),
            _ => return None,
        }
    }
    run.data = run.data.map(|data| std::path::absolute(&data).unwrap_or(data));
    Some(run)
}

/// The programs of the benches; for the programs in Node the addon too.
fn build(log: &Log) -> Result<Outcome, Failure> {
    log.run(&mut cargo(&["build", "--release", "-p", "leadstone-bench"]))?;
    if RUN.get().is_some_and(|run| run.name != "dwell") {
        log.run(&mut cargo(&["build", "--release", "-p", "leadstone-node"]))?;
        fs::copy(paths::target().join("release").join("libleadstone_node.so"), addon())?;
        if answers("strip", &["--version"]) {
            log.run(command("strip").arg(addon()))?;
        }
    }
    Ok(Outcome::check())
}

/// Our own program of that name.
fn ours(log: &Log, name: &str) -> Result<Outcome, Failure> {
    asked(log, program(name), name)
}

/// The rivals of Python, in a venv of their own.
fn python(log: &Log, name: &str) -> Result<Outcome, Failure> {
    let rivals = rivals(name);
    let needed = fs::read_to_string(rivals.join("requirements.txt"))?;
    let venv = folder().join(format!("venv-{name}"));
    if needed.contains("# needs leadstone") {
        wheel::install(log, &venv)?;
    } else if !venv.exists() {
        log.run(command("python3").args(["-m", "venv"]).arg(&venv))?;
    }
    if needed.lines().any(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        log.run(tool(&venv, "pip").args(["install", "--quiet", "-r"]).arg(rivals.join("requirements.txt")))?;
    }
    let mut rival = tool(&venv, "python");
    rival.arg(rivals.join("rival.py"));
    asked(log, rival, name)
}

/// The rivals of Node, beside their packages.
fn node(log: &Log, name: &str) -> Result<Outcome, Failure> {
    let rivals = rivals(name);
    if rivals.join("package.json").exists() {
        install::npm(log, &rivals.to_string_lossy())?;
    }
    let mut rival = command("node");
    rival.arg(rivals.join("rival.mjs")).env("NAPI_RS_NATIVE_LIBRARY_PATH", addon());
    asked(log, rival, name)
}

/// Runs a program of a suite and keeps its lines; it ends with 2 when something is missing.
fn asked(log: &Log, mut program: Command, name: &str) -> Result<Outcome, Failure> {
    let run = RUN.get().ok_or_else(|| "no suite was asked for".to_owned())?;
    let place = folder().join(name);
    fs::create_dir_all(&place)?;
    program.arg(run.ask.word()).arg(&place);
    if let Some(data) = &run.data {
        program.arg("--data").arg(data);
    }
    if run.quick {
        program.arg("--quick");
    }
    let (status, output) = log.run_any(&mut program)?;
    let figures = keep(run, &output)?;
    match status.code() {
        Some(0) if figures == 0 => Err("no figure came".to_owned().into()),
        Some(0) => Ok(Outcome::check().noting(format!("{figures} figures"))),
        Some(2) => Ok(Outcome::skip(output.trim_end().lines().last().unwrap_or_default())),
        _ => Err(format!("{name} ended with {status}, after {figures} figures").into()),
    }
}

/// Adds the lines of JSON among `output` to the file of the run.
fn keep(run: &Run, output: &str) -> io::Result<usize> {
    let lines: Vec<&str> = output.lines().filter(|line| line.starts_with('{')).collect();
    if !lines.is_empty() {
        let before = fs::read_to_string(lines_file(run))?;
        fs::write(lines_file(run), before + &lines.join("\n") + "\n")?;
    }
    Ok(lines.len())
}

fn program(name: &str) -> Command {
    command(&paths::target().join("release").join(name).to_string_lossy())
}

fn rivals(name: &str) -> PathBuf {
    paths::root().join("benches").join("rivals").join(name)
}

fn folder() -> PathBuf {
    paths::target().join("bench")
}

fn addon() -> PathBuf {
    folder().join("leadstone.node")
}

fn lines_file(run: &Run) -> PathBuf {
    let place: &Path = &paths::target();
    match run.ask {
        Ask::Evidence => place.join("evidence"),
        Ask::Bench => place.join("bench"),
    }
    .join(format!("{}.jsonl", run.name))
}
