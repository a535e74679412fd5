//! Points in time and the zone in which days are cut.

use std::fmt;
use std::str::FromStr;

use chrono::{
    DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Offset, SecondsFormat, TimeDelta, TimeZone,
    Timelike, Utc,
};
use serde::{Serialize, Serializer};

use super::decode::refined;
use crate::error::ErrorCode;

/// A point in time, to the microsecond; written as RFC 3339 in UTC (`2026-03-02T08:30:00Z`).
///
/// ```
/// use leadstone::Instant;
/// let at: Instant = "2026-03-02T16:30:00+08:00".parse().unwrap();
/// assert_eq!(at.to_string(), "2026-03-02T08:30:00Z");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(DateTime<Utc>);

/// The text is not an RFC 3339 instant between the years 0001 and 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InstantError;

impl Instant {
    /// The instant that many microseconds after 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    /// Outside the years 0001 to 9999.
    pub fn from_micros(micros: i64) -> Result<Self, InstantError> {
        DateTime::from_timestamp_micros(micros).ok_or(InstantError).and_then(Self::try_from)
    }

    /// The first instant of the year 1; always there.
    pub(crate) fn first() -> Option<Self> {
        Self::from_micros(-62_135_596_800_000_000).ok()
    }

    /// The last instant of the year 9999; always there.
    pub(crate) fn last() -> Option<Self> {
        Self::from_micros(253_402_300_799_999_999).ok()
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    pub fn micros(self) -> i64 {
        self.0.timestamp_micros()
    }

    /// The instant as a chrono value.
    pub fn utc(self) -> DateTime<Utc> {
        self.0
    }

    /// Hands over its text. The one without a fraction of a second, which most are, is put together here;
    /// chrono writes the others.
    fn with_text<T>(self, take: impl FnOnce(&str) -> T) -> T {
        let local = self.0.naive_utc();
        if local.nanosecond() > 0 {
            return take(&self.0.to_rfc3339_opts(SecondsFormat::AutoSi, true));
        }
        let mut text = *b"0000-00-00T00:00:00Z";
        let year = local.year().unsigned_abs();
        let parts = [
            (0, year / 100),
            (2, year % 100),
            (5, local.month()),
            (8, local.day()),
            (11, local.hour()),
            (14, local.minute()),
            (17, local.second()),
        ];
        for (at, number) in parts {
            let digit = |number: u32| u8::try_from(number % 10).unwrap_or_default() + b'0';
            if let Some([tens, ones]) = text.get_mut(at..at + 2) {
                (*tens, *ones) = (digit(number / 10), digit(number));
            }
        }
        take(std::str::from_utf8(&text).unwrap_or_default())
    }

    /// The instant that is written `2026-03-02T08:30:00Z`, as most are; none for every other form.
    fn plain(text: &str) -> Option<Self> {
        let text: &[u8; 20] = text.as_bytes().try_into().ok()?;
        let form = b"0000-00-00T00:00:00Z";
        let is_plain = text.iter().zip(form).all(|(byte, form)| match form {
            b'0' => byte.is_ascii_digit(),
            sign => byte == sign,
        });
        if !is_plain {
            return None;
        }
        let number = |at: usize| match text.get(at..at + 2) {
            Some([tens, ones]) => u32::from(tens - b'0') * 10 + u32::from(ones - b'0'),
            _ => 0,
        };
        let year = i32::try_from(number(0) * 100 + number(2)).ok().filter(|year| *year > 0)?;
        let day = NaiveDate::from_ymd_opt(year, number(5), number(8))?;
        Some(Self(day.and_hms_opt(number(11), number(14), number(17))?.and_utc()))
    }

    /// Days from `earlier` to this instant, with fractions; negative when this is the earlier one.
    #[expect(clippy::cast_precision_loss, reason = "micros within the years 1..=9999 divided by a day keep 1e-9 days")]
    pub fn days_since(self, earlier: Self) -> f64 {
        (self.micros() - earlier.micros()) as f64 / 86_400_000_000.0
    }
}

impl TryFrom<DateTime<Utc>> for Instant {
    type Error = InstantError;

    fn try_from(value: DateTime<Utc>) -> Result<Self, InstantError> {
        let year = value.year();
        if (1..=9999).contains(&year) { Ok(Self(value)) } else { Err(InstantError) }
    }
}

impl FromStr for Instant {
    type Err = InstantError;

    fn from_str(text: &str) -> Result<Self, InstantError> {
        if let Some(plain) = Self::plain(text) {
            return Ok(plain);
        }
        let value = DateTime::parse_from_rfc3339(text).map_err(|_| InstantError)?;
        // Cut to the microsecond, the finest unit that every door carries.
        Self::from_micros(value.timestamp_micros())
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.with_text(|text| f.write_str(text))
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.with_text(|text| serializer.serialize_str(text))
    }
}

/// The zone in which local days, weeks and months are cut: a fixed offset (`+08:00`, `UTC`),
/// or an IANA name (`Europe/Berlin`) with feature `tz`.
///
/// ```
/// use leadstone::{Instant, Zone};
/// let zone: Zone = "+08:00".parse().unwrap();
/// let at: Instant = "2026-03-01T16:30:00Z".parse().unwrap();
/// assert_eq!(zone.date_of(at).to_string(), "2026-03-02");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    name: String,
    kind: ZoneKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum ZoneKind {
    Fixed(FixedOffset),
    #[cfg(feature = "tz")]
    Named(chrono_tz::Tz),
}

/// The text names no zone that this build knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ZoneError;

impl Zone {
    /// Coordinated universal time.
    pub fn utc() -> Self {
        Self { name: "UTC".to_owned(), kind: ZoneKind::Fixed(Utc.fix()) }
    }

