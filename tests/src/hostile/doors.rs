//! The doors that take documents.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use leadstone::condition::RuleSetModel;
use leadstone::condition::adapter::StatedCondition;
use leadstone::engine::{BriefOptions, Engine, Pack};
use leadstone::facts::Tables;
use leadstone::health::HealthModel;
use leadstone::journey::JourneyModel;
use leadstone::journey::chart::ChartModel;
use leadstone::kernel::calendar::CalendarModel;
use leadstone::kernel::trigger::TriggerModel;
use leadstone::routing::RoutingModel;
use leadstone::scoring::ScorecardModel;
use leadstone::table::TableModel;
use leadstone::target::TargetModel;
use leadstone::{Error, ErrorClass};
#[cfg(feature = "view")]
use leadstone::{Locale, decode, view};
use serde_json::{Map, Value};

use super::{Said, expected, plant, read, said};

/// Room for a value of 20,000 levels, which the standard library frees level by level.
const STACK: usize = 256 << 20;
const FILES: &[&str] = &["documents.json", "host.json"];

/// A document on its way to a door.
#[derive(Clone, Copy)]
enum Given<'a> {
    Object(&'a Value),
    Text(&'a str),
}

pub(super) fn run() -> Result<Vec<Said>, String> {
    let work = thread::Builder::new().stack_size(STACK).spawn(run_here).map_err(|error| error.to_string())?;
    work.join().map_err(|_| "the runner itself panicked".to_owned())?
}

fn run_here() -> Result<Vec<Said>, String> {
    let doors = read("doors.json")?;
    let listed = doors["doors"].as_array().ok_or("no doors")?;
    let mut all = Vec::new();
    for file in FILES {
        for case in read(file)?["cases"].as_array().ok_or("no cases")? {
            // A text of many megabytes is made once.
            let text = case.get("text").map(plant::text);
            let chosen =
                listed.iter().filter(|door| case["doors"].as_array().is_none_or(|only| only.contains(&door["door"])));
            for door in chosen {
                let models = &doors["models"];
                all.extend(at_door(case, door, models, text.as_deref()));
            }
        }
    }
    Ok(all)
}

/// The case at both forms of a door.
fn at_door(case: &Value, door: &Value, models: &Value, text: Option<&str>) -> Vec<Said> {
    let name = door["door"].as_str().unwrap_or_default();
    let definition = &models[door["model"].as_str().unwrap_or_default()]["definition"];
    let at = door["at"].as_str().unwrap_or_default();
    let (wanted, prefix) = (case["others"][name].as_str(), door["under"].as_str().unwrap_or_default());
    let wanted = wanted.or(case["expect"].as_str()).unwrap_or_default();
    let prefix = if case.get("argument").or(case.get("root")).is_some() {
        String::new()
    } else if case.get("set").is_some() {
        format!("{prefix}{at}")
    } else {
        prefix.to_owned()
    };
    let line = |form: &str, said: String| Said {
        case: case["case"].as_str().unwrap_or_default().to_owned(),
        door: shown(name, form),
        said,
        expected: expected(wanted, &prefix),
        why: case["absent"]["rust"].as_str().unwrap_or_default().to_owned(),
    };
    let absent = case["absent"].get("rust").is_some();
    let ask = |given: Given<'_>| {
        catch_unwind(AssertUnwindSafe(|| call(name, definition, given))).unwrap_or_else(|_| "panic".to_owned())
    };
    if let Some(text) = text {
        return vec![line("text", ask(Given::Text(text)))];
    }
    if case.get("argument").is_some() {
        return vec![line("text", "n/a".to_owned())];
    }
    let sound = door.get("given").unwrap_or(definition);
    let document = match case["set"].as_object() {
        Some(set) => plant::planted(sound.clone(), at, set),
        None => plant::value(&case["value"]),
    };
    let has = |form: &str| case["forms"].as_array().is_none_or(|forms| forms.contains(&Value::from(form)));
    let mut all = Vec::new();
    if has("object") {
        let found = document.as_ref().filter(|_| !absent).map(|document| ask(Given::Object(document)));
        all.push(line("object", found.unwrap_or_else(|| "n/a".to_owned())));
    }
    if has("text") {
        let found = document.as_ref().filter(|_| !absent).map(|document| ask(Given::Text(&document.to_string())));
        all.push(line("text", found.unwrap_or_else(|| "n/a".to_owned())));
    }
    all
}

