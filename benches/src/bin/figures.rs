//! `figures FILE`: lines of JSON, as evidence and benchmarks print them, as a table.

use std::process::ExitCode;

use leadstone_bench::line::{Line, table};

fn main() -> ExitCode {
    let Some(file) = std::env::args().nth(1) else {
        eprintln!("figures FILE");
        return ExitCode::from(2);
    };
    let text = match std::fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) => {
            eprintln!("{file}: {error}");
            return ExitCode::FAILURE;
        }
    };
    let lines: Result<Vec<Line>, _> = text.lines().map(serde_json::from_str).collect();
    match lines {
        Ok(lines) => {
            print!("{}", table(&lines));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{file}: {error}");
            ExitCode::FAILURE
        }
    }
}
