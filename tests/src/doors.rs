//! One case through the public JSON doors.

use leadstone::Error;
use leadstone::condition::RuleSetModel;
use leadstone::condition::adapter::StatedCondition;
use leadstone::engine::{Engine, Pack};
use leadstone::health::HealthModel;
use leadstone::journey::JourneyModel;
use leadstone::journey::chart::ChartModel;
use leadstone::kernel::calendar::CalendarModel;
use leadstone::kernel::trigger::TriggerModel;
use leadstone::routing::RoutingModel;
use leadstone::scoring::ScorecardModel;
use leadstone::table::TableModel;
use leadstone::target::TargetModel;
use serde_json::Value;

use crate::Vector;

/// What a door answered: JSON, or the wire form of its error.
pub type Answer = Result<Value, Value>;

/// The class that compiles each kind; [`compile`] knows them by name.
pub const CLASSES: &[(&str, &str)] = &[
    ("calendar", "CalendarModel"),
    ("condition.rules", "RuleSetModel"),
    ("health.indicator", "HealthModel"),
    ("journey.chart", "ChartModel"),
    ("journey.machine", "JourneyModel"),
    ("pack", "Engine"),
    ("routing.policy", "RoutingModel"),
    ("scoring.scorecard", "ScorecardModel"),
    ("table.decision", "TableModel"),
    ("target.baseline", "TargetModel"),
    ("trigger.set", "TriggerModel"),
];

/// Runs a case through the door that its `op` names.
///
/// # Errors
/// When no door has that name, or a door answered text that is no JSON.
pub fn call(vector: &Vector) -> Result<Answer, String> {
    let answer = match vector.op.as_str() {
        "decode.definition" => decode(vector)?,
        "forms.sql" => forms(vector).and_then(|model| model.sql_json(&vector.input)),
        "forms.sentence" => forms(vector).and_then(|model| model.sentence_json(&vector.input)),
        "engine.brief" => {
            let engine = Pack::from_json(&vector.definition).and_then(Engine::compile);
            engine.and_then(|engine| engine.brief_json(&vector.input, &vector.options.to_string()))
        }
        "chart.start" => chart(vector).and_then(|model| model.start_json(&vector.input)),
        "chart.apply" => chart(vector).and_then(|model| model.apply_json(&vector.input)),
        "chart.advance" => chart(vector).and_then(|model| model.advance_json(&vector.input)),
        "chart.allowed" => chart(vector).and_then(|model| model.allowed_json(&vector.input)),
        "chart.due" => chart(vector).and_then(|model| model.due_json(&vector.input)),
        "chart.next_due" => chart(vector).and_then(|model| model.next_due_json(&vector.input)),
        "chart.replay" => chart(vector).and_then(|model| model.replay_json(&vector.input)),
        "chart.mermaid" => chart(vector).and_then(|model| model.mermaid_json(&vector.input)),
        "chart.dot" => chart(vector).and_then(|model| model.dot_json(&vector.input)),
        "journey.mermaid" => journey(vector).and_then(|model| model.mermaid_json(&vector.input)),
        "calendar.is_business_day" => calendar(vector).and_then(|model| model.is_business_day_json(&vector.input)),
        "calendar.after" => calendar(vector).and_then(|model| model.after_json(&vector.input)),
        "calendar.before" => calendar(vector).and_then(|model| model.before_json(&vector.input)),
        "calendar.worked" => calendar(vector).and_then(|model| model.worked_json(&vector.input)),
        "calendar.business_days" => calendar(vector).and_then(|model| model.business_days_json(&vector.input)),
        "calendar.window" => calendar(vector).and_then(|model| model.window_json(&vector.input)),
        "calendar.festivals" => calendar(vector).and_then(|model| model.festivals_json(&vector.input)),
        "calendar.with_holiday_cn" => calendar(vector).and_then(|model| model.with_holiday_cn_json(&vector.input)),
        "calendar.with_ical" => calendar(vector).and_then(|model| model.with_ical_json(&vector.input)),
        "journey.start" => journey(vector).and_then(|model| model.start_json(&vector.input)),
        "journey.apply" => journey(vector).and_then(|model| model.apply_json(&vector.input)),
        "journey.allowed" => journey(vector).and_then(|model| model.allowed_json(&vector.input)),
        "journey.apply_many" => journey(vector).and_then(|model| model.apply_many_json(&vector.input)),
        "journey.kit" => journey(vector).and_then(|model| model.kit_json(&vector.input)),
        "journey.kit_report" => journey(vector).and_then(|model| model.kit_report_json(&vector.input)),
        "journey.replay" => journey(vector).and_then(|model| model.replay_json(&vector.input)),
        "journey.advance" => journey(vector).and_then(|model| model.advance_json(&vector.input)),
        "journey.due" => journey(vector).and_then(|model| model.due_json(&vector.input)),
        "journey.next_due" => journey(vector).and_then(|model| model.next_due_json(&vector.input)),
        "journey.check" => journey(vector).and_then(|model| model.check_json(&vector.input)),
        "journey.conformance" => journey(vector).and_then(|model| model.conformance_json(&vector.input)),
        "journey.diff" => journey(vector).and_then(|model| model.diff_json(&vector.input)),
        "journey.migration_check" => journey(vector).and_then(|model| model.migration_check_json(&vector.input)),
        "journey.migration_dry_run" => journey(vector).and_then(|model| model.migration_dry_run_json(&vector.input)),
        "journey.migrate" => journey(vector).and_then(|model| model.migrate_json(&vector.input)),
        "journey.decide" => journey(vector).and_then(|model| model.decide_json(&vector.input)),
        "journey.verify" => journey(vector).and_then(|model| model.verify_json(&vector.input)),
        "journey.replay_log" => journey(vector).and_then(|model| model.replay_log_json(&vector.input)),
        "journey.dwell" => journey(vector).and_then(|model| model.dwell_json(&vector.input)),
        "health.assess" => health(vector).and_then(|model| model.assess_json(&vector.input)),
        "routing.route" => routing(vector).and_then(|model| model.route_json(&vector.input)),
        "routing.decide" => routing(vector).and_then(|model| model.decide_json(&vector.input)),
        "rules.evaluate" => rules(vector).and_then(|model| model.evaluate_json(&vector.input)),
        "rules.evaluate_changed" => rules(vector).and_then(|model| model.evaluate_changed_json(&vector.input)),
        "rules.explain" => rules(vector).and_then(|model| model.explain_json(&vector.input)),
        "scoring.score" => scorecard(vector).and_then(|model| model.score_json(&vector.input)),
        "scoring.decide" => scorecard(vector).and_then(|model| model.decide_json(&vector.input)),
        "table.decide" => table(vector).and_then(|model| model.decide_json(&vector.input)),
        "table.report" => table(vector).and_then(|model| model.report_json(&vector.input)),
        "trigger.start" => trigger(vector).and_then(|model| model.start_json(&vector.input)),
        "trigger.advance" => trigger(vector).and_then(|model| model.advance_json(&vector.input)),
        "trigger.due" => trigger(vector).and_then(|model| model.due_json(&vector.input)),
        "trigger.next_due" => trigger(vector).and_then(|model| model.next_due_json(&vector.input)),
        "target.report" => target(vector).and_then(|model| model.report_json(&vector.input)),
        other => return Err(format!("no door `{other}`: it belongs in `call` of tests/src/doors.rs")),
    };
    match answer {
        Ok(text) => serde_json::from_str(&text).map(Ok).map_err(|error| format!("the answer is no JSON: {error}")),
        Err(error) => serde_json::to_value(error.body()).map(Err).map_err(|error| error.to_string()),
    }
}