/// A door by the name that all languages give it.
fn shown(name: &str, form: &str) -> String {
    let (door, rest) = name.split_once(' ').map_or((name, String::new()), |(door, rest)| (door, format!(" {rest}")));
    match form {
        "object" => format!("{door}{rest}"),
        _ if door.ends_with(".compile") || door.starts_with("render") => format!("{door}(text){rest}"),
        _ => format!("{door}_json{rest}"),
    }
}

macro_rules! verb {
    ($model:expr, $given:expr, $value:ident, $json:ident) => {
        $model.and_then(|model| match $given {
            Given::Object(value) => model.$value(value.clone()).map(drop),
            Given::Text(text) => model.$json(text).map(drop),
        })
    };
}

macro_rules! compile {
    ($class:ty, $given:expr) => {
        match $given {
            Given::Object(value) => <$class>::from_value(value.clone()).map(drop),
            Given::Text(text) => <$class>::from_json(text).map(drop),
        }
    };
}

fn call(name: &str, definition: &Value, given: Given<'_>) -> String {
    let own = if name.ends_with(".compile") { ErrorClass::Definition } else { ErrorClass::Input };
    let scorecard = || ScorecardModel::from_value(definition.clone());
    let routing = || RoutingModel::from_value(definition.clone());
    let journey = || JourneyModel::from_value(definition.clone());
    let forms = || StatedCondition::from_value(definition.clone());
    let table = || TableModel::from_value(definition.clone());
    let chart = || ChartModel::from_value(definition.clone());
    let rules = || RuleSetModel::from_value(definition.clone());
    let calendar = || CalendarModel::from_value(definition.clone());
    let trigger = || TriggerModel::from_value(definition.clone());
    let target = || TargetModel::from_value(definition.clone());
    let health = || HealthModel::from_value(definition.clone());
    let answer = match name {
        "ScorecardModel.compile" => compile!(ScorecardModel, given),
        "RoutingModel.compile" => compile!(RoutingModel, given),
        "JourneyModel.compile" => compile!(JourneyModel, given),
        "ConditionModel.compile" => compile!(StatedCondition, given),
        "ConditionModel.sql" => verb!(forms(), given, sql_value, sql_json),
        "ConditionModel.sentence" => verb!(forms(), given, sentence_value, sentence_json),
        "TableModel.compile" => compile!(TableModel, given),
        "ChartModel.compile" => compile!(ChartModel, given),
        "RuleSetModel.compile" => compile!(RuleSetModel, given),
        "CalendarModel.compile" => compile!(CalendarModel, given),
        "TriggerModel.compile" => compile!(TriggerModel, given),
        "TargetModel.compile" => compile!(TargetModel, given),
        "HealthModel.compile" => compile!(HealthModel, given),
        "Pack.compile" => compile!(Pack, given),
        "RuleSetModel.evaluate" => verb!(rules(), given, evaluate_value, evaluate_json),
        "RuleSetModel.evaluate_changed" => verb!(rules(), given, evaluate_changed_value, evaluate_changed_json),
        "RuleSetModel.explain" => verb!(rules(), given, explain_value, explain_json),
        "ScorecardModel.score" => verb!(scorecard(), given, score_value, score_json),
        "ScorecardModel.decide" => verb!(scorecard(), given, decide_value, decide_json),
        "RoutingModel.route" => verb!(routing(), given, route_value, route_json),
        "RoutingModel.decide" => verb!(routing(), given, decide_value, decide_json),
        "JourneyModel.start" => verb!(journey(), given, start_value, start_json),
        "JourneyModel.apply" => verb!(journey(), given, apply_value, apply_json),
        "JourneyModel.allowed" => verb!(journey(), given, allowed_value, allowed_json),
        "JourneyModel.apply_many" => verb!(journey(), given, apply_many_value, apply_many_json),
        "JourneyModel.replay" => verb!(journey(), given, replay_value, replay_json),
        "JourneyModel.kit" => verb!(journey(), given, kit_value, kit_json),
        "JourneyModel.kit_report" => verb!(journey(), given, kit_report_value, kit_report_json),
        "JourneyModel.advance" => verb!(journey(), given, advance_value, advance_json),
        "JourneyModel.due" => verb!(journey(), given, due_value, due_json),
        "JourneyModel.next_due" => verb!(journey(), given, next_due_value, next_due_json),
        "JourneyModel.conformance" => verb!(journey(), given, conformance_value, conformance_json),
        "JourneyModel.diff" => verb!(journey(), given, diff_value, diff_json),
        "JourneyModel.migration_check" => verb!(journey(), given, migration_check_value, migration_check_json),
        "JourneyModel.migration_dry_run" => verb!(journey(), given, migration_dry_run_value, migration_dry_run_json),
        "JourneyModel.migrate" => verb!(journey(), given, migrate_value, migrate_json),
        "JourneyModel.decide" => verb!(journey(), given, decide_value, decide_json),
        "JourneyModel.verify" => verb!(journey(), given, verify_value, verify_json),
        "JourneyModel.replay_log" => verb!(journey(), given, replay_log_value, replay_log_json),
        "JourneyModel.dwell" => verb!(journey(), given, dwell_value, dwell_json),
        "JourneyModel.check" => verb!(journey(), given, check_value, check_json),
        "TableModel.decide" => verb!(table(), given, decide_value, decide_json),
        "TableModel.report" => verb!(table(), given, report_value, report_json),
        "ChartModel.start" => verb!(chart(), given, start_value, start_json),
        "ChartModel.apply" => verb!(chart(), given, apply_value, apply_json),
        "ChartModel.advance" => verb!(chart(), given, advance_value, advance_json),
        "ChartModel.allowed" => verb!(chart(), given, allowed_value, allowed_json),
        "ChartModel.due" => verb!(chart(), given, due_value, due_json),
        "ChartModel.next_due" => verb!(chart(), given, next_due_value, next_due_json),
        "ChartModel.replay" => verb!(chart(), given, replay_value, replay_json),
        "ChartModel.mermaid" => verb!(chart(), given, mermaid_value, mermaid_json),
        "ChartModel.dot" => verb!(chart(), given, dot_value, dot_json),
        "JourneyModel.mermaid" => verb!(journey(), given, mermaid_value, mermaid_json),
        "CalendarModel.is_business_day" => verb!(calendar(), given, is_business_day_value, is_business_day_json),
        "CalendarModel.after" => verb!(calendar(), given, after_value, after_json),
        "CalendarModel.before" => verb!(calendar(), given, before_value, before_json),
        "CalendarModel.worked" => verb!(calendar(), given, worked_value, worked_json),
        "CalendarModel.business_days" => verb!(calendar(), given, business_days_value, business_days_json),
        "CalendarModel.window" => verb!(calendar(), given, window_value, window_json),
        "CalendarModel.festivals" => verb!(calendar(), given, festivals_value, festivals_json),
        "CalendarModel.with_holiday_cn" => verb!(calendar(), given, with_holiday_cn_value, with_holiday_cn_json),
        "CalendarModel.with_ical" => verb!(calendar(), given, with_ical_value, with_ical_json),
        "TriggerModel.start" => verb!(trigger(), given, start_value, start_json),
        "TriggerModel.advance" => verb!(trigger(), given, advance_value, advance_json),
        "TriggerModel.due" => verb!(trigger(), given, due_value, due_json),
        "TriggerModel.next_due" => verb!(trigger(), given, next_due_value, next_due_json),
        "TargetModel.report" => verb!(target(), given, report_value, report_json),
        "HealthModel.assess" => verb!(health(), given, assess_value, assess_json),
        "HealthModel.decide" => verb!(health(), given, decide_value, decide_json),
        "Engine.brief" | "Engine.brief options" => brief(name, definition, given),
        #[cfg(feature = "view")]
        "render_markdown" => rendered(given, view::render_markdown),
        #[cfg(feature = "view")]
        "render_html" => rendered(given, view::render_html),
        _ => return "n/a".to_owned(),
    };
    said(answer, own)
}

fn brief(name: &str, definition: &Value, given: Given<'_>) -> Result<(), Error> {
    let engine = Pack::from_value(definition.clone()).and_then(Engine::compile)?;
    match (name, given) {
        ("Engine.brief", Given::Object(tables)) => {
            engine.brief(&Tables::from_value(tables)?, &BriefOptions::at("2026-09-16")?).map(drop)
        }
        ("Engine.brief", Given::Text(tables)) => engine.brief_json(tables, r#"{"as_of": "2026-09-16"}"#).map(drop),
        (_, Given::Object(options)) => engine.brief_value(&Value::Object(Map::new()), options.clone()).map(drop),
        (_, Given::Text(options)) => engine.brief_json("{}", options).map(drop),
    }
}

#[cfg(feature = "view")]
fn rendered(given: Given<'_>, view: fn(&Value, Locale) -> Result<String, Error>) -> Result<(), Error> {
    match given {
        Given::Object(brief) => view(brief, Locale::En).map(drop),
        Given::Text(text) => {
            decode::parse(text).map_err(Error::input).and_then(|brief| view(&brief, Locale::En)).map(drop)
        }
    }
}
