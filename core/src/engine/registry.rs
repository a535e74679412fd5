//! The registry of documents: every kind of definition, every input, every report, by name.
//!
//! A definition goes by its `kind`, an input by its noun, a report by the verb that makes it. To
//! add a document, add a line to [`schemas`] and run `cargo xtask gen`.

use super::schemas::SCHEMAS;
use crate::error::{Error, ErrorCode, Violation};
use crate::primitives::JsonPointer;

/// The JSON Schema (2020-12) of a document: a definition by its kind, such as `scoring.scorecard`,
/// or an input or a report by its name, such as `scoring.score`.
///
/// # Errors
/// Class `input`: `definition.unknown_kind`.
///
/// ```
/// let schema = leadstone::schema("scoring.scorecard").unwrap();
/// assert!(schema.contains("https://json-schema.org/draft/2020-12/schema"));
/// let error = leadstone::schema("scoring.scorecrad").unwrap_err();
/// assert_eq!(error.to_string(), "no kind `scoring.scorecrad`; did you mean `scoring.scorecard`?");
/// ```
pub fn schema(name: &str) -> Result<&'static str, Error> {
    let found = SCHEMAS.iter().find(|(known, _)| *known == name);
    found.map(|(_, schema)| *schema).ok_or_else(|| {
        let violation = Violation::new(ErrorCode::DefinitionUnknownKind, JsonPointer::root()).with_value(name);
        Error::input(vec![violation.with_nearest(name, document_names())])
    })
}

/// The names that [`schema`] knows.
///
/// ```
/// assert!(leadstone::document_names().any(|name| name == "scoring.scorecard"));
/// ```
pub fn document_names() -> impl Iterator<Item = &'static str> {
    SCHEMAS.iter().map(|(name, _)| *name)
}

/// Who writes a document.
#[cfg(feature = "schema")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentRole {
    /// People write it, or a fit does: a definition.
    Definition,
    /// The host writes it: a record, options.
    Input,
    /// leadstone writes it.
    Report,
}

/// A document and the schema that its Rust type states.
#[cfg(feature = "schema")]
#[derive(Debug, Clone, PartialEq)]
pub struct DocumentSchema {
    /// Its name.
    pub name: &'static str,
    /// The name of its type in other languages.
    pub title: &'static str,
    /// Who writes it.
    pub role: DocumentRole,
    /// The schema, as schemars makes it.
    pub schema: serde_json::Value,
}

#[cfg(feature = "schema")]
macro_rules! documents {
    ($($role:ident { $($name:literal = $title:literal: $type:ty,)* })*) => {
        vec![$($(
            DocumentSchema {
                name: $name,
                title: $title,
                role: DocumentRole::$role,
                schema: of::<$type>(DocumentRole::$role),
            },
        )*)*]
    };
}

