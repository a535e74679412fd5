//! Writes what is generated from the Rust types: JSON Schemas, TypeScript and Python types.
//!
//! The types are the one source; `leadstone::schemas` lists what is generated. With `--check`
//! nothing is written, and a file that would change is named.

mod files;
mod model;
mod python;
mod schemas;
mod typescript;

use std::process::ExitCode;

use leadstone::{DocumentRole, facts, schemas as registered};

use crate::files::File;
use crate::model::{Direction, Model};

fn main() -> ExitCode {
    let check = std::env::args().nth(1).is_some_and(|word| word == "--check");
    match generate().and_then(|files| if check { files::drift(&files) } else { files::write(&files) }) {
        Ok(report) => {
            println!("{report}");
            ExitCode::SUCCESS
        }
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn generate() -> Result<Vec<File>, String> {
    let documents = registered();
    let mut model = Model::default();
    let mut files = Vec::new();
    for document in &documents {
        let schema = schemas::tidy(document);
        let direction = match document.role {
            DocumentRole::Definition | DocumentRole::Input => Direction::In,
            DocumentRole::Report => Direction::Out,
        };
        model.read(&schema, direction).map_err(|problem| format!("{}: {problem}", document.name))?;
        files.push(schemas::file(document, &schema));
    }
    let types = model.finish()?;
    files.push(schemas::table(&documents));
    files.push(File::new("core/schemas/inputs/facts.canonical.json", format!("{:#}\n", facts::tables_schema())));
    files.push(File::new("docs/facts.md", facts::tables_markdown()));
    files.push(File::new("bindings-node/types.d.ts", typescript::write(&types)));
    files.push(File::new("bindings-python/python/leadstone/_types.py", python::write(&types)));
    Ok(files)
}
