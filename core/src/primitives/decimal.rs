//! A small exact decimal for conditions and quantities.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use deserr::{Deserr, IntoValue, Value, ValueKind, ValuePointerRef};
use serde::{Serialize, Serializer};

use super::decode::DecodeError;
use crate::error::ErrorCode;

/// An exact decimal number with at most 18 digits after the point and 20 before it.
///
/// Written in JSON as text (`"12.5"`), read from text or from a JSON number.
/// Equality and order are numeric: `1.50 == 1.5`.
///
/// ```
/// use leadstone::Decimal;
/// let price: Decimal = "12.50".parse().unwrap();
/// assert_eq!(price.to_string(), "12.5");
/// assert!(price < "13".parse().unwrap());
/// assert!("1e400".parse::<Decimal>().is_err());
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Decimal {
    mantissa: i128,
    scale: u8,
}

/// How a number with too many decimals is rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[deserr(error = DecodeError)]
pub enum Rounding {
    /// To the nearest, a half to the even neighbour.
    #[deserr(rename = "half_even")]
    HalfEven,
    /// To the nearest, a half away from zero.
    #[deserr(rename = "half_up")]
    HalfUp,
}

/// The text is not a decimal within the bounds of [`Decimal`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DecimalError;

const MAX_SCALE: u8 = 18;
const MAX_INTEGER: i128 = 100_000_000_000_000_000_000;

impl Decimal {
    /// `mantissa * 10^-scale`, reduced to its shortest form.
    ///
    /// # Errors
    /// When `scale` is over 18 or the integer part has more than 20 digits.
    pub fn try_new(mantissa: i128, scale: u8) -> Result<Self, DecimalError> {
        let (mut mantissa, mut scale) = (mantissa, scale);
        while scale > 0 && mantissa % 10 == 0 {
            mantissa /= 10;
            scale -= 1;
        }
        if scale > MAX_SCALE || mantissa.unsigned_abs() / power(scale).unsigned_abs() >= MAX_INTEGER.unsigned_abs() {
            return Err(DecimalError);
        }
        Ok(Self { mantissa, scale })
    }

    /// The exact decimal of an integer.
    pub fn from_integer(value: i64) -> Self {
        Self { mantissa: i128::from(value), scale: 0 }
    }

    /// The decimal as its nearest binary float.
    #[expect(clippy::cast_precision_loss, reason = "the nearest float is what is asked for")]
    pub fn to_f64(self) -> f64 {
        self.mantissa as f64 / power(self.scale) as f64
    }

    /// Digits after the point.
    pub fn decimals(self) -> u8 {
        self.scale
    }

    /// The decimal rounded to that many digits after the point.
    ///
    /// ```
    /// use leadstone::{Decimal, Rounding};
    /// let half: Decimal = "2.345".parse().unwrap();
    /// assert_eq!(half.rounded(2, Rounding::HalfEven).to_string(), "2.34");
    /// assert_eq!(half.rounded(2, Rounding::HalfUp).to_string(), "2.35");
    /// ```
    #[must_use]
    pub fn rounded(self, digits: u8, rounding: Rounding) -> Self {
        if self.scale <= digits {
            return self;
        }
        let unit = power(self.scale - digits);
        let (whole, rest) = (self.mantissa / unit, (self.mantissa % unit).abs());
        let away = match (rest * 2).cmp(&unit) {
            Ordering::Less => false,
            Ordering::Greater => true,
            Ordering::Equal => rounding == Rounding::HalfUp || whole % 2 != 0,
        };
        let mantissa = whole + if away { self.mantissa.signum() } else { 0 };
        // INVARIANT: at most one more digit before the point than `self` has; the bound is far above.
        Self::try_new(mantissa, digits).unwrap_or(self)
    }

    /// The whole part, rounded down, and the rest in units of 10^-18: sums of these are exact.
    pub(crate) fn parts(self) -> (i128, i128) {
        let unit = power(self.scale);
        let rest = self.mantissa.rem_euclid(unit) * power(MAX_SCALE - self.scale);
        (self.mantissa.div_euclid(unit), rest)
    }

    /// The decimal of a whole part and a rest in units of 10^-18; `None` beyond the bounds.
    pub(crate) fn from_parts(whole: i128, rest: i128) -> Option<Self> {
        let mantissa = whole.checked_mul(power(MAX_SCALE))?.checked_add(rest)?;
        Self::try_new(mantissa, MAX_SCALE).ok()
    }

    /// The number of 10^-18 that the decimal is; it always fits.
    pub(crate) fn units(self) -> i128 {
        self.mantissa * power(MAX_SCALE - self.scale)
    }

