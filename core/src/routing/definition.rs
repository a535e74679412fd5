//! The routing policy as data.

use deserr::Deserr;
use serde::Serialize;

use crate::kernel::condition::Condition;
use crate::primitives::decode::DecodeError;
use crate::primitives::{Field, Id, Points};

/// Who gets which lead: kind `routing.policy`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct RoutingDefinition {
    /// Always `routing.policy`.
    #[cfg_attr(feature = "schema", schemars(extend("const" = "routing.policy")))]
    pub kind: String,
    /// Always 1.
    #[cfg_attr(feature = "schema", schemars(extend("const" = 1)))]
    pub schema_version: u32,
    /// The policy's id.
    pub id: Id,
    /// The fields of leads that the policy reads, with their types.
    pub lead_fields: Vec<Field>,
    /// The fields of reps that the policy reads, with their types.
    pub rep_fields: Vec<Field>,
    /// The pools in order; a lead goes to the first one that takes it.
    pub pools: Vec<PoolDefinition>,
    /// How much work a rep can hold.
    #[serde(default)]
    #[deserr(default)]
    pub capacity: CapacityPolicy,
    /// Most candidates listed per lead, best first; all refusals are counted besides. Default 5.
    #[serde(default = "candidates_listed")]
    #[deserr(default = candidates_listed())]
    pub candidates_listed: u32,
}

fn candidates_listed() -> u32 {
    5
}

/// How many open leads a rep can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct CapacityPolicy {
    /// The capacity of a rep who states none, in open leads. Default 30.
    #[serde(default = "default_capacity")]
    #[deserr(default = default_capacity())]
    pub default: u32,
}

fn default_capacity() -> u32 {
    30
}

impl Default for CapacityPolicy {
    fn default() -> Self {
        Self { default: default_capacity() }
    }
}

/// A group of leads and the reps who share them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct PoolDefinition {
    /// The pool's id, unique within the policy; reasons name it.
    pub id: Id,
    /// The leads that the pool takes, over `lead_fields`. Default: all.
    #[serde(default = "always")]
    #[deserr(default = always())]
    pub when: Condition,
    /// The reps who work in it, over `rep_fields`. Default: all.
    #[serde(default = "always")]
    #[deserr(default = always())]
    pub reps: Condition,
    /// Fields in which the rep must equal the lead, such as the region. Default: none.
    #[serde(default, rename = "match")]
    #[deserr(default, rename = "match")]
    pub matches: Vec<FieldMatch>,
    /// What makes one eligible rep better for a lead than another. Default: nothing.
    #[serde(default)]
    #[deserr(default)]
    pub prefer: Vec<Preference>,
    /// Whether a lead that nobody in this pool can take goes on to the next pool. Default: no.
    #[serde(default)]
    #[deserr(default)]
    pub fall_through: bool,
}

fn always() -> Condition {
    Condition::Always {}
}

fn all() -> Box<Condition> {
    Box::new(always())
}

/// A field of the lead and a field of the rep that must be equal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct FieldMatch {
    /// The lead's field.
    pub lead: Id,
    /// The rep's field, of the same type.
    pub rep: Id,
}

/// Points for reps who suit a lead better; the most points go before whose turn it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[deserr(error = DecodeError, tag = "type", deny_unknown_fields)]
pub enum Preference {
    /// Reps whose field equals the lead's, such as the segment, the language or the present owner.
    #[deserr(rename = "same")]
    Same {
        /// The preference's id, unique within the pool; reasons name it.
        id: Id,
        /// The lead's field.
        lead: Id,
        /// The rep's field, of the same type.
        rep: Id,
        /// The points.
        points: Points,
    },
    /// Reps who meet a condition, for leads that meet a condition: seniors for large leads.
    #[deserr(rename = "reps")]
    Reps {
        /// The preference's id, unique within the pool; reasons name it.
        id: Id,
        /// The leads it counts for, over `lead_fields`. Default: all.
        #[serde(default = "all")]
        #[deserr(default = all())]
        when: Box<Condition>,
        /// The reps it counts for, over `rep_fields`.
        reps: Box<Condition>,
        /// The points.
        points: Points,
    },
}

impl Preference {
    /// The preference's id.
    pub fn id(&self) -> &Id {
        match self {
            Self::Same { id, .. } | Self::Reps { id, .. } => id,
        }
    }

    /// The points it gives.
    pub fn points(&self) -> Points {
        match self {
            Self::Same { points, .. } | Self::Reps { points, .. } => *points,
        }
    }
}

impl RoutingDefinition {
    /// The kind that a routing policy states.
    pub const KIND: &'static str = "routing.policy";
}
