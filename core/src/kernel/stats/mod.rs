//! Floor 1: mergeable accumulators, intervals and survival curves.
//!
//! Every accumulator has three verbs: `observe` one value, `merge` another accumulator of the
//! same kind, and a last one that answers. Parts that were observed apart and then merged give
//! the answer of one run over all rows, so one machine, many threads or a cluster agree.
//!
//! | accumulator | keeps | answers |
//! |---|---|---|
//! | [`Tally`] | hits and total | share with Wilson interval |
//! | [`Moments`] | count, mean, sum of squared deviations | mean, variance, standard deviation |
//! | [`Sample`] | every value | exact median, empirical quantiles |
//! | [`Survival`] | events and censored rows per time | Kaplan-Meier curve and median |
//!
//! All are written and read as versioned JSON (`{"kind":"stats.tally","schema_version":1,..}`).
//! [`Tally`], [`Sample`] and [`Survival`] merge to identical bytes in any order, [`Moments`] to
//! a relative 1e-12. This is the only module that names the crate `statrs`.

mod document;
mod interval;
mod moments;
mod sample;
mod survival;
mod tally;

pub use interval::{Interval, normal_quantile, wilson_interval};
pub use moments::{Moments, MomentsSummary};
pub use sample::Sample;
pub use survival::{MedianInterval, Survival, SurvivalCurve, SurvivalStep};
pub use tally::Tally;
