//! What a scorecard answers.

use serde::Serialize;

use crate::primitives::{Fingerprint, Id, Reason};

/// The score of one lead; the contributions of all reasons sum exactly to `score`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScoreReport {
    /// Id of the scorecard.
    pub definition_id: Id,
    /// SHA-256 of the scorecard's canonical JSON.
    pub fingerprint: Fingerprint,
    /// Points of both axes together.
    pub score: i64,
    /// The grade of the two bands.
    pub grade: Id,
    /// Whether the grade counts as qualified.
    pub qualified: bool,
    /// The fewest further points that would qualify the lead; absent when it is qualified or cannot be.
    pub to_qualify: Option<Qualification>,
    /// Fields without a value that left a rule undecided: what to ask next.
    pub undecided: Vec<Id>,
    /// Who they are.
    pub fit: AxisScore,
    /// What they do.
    pub engagement: AxisScore,
}

/// One axis of a score.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AxisScore {
    /// Points within the axis' range.
    pub points: i64,
    /// The band of those points.
    pub band: Id,
    /// Why: largest contribution first, the clamp to the range last; they sum to `points`.
    pub reasons: Vec<Reason>,
}

/// How far a lead is from a qualified grade: the smallest change that flips the decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Qualification {
    /// Further points of fit.
    pub fit: i64,
    /// Further points of engagement.
    pub engagement: i64,
    /// The grade that they bring.
    pub grade: Id,
}

/// What is kept of a score in a decision record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScoreOutcome {
    /// Points of both axes together.
    pub score: i64,
    /// The grade.
    pub grade: Id,
    /// Whether the grade counts as qualified.
    pub qualified: bool,
}

/// The two axes of a scorecard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Axis {
    /// Who they are.
    Fit,
    /// What they do.
    Engagement,
}

impl Axis {
    /// The axis' name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fit => "fit",
            Self::Engagement => "engagement",
        }
    }
}
