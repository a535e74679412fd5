//! The registry of kinds: every definition that a pack can hold.

use deserr::{Deserr, IntoValue, ValuePointerRef};
use serde::Serialize;

use super::pack::PackDefinition;
use crate::error::{ErrorCode, Violation};
use crate::health::HealthIndicatorDefinition;
use crate::journey::JourneyDefinition;
use crate::journey::chart::ChartDefinition;
use crate::kernel::calendar::CalendarDefinition;
use crate::primitives::decode::DecodeError;
use crate::primitives::{Id, JsonPointer};
use crate::routing::RoutingDefinition;
use crate::scoring::ScorecardDefinition;
use crate::target::TargetDefinition;

macro_rules! registry {
    ($($(#[$doc:meta])* $variant:ident($definition:ty),)*) => {
        /// One definition of a pack; its `kind` says which.
        #[derive(Debug, Clone, PartialEq, Serialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(untagged)]
        pub enum Definition {
            $($(#[$doc])* $variant($definition),)*
        }

        impl Definition {
            /// Every kind that a pack can hold, in the order of the catalogue.
            pub const KINDS: &'static [&'static str] = &[$(<$definition>::KIND),*];

            /// What makes the definition unique within a pack: its kind and id.
            pub fn key(&self) -> (&'static str, &Id) {
                match self { $(Self::$variant(definition) => (<$definition>::KIND, &definition.id),)* }
            }

            pub(super) fn decode(value: serde_json::Value, location: ValuePointerRef<'_>) -> Result<Self, DecodeError> {
                let kind = match value.get("kind") {
                    Some(serde_json::Value::String(kind)) => kind.clone(),
                    // Without a kind there is nothing to decode against.
                    _ => {
                        let at = JsonPointer::from_deserr(location).key("kind");
                        let violation = Violation::new(ErrorCode::DecodeMissingField, at).with("field", "kind");
                        return Err(DecodeError::from_violation(violation));
                    }
                };
                match kind.as_str() {
                    $(<$definition>::KIND => {
                        <$definition as Deserr<DecodeError>>::deserialize_from_value(value.into_value(), location).map(Self::$variant)
                    })*
                    _ => {
                        let at = JsonPointer::from_deserr(location).key("kind");
                        let violation = Violation::new(ErrorCode::DefinitionUnknownKind, at).with_value(&kind);
                        Err(DecodeError::from_violation(violation.with_nearest(&kind, Self::KINDS.iter().copied())))
                    }
                }
            }
        }
    };
}

registry! {
    /// Which days are worked.
    Calendar(CalendarDefinition),
    /// A statechart.
    Chart(ChartDefinition),
    /// One light.
    Health(HealthIndicatorDefinition),
    /// A state machine.
    Journey(JourneyDefinition),
    /// Who gets which lead.
    Routing(RoutingDefinition),
    /// How good a lead is.
    Scorecard(ScorecardDefinition),
    /// What is expected of a region.
    Target(TargetDefinition),
}

/// Every kind of definition, packs included.
pub fn kinds() -> impl Iterator<Item = &'static str> {
    Definition::KINDS.iter().copied().chain([PackDefinition::KIND])
}
