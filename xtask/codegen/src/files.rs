//! Generated files: written, or compared with what is committed.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The folder in which every file is generated, so that one that is no longer generated is noticed.
const SCHEMAS: &str = "core/schemas";

/// One generated file.
pub(crate) struct File {
    path: String,
    text: String,
}

impl File {
    /// A file at `path`, seen from the root of the workspace.
    pub(crate) fn new(path: impl Into<String>, text: String) -> Self {
        Self { path: path.into(), text }
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Writes all files, and removes schemas that are no longer generated.
pub(crate) fn write(files: &[File]) -> Result<String, String> {
    let mut changed = 0;
    for file in files {
        let path = root().join(&file.path);
        if fs::read_to_string(&path).is_ok_and(|text| text == file.text) {
            continue;
        }
        let folder = path.parent().map_or_else(root, Path::to_path_buf);
        fs::create_dir_all(&folder)
            .and_then(|()| fs::write(&path, &file.text))
            .map_err(|e| format!("{}: {e}", file.path))?;
        println!("wrote {}", file.path);
        changed += 1;
    }
    for stale in stale(files)? {
        fs::remove_file(root().join(&stale)).map_err(|error| format!("{stale}: {error}"))?;
        println!("removed {stale}");
        changed += 1;
    }
    Ok(format!("{} generated files, {changed} changed", files.len()))
}

/// Names every file that would change.
pub(crate) fn drift(files: &[File]) -> Result<String, String> {
    let differs = |file: &&File| !fs::read_to_string(root().join(&file.path)).is_ok_and(|text| text == file.text);
    let mut drifted: Vec<String> = files.iter().filter(differs).map(|file| file.path.clone()).collect();
    drifted.extend(stale(files)?);
    if drifted.is_empty() {
        return Ok(format!("{} generated files are as committed", files.len()));
    }
    Err(format!("these files are not as generated; run `cargo xtask gen`:\n  {}", drifted.join("\n  ")))
}

fn stale(files: &[File]) -> Result<Vec<String>, String> {
    let generated: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    let mut found = Vec::new();
    let mut folders = vec![SCHEMAS.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(root().join(&folder)).map_err(|error| format!("{folder}: {error}"))?;
        for entry in entries {
            let entry = entry.map_err(|error| format!("{folder}: {error}"))?;
            let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                folders.push(path);
            } else if !generated.contains(path.as_str()) {
                found.push(path);
            }
        }
    }
    Ok(found)
}
