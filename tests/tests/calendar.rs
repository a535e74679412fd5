//! Calendars: hand cases, agreement with counting day by day, and nine years of official notices.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate, Weekday};
use leadstone::kernel::calendar::{CalendarModel, month_span, trailing_days, week_span};
use leadstone::{IsoWeek, Month, Zone};
use proptest::prelude::*;
use serde_json::json;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn calendar(rest: &str) -> CalendarModel {
    CalendarModel::from_json(&format!(r#"{{"kind":"calendar","schema_version":1,"id":"t"{rest}}}"#)).unwrap()
}

#[test]
fn every_fault_is_found_at_once() {
    let text = r#"{"kind":"calender","schema_version":2,"id":"t","working_days":["mon","mon"],
        "holidays":[{"date":"2026-01-01"},{"date":"2026-01-01"}],
        "workdays":[{"date":"2026-01-03"},{"date":"2026-01-01"},{"date":"2026-01-03"}]}"#;
    let error = CalendarModel::from_json(text).unwrap_err();
    let found: Vec<_> =
        error.violations().map(|violation| (violation.code().as_str(), violation.pointer().as_str())).collect();
    assert_eq!(
        found,
        [
            ("definition.wrong_kind", "/kind"),
            ("definition.unsupported_version", "/schema_version"),
            ("calendar.duplicate_weekday", "/working_days/1"),
            ("calendar.duplicate_date", "/holidays/1/date"),
            ("calendar.duplicate_date", "/workdays/2/date"),
            ("calendar.contradictory_date", "/workdays/1/date"),
        ]
    );
    let text = r#"{"kind":"calendar","schema_version":1,"id":"t","working_days":["monday"],
        "holidays":[{"date":"2026-02-30"}]}"#;
    let error = CalendarModel::from_json(text).unwrap_err();
    let codes: Vec<_> = error.violations().map(|violation| violation.code().as_str()).collect();
    assert_eq!(codes, ["time.not_a_date", "decode.unknown_value"]);
    let empty = CalendarModel::from_json(r#"{"kind":"calendar","schema_version":1,"id":"t","working_days":[]}"#);
    assert_eq!(empty.unwrap_err().code().as_str(), "definition.empty_list");
}

#[test]
fn defaults_are_written() {
    let text = leadstone::canonical_json(calendar("").definition()).unwrap();
    let days = r#"["mon","tue","wed","thu","fri"]"#;
    let expected = format!(
        concat!(
            r#"{{"holidays":[],"hours":[],"id":"t","kind":"calendar","known":null,"schema_version":1,"#,
            r#""time_zone":null,"workdays":[],"working_days":{days}}}"#
        ),
        days = days
    );
    assert_eq!(text, expected);
}

#[test]
fn spans_are_half_open_and_signed() {
    let plain = calendar("");
    // 2026-03-02 is a Monday.
    assert_eq!(plain.business_days_between(day("2026-03-02"), day("2026-03-02")), 0);
    assert_eq!(plain.business_days_between(day("2026-03-02"), day("2026-03-03")), 1);
    assert_eq!(plain.business_days_between(day("2026-03-02"), day("2026-03-09")), 5);
    assert_eq!(plain.business_days_between(day("2026-03-07"), day("2026-03-09")), 0);
    assert_eq!(plain.business_days_between(day("2026-03-09"), day("2026-03-02")), -5);
    assert_eq!(plain.business_days_in_week(IsoWeek::of(day("2026-03-04")).unwrap()), 5);
    // March 2026 has 31 days from a Sunday: 22 weekdays.
    assert_eq!(plain.business_days_in(Month::of(day("2026-03-01")).unwrap()), 22);
}

#[test]
fn adding_steps_over_days_off() {
    let plain = calendar("");
    let add = |from, days| plain.add_business_days(day(from), days).unwrap().to_string();
    assert_eq!(add("2026-03-06", 1), "2026-03-09");
    assert_eq!(add("2026-03-07", 1), "2026-03-09");
    assert_eq!(add("2026-03-07", 0), "2026-03-09");
    assert_eq!(add("2026-03-06", 0), "2026-03-06");
    assert_eq!(add("2026-03-09", -1), "2026-03-06");
    assert_eq!(add("2026-03-08", -1), "2026-03-06");
    assert_eq!(add("2026-03-06", 5), "2026-03-13");
    // 250 weeks of five days.
    assert_eq!(add("2026-03-02", 1250), day("2026-03-02").checked_add_days(Days::new(1750)).unwrap().to_string());
}

#[test]
fn far_dates_cost_no_walk() {
    let plain = calendar("");
    // 400 Gregorian years are 146,097 days = 20,871 weeks exactly.
    assert_eq!(plain.business_days_between(day("0001-01-01"), day("8001-01-01")), 20 * 20_871 * 5);
    assert!(plain.add_business_days(day("9999-12-31"), i32::MAX).is_none());
    assert!(plain.add_business_days(day("0001-01-01"), i32::MIN).is_none());
    let sundays = calendar(r#","working_days":["sun"]"#);
    assert_eq!(sundays.add_business_days(day("2026-03-02"), 100_000).unwrap().weekday(), Weekday::Sun);
}

#[test]
fn spans_in_a_zone_meet_without_gap() {
    let zone: Zone = "+08:00".parse().unwrap();
    let march = month_span("2026-03".parse().unwrap(), &zone).unwrap();
    let april = month_span("2026-04".parse().unwrap(), &zone).unwrap();
    assert_eq!(march.end, april.start);
    assert!(march.contains("2026-03-31T15:59:59.999999Z".parse().unwrap()));
    assert!(!march.contains(march.end));
    assert!(march.is_complete("2026-03-31T15:59:59.999999Z".parse().unwrap()));
    assert!(!march.is_complete("2026-03-31T15:59:59Z".parse().unwrap()));
    let week = week_span("2026-W10".parse().unwrap(), &zone).unwrap();
    assert_eq!(week.start.to_string(), "2026-03-01T16:00:00Z");
    let one = trailing_days("2026-03-01T16:00:00Z".parse().unwrap(), 1, &zone).unwrap();
    assert_eq!(one.start, week.start);
}

/// The same calendar, decided day by day.
struct Walked {
    start: NaiveDate,
    mask: u8,
    holidays: BTreeSet<u64>,
    workdays: BTreeSet<u64>,
}

impl Walked {
    fn at(&self, offset: u64) -> NaiveDate {
        self.start.checked_add_days(Days::new(offset)).unwrap()
    }

    fn is_business_day(&self, date: NaiveDate) -> bool {
        let offset = u64::try_from((date - self.start).num_days()).ok();
        let listed = |set: &BTreeSet<u64>| offset.is_some_and(|offset| set.contains(&offset));
        let worked = self.mask >> date.weekday().num_days_from_monday() & 1 == 1;
        listed(&self.workdays) || worked && !listed(&self.holidays)
    }

    fn model(&self) -> CalendarModel {
        let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        let dates = |set: &BTreeSet<u64>| {
            set.iter().map(|offset| json!({"date": self.at(*offset).to_string()})).collect::<Vec<_>>()
        };
        let definition = json!({
            "kind": "calendar", "schema_version": 1, "id": "t",
            "working_days": (0..7).filter(|bit| self.mask >> bit & 1 == 1).map(|bit| names[bit]).collect::<Vec<_>>(),
            "holidays": dates(&self.holidays), "workdays": dates(&self.workdays),
        });
        CalendarModel::from_json(&definition.to_string()).unwrap()
    }
}

proptest! {
    /// Counting by arithmetic agrees with counting day by day, and adding inverts counting.
    #[test]
    fn agrees_with_walking(
        mask in 1_u8..128, holidays in prop::collection::btree_set(0_u64..400, 0..20),
        more in prop::collection::btree_set(0_u64..400, 0..20),
        from in 0_u64..400, span in 0_u64..300, steps in -80_i32..80,
    ) {
        let workdays = more.difference(&holidays).copied().collect();
        let walked = Walked { start: day("2025-12-01"), mask, holidays, workdays };
        let model = walked.model();
        let (first, last) = (walked.at(from), walked.at(from + span));
        let count = (from..from + span).filter(|offset| walked.is_business_day(walked.at(*offset))).count() as i64;
        prop_assert_eq!(model.business_days_between(first, last), count);
        prop_assert_eq!(model.business_days_between(last, first), -count);
        prop_assert_eq!(model.is_business_day(first), walked.is_business_day(first));
        let landed = model.add_business_days(first, steps).unwrap();
        prop_assert!(walked.is_business_day(landed));
        let after = walked.at(from + 1);
        match steps {
            1.. => {
                prop_assert!(landed > first);
                prop_assert_eq!(model.business_days_between(after, landed) + 1, i64::from(steps));
            }
            0 => prop_assert_eq!(model.business_days_between(first, landed), 0),
            _ => {
                prop_assert!(landed < first);
                prop_assert_eq!(model.business_days_between(landed, first), i64::from(-steps));
            }
        }
    }
}

/// Every day of 2018-2026 as the State Council's notices have it; reads `$LEADSTONE_DATA`.
#[test]
fn nine_years_of_official_notices() {
    let folder = std::env::var_os("LEADSTONE_DATA").map(|root| std::path::Path::new(&root).join("holiday_cn"));
    let read = |name: &str| folder.as_ref().and_then(|folder| std::fs::read_to_string(folder.join(name)).ok());
    let (Some(notices), Some(days)) = (read("holidays_2018_2026.csv"), read("calendar_2018_2026.csv")) else {
        eprintln!("skipped 1 of 1: no holiday_cn under LEADSTONE_DATA");
        return;
    };
    let (mut holidays, mut workdays) = (Vec::new(), Vec::new());
    for line in notices.lines().skip(1) {
        let cells: Vec<_> = line.split(',').collect();
        match cells[2] {
            "1" => holidays.push(json!({"date": cells[0], "name": cells[1]})),
            _ => workdays.push(json!({"date": cells[0]})),
        }
    }
    let definition = json!({
        "kind": "calendar", "schema_version": 1, "id": "cn", "holidays": holidays, "workdays": workdays,
    });
    let model = CalendarModel::from_json(&definition.to_string()).unwrap();
    let mut total = 0;
    let mut months = BTreeMap::<Month, i64>::new();
    for line in days.lines().skip(1) {
        let cells: Vec<_> = line.split(',').collect();
        let date = day(cells[0]);
        assert_eq!(model.is_business_day(date), cells[2] == "1", "{line}");
        assert_eq!(model.business_days_between(day("2018-01-01"), date), total, "{line}");
        let worked = i64::from(cells[2] == "1");
        total += worked;
        *months.entry(Month::of(date).unwrap()).or_default() += worked;
    }
    assert_eq!(days.lines().count() - 1, 3287);
    for (month, worked) in months {
        assert_eq!(model.business_days_in(month), worked, "{month}");
    }
}
