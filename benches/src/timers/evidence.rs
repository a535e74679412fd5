//! Official workdays day by day, festivals in their notices, histories against the oracle.

use std::fs;
use std::path::Path;

use chrono::{Days, NaiveDate};
use leadstone::kernel::calendar::{CalendarDefinition, CalendarModel, Festival};
use leadstone::{Id, decode};
use leadstone_conformance::histories;
use serde_json::{Value, json};

use crate::line::Line;

const NAME: &str = "timers";
const SEED: u64 = 20_261_123;

/// Prints the lines of the evidence; whether every bar is met.
///
/// # Errors
/// What is missing: the data, or a folder to write to.
pub fn run(folder: &Path, data: Option<&Path>, quick: bool) -> Result<bool, String> {
    let mut met = histories_agree(if quick { 1_000 } else { 10_000 });
    let data = data.ok_or("no data: name a folder with --data or LEADSTONE_DATA; it holds holiday_cn/")?;
    let read = |name: &str| {
        let path = data.join("holiday_cn").join(name);
        fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))
    };
    let mut years = Vec::new();
    for year in 2018..=2026 {
        let file = decode::parse(&read(&format!("json/{year}.json"))?);
        years.push(file.map_err(|_| format!("json/{year}.json is not JSON"))?);
    }
    let calendar = imported(&years)?;
    met &= workdays_agree(&calendar, &read("calendar_2018_2026.csv")?);
    met &= festivals_agree(&years);
    fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    fs::write(folder.join("workdays.csv"), listed(&calendar)?).map_err(|error| error.to_string())?;
    Ok(met)
}

fn imported(years: &[Value]) -> Result<CalendarModel, String> {
    let id = Id::try_new("cn").map_err(|code| code.as_str().to_owned())?;
    let plain = CalendarModel::compile(CalendarDefinition::monday_to_friday(id)).map_err(|error| error.to_string())?;
    let import = plain.with_holiday_cn_value(json!({ "years": years })).map_err(|error| error.to_string())?;
    CalendarModel::compile(import.definition).map_err(|error| error.to_string())
}

/// A correctness figure: how many differ, of how many.
fn differing(metric: &str, differ: usize, of: usize) -> bool {
    let line = Line::figure(NAME, metric, differ as f64, "different", of).at_most(0.0);
    let met = differ == 0 && of > 0;
    Line { met: Some(met), ..line }.print();
    eprintln!("{metric}: {differ} of {of} differ");
    met
}

fn histories_agree(histories: usize) -> bool {
    match histories::run(histories, SEED) {
        Ok(counts) => {
            let figures = [
                ("calls of advance", counts.calls),
                ("firings that stand", counts.firings),
                ("firings taken back", counts.retractions),
                ("events sent twice", counts.duplicates),
            ];
            for (metric, value) in figures {
                let line = Line::figure(NAME, metric, value as f64, "count", counts.histories);
                Line { seed: Some(SEED), ..line }.print();
                eprintln!("{metric}: {value}");
            }
            differing("T3 histories unlike the oracle", 0, counts.histories)
        }
        Err(problem) => {
            eprintln!("{problem}");
            differing("T3 histories unlike the oracle", 1, histories)
        }
    }
}

fn workdays_agree(calendar: &CalendarModel, days: &str) -> bool {
    let (mut differ, mut of, mut make_up) = (0, 0, 0);
    for line in days.lines().skip(1) {
        let mut cells = line.split(',');
        let (Some(day), _, Some(worked), kind) = (cells.next(), cells.next(), cells.next(), cells.next()) else {
            continue;
        };
        let Ok(day) = day.parse::<NaiveDate>() else { continue };
        of += 1;
        make_up += usize::from(kind == Some("adjusted_workday"));
        differ += usize::from(calendar.is_business_day(day) != (worked == "1"));
    }
    eprintln!("make-up workdays among them: {make_up}");
    differing("T2 workdays 2018-2026 unlike the notices", differ, of)
}

fn festivals_agree(years: &[Value]) -> bool {
    let (mut differ, mut of) = (0, 0);
    for file in years {
        let Some(year) = file["year"].as_i64().and_then(|year| i32::try_from(year).ok()) else { continue };
        for festival in [Festival::SpringFestival, Festival::Qingming, Festival::DragonBoat, Festival::MidAutumn] {
            let day = festival.day(year).map(|day| day.to_string()).unwrap_or_default();
            let off = file["days"].as_array().into_iter().flatten();
            let found = off.filter(|found| found["isOffDay"] == true).any(|found| found["date"] == day.as_str());
            of += 1;
            differ += usize::from(!found);
            eprintln!("{day} {festival:?}{}", if found { "" } else { ": not a day off" });
        }
    }
    differing("festivals outside their days off", differ, of)
}

/// Every day of 2018 to 2026 with what we say of it, for the rival.
fn listed(calendar: &CalendarModel) -> Result<String, String> {
    let first = NaiveDate::from_ymd_opt(2018, 1, 1).ok_or("no such day")?;
    let days = (0..3_287).filter_map(|offset| first.checked_add_days(Days::new(offset)));
    let row = |day: NaiveDate| format!("{day},{}\n", u8::from(calendar.is_business_day(day)));
    Ok(days.map(row).fold("date,is_workday\n".to_owned(), |all, row| all + &row))
}
