//! Child processes: their output goes to the log of the step, their time shows as it passes.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::{Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::paths;

/// How often a long child shows that it is alive.
const HEARTBEAT: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(40);

/// The log of one step, to which every child of the step appends.
pub(crate) struct Log {
    path: PathBuf,
}

impl Log {
    /// A fresh log for `step`.
    pub(crate) fn new(step: &str) -> io::Result<Self> {
        let path = paths::log(step);
        if let Some(dir) = path.parent() {
            fs::create_dir_all(dir)?;
        }
        fs::write(&path, "")?;
        Ok(Self { path })
    }

    pub(crate) fn path(&self) -> &PathBuf {
        &self.path
    }

    /// Runs `command` to its end without standard input; answers its output, or why it failed.
    pub(crate) fn run(&self, command: &mut Command) -> Result<String, String> {
        let (status, output) = self.run_any(command)?;
        if status.success() { Ok(output) } else { Err(format!("{} ended with {status}", shown(command))) }
    }

    /// As [`Log::run`], but a failing child is an answer too.
    pub(crate) fn run_any(&self, command: &mut Command) -> Result<(ExitStatus, String), String> {
        let failed = |error: io::Error| format!("{}: {error}", shown(command));
        let before = fs::metadata(&self.path).map_err(failed)?.len();
        let mut log = OpenOptions::new().append(true).open(&self.path).map_err(failed)?;
        writeln!(log, "$ {}", shown(command)).map_err(failed)?;
        let errors = log.try_clone().map_err(failed)?;
        let child = command.stdin(Stdio::null()).stdout(log).stderr(errors).spawn();
        let mut child = child.map_err(|error| format!("{}: {error}", shown(command)))?;
        let started = Instant::now();
        let mut beat = HEARTBEAT;
        let status = loop {
            if let Some(status) = child.try_wait().map_err(|error| error.to_string())? {
                break status;
            }
            if started.elapsed() >= beat {
                print!(" {}s", beat.as_secs());
                let _ = io::stdout().flush();
                beat += HEARTBEAT;
            }
            thread::sleep(POLL);
        };
        let bytes = fs::read(&self.path).map_err(|error| error.to_string())?;
        let from = usize::try_from(before).unwrap_or(0).min(bytes.len());
        Ok((status, String::from_utf8_lossy(&bytes[from..]).into_owned()))
    }

    /// The last lines of the log.
    pub(crate) fn tail(&self, lines: usize) -> String {
        let text = fs::read(&self.path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
        let all: Vec<&str> = text.lines().collect();
        all[all.len().saturating_sub(lines)..].join("\n")
    }
}

/// The command as a person would type it.
fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}
