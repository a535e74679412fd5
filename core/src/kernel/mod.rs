//! Floor 1: what several domains need, and nothing that only one does.

pub mod calendar;
pub mod condition;
pub mod decompose;
pub mod facts;
pub mod rng;
pub mod stats;
pub mod table;
pub mod trigger;
