//! The yearly files of the holiday-cn project: the State Council's notices as JSON.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, TimeDelta};
use deserr::Deserr;

use crate::error::{Error, ErrorCode, Violation};
use crate::primitives::decode::DecodeError;
use crate::primitives::{Day, Id, JsonPointer};

use super::definition::KnownRange;
use super::import::{Import, Meaning};
use super::model::CalendarModel;
use super::report::CalendarImport;

/// The files of one or more years.
#[derive(Debug, Clone, PartialEq, Eq, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct HolidayCnRequest {
    /// One file each, in any order.
    pub years: Vec<HolidayCnYear>,
}

/// A file of holiday-cn, such as `2026.json`, as it is.
#[derive(Debug, Clone, PartialEq, Eq, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct HolidayCnYear {
    /// The file's own `$schema`; not read.
    #[cfg_attr(feature = "schema", schemars(rename = "$schema"))]
    #[deserr(rename = "$schema", default)]
    pub schema: Option<String>,
    /// The file's own `$id`; not read.
    #[cfg_attr(feature = "schema", schemars(rename = "$id"))]
    #[deserr(rename = "$id", default)]
    pub id: Option<String>,
    /// The year of the notice.
    pub year: u32,
    /// Where the notices were published.
    #[cfg_attr(feature = "schema", schemars(default))]
    #[deserr(default)]
    pub papers: Vec<String>,
    /// The days that the notice names.
    pub days: Vec<HolidayCnDay>,
}

/// A day of a notice.
#[derive(Debug, Clone, PartialEq, Eq, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct HolidayCnDay {
    /// The holiday to which it belongs.
    pub name: Id,
    /// The day.
    pub date: Day,
    /// Whether it is off; otherwise it is a make-up workday.
    #[cfg_attr(feature = "schema", schemars(rename = "isOffDay"))]
    #[deserr(rename = "isOffDay")]
    pub is_off_day: bool,
}

impl CalendarModel {
    /// The definition of this calendar with the days of holiday-cn files, to be read and edited.
    ///
    /// A notice is taken to say all about the days from 25 December before its year to 24 December:
    /// that of 2019 made 29 December 2018 a workday. The known range grows by them. A day that is
    /// there already with the same meaning stays as it is.
    ///
    /// # Errors
    /// Class `input`: `calendar.contradictory_date`, `calendar.date_outside_year`,
    /// `calendar.known_apart`, `definition.empty_list`, all at once.
    ///
    /// ```
    /// use leadstone::decode;
    /// use leadstone::kernel::calendar::{CalendarDefinition, CalendarModel, HolidayCnRequest};
    /// let plain = CalendarDefinition::monday_to_friday(leadstone::Id::try_new("cn").unwrap());
    /// let file = r#"{"years": [{"year": 2026, "papers": [], "days": [
    ///     {"name": "国庆节", "date": "2026-10-01", "isOffDay": true},
    ///     {"name": "国庆节", "date": "2026-10-10", "isOffDay": false}]}]}"#;
    /// let request: HolidayCnRequest = decode::decode(decode::parse(file).unwrap()).unwrap();
    /// let import = CalendarModel::compile(plain).unwrap().with_holiday_cn(&request).unwrap();
    /// let calendar = CalendarModel::compile(import.definition).unwrap();
    /// assert!(!calendar.is_business_day("2026-10-01".parse().unwrap()));
    /// assert!(calendar.is_business_day("2026-10-10".parse().unwrap())); // a Saturday
    /// ```
    pub fn with_holiday_cn(&self, request: &HolidayCnRequest) -> Result<CalendarImport, Error> {
        let mut import = Import::over(self.definition());
        let at = JsonPointer::root().key("years");
        if request.years.is_empty() {
            import.violations.push(Violation::new(ErrorCode::DefinitionEmptyList, at.clone()));
        }
        let mut ranges: BTreeMap<u32, (NaiveDate, NaiveDate)> = BTreeMap::new();
        for (i, file) in request.years.iter().enumerate() {
            let at = at.index(i);
            let Some(range) = days_of_notice(file.year) else {
                import.violations.push(Violation::new(ErrorCode::TimeOutOfRange, at.key("year")));
                continue;
            };
            ranges.insert(file.year, range);
            for (k, day) in file.days.iter().enumerate() {
                let at = at.key("days").index(k).key("date");
                let year = i64::from(day.date.date().year());
                if year != i64::from(file.year) && year != i64::from(file.year) - 1 {
                    let violation = Violation::new(ErrorCode::CalendarDateOutsideYear, at);
                    import.violations.push(violation.with("date", day.date.date()).with("year", file.year));
                    continue;
                }
                let meaning = if day.is_off_day { Meaning::Off } else { Meaning::Worked };
                import.day(day.date, meaning, Some(&day.name), &at);
            }
        }
        match joined(self.definition().known, ranges.into_values()) {
            Ok(known) => import.definition().known = known,
            Err((from, through)) => {
                let violation = Violation::new(ErrorCode::CalendarKnownApart, at);
                import.violations.push(violation.with("from", from).with("through", through));
            }
        }
        import.finish()
    }
}

/// The days about which the notice of a year is taken to say all.
fn days_of_notice(year: u32) -> Option<(NaiveDate, NaiveDate)> {
    let year = i32::try_from(year).ok().filter(|year| (2..=9999).contains(year))?;
    let (last_year, this) = (NaiveDate::from_ymd_opt(year - 1, 12, 25)?, NaiveDate::from_ymd_opt(year, 12, 24)?);
    Some((last_year, this))
}

/// The known range grown by spans in ascending order; an error names the days between which nothing is known.
fn joined(
    known: Option<KnownRange>,
    spans: impl Iterator<Item = (NaiveDate, NaiveDate)>,
) -> Result<Option<KnownRange>, (NaiveDate, NaiveDate)> {
    let beyond = known.map(|known| known.beyond).unwrap_or_default();
    let present = known.map(|known| (known.from.date(), known.through.date()));
    let mut all: Vec<(NaiveDate, NaiveDate)> = present.into_iter().chain(spans).collect();
    all.sort_unstable();
    let mut whole: Option<(NaiveDate, NaiveDate)> = None;
    for (from, through) in all {
        whole = Some(match whole {
            None => (from, through),
            Some((first, last)) if from <= last + TimeDelta::days(1) => (first, last.max(through)),
            Some((_, last)) => return Err((last, from)),
        });
    }
    let range = |(from, through)| {
        Some(KnownRange { from: Day::try_from(from).ok()?, through: Day::try_from(through).ok()?, beyond })
    };
    Ok(whole.and_then(range))
}
