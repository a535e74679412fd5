//! Whole days of an iCalendar text (RFC 5545): holidays of a feed, days when a place is closed.
//!
//! A strict reader of what says which days are meant: all-day events and busy times. It is our own
//! because it is this small and names the line of whatever it does not understand.

use chrono::{NaiveDate, TimeDelta, Utc};
use deserr::Deserr;

use crate::error::{Error, ErrorCode, Violation};
use crate::primitives::decode::DecodeError;
use crate::primitives::{Day, Id, Instant, JsonPointer, Zone, limits};

use super::ical_lines::{Line, date, duration, lines, utc};
use super::import::{Import, Meaning};
use super::model::CalendarModel;
use super::report::{CalendarImport, SkipReason, SkippedEntry};

/// An iCalendar text to read.
#[derive(Debug, Clone, PartialEq, Eq, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[deserr(error = DecodeError, deny_unknown_fields)]
pub struct IcalRequest {
    /// The text, from `BEGIN:VCALENDAR` to `END:VCALENDAR`.
    pub text: String,
    /// What its days are. Default: holidays.
    #[cfg_attr(feature = "schema", schemars(default))]
    #[deserr(default)]
    pub days: IcalDays,
    /// Up to which day yearly entries are counted; needed for a text that has some.
    #[deserr(default)]
    pub through: Option<Day>,
    /// The zone in which busy times cover days, for a calendar that states none. Default: UTC.
    #[deserr(default)]
    pub time_zone: Option<Zone>,
}

/// What the days of an iCalendar text are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserr)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename_all = "snake_case"))]
#[deserr(error = DecodeError)]
pub enum IcalDays {
    /// Days off.
    #[default]
    #[deserr(rename = "holidays")]
    Holidays,
    /// Days that are worked although their weekday is not.
    #[deserr(rename = "workdays")]
    Workdays,
}

impl CalendarModel {
    /// The definition of this calendar with the whole days of an iCalendar text, to be read and edited.
    ///
    /// All-day events (`VEVENT` with a `DTSTART` that is a day) and busy times (`VFREEBUSY`) that cover
    /// whole local days are taken; cancelled, free and timed entries are listed as skipped. Yearly
    /// entries (`RRULE`) need feature `rrule` and `through`.
    ///
    /// # Errors
    /// Class `input`: `calendar.ical_syntax`, `calendar.ical_missing`, `calendar.ical_value`,
    /// `calendar.ical_unsupported`, `calendar.contradictory_date`, `decode.list_too_long`, all at
    /// once, each with its line.
    ///
    /// ```
    /// use leadstone::decode;
    /// use leadstone::kernel::calendar::{CalendarDefinition, CalendarModel, IcalRequest};
    /// let plain = CalendarDefinition::monday_to_friday(leadstone::Id::try_new("de").unwrap());
    /// let text = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261225\r\n\
    ///     DTEND;VALUE=DATE:20261227\r\nSUMMARY:Weihnachten\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    /// let request: IcalRequest = decode::decode(serde_json::json!({ "text": text })).unwrap();
    /// let import = CalendarModel::compile(plain).unwrap().with_ical(&request).unwrap();
    /// // The end is the first day that is not meant: 25 and 26 December.
    /// assert_eq!(import.holidays_added, 2);
    /// ```
    pub fn with_ical(&self, request: &IcalRequest) -> Result<CalendarImport, Error> {
        let utc = Zone::utc();
        let mut reader = Reader {
            import: Import::over(self.definition()),
            meaning: match request.days {
                IcalDays::Holidays => Meaning::Off,
                IcalDays::Workdays => Meaning::Worked,
            },
            through: request.through,
            zone: self.zone_or(request.time_zone.as_ref().unwrap_or(&utc)),
            open: Vec::new(),
            lines: Vec::new(),
            busy: Vec::new(),
            days: 0,
        };
        for line in lines(&request.text) {
            match line {
                Ok(line) => reader.line(line),
                Err(number) => reader.refuse(ErrorCode::CalendarIcalSyntax, number, ""),
            }
        }
        reader.end()
    }
}

/// The components that are open while a text is read, and what has been taken from it.
struct Reader<'a> {
    import: Import,
    meaning: Meaning,
    through: Option<Day>,
    zone: &'a Zone,
    open: Vec<(String, usize)>,
    /// The lines of the event or busy time that is open.
    lines: Vec<Line>,
    /// Busy times, which may join to whole days.
    busy: Vec<(Instant, Instant, usize)>,
    days: usize,
}

