//! Hostile input through every door of Rust: an error with the expected code and pointer, never a panic.
#![cfg(all(feature = "arrow", feature = "view"))]

use leadstone_conformance::hostile;

#[test]
fn every_case_is_answered_as_expected() {
    let all = hostile::run().unwrap();
    let wrong: Vec<String> = all
        .iter()
        .filter(|said| !said.is_met())
        .map(|said| format!("{} at {}: expected {}, said {:.300}", said.case, said.door, said.expected, said.said))
        .collect();
    assert!(all.len() > 1_000, "only {} cases", all.len());
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), all.len(), wrong.join("\n"));
}
