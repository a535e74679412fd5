//! Conformance.
pub mod sample;
