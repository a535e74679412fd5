//! Rust has every class and method of `vectors/surface.json`, and the file names nothing else.
//!
//! A Rust verb takes what its object door takes elsewhere, so the table below names the item that
//! stands for each; that it compiles is the proof that the item is there.

#![cfg(feature = "arrow")]

use std::collections::{BTreeMap, BTreeSet};

use leadstone::condition::adapter::StatedCondition;
use leadstone::condition::{HeldRecord, RuleSetModel};
use leadstone::engine::{Engine, Pack};
use leadstone::health::HealthModel;
use leadstone::journey::JourneyModel;
use leadstone::journey::chart::{ChartModel, HeldChart};
use leadstone::kernel::calendar::CalendarModel;
use leadstone::kernel::trigger::{TimerHeap, TriggerModel};
use leadstone::routing::RoutingModel;
use leadstone::scoring::ScorecardModel;
use leadstone::table::TableModel;
use leadstone::target::TargetModel;
use leadstone_conformance::Vectors;
use serde_json::Value;

macro_rules! surface {
    ($($class:ident { $($method:ident = $item:expr,)* })*) => {
        BTreeMap::from([$((stringify!($class), {
            $(let _ = $item;)*
            BTreeSet::from([$(stringify!($method)),*])
        })),*])
    };
}

