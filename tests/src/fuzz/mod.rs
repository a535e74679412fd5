//! Seeded mutation of the vectors: definitions, conditions, states and event streams that are almost sound.
//!
//! Each round takes a case of the vectors, changes its definition, its input or both, and gives
//! them to the case's own door. Whatever comes out is well, be it an answer or an error; a panic or
//! an answer that is no JSON is not. A tree is changed more often than bytes are, because most
//! changed bytes end at the parser.

mod mutate;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use leadstone::kernel::rng::Pcg64;
use serde_json::Value;

use crate::{Vector, Vectors, Wanted, doors};

/// A call that takes longer than this is listed; hostile input is refused within its limits.
pub const SLOW: Duration = Duration::from_secs(1);

/// One case out of so many briefs runs: a brief takes a thousand times as long as the rest.
const BRIEFS: u64 = 200;

/// What became of the rounds.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    /// Calls.
    pub executions: u64,
    /// Calls that were answered.
    pub answered: u64,
    /// Calls that were refused with an error.
    pub refused: u64,
    /// Inputs that made a door panic or answer no JSON, the first of each message.
    pub broken: Vec<Broken>,
    /// Calls that took longer than [`SLOW`].
    pub slow: u64,
    /// The longest call.
    pub longest: Duration,
    /// The case of the longest call.
    pub longest_case: String,
}

/// An input that broke a door.
#[derive(Debug, Clone)]
pub struct Broken {
    /// The case that was changed.
    pub case: String,
    /// Its door.
    pub door: String,
    /// The changed definition.
    pub definition: String,
    /// The changed input.
    pub input: String,
    /// What went wrong.
    pub message: String,
}

impl Tally {
    /// The counts of both.
    pub fn merge(&mut self, other: Self) {
        self.executions += other.executions;
        self.answered += other.answered;
        self.refused += other.refused;
        self.slow += other.slow;
        if other.longest > self.longest {
            (self.longest, self.longest_case) = (other.longest, other.longest_case);
        }
        for broken in other.broken {
            self.keep(broken);
        }
    }

    fn keep(&mut self, broken: Broken) {
        if !self.broken.iter().any(|known| (&known.door, &known.message) == (&broken.door, &broken.message)) {
            self.broken.push(broken);
        }
    }
}

/// Changes and calls until `until`; the same seed makes the same inputs in the same order.
///
/// # Errors
/// When the vectors cannot be read.
pub fn run(seed: u64, stream: u128, until: Instant) -> Result<Tally, String> {
    let cases = Vectors::load()?.0;
    let pool: Vec<Value> =
        cases.iter().flat_map(|case| [&case.definition, &case.input]).filter_map(|text| tree(text)).collect();
    let mut rng = Pcg64::with_stream(u128::from(seed), stream);
    let mut tally = Tally::default();
    while Instant::now() < until {
        let Some(case) = mutate::chosen(&cases, &mut rng) else { return Err("there are no vectors".to_owned()) };
        // From a sound case a changed one gets further in.
        let broken = matches!(case.wanted, Wanted::Error(_)) && rng.below(4) > 0;
        if broken || case.op == "engine.brief" && rng.below(BRIEFS) > 0 {
            continue;
        }
        let changed = mutate::case(case, &pool, &mut rng);
        once(&changed, &mut tally);
    }
    Ok(tally)
}

fn tree(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok()
}

fn once(case: &Vector, tally: &mut Tally) {
    let started = Instant::now();
    let said = catch_unwind(AssertUnwindSafe(|| doors::call(case)));
    let took = started.elapsed();
    tally.executions += 1;
    tally.slow += u64::from(took > SLOW);
    if took > tally.longest {
        (tally.longest, tally.longest_case) = (took, case.name.clone());
    }
    let message = match said {
        Ok(Ok(Ok(_))) => return tally.answered += 1,
        Ok(Ok(Err(_))) => return tally.refused += 1,
        Ok(Err(problem)) => problem,
        Err(panic) => {
            let said = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
            format!("panic: {}", said.unwrap_or("without words"))
        }
    };
    tally.keep(Broken {
        case: case.name.clone(),
        door: case.op.clone(),
        definition: case.definition.clone(),
        input: case.input.clone(),
        message,
    });
}
