//! Cells to typed values: exact, without guessing.

use chrono::format::{Item, Parsed, StrftimeItems};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};

use super::cell::{Cell, Fault, Read};
use crate::error::ErrorCode;
use crate::primitives::{Day, Decimal, Instant, Month, Rounding, Zone, limits};

/// How texts of one column are read.
#[derive(Debug, Clone, Default)]
pub(super) struct Reading<'a> {
    pub(super) format: Option<Format<'a>>,
    pub(super) end_of_day: bool,
    pub(super) rounding: Option<Rounding>,
}

/// A format of a date or time, as it was written and as it is read.
#[derive(Debug, Clone)]
pub(super) struct Format<'a> {
    written: &'a str,
    items: Vec<Item<'a>>,
}

/// Digits after the point that a rounded decimal keeps.
const DECIMALS: u8 = 6;

/// What a text says about time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Moment {
    Instant(DateTime<Utc>),
    Local(NaiveDateTime),
    Day(NaiveDate),
}

/// A format that can express at least a day.
pub(super) fn format_of(written: &str) -> Option<Format<'_>> {
    let items = StrftimeItems::new(written).parse().ok()?;
    // A format is good when it reads back the day that it wrote, and the time when it names an hour.
    let day = NaiveDate::from_ymd_opt(2001, 11, 23)?;
    let local = day.and_hms_opt(16, 0, 0)?;
    let mut text = String::new();
    let shown = local.and_utc().format_with_items(items.iter());
    std::fmt::Write::write_fmt(&mut text, format_args!("{shown}")).ok()?;
    let is_good = match read_items(&text, &items)? {
        Moment::Day(read) => read == day,
        Moment::Local(read) => read == local,
        Moment::Instant(read) => read.naive_utc() == local,
    };
    is_good.then_some(Format { written, items })
}