fn classes() -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    surface! {
        ChartModel {
            compile = ChartModel::from_value,
            start = ChartModel::start_value,
            start_json = ChartModel::start_json,
            apply = ChartModel::apply_value,
            apply_json = ChartModel::apply_json,
            advance = ChartModel::advance_value,
            advance_json = ChartModel::advance_json,
            allowed = ChartModel::allowed_value,
            allowed_json = ChartModel::allowed_json,
            due = ChartModel::due_value,
            due_json = ChartModel::due_json,
            next_due = ChartModel::next_due_value,
            next_due_json = ChartModel::next_due_json,
            replay = ChartModel::replay_value,
            replay_json = ChartModel::replay_json,
            mermaid = ChartModel::mermaid_value,
            mermaid_json = ChartModel::mermaid_json,
            dot = ChartModel::dot_value,
            dot_json = ChartModel::dot_json,
            lint = ChartModel::lint,
            fingerprint = ChartModel::fingerprint,
            to_json = ChartModel::to_json,
            hold = HeldChart::from_value,
        }
        CalendarModel {
            compile = CalendarModel::from_value,
            known = CalendarModel::definition,
            fingerprint = CalendarModel::fingerprint,
            to_json = CalendarModel::to_json,
            is_business_day = CalendarModel::is_business_day_value,
            is_business_day_json = CalendarModel::is_business_day_json,
            after = CalendarModel::after_value,
            after_json = CalendarModel::after_json,
            before = CalendarModel::before_value,
            before_json = CalendarModel::before_json,
            worked = CalendarModel::worked_value,
            worked_json = CalendarModel::worked_json,
            business_days = CalendarModel::business_days_value,
            business_days_json = CalendarModel::business_days_json,
            window = CalendarModel::window_value,
            window_json = CalendarModel::window_json,
            festivals = CalendarModel::festivals_value,
            festivals_json = CalendarModel::festivals_json,
            with_holiday_cn = CalendarModel::with_holiday_cn_value,
            with_holiday_cn_json = CalendarModel::with_holiday_cn_json,
            with_ical = CalendarModel::with_ical_value,
            with_ical_json = CalendarModel::with_ical_json,
        }
        ConditionModel {
            compile = StatedCondition::from_value,
            to_json = StatedCondition::to_json,
            to_query_builder = StatedCondition::to_query_builder,
            sql = StatedCondition::sql_value,
            sql_json = StatedCondition::sql_json,
            sentence = StatedCondition::sentence_value,
            sentence_json = StatedCondition::sentence_json,
        }
        Engine {
            compile = Engine::compile,
            brief = Engine::brief,
            brief_json = Engine::brief_json,
        }
        HealthModel {
            compile = HealthModel::from_value,
            assess = HealthModel::assess_value,
            assess_json = HealthModel::assess_json,
            decide = HealthModel::decide,
            decide_json = HealthModel::decide_json,
            fingerprint = HealthModel::fingerprint,
            to_json = HealthModel::to_json,
        }
        JourneyModel {
            compile = JourneyModel::from_value,
            start = JourneyModel::start_value,
            start_json = JourneyModel::start_json,
            apply = JourneyModel::apply_value,
            apply_json = JourneyModel::apply_json,
            allowed = JourneyModel::allowed_value,
            allowed_json = JourneyModel::allowed_json,
            due = JourneyModel::due_value,
            due_json = JourneyModel::due_json,
            next_due = JourneyModel::next_due_value,
            next_due_json = JourneyModel::next_due_json,
            apply_many = JourneyModel::apply_many_value,
            apply_many_json = JourneyModel::apply_many_json,
            replay = JourneyModel::replay_value,
            replay_json = JourneyModel::replay_json,
            kit = JourneyModel::kit_value,
            kit_json = JourneyModel::kit_json,
            kit_report = JourneyModel::kit_report_value,
            kit_report_json = JourneyModel::kit_report_json,
            advance = JourneyModel::advance_value,
            advance_json = JourneyModel::advance_json,
            lint = JourneyModel::lint,
            mermaid = JourneyModel::mermaid_value,
            mermaid_json = JourneyModel::mermaid_json,
            check = JourneyModel::check_value,
            check_json = JourneyModel::check_json,
            diff = JourneyModel::diff_value,
            diff_json = JourneyModel::diff_json,
            migration_check = JourneyModel::migration_check_value,
            migration_check_json = JourneyModel::migration_check_json,
            migration_dry_run = JourneyModel::migration_dry_run_value,
            migration_dry_run_json = JourneyModel::migration_dry_run_json,
            migrate = JourneyModel::migrate_value,
            migrate_json = JourneyModel::migrate_json,
            decide = JourneyModel::decide_value,
            decide_json = JourneyModel::decide_json,
            verify = JourneyModel::verify_value,
            verify_json = JourneyModel::verify_json,
            replay_log = JourneyModel::replay_log_value,
            replay_log_json = JourneyModel::replay_log_json,
            conformance = JourneyModel::conformance_value,
            conformance_json = JourneyModel::conformance_json,
            conformance_batch = JourneyModel::conformance_batches,
            dwell = JourneyModel::dwell_value,
            dwell_json = JourneyModel::dwell_json,
            dwell_batch = JourneyModel::dwell_batches,
            fingerprint = JourneyModel::fingerprint,
            to_json = JourneyModel::to_json,
        }
        Pack {
            compile = Pack::from_value,
            shipped = Pack::shipped,
            sample = Pack::sample,
            fingerprint = Pack::fingerprint,
            to_json = Pack::to_json,
        }
        RoutingModel {
            compile = RoutingModel::from_value,
            route = RoutingModel::route_value,
            route_json = RoutingModel::route_json,
            decide = RoutingModel::decide,
            decide_json = RoutingModel::decide_json,
            fingerprint = RoutingModel::fingerprint,
            to_json = RoutingModel::to_json,
        }
        HeldChart {
            step = HeldChart::step,
            update = HeldChart::update_value,
            advance = HeldChart::advance,
            in_state = HeldChart::in_state,
            states = HeldChart::states,
            effects = HeldChart::effects,
            next_due = HeldChart::next_due,
            has_ended = HeldChart::has_ended,
            store = HeldChart::store,
            to_json = HeldChart::to_json,
        }
        HeldRecord {
            first = HeldRecord::first,
            matched = HeldRecord::matched,
            update = HeldRecord::update_value,
        }
        RuleSetModel {
            compile = RuleSetModel::from_value,
            hold = HeldRecord::from_value,
            evaluate_batch = RuleSetModel::evaluate_batches,
            count_batch = RuleSetModel::count_batches,
            evaluate = RuleSetModel::evaluate_value,
            evaluate_json = RuleSetModel::evaluate_json,
            evaluate_changed = RuleSetModel::evaluate_changed_value,
            evaluate_changed_json = RuleSetModel::evaluate_changed_json,
            explain = RuleSetModel::explain_value,
            explain_json = RuleSetModel::explain_json,
            fingerprint = RuleSetModel::fingerprint,
            to_json = RuleSetModel::to_json,
        }
        ScorecardModel {
            compile = ScorecardModel::from_value,
            score = ScorecardModel::score_value,
            score_json = ScorecardModel::score_json,
            score_batch = ScorecardModel::score_batches,
            decide = ScorecardModel::decide,
            decide_json = ScorecardModel::decide_json,
            fingerprint = ScorecardModel::fingerprint,
            to_json = ScorecardModel::to_json,
        }
        TableModel {
            compile = TableModel::from_value,
            from_csv = TableModel::from_csv_value,
            to_csv = TableModel::to_csv,
            decide = TableModel::decide_value,
            decide_json = TableModel::decide_json,
            decide_batch = TableModel::decide_batches,
            report = TableModel::report_value,
            report_json = TableModel::report_json,
            fingerprint = TableModel::fingerprint,
            to_json = TableModel::to_json,
        }
        TargetModel {
            compile = TargetModel::from_value,
            report = TargetModel::report_value,
            report_json = TargetModel::report_json,
            fingerprint = TargetModel::fingerprint,
            to_json = TargetModel::to_json,
        }
        TimerHeap {
            insert = TimerHeap::insert_value,
            reschedule = TimerHeap::reschedule_value,
            cancel = TimerHeap::cancel_value,
            pop_due = TimerHeap::pop_due_value,
            next_due = TimerHeap::next_due,
            size = TimerHeap::len,
        }
        TriggerModel {
            compile = TriggerModel::from_value_with,
            start = TriggerModel::start_value,
            start_json = TriggerModel::start_json,
            advance = TriggerModel::advance_value,
            advance_json = TriggerModel::advance_json,
            due = TriggerModel::due_value,
            due_json = TriggerModel::due_json,
            next_due = TriggerModel::next_due_value,
            next_due_json = TriggerModel::next_due_json,
            fingerprint = TriggerModel::fingerprint,
            to_json = TriggerModel::to_json,
        }
    }
}

