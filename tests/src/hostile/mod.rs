//! Hostile input: the cases of `hostile/` through the doors of Rust, and what every language said of them.
//!
//! `hostile/README.md` states the format for people.

#[cfg(feature = "arrow")]
mod columns;
mod doors;
mod plant;
mod table;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

use leadstone::{Error, ErrorClass};
use serde_json::{Value, json};

pub use table::Table;

/// What one language said of one case at one door.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// The case.
    pub case: String,
    /// The door, as the languages name it together.
    pub door: String,
    /// `accepted`, `n/a`, `panic`, or every violation as `code@pointer`.
    pub said: String,
    /// What the case expects.
    pub expected: String,
    /// Why the case cannot exist here, when it cannot.
    pub why: String,
}

impl Said {
    /// Whether the case was answered as it should be; one that cannot exist says why.
    pub fn is_met(&self) -> bool {
        (self.said == "n/a" && !self.why.is_empty())
            || self.said == self.expected
            || (self.expected == "*" && self.said != "panic")
    }

    fn line(&self, language: &str) -> Value {
        json!({"language": language, "case": self.case, "door": self.door, "said": self.said,
            "expected": self.expected, "why": self.why, "met": self.is_met()})
    }
}

/// The folder of the cases.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("hostile")
}

/// Where every language leaves what it said: `$LEADSTONE_EVIDENCE`, or `target/evidence`.
pub fn evidence() -> PathBuf {
    let default = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/evidence");
    env::var_os("LEADSTONE_EVIDENCE").map_or_else(default, PathBuf::from)
}

fn read(name: &str) -> Result<Value, String> {
    let path = folder().join(name);
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))
}

/// Runs every case at every door that Rust has, and leaves what it said in the folder of evidence.
///
/// # Errors
/// A file of cases that cannot be read, or a folder that cannot be written.
pub fn run() -> Result<Vec<Said>, String> {
    let all = doors::run()?;
    #[cfg(feature = "arrow")]
    let all: Vec<Said> = all.into_iter().chain(columns::run()?).collect();
    let lines: String = all.iter().map(|said| format!("{}\n", said.line("rust"))).collect();
    fs::create_dir_all(evidence()).map_err(|error| error.to_string())?;
    fs::write(evidence().join("hostile.rust.jsonl"), lines).map_err(|error| error.to_string())?;
    Ok(all)
}

/// What an answer of a door says: nothing is wrong, or every violation; `own` is the door's class.
fn said<T>(answer: Result<T, Error>, own: ErrorClass) -> String {
    let Err(error) = answer else { return "accepted".to_owned() };
    if error.class() == ErrorClass::Internal {
        return "panic".to_owned();
    }
    let class = json!(error.class());
    let mark = if error.class() == own { String::new() } else { format!("!{}", class.as_str().unwrap_or_default()) };
    let each = error.violations().map(|found| format!("{}@{}{mark}", found.code().as_str(), found.pointer()));
    sorted(each.collect())
}

fn sorted(mut all: Vec<String>) -> String {
    all.sort();
    all.join(" ")
}

/// An expectation with `prefix` before every pointer, its violations in order.
fn expected(text: &str, prefix: &str) -> String {
    sorted(text.split(' ').map(|one| one.replacen('@', &format!("@{prefix}"), 1)).collect())
}

/// The codes that the cases expect somewhere; the runner of each language holds it to them.
///
/// # Errors
/// A file of cases that cannot be read.
pub fn codes() -> Result<Vec<String>, String> {
    let mut all = Vec::new();
    for file in ["documents.json", "host.json", "columns.json", "stream.json"] {
        for case in read(file)?["cases"].as_array().into_iter().flatten() {
            let others = case["others"].as_object().into_iter().flat_map(|others| others.values());
            let expected = others.chain([&case["expect"]]).filter_map(Value::as_str);
            let violations = expected.flat_map(|text| text.split(' ')).filter_map(|one| one.split_once('@'));
            all.extend(violations.map(|(code, _)| code.to_owned()));
            all.extend(case["rows"].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned));
        }
    }
    Ok(all)
}

/// What every language said, by language.
///
/// # Errors
/// A language that left nothing, or a line that is none.
pub fn all_languages() -> Result<BTreeMap<&'static str, Vec<Said>>, String> {
    let mut all = BTreeMap::new();
    for language in ["rust", "python", "node"] {
        let path = evidence().join(format!("hostile.{language}.jsonl"));
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let lines = text.lines().map(|line| {
            let line: Value = serde_json::from_str(line).map_err(|error| format!("{}: {error}", path.display()))?;
            let text = |key: &str| line[key].as_str().unwrap_or_default().to_owned();
            Ok(Said {
                case: text("case"),
                door: text("door"),
                said: text("said"),
                expected: text("expected"),
                why: text("why"),
            })
        });
        all.insert(language, lines.collect::<Result<Vec<_>, String>>()?);
    }
    Ok(all)
}
