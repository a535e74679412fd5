//! Business time: hand cases, agreement with counting minute by minute, and the edges of what is known.

use chrono::{Datelike, Days, NaiveDate, TimeDelta, Timelike};
use leadstone::kernel::calendar::{CalendarModel, TimeSpan, TimeUnit};
use leadstone::{Instant, Zone};
use proptest::prelude::*;
use serde_json::json;

/// Monday to Friday 09:00-12:00 and 13:00-18:00, Saturday 10:00-14:00; October 2026 as decreed in
/// China: 1 to 7 off, Saturday 10 worked like a Monday.
const SHOP: &str = r#"{"kind": "calendar", "schema_version": 1, "id": "shop", "time_zone": "+08:00",
    "working_days": ["mon", "tue", "wed", "thu", "fri", "sat"],
    "hours": [{"days": ["mon", "tue", "wed", "thu", "fri"], "from": "09:00", "to": "12:00"},
              {"days": ["mon", "tue", "wed", "thu", "fri"], "from": "13:00", "to": "18:00"},
              {"days": ["sat"], "from": "10:00", "to": "14:00"}],
    "holidays": [{"date": "2026-10-01"}, {"date": "2026-10-02"}, {"date": "2026-10-03"}, {"date": "2026-10-04"},
                 {"date": "2026-10-05"}, {"date": "2026-10-06"}, {"date": "2026-10-07"}],
    "workdays": [{"date": "2026-10-10", "like": "mon"}],
    "known": {"from": "2026-01-01", "through": "2026-12-31"}}"#;

fn shop() -> CalendarModel {
    CalendarModel::from_json(SHOP).unwrap()
}

fn at(local: &str) -> Instant {
    format!("{local}:00+08:00").parse().unwrap()
}

fn due(from: &str, amount: u32, unit: TimeUnit) -> (Instant, bool) {
    let due = shop().after(at(from), TimeSpan { amount, unit }, &Zone::utc()).unwrap();
    (due.at, due.provisional)
}

#[test]
fn hours_by_hand() {
    use TimeUnit::{BusinessDays, BusinessHours, BusinessMinutes, Days, Hours, Minutes};
    for (from, amount, unit, expected, why) in [
        ("2026-09-14T10:00", 1, BusinessHours, "2026-09-14T11:00", "within the morning"),
        ("2026-09-14T11:30", 1, BusinessHours, "2026-09-14T13:30", "half an hour before noon, half after one"),
        ("2026-09-14T17:00", 1, BusinessHours, "2026-09-14T18:00", "the end of a day is on that day"),
        ("2026-09-14T17:00", 61, BusinessMinutes, "2026-09-15T09:01", "one minute of the next"),
        ("2026-09-14T20:00", 1, BusinessMinutes, "2026-09-15T09:01", "the evening does not count"),
        ("2026-09-19T13:00", 2, BusinessHours, "2026-09-21T10:00", "Saturday to 14:00, then Monday"),
        ("2026-09-14T09:00", 8, BusinessHours, "2026-09-14T18:00", "a whole Monday has eight hours"),
        ("2026-09-14T09:00", 44, BusinessHours, "2026-09-19T14:00", "a whole week has 5 x 8 + 4"),
        ("2026-09-14T09:00", 45, BusinessHours, "2026-09-21T10:00", "and one hour of the next"),
        ("2026-09-30T17:00", 2, BusinessHours, "2026-10-08T10:00", "a week of holidays between"),
        ("2026-10-09T18:00", 5, BusinessHours, "2026-10-10T15:00", "the make-up Saturday has Monday's hours"),
        ("2026-10-04T12:00", 0, BusinessHours, "2026-10-04T12:00", "nothing is over at once"),
        ("2026-09-30T15:00", 1, BusinessDays, "2026-10-08T15:00", "days keep their time"),
        ("2026-10-09T15:00", 2, BusinessDays, "2026-10-12T15:00", "Saturday 10 and Monday 12"),
        ("2026-10-01T00:00", 3, Days, "2026-10-04T00:00", "plain days ignore the calendar"),
        ("2026-10-01T00:00", 5, Hours, "2026-10-01T05:00", "so do plain hours"),
        ("2026-10-01T00:00", 5, Minutes, "2026-10-01T00:05", "and plain minutes"),
    ] {
        assert_eq!(due(from, amount, unit), (at(expected), false), "{from} + {amount} {unit:?}: {why}");
    }
}

