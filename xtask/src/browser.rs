//! The board in a real browser.

use std::fs;
use std::path::Path;

use crate::counts;
use crate::install;
use crate::node::test_runner;
use crate::paths;
use crate::plan::{Failure, Outcome};
use crate::process::Log;
use crate::rust::counted;
use crate::tools::{answers, cargo, command};

const FOLDER: &str = "tests/browser";
const BROWSERS: &[&str] = &["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/// The pages of the stored brief, in both languages.
pub(crate) fn pages(log: &Log) -> Result<Outcome, Failure> {
    let out = paths::target().join("board");
    fs::create_dir_all(&out)?;
    let words = ["run", "--quiet", "-p", "leadstone", "--features", "view", "--example", "render_board", "--"];
    log.run(cargo(&words).arg("tests/fixtures/brief_sample.json").arg(&out))?;
    Ok(Outcome::check())
}

pub(crate) fn tests(log: &Log) -> Result<Outcome, Failure> {
    if let Err(missing) = browser(log) {
        return Ok(Outcome::skip(missing));
    }
    install::npm(log, FOLDER)?;
    counted(
        log,
        test_runner(&paths::root().join(FOLDER))?.env("BOARD_DIR", paths::target().join("board")),
        counts::node_tap,
    )
}

/// Looks for a Chromium, and installs Debian's where that is possible.
fn browser(log: &Log) -> Result<(), String> {
    let found = || std::env::var_os("CHROMIUM").is_some() || BROWSERS.iter().any(|path| Path::new(path).exists());
    if found() {
        return Ok(());
    }
    let missing = "no Chromium: install the package `chromium`, or set CHROMIUM to the path of one";
    let is_root = log.run(command("id").arg("-u")).is_ok_and(|output| output.lines().any(|line| line == "0"));
    if !is_root || !answers("apt-get", &["--version"]) {
        return Err(missing.to_owned());
    }
    log.run(command("apt-get").args(["update", "--quiet"])).map_err(|error| format!("{missing} ({error})"))?;
    let words = ["install", "--yes", "--quiet", "--no-install-recommends", "chromium"];
    log.run(command("apt-get").args(words).env("DEBIAN_FRONTEND", "noninteractive"))
        .map_err(|error| format!("{missing} ({error})"))?;
    if found() { Ok(()) } else { Err(missing.to_owned()) }
}
