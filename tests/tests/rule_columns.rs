//! Row by row, by column and explained: three ways to one outcome, on random rules and records.
//!
//! The evidence of the rules does the same with more than 10,000 trees.

use leadstone_conformance::rule_trees::{Compared, Forest, compare};

#[test]
fn columns_answer_as_rows_do() {
    let mut forest = Forest::new(7);
    let mut sum = Compared::default();
    for _ in 0..200 {
        sum.add(compare(&mut forest, 6, 60).unwrap());
    }
    assert_eq!(sum.differing, 0, "{sum:?}");
    // All four outcomes came, and often.
    assert!([sum.matched, sum.unmatched, sum.unknown, sum.errors].iter().all(|count| *count > 5_000), "{sum:?}");
}

#[test]
fn a_run_ends_where_the_next_begins() {
    let mut forest = Forest::new(8);
    // 4,096 rows are one run.
    for rows in [4_095, 4_096, 4_097] {
        let found = compare(&mut forest, 10, rows).unwrap();
        assert_eq!(found.differing, 0, "{rows}: {found:?}");
    }
}
