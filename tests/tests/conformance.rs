//! Every vector through the doors of Rust, and the counts for the comparison of languages.

use leadstone_conformance::{Vectors, check, tally};

#[test]
fn every_vector_holds() {
    let vectors = Vectors::load().unwrap().0;
    let failures: Vec<String> = vectors
        .iter()
        .filter_map(|vector| check(vector).err().map(|problem| format!("{}: {problem}", vector.name)))
        .collect();
    println!("{} vectors, {} failed", vectors.len(), failures.len());
    tally::write("rust", &vectors, failures.len()).unwrap();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
