//! What payments do, as data.

use deserr::Deserr;
use serde::Serialize;

use crate::primitives::decode::DecodeError;
use crate::primitives::{Currency, Id};

/// What happens when the money that is due has been received.
///
/// ```json
/// { "due_field": "contract_amount", "currency": "CNY", "transition": "receive",
///   "paid_effects": ["service_handover"], "value_effects": ["value_restate"] }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct PaymentsDefinition {
    /// The money field that says how much is due.
    pub due_field: Id,
    /// The currency of that field and of all payments.
    pub currency: Currency,
    /// The transition that is taken once that much has been received; it needs no approval.
    pub transition: Id,
    /// Effects of the first time that it is paid in full; never fired again. Default: none.
    #[serde(default)]
    #[deserr(default)]
    pub paid_effects: Vec<Id>,
    /// Effects of that time, and of every later change of the value: what has been received, at
    /// most what is due. Default: none.
    #[serde(default)]
    #[deserr(default)]
    pub value_effects: Vec<Id>,
}
