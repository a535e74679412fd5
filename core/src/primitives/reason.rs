//! Why a decision came out as it did.

use serde::Serialize;

use super::{Locale, Params};

/// One reason of a decision: a stable code, its part of the explained number, typed parameters.
///
/// Contributions of one decision sum exactly to the number that they explain; points and minor
/// units are whole numbers, so no rounding takes part.
///
/// ```
/// use leadstone::{Locale, Reason, ReasonCode};
/// let reason = Reason::new(ReasonCode::ScoringRule).with("rule", "budget_known").contributing(15.0);
/// assert_eq!(reason.text(Locale::En), "rule budget_known matched");
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reason {
    /// The stable code, such as `scoring.rule`.
    pub code: ReasonCode,
    /// The part of the explained number, in the report's unit; absent where no number is explained.
    pub contribution: Option<f64>,
    /// Typed values that the text of the code names.
    pub params: Params,
}

impl Reason {
    /// A reason without parameters.
    pub fn new(code: ReasonCode) -> Self {
        Self { code, contribution: None, params: Params::new() }
    }

    /// This reason with one more parameter.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<super::Param>) -> Self {
        self.params.insert(name, value.into());
        self
    }

    /// This reason with its part of the explained number.
    #[must_use]
    pub fn contributing(mut self, contribution: f64) -> Self {
        self.contribution = Some(contribution);
        self
    }

    /// The sentence for people.
    pub fn text(&self, locale: Locale) -> String {
        super::param::render(self.code.template(locale), &self.params)
    }
}

macro_rules! reason_codes {
    ($($(#[$doc:meta])* $variant:ident = $code:literal, $en:literal, $zh:literal;)*) => {
        /// The stable codes of reasons, each with its text in every language.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum ReasonCode {
            $(#[doc = $en] #[serde(rename = $code)] $variant,)*
        }

        impl ReasonCode {
            /// Every code, in the order of the catalogue.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The code as text.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// The text with `{name}` for each parameter.
            pub const fn template(self, locale: Locale) -> &'static str {
                match (self, locale) {
                    $((Self::$variant, Locale::En) => $en, (Self::$variant, Locale::ZhCn) => $zh,)*
                }
            }
        }
    };
}

reason_codes! {
    ScoringBase = "scoring.base", "starting points of {axis}", "{axis} 起始分";
    ScoringRule = "scoring.rule", "rule {rule} matched", "命中规则 {rule}";
    ScoringClamp = "scoring.clamp", "{axis} is held between {min} and {max}", "{axis} 限制在 {min} 到 {max} 之间";
}
