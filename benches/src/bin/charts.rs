//! `charts evidence FOLDER --data DIR [--quick]` and `charts bench FOLDER [--quick]`: the figures of
//! statecharts as lines of JSON.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use leadstone_bench::charts::bench::bench;
use leadstone_bench::charts::evidence::evidence;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let quick = words.iter().any(|word| word == "--quick");
    let words: Vec<&str> = words.iter().map(String::as_str).filter(|word| *word != "--quick").collect();
    let done = match words[..] {
        ["evidence", folder] | ["evidence", folder, "--data", _] => {
            let named = words.get(3).map(PathBuf::from);
            let data = named.or_else(|| std::env::var_os("LEADSTONE_DATA").map(PathBuf::from)).unwrap_or_default();
            let data = data.join("scxml");
            if !data.join("w3c").is_dir() || !data.join("scion").is_dir() {
                eprintln!("no data: name a folder with --data or LEADSTONE_DATA; it holds scxml/scion and scxml/w3c");
                return ExitCode::from(2);
            }
            evidence(Path::new(folder), &data, quick)
        }
        ["bench", folder] | ["bench", folder, "--data", _] => bench(Path::new(folder), quick),
        _ => {
            eprintln!("charts evidence FOLDER --data DIR [--quick] | charts bench FOLDER [--quick]");
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
