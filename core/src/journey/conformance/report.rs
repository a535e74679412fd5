//! What is said of an event log.

use serde::Serialize;

use crate::primitives::{Fingerprint, Id, Instant, Reason};

use super::log::LogAccounting;
use super::net::NetReport;

/// How well a log keeps to the journey.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConformanceReport {
    /// Everything but the cases.
    pub summary: ConformanceSummary,
    /// The listed cases, by id.
    pub cases: Vec<CaseConformance>,
    /// The net, where it was asked for.
    pub net: Option<NetReport>,
}

/// How well a log keeps to the journey, all cases together.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConformanceSummary {
    /// Id of the machine.
    pub definition_id: Id,
    /// SHA-256 of the machine's canonical JSON.
    pub fingerprint: Fingerprint,
    /// Up to when rows count, where that was said.
    pub as_of: Option<Instant>,
    /// What became of the rows.
    pub log: LogAccounting,
    /// Cases with an event that counts.
    pub cases: usize,
    /// Cases of fitness 1: every event could be replayed and the case ended in an end.
    pub fitting: usize,
    /// Cases without a deviation, whether they have ended or not.
    pub without_deviation: usize,
    /// Cases whose last event led to a final state or to the loss.
    pub ended: usize,
    /// Fitness of the log, 0 to 1: the formula of a case over the sums of all tokens. Absent without cases.
    pub fitness: Option<f64>,
    /// The mean of the cases' fitness. Absent without cases.
    pub mean_fitness: Option<f64>,
    /// All tokens together.
    pub tokens: Tokens,
    /// The deviations, most frequent first, at most 1,000.
    pub deviations: Vec<DeviationCount>,
    /// Deviations that are not listed.
    pub deviations_omitted: usize,
    /// The states in which cases stand that have not ended, in the definition's order.
    pub unfinished: Vec<Unfinished>,
}

/// Tokens of a replay.
///
/// `fitness = 1/2 (1 - missing / consumed) + 1/2 (1 - remaining / produced)`; A. Rozinat, W. M. P. van der
/// Aalst, Information Systems 33 (2008), 64-95. The first token is produced, the last one consumed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Tokens {
    /// Tokens that were put into a place.
    pub produced: u64,
    /// Tokens that were taken from a place.
    pub consumed: u64,
    /// Tokens that had to be added, because an event came that the journey did not allow.
    pub missing: u64,
    /// Tokens that were left over.
    pub remaining: u64,
}

/// One case.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CaseConformance {
    /// The case.
    pub case_id: String,
    /// Its events that count.
    pub events: usize,
    /// Its fitness, 0 to 1.
    pub fitness: f64,
    /// Its tokens.
    pub tokens: Tokens,
    /// Whether its last event led to a final state or to the loss.
    pub ended: bool,
    /// The state to which its last event led.
    pub state: Id,
    /// Where it left the journey, in the order of its events.
    pub deviations: Vec<Deviation>,
}

/// How an event left the journey.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DeviationKind {
    /// It came too early: steps before it are missing.
    Skipped,
    /// It entered a state again in which the case had been, where no transition leads back.
    Repeated,
    /// From where the case stood no way leads to it.
    Unexpected,
}

/// One event that left the journey.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Deviation {
    /// How.
    pub kind: DeviationKind,
    /// The activity.
    pub activity: String,
    /// When.
    pub at: Instant,
    /// The state in which the case stood; absent before its first.
    pub state: Option<Id>,
    /// The states that the shortest way there enters and the case did not.
    pub skipped: Vec<Id>,
}

/// A deviation and how often it occurs.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeviationCount {
    /// How.
    pub kind: DeviationKind,
    /// The activity.
    pub activity: String,
    /// The state in which the cases stood; absent before their first.
    pub state: Option<Id>,
    /// The states that the shortest way there enters and the cases did not.
    pub skipped: Vec<Id>,
    /// How many events.
    pub count: usize,
    /// In how many cases.
    pub cases: usize,
    /// The first of those cases.
    pub examples: Vec<String>,
    /// The same in words.
    pub reason: Reason,
}

/// Cases that stand in a state and have not ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Unfinished {
    /// The state.
    pub state: Id,
    /// How many cases.
    pub cases: usize,
}

impl Tokens {
    /// The fitness of those tokens; 1 when there are none.
    pub fn fitness(&self) -> f64 {
        let share = |part: u64, whole: u64| if whole == 0 { 0.0 } else { part as f64 / whole as f64 };
        0.5 * (1.0 - share(self.missing, self.consumed)) + 0.5 * (1.0 - share(self.remaining, self.produced))
    }

    /// Whether nothing is missing and nothing remains.
    pub fn fit(&self) -> bool {
        self.missing == 0 && self.remaining == 0
    }

    pub(super) fn add(&mut self, other: Self) {
        self.produced += other.produced;
        self.consumed += other.consumed;
        self.missing += other.missing;
        self.remaining += other.remaining;
    }
}