fn read_items(text: &str, items: &[Item<'_>]) -> Option<Moment> {
    let mut parsed = Parsed::new();
    chrono::format::parse(&mut parsed, text, items.iter()).ok()?;
    if parsed.timestamp().is_some() && parsed.offset().is_none() {
        return parsed.to_datetime_with_timezone(&Utc).ok().map(Moment::Instant);
    }
    if parsed.offset().is_some() {
        return parsed.to_datetime().ok().map(|at| Moment::Instant(at.with_timezone(&Utc)));
    }
    let day = parsed.to_naive_date().ok()?;
    if parsed.hour_mod_12().is_none() && parsed.hour_div_12().is_none() {
        return Some(Moment::Day(day));
    }
    parsed.to_naive_time().ok().map(|time| Moment::Local(day.and_time(time)))
}

/// RFC 3339, `YYYY-MM-DD HH:MM[:SS[.f]]` with a blank or a `T`, or `YYYY-MM-DD`.
fn read_default(text: &str) -> Option<Moment> {
    let day = text.get(..10)?;
    let rest = text.get(10..)?;
    if rest.is_empty() {
        return day.parse::<Day>().ok().map(Day::date).map(Moment::Day);
    }
    if rest.contains(['Z', 'z', '+', '-']) {
        return DateTime::parse_from_rfc3339(text).ok().map(|at| Moment::Instant(at.with_timezone(&Utc)));
    }
    let time: NaiveTime = rest.strip_prefix(['T', 't', ' '])?.parse().ok()?;
    day.parse::<Day>().ok().map(Day::date).map(|day| Moment::Local(day.and_time(time)))
}

fn moment(text: &str, reading: &Reading<'_>) -> Option<Moment> {
    match &reading.format {
        Some(format) => read_items(text, &format.items),
        None => read_default(text),
    }
}

/// The fault of a text that says nothing about time: where a format was asked for, it is named.
fn no_moment(code: ErrorCode, cell: Cell<'_>, reading: &Reading<'_>) -> Fault {
    match &reading.format {
        Some(format) => Fault::new(ErrorCode::FactsNotInFormat, cell).with("format", format.written),
        None => Fault::new(code, cell),
    }
}

/// The local wall time of microseconds that carry no zone.
fn wall_time(micros: i64) -> Option<NaiveDateTime> {
    DateTime::from_timestamp_micros(micros).map(|at| at.naive_utc())
}

/// A point in time; a day without a time is its first, or its last, microsecond.
pub(super) fn instant(cell: Cell<'_>, reading: &Reading<'_>, zone: &Zone) -> Read<Instant> {
    let fault = |code| Fault::new(code, cell);
    let moment = match cell {
        Cell::Text(text) => match text.trim() {
            "" => return Ok(None),
            text => moment(text, reading).ok_or_else(|| no_moment(ErrorCode::FactsNotAnInstant, cell, reading))?,
        },
        Cell::Date(day) => Moment::Day(day),
        Cell::Timestamp { micros, naive: true } => {
            Moment::Local(wall_time(micros).ok_or_else(|| fault(ErrorCode::TimeOutOfRange))?)
        }
        Cell::Timestamp { micros, naive: false } => {
            return Instant::from_micros(micros).map(Some).map_err(|_| fault(ErrorCode::TimeOutOfRange));
        }
        _ => return Err(fault(ErrorCode::FactsNotAnInstant)),
    };
    let at = match moment {
        Moment::Instant(at) => Instant::try_from(at),
        Moment::Local(local) => zone.instant(local),
        Moment::Day(day) if reading.end_of_day => zone.end_of(day),
        Moment::Day(day) => zone.start_of(day),
    };
    // Cut to the microsecond, the finest unit that every door carries.
    at.and_then(|at| Instant::from_micros(at.micros())).map(Some).map_err(|_| fault(ErrorCode::TimeOutOfRange))
}

/// A local day.
pub(super) fn date(cell: Cell<'_>, reading: &Reading<'_>, zone: &Zone) -> Read<NaiveDate> {
    let fault = |code| Fault::new(code, cell);
    let bounded = |day: NaiveDate| match Day::try_from(day) {
        Ok(day) => Ok(Some(day.date())),
        Err(_) => Err(fault(ErrorCode::TimeOutOfRange)),
    };
    match cell {
        Cell::Text(text) => match text.trim() {
            "" => Ok(None),
            text => match moment(text, reading).ok_or_else(|| no_moment(ErrorCode::FactsNotADate, cell, reading))? {
                Moment::Day(day) => bounded(day),
                Moment::Local(local) => bounded(local.date()),
                Moment::Instant(at) => {
                    let at = Instant::try_from(at).map_err(|_| fault(ErrorCode::TimeOutOfRange))?;
                    bounded(zone.date_of(at))
                }
            },
        },
        Cell::Date(day) => bounded(day),
        Cell::Timestamp { micros, naive: true } => {
            bounded(wall_time(micros).ok_or_else(|| fault(ErrorCode::TimeOutOfRange))?.date())
        }
        Cell::Timestamp { micros, naive: false } => {
            let at = Instant::from_micros(micros).map_err(|_| fault(ErrorCode::TimeOutOfRange))?;
            bounded(zone.date_of(at))
        }
        _ => Err(fault(ErrorCode::FactsNotADate)),
    }
}

/// A month: `YYYY-MM` as text, or the month of a day.
pub(super) fn month(cell: Cell<'_>, reading: &Reading<'_>, zone: &Zone) -> Read<Month> {
    match cell {
        Cell::Text(text) if reading.format.is_none() => match text.trim() {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| Fault::new(ErrorCode::TimeNotAMonth, cell)),
        },
        _ => match date(cell, reading, zone)? {
            Some(day) => Month::of(day).map(Some).map_err(|_| Fault::new(ErrorCode::TimeOutOfRange, cell)),
            None => Ok(None),
        },
    }
}

/// The number of a cell, `Some(None)` when the cell is blank, `None` when it is no number.
fn number(cell: Cell<'_>) -> Option<Option<Decimal>> {
    match cell {
        Cell::Text(text) => match text.trim() {
            "" => Some(None),
            text => text.parse().ok().map(Some),
        },
        Cell::Integer(value) => Some(Some(Decimal::from_integer(value))),
        Cell::Float(value) => shortest(value).map(Some),
        Cell::Decimal { value, scale } => scaled(value, scale).map(Some),
        Cell::Boolean(_) | Cell::Date(_) | Cell::Timestamp { .. } => None,
    }
}

