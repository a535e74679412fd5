//! The documents that cross, each by the name of its Python type.

use leadstone::ErrorClass;
#[cfg(feature = "stubs")]
use pyo3::{inspect::PyStaticExpr, type_hint_identifier};

/// A kind of document: who has to mend it when it is wrong, and its Python type.
pub(crate) trait Shape {
    const CLASS: ErrorClass;
    /// The name of the argument, when it is a member of what its door is given.
    const KEY: Option<&'static str> = None;
    #[cfg(feature = "stubs")]
    const HINT: PyStaticExpr;
}

macro_rules! shapes {
    ($($module:literal $class:ident: $($name:ident $(= $key:literal)?)*;)*) => {$($(
        #[derive(Debug)]
        pub(crate) enum $name {}

        impl Shape for $name {
            const CLASS: ErrorClass = ErrorClass::$class;
            $(const KEY: Option<&'static str> = Some($key);)?
            #[cfg(feature = "stubs")]
            const HINT: PyStaticExpr = type_hint_identifier!($module, stringify!($name));
        }
    )*)*};
}

shapes! {
    "leadstone._types" Definition:
        ChartDefinition JourneyDefinition PackDefinition RoutingDefinition RuleSetDefinition ScorecardDefinition TableDefinition
        TargetDefinition CalendarDefinition TriggerSetDefinition;
    "leadstone._types" Input:
        Advanced AllowedReport Applied AppliedMany BriefReport BusinessDay BusinessDayCount CalendarImport ChartAllowedReport ChartApplied ChartReplayed ChartState ChartStateReport CheckReport ConformanceOptions ConformanceReport Deadline Decided DiffReport DryRunReport DueFirings DwellOptions DwellReport EventWindow Festivals HealthReport JourneyState Kit KitReport LintReport MigratedMany MigrationCheck ReplayLogReport Replayed RouteReport RouteRequest RuleBatchOptions RuleExplanation RuleReport ScoreDecision ScoreReport TableDecision TableReport TableReportRequest TargetReport TriggerAdvance TriggerState VerifyReport WorkedTime;
    "leadstone._shapes" Definition: CalendarDefinitions = "calendars" ConditionDocument HealthIndicatorDefinitions;
    "leadstone._shapes" Input:
        AsOf = "as_of" DueLimits FactsInput LightDecisions MaybeChartDue MaybeInstant PreviousState = "previous" Record Request
        RouteDecisions Schema MaybeKnownRange Answer Handle MaybeHandle MaybeTimer;
}
