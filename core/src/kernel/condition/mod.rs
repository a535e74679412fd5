//! Conditions over the fields of a record: a typed tree of data, never code.
//!
//! Three-valued (Kleene): a test on a missing field is *unknown*, `not unknown` is unknown, and a
//! condition matches only when it is *true*. Ask for missing fields with `present` and `absent`.
//! Fields are declared with their types, so that a mistake is found when the definition is
//! compiled and not when the thousandth lead arrives.
//!
//! ```
//! use leadstone::condition::{Condition, ConditionModel, Truth};
//! use leadstone::{Field, FieldType, Id, ScalarRef, decode};
//! let fields = [Field::new(Id::try_new("employees").unwrap(), FieldType::Integer)];
//! let text = r#"{"type": "compare", "field": "employees", "op": "at_least", "value": 200}"#;
//! let condition: Condition = decode::decode(decode::parse(text).unwrap()).unwrap();
//! let model = ConditionModel::compile(&condition, &fields).unwrap();
//! let row = [Some(ScalarRef::Integer(250))];
//! assert_eq!(model.evaluate(&row[..]), Truth::True);
//! assert_eq!(model.evaluate(&[None][..]), Truth::Unknown);
//! ```

pub mod adapter;
mod change;
mod change_events;
mod change_search;
mod change_values;
mod columns;
mod compile;
mod compile_events;
mod compile_leaf;
mod constant;
mod decode;
mod definition;
mod event_test;
mod held;
mod leaf;
mod model;
mod report;
mod rule_columns;
mod rule_compile;
mod rule_definition;
mod rule_model;
mod rule_report;
mod rule_request;
mod terms;

pub use change::{EditTo, FieldEdit, NoChange};
pub use definition::Condition;
pub use held::HeldRecord;
pub use model::{ConditionModel, DatedCondition, MissingValue, Truth};
pub use report::Explanation;
pub use rule_columns::{
    ColumnRow, MatchedRules, MissingInRow, PackedColumn, RecordColumns, RuleBatchOptions, RuleColumns, RuleTally,
    Unreadable,
};
pub use rule_definition::{RuleDefinition, RuleSetDefinition};
pub use rule_model::{RuleOutcome, RuleRun, RuleSetModel};
pub use rule_report::{RuleError, RuleExplanation, RuleReport};
pub use rule_request::{RuleChangedRequest, RuleExplainRequest, RuleRequest};
pub use terms::{Comparison, Measure, OnMissing};