#[test]
fn what_is_not_known_yet_is_said() {
    let (_, provisional) = due("2026-12-31T17:00", 2, TimeUnit::BusinessHours);
    assert!(provisional, "the deadline lies in 2027, whose holidays are not known");
    let strict = SHOP.replace(r#""2026-12-31"}"#, r#""2026-12-31", "beyond": "error"}"#);
    let strict = CalendarModel::from_json(&strict).unwrap();
    let span = TimeSpan { amount: 2, unit: TimeUnit::BusinessHours };
    let refused = strict.after(at("2026-12-31T17:00"), span, &Zone::utc()).unwrap_err();
    assert_eq!(refused.code().as_str(), "calendar.beyond_known");
    assert!(
        refused.message(leadstone::Locale::En).contains("2027-01-01"),
        "{}",
        refused.message(leadstone::Locale::En)
    );
    assert!(strict.after(at("2026-12-31T15:00"), span, &Zone::utc()).is_ok());
    // What does not count by the calendar needs not know it.
    assert!(strict.after(at("2026-12-31T17:00"), TimeSpan { unit: TimeUnit::Hours, ..span }, &Zone::utc()).is_ok());
}

#[test]
fn the_ends_of_time_are_refused() {
    let last: Instant = "9999-12-31T00:00:00Z".parse().unwrap();
    for unit in [
        TimeUnit::Minutes,
        TimeUnit::Hours,
        TimeUnit::Days,
        TimeUnit::BusinessMinutes,
        TimeUnit::BusinessHours,
        TimeUnit::BusinessDays,
    ] {
        for from in [last, at("2026-09-14T10:00")] {
            let ended = shop().after(from, TimeSpan { amount: u32::MAX, unit }, &Zone::utc());
            if let Err(refused) = ended {
                assert_eq!(refused.code().as_str(), "time.out_of_range", "{unit:?}");
            } else {
                assert!(matches!(unit, TimeUnit::Minutes | TimeUnit::BusinessMinutes), "{unit:?}: {ended:?}");
            }
        }
    }
}

#[test]
fn every_fault_of_hours_is_found_at_once() {
    let text = r#"{"kind": "calendar", "schema_version": 1, "id": "t", "working_days": ["mon", "tue", "wed"],
        "hours": [{"days": ["mon"], "from": "09:00", "to": "12:00"}, {"days": ["tue", "mon"], "from": "11:59", "to": "13:00"},
                  {"days": ["sun"], "from": "10:00", "to": "10:00"}, {"days": [], "from": "00:00", "to": "24:00"}],
        "workdays": [{"date": "2026-10-10", "like": "sat"}], "known": {"from": "2026-02-01", "through": "2026-01-31"}}"#;
    let error = CalendarModel::from_json(text).unwrap_err();
    let found: Vec<_> = error.violations().map(|found| (found.code().as_str(), found.pointer().as_str())).collect();
    assert_eq!(
        found,
        [
            ("calendar.overlapping_hours", "/hours/1"),
            ("calendar.not_a_working_day", "/hours/2/days/0"),
            ("calendar.empty_hours", "/hours/2/to"),
            ("definition.empty_list", "/hours/3/days"),
            ("calendar.day_without_hours", "/hours"),
            ("calendar.not_a_working_day", "/workdays/0/like"),
            ("calendar.empty_known_range", "/known/through"),
        ]
    );
    let text = r#"{"kind": "calendar", "schema_version": 1, "id": "t", "hours": [{"days": ["mon"], "from": "9:00", "to": "24:01"}]}"#;
    let error = CalendarModel::from_json(text).unwrap_err();
    assert!(error.violations().all(|found| found.code().as_str() == "time.not_a_clock_time"));
    assert_eq!(error.violations().count(), 2);
}

