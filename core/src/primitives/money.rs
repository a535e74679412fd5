//! Amounts of money: integer minor units of an ISO 4217 currency.

use std::fmt;
use std::str::FromStr;

use deserr::Deserr;
use serde::{Serialize, Serializer};

use super::decode::{DecodeError, refined};
use super::{Decimal, limits};
use crate::error::ErrorCode;

/// An ISO 4217 currency, such as `CNY`.
///
/// ```
/// use leadstone::Currency;
/// assert_eq!("JPY".parse::<Currency>().unwrap().exponent(), 0);
/// assert_eq!("CNY".parse::<Currency>().unwrap().exponent(), 2);
/// assert!("XYZ".parse::<Currency>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency(&'static str);

/// Why a text or number is not an amount of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MoneyError {
    /// Not an ISO 4217 currency code.
    UnknownCurrency,
    /// Not a decimal number.
    NotANumber,
    /// More decimals than the currency has.
    TooManyDecimals,
    /// Outside +-(2^53 - 1) minor units.
    OutOfRange,
    /// Two currencies in one sum.
    MixedCurrencies,
}

/// Active ISO 4217 codes with two decimals.
const TWO: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD YER ZAR ZMW ZWG";
/// Active ISO 4217 codes without decimals.
const ZERO: &str = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
/// Active ISO 4217 codes with three decimals.
const THREE: &str = "BHD IQD JOD KWD LYD OMR TND";
/// Active ISO 4217 codes with four decimals.
const FOUR: &str = "CLF UYW";

impl Currency {
    /// The code, such as `CNY`.
    pub fn code(self) -> &'static str {
        self.0
    }

    /// How many decimals the minor unit has.
    pub fn exponent(self) -> u8 {
        match self.0 {
            code if contains(TWO, code) => 2,
            code if contains(ZERO, code) => 0,
            code if contains(THREE, code) => 3,
            _ => 4,
        }
    }
}

fn contains(codes: &str, code: &str) -> bool {
    codes.split(' ').any(|known| known == code)
}

impl FromStr for Currency {
    type Err = MoneyError;

    fn from_str(code: &str) -> Result<Self, MoneyError> {
        [TWO, ZERO, THREE, FOUR]
            .into_iter()
            .flat_map(|codes| codes.split(' '))
            .find(|known| *known == code)
            .map(Self)
            .ok_or(MoneyError::UnknownCurrency)
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

refined!(Currency, String, |text| text.parse().map_err(|_| ErrorCode::MoneyUnknownCurrency));

/// An amount of money: `minor` units of `currency`, within +-(2^53 - 1).
///
/// ```
/// use leadstone::Money;
/// let price = Money::parse("1,234.50".replace(',', "").as_str(), "USD".parse().unwrap()).unwrap();
/// assert_eq!(price.minor(), 123_450);
/// assert_eq!(price.to_string(), "USD 1234.50");
/// assert!(Money::parse("0.001", "USD".parse().unwrap()).is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Money {
    minor: i64,
    currency: Currency,
}

impl Money {
    /// That many minor units.
    ///
    /// # Errors
    /// [`MoneyError::OutOfRange`] outside +-(2^53 - 1).
    pub fn try_new(minor: i64, currency: Currency) -> Result<Self, MoneyError> {
        if minor.unsigned_abs() > limits::SAFE_INTEGER.unsigned_abs() {
            return Err(MoneyError::OutOfRange);
        }
        Ok(Self { minor, currency })
    }

    /// No money.
    pub fn zero(currency: Currency) -> Self {
        Self { minor: 0, currency }
    }

    /// The amount written in major units, exactly.
    ///
    /// # Errors
    /// When the text is not a number, has more decimals than the currency, or is out of range.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let major: Decimal = text.parse().map_err(|_| MoneyError::NotANumber)?;
        Self::from_major(major, currency)
    }

    /// The amount of that many major units, exactly.
    ///
    /// # Errors
    /// When it has more decimals than the currency, or is out of range.
    pub fn from_major(major: Decimal, currency: Currency) -> Result<Self, MoneyError> {
        match major.scaled(currency.exponent()) {
            Some(minor) => Self::try_new(minor, currency),
            None if major.decimals() > currency.exponent() => Err(MoneyError::TooManyDecimals),
            None => Err(MoneyError::OutOfRange),
        }
    }

    /// Minor units.
    pub fn minor(self) -> i64 {
        self.minor
    }

    /// The currency.
    pub fn currency(self) -> Currency {
        self.currency
    }

    /// The exact sum of amounts of one currency.
    ///
    /// # Errors
    /// [`MoneyError::MixedCurrencies`] or [`MoneyError::OutOfRange`].
    pub fn sum(currency: Currency, amounts: impl IntoIterator<Item = Self>) -> Result<Self, MoneyError> {
        let mut total = 0_i128;
        for amount in amounts {
            if amount.currency != currency {
                return Err(MoneyError::MixedCurrencies);
            }
            total += i128::from(amount.minor);
        }
        Self::from_wide(total, currency)
    }

    /// An amount from a wide sum of minor units.
    ///
    /// # Errors
    /// [`MoneyError::OutOfRange`].
    pub fn from_wide(minor: i128, currency: Currency) -> Result<Self, MoneyError> {
        i64::try_from(minor).map_err(|_| MoneyError::OutOfRange).and_then(|minor| Self::try_new(minor, currency))
    }

    /// The decimal of major units.
    pub fn major(self) -> Decimal {
        // INVARIANT: 2^53 minor units are within a decimal at any exponent of ISO 4217.
        Decimal::try_new(i128::from(self.minor), self.currency.exponent()).unwrap_or(Decimal::from_integer(0))
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let exponent = self.currency.exponent();
        let unit = 10_u64.pow(u32::from(exponent));
        let sign = if self.minor < 0 { "-" } else { "" };
        let (whole, rest) = (self.minor.unsigned_abs() / unit, self.minor.unsigned_abs() % unit);
        write!(f, "{} {sign}{whole}", self.currency.0)?;
        if exponent > 0 {
            write!(f, ".{rest:0width$}", width = usize::from(exponent))?;
        }
        Ok(())
    }
}

#[derive(Deserr)]
#[deserr(error = DecodeError, deny_unknown_fields)]
struct MoneyDocument {
    minor: i64,
    currency: Currency,
}

impl Deserr<DecodeError> for Money {
    fn deserialize_from_value<S: deserr::IntoValue>(
        value: deserr::Value<S>,
        location: deserr::ValuePointerRef<'_>,
    ) -> Result<Self, DecodeError> {
        let document = MoneyDocument::deserialize_from_value(value, location)?;
        Self::try_new(document.minor, document.currency)
            .map_err(|_| DecodeError::one(ErrorCode::MoneyOutOfRange, location))
    }
}
