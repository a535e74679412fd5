//! Official notices through the importer, and festivals against almanacs and those notices.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{Datelike, NaiveDate};
use leadstone::kernel::calendar::{CalendarDefinition, CalendarModel, Festival};
use leadstone::{Id, decode};
use serde_json::{Value, json};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn plain() -> CalendarModel {
    CalendarModel::compile(CalendarDefinition::monday_to_friday(Id::try_new("cn").unwrap())).unwrap()
}

/// The yearly files under `$LEADSTONE_DATA/holiday_cn`, and its calendar of one row per day.
fn notices() -> Option<(Vec<Value>, String)> {
    let folder = Path::new(&std::env::var_os("LEADSTONE_DATA")?).join("holiday_cn");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).ok();
    let years = (2018..=2026).map(|year| decode::parse(&read(&format!("json/{year}.json"))?).ok());
    Some((years.collect::<Option<_>>()?, read("calendar_2018_2026.csv")?))
}

#[test]
fn nine_years_of_notices_are_imported() {
    let Some((years, days)) = notices() else {
        eprintln!("skipped 1 of 1: no holiday_cn under LEADSTONE_DATA");
        return;
    };
    let import = plain().with_holiday_cn_value(json!({ "years": years })).unwrap();
    let known = import.definition.known.unwrap();
    assert_eq!((known.from.to_string(), known.through.to_string()), ("2017-12-25".to_owned(), "2026-12-24".to_owned()));
    let calendar = CalendarModel::compile(import.definition).unwrap();
    let mut kinds = BTreeMap::<&str, usize>::new();
    for line in days.lines().skip(1) {
        let cells: Vec<_> = line.split(',').collect();
        assert_eq!(calendar.is_business_day(day(cells[0])), cells[2] == "1", "{line}");
        *kinds.entry(cells[3]).or_default() += 1;
    }
    assert_eq!(kinds.values().sum::<usize>(), 3287);
    // 315 rows in the notices, each a day off or a make-up workday.
    assert_eq!(import.holidays_added + import.workdays_added, 315);
    assert_eq!(kinds["adjusted_workday"], import.workdays_added);
}

/// The day of a festival is among the days off that bear its name in the notice.
#[test]
fn festivals_lie_in_their_holidays() {
    let Some((years, _)) = notices() else {
        eprintln!("skipped 1 of 1: no holiday_cn under LEADSTONE_DATA");
        return;
    };
    let mut checked = 0;
    for file in &years {
        let year = i32::try_from(file["year"].as_i64().unwrap()).unwrap();
        for (festival, name) in [
            (Festival::SpringFestival, "春节"),
            (Festival::Qingming, "清明"),
            (Festival::DragonBoat, "端午"),
            (Festival::MidAutumn, "中秋"),
        ] {
            let on = festival.day(year).unwrap().to_string();
            let found = file["days"].as_array().unwrap().iter().find(|day| day["date"] == on.as_str());
            let found = found.unwrap_or_else(|| panic!("{name} {on} is not in the notice"));
            // Where two festivals share their holidays, the notice names one of them, or both.
            let names = found["name"].as_str().unwrap();
            let shares = names.contains("国庆") && festival == Festival::MidAutumn;
            assert!(names.contains(name) || shares, "{on} is {names}, expected {name}");
            assert_eq!(found["isOffDay"], true, "{on}");
            checked += 1;
        }
    }
    assert_eq!(checked, 36);
}

/// As printed in the almanacs of those years.
#[test]
fn published_days() {
    for on in [
        "2018-02-16",
        "2019-02-05",
        "2020-01-25",
        "2021-02-12",
        "2022-02-01",
        "2023-01-22",
        "2024-02-10",
        "2025-01-29",
        "2026-02-17",
        "2027-02-06",
        "2028-01-26",
        "2029-02-13",
        "2030-02-03",
    ] {
        assert_eq!(Festival::SpringFestival.day(day(on).year()), Some(day(on)), "Spring Festival");
    }
    for on in [
        "2018-04-05",
        "2019-04-05",
        "2020-04-04",
        "2021-04-04",
        "2022-04-05",
        "2023-04-05",
        "2024-04-04",
        "2025-04-04",
        "2026-04-05",
        "2027-04-05",
        "2028-04-04",
        "2029-04-04",
        "2030-04-05",
    ] {
        assert_eq!(Festival::Qingming.day(day(on).year()), Some(day(on)), "Qingming");
    }
    for on in ["2018-09-24", "2019-09-13", "2020-10-01", "2021-09-21", "2022-09-10", "2023-09-29", "2024-09-17"] {
        assert_eq!(Festival::MidAutumn.day(day(on).year()), Some(day(on)), "Mid-Autumn");
    }
    // Leap months: the second came twice in 2023, the fourth in 2020.
    for on in ["2018-06-18", "2019-06-07", "2020-06-25", "2021-06-14", "2022-06-03", "2023-06-22", "2024-06-10"] {
        assert_eq!(Festival::DragonBoat.day(day(on).year()), Some(day(on)), "Dragon Boat");
    }
    for on in ["2018-10-17", "2019-10-07", "2020-10-25", "2021-10-14", "2022-10-04", "2023-10-23", "2024-10-11"] {
        assert_eq!(Festival::DoubleNinth.day(day(on).year()), Some(day(on)), "Double Ninth");
    }
    assert_eq!(Festival::Lantern.day(2024), Some(day("2024-02-24")));
}

/// Qingming by the sun against the rule of thumb that almanac makers print: `[Y x 0.2422 + C] - [Y / 4]`,
/// C = 5.59 in the 20th and 4.81 in the 21st century.
#[test]
fn qingming_by_the_rule_of_thumb() {
    for year in 1912..2100 {
        let (of_century, c) = if year < 2000 { (year - 1900, 5.59) } else { (year - 2000, 4.81) };
        #[expect(clippy::cast_possible_truncation, reason = "a day of April")]
        let expected = (f64::from(of_century) * 0.2422 + c).floor() as u32 - u32::try_from(of_century / 4).unwrap();
        let found = Festival::Qingming.day(year).unwrap();
        assert_eq!((found.month(), found.day()), (4, expected), "{year}");
    }
}

#[test]
fn every_festival_has_its_day_from_1912_to_2100() {
    for year in 1912..=2100 {
        let days: Vec<NaiveDate> = Festival::ALL.iter().map(|festival| festival.day(year).unwrap()).collect();
        assert!(days.is_sorted(), "{year}: {days:?}");
        // The new moon of the first month lies between 21 January and 21 February.
        assert!((day(&format!("{year}-01-21"))..=day(&format!("{year}-02-21"))).contains(&days[0]), "{year}");
        assert_eq!((days[1] - days[0]).num_days(), 14, "{year}");
    }
    for year in [i32::MIN, -1, 1911, 2101, i32::MAX] {
        assert!(Festival::ALL.iter().all(|festival| festival.day(year).is_none()), "{year}");
    }
}
