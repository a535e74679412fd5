//! Conformance vectors: cases as JSON that every language runs through its own doors.
//!
//! `vectors/README.md` states the format for people; this crate is its reference reader:
//!
//! - [`Vectors::load`] reads the files that `vectors/index.json` lists, fills in the defaults of
//!   each file, and fails when the number of cases differs from the committed one or a name
//!   stands twice. A case is never skipped.
//! - [`doors::call`] runs one case through the public JSON doors of the library.
//! - [`compare::mismatch`] compares what is expected with what came: every key of the expected
//!   object must be there and match, keys beyond it are free; lists have the same length; whole
//!   numbers and texts are exact; numbers with a fraction are within the tolerance of the case.
//! - [`tally::write`] leaves the counts where the gate compares the languages.

pub mod compare;
pub mod conditions;
pub mod doors;
pub mod fuzz;
pub mod histories;
pub mod hostile;
pub mod made_up_rules;
pub mod rule_trees;
pub mod sample;
pub mod schema;
pub mod source;
pub mod tables;
pub mod tally;
pub mod vector;

pub use vector::{Tolerance, Vector, Vectors, Wanted};

/// What is wrong with one case, or nothing.
pub fn check(vector: &Vector) -> Result<(), String> {
    let (wanted, came) = match (&vector.wanted, doors::call(vector)?) {
        (Wanted::Answer(wanted), Ok(came)) => (wanted, came),
        (Wanted::Error(wanted), Err(came)) => (wanted, came),
        (Wanted::Answer(_), Err(error)) => return Err(format!("expected an answer, got the error {}", short(&error))),
        (Wanted::Error(_), Ok(answer)) => return Err(format!("expected an error, got the answer {}", short(&answer))),
    };
    match compare::mismatch(wanted, &came, vector.tolerance) {
        None => Ok(()),
        Some(difference) => Err(difference),
    }
}

/// A value as text for a message, cut to 300 characters.
fn short(value: &serde_json::Value) -> String {
    value.to_string().chars().take(300).collect()
}
