//! The rule set as data.

use deserr::Deserr;
use serde::Serialize;

use crate::primitives::decode::DecodeError;
use crate::primitives::{Field, Id, LocalText};

use super::definition::Condition;

/// Rules over one kind of record: kind `condition.rules`.
///
/// ```json
/// { "kind": "condition.rules", "schema_version": 1, "id": "leads",
///   "fields": [{ "name": "score", "type": "integer" }],
///   "rules": [{ "id": "hot", "names": { "en": "Hot lead", "zh-CN": "高意向线索" },
///               "when": { "type": "compare", "field": "score", "op": "at_least", "value": 62 } }] }
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct RuleSetDefinition {
    /// Always `condition.rules`.
    #[cfg_attr(feature = "schema", schemars(extend("const" = "condition.rules")))]
    pub kind: String,
    /// Always 1.
    #[cfg_attr(feature = "schema", schemars(extend("const" = 1)))]
    pub schema_version: u32,
    /// The rule set's id.
    pub id: Id,
    /// The fields that rules read, with their types.
    pub fields: Vec<Field>,
    /// The rules, in the order in which the first match is looked for.
    pub rules: Vec<RuleDefinition>,
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct RuleDefinition {
    /// The rule's id, unique within the set.
    pub id: Id,
    /// What it is called, for people.
    #[serde(default)]
    #[deserr(default)]
    pub names: Option<LocalText>,
    /// When it matches.
    pub when: Condition,
}

impl RuleSetDefinition {
    /// The kind that a rule set states.
    pub const KIND: &'static str = "condition.rules";
}
