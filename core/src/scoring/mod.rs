//! Scorecards: how well a lead fits and how engaged it is, each point with its reason.
//!
//! A scorecard is written by hand: rules give points on two axes, *fit* (who they are) and
//! *engagement* (what they do). Each axis is cut into bands, and the two bands together give the
//! grade. The contributions of all reasons sum exactly to the score.

mod batch;
mod compile;
mod definition;
mod model;
mod record;
mod report;

pub use batch::{RowError, ScoreColumns};
pub use definition::{AxisDefinition, Band, ScoreRule, ScorecardDefinition};
pub use model::ScorecardModel;
pub use record::LeadRecord;
pub use report::{Axis, AxisScore, Qualification, ScoreOutcome, ScoreReport};
