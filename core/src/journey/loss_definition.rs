//! How losses are recorded, as data.

use deserr::Deserr;
use serde::Serialize;

use crate::primitives::decode::DecodeError;
use crate::primitives::{Id, LocalText};

/// How losses are recorded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct LossDefinition {
    /// The state of lost customers; whoever enters it needs a code.
    pub state: Id,
    /// The text field that holds the code. Default `loss_reason`.
    #[serde(default = "loss_reason")]
    #[deserr(default = loss_reason())]
    pub code_field: Id,
    /// The text field that holds the free text. Default `loss_text`; must be declared when a code needs it.
    #[serde(default = "loss_text")]
    #[deserr(default = loss_text())]
    pub text_field: Id,
    /// The text field that names the competitor. Default `loss_competitor`; must be declared when a code needs it.
    #[serde(default = "loss_competitor")]
    #[deserr(default = loss_competitor())]
    pub competitor_field: Id,
    /// The date field that says when to try again. Default `re_engage_on`; must be declared when a code needs it.
    #[serde(default = "re_engage_on")]
    #[deserr(default = re_engage_on())]
    pub re_engage_field: Id,
    /// The codes.
    pub codes: Vec<LossCode>,
}

fn loss_reason() -> Id {
    Id::literal("loss_reason")
}

fn loss_text() -> Id {
    Id::literal("loss_text")
}

fn loss_competitor() -> Id {
    Id::literal("loss_competitor")
}

fn re_engage_on() -> Id {
    Id::literal("re_engage_on")
}

/// Why a customer was lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct LossCode {
    /// The code, as stored by the host.
    pub id: Id,
    /// Its name for people.
    pub names: LocalText,
    /// The code of which it is a part; a code that has parts cannot be chosen itself.
    #[serde(default)]
    #[deserr(default)]
    pub parent: Option<Id>,
    /// Whether it says too little without a text, as `other` does. Default: no.
    #[serde(default)]
    #[deserr(default)]
    pub needs_text: bool,
    /// Whether it says too little without the competitor. Default: no.
    #[serde(default)]
    #[deserr(default)]
    pub needs_competitor: bool,
    /// Whether it needs the day on which to try again. Default: no.
    #[serde(default)]
    #[deserr(default)]
    pub needs_re_engage: bool,
}
