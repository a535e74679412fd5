//! `fuzz MINUTES SEED FOLDER`: changed vectors through every JSON door, for so many minutes, on two threads.
//!
//! Run by `cargo xtask evidence fuzz`. Prints one line of JSON; inputs that broke a door are left in
//! the folder, one file each. The same seed makes the same inputs; how many depends on the machine.

use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::thread;
use std::time::{Duration, Instant};

use leadstone_conformance::fuzz::{self, Tally};
use serde_json::json;

const THREADS: u128 = 2;
/// Room for what the standard library frees level by level.
const STACK: usize = 256 << 20;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [minutes, seed, folder] = words.as_slice() else {
        eprintln!("fuzz MINUTES SEED FOLDER");
        return ExitCode::from(2);
    };
    let (Ok(minutes), Ok(seed)) = (minutes.parse::<f64>(), seed.parse::<u64>()) else {
        eprintln!("minutes and seed are numbers");
        return ExitCode::from(2);
    };
    match run(minutes, seed) {
        Ok(tally) => report(&tally, minutes, seed, Path::new(folder)),
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn run(minutes: f64, seed: u64) -> Result<Tally, String> {
    let until = Instant::now() + Duration::from_secs_f64(minutes.clamp(0.0, 1440.0) * 60.0);
    // A panic is counted and shown at the end; its trace would only fill the log.
    std::panic::set_hook(Box::new(|_| {}));
    let started: Result<Vec<_>, _> = (0..THREADS)
        .map(|stream| thread::Builder::new().stack_size(STACK).spawn(move || fuzz::run(seed, stream, until)))
        .collect();
    let mut all = Tally::default();
    for thread in started.map_err(|error| error.to_string())? {
        all.merge(thread.join().map_err(|_| "the loop itself panicked".to_owned())??);
    }
    Ok(all)
}

fn report(tally: &Tally, minutes: f64, seed: u64, folder: &Path) -> ExitCode {
    let panics = tally.broken.iter().filter(|broken| broken.message.starts_with("panic")).count();
    println!(
        "{}",
        json!({
            "name": "fuzz", "metric": "panics", "value": panics, "unit": "messages", "n": tally.executions,
            "bar": 0, "met": tally.broken.is_empty(), "seed": seed,
        })
    );
    eprintln!(
        "seeded mutation loop (no libFuzzer: it needs a nightly compiler), {minutes} minutes, {THREADS} threads, seed {seed}"
    );
    eprintln!(
        "{} executions: {} answered, {} refused, {} over {} s; the longest took {:.3} s ({})",
        tally.executions,
        tally.answered,
        tally.refused,
        tally.slow,
        fuzz::SLOW.as_secs(),
        tally.longest.as_secs_f64(),
        tally.longest_case,
    );
    for (i, broken) in tally.broken.iter().enumerate() {
        let file = folder.join(format!("broken-{i}.json"));
        let text = json!({
            "case": broken.case, "door": broken.door, "definition": broken.definition, "input": broken.input,
            "message": broken.message,
        });
        eprintln!("{} at {}: {} -> {}", broken.case, broken.door, broken.message, file.display());
        if let Err(error) = fs::create_dir_all(folder).and_then(|()| fs::write(&file, text.to_string())) {
            eprintln!("{}: {error}", file.display());
        }
    }
    eprintln!("{} executions, {panics} panics, {} broken doors", tally.executions, tally.broken.len());
    if tally.broken.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
