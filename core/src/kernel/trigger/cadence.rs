//! The next day of a cadence, by arithmetic.

use chrono::{Datelike, Days, Months, NaiveDate, TimeDelta};

use super::cadence_definition::Cadence;

/// A compiled cadence.
#[derive(Debug, Clone)]
pub(super) struct CadenceModel {
    cadence: Cadence,
    /// The days of a recurrence rule, ascending; empty for the others.
    #[cfg_attr(not(feature = "rrule"), expect(dead_code, reason = "only recurrence rules are listed"))]
    days: Vec<NaiveDate>,
}

impl CadenceModel {
    /// The compiled cadence; `None` when its recurrence rule is none.
    pub(super) fn compile(cadence: &Cadence) -> Option<Self> {
        let days = match cadence {
            #[cfg(feature = "rrule")]
            Cadence::Rrule { rule, from } => {
                let from = from.date();
                let through = from.checked_add_months(Months::new(1_200)).unwrap_or(NaiveDate::MAX);
                let limit = u16::try_from(crate::primitives::limits::LIST_LENGTH).unwrap_or(u16::MAX);
                crate::kernel::calendar::occurrences(rule, from, through, limit).ok()?
            }
            _ => Vec::new(),
        };
        Some(Self { cadence: cadence.clone(), days })
    }

    /// The first day after `day`; `None` when none is left before the year 10000.
    pub(super) fn after(&self, day: NaiveDate) -> Option<NaiveDate> {
        let from = self.cadence.from().date();
        // The day before the first stands for all days before it.
        let day = day.max(from.pred_opt()?);
        let next = match &self.cadence {
            Cadence::Daily { every, .. } => {
                let every = i64::from(every.get());
                let past = (day - from).num_days().div_euclid(every) + 1;
                from.checked_add_signed(TimeDelta::days(past * every))
            }
            Cadence::Weekly { every, days, .. } => {
                let every = 7 * i64::from(every.get());
                let monday = from.checked_sub_days(Days::new(from.weekday().num_days_from_monday().into()))?;
                let week = (day - monday).num_days().div_euclid(every);
                let in_week = |week: i64| {
                    let of = |offset: i64| monday.checked_add_signed(TimeDelta::days(week * every + offset));
                    (0..7).filter_map(of).find(|date| {
                        *date > day && *date >= from && days.iter().any(|worked| worked.weekday() == date.weekday())
                    })
                };
                in_week(week).or_else(|| in_week(week + 1))
            }
            Cadence::Monthly { every, day: of_month, .. } => {
                let every = i64::from(every.get());
                let months = |date: NaiveDate| i64::from(date.year()) * 12 + i64::from(date.month0());
                let past = (months(day) - months(from)).div_euclid(every);
                (past..past + 3).find_map(|step| {
                    let month = months(from) + step * every;
                    let year = i32::try_from(month.div_euclid(12)).ok()?;
                    let first = NaiveDate::from_ymd_opt(year, u32::try_from(month.rem_euclid(12)).ok()? + 1, 1)?;
                    let last = first.checked_add_months(Months::new(1))?.pred_opt()?.day();
                    let date = first.with_day(of_month.get().min(last))?;
                    (date > day && date >= from).then_some(date)
                })
            }
            #[cfg(feature = "lunar")]
            Cadence::Festival { festival, offset_days, .. } => {
                // Before 1912 nothing is told, so the search begins there at the earliest.
                let year = day.year().max(1912);
                (year - 2..=year + 3)
                    .filter_map(|year| {
                        festival.day(year)?.checked_add_signed(TimeDelta::days(offset_days.get().into()))
                    })
                    .find(|date| *date > day)
            }
            #[cfg(feature = "rrule")]
            Cadence::Rrule { .. } => self.days.get(self.days.partition_point(|known| *known <= day)).copied(),
        };
        next.filter(|date| date.year() <= 9999)
    }
}
