//! The steps of the Python package: its extension, its stubs, its tests.

use std::fs;
use std::process::Command;

use crate::counts;
use crate::install;
use crate::paths;
use crate::plan::{Failure, Outcome};
use crate::process::Log;
use crate::rust::counted;
use crate::tools::command;

const REQUIREMENTS: &str = "bindings-python/requirements-test.txt";
const MANIFEST: &str = "bindings-python/Cargo.toml";
const STUB: &str = "bindings-python/python/leadstone/_native.pyi";

/// A module of the venv, started in the folder of the package.
fn module(words: &[&str]) -> Command {
    let mut command = command(&install::python());
    command.arg("-m").args(words).current_dir(paths::root().join("bindings-python"));
    // maturin installs into the environment that this names.
    command.env("VIRTUAL_ENV", install::venv_dir()).env("PYTHONDONTWRITEBYTECODE", "1");
    command
}

/// The venv with the pinned packages.
pub(crate) fn packages(log: &Log) -> Result<Outcome, Failure> {
    install::venv(log, REQUIREMENTS)?;
    Ok(Outcome::check())
}

/// The extension, built with the profile of the tests and installed from the source folder.
pub(crate) fn build(log: &Log) -> Result<Outcome, Failure> {
    log.run(
        module(&["maturin", "develop", "--locked", "--features", "stubs"])
            .current_dir(paths::root())
            .args(["-m", MANIFEST]),
    )?;
    Ok(Outcome::check())
}

/// The stub as the compiled module states it.
fn stub(log: &Log) -> Result<String, Failure> {
    let out = paths::target().join("xtask").join("stubs");
    if out.exists() {
        fs::remove_dir_all(&out)?;
    }
    let words =
        ["maturin", "generate-stubs", "--locked", "--profile", "dev", "--features", "stubs", "-m", MANIFEST, "-o"];
    log.run(module(&words).current_dir(paths::root()).arg(&out))?;
    let mut folders = vec![out.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "pyi") {
                return Ok(fs::read_to_string(path)?);
            }
        }
    }
    Err(Failure::from(format!("no stub in {}", out.display())))
}

/// Writes the stub.
pub(crate) fn write_stub(log: &Log) -> Result<Outcome, Failure> {
    fs::write(paths::root().join(STUB), stub(log)?)?;
    Ok(Outcome::check())
}

/// The committed stub is the generated one, and knows every type.
pub(crate) fn check_stub(log: &Log) -> Result<Outcome, Failure> {
    let generated = stub(log)?;
    if generated.contains("Incomplete") {
        return Err(Failure::from(format!("{STUB} has a name without a type")));
    }
    if fs::read_to_string(paths::root().join(STUB))? != generated {
        return Err(Failure::from(format!("{STUB} is not as generated; run `cargo xtask gen`")));
    }
    Ok(Outcome::check())
}

pub(crate) fn tests(log: &Log) -> Result<Outcome, Failure> {
    counted(log, &mut module(&["pytest", "-q"]), counts::pytest)
}

/// The tests of one file, which leave what they found in the folder of evidence.
pub(crate) fn test_file(log: &Log, file: &str) -> Result<Outcome, Failure> {
    let evidence = paths::target().join("evidence");
    counted(log, module(&["pytest", "-q", file]).env("LEADSTONE_EVIDENCE", evidence), counts::pytest)
}

/// The stub against the compiled module, and all Python code against the stub.
pub(crate) fn types(log: &Log) -> Result<Outcome, Failure> {
    let cache = paths::target().join("xtask").join("mypy");
    log.run(module(&["mypy.stubtest", "leadstone._native"]).env("MYPY_CACHE_DIR", &cache))?;
    log.run(module(&["mypy", "--strict", "python", "examples", "tests"]).env("MYPY_CACHE_DIR", &cache))?;
    Ok(Outcome::check())
}
