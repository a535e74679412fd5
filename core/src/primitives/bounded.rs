//! Numbers within bounds that their constructor checks.

use serde::Serialize;

use super::decode::refined;
use crate::error::ErrorCode;

macro_rules! bounded_float {
    ($(#[$doc:meta])* $name:ident, $low:expr, $high:expr, $code:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize)]
        #[serde(transparent)]
        pub struct $name(f64);

        impl $name {
            /// The number, when it is within the bounds.
            ///
            /// # Errors
            /// The code that names the bounds.
            pub fn try_new(value: f64) -> Result<Self, ErrorCode> {
                if value.is_finite() && ($low..=$high).contains(&value) { Ok(Self(value)) } else { Err($code) }
            }

            /// The number.
            pub fn get(self) -> f64 {
                self.0
            }
        }

        refined!($name, f64, $name::try_new);

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let mut schema = schemars::json_schema!({ "type": "number", "minimum": $low });
                if ($high as f64).is_finite() {
                    schema.insert("maximum".to_owned(), ($high).into());
                }
                schema
            }
        }
    };
}

bounded_float! {
    /// A probability, 0 to 1.
    ///
    /// ```
    /// use leadstone::Probability;
    /// assert_eq!(Probability::try_new(0.25).unwrap().get(), 0.25);
    /// assert!(Probability::try_new(1.01).is_err());
    /// assert!(Probability::try_new(f64::NAN).is_err());
    /// ```
    Probability, 0.0, 1.0, ErrorCode::NumberNotAProbability
}

bounded_float! {
    /// A share of a whole, 0 to 1.
    ///
    /// ```
    /// use leadstone::Share;
    /// assert_eq!(Share::try_new(0.2).unwrap().get(), 0.2);
    /// ```
    Share, 0.0, 1.0, ErrorCode::NumberNotAShare
}

bounded_float! {
    /// A number of days, 0 to 36,525 (a hundred years).
    ///
    /// ```
    /// use leadstone::DayCount;
    /// assert!(DayCount::try_new(-1.0).is_err());
    /// ```
    DayCount, 0.0, 36_525.0, ErrorCode::NumberNotADayCount
}

bounded_float! {
    /// A weight of something against its peers, 0 to a million.
    ///
    /// ```
    /// use leadstone::Weight;
    /// assert_eq!(Weight::try_new(1.5).unwrap().get(), 1.5);
    /// ```
    Weight, 0.0, 1_000_000.0, ErrorCode::NumberNotAWeight
}

impl Weight {
    /// The weight of one among equals.
    pub const ONE: Self = Self(1.0);
}

macro_rules! literal_default {
    ($($name:ident),*) => {$(
        impl $name {
            /// A default that this crate writes itself.
            ///
            /// INVARIANT: callers pass a literal within the bounds.
            pub(crate) const fn literal(value: f64) -> Self {
                Self(value)
            }
        }
    )*};
}

literal_default!(Probability, Share, Weight);

/// A whole number within bounds, wherever it is defined: its constructor, decoding and schema.
macro_rules! bounded_integer {
    ($(#[$meta:meta])* $name:ident($source:ty), $low:expr, $high:expr, $code:expr) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
        #[serde(transparent)]
        pub struct $name($source);

        impl $name {
            /// The number, when it is within the bounds.
            ///
            /// # Errors
            /// The code that names the bounds.
            pub fn try_new(value: $source) -> Result<Self, $crate::error::ErrorCode> {
                if ($low..=$high).contains(&value) { Ok(Self(value)) } else { Err($code) }
            }

            /// The number.
            pub fn get(self) -> $source {
                self.0
            }
        }

        $crate::primitives::decode::refined!($name, $source, $name::try_new);

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "integer", "minimum": $low, "maximum": $high })
            }
        }
    };
}
pub(crate) use bounded_integer;

bounded_integer! {
    /// Points of a scorecard: a whole number from -1,000,000 to 1,000,000.
    ///
    /// ```
    /// use leadstone::Points;
    /// assert_eq!(Points::try_new(-15).unwrap().get(), -15);
    /// ```
    #[derive(Default)]
    Points(i64), -1_000_000, 1_000_000, ErrorCode::NumberNotPoints
}
