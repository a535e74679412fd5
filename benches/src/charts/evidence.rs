//! What is claimed of charts, shown.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;

use super::corpus::{self, Case, Outcome, Way};
use super::histories::{Told, history};
use super::{pictures, subset};
use crate::line::Line;

/// Histories of a full run, and of a quick one.
const HISTORIES: (u64, u64) = (10_000, 500);

/// The corpora case by case, twice, and random histories; whether every bar holds.
///
/// # Errors
/// When the folder cannot be written.
pub fn evidence(folder: &Path, data: &Path, quick: bool) -> Result<bool, Box<dyn Error>> {
    fs::create_dir_all(folder)?;
    let mut sound = true;
    for (way, name) in [(Way::Engine, "engine"), (Way::Restored, "restored")] {
        let cases = corpus::run(data, way);
        if way == Way::Engine {
            fs::write(folder.join("charts-corpus.jsonl"), listed(&cases))?;
            explain(&cases);
        }
        for suite in ["scion", "w3c"] {
            let of_suite: Vec<&Case> = cases.iter().filter(|case| case.suite == suite).collect();
            let count = |wanted: fn(&Outcome) -> bool| of_suite.iter().filter(|case| wanted(&case.outcome)).count();
            let passed = count(|outcome| *outcome == Outcome::Passed);
            let failed = count(|outcome| matches!(outcome, Outcome::Failed(_)));
            let beyond = count(|outcome| matches!(outcome, Outcome::OutOfScope(_)));
            let counted = of_suite.iter().filter(|case| case.counted && case.outcome == Outcome::Passed).count();
            sound &= failed == 0 && passed > counted;
            let total = of_suite.len();
            figure(&format!("scxml.{suite}.{name}.passed"), passed, total, None).print();
            figure(&format!("scxml.{suite}.{name}.passed_with_counters_of_the_host"), counted, total, None).print();
            figure(&format!("scxml.{suite}.{name}.failed"), failed, total, Some(0)).print();
            figure(&format!("scxml.{suite}.{name}.out_of_scope"), beyond, total, None).print();
            eprintln!(
                "{suite} ({name}): {passed} passed ({counted} with counters of the host), {failed} failed, \
                 {beyond} out of scope of {total}"
            );
        }
    }
    let wanted = if quick { HISTORIES.1 } else { HISTORIES.0 };
    let (mut same, mut different, mut steps, mut seed) = (0, 0, 0, 0);
    while same + different < usize::try_from(wanted)? {
        seed += 1;
        match history(seed) {
            Ok(Told::Same(taken)) => {
                same += 1;
                steps += taken;
            }
            Ok(Told::Skipped) => {}
            Err(difference) => {
                different += 1;
                eprintln!("{difference}");
            }
        }
    }
    sound &= different == 0;
    figure("histories.same", same, same + different, None).print();
    figure("histories.different", different, same + different, Some(0)).print();
    figure("histories.steps", steps, same, None).print();
    eprintln!(
        "random histories: {same} the same however they are cut, {different} different, {steps} steps; {seed} drawn"
    );
    let machines = for_xstate(folder, if quick { 200 } else { 2_000 })?;
    sound &= machines;
    pictures::write(folder, data)?;
    Ok(sound)
}

/// Random machines with our configurations, for XState to compare; whether enough of them move.
fn for_xstate(folder: &Path, wanted: usize) -> Result<bool, Box<dyn Error>> {
    let (mut lines, mut steps, mut moved, mut seed) = (Vec::new(), 0, 0, 0);
    while lines.len() < wanted {
        seed += 1;
        let Some(told) = subset::machine(seed)? else { continue };
        // A machine that stands still shows nothing.
        if told.moved < 5 {
            continue;
        }
        steps += told.steps;
        moved += told.moved;
        lines.push(told.line.to_string());
    }
    fs::write(folder.join("machines.jsonl"), lines.join("\n") + "\n")?;
    figure("xstate.steps_written", steps, wanted, None).print();
    figure("xstate.steps_that_move", moved, wanted, None).print();
    eprintln!("for XState: {wanted} machines of {seed} drawn, {steps} steps, {moved} of them move");
    Ok(moved * 4 > steps)
}

#[expect(clippy::cast_precision_loss, reason = "counts are far under 2^53")]
fn figure(metric: &str, value: usize, n: usize, bar: Option<usize>) -> Line {
    let line = Line::figure("charts", metric, value as f64, "cases", n);
    bar.map_or(line.clone(), |bar| line.at_most(bar as f64))
}

/// One line of JSON per case.
fn listed(cases: &[Case]) -> String {
    let line = |case: &Case| {
        let (outcome, reason) = match &case.outcome {
            Outcome::Passed => ("passed", None),
            Outcome::Failed(reason) => ("failed", Some(reason)),
            Outcome::OutOfScope(reason) => ("out_of_scope", Some(reason)),
        };
        serde_json::json!({"suite": case.suite, "case": case.name, "outcome": outcome, "counted": case.counted, "reason": reason}).to_string()
    };
    cases.iter().map(line).collect::<Vec<_>>().join("\n") + "\n"
}

/// What failed, and what is out of scope by its reason.
fn explain(cases: &[Case]) {
    let mut reasons: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for case in cases {
        match &case.outcome {
            Outcome::Passed => {}
            Outcome::Failed(reason) => eprintln!("FAILED {} {}: {reason}", case.suite, case.name),
            Outcome::OutOfScope(reason) => reasons.entry((case.suite, reason)).or_default().push(&case.name),
        }
    }
    eprintln!("out of scope:");
    for ((suite, reason), names) in reasons {
        eprintln!("  {suite:<6}{:>3}  {reason:<44.44}  {}", names.len(), names.join(" "));
    }
}
