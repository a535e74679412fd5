//! Floor 1: what several domains need, and nothing that only one does.

pub mod condition;
pub mod rng;
