//! The imports of a crate, read from its source: enough of Rust's grammar to follow paths.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::{fs, io};

/// One module that names another one of the same crate.
///
/// A module is named by its first step below the crate, and those in `kernel` by two.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// The module that names.
    pub from: String,
    /// The module that is named.
    pub to: String,
    /// The file in which it does.
    pub file: String,
}

/// Every edge between the modules under `source`; the root file, which re-exports all, is left out.
///
/// # Errors
/// When a file cannot be read.
pub fn edges(source: &Path) -> io::Result<BTreeSet<Edge>> {
    let mut found = BTreeSet::new();
    let files = files(source)?;
    let aliases = files.iter().find(|(file, _)| file == "lib.rs").map(|(_, text)| aliases(text)).unwrap_or_default();
    for (file, text) in &files {
        let home = module_of(file);
        if home.is_empty() || home == ["kernel"] {
            continue;
        }
        for path in paths(&strip(text)) {
            if let Some(to) = resolve(&path, &home) {
                let to = aliases.get(&to).cloned().unwrap_or(to);
                found.insert(Edge { from: name(&home), to, file: file.clone() });
            }
        }
    }
    Ok(found)
}

/// Modules that the root re-exports under their last name: `pub use kernel::facts;`.
fn aliases(root: &str) -> BTreeMap<String, String> {
    let lines = root.lines().filter_map(|line| line.strip_prefix("pub use ")?.strip_suffix(';'));
    let modules = lines.filter_map(|path| Some((path.rsplit_once("::")?.1, path)));
    modules
        .filter(|(last, _)| last.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
        .map(|(last, path)| (last.to_owned(), path.to_owned()))
        .collect()
}

/// The files under `source` that use the crate `name`.
///
/// # Errors
/// When a file cannot be read.
pub fn files_naming(source: &Path, name: &str) -> io::Result<Vec<String>> {
    let mut found = files(source)?;
    found.retain(|(_, text)| words(&strip(text)).iter().any(|word| word == name));
    Ok(found.into_iter().map(|(file, _)| file).collect())
}

/// The files under `source` that no `mod` of the file above them names.
///
/// # Errors
/// When a file cannot be read.
pub fn undeclared(source: &Path) -> io::Result<Vec<String>> {
    let files = files(source)?;
    let declared: BTreeSet<Vec<String>> = files
        .iter()
        .flat_map(|(file, text)| {
            let home = module_of(file).iter().map(|step| (*step).to_owned()).collect::<Vec<_>>();
            let words = words(&strip(text));
            let names =
                words.windows(3).filter(|three| three[0] == "mod" && three[2] == ";").map(|three| three[1].clone());
            names.map(|name| [home.clone(), vec![name]].concat()).collect::<Vec<_>>()
        })
        .collect();
    let names = files.iter().map(|(file, _)| file).filter(|file| {
        let module: Vec<String> = module_of(file).iter().map(|step| (*step).to_owned()).collect();
        !module.is_empty() && !declared.contains(&module)
    });
    Ok(names.cloned().collect())
}

/// Fields of type `BTreeMap` that have a `deserr` attribute and are not decoded through `Entries`.
///
/// # Errors
/// When a file cannot be read.
pub fn bare_maps(source: &Path) -> io::Result<Vec<String>> {
    let mut found = Vec::new();
    for (file, text) in files(source)? {
        let lines: Vec<&str> = text.lines().collect();
        for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.contains(": BTreeMap<")) {
            // The attributes and comments that stand directly above the field.
            let above = lines[..at].iter().rev().take_while(|line| line.trim_start().starts_with(['#', '/']));
            let attributes: Vec<&&str> = above.filter(|line| line.contains("#[deserr(")).collect();
            if attributes.iter().any(|attribute| !attribute.contains("Entries")) {
                found.push(format!("{file}:{} {}", at + 1, line.trim()));
            }
        }
    }
    Ok(found)
}

fn files(root: &Path) -> io::Result<Vec<(String, String)>> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
                found.push((name, fs::read_to_string(&path)?));
            }
        }
    }
    found.sort();
    Ok(found)
}

/// `kernel/facts/mod.rs` is `kernel::facts`, `scoring/model.rs` is `scoring::model`.
fn module_of(file: &str) -> Vec<&str> {
    let stem = file.strip_suffix(".rs").unwrap_or(file);
    let steps: Vec<&str> = stem.split('/').collect();
    match steps.split_last() {
        Some((&("mod" | "lib"), folders)) => folders.to_vec(),
        _ => steps,
    }
}

/// The name under which a module stands on its floor.
fn name(module: &[&str]) -> String {
    let steps = if module.first() == Some(&"kernel") { 2 } else { 1 };
    module[..steps.min(module.len())].join("::")
}

