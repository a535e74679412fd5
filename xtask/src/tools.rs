//! The tools that a machine must have, and plain words when one is missing.

use std::process::{Command, Stdio};

use crate::paths;

/// A command that is started in the root of the workspace, without colours.
pub(crate) fn command(program: &str) -> Command {
    let mut command = Command::new(program);
    command.current_dir(paths::root()).env("CARGO_TERM_COLOR", "never").env("NO_COLOR", "1");
    command
}

/// `cargo` with these words.
pub(crate) fn cargo(words: &[&str]) -> Command {
    let mut command = command(option_env!("CARGO").unwrap_or("cargo"));
    command.args(words);
    command
}

/// Whether `program words` can be started and ends well.
pub(crate) fn answers(program: &str, words: &[&str]) -> bool {
    let status = command(program).args(words).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

/// What each tool is needed for; all but cargo are looked for on the path.
const NEEDED: &[(&str, &str, &str)] = &[
    ("git", "--version", "the check of generated files"),
    ("python3", "--version", "the Python package and its tests (3.10 or newer, with venv)"),
    ("node", "--version", "the Node package and its tests (20 or newer)"),
    ("npm", "--version", "the Node package and its tests"),
];

/// Says which tools are missing, and for what they are needed.
pub(crate) fn missing() -> Vec<String> {
    let absent = NEEDED.iter().filter(|(tool, word, _)| !answers(tool, &[word]));
    absent.map(|(tool, _, reason)| format!("`{tool}` is not on the path; it is needed for {reason}")).collect()
}
