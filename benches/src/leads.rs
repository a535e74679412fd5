//! Leads made from a seed, the same for every language.

use leadstone::kernel::rng::Pcg64;
use serde::{Deserialize, Serialize};

/// The seed of all runs.
pub const SEED: u64 = 20_261_123;

/// The scorecard of all runs.
pub const SCORECARD: &str = include_str!("../scorecard.json");

/// One lead; absent fields are missing values.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Lead<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub employees: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segment: Option<&'a str>,
    pub source: &'a str,
    pub budget_known: bool,
    pub visits: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days_since_contact: Option<i64>,
    pub test_drive: bool,
}

/// An endless stream of leads.
pub fn leads(seed: u64) -> impl Iterator<Item = Lead<'static>> {
    let mut rng = Pcg64::new(seed);
    std::iter::repeat_with(move || {
        let mut one_in = |n: u64| rng.below(n) == 0;
        let (no_size, no_segment, no_contact) = (one_in(10), one_in(20), one_in(5));
        let (budget_known, test_drive) = (one_in(2), one_in(4));
        let mut below = |n: u64| rng.below(n);
        Lead {
            employees: (!no_size).then_some(below(1_000).cast_signed()),
            segment: (!no_segment).then(|| pick(&["fleet", "dealer", "private", "public"], below(4))),
            source: pick(&["web", "referral", "fair", "cold_call", "partner"], below(5)),
            budget_known,
            visits: below(6).cast_signed(),
            days_since_contact: (!no_contact).then_some(below(120).cast_signed()),
            test_drive,
        }
    })
}

fn pick(words: &[&'static str], at: u64) -> &'static str {
    usize::try_from(at).ok().and_then(|at| words.get(at)).copied().unwrap_or_default()
}