/// The module that a path leads to, or nothing for paths that stay in the home module or lead
/// to an item of the crate's root.
fn resolve(path: &[String], home: &[&str]) -> Option<String> {
    let steps: Vec<&str> = path.iter().map(String::as_str).collect();
    let rest = match steps.split_first()? {
        (&"crate", rest) => rest.to_vec(),
        (&"super", rest) => {
            let mut at = home[..home.len().saturating_sub(1)].to_vec();
            let supers = rest.iter().take_while(|step| **step == "super").count();
            at.truncate(at.len().saturating_sub(supers));
            at.extend(&rest[supers..]);
            at
        }
        _ => return None,
    };
    let first = rest.first()?;
    // Items of the root, such as `crate::VERSION`, are no module; neither are macros at the root.
    let is_module = first.starts_with(|c: char| c.is_ascii_lowercase());
    (is_module && rest != ["kernel"]).then(|| name(&rest))
}

/// The source without comments, texts, and test modules.
fn strip(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let cut = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if let Some(raw) = rest.strip_prefix("r#\"") {
            raw.find("\"#").map_or(rest.len(), |end| end + 5)
        } else if rest.starts_with("'\"'") || rest.starts_with("'\\\"'") {
            rest.find("\"'").map_or(rest.len(), |end| end + 2)
        } else if c == '"' {
            closing_quote(rest)
        } else {
            out.push(c);
            c.len_utf8()
        };
        rest = &rest[cut..];
    }
    match out.find("#[cfg(test)]") {
        Some(at) => out[..at].to_owned(),
        None => out,
    }
}

/// The length of the text literal that `rest` starts with.
fn closing_quote(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// Identifiers and the marks that paths are made of.
fn words(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        if length > 0 {
            found.push(rest[..length].to_owned());
            rest = &rest[length..];
        } else if rest.starts_with("::") {
            found.push("::".to_owned());
            rest = &rest[2..];
        } else {
            if !c.is_whitespace() {
                found.push(c.to_string());
            }
            rest = &rest[c.len_utf8()..];
        }
    }
    found
}

/// Every path that starts with `crate` or `super`, groups in braces unfolded.
fn paths(text: &str) -> Vec<Vec<String>> {
    let words = words(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let starts =
            matches!(words[at].as_str(), "crate" | "super") && words.get(at + 1).is_some_and(|word| word == "::");
        let follows = at > 0 && words[at - 1] == "::";
        if starts && !follows {
            path(&words, &mut at, &[], &mut found);
        } else {
            at += 1;
        }
    }
    found
}

/// Reads one path from `words[at]` on, below `prefix`.
fn path(words: &[String], at: &mut usize, prefix: &[String], found: &mut Vec<Vec<String>>) {
    let mut steps = prefix.to_vec();
    loop {
        match words.get(*at).map(String::as_str) {
            Some("{") => {
                *at += 1;
                while words.get(*at).is_some_and(|word| word != "}") {
                    path(words, at, &steps, found);
                    // The rest of the entry: `as name`, and the comma.
                    while words.get(*at).is_some_and(|word| word != "," && word != "}") {
                        *at += 1;
                    }
                    if words.get(*at).is_some_and(|word| word == ",") {
                        *at += 1;
                    }
                }
                *at += 1;
                return;
            }
            Some(word) if word.starts_with(|c: char| c.is_alphabetic() || c == '_') => {
                if word != "self" {
                    steps.push(word.to_owned());
                }
                *at += 1;
            }
            _ => break,
        }
        if words.get(*at).is_none_or(|word| word != "::") {
            break;
        }
        *at += 1;
    }
    found.push(steps);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn targets(home: &[&str], text: &str) -> Vec<String> {
        paths(&strip(text)).iter().filter_map(|path| resolve(path, home)).collect()
    }

    #[test]
    fn paths_are_followed_through_groups_and_supers() {
        let text =
            "use crate::{error::{Error, ErrorCode}, kernel::{facts::Table, stats}}; fn f() { crate::engine::run() }";
        assert_eq!(targets(&["scoring"], text), ["error", "error", "kernel::facts", "kernel::stats", "engine"]);
        let home = ["kernel", "facts", "load"];
        assert_eq!(targets(&home, "use super::super::stats::Mean;"), ["kernel::stats"]);
        assert_eq!(targets(&home, "use super::table::Table;"), ["kernel::facts"]);
        assert_eq!(targets(&home, "use crate::VERSION; pub(crate) fn f() {}"), [""; 0]);
    }

    #[test]
    fn comments_texts_and_tests_are_no_source() {
        let text = "// crate::a::b\n/* crate::a */ let s = \"crate::a::b \\\" crate::c\"; let c = '\"'; crate::d::e;\n#[cfg(test)]\nmod tests { use crate::f::g; }";
        assert_eq!(targets(&["x"], text), ["d"]);
    }

    #[test]
    fn modules_that_the_root_re_exports_have_two_names() {
        let found = aliases(
            "pub mod kernel;\npub use kernel::facts;\npub use error::{Error, ErrorCode};\npub use primitives::Id;\n",
        );
        assert_eq!(found, BTreeMap::from([("facts".to_owned(), "kernel::facts".to_owned())]));
    }

    #[test]
    fn files_are_named_by_their_folder() {
        assert_eq!(module_of("kernel/facts/mod.rs"), ["kernel", "facts"]);
        assert_eq!(module_of("scoring/model.rs"), ["scoring", "model"]);
        assert_eq!(module_of("lib.rs"), [""; 0]);
        assert_eq!(name(&["kernel", "facts", "load"]), "kernel::facts");
    }
}