    /// The zone's own name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The local day of an instant.
    pub fn date_of(&self, at: Instant) -> NaiveDate {
        self.local(at).date()
    }

    /// The local date and time of an instant.
    pub fn local(&self, at: Instant) -> NaiveDateTime {
        match &self.kind {
            ZoneKind::Fixed(offset) => at.0.with_timezone(offset).naive_local(),
            #[cfg(feature = "tz")]
            ZoneKind::Named(tz) => at.0.with_timezone(tz).naive_local(),
        }
    }

    /// The instant of a local date and time; the earlier one where a clock change repeats it,
    /// the first instant after the gap where a clock change skips it.
    ///
    /// # Errors
    /// Outside the years 0001 to 9999.
    pub fn instant(&self, local: NaiveDateTime) -> Result<Instant, InstantError> {
        let resolve = |local: NaiveDateTime| match &self.kind {
            ZoneKind::Fixed(offset) => offset.from_local_datetime(&local).earliest().map(|at| at.with_timezone(&Utc)),
            #[cfg(feature = "tz")]
            ZoneKind::Named(tz) => tz.from_local_datetime(&local).earliest().map(|at| at.with_timezone(&Utc)),
        };
        // A gap is at most a few hours: walk over it in quarter hours.
        (0..=96)
            .filter_map(|quarter| local.checked_add_signed(TimeDelta::minutes(15 * quarter)))
            .find_map(resolve)
            .ok_or(InstantError)
            .and_then(Instant::try_from)
    }

    /// The first instant of a local day.
    ///
    /// # Errors
    /// Outside the years 0001 to 9999.
    pub fn start_of(&self, date: NaiveDate) -> Result<Instant, InstantError> {
        self.instant(date.and_time(NaiveTime::MIN))
    }

    /// The last microsecond of a local day, which is what a command-line date stands for.
    ///
    /// # Errors
    /// Outside the years 0001 to 9999.
    pub fn end_of(&self, date: NaiveDate) -> Result<Instant, InstantError> {
        let next = date.succ_opt().ok_or(InstantError)?;
        Instant::from_micros(self.start_of(next)?.micros() - 1)
    }
}

impl FromStr for Zone {
    type Err = ZoneError;

    fn from_str(name: &str) -> Result<Self, ZoneError> {
        let fixed = match name {
            "UTC" | "Z" => Some(Utc.fix()),
            _ if name.starts_with(['+', '-']) => Some(name.parse::<FixedOffset>().map_err(|_| ZoneError)?),
            _ => None,
        };
        match fixed {
            Some(offset) => Ok(Self { name: name.to_owned(), kind: ZoneKind::Fixed(offset) }),
            #[cfg(feature = "tz")]
            None => Ok(Self { name: name.to_owned(), kind: ZoneKind::Named(name.parse().map_err(|_| ZoneError)?) }),
            #[cfg(not(feature = "tz"))]
            None => Err(ZoneError),
        }
    }
}

impl Serialize for Zone {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.name)
    }
}

refined!(Instant, String, |text| text.parse().map_err(|_| ErrorCode::TimeNotAnInstant));

refined!(Zone, String, |text| text.parse().map_err(|_| ErrorCode::TimeUnknownZone));

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panic")]

    use super::*;

    #[test]
    fn whole_seconds_are_written_and_read_as_chrono_does_it() {
        let (first, last) = (Instant::first().unwrap().micros(), Instant::last().unwrap().micros());
        // A prime number of seconds, so that all days, hours, minutes and seconds come.
        let step = 15_485_863 * 1_000_000;
        let seconds = (0..).map(|number| first + number * step).take_while(|at| *at < last);
        let around = [first, last, last - 999_999, -1, 0, 1_000, 951_782_399_000_000, 951_868_800_000_000];
        let mut whole = 0;
        for micros in seconds.chain(around) {
            let at = Instant::from_micros(micros).unwrap();
            let text = at.0.to_rfc3339_opts(SecondsFormat::AutoSi, true);
            assert_eq!(at.to_string(), text);
            assert_eq!(text.parse(), Ok(at));
            assert_eq!(Instant::plain(&text).is_some(), micros % 1_000_000 == 0, "{text}");
            whole += usize::from(micros % 1_000_000 == 0);
        }
        assert!(whole > 20_000, "{whole}");
    }

    #[test]
    fn what_only_looks_like_an_instant_is_refused() {
        let odd = ["2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "0000-01-01T00:00:00Z", "2026-03-02T24:00:00Z"];
        for text in odd.into_iter().chain(["2026-03-02T08:60:00Z", "2026-03-02T08:30:0xZ", "2026-03-02 08:30:00"]) {
            assert_eq!(text.parse::<Instant>(), Err(InstantError), "{text}");
        }
        // Other forms of RFC 3339 still are read: small letters, a space, a leap second, an offset.
        let same = ["2026-03-02t08:30:00z", "2026-03-02 08:30:00Z", "2026-03-02T16:30:00+08:00"];
        for text in same {
            assert_eq!(
                text.parse::<Instant>().map(|at| at.to_string()),
                Ok("2026-03-02T08:30:00Z".to_owned()),
                "{text}"
            );
        }
        assert!("2016-12-31T23:59:60Z".parse::<Instant>().is_ok());
    }
}
