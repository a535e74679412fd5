//! Typed constants of a compiled condition, and how values are held against them.

use std::cmp::Ordering;
use std::fmt;

use chrono::NaiveDate;

use crate::primitives::{Decimal, Instant, Param, ScalarRef};

/// A typed constant of a condition.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Constant {
    Boolean(bool),
    Integer(i64),
    Decimal(Decimal),
    Text(String),
    Instant(Instant),
    Date(NaiveDate),
}

impl Constant {
    /// The order of a record's value against this constant; `None` when their types differ.
    pub(crate) fn order_of(&self, value: ScalarRef<'_>) -> Option<Ordering> {
        match (value, self) {
            (ScalarRef::Boolean(value), Self::Boolean(constant)) => Some(value.cmp(constant)),
            (ScalarRef::Integer(value), Self::Integer(constant)) => Some(value.cmp(constant)),
            (ScalarRef::Decimal(value), Self::Decimal(constant)) => Some(value.cmp(constant)),
            (ScalarRef::Integer(value), Self::Decimal(constant)) => Some(Decimal::from_integer(value).cmp(constant)),
            (ScalarRef::Text(value), Self::Text(constant)) => Some(value.cmp(constant.as_str())),
            (ScalarRef::Instant(value), Self::Instant(constant)) => Some(value.cmp(constant)),
            (ScalarRef::Date(value), Self::Date(constant)) => Some(value.cmp(constant)),
            _ => None,
        }
    }

    /// The constant as a value of a record.
    pub(crate) fn as_scalar(&self) -> ScalarRef<'_> {
        match self {
            Self::Boolean(value) => ScalarRef::Boolean(*value),
            Self::Integer(value) => ScalarRef::Integer(*value),
            Self::Decimal(value) => ScalarRef::Decimal(*value),
            Self::Text(value) => ScalarRef::Text(value),
            Self::Instant(value) => ScalarRef::Instant(*value),
            Self::Date(value) => ScalarRef::Date(*value),
        }
    }

    /// The constant as a parameter, always a text: that is how explanations write thresholds.
    pub(crate) fn to_param(&self) -> Param {
        match self {
            Self::Text(value) => value.as_str().into(),
            other => other.to_string().into(),
        }
    }
}

impl fmt::Display for Constant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Boolean(value) => write!(f, "{value}"),
            Self::Integer(value) => write!(f, "{value}"),
            Self::Decimal(value) => write!(f, "{value}"),
            Self::Text(value) => f.write_str(value),
            Self::Instant(value) => write!(f, "{value}"),
            Self::Date(value) => write!(f, "{value}"),
        }
    }
}

/// The order of two values of a record; `None` when their types cannot be compared.
pub(crate) fn order_between(a: ScalarRef<'_>, b: ScalarRef<'_>) -> Option<Ordering> {
    match (a, b) {
        (ScalarRef::Boolean(a), ScalarRef::Boolean(b)) => Some(a.cmp(&b)),
        (ScalarRef::Integer(a), ScalarRef::Integer(b)) => Some(a.cmp(&b)),
        (ScalarRef::Integer(a), ScalarRef::Decimal(b)) => Some(Decimal::from_integer(a).cmp(&b)),
        (ScalarRef::Decimal(a), ScalarRef::Integer(b)) => Some(a.cmp(&Decimal::from_integer(b))),
        (ScalarRef::Decimal(a), ScalarRef::Decimal(b)) => Some(a.cmp(&b)),
        (ScalarRef::Text(a), ScalarRef::Text(b)) => Some(a.cmp(b)),
        (ScalarRef::Instant(a), ScalarRef::Instant(b)) => Some(a.cmp(&b)),
        (ScalarRef::Date(a), ScalarRef::Date(b)) => Some(a.cmp(&b)),
        _ => None,
    }
}
