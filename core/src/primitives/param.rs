//! Typed parameters of reasons and errors: values, never sentences.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use super::template::{Piece, pieces};
use super::{Decimal, Instant, Money};

/// The named values of a reason or an error.
pub type Params = BTreeMap<&'static str, Param>;

/// One typed value in a reason or an error.
///
/// ```
/// use leadstone::Param;
/// let text = serde_json::to_string(&Param::from(3_i64)).unwrap();
/// assert_eq!(text, r#"{"type":"integer","value":3}"#);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", content = "value", rename_all = "snake_case")]
pub enum Param {
    /// A name, an id, or a text of the host.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A finite number.
    Number(f64),
    /// A share between 0 and 1, shown as per cent.
    Share(f64),
    /// An exact decimal.
    Decimal(Decimal),
    /// An amount of money.
    Money(Money),
    /// A point in time.
    Instant(Instant),
    /// A local calendar day, `YYYY-MM-DD`.
    Date(chrono::NaiveDate),
    /// Several values.
    List(Vec<Self>),
}

impl fmt::Display for Param {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(value) => f.write_str(value),
            Self::Integer(value) => write!(f, "{value}"),
            Self::Number(value) => write!(f, "{value}"),
            Self::Share(value) => write!(f, "{}%", (value * 1000.0).round() / 10.0),
            Self::Decimal(value) => write!(f, "{value}"),
            Self::Money(value) => write!(f, "{value}"),
            Self::Instant(value) => write!(f, "{value}"),
            Self::Date(value) => write!(f, "{value}"),
            Self::List(values) => {
                for (at, value) in values.iter().enumerate() {
                    if at > 0 {
                        f.write_str(", ")?;
                    }
                    write!(f, "{value}")?;
                }
                Ok(())
            }
        }
    }
}

macro_rules! param_from {
    ($($source:ty => $variant:ident),* $(,)?) => {
        $(impl From<$source> for Param {
            fn from(value: $source) -> Self {
                Self::$variant(value.into())
            }
        })*
    };
}

param_from!(&str => Text, String => Text, i64 => Integer, i32 => Integer, u32 => Integer, f64 => Number,
    Decimal => Decimal, Money => Money, Instant => Instant, chrono::NaiveDate => Date);

impl From<usize> for Param {
    fn from(value: usize) -> Self {
        Self::Integer(i64::try_from(value).unwrap_or(i64::MAX))
    }
}

impl<T: Into<Self>> From<Vec<T>> for Param {
    fn from(values: Vec<T>) -> Self {
        Self::List(values.into_iter().map(Into::into).collect())
    }
}

/// `template` with its values and the words that agree with them; a value that is absent stays as
/// it is written, so that a wrong text shows itself.
pub(crate) fn render(template: &str, params: &Params) -> String {
    let mut out = String::with_capacity(template.len() + 32);
    for piece in pieces(template) {
        match piece {
            Piece::Words(words) => out.push_str(words),
            Piece::Value(name) => match params.get(name) {
                Some(value) => out.push_str(&value.to_string()),
                None => out.extend(["{", name, "}"]),
            },
            Piece::Agreeing(agreement) => {
                let shown = params.get(agreement.name).map(ToString::to_string).unwrap_or_default();
                out.push_str(agreement.word(&shown));
            }
        }
    }
    out
}
