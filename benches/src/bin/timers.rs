//! `timers evidence FOLDER [--data DIR] [--quick]` and `timers bench FOLDER [--quick]`: calendars, triggers and timers.

use std::path::Path;
use std::process::ExitCode;

use leadstone_bench::timers::{bench, evidence};

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let quick = words.iter().any(|word| word == "--quick");
    let words: Vec<&str> = words.iter().map(String::as_str).filter(|word| *word != "--quick").collect();
    let data = std::env::var("LEADSTONE_DATA").ok();
    let done = match words[..] {
        ["evidence", folder, "--data", data] => evidence::run(Path::new(folder), Some(Path::new(data)), quick),
        ["evidence", folder] => evidence::run(Path::new(folder), data.as_deref().map(Path::new), quick),
        ["bench", folder] | ["bench", folder, "--data", _] => {
            bench::run(quick);
            let _ = folder;
            Ok(true)
        }
        _ => {
            eprintln!("timers evidence FOLDER [--data DIR] [--quick] | timers bench FOLDER [--quick]");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(missing) => {
            eprintln!("{missing}");
            ExitCode::from(2)
        }
    }
}
