//! The embedded sample: a car maker's sales region, written by a seeded generator.
//!
//! All that is random comes from one seed, and all that is planted stands in one file of
//! parameters, so that a test can ask whether the brief finds what was planted, and whether a
//! world without anything planted stays quiet.

mod activities;
mod orders;
mod parameters;
mod people;
mod pipeline;
mod table;

use std::collections::BTreeMap;

use leadstone::kernel::rng::Pcg64;

pub use parameters::{Parameters, Planted};

use people::People;

/// The sample's tables by name, each as CSV text, for one set of parameters.
///
/// # Panics
/// When the parameters name an impossible date; they are ours.
pub fn generate(parameters: &Parameters) -> BTreeMap<&'static str, String> {
    // One stream per table, so that planting something in one table leaves the others alone.
    let stream = |number| Pcg64::with_stream(u128::from(parameters.seed), number);
    let people = People::generate(parameters, &mut stream(1));
    BTreeMap::from([
        ("reps", people.reps_csv()),
        ("accounts", people.accounts_csv()),
        ("orders", orders::csv(parameters, &people, &mut stream(2))),
        ("targets", orders::targets_csv(parameters)),
        ("leads", pipeline::leads_csv(parameters, &people, &mut stream(3))),
        ("opportunities", pipeline::opportunities_csv(parameters, &people, &mut stream(4))),
        ("activities", activities::csv(parameters, &people, &mut stream(5))),
    ])
}
