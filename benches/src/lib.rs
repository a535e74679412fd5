//! What the benchmarks share: made-up leads, times, and the lines that they leave.

pub mod leads;
pub mod line;
pub mod timing;
