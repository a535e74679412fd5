//! Writes the embedded sample of the pack `car-dealer`, or with `--check` says whether it is unchanged.
//!
//! Run from the repository's root: `cargo run -p leadstone-conformance --bin sample [-- --check]`.

use std::path::Path;
use std::process::ExitCode;

use leadstone_conformance::sample::{Parameters, generate};

fn main() -> ExitCode {
    let check = std::env::args().any(|argument| argument == "--check");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/packs/car-dealer/sample");
    let mut drifted = Vec::new();
    let mut bytes = 0;
    for (name, text) in generate(&Parameters::shipped()) {
        let path = folder.join(format!("{name}.csv"));
        bytes += text.len();
        if std::fs::read_to_string(&path).is_ok_and(|found| found == text) {
            continue;
        }
        if check {
            drifted.push(name);
        } else if let Err(error) = std::fs::write(&path, text) {
            eprintln!("{}: {error}", path.display());
            return ExitCode::FAILURE;
        }
    }
    println!("sample: {bytes} bytes");
    if drifted.is_empty() {
        return ExitCode::SUCCESS;
    }
    eprintln!("drifted from the generator: {}", drifted.join(", "));
    ExitCode::FAILURE
}
