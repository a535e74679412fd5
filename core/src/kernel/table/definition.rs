//! The decision table as data.

use deserr::Deserr;
use serde::Serialize;

use crate::primitives::decode::DecodeError;
use crate::primitives::{Field, FieldType, Id, Literal};

/// A decision table: kind `table.decision`.
///
/// A row matches when each of its cells is true of the input that stands above it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct TableDefinition {
    /// Always `table.decision`.
    #[cfg_attr(feature = "schema", schemars(extend("const" = "table.decision")))]
    pub kind: String,
    /// Always 1.
    #[cfg_attr(feature = "schema", schemars(extend("const" = 1)))]
    pub schema_version: u32,
    /// The table's id.
    pub id: Id,
    /// What is asked, one column each; at most 64.
    pub inputs: Vec<TableInput>,
    /// What is answered, one column each; at most 64.
    pub outputs: Vec<TableOutput>,
    /// What happens when several rows match.
    #[serde(default)]
    #[deserr(default)]
    pub hit_policy: HitPolicy,
    /// What `collect` makes of the rows that match.
    #[serde(default)]
    #[deserr(default)]
    pub aggregate: Aggregate,
    /// The rows, in order; at most 10,000.
    #[serde(default)]
    #[deserr(default)]
    pub rows: Vec<TableRow>,
    /// The rows written as CSV, instead of `rows`; the compiled definition has them as `rows`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub csv: Option<String>,
    /// The outputs when no row matches, one per output.
    #[serde(default)]
    #[deserr(default)]
    pub default: Option<Vec<Literal>>,
}

/// One question of a table: a declared field, and what may be given for it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct TableInput {
    /// The field's name in records and columns.
    pub name: Id,
    /// What it holds.
    #[serde(rename = "type")]
    #[deserr(rename = "type")]
    pub field_type: FieldType,
    /// Whether it is personal data, which is never shown.
    #[serde(default)]
    #[deserr(default)]
    pub pii: bool,
    /// Whether it may be missing; a record without an input that may not is refused.
    #[serde(default)]
    #[deserr(default)]
    pub optional: bool,
    /// For `enum`, the values that it may hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[deserr(default)]
    pub values: Vec<Id>,
}

impl TableInput {
    /// The input as a declared field.
    pub fn field(&self) -> Field {
        Field { pii: self.pii, values: self.values.clone(), ..Field::new(self.name.clone(), self.field_type) }
    }
}

/// One answer of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct TableOutput {
    /// Its name.
    pub name: Id,
    /// What it holds.
    #[serde(rename = "type")]
    #[deserr(rename = "type")]
    pub field_type: FieldType,
    /// The only values that it may hold, highest priority first; empty for no such limit.
    #[serde(default)]
    #[deserr(default)]
    pub values: Vec<Literal>,
}

/// What happens when several rows match: the hit policies of DMN 1.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[deserr(error = DecodeError)]
pub enum HitPolicy {
    /// At most one row may match; two are a conflict.
    #[default]
    #[deserr(rename = "unique")]
    Unique,
    /// Several may match when their outputs are the same; others are a conflict.
    #[deserr(rename = "any")]
    Any,
    /// The first row in order decides.
    #[deserr(rename = "first")]
    First,
    /// The row whose outputs stand first in `values` decides, output by output; then the first in order.
    #[deserr(rename = "priority")]
    Priority,
    /// All rows that match, in order.
    #[deserr(rename = "rule_order")]
    RuleOrder,
    /// All rows that match, brought together as `aggregate` says.
    #[deserr(rename = "collect")]
    Collect,
}

impl HitPolicy {
    /// Whether it answers one entry per matching row.
    pub fn is_list(self, aggregate: Aggregate) -> bool {
        self == Self::RuleOrder || self == Self::Collect && aggregate == Aggregate::List
    }
}

/// What `collect` makes of the rows that match, output by output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[deserr(error = DecodeError)]
pub enum Aggregate {
    /// The outputs of each row.
    #[default]
    #[deserr(rename = "list")]
    List,
    /// The sum of the numbers.
    #[deserr(rename = "sum")]
    Sum,
    /// The smallest, or earliest.
    #[deserr(rename = "min")]
    Min,
    /// The greatest, or latest.
    #[deserr(rename = "max")]
    Max,
    /// Only how many rows match.
    #[deserr(rename = "count")]
    Count,
}

impl Aggregate {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Sum => "sum",
            Self::Min => "min",
            Self::Max => "max",
            Self::Count => "count",
        }
    }
}

/// One rule of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct TableRow {
    /// The row's id, unique within the table; reasons name it.
    pub id: Id,
    /// One test per input, in their order; null is true of every value and of a missing one.
    pub when: Vec<Option<CellTest>>,
    /// One value per output, in their order.
    pub then: Vec<Literal>,
}

/// A test of one input; unknown for a missing value, unless it asks for one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[deserr(error = DecodeError, tag = "type", deny_unknown_fields)]
pub enum CellTest {
    /// The input equals a value.
    #[deserr(rename = "equal")]
    Equal {
        /// The value.
        value: Literal,
    },
    /// The input equals one of the values.
    #[deserr(rename = "one_of")]
    OneOf {
        /// The values.
        values: Vec<Literal>,
    },
    /// The input lies on one side of a value.
    #[deserr(rename = "compare")]
    Compare {
        /// Which side.
        op: Side,
        /// The value.
        value: Literal,
    },
    /// The input lies between two values, both included unless said.
    #[deserr(rename = "between")]
    Between {
        /// The lower value.
        low: Literal,
        /// The upper value.
        high: Literal,
        /// Whether the lower value itself is left out.
        #[serde(default)]
        #[deserr(default)]
        low_open: bool,
        /// Whether the upper value itself is left out.
        #[serde(default)]
        #[deserr(default)]
        high_open: bool,
    },
    /// The test within is false.
    #[deserr(rename = "not")]
    Not {
        /// The test.
        of: Box<CellTest>,
    },
    /// The input has a value; never unknown.
    #[deserr(rename = "present")]
    Present {},
    /// The input has no value; never unknown.
    #[deserr(rename = "absent")]
    Absent {},
}

/// A side of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[deserr(error = DecodeError)]
pub enum Side {
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

impl TableDefinition {
    /// The kind that a table states.
    pub const KIND: &'static str = "table.decision";
}
