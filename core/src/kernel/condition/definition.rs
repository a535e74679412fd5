//! The condition tree as data.

use deserr::Deserr;
use serde::Serialize;

use crate::primitives::decode::DecodeError;
use crate::primitives::{Id, Literal};

/// A test over the fields of one record.
///
/// At most 512 nodes and 32 levels; the worst cost is one visit per node.
#[derive(Debug, Clone, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[deserr(error = DecodeError, tag = "type", deny_unknown_fields)]
pub enum Condition {
    /// True for every record.
    #[deserr(rename = "always")]
    Always {},
    /// True when all of them are; unknown when none is false and one is unknown.
    #[deserr(rename = "all")]
    All {
        /// The conditions; none of them is true.
        of: Vec<Condition>,
    },
    /// True when one of them is; unknown when none is true and one is unknown.
    #[deserr(rename = "any")]
    Any {
        /// The conditions; none of them is false.
        of: Vec<Condition>,
    },
    /// True when the condition is false; unknown stays unknown.
    #[deserr(rename = "not")]
    Not {
        /// The condition.
        of: Box<Condition>,
    },
    /// Compares a field with a value.
    #[deserr(rename = "compare")]
    Compare {
        /// The field's declared name.
        field: Id,
        /// How it is compared.
        op: Comparison,
        /// What it is compared with.
        value: Literal,
    },
    /// True when the field equals one of the values.
    #[deserr(rename = "one_of")]
    OneOf {
        /// The field's declared name.
        field: Id,
        /// The values.
        values: Vec<Literal>,
    },
    /// True when the field lies between two values, both included.
    #[deserr(rename = "between")]
    Between {
        /// The field's declared name.
        field: Id,
        /// The lower value.
        low: Literal,
        /// The upper value.
        high: Literal,
    },
    /// True when the field has a value; never unknown.
    #[deserr(rename = "present")]
    Present {
        /// The field's declared name.
        field: Id,
    },
    /// True when the field has no value; never unknown.
    #[deserr(rename = "absent")]
    Absent {
        /// The field's declared name.
        field: Id,
    },
}

/// How a field is compared with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[deserr(error = DecodeError)]
pub enum Comparison {
    /// Equal.
    #[deserr(rename = "equal")]
    Equal,
    /// Not equal.
    #[deserr(rename = "not_equal")]
    NotEqual,
    /// Smaller; earlier.
    #[deserr(rename = "below")]
    Below,
    /// Smaller or equal; not later.
    #[deserr(rename = "at_most")]
    AtMost,
    /// Greater; later.
    #[deserr(rename = "above")]
    Above,
    /// Greater or equal; not earlier.
    #[deserr(rename = "at_least")]
    AtLeast,
}

impl Comparison {
    /// Whether it needs an order and not only equality.
    pub fn needs_order(self) -> bool {
        !matches!(self, Self::Equal | Self::NotEqual)
    }

    pub(crate) fn holds(self, order: std::cmp::Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::NotEqual => order.is_ne(),
            Self::Below => order.is_lt(),
            Self::AtMost => order.is_le(),
            Self::Above => order.is_gt(),
            Self::AtLeast => order.is_ge(),
        }
    }
}