impl Reader<'_> {
    fn line(&mut self, line: Line) {
        let component = line.value.to_ascii_uppercase();
        match line.name.as_str() {
            "BEGIN" => {
                if self.open.is_empty() != (component == "VCALENDAR") || self.open.len() > 8 {
                    self.refuse(ErrorCode::CalendarIcalSyntax, line.number, "");
                }
                if self.open.len() == 1 {
                    self.lines.clear();
                }
                self.open.push((component, line.number));
            }
            "END" => match self.open.pop() {
                Some((begun, first)) if begun == component => {
                    if self.open.len() == 1 {
                        self.component(&begun, first);
                    }
                }
                _ => self.refuse(ErrorCode::CalendarIcalSyntax, line.number, ""),
            },
            _ if self.open.is_empty() => self.refuse(ErrorCode::CalendarIcalSyntax, line.number, ""),
            // An alarm in an event has lines of its own.
            _ if self.open.len() == 2 => self.lines.push(line),
            _ => {}
        }
    }

    fn component(&mut self, name: &str, first: usize) {
        let lines = std::mem::take(&mut self.lines);
        match name {
            "VEVENT" => self.event(&lines, first),
            "VFREEBUSY" => self.busy_times(&lines),
            "VTIMEZONE" => {}
            _ => self.skip(first, SkipReason::NotAnEvent),
        }
    }

    fn event(&mut self, lines: &[Line], first: usize) {
        let find = |name: &str| lines.iter().find(|line| line.name == name);
        if find("STATUS").is_some_and(|status| status.value.eq_ignore_ascii_case("CANCELLED")) {
            return self.skip(first, SkipReason::Cancelled);
        }
        let Some(start) = find("DTSTART") else {
            return self.refuse(ErrorCode::CalendarIcalMissing, first, "DTSTART");
        };
        if start.value.contains('T') && start.param("VALUE") != Some("DATE") {
            return self.skip(first, SkipReason::NotAWholeDay);
        }
        let Some(begin) = date(&start.value) else {
            return self.refuse(ErrorCode::CalendarIcalValue, start.number, &start.value);
        };
        for name in ["RDATE", "RECURRENCE-ID", "EXRULE"] {
            if let Some(line) = find(name) {
                return self.refuse(ErrorCode::CalendarIcalUnsupported, line.number, name);
            }
        }
        let length = match (find("DTEND"), find("DURATION")) {
            (Some(end), _) => match date(&end.value).map(|end| (end - begin).num_days()).filter(|days| *days > 0) {
                Some(days) => days,
                None => return self.refuse(ErrorCode::CalendarIcalValue, end.number, &end.value),
            },
            (None, Some(line)) => match duration(&line.value).map(|span| span.num_days()).filter(|days| *days > 0) {
                Some(days) => days,
                None => return self.refuse(ErrorCode::CalendarIcalValue, line.number, &line.value),
            },
            (None, None) => 1,
        };
        let name = find("SUMMARY").and_then(|summary| Id::try_new(summary.text()).ok());
        let Some(begins) = self.occurrences(lines, begin) else { return };
        for begin in begins {
            self.whole_days(begin, length, name.as_ref(), first);
        }
    }

    /// The first days of an event; `None` after a violation.
    fn occurrences(&mut self, lines: &[Line], begin: NaiveDate) -> Option<Vec<NaiveDate>> {
        let Some(rule) = lines.iter().find(|line| line.name == "RRULE") else { return Some(vec![begin]) };
        let mut excluded = Vec::new();
        for line in lines.iter().filter(|line| line.name == "EXDATE") {
            for value in line.value.split(',') {
                match date(value) {
                    Some(day) => excluded.push(day),
                    None => self.refuse(ErrorCode::CalendarIcalValue, line.number, value),
                }
            }
        }
        let Some(mut days) = self.repeated(rule, begin) else {
            self.refuse(ErrorCode::CalendarIcalUnsupported, rule.number, &rule.value);
            return None;
        };
        days.retain(|day| !excluded.contains(day));
        Some(days)
    }

    #[cfg(feature = "rrule")]
    fn repeated(&self, rule: &Line, begin: NaiveDate) -> Option<Vec<NaiveDate>> {
        let limit = u16::try_from(limits::LIST_LENGTH).ok()?;
        super::recurrence::occurrences(&rule.value, begin, self.through?.date(), limit).ok()
    }

    #[cfg(not(feature = "rrule"))]
    fn repeated(&self, _: &Line, _: NaiveDate) -> Option<Vec<NaiveDate>> {
        let _ = self.through;
        None
    }

    fn busy_times(&mut self, lines: &[Line]) {
        for line in lines.iter().filter(|line| line.name == "FREEBUSY") {
            match line.param("FBTYPE").unwrap_or("BUSY") {
                "BUSY" | "BUSY-UNAVAILABLE" => {}
                "FREE" | "BUSY-TENTATIVE" => {
                    self.skip(line.number, SkipReason::NotBusy);
                    continue;
                }
                other => {
                    let other = other.to_owned();
                    self.refuse(ErrorCode::CalendarIcalUnsupported, line.number, &other);
                    continue;
                }
            }
            for period in line.value.split(',') {
                match span(period) {
                    Some((from, to)) => self.busy.push((from, to, line.number)),
                    None => self.refuse(ErrorCode::CalendarIcalValue, line.number, period),
                }
            }
        }
    }

    /// Takes the days that busy times cover whole, alone or joined.
    fn joined(&mut self) {
        let mut busy = std::mem::take(&mut self.busy);
        busy.sort_unstable();
        let mut whole: Vec<(Instant, Instant, usize)> = Vec::new();
        for (from, to, line) in busy {
            match whole.last_mut() {
                Some((_, end, _)) if from <= *end => *end = (*end).max(to),
                _ => whole.push((from, to, line)),
            }
        }
        for (from, to, line) in whole {
            let (begin, end) = (self.zone.local(from), self.zone.local(to));
            let first = if begin == begin.date().into() { Some(begin.date()) } else { begin.date().succ_opt() };
            match first.map(|first| (first, (end.date() - first).num_days())) {
                Some((first, days)) if days > 0 => self.whole_days(first, days, None, line),
                _ => self.skip(line, SkipReason::NotAWholeDay),
            }
        }
    }

    fn whole_days(&mut self, first: NaiveDate, length: i64, name: Option<&Id>, line: usize) {
        self.days = self.days.saturating_add(usize::try_from(length).unwrap_or(usize::MAX));
        if self.days > limits::LIST_LENGTH {
            let violation = Violation::new(ErrorCode::DecodeListTooLong, at());
            return self.import.violations.push(violation.with("limit", limits::LIST_LENGTH));
        }
        for offset in 0..length {
            let day = first.checked_add_signed(TimeDelta::days(offset)).and_then(|day| Day::try_from(day).ok());
            match day {
                Some(day) => self.import.day(day, self.meaning, name, &at()),
                None => return self.refuse(ErrorCode::CalendarIcalValue, line, "DTSTART"),
            }
        }
    }

    fn end(mut self) -> Result<CalendarImport, Error> {
        if let Some((_, line)) = self.open.pop() {
            self.refuse(ErrorCode::CalendarIcalSyntax, line, "");
        }
        self.joined();
        self.import.skipped.sort_unstable_by_key(|entry| entry.line);
        self.import.finish()
    }

    fn skip(&mut self, line: usize, why: SkipReason) {
        self.import.skipped.push(SkippedEntry { line, why });
    }

    fn refuse(&mut self, code: ErrorCode, line: usize, value: &str) {
        if self.import.violations.len() <= limits::VIOLATIONS {
            self.import.violations.push(Violation::new(code, at()).with("line", line).with_value(value));
        }
    }
}

/// Where the text stands in its request.
fn at() -> JsonPointer {
    JsonPointer::root().key("text")
}

/// A period: a begin in UTC and an end or a duration.
fn span(period: &str) -> Option<(Instant, Instant)> {
    let (from, to) = period.trim().split_once('/')?;
    let from = utc(from)?;
    let to = utc(to).or_else(|| from.checked_add_signed(duration(to)?))?;
    let instant = |time: chrono::NaiveDateTime| Instant::try_from(time.and_local_timezone(Utc).single()?).ok();
    instant(from).zip(instant(to)).filter(|(from, to)| from < to)
}
