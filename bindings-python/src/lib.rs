//! The Python module `leadstone._native`: handles on compiled models and the doors to them.
//!
//! Objects become JSON values, results become plain dicts and lists, errors become exceptions, all
//! in `bridge`. No number, default, message or check stands in this crate.
#![deny(unsafe_code)]
#![expect(clippy::needless_pass_by_value, reason = "the host hands arguments over by value")]

mod arrow;
mod bridge;
mod calendar;
mod chart;
mod condition_forms;
mod engine;
mod free;
mod health;
mod journey;
mod pack;
mod routing;
mod rules;
mod scorecard;
mod shapes;
mod table;
mod tables;
mod target;
mod timer_heap;
mod trigger;

use pyo3::prelude::*;

/// Handles on compiled models; everything else is plain data.
#[pymodule(gil_used = false)]
mod _native {
    #[pymodule_export]
    use crate::arrow::Table;
    #[pymodule_export]
    use crate::calendar::CalendarModel;
    #[pymodule_export]
    use crate::chart::{ChartModel, HeldChart};
    #[pymodule_export]
    use crate::condition_forms::ConditionModel;
    #[pymodule_export]
    use crate::engine::Engine;
    #[pymodule_export]
    use crate::free::{
        error_codes, error_text, packs, reason_codes, reason_text, render_html, render_markdown, schema, version,
    };
    #[pymodule_export]
    use crate::health::HealthModel;
    #[pymodule_export]
    use crate::journey::JourneyModel;
    #[pymodule_export]
    use crate::pack::Pack;
    #[pymodule_export]
    use crate::routing::RoutingModel;
    #[pymodule_export]
    use crate::rules::{HeldRecord, RuleSetModel};
    #[pymodule_export]
    use crate::scorecard::ScorecardModel;
    #[pymodule_export]
    use crate::table::TableModel;
    #[pymodule_export]
    use crate::target::TargetModel;
    #[pymodule_export]
    use crate::timer_heap::TimerHeap;
    #[pymodule_export]
    use crate::trigger::TriggerModel;
}
