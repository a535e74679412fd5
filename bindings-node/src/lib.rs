//! leadstone for Node: handles on compiled models, and nothing else.
//!
//! Every class has a small file of its own; `bridge` alone converts and maps errors. No number,
//! default, message or check stands in this crate.
#![deny(unsafe_code)]

mod bridge;
pub mod calendar;
pub mod chart;
pub mod condition_forms;
pub mod engine;
pub mod free;
pub mod health;
pub mod journey;
pub mod pack;
pub mod routing;
pub mod rules;
pub mod scorecard;
pub mod table;
pub mod target;
pub mod timer_heap;
pub mod trigger;
