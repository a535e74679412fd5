//! The documents that cross, each by the name of its Python type.

use leadstone::ErrorClass;
#[cfg(feature = "stubs")]
use pyo3::{inspect::PyStaticExpr, type_hint_identifier};

/// A kind of document: who has to mend it when it is wrong, and its Python type.
pub(crate) trait Shape {
    const CLASS: ErrorClass;
    #[cfg(feature = "stubs")]
    const HINT: PyStaticExpr;
}

macro_rules! shapes {
    ($($module:literal $class:ident: $($name:ident)*;)*) => {$($(
        #[derive(Debug)]
        pub(crate) enum $name {}

        impl Shape for $name {
            const CLASS: ErrorClass = ErrorClass::$class;
            #[cfg(feature = "stubs")]
            const HINT: PyStaticExpr = type_hint_identifier!($module, stringify!($name));
        }
    )*)*};
}

shapes! {
    "leadstone._types" Definition:
        JourneyDefinition PackDefinition RoutingDefinition ScorecardDefinition TargetDefinition;
    "leadstone._types" Input:
        AllowedReport Applied BriefReport CheckReport HealthReport JourneyState Replayed
        RouteReport RouteRequest ScoreDecision ScoreReport TargetReport;
    "leadstone._shapes" Definition: HealthIndicatorDefinitions;
    "leadstone._shapes" Input:
        AsOf FactsInput LightDecisions MaybeDue MaybeInstant PreviousState Record Request RouteDecisions Schema;
}
