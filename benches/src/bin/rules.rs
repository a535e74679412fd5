//! `rules evidence FOLDER [--quick]` and `rules bench FOLDER [--quick]`: the rules' figures as lines of JSON.

use std::path::Path;
use std::process::ExitCode;

use leadstone_bench::rules::bench::bench;
use leadstone_bench::rules::evidence::evidence;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let quick = words.iter().any(|word| word == "--quick");
    let words: Vec<&str> = words.iter().map(String::as_str).filter(|word| *word != "--quick").collect();
    let done = match words[..] {
        ["evidence", folder] | ["evidence", folder, "--data", _] => evidence(Path::new(folder), quick),
        ["bench", folder] | ["bench", folder, "--data", _] => bench(Path::new(folder), quick),
        _ => {
            eprintln!("rules evidence|bench FOLDER [--quick]");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
