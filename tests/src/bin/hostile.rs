//! Runs hostile input in Rust, prints what every language said of it, and fails when one said something else.
//!
//! Run by `cargo xtask evidence hostile`, after the runners of Python and Node have left their lines.

use std::process::ExitCode;

use leadstone_conformance::hostile::{self, Table};

fn main() -> ExitCode {
    match hostile::run().and_then(|_| hostile::all_languages()).and_then(|all| Table::of(&all)) {
        Ok(table) => {
            println!("{table}");
            if table.holds() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}
