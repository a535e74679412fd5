//! What the benchmarks share: made-up leads, a rival, times, and the lines that they leave.

pub mod charts;
pub mod dwell;
pub mod leads;
pub mod line;
pub mod rules;
pub mod scorecard;
pub mod tables;
pub mod timers;
pub mod timing;
