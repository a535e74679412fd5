//! The cases and the files that hold them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fs, io};

use serde_json::{Map, Value};

/// How far a number with a fraction may lie from the expected one: the wider of the two bounds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tolerance {
    /// As a share of the expected number.
    pub rel: f64,
    /// In the number's own unit.
    pub abs: f64,
}

/// What a case expects.
#[derive(Debug, Clone, PartialEq)]
pub enum Wanted {
    /// An answer that holds at least this.
    Answer(Value),
    /// An error whose wire form holds at least this.
    Error(Value),
}

/// One case.
#[derive(Debug, Clone, PartialEq)]
pub struct Vector {
    /// Unique over all files.
    pub name: String,
    /// The door, such as `scoring.score`.
    pub op: String,
    /// The definition as JSON text, exactly as it goes through the text door.
    pub definition: String,
    /// What the door is given beside the definition, as JSON text.
    pub input: String,
    /// Options of the door.
    pub options: Value,
    /// What must come out.
    pub wanted: Wanted,
    /// For numbers with a fraction.
    pub tolerance: Tolerance,
}

/// All cases, in the order of the files.
#[derive(Debug, Clone, PartialEq)]
pub struct Vectors(pub Vec<Vector>);

impl Vectors {
    /// The folder of the committed vectors.
    pub fn folder() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors")
    }

    /// Reads the committed vectors.
    ///
    /// # Errors
    /// An unreadable file, an incomplete case, a name that stands twice, a file that is not
    /// listed, or a number of cases other than the committed one.
    pub fn load() -> Result<Self, String> {
        let folder = Self::folder();
        let index = read(&folder.join("index.json"))?;
        let files: Vec<&str> = index["files"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let unlisted: Vec<String> =
            listing(&folder).map_err(|e| e.to_string())?.into_iter().filter(|f| !files.contains(&f.as_str())).collect();
        if !unlisted.is_empty() {
            return Err(format!("index.json does not list {}", unlisted.join(", ")));
        }
        let mut all = Vec::new();
        for file in files {
            let cases = cases(&read(&folder.join(file))?).map_err(|problem| format!("{file}: {problem}"))?;
            all.extend(cases);
        }
        let mut names = BTreeSet::new();
        if let Some(twice) = all.iter().find(|vector| !names.insert(vector.name.as_str())) {
            return Err(format!("the name `{}` stands twice", twice.name));
        }
        let committed = index["count"].as_u64().and_then(|count| usize::try_from(count).ok());
        if committed != Some(all.len()) {
            return Err(format!("index.json says {} cases, the files hold {}", index["count"], all.len()));
        }
        Ok(Self(all))
    }
}

fn read(path: &Path) -> Result<Value, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))
}

/// Every file in a folder of the vectors, as `folder/file.json`.
fn listing(root: &Path) -> io::Result<Vec<String>> {
    let mut found = Vec::new();
    for folder in fs::read_dir(root)? {
        let folder = folder?;
        if folder.file_type()?.is_dir() {
            for file in fs::read_dir(folder.path())? {
                let names = (folder.file_name(), file?.file_name());
                found.push(format!("{}/{}", names.0.to_string_lossy(), names.1.to_string_lossy()));
            }
        }
    }
    found.sort();
    Ok(found)
}

const FIELDS: &[&str] = &[
    "name",
    "op",
    "definition",
    "definition_text",
    "input",
    "input_text",
    "options",
    "expect",
    "error",
    "tolerance",
    "source",
];

/// The cases of one file, each with the file's defaults filled in.
fn cases(file: &Value) -> Result<Vec<Vector>, String> {
    let empty = Map::new();
    let defaults = file["defaults"].as_object().unwrap_or(&empty);
    let listed = file["vectors"].as_array().ok_or("`vectors` is no list")?;
    let merged = listed.iter().map(|case| {
        let mut fields = defaults.clone();
        fields.extend(case.as_object().cloned().unwrap_or_default());
        one(&fields).map_err(|problem| format!("{}: {problem}", case["name"]))
    });
    merged.collect()
}

fn one(fields: &Map<String, Value>) -> Result<Vector, String> {
    if let Some(unknown) = fields.keys().find(|key| !FIELDS.contains(&key.as_str())) {
        return Err(format!("unknown field `{unknown}`"));
    }
    let text = |key: &str| match fields.get(key).and_then(Value::as_str) {
        Some(text) if !text.is_empty() => Ok(text.to_owned()),
        _ => Err(format!("`{key}` is missing")),
    };
    // Where a number comes from is part of the case.
    text("source")?;
    let wanted = match (fields.get("expect"), fields.get("error")) {
        (Some(answer), None) => Wanted::Answer(answer.clone()),
        (None, Some(error)) => Wanted::Error(error.clone()),
        _ => return Err("exactly one of `expect` and `error` is needed".to_owned()),
    };
    let document = |text: &str, value: &str| match (fields.get(text), fields.get(value)) {
        (Some(pieces), _) => pieced(pieces),
        (None, Some(value)) => Ok(value.to_string()),
        (None, None) => Ok("null".to_owned()),
    };
    let bound = |name: &str, default: f64| match fields.get("tolerance") {
        Some(tolerance) => tolerance[name].as_f64().unwrap_or(0.0),
        None => default,
    };
    Ok(Vector {
        name: text("name")?,
        op: text("op")?,
        definition: document("definition_text", "definition")?,
        input: document("input_text", "input")?,
        options: fields.get("options").cloned().unwrap_or_else(|| Value::Object(Map::new())),
        wanted,
        tolerance: Tolerance { rel: bound("rel", 1e-12), abs: bound("abs", 0.0) },
    })
}

/// A text, or a list of pieces that are texts or `[text, times]`.
fn pieced(pieces: &Value) -> Result<String, String> {
    if let Some(text) = pieces.as_str() {
        return Ok(text.to_owned());
    }
    let pieces = pieces.as_array().ok_or("neither text nor a list of pieces")?;
    let mut whole = String::new();
    for piece in pieces {
        let times = piece[1].as_u64().and_then(|times| usize::try_from(times).ok());
        match (piece.as_str(), piece[0].as_str(), times) {
            (Some(text), _, _) => whole.push_str(text),
            (None, Some(text), Some(times)) => whole.push_str(&text.repeat(times)),
            _ => return Err(format!("{piece} is neither text nor [text, times]")),
        }
    }
    Ok(whole)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn case(fields: &Value) -> Result<Vec<Vector>, String> {
        cases(&json!({"defaults": {"op": "a.b", "source": "hand"}, "vectors": [fields]}))
    }

    #[test]
    fn defaults_are_filled_in_and_pieces_repeated() {
        let found = case(&json!({"name": "n", "definition_text": ["{", ["[", 3], "x"], "expect": 1})).unwrap();
        assert_eq!(found[0].op, "a.b");
        assert_eq!(found[0].definition, "{[[[x");
        assert_eq!(found[0].tolerance, Tolerance { rel: 1e-12, abs: 0.0 });
    }

    #[test]
    fn an_incomplete_case_is_refused() {
        assert!(case(&json!({"name": "n"})).is_err());
        assert!(case(&json!({"name": "n", "expect": 1, "error": {}})).is_err());
        assert!(case(&json!({"expect": 1})).is_err());
        assert!(case(&json!({"name": "n", "expect": 1, "colour": 1})).is_err());
        assert!(cases(&json!({"vectors": [{"name": "n", "op": "a.b", "expect": 1}]})).is_err());
    }
}
