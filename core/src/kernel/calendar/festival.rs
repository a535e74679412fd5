//! Festivals of the Chinese calendar, as days.

use chrono::{Days, NaiveDate};
use deserr::Deserr;
use icu_calendar::types::Month;
use icu_calendar::{Date, Gregorian};
use serde::Serialize;

use crate::error::{Error, ErrorCode, Violation};
use crate::primitives::decode::DecodeError;
use crate::primitives::{Day, JsonPointer};

/// The first year whose festivals are told: since 1912 the calendar has followed today's rules.
const FIRST_YEAR: i32 = 1912;
/// The last one; the rules need the earth's rotation, which is not known for later ones.
const LAST_YEAR: i32 = 2100;

/// A festival by the moon or, for Qingming, by the sun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[deserr(error = DecodeError)]
pub enum Festival {
    /// New Year's Day, 春节: the first day of the first month.
    #[deserr(rename = "spring_festival")]
    SpringFestival,
    /// 元宵节: the 15th of the first month.
    #[deserr(rename = "lantern")]
    Lantern,
    /// 清明节: the day on which the sun stands at 15 degrees.
    #[deserr(rename = "qingming")]
    Qingming,
    /// 端午节: the 5th of the fifth month.
    #[deserr(rename = "dragon_boat")]
    DragonBoat,
    /// 中秋节: the 15th of the eighth month.
    #[deserr(rename = "mid_autumn")]
    MidAutumn,
    /// 重阳节: the 9th of the ninth month.
    #[deserr(rename = "double_ninth")]
    DoubleNinth,
}

impl Festival {
    /// Every festival, in the order of the year.
    pub const ALL: &'static [Self] =
        &[Self::SpringFestival, Self::Lantern, Self::Qingming, Self::DragonBoat, Self::MidAutumn, Self::DoubleNinth];

    /// The day of the festival in a year, as China keeps it; `None` outside the years 1912 to 2100.
    ///
    /// Lunar days are those of GB/T 33661-2017 as `icu_calendar` tells them. Qingming is the day, in
    /// Beijing, on which the sun's apparent longitude reaches 15 degrees, by Meeus, *Astronomical
    /// Algorithms*, chapter 25 (low accuracy: a quarter of an hour at most).
    ///
    /// ```
    /// use leadstone::kernel::calendar::Festival;
    /// assert_eq!(Festival::SpringFestival.day(2026).unwrap().to_string(), "2026-02-17");
    /// assert_eq!(Festival::MidAutumn.day(2026).unwrap().to_string(), "2026-09-25");
    /// assert_eq!(Festival::Qingming.day(2026).unwrap().to_string(), "2026-04-05");
    /// assert_eq!(Festival::SpringFestival.day(1911), None);
    /// ```
    pub fn day(self, year: i32) -> Option<NaiveDate> {
        if !(FIRST_YEAR..=LAST_YEAR).contains(&year) {
            return None;
        }
        match self {
            Self::SpringFestival => lunar(year, 1, 1),
            Self::Lantern => lunar(year, 1, 15),
            Self::Qingming => qingming(year),
            Self::DragonBoat => lunar(year, 5, 5),
            Self::MidAutumn => lunar(year, 8, 15),
            Self::DoubleNinth => lunar(year, 9, 9),
        }
    }
}

/// A day of a month that is no leap month, in the lunar year that begins in `year`.
fn lunar(year: i32, month: u8, day: u8) -> Option<NaiveDate> {
    let lunar = Date::try_new_chinese_traditional(year, Month::new(month), day).ok()?;
    let day = lunar.to_calendar(Gregorian);
    NaiveDate::from_ymd_opt(day.era_year().extended_year, day.month().ordinal.into(), day.day_of_month().0.into())
}

/// The first day in Beijing at whose end the sun has reached 15 degrees: 3 to 7 April.
fn qingming(year: i32) -> Option<NaiveDate> {
    let first = NaiveDate::from_ymd_opt(year, 4, 3)?;
    let epoch = NaiveDate::from_ymd_opt(2000, 1, 1)?;
    (0..5).filter_map(|days| first.checked_add_days(Days::new(days))).find(|day| {
        // A day of Beijing ends at 16:00 in Greenwich; the epoch J2000.0 is the noon of 1 January 2000.
        let since_epoch = i32::try_from((*day - epoch).num_days()).map_or(f64::NAN, f64::from) + 4.0 / 24.0;
        solar_longitude(since_epoch) >= 15.0
    })
}

/// The sun's apparent longitude in degrees that many days after J2000.0, between 0 and 360.
fn solar_longitude(days: f64) -> f64 {
    let t = days / 36_525.0;
    let mean_longitude = 280.466_46 + t * (36_000.769_83 + t * 0.000_303_2);
    let anomaly = (357.529_11 + t * (35_999.050_29 - t * 0.000_153_7)).to_radians();
    let centre = (1.914_602 - t * (0.004_817 + t * 0.000_014)) * anomaly.sin()
        + (0.019_993 - t * 0.000_101) * (2.0 * anomaly).sin()
        + 0.000_289 * (3.0 * anomaly).sin();
    let node = (125.04 - 1_934.136 * t).to_radians();
    (mean_longitude + centre - 0.005_69 - 0.004_78 * node.sin()).rem_euclid(360.0)
}

/// A year whose festivals are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct FestivalsRequest {
    /// The year, 1912 to 2100.
    pub year: u32,
}

/// The festivals of a year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Festivals {
    /// The year.
    pub year: u32,
    /// Each with its day, in the order of the year.
    pub festivals: Vec<FestivalDay>,
}

/// A festival and its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FestivalDay {
    /// The festival.
    pub festival: Festival,
    /// Its day.
    pub date: Day,
}

impl Festivals {
    /// The festivals of a year.
    ///
    /// # Errors
    /// Class `input`: `calendar.no_festivals`.
    pub fn of(request: FestivalsRequest) -> Result<Self, Error> {
        let days =
            |festival: &Festival| Some(FestivalDay { festival: *festival, date: day_of(*festival, request.year)? });
        let festivals: Option<Vec<_>> = Festival::ALL.iter().map(days).collect();
        let festivals =
            festivals.ok_or_else(|| Error::input(vec![no_festivals(request.year, JsonPointer::root().key("year"))]))?;
        Ok(Self { year: request.year, festivals })
    }
}

pub(super) fn day_of(festival: Festival, year: u32) -> Option<Day> {
    i32::try_from(year).ok().and_then(|year| festival.day(year)).and_then(|day| Day::try_from(day).ok())
}

pub(super) fn no_festivals(year: u32, at: JsonPointer) -> Violation {
    let violation = Violation::new(ErrorCode::CalendarNoFestivals, at).with("year", year);
    violation.with("first", i64::from(FIRST_YEAR)).with("last", i64::from(LAST_YEAR))
}
