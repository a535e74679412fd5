//! Days of an import laid over a calendar: nothing twice, nothing against what it says already.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::error::{Error, ErrorCode, Violation};
use crate::primitives::{Day, Id, JsonPointer};

use super::definition::{CalendarDefinition, Holiday, Workday};
use super::model::CalendarModel;
use super::report::{CalendarImport, SkippedEntry};

/// Whether an imported day is off or worked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Off,
    Worked,
}

/// A calendar that takes days in.
#[derive(Debug)]
pub(super) struct Import {
    definition: CalendarDefinition,
    meanings: BTreeMap<NaiveDate, Meaning>,
    added: [usize; 2],
    unchanged: usize,
    pub(super) violations: Vec<Violation>,
    pub(super) skipped: Vec<SkippedEntry>,
}

impl Import {
    pub(super) fn over(base: &CalendarDefinition) -> Self {
        let off = base.holidays.iter().map(|holiday| (holiday.date.date(), Meaning::Off));
        let on = base.workdays.iter().map(|workday| (workday.date.date(), Meaning::Worked));
        Self {
            definition: base.clone(),
            meanings: off.chain(on).collect(),
            added: [0, 0],
            unchanged: 0,
            violations: Vec::new(),
            skipped: Vec::new(),
        }
    }

    /// Takes a day in that stands at `at`; another meaning than the present one is a violation.
    pub(super) fn day(&mut self, date: Day, meaning: Meaning, name: Option<&Id>, at: &JsonPointer) {
        match self.meanings.insert(date.date(), meaning) {
            Some(present) if present == meaning => self.unchanged += 1,
            Some(present) => {
                self.meanings.insert(date.date(), present);
                let violation = Violation::new(ErrorCode::CalendarContradictoryDate, at.clone());
                self.violations.push(violation.with("date", date.date()));
            }
            None => match meaning {
                Meaning::Off => {
                    self.definition.holidays.push(Holiday { date, name: name.cloned() });
                    self.added[0] += 1;
                }
                Meaning::Worked => {
                    self.definition.workdays.push(Workday { date, like: None });
                    self.added[1] += 1;
                }
            },
        }
    }

    /// The definition that takes the days.
    pub(super) fn definition(&mut self) -> &mut CalendarDefinition {
        &mut self.definition
    }

    /// The calendar with its days in order, which compiles.
    ///
    /// # Errors
    /// Class `input`, with every violation; also when the calendar became too long.
    pub(super) fn finish(mut self) -> Result<CalendarImport, Error> {
        if !self.violations.is_empty() {
            return Err(Error::input(self.violations));
        }
        self.definition.holidays.sort_by_key(|holiday| holiday.date);
        self.definition.workdays.sort_by_key(|workday| workday.date);
        CalendarModel::compile(self.definition.clone()).map_err(|error| Error::input(error.into_violations()))?;
        let [holidays_added, workdays_added] = self.added;
        let Self { definition, unchanged, skipped, .. } = self;
        Ok(CalendarImport { definition, holidays_added, workdays_added, unchanged, skipped })
    }
}
