//! `tables evidence FOLDER [--data DIR] [--quick]` and `tables bench FOLDER [--quick]`: decision tables and the
//! forms of conditions as lines of JSON.

use std::path::Path;
use std::process::ExitCode;

use leadstone_bench::tables::{bench, evidence};

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let quick = words.iter().any(|word| word == "--quick");
    let words: Vec<&str> = words.iter().map(String::as_str).filter(|word| *word != "--quick").collect();
    let done = match words[..] {
        ["evidence", folder] => evidence::run(Path::new(folder), None, quick),
        ["evidence", folder, "--data", data] => evidence::run(Path::new(folder), Some(Path::new(data)), quick),
        ["bench", folder] | ["bench", folder, "--data", _] => bench::run(Path::new(folder), quick),
        _ => {
            eprintln!("tables evidence|bench FOLDER [--data DIR] [--quick]");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
