//! Local calendar days.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use serde::{Serialize, Serializer};

use super::decode::refined;
use crate::error::ErrorCode;

/// A local calendar day of the years 0001 to 9999, written `YYYY-MM-DD`.
///
/// ```
/// use leadstone::Day;
/// let day: Day = "2024-02-29".parse().unwrap();
/// assert_eq!(day.date().to_string(), "2024-02-29");
/// assert!("2025-02-29".parse::<Day>().is_err());
/// assert!("2025-2-9".parse::<Day>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(NaiveDate);

/// The text or date is not a day between the years 0001 and 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayError;

impl Day {
    /// The day as a chrono value.
    pub fn date(self) -> NaiveDate {
        self.0
    }
}

impl TryFrom<NaiveDate> for Day {
    type Error = DayError;

    fn try_from(date: NaiveDate) -> Result<Self, DayError> {
        if (1..=9999).contains(&date.year()) { Ok(Self(date)) } else { Err(DayError) }
    }
}

impl FromStr for Day {
    type Err = DayError;

    fn from_str(text: &str) -> Result<Self, DayError> {
        // chrono also reads `2025-2-9` and `+2025-02-09`; only the form of RFC 3339 passes here.
        let plain = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        let date: NaiveDate = text.parse().ok().filter(|_| plain).ok_or(DayError)?;
        Self::try_from(date)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

refined!(Day, String, |text| text.parse().map_err(|_| ErrorCode::TimeNotADate));
