//! The counts that the conformance runners left, compared over the languages.

use std::fs;
use std::path::PathBuf;

use crate::paths;
use crate::plan::{Failure, Outcome};
use crate::process::Log;

const LANGUAGES: &[&str] = &["rust", "python", "node"];

fn folder() -> PathBuf {
    paths::target().join("conformance")
}

/// Counts of an earlier run say nothing about this one.
pub(crate) fn forget() {
    let _ = fs::remove_dir_all(folder());
}

/// Every language ran the same cases, and all held.
pub(crate) fn agree(_: &Log) -> Result<Outcome, Failure> {
    let mut tallies = Vec::new();
    for language in LANGUAGES {
        let path = folder().join(format!("{language}.json"));
        let text = fs::read_to_string(&path).map_err(|_| format!("{language} left no counts in {}", path.display()))?;
        tallies.push((language, Tally::read(&text).ok_or_else(|| format!("not a tally: {text}"))?));
    }
    let note =
        tallies.iter().map(|(language, tally)| format!("{language} {}", tally.passed)).collect::<Vec<_>>().join(", ");
    let broken = tallies.iter().any(|(_, tally)| tally.failed > 0 || tally.passed == 0);
    let differ = tallies.windows(2).any(|pair| pair[0].1 != pair[1].1);
    if broken || differ {
        return Err(Failure::from(format!("the languages do not agree: {note}")));
    }
    Ok(Outcome::check().noting(format!("vectors: {note}; {}", briefs()?)))
}

/// The hashes of the briefs, which every language made from the same text.
fn briefs() -> Result<String, String> {
    let mut hashes = Vec::new();
    for language in LANGUAGES {
        let path = folder().join(format!("briefs.{language}.txt"));
        hashes.push(fs::read_to_string(&path).map_err(|_| format!("{language} left no hashes in {}", path.display()))?);
    }
    if hashes.windows(2).any(|pair| pair[0] != pair[1]) {
        return Err(format!("the briefs differ:\n{}", hashes.join("\n")));
    }
    Ok(hashes
        .first()
        .map(|lines| format!("one hash each: {}", lines.trim_end().replace('\n', ", ")))
        .unwrap_or_default())
}

#[derive(Debug, PartialEq)]
struct Tally {
    passed: u64,
    failed: u64,
    names: String,
}

impl Tally {
    /// Reads the flat object that the runners write.
    fn read(text: &str) -> Option<Self> {
        let value = |key: &str| {
            let (_, after) = text.split_once(&format!("\"{key}\""))?;
            let after = after.trim_start().strip_prefix(':')?.trim_start();
            Some(after.split([',', '}']).next()?.trim().trim_matches('"').to_owned())
        };
        Some(Self {
            passed: value("passed")?.parse().ok()?,
            failed: value("failed")?.parse().ok()?,
            names: value("names_sha256")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tally_is_read_with_and_without_spaces() {
        let tally = Tally { passed: 3, failed: 1, names: "ab".to_owned() };
        for text in [
            r#"{"failed":1,"language":"rust","names_sha256":"ab","passed":3}"#,
            r#"{"language": "python", "passed": 3, "failed": 1, "names_sha256": "ab"}"#,
        ] {
            assert_eq!(Tally::read(text), Some(Tally { passed: 3, failed: 1, names: tally.names.clone() }));
        }
        assert_eq!(Tally::read("{}"), None);
    }
}
