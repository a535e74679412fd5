//! `cargo xtask audit`: what is looked at by hand before a release.

use std::fs;
use std::process::ExitCode;

use crate::paths;
use crate::plan::{self, Failure, Outcome, Step};
use crate::process::Log;
use crate::tools::{answers, cargo, command};

const STEPS: &[Step] = &[
    Step::new("licences and advisories", &[], deny),
    Step::new("public api", &[], semver),
    Step::new("oldest rust", &[], oldest_rust),
    Step::new("oldest dependencies", &[], oldest_dependencies),
];

pub(crate) fn audit() -> ExitCode {
    plan::run(STEPS)
}

fn deny(log: &Log) -> Result<Outcome, Failure> {
    if !answers("cargo", &["deny", "--version"]) {
        return Ok(Outcome::skip("missing: cargo install --locked cargo-deny"));
    }
    log.run(&mut cargo(&["deny", "--all-features", "check"]))?;
    Ok(Outcome::check())
}

fn semver(log: &Log) -> Result<Outcome, Failure> {
    if !answers("cargo", &["semver-checks", "--version"]) {
        return Ok(Outcome::skip("missing: cargo install --locked cargo-semver-checks"));
    }
    let released = log.run(command("git").args(["tag", "--list", "v*", "--sort=-version:refname"]))?;
    let Some(tag) = released.lines().find(|line| line.starts_with('v')) else {
        return Ok(Outcome::skip("no release tag to compare with"));
    };
    log.run(&mut cargo(&["semver-checks", "-p", "leadstone", "--baseline-rev", tag]))?;
    Ok(Outcome::check())
}

/// Nothing newer than the declared `rust-version` is called.
fn oldest_rust(log: &Log) -> Result<Outcome, Failure> {
    let words = ["clippy", "-p", "leadstone", "--all-features", "--", "-D", "clippy::incompatible_msrv"];
    log.run(&mut cargo(&words))?;
    Ok(Outcome::check())
}

/// The library builds with the oldest dependencies that its manifest allows.
fn oldest_dependencies(log: &Log) -> Result<Outcome, Failure> {
    let copy = paths::target().join("xtask").join("oldest");
    if copy.exists() {
        fs::remove_dir_all(&copy)?;
    }
    log.run(command("git").args(["clone", "--quiet", "--no-hardlinks", "."]).arg(&copy))?;
    // The switch that picks old versions is unstable in cargo; the compiler itself stays stable.
    log.run(cargo(&["update", "-Z", "direct-minimal-versions"]).current_dir(&copy).env("RUSTC_BOOTSTRAP", "1"))?;
    log.run(cargo(&["check", "-p", "leadstone", "--all-features"]).current_dir(&copy))?;
    Ok(Outcome::check())
}
