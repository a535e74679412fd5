//! `cargo xtask`: every task of the workspace, with nothing to install but cargo.

mod audit;
mod bench;
mod browser;
mod counts;
mod demo;
mod evidence;
mod fuzz;
mod gate;
mod generate;
mod hostile;
mod install;
mod languages;
mod node;
mod paths;
mod plan;
mod process;
mod python;
mod rust;
mod suite;
mod tools;
mod wheel;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask <task>

  demo [--pack ID|FILE] [--data DIR] [--as-of DAY] [--locale en|zh-CN] [--out DIR]
                                  the morning brief, and a board to open; the embedded sample by default
  test [--list] [--only NAME...]  the whole gate; --only runs the steps whose name starts with NAME
  gen [--check]                   write the generated files (schemas, types); --check fails when one would change
  bench boundary [--quick]        what a call costs from Rust, Python and Node, and how big the packages are
  evidence real-data [--data DIR] tables, calendar, targets and brief on real data, against figures of other tools
  bench rules|journeys [--quick]  conditions, tables, state machines and timers beside their rivals
  evidence rules|journeys|dwell [--data DIR] [--quick]
                                  what they claim, beside other tools and on real data
  evidence fuzz [--minutes N] [--seed N]
                                  changed definitions, inputs and event streams through every door
  evidence hostile                hostile input through every door of every language, as one table
  audit                           licences, advisories, public API, minimal versions: by hand before a release
  help                            this text

Logs of the steps lie in target/xtask/. Exit codes: 0 all well, 1 something failed, 2 something is missing.";

/// Exit code for `what is asked for cannot be done here`.
const MISSING: u8 = 2;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.split_first() {
        Some((&"demo", rest)) => demo::demo(rest),
        Some((&"test", rest)) => gate::test(rest),
        Some((&"gen", rest)) => generate::generate(rest),
        Some((&"bench", rest)) => bench::bench(rest),
        Some((&"evidence", rest)) => evidence::evidence(rest),
        Some((&"audit", [])) => audit::audit(),
        None | Some((&("help" | "--help" | "-h"), _)) => {
            println!("{HELP}");
            ExitCode::SUCCESS
        }
        Some((other, _)) => {
            eprintln!("no task `{other}`, or options it does not take\n\n{HELP}");
            ExitCode::from(MISSING)
        }
    }
}
