//! What the morning run is asked, and what it hands to the next one.

use deserr::Deserr;
use serde::{Serialize, Serializer};

use crate::error::{Error, ErrorCode};
use crate::health::HealthState;
use crate::primitives::decode::{DecodeError, refined};
use crate::primitives::{Day, Instant, JsonPointer, Zone, decode};
use crate::routing::RotationCredit;

/// The options of a brief.
///
/// ```
/// use leadstone::engine::BriefOptions;
/// let options = BriefOptions::from_json(r#"{"as_of": "2026-06-18"}"#).unwrap();
/// assert_eq!(options, BriefOptions::at("2026-06-18").unwrap());
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
#[non_exhaustive]
pub struct BriefOptions {
    /// Up to when facts count.
    pub as_of: AsOf,
    /// The `state` of the brief before; empty at the first run.
    #[serde(default)]
    #[deserr(default)]
    pub previous: BriefState,
}

/// What one morning hands to the next: values that the host keeps.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct BriefState {
    /// Whose turn it is in each pool.
    #[serde(default)]
    #[deserr(default)]
    pub rotation: Vec<RotationCredit>,
    /// Since when each light has its colour.
    #[serde(default)]
    #[deserr(default)]
    pub health: Option<HealthState>,
}

/// An instant (RFC 3339), or a local day, which stands for its end in the pack's zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AsOf {
    /// A point in time.
    Instant(Instant),
    /// The end of a local day.
    Day(Day),
}

impl AsOf {
    /// The instant, with days cut in `zone`.
    ///
    /// # Errors
    /// Class `input`: `time.out_of_range`.
    pub fn instant(self, zone: &Zone) -> Result<Instant, Error> {
        match self {
            Self::Instant(at) => Ok(at),
            Self::Day(day) => zone.end_of(day.date()).map_err(|_| {
                let at = JsonPointer::root().key("as_of");
                Error::input(vec![crate::Violation::new(ErrorCode::TimeOutOfRange, at)])
            }),
        }
    }
}

impl std::str::FromStr for AsOf {
    type Err = ErrorCode;

    fn from_str(text: &str) -> Result<Self, ErrorCode> {
        let day = text.parse().map(Self::Day);
        day.or_else(|_| text.parse().map(Self::Instant)).map_err(|_| ErrorCode::TimeNotAnAsOf)
    }
}

refined!(AsOf, String, |text| text.parse());

impl Serialize for AsOf {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Instant(at) => at.serialize(serializer),
            Self::Day(day) => day.serialize(serializer),
        }
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for AsOf {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "AsOf".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "description": "An instant (RFC 3339), or a local day YYYY-MM-DD, which stands for its end in the pack's zone.",
        })
    }
}

impl BriefOptions {
    /// Options for an instant (RFC 3339) or a local day.
    ///
    /// # Errors
    /// Class `input`: `time.not_an_as_of`.
    pub fn at(as_of: &str) -> Result<Self, Error> {
        let as_of = as_of.parse().map_err(|code| {
            let at = JsonPointer::root().key("as_of");
            Error::input(vec![crate::Violation::new(code, at).with_value(as_of)])
        })?;
        Ok(Self { as_of, previous: BriefState::default() })
    }

    /// These options with what the brief before handed over.
    #[must_use]
    pub fn after(mut self, previous: BriefState) -> Self {
        self.previous = previous;
        self
    }

    /// Options written as JSON.
    ///
    /// # Errors
    /// Class `input`: `decode.*`, `time.not_an_as_of`.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        decode::parse(text).and_then(decode::decode).map_err(Error::input)
    }
}
