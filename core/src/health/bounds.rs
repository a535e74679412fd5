//! Where green ends and red begins.

use deserr::Deserr;
use serde::Serialize;

use crate::primitives::decode::DecodeError;

/// How near a bound a value counts as on it: values are quotients and roots of floats.
const ON_BOUND: f64 = 1e-9;

/// The two bounds of a light and their direction; between them it is amber.
///
/// ```
/// use leadstone::health::LightBounds;
/// let share = LightBounds::HigherIsBetter { green: 0.65, red: 0.60 };
/// assert!(share.is_green(0.65) && !share.is_green(0.649));
/// assert!(share.is_red(0.599) && !share.is_red(0.60));
/// let days = LightBounds::LowerIsBetter { green: 3.2, red: 5.0 };
/// assert!(days.is_green(3.2) && !days.is_green(3.3));
/// assert!(days.is_red(5.1) && !days.is_red(5.0));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[deserr(error = DecodeError, tag = "type", deny_unknown_fields)]
pub enum LightBounds {
    /// Green from `green` on, red under `red`.
    #[deserr(rename = "higher_is_better")]
    HigherIsBetter {
        /// The least green value.
        green: f64,
        /// The least value that is not red.
        red: f64,
    },
    /// Green up to `green`, red over `red`.
    #[deserr(rename = "lower_is_better")]
    LowerIsBetter {
        /// The greatest green value.
        green: f64,
        /// The greatest value that is not red.
        red: f64,
    },
}

impl LightBounds {
    /// The bound of green, which is green itself.
    pub fn green(self) -> f64 {
        match self {
            Self::HigherIsBetter { green, .. } | Self::LowerIsBetter { green, .. } => green,
        }
    }

    /// The bound of red, which is not red itself.
    pub fn red(self) -> f64 {
        match self {
            Self::HigherIsBetter { red, .. } | Self::LowerIsBetter { red, .. } => red,
        }
    }

    /// Whether more is better.
    pub fn higher_is_better(self) -> bool {
        matches!(self, Self::HigherIsBetter { .. })
    }

    /// Whether a value is green; the bound itself is.
    pub fn is_green(self, value: f64) -> bool {
        self.beyond(self.green(), value) <= 0.0
    }

    /// Whether a value is red; the bound itself is not.
    pub fn is_red(self, value: f64) -> bool {
        self.beyond(self.red(), value) > 0.0
    }

    /// Whether every value over `floor` is red.
    pub(super) fn is_red_over(self, floor: f64) -> bool {
        !self.higher_is_better() && self.beyond(self.red(), floor) >= 0.0
    }

    /// How far a value is past the red bound, in widths of the amber zone; 0 when it is not red.
    ///
    /// Where the zone is empty the red bound itself is the width, and 1 where that is 0.
    pub fn severity(self, value: f64) -> f64 {
        let zone = (self.green() - self.red()).abs();
        let width = [zone, self.red().abs()].into_iter().find(|width| *width > ON_BOUND).unwrap_or(1.0);
        self.beyond(self.red(), value).max(0.0) / width
    }

    /// Whether green and red do not overlap.
    pub(super) fn is_ordered(self) -> bool {
        self.beyond(self.red(), self.green()) <= 0.0
    }

    /// How far a value is past a bound on its bad side; 0 on the bound.
    fn beyond(self, bound: f64, value: f64) -> f64 {
        let past = if self.higher_is_better() { bound - value } else { value - bound };
        if past.abs() <= ON_BOUND * bound.abs().max(1.0) { 0.0 } else { past }
    }
}
