//! Steps: run one after another, each with its time; a table and a closing line at the end.

use std::io::{self, Write};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use crate::counts::Counts;
use crate::process::Log;

/// What a step reports: how much was checked, and a word about it.
pub(crate) struct Outcome {
    counts: Counts,
    note: String,
}

impl Outcome {
    /// One check that held.
    pub(crate) fn check() -> Self {
        Self { counts: Counts { passed: 1, ..Counts::default() }, note: String::new() }
    }

    /// Tests that ran.
    pub(crate) fn tests(counts: Counts) -> Self {
        Self { counts, note: String::new() }
    }

    /// Nothing could be checked here, for a reason that is shown.
    pub(crate) fn skip(note: impl Into<String>) -> Self {
        Self { counts: Counts { skipped: 1, ..Counts::default() }, note: note.into() }
    }

    pub(crate) fn counts(&self) -> Counts {
        self.counts
    }

    #[must_use]
    pub(crate) fn noting(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }
}

/// The work of a step; a failure says what failed.
type Work = fn(&Log) -> Result<Outcome, Failure>;

/// Why a step failed, with the tests that it had counted.
pub(crate) struct Failure {
    counts: Counts,
    message: String,
}

impl From<String> for Failure {
    fn from(message: String) -> Self {
        Self { counts: Counts { failed: 1, ..Counts::default() }, message }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::from(error.to_string())
    }
}

impl Failure {
    /// Tests that failed; a runner that failed without counting one is one failure.
    pub(crate) fn tests(counts: Counts, message: String) -> Self {
        Self { counts: Counts { failed: counts.failed.max(1), ..counts }, message }
    }
}

/// One step of a task.
#[derive(Clone, Copy)]
pub(crate) struct Step {
    name: &'static str,
    needs: &'static [&'static str],
    work: Work,
}

impl Step {
    /// A step that runs when every step in `needs` went well.
    pub(crate) const fn new(name: &'static str, needs: &'static [&'static str], work: Work) -> Self {
        Self { name, needs, work }
    }

    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    pub(crate) fn needs(&self) -> &'static [&'static str] {
        self.needs
    }
}

struct Row {
    name: &'static str,
    time: Duration,
    counts: Counts,
    note: String,
    /// Whether the step did what others need of it.
    done: bool,
}

/// Runs the steps in order and prints the table and the closing line.
pub(crate) fn run(steps: &[Step]) -> ExitCode {
    let started = Instant::now();
    let mut rows: Vec<Row> = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        print!("[{:>2}/{}] {:<26}", at + 1, steps.len(), step.name);
        let _ = io::stdout().flush();
        let row = one(step, &rows);
        let verdict = match (row.counts.failed, row.counts.passed, row.counts.skipped) {
            (1.., _, _) => "FAILED",
            (0, 0, 1..) => "skipped",
            _ => "ok",
        };
        println!(
            " {:>6.1} s  {verdict}{}{}",
            row.time.as_secs_f64(),
            if row.note.is_empty() { "" } else { "  " },
            row.note
        );
        rows.push(row);
    }
    close(&rows, started.elapsed())
}

fn one(step: &Step, before: &[Row]) -> Row {
    let broken = step.needs.iter().find(|need| before.iter().any(|row| row.name == **need && !row.done));
    let started = Instant::now();
    let (counts, note) = match broken {
        // The failure is counted once, at its source.
        Some(need) => (Counts { skipped: 1, ..Counts::default() }, format!("not run: `{need}` is not done")),
        None => attempt(step),
    };
    let done = broken.is_none() && counts.failed == 0;
    Row { name: step.name, time: started.elapsed(), counts, note, done }
}

fn attempt(step: &Step) -> (Counts, String) {
    let log = match Log::new(step.name) {
        Ok(log) => log,
        Err(error) => return (Counts { failed: 1, ..Counts::default() }, error.to_string()),
    };
    match (step.work)(&log) {
        Ok(outcome) => (outcome.counts, outcome.note),
        Err(failure) => {
            println!("\n{}\n--- tail of {}", log.tail(60), log.path().display());
            print!("{:<34}", "");
            (failure.counts, failure.message)
        }
    }
}

fn close(rows: &[Row], total: Duration) -> ExitCode {
    println!("\n{:<26} {:>8} {:>7} {:>7} {:>8}", "step", "seconds", "passed", "failed", "skipped");
    let mut sum = Counts::default();
    for row in rows {
        sum += row.counts;
        let Counts { passed, failed, skipped } = row.counts;
        println!("{:<26} {:>8.1} {passed:>7} {failed:>7} {skipped:>8}", row.name, row.time.as_secs_f64());
    }
    println!("wall time {:.1} s", total.as_secs_f64());
    let skipped = if sum.skipped > 0 { format!(", {} skipped", sum.skipped) } else { String::new() };
    println!("{} passed, {} failed{skipped}", sum.passed, sum.failed);
    if sum.failed == 0 && sum.passed > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
