//! `dwell evidence FOLDER --data DIR [--quick]` and `dwell bench FOLDER [--quick]`: event logs beside their
//! journeys, and versions and audit, as lines of JSON.

use std::path::Path;
use std::process::ExitCode;

use leadstone_bench::dwell::{bench, evidence};

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let quick = words.iter().any(|word| word == "--quick");
    let words: Vec<&str> = words.iter().map(String::as_str).filter(|word| *word != "--quick").collect();
    let done = match words[..] {
        ["evidence", folder, "--data", data] => evidence::evidence(Path::new(folder), Path::new(data)),
        ["evidence", _] => {
            eprintln!("no data: --data DIR with bpic2012_loan and helpdesk_log in it");
            return ExitCode::from(2);
        }
        ["bench", folder] | ["bench", folder, "--data", _] => bench::bench(Path::new(folder), quick),
        _ => {
            eprintln!("dwell evidence FOLDER --data DIR [--quick] | dwell bench FOLDER [--quick]");
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
