//! The SCXML corpora under `$LEADSTONE_DATA/scxml`: every case in scope passes, on one configuration and
//! with the state written and read again at every step.

use std::path::PathBuf;

#[expect(unreachable_pub, reason = "shared with the evidence program")]
#[path = "../../benches/src/charts/corpus.rs"]
mod corpus;
#[path = "../../benches/src/charts/executable.rs"]
mod executable;
#[expect(unreachable_pub, reason = "shared with the evidence program")]
#[path = "../../benches/src/charts/expression.rs"]
mod expression;
#[expect(unreachable_pub, reason = "shared with the evidence program")]
#[path = "../../benches/src/charts/ledger.rs"]
mod ledger;
#[expect(unreachable_pub, reason = "shared with the evidence program")]
#[path = "../../benches/src/charts/scxml.rs"]
mod scxml;

use corpus::{Outcome, Way};
use leadstone::journey::chart::ChartModel;

/// Cases that need no data, and cases that count in a data model and are played with the counters kept
/// by the host, of SCION and of the W3C; the evidence program prints the reasons of the others.
const IN_SCOPE: [(usize, usize); 2] = [(73, 10), (30, 11)];

fn all_pass(way: Way) {
    let folder = PathBuf::from(std::env::var_os("LEADSTONE_DATA").unwrap_or_default()).join("scxml");
    if !folder.join("w3c").is_dir() {
        eprintln!("skipped 1 of 1: no scxml/ under LEADSTONE_DATA");
        return;
    }
    let cases = corpus::run(&folder, way);
    let failed: Vec<_> = cases.iter().filter(|case| matches!(case.outcome, Outcome::Failed(_))).collect();
    for case in &cases {
        if let Outcome::OutOfScope(reason) = &case.outcome {
            eprintln!("out of scope: {} {}: {reason}", case.suite, case.name);
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
    let passed = |suite| {
        let passed = cases.iter().filter(|case| case.suite == suite && case.outcome == Outcome::Passed);
        let counted = passed.clone().filter(|case| case.counted).count();
        (passed.count() - counted, counted)
    };
    assert_eq!([passed("scion"), passed("w3c")], IN_SCOPE);
}

#[test]
fn the_corpora_pass_in_the_engine() {
    all_pass(Way::Engine);
}

#[test]
fn the_corpora_pass_with_a_restore_at_every_step() {
    all_pass(Way::Restored);
}

#[test]
fn a_chart_of_the_corpora_is_the_same_chart_after_its_own_text() {
    let folder = PathBuf::from(std::env::var_os("LEADSTONE_DATA").unwrap_or_default()).join("scxml");
    for (name, definition) in corpus::definitions(&folder) {
        let Ok(model) = ChartModel::from_value(definition) else { continue };
        let again = ChartModel::from_json(&model.to_json().unwrap()).unwrap();
        assert_eq!((again.fingerprint(), again.definition()), (model.fingerprint(), model.definition()), "{name}");
    }
}
