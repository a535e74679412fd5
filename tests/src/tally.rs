//! The counts that a runner leaves, so that the gate can compare the languages.

use std::path::PathBuf;
use std::{env, fs, io};

use leadstone::Fingerprint;
use serde_json::json;

use crate::Vector;

/// Where the runners leave their counts: `$LEADSTONE_CONFORMANCE`, or `target/conformance`.
fn folder() -> PathBuf {
    let default = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../target/conformance");
    env::var_os("LEADSTONE_CONFORMANCE").map_or_else(default, PathBuf::from)
}

/// The SHA-256 over the names in the order of the run, each with a line feed after it.
pub fn names_sha256(vectors: &[Vector]) -> String {
    let names: String = vectors.iter().flat_map(|vector| [vector.name.as_str(), "\n"]).collect();
    Fingerprint::of_text(&names).to_string()
}

/// Leaves the counts of `language`.
///
/// # Errors
/// When the folder cannot be written.
pub fn write(language: &str, vectors: &[Vector], failed: usize) -> io::Result<()> {
    let folder = folder();
    fs::create_dir_all(&folder)?;
    let tally = json!({
        "language": language,
        "passed": vectors.len() - failed,
        "failed": failed,
        "names_sha256": names_sha256(vectors),
    });
    fs::write(folder.join(format!("{language}.json")), format!("{tally}\n"))
}