    /// The next decimal up or down with that many digits after the point; `None` beyond the bounds.
    pub(crate) fn stepped(self, up: bool, digits: u8) -> Option<Self> {
        let unit = power(MAX_SCALE.checked_sub(digits)?);
        let (whole, rest) = self.parts();
        Self::from_parts(whole, if up { rest + unit } else { rest - unit })
    }

    /// This decimal less a whole part and a rest in units of 10^-18; `None` beyond the bounds.
    pub(crate) fn less(self, whole: i128, rest: i128) -> Option<Self> {
        let (own_whole, own_rest) = self.parts();
        Self::from_parts(own_whole.checked_sub(whole)?, own_rest - rest)
    }

    /// The integer `self * 10^digits`, or `None` when that is not whole or does not fit.
    pub fn scaled(self, digits: u8) -> Option<i64> {
        if self.scale > digits || digits > MAX_SCALE {
            return None;
        }
        let value = self.mantissa.checked_mul(power(digits - self.scale))?;
        i64::try_from(value).ok()
    }
}

const fn power(scale: u8) -> i128 {
    10_i128.pow(scale as u32)
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal {}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        if self.scale == other.scale {
            return self.mantissa.cmp(&other.mantissa);
        }
        // Numbers of everyday size are brought to one scale without leaving an i128.
        if let (Ok(a), Ok(b)) = (i64::try_from(self.mantissa), i64::try_from(other.mantissa)) {
            let (left, right) = (MAX_SCALE - self.scale, MAX_SCALE - other.scale);
            let common = left.min(right);
            return (i128::from(a) * power(left - common)).cmp(&(i128::from(b) * power(right - common)));
        }
        // The whole and the rest are compared apart, so that no product leaves an i128.
        let (a, b) = (power(self.scale), power(other.scale));
        let whole = self.mantissa.div_euclid(a).cmp(&other.mantissa.div_euclid(b));
        whole.then_with(|| {
            let (left, right) = (self.mantissa.rem_euclid(a), other.mantissa.rem_euclid(b));
            (left * power(MAX_SCALE - self.scale)).cmp(&(right * power(MAX_SCALE - other.scale)))
        })
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.mantissa < 0 { "-" } else { "" };
        let (whole, rest) = (
            self.mantissa.unsigned_abs() / power(self.scale).unsigned_abs(),
            self.mantissa.unsigned_abs() % power(self.scale).unsigned_abs(),
        );
        if self.scale == 0 {
            write!(f, "{sign}{whole}")
        } else {
            write!(f, "{sign}{whole}.{rest:0width$}", width = usize::from(self.scale))
        }
    }
}

impl FromStr for Decimal {
    type Err = DecimalError;

    fn from_str(text: &str) -> Result<Self, DecimalError> {
        let (base, exponent) = match text.split_once(['e', 'E']) {
            Some((base, exponent)) => (base, exponent.parse::<i32>().map_err(|_| DecimalError)?),
            None => (text, 0),
        };
        let (negative, digits) = match base.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, base.strip_prefix('+').unwrap_or(base)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        if whole.is_empty() && fraction.is_empty() || !(-40..=40).contains(&exponent) {
            return Err(DecimalError);
        }
        let mut mantissa = 0_i128;
        for byte in whole.bytes().chain(fraction.bytes()) {
            if !byte.is_ascii_digit() {
                return Err(DecimalError);
            }
            mantissa =
                mantissa.checked_mul(10).and_then(|m| m.checked_add(i128::from(byte - b'0'))).ok_or(DecimalError)?;
        }
        if mantissa == 0 {
            return Ok(Self { mantissa: 0, scale: 0 });
        }
        let mut scale = i32::try_from(fraction.len()).map_err(|_| DecimalError)? - exponent;
        while scale < 0 {
            mantissa = mantissa.checked_mul(10).ok_or(DecimalError)?;
            scale += 1;
        }
        while scale > 0 && mantissa % 10 == 0 {
            mantissa /= 10;
            scale -= 1;
        }
        let scale = u8::try_from(scale).map_err(|_| DecimalError)?;
        Self::try_new(if negative { -mantissa } else { mantissa }, scale.min(MAX_SCALE + 1))
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Deserr<DecodeError> for Decimal {
    fn deserialize_from_value<S: IntoValue>(
        value: Value<S>,
        location: ValuePointerRef<'_>,
    ) -> Result<Self, DecodeError> {
        let text = match value {
            Value::String(text) => text,
            Value::Integer(value) => value.to_string(),
            Value::NegativeInteger(value) => value.to_string(),
            Value::Float(value) => value.to_string(),
            other => {
                return Err(DecodeError::wrong_kind(&other, &[ValueKind::String, ValueKind::Float], location));
            }
        };
        text.parse().map_err(|_| DecodeError::one(ErrorCode::NumberNotADecimal, location))
    }
}
