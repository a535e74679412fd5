//! Recurrence rules (RFC 5545) over days: a subset that always ends.

use std::str::FromStr;

use chrono::{NaiveDate, NaiveTime, TimeZone};
use rrule::{RRule, RRuleSet, Tz, Unvalidated};

/// Most characters of a rule.
const RULE_CHARS: usize = 500;
/// The parts of a rule that are read; hours, minutes and seconds are not: an occurrence is a day.
const PARTS: &[&str] = &[
    "FREQ",
    "INTERVAL",
    "COUNT",
    "UNTIL",
    "WKST",
    "BYDAY",
    "BYMONTH",
    "BYMONTHDAY",
    "BYYEARDAY",
    "BYWEEKNO",
    "BYSETPOS",
];
const FREQUENCIES: &[&str] = &["DAILY", "WEEKLY", "MONTHLY", "YEARLY"];

/// The rule is not read here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleError;

/// The days on which a rule occurs that begins on `from`, up to `through` and at most `limit` of them.
///
/// A rule without an occurrence ends too: the search for the next one is given up after 100,000 steps.
///
/// # Errors
/// When it is no rule of RFC 5545, or needs more than days: `FREQ` below `DAILY`, `BYHOUR` and the like.
///
/// ```
/// use leadstone::kernel::calendar::occurrences;
/// let day = |text: &str| text.parse().unwrap();
/// let fridays = occurrences("FREQ=MONTHLY;BYDAY=-1FR", day("2026-01-01"), day("2026-03-31"), 10).unwrap();
/// assert_eq!(fridays, [day("2026-01-30"), day("2026-02-27"), day("2026-03-27")]);
/// assert_eq!(occurrences("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", day("2026-01-01"), day("2126-01-01"), 10), Ok(vec![]));
/// assert!(occurrences("FREQ=SECONDLY", day("2026-01-01"), day("2026-01-02"), 10).is_err());
/// ```
pub fn occurrences(rule: &str, from: NaiveDate, through: NaiveDate, limit: u16) -> Result<Vec<NaiveDate>, RuleError> {
    let text = checked(rule)?;
    // Days are counted in UTC, where none is skipped or repeated; the host's zone comes in with the time of day.
    let midnight = |date: NaiveDate| Tz::UTC.from_utc_datetime(&date.and_time(NaiveTime::MIN));
    let start = midnight(from);
    let rule = RRule::<Unvalidated>::from_str(&text).map_err(|_| RuleError)?;
    let rule = rule.validate(start).map_err(|_| RuleError)?;
    let found = RRuleSet::new(start).rrule(rule).before(midnight(through)).all(limit);
    Ok(found.dates.into_iter().map(|date| date.date_naive()).collect())
}

/// The rule in capitals, with an end in UTC, when all of its parts are read here.
fn checked(rule: &str) -> Result<String, RuleError> {
    if rule.len() > RULE_CHARS {
        return Err(RuleError);
    }
    let rule = rule.to_ascii_uppercase();
    let mut parts = Vec::new();
    for part in rule.split(';') {
        let (name, value) = part.split_once('=').ok_or(RuleError)?;
        if !PARTS.contains(&name) || name == "FREQ" && !FREQUENCIES.contains(&value) {
            return Err(RuleError);
        }
        // An end written as a day means that day; the crate wants a time where the start has one.
        let is_day = name == "UNTIL" && value.len() == 8;
        parts.push(if is_day { format!("{name}={value}T235959Z") } else { part.to_owned() });
    }
    Ok(parts.join(";"))
}
