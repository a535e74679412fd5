//! `cargo xtask demo`: the main job, from facts to a board that can be opened; needs cargo alone.

use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::time::Instant;

use crate::paths;

/// Builds and runs the example `morning_brief` with the words it was given.
///
/// A relative `--data`, `--out` or `--pack` path counts from where the task was called.
pub(crate) fn demo(words: &[&str]) -> ExitCode {
    let started = Instant::now();
    eprintln!("building leadstone (the first time takes some minutes) ...");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut run = Command::new(cargo);
    run.args(["run", "--quiet", "--manifest-path"]).arg(paths::root().join("Cargo.toml"));
    run.args(["--package", "leadstone", "--features", "view,tz", "--example", "morning_brief", "--"]);
    if !words.contains(&"--out") {
        run.arg("--out").arg(out());
    }
    run.args(words);
    match run.status() {
        Ok(status) if status.success() => {
            eprintln!("done in {:.1} s, build included", started.elapsed().as_secs_f64());
            ExitCode::SUCCESS
        }
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("cargo: {error}");
            ExitCode::FAILURE
        }
    }
}

fn out() -> PathBuf {
    paths::target().join("demo")
}