/// Every document with its schema: the one list from which schemas and types are generated.
#[cfg(feature = "schema")]
pub fn schemas() -> Vec<DocumentSchema> {
    use super::{BriefOptions, BriefReport, PackDefinition};
    use crate::error::ErrorBody;
    use crate::health::{HealthIndicatorDefinition, HealthReport, HealthState, LightOutcome};
    use crate::journey::chart::{
        ChartAdvanceRequest, ChartAllowedReport, ChartAllowedRequest, ChartApplied, ChartApplyRequest, ChartDefinition,
        ChartDue, ChartDueRequest, ChartNextDueRequest, ChartReplayRequest, ChartReplayed, ChartStartRequest,
        ChartState,
    };
    use crate::journey::{
        AdvanceRequest, Advanced, AllowedReport, AllowedRequest, Applied, AppliedMany, ApplyManyRequest, ApplyRequest,
        CheckReport, CheckRequest, ConformanceOptions, ConformanceReport, ConformanceRequest, DecideRequest, Decided,
        DiffReport, DiffRequest, DryRunReport, Due, DueRequest, DwellOptions, DwellReport, DwellRequest,
        JourneyDefinition, JourneyOptions, JourneyState, Kit, KitReport, KitReportRequest, KitRequestDocument,
        MigrateRequest, MigratedMany, MigrationCheck, MigrationCheckRequest, MigrationPlan, NextDueRequest,
        ReplayLogReport, ReplayLogRequest, ReplayRequest, Replayed, StartRequest, VerifyReport, VerifyRequest,
    };
    use crate::journey::{DiagramOptions, LintReport};
    use crate::kernel::calendar::{
        BusinessDay, BusinessDayCount, BusinessDaysRequest, CalendarDefinition, CalendarImport, DayRequest, Deadline,
        DeadlineRequest, EventWindow, Festivals, FestivalsRequest, HolidayCnRequest, IcalRequest, WindowRequest,
        WorkedRequest, WorkedTime,
    };
    use crate::kernel::condition::{
        RuleBatchOptions, RuleChangedRequest, RuleExplainRequest, RuleExplanation, RuleReport, RuleRequest,
        RuleSetDefinition,
    };
    use crate::kernel::facts::Tables;
    use crate::kernel::trigger::{
        DueFirings, DueTimer, TriggerAdvance, TriggerAdvanceRequest, TriggerDueRequest, TriggerNextDueRequest,
        TriggerOptions, TriggerSetDefinition, TriggerStartRequest, TriggerState,
    };
    use crate::primitives::DecisionRecord;
    use crate::routing::{RouteOutcome, RouteReport, RouteRequest, RoutingDefinition};
    use crate::scoring::{LeadRecord, ScoreOutcome, ScoreReport, ScorecardDefinition};
    use crate::table::{TableDefinition, TableOutcome, TableReport, TableReportRequest};
    use crate::target::{TargetDefinition, TargetReport};

    documents! {
        Definition {
            "calendar" = "CalendarDefinition": CalendarDefinition,
            "condition.rules" = "RuleSetDefinition": RuleSetDefinition,
            "health.indicator" = "HealthIndicatorDefinition": HealthIndicatorDefinition,
            "journey.chart" = "ChartDefinition": ChartDefinition,
            "journey.machine" = "JourneyDefinition": JourneyDefinition,
            "pack" = "PackDefinition": PackDefinition,
            "routing.policy" = "RoutingDefinition": RoutingDefinition,
            "scoring.scorecard" = "ScorecardDefinition": ScorecardDefinition,
            "table.decision" = "TableDefinition": TableDefinition,
            "target.baseline" = "TargetDefinition": TargetDefinition,
            "trigger.set" = "TriggerSetDefinition": TriggerSetDefinition,
        }
        Input {
            "calendar.business_days_request" = "BusinessDaysRequest": BusinessDaysRequest,
            "calendar.day_request" = "DayRequest": DayRequest,
            "calendar.deadline_request" = "DeadlineRequest": DeadlineRequest,
            "calendar.festivals_request" = "FestivalsRequest": FestivalsRequest,
            "calendar.holiday_cn_request" = "HolidayCnRequest": HolidayCnRequest,
            "calendar.ical_request" = "IcalRequest": IcalRequest,
            "calendar.window_request" = "WindowRequest": WindowRequest,
            "calendar.worked_request" = "WorkedRequest": WorkedRequest,
            "condition.batch_options" = "RuleBatchOptions": RuleBatchOptions,
            "condition.changed_request" = "RuleChangedRequest": RuleChangedRequest,
            "condition.explain_request" = "RuleExplainRequest": RuleExplainRequest,
            "condition.request" = "RuleRequest": RuleRequest,
            "engine.options" = "BriefOptions": BriefOptions,
            "facts.tables" = "Tables": Tables,
            "health.state" = "HealthState": HealthState,
            "journey.advance_request" = "AdvanceRequest": AdvanceRequest,
            "journey.allowed_request" = "AllowedRequest": AllowedRequest,
            "journey.apply_request" = "ApplyRequest": ApplyRequest,
            "journey.chart_advance_request" = "ChartAdvanceRequest": ChartAdvanceRequest,
            "journey.chart_allowed_request" = "ChartAllowedRequest": ChartAllowedRequest,
            "journey.chart_apply_request" = "ChartApplyRequest": ChartApplyRequest,
            "journey.chart_due_request" = "ChartDueRequest": ChartDueRequest,
            "journey.chart_next_due_request" = "ChartNextDueRequest": ChartNextDueRequest,
            "journey.chart_replay_request" = "ChartReplayRequest": ChartReplayRequest,
            "journey.chart_start_request" = "ChartStartRequest": ChartStartRequest,
            "journey.diagram_options" = "DiagramOptions": DiagramOptions,
            "journey.check_request" = "CheckRequest": CheckRequest,
            "journey.conformance_options" = "ConformanceOptions": ConformanceOptions,
            "journey.conformance_request" = "ConformanceRequest": ConformanceRequest,
            "journey.decide_request" = "DecideRequest": DecideRequest,
            "journey.diff_request" = "DiffRequest": DiffRequest,
            "journey.migrate_request" = "MigrateRequest": MigrateRequest,
            "journey.migration" = "MigrationPlan": MigrationPlan,
            "journey.migration_check_request" = "MigrationCheckRequest": MigrationCheckRequest,
            "journey.replay_log_request" = "ReplayLogRequest": ReplayLogRequest,
            "journey.verify_request" = "VerifyRequest": VerifyRequest,
            "journey.dwell_options" = "DwellOptions": DwellOptions,
            "journey.dwell_request" = "DwellRequest": DwellRequest,
            "journey.due_request" = "DueRequest": DueRequest,
            "journey.next_due_request" = "NextDueRequest": NextDueRequest,
            "journey.apply_many_request" = "ApplyManyRequest": ApplyManyRequest,
            "journey.kit_report_request" = "KitReportRequest": KitReportRequest,
            "journey.kit_request" = "KitRequestDocument": KitRequestDocument,
            "journey.options" = "JourneyOptions": JourneyOptions,
            "journey.replay_request" = "ReplayRequest": ReplayRequest,
            "journey.start_request" = "StartRequest": StartRequest,
            "routing.request" = "RouteRequest": RouteRequest,
            "scoring.lead" = "LeadRecord": LeadRecord,
            "trigger.advance_request" = "TriggerAdvanceRequest": TriggerAdvanceRequest,
            "trigger.due_request" = "TriggerDueRequest": TriggerDueRequest,
            "trigger.next_due_request" = "TriggerNextDueRequest": TriggerNextDueRequest,
            "trigger.options" = "TriggerOptions": TriggerOptions,
            "trigger.start_request" = "TriggerStartRequest": TriggerStartRequest,
            "table.report_request" = "TableReportRequest": TableReportRequest,
        }
        Report {
            "calendar.business_days" = "BusinessDayCount": BusinessDayCount,
            "calendar.deadline" = "Deadline": Deadline,
            "calendar.festivals" = "Festivals": Festivals,
            "calendar.import" = "CalendarImport": CalendarImport,
            "calendar.is_business_day" = "BusinessDay": BusinessDay,
            "calendar.window" = "EventWindow": EventWindow,
            "calendar.worked" = "WorkedTime": WorkedTime,
            "condition.evaluate" = "RuleReport": RuleReport,
            "condition.explain" = "RuleExplanation": RuleExplanation,
            "engine.brief" = "BriefReport": BriefReport,
            "error" = "ErrorBody": ErrorBody,
            "health.assess" = "HealthReport": HealthReport,
            "health.decide" = "LightDecision": DecisionRecord<LightOutcome>,
            "journey.advance" = "Advanced": Advanced,
            "journey.allowed" = "AllowedReport": AllowedReport,
            "journey.apply" = "Applied": Applied,
            "journey.chart_allowed" = "ChartAllowedReport": ChartAllowedReport,
            "journey.chart_apply" = "ChartApplied": ChartApplied,
            "journey.chart_due" = "ChartDue": ChartDue,
            "journey.chart_replay" = "ChartReplayed": ChartReplayed,
            "journey.chart_state" = "ChartState": ChartState,
            "journey.lint" = "LintReport": LintReport,
            "journey.check" = "CheckReport": CheckReport,
            "journey.conformance" = "ConformanceReport": ConformanceReport,
            "journey.due" = "Due": Due,
            "journey.decide" = "Decided": Decided,
            "journey.diff" = "DiffReport": DiffReport,
            "journey.dwell" = "DwellReport": DwellReport,
            "journey.migrate" = "MigratedMany": MigratedMany,
            "journey.migration_check" = "MigrationCheck": MigrationCheck,
            "journey.migration_dry_run" = "DryRunReport": DryRunReport,
            "journey.replay_log" = "ReplayLogReport": ReplayLogReport,
            "journey.verify" = "VerifyReport": VerifyReport,
            "journey.apply_many" = "AppliedMany": AppliedMany,
            "journey.kit" = "Kit": Kit,
            "journey.kit_report" = "KitReport": KitReport,
            "journey.replay" = "Replayed": Replayed,
            "journey.start" = "JourneyState": JourneyState,
            "routing.decide" = "RouteDecision": DecisionRecord<RouteOutcome>,
            "routing.route" = "RouteReport": RouteReport,
            "scoring.decide" = "ScoreDecision": DecisionRecord<ScoreOutcome>,
            "scoring.score" = "ScoreReport": ScoreReport,
            "table.decide" = "TableDecision": DecisionRecord<TableOutcome>,
            "table.report" = "TableReport": TableReport,
            "target.report" = "TargetReport": TargetReport,
            "trigger.advance" = "TriggerAdvance": TriggerAdvance,
            "trigger.due" = "DueFirings": DueFirings,
            "trigger.start" = "TriggerState": TriggerState,
            "trigger.timer" = "DueTimer": DueTimer,
        }
    }
}

#[cfg(feature = "schema")]
fn of<T: schemars::JsonSchema>(role: DocumentRole) -> serde_json::Value {
    let settings = schemars::generate::SchemaSettings::draft2020_12();
    let settings = match role {
        DocumentRole::Definition | DocumentRole::Input => settings.for_deserialize(),
        DocumentRole::Report => settings.for_serialize(),
    };
    settings.into_generator().into_root_schema_for::<T>().to_value()
}