#[test]
fn rust_has_the_surface_and_no_more() {
    let text = std::fs::read_to_string(Vectors::folder().join("surface.json")).unwrap();
    let surface: Value = serde_json::from_str(&text).unwrap();
    let listed: BTreeSet<String> = surface["classes"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(class, methods)| {
            methods.as_array().unwrap().iter().filter_map(move |name| Some(format!("{class}.{}", name.as_str()?)))
        })
        .collect();
    let here: BTreeSet<String> = classes()
        .iter()
        .flat_map(|(class, methods)| methods.iter().map(move |name| format!("{class}.{name}")))
        .collect();
    let (missing, extra): (Vec<_>, Vec<_>) = (listed.difference(&here).collect(), here.difference(&listed).collect());
    assert!(missing.is_empty(), "listed in tests/vectors/surface.json, not in `classes` of this file: {missing:?}");
    assert!(extra.is_empty(), "in `classes` of this file, not listed in tests/vectors/surface.json: {extra:?}");
    // The runners of the bindings read `doors`; what they call has to be a class.
    for class in surface["doors"].as_object().unwrap().values().filter_map(Value::as_str) {
        assert!(surface["classes"].get(class).is_some(), "`doors` of tests/vectors/surface.json names `{class}`");
    }
    let functions: Vec<&str> = surface["functions"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let expected = "error_codes error_text packs reason_codes reason_text render_html render_markdown schema version";
    assert_eq!(functions.join(" "), expected);
    let _ = (leadstone::ErrorCode::ALL, leadstone::engine::packs, leadstone::schema, leadstone::VERSION);
    let _ = (leadstone::ReasonCode::ALL, leadstone::ErrorCode::of, leadstone::ReasonCode::of);
}

#[test]
fn hostile_input_goes_through_every_door() {
    let json = |path: &str| -> Value {
        serde_json::from_str(&std::fs::read_to_string(Vectors::folder().join(path)).unwrap()).unwrap()
    };
    let (surface, hostile) = (json("surface.json"), json("../hostile/doors.json"));
    let doors: BTreeSet<&str> =
        hostile["doors"].as_array().unwrap().iter().filter_map(|door| door["door"].as_str()).collect();
    let mut silent = Vec::new();
    for (class, methods) in surface["classes"].as_object().unwrap() {
        let methods: BTreeSet<&str> = methods.as_array().unwrap().iter().filter_map(Value::as_str).collect();
        // A verb with a text door takes documents; an engine is compiled from a pack, which is none.
        let takes = |name: &str| match name {
            "compile" => class != "Engine",
            verb => methods.contains(format!("{verb}_json").as_str()),
        };
        let named = methods.iter().filter(|name| takes(name)).map(|name| format!("{class}.{name}"));
        silent.extend(named.filter(|door| !doors.contains(door.as_str())));
    }
    assert!(silent.is_empty(), "tests/hostile/doors.json has no sound document for {silent:?}");
}
