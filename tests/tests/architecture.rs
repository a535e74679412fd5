//! The floors of the library, read from its source: imports go down only, siblings never meet.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use leadstone_conformance::source::{self, Edge};

/// The floors, lowest first. A module that stands on no floor fails the test.
const FLOORS: &[&[&str]] = &[
    // Values and the error are one floor: a refusal of a value is an error code.
    &["primitives", "error"],
    &[
        "kernel::calendar",
        "kernel::condition",
        "kernel::decompose",
        "kernel::facts",
        "kernel::rng",
        "kernel::stats",
        "kernel::table",
    ],
    // Triggers test conditions and count in calendars.
    &["kernel::trigger"],
    &["scoring", "target", "routing", "journey", "health"],
    &["engine"],
    &["wire", "view"],
];

/// Edges on one floor that are allowed, each with its reason.
const BESIDE: &[(&str, &str)] = &[
    // A refused value answers an error code.
    ("primitives", "error"),
    // An error holds pointers and typed parameters.
    ("error", "primitives"),
    // Windows of events are spans of time, written as deadlines write theirs.
    ("kernel::condition", "kernel::calendar"),
];

fn floor(module: &str) -> Option<usize> {
    FLOORS.iter().position(|modules| modules.contains(&module))
}

fn edges() -> BTreeSet<Edge> {
    let core = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/src");
    source::edges(&core).unwrap()
}

#[test]
fn imports_go_down_only() {
    let refused: Vec<String> = edges()
        .iter()
        .filter(|edge| edge.from != edge.to && !BESIDE.contains(&(edge.from.as_str(), edge.to.as_str())))
        .filter_map(|edge| match (floor(&edge.from), floor(&edge.to)) {
            (None, _) => Some(format!("`{}` ({}) stands on no floor: put it into FLOORS here", edge.from, edge.file)),
            (_, None) => Some(format!("{} names `{}`, which stands on no floor", edge.file, edge.to)),
            (Some(from), Some(to)) if to >= from => {
                Some(format!("{}: `{}` imports `{}`", edge.file, edge.from, edge.to))
            }
            _ => None,
        })
        .collect();
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}

/// A folder that nothing names is never compiled, and every other test passes without it.
#[test]
fn every_file_of_the_crate_is_compiled() {
    let core = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/src");
    let silent = source::undeclared(&core).unwrap();
    assert!(silent.is_empty(), "no `mod` names these, so they are not compiled: {silent:?}");
}

#[test]
fn the_edges_have_no_cycle() {
    let mut below: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let all = edges();
    let across = all.iter().filter(|edge| !BESIDE.contains(&(edge.from.as_str(), edge.to.as_str())));
    for edge in across.filter(|edge| edge.from != edge.to) {
        below.entry(edge.from.clone()).or_default().insert(edge.to.clone());
    }
    // Take away whatever has nothing below it; what remains is a cycle.
    while let Some(leaf) =
        below.iter().find(|(_, to)| to.iter().all(|to| !below.contains_key(to))).map(|(from, _)| from.clone())
    {
        below.remove(&leaf);
    }
    assert!(below.is_empty(), "a cycle among {below:?}");
}

#[test]
fn only_stats_names_statrs() {
    let core = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/src");
    let found = source::files_naming(&core, "statrs").unwrap();
    let refused: Vec<&String> = found.iter().filter(|file| !file.starts_with("kernel/stats")).collect();
    assert!(refused.is_empty(), "{refused:?}");
}

/// The crates that the library brings along, without itself.
fn crates(words: &[&str]) -> BTreeSet<String> {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(["tree", "--package", "leadstone", "--edges", "normal", "--prefix", "none", "--locked", "--offline"]);
    let output = command.args(words).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let names = text.lines().filter_map(|line| line.split(' ').next()).filter(|name| !name.is_empty());
    names.filter(|name| *name != "leadstone").map(str::to_owned).collect()
}

#[test]
fn the_default_build_is_small_and_pure() {
    let default = crates(&[]);
    assert!(default.len() <= 32, "{} crates: {default:?}", default.len());
    for banned in ["pyo3", "napi", "arrow", "arrow-array", "tokio", "rand", "minijinja", "schemars", "chrono-tz"] {
        assert!(!default.contains(banned), "the default build brings {banned}");
    }
    let all = crates(&["--all-features"]);
    for banned in ["pyo3", "napi", "arrow", "tokio"] {
        assert!(!all.contains(banned), "a feature of the library brings {banned}");
    }
}
