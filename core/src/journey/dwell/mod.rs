//! Time in state: how long customers stay, as survival curves, so that "stalled" is a probability.
//!
//! A visit begins when a case enters a state and ends when it enters another; one that is still open
//! at `as_of` is censored there, not dropped and not taken for ended. The curve of a state is the
//! Kaplan-Meier estimate of [`crate::kernel::stats::Survival`].

mod estimate;
mod options;
mod report;
mod visits;

pub use options::{DwellCustomer, DwellOptions, DwellRequest};
pub use report::{CustomerDwell, DwellExit, DwellReport, DwellStep, DwellUnit, Quantile, StateDwell};
