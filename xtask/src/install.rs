//! Packages of other registries, installed once per list of them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::paths;
use crate::process::Log;
use crate::tools::command;

/// Installs what the lock file of `folder` lists, unless it is there already.
///
/// `npm ci` would do the same and more: it refuses a lock file that does not list the optional
/// packages of every other platform, and not every registry has those.
pub(crate) fn npm(log: &Log, folder: &str) -> Result<(), String> {
    let folder = paths::root().join(folder);
    let stamp = folder.join("node_modules").join(".leadstone-stamp");
    once(&folder.join("package-lock.json"), &stamp, || {
        log.run(command("npm").args(["install", "--no-save", "--no-audit", "--no-fund"]).current_dir(&folder))
            .map(|_| ())
    })
}

/// The venv of the tests with what `requirements` lists.
pub(crate) fn venv(log: &Log, requirements: &str) -> Result<(), String> {
    let stamp = venv_dir().join("leadstone-stamp");
    once(&paths::root().join(requirements), &stamp, || {
        log.run(command("python3").args(["-m", "venv", "--clear"]).arg(venv_dir()))?;
        let words = ["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "-r", requirements];
        log.run(command(&python()).args(words)).map(|_| ())
    })
}

pub(crate) fn venv_dir() -> PathBuf {
    paths::target().join(".venv")
}

/// The interpreter of the venv.
pub(crate) fn python() -> String {
    let folder = if cfg!(windows) { "Scripts" } else { "bin" };
    venv_dir().join(folder).join("python").to_string_lossy().into_owned()
}

/// Runs `install` unless `stamp` holds the very text of `list`.
fn once(list: &Path, stamp: &Path, install: impl FnOnce() -> Result<(), String>) -> Result<(), String> {
    let said = |error: io::Error| format!("{}: {error}", list.display());
    let wanted = fs::read_to_string(list).map_err(said)?;
    if fs::read_to_string(stamp).is_ok_and(|done| done == wanted) {
        return Ok(());
    }
    install()?;
    fs::write(stamp, wanted).map_err(said)
}
