//! The scorecard as data.

use deserr::Deserr;
use serde::Serialize;

use crate::kernel::condition::Condition;
use crate::primitives::decode::DecodeError;
use crate::primitives::{Field, Id, Points};

/// A scorecard written by hand: kind `scoring.scorecard`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct ScorecardDefinition {
    /// Always `scoring.scorecard`.
    #[cfg_attr(feature = "schema", schemars(extend("const" = "scoring.scorecard")))]
    pub kind: String,
    /// Always 1.
    #[cfg_attr(feature = "schema", schemars(extend("const" = 1)))]
    pub schema_version: u32,
    /// The scorecard's id.
    pub id: Id,
    /// The fields that rules read, with their types.
    pub fields: Vec<Field>,
    /// Who they are.
    pub fit: AxisDefinition,
    /// What they do.
    pub engagement: AxisDefinition,
    /// The grade of each pair of bands: one row per fit band, one entry per engagement band.
    pub grades: Vec<Vec<Id>>,
    /// The grades that count as qualified.
    pub qualified: Vec<Id>,
}

/// One axis: rules that add points, the range the sum is held in, and the bands it is cut into.
#[derive(Debug, Clone, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct AxisDefinition {
    /// Points that every lead starts with.
    #[serde(default)]
    #[deserr(default)]
    pub base: Points,
    /// The least points of the axis.
    #[serde(default)]
    #[deserr(default)]
    pub min: Points,
    /// The most points of the axis.
    pub max: Points,
    /// The rules; the points of all that match are added.
    pub rules: Vec<ScoreRule>,
    /// The bands, best first; the last one starts at `min` or below.
    pub bands: Vec<Band>,
}

/// Points for leads that match a condition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct ScoreRule {
    /// The rule's id, unique within the scorecard; reasons name it.
    pub id: Id,
    /// When the points count; a missing field never earns points.
    pub when: Condition,
    /// The points, negative for what speaks against the lead.
    pub points: Points,
}

/// A band of an axis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct Band {
    /// The band's name, such as `A`.
    pub id: Id,
    /// The least points that belong to it.
    pub from: Points,
}

impl ScorecardDefinition {
    /// The kind that a scorecard states.
    pub const KIND: &'static str = "scoring.scorecard";
}