/// Compiles the definition in the class that `options.class` names, and answers it as it was understood.
fn decode(vector: &Vector) -> Result<Result<String, Error>, String> {
    let class = vector.options["class"].as_str().unwrap_or_default();
    if class == "JourneyModel" && vector.options.get("compile").is_some() {
        return Ok(journey(vector).and_then(|model| model.to_json()));
    }
    compile(class, &vector.definition)
}

/// Compiles a definition in `class`, and answers it as it was understood.
///
/// # Errors
/// When there is no such class.
pub fn compile(class: &str, text: &str) -> Result<Result<String, Error>, String> {
    Ok(match class {
        "CalendarModel" => CalendarModel::from_json(text).and_then(|model| model.to_json()),
        "ConditionModel" => StatedCondition::from_json(text).and_then(|model| model.to_json()),
        "HealthModel" => HealthModel::from_json(text).and_then(|model| model.to_json()),
        "ChartModel" => ChartModel::from_json(text).and_then(|model| model.to_json()),
        "JourneyModel" => JourneyModel::from_json(text).and_then(|model| model.to_json()),
        // A pack is checked as a whole; the engine compiles each of its definitions.
        "Engine" => Pack::from_json(text).and_then(Engine::compile).and_then(|engine| engine.pack().to_json()),
        "Pack" => Pack::from_json(text).and_then(|pack| pack.to_json()),
        "RoutingModel" => RoutingModel::from_json(text).and_then(|model| model.to_json()),
        "RuleSetModel" => RuleSetModel::from_json(text).and_then(|model| model.to_json()),
        "ScorecardModel" => ScorecardModel::from_json(text).and_then(|model| model.to_json()),
        "TableModel" => TableModel::from_json(text).and_then(|model| model.to_json()),
        "TriggerModel" => TriggerModel::from_json(text).and_then(|model| model.to_json()),
        "TargetModel" => TargetModel::from_json(text).and_then(|model| model.to_json()),
        other => return Err(format!("no class `{other}`: it belongs in `compile` of tests/src/doors.rs")),
    })
}

fn calendar(vector: &Vector) -> Result<CalendarModel, Error> {
    CalendarModel::from_json(&vector.definition)
}

fn trigger(vector: &Vector) -> Result<TriggerModel, Error> {
    match vector.options.get("compile") {
        Some(options) => TriggerModel::from_json_with(&vector.definition, &options.to_string()),
        None => TriggerModel::from_json(&vector.definition),
    }
}

fn forms(vector: &Vector) -> Result<StatedCondition, Error> {
    StatedCondition::from_json(&vector.definition)
}

fn scorecard(vector: &Vector) -> Result<ScorecardModel, Error> {
    ScorecardModel::from_json(&vector.definition)
}

fn journey(vector: &Vector) -> Result<JourneyModel, Error> {
    match vector.options.get("compile") {
        Some(options) => JourneyModel::from_json_with(&vector.definition, &options.to_string()),
        None => JourneyModel::from_json(&vector.definition),
    }
}

fn chart(vector: &Vector) -> Result<ChartModel, Error> {
    ChartModel::from_json(&vector.definition)
}

fn routing(vector: &Vector) -> Result<RoutingModel, Error> {
    RoutingModel::from_json(&vector.definition)
}

fn table(vector: &Vector) -> Result<TableModel, Error> {
    TableModel::from_json(&vector.definition)
}

fn rules(vector: &Vector) -> Result<RuleSetModel, Error> {
    RuleSetModel::from_json(&vector.definition)
}

fn target(vector: &Vector) -> Result<TargetModel, Error> {
    TargetModel::from_json(&vector.definition)
}

fn health(vector: &Vector) -> Result<HealthModel, Error> {
    HealthModel::from_json(&vector.definition)
}