/// The shortest decimal that stands for a float, cut after 18 decimals.
fn shortest(value: f64) -> Option<Decimal> {
    let text = value.to_string();
    match text.parse() {
        Ok(value) => Some(value),
        Err(_) => {
            // Only a tiny value has more decimals, and rounding never looks at them.
            let point = text.find('.')?;
            text.get(..point + 19)?.parse().ok()
        }
    }
}

fn scaled(value: i128, scale: i8) -> Option<Decimal> {
    match u8::try_from(scale) {
        Ok(scale) => Decimal::try_new(value, scale).ok(),
        Err(_) => {
            let factor = 10_i128.checked_pow(u32::from(scale.unsigned_abs()))?;
            Decimal::try_new(value.checked_mul(factor)?, 0).ok()
        }
    }
}

/// A whole number that is stated exactly, `Some(None)` when the cell is blank.
pub(super) fn whole(cell: Cell<'_>) -> Option<Option<i64>> {
    match number(cell)? {
        Some(value) => value.scaled(0).map(Some),
        None => Some(None),
    }
}

/// A whole number.
pub(super) fn integer(cell: Cell<'_>, reading: &Reading<'_>) -> Read<i64> {
    if let Cell::Integer(value) = cell {
        return Ok(Some(value));
    }
    let fault = || Fault::new(ErrorCode::FactsNotAnInteger, cell);
    let value = number(cell).ok_or_else(fault)?;
    value.map(|value| round(value, 0, reading).scaled(0).ok_or_else(fault)).transpose()
}

/// An exact decimal.
pub(super) fn decimal(cell: Cell<'_>, reading: &Reading<'_>) -> Read<Decimal> {
    let value = number(cell).ok_or_else(|| Fault::new(ErrorCode::FactsNotADecimal, cell))?;
    Ok(value.map(|value| round(value, DECIMALS, reading)))
}

/// Minor units of a currency with that exponent.
pub(super) fn minor_units(cell: Cell<'_>, reading: &Reading<'_>, exponent: u8) -> Read<i64> {
    let fault = |code| Fault::new(code, cell);
    let Some(value) = number(cell).ok_or_else(|| fault(ErrorCode::FactsNotAnAmount))? else { return Ok(None) };
    let value = round(value, exponent, reading);
    if value.decimals() > exponent {
        return Err(fault(ErrorCode::FactsTooManyDecimals).with("limit", u32::from(exponent)));
    }
    let minor = value.scaled(exponent).filter(|minor| minor.unsigned_abs() <= limits::SAFE_INTEGER.unsigned_abs());
    minor.map(Some).ok_or_else(|| fault(ErrorCode::MoneyOutOfRange))
}

fn round(value: Decimal, digits: u8, reading: &Reading<'_>) -> Decimal {
    reading.rounding.map_or(value, |rounding| value.rounded(digits, rounding))
}

/// A truth value: `true`, `false`, `yes`, `no`, `1`, `0` in any case.
pub(super) fn boolean(cell: Cell<'_>) -> Read<bool> {
    const WORDS: [(&str, bool); 6] =
        [("true", true), ("false", false), ("1", true), ("0", false), ("yes", true), ("no", false)];
    let value = match cell {
        Cell::Text(text) if text.trim().is_empty() => return Ok(None),
        Cell::Text(text) => {
            WORDS.iter().find(|(word, _)| text.trim().eq_ignore_ascii_case(word)).map(|(_, value)| *value)
        }
        Cell::Boolean(value) => Some(value),
        Cell::Integer(0) => Some(false),
        Cell::Integer(1) => Some(true),
        _ => None,
    };
    value.map(Some).ok_or_else(|| Fault::new(ErrorCode::FactsNotABoolean, cell))
}
