//! The Python package as benchmarks and rivals meet it: a wheel in a venv.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::paths;
use crate::plan::Failure;
use crate::process::Log;
use crate::tools::command;

const MATURIN: &str = "maturin==1.16.0";

/// Builds the wheel as it is shipped, but without link-time optimisation, and installs it into the
/// venv at `venv`, which is made when there is none.
pub(crate) fn install(log: &Log, venv: &Path) -> Result<(), Failure> {
    if !venv.exists() {
        log.run(command("python3").args(["-m", "venv"]).arg(venv))?;
    }
    log.run(tool(venv, "pip").args(["install", "--quiet", MATURIN]))?;
    if wheels().exists() {
        fs::remove_dir_all(wheels())?;
    }
    let words = ["build", "--release", "--strip", "-m", "bindings-python/Cargo.toml", "-o"];
    log.run(tool(venv, "maturin").args(words).arg(wheels()))?;
    log.run(tool(venv, "pip").args(["install", "--quiet", "--force-reinstall", "--no-deps"]).arg(latest()?))?;
    Ok(())
}

/// The wheel that was built last.
pub(crate) fn latest() -> Result<PathBuf, Failure> {
    let wheel = fs::read_dir(wheels())?.flatten().map(|entry| entry.path()).find(|path| path.is_file());
    wheel.ok_or_else(|| "no wheel was built".to_owned().into())
}

/// A program of a venv.
pub(crate) fn tool(venv: &Path, name: &str) -> Command {
    command(&venv.join("bin").join(name).to_string_lossy())
}

fn wheels() -> PathBuf {
    paths::target().join("bench").join("wheels")
}