/// Minutes of a local day that are worked, by the definition itself.
fn minutes_of(definition: &serde_json::Value, date: NaiveDate) -> Vec<bool> {
    let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let list = |key: &str| definition[key].as_array().cloned().unwrap_or_default();
    let day = json!(date.to_string());
    let of_weekday = |name: &str| {
        let mut minutes = vec![list("hours").is_empty(); 1440];
        for hours in list("hours").iter().filter(|hours| hours["days"].as_array().unwrap().contains(&json!(name))) {
            let time = |key: &str| {
                let (hour, minute) = hours[key].as_str().unwrap().split_once(':').unwrap();
                hour.parse::<usize>().unwrap() * 60 + minute.parse::<usize>().unwrap()
            };
            minutes[time("from")..time("to")].fill(true);
        }
        minutes
    };
    if list("holidays").iter().any(|holiday| holiday["date"] == day) {
        return vec![false; 1440];
    }
    if let Some(workday) = list("workdays").iter().find(|workday| workday["date"] == day) {
        let like = workday["like"]
            .as_str()
            .map_or_else(|| list("working_days")[0].as_str().unwrap().to_owned(), str::to_owned);
        return of_weekday(&like);
    }
    let name = names[date.weekday().num_days_from_monday() as usize];
    if list("working_days").contains(&json!(name)) { of_weekday(name) } else { vec![false; 1440] }
}

fn calendars() -> impl Strategy<Value = serde_json::Value> {
    let names = vec!["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let first = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
    let dates = proptest::collection::btree_set(0..20_u64, 0..8);
    (proptest::sample::subsequence(names, 1..=7), 0..600_u32, 1..700_u32, any::<bool>(), dates, any::<u32>()).prop_map(
        move |(days, from, length, whole, dates, coin)| {
            let clock = |minutes: u32| format!("{:02}:{:02}", minutes / 60, minutes % 60);
            let noon = from + length / 2;
            let hours = if whole {
                json!([])
            } else {
                json!([{"days": days, "from": clock(from), "to": clock(noon.max(from + 1))},
                       {"days": [days[0]], "from": clock(noon.max(from + 1) + 7), "to": clock(from + length + 20)}])
            };
            let date = |day: u64| (first + Days::new(day)).to_string();
            let (off, on): (Vec<u64>, Vec<u64>) = dates.iter().partition(|day| (coin >> (**day % 32)) & 1 == 0);
            json!({"kind": "calendar", "schema_version": 1, "id": "t", "working_days": days, "hours": hours,
                "holidays": off.iter().map(|day| json!({"date": date(*day)})).collect::<Vec<_>>(),
                "workdays": on.iter().map(|day| json!({"date": date(*day), "like": days[(*day as usize) % days.len()]})).collect::<Vec<_>>()})
        },
    )
}

proptest! {
    /// The deadline is where counting worked minutes one by one arrives, and the time worked until
    /// then is the span; what has been worked between two instants is what counting gives.
    #[test]
    fn as_counted_minute_by_minute(definition in calendars(), start in 0..30_000_i64, amount in 1..3_000_u32) {
        let calendar = CalendarModel::from_json(&definition.to_string()).unwrap();
        let first = NaiveDate::from_ymd_opt(2026, 2, 27).unwrap().and_hms_opt(0, 0, 0).unwrap();
        let mut now = first + TimeDelta::minutes(start);
        let from: Instant = now.and_utc().to_rfc3339().parse().unwrap();
        let due = calendar.after(from, TimeSpan { amount, unit: TimeUnit::BusinessMinutes }, &Zone::utc()).unwrap();
        let (mut left, mut day, mut minutes) = (amount, now.date(), minutes_of(&definition, now.date()));
        while left > 0 {
            if now.date() != day {
                (day, minutes) = (now.date(), minutes_of(&definition, now.date()));
            }
            left -= u32::from(minutes[(now.hour() * 60 + now.minute()) as usize]);
            now += TimeDelta::minutes(1);
        }
        prop_assert_eq!(due.at.to_string(), Instant::from_micros(now.and_utc().timestamp_micros()).unwrap().to_string());
        prop_assert_eq!(calendar.worked_micros(from, due.at, &Zone::utc()), i64::from(amount) * 60_000_000);
        prop_assert_eq!(calendar.worked_micros(due.at, from, &Zone::utc()), i64::from(amount) * -60_000_000);
    }
}
