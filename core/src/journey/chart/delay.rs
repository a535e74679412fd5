//! How long until an event comes: a whole number and its unit.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use crate::error::ErrorCode;
use crate::primitives::decode::refined;

/// The units, the longest first, in microseconds.
const UNITS: [(&str, i64); 6] = [
    ("w", 604_800_000_000),
    ("d", 86_400_000_000),
    ("h", 3_600_000_000),
    ("m", 60_000_000),
    ("s", 1_000_000),
    ("ms", 1_000),
];
/// A hundred years of 365.25 days.
const LONGEST: i64 = 36_525 * 86_400_000_000;

/// A time to wait: a whole number of `ms`, `s`, `m`, `h`, `d` (24 hours) or `w`, at most a hundred years.
///
/// ```
/// use leadstone::journey::chart::Delay;
/// let delay: Delay = "72h".parse().unwrap();
/// assert_eq!(delay.micros(), 3 * 86_400_000_000);
/// assert_eq!(delay.to_string(), "3d");
/// assert!("3 days".parse::<Delay>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Delay(i64);

/// The text is no delay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DelayError;

impl Delay {
    /// The time in microseconds.
    pub fn micros(self) -> i64 {
        self.0
    }
}

impl FromStr for Delay {
    type Err = DelayError;

    fn from_str(text: &str) -> Result<Self, DelayError> {
        let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (number, unit) = text.split_at_checked(end).filter(|(number, _)| number.len() <= 16).ok_or(DelayError)?;
        let (_, size) = UNITS.iter().find(|(name, _)| *name == unit).ok_or(DelayError)?;
        let number: i64 = number.parse().map_err(|_| DelayError)?;
        let micros = number.checked_mul(*size).filter(|micros| *micros <= LONGEST).ok_or(DelayError)?;
        Ok(Self(micros))
    }
}

/// In the longest unit of which it is a whole number.
impl fmt::Display for Delay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = UNITS.iter().find(|(_, size)| self.0 != 0 && self.0 % size == 0);
        let (unit, size) = whole.copied().unwrap_or(("s", 1_000_000));
        write!(f, "{}{unit}", self.0 / size)
    }
}

impl Serialize for Delay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

refined!(Delay, String, |text| text.parse().map_err(|_| ErrorCode::JourneyChartNotADelay));

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Delay {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Delay".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "description": "A time to wait: a whole number of ms, s, m, h, d (24 hours) or w, at most a hundred years.",
            "pattern": "^[0-9]{1,16}(ms|s|m|h|d|w)$",
        })
    }
}
