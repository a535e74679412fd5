//! Statecharts: states within states, parallel regions, history, and events that come later.
//!
//! For journeys that a flat list of states does not describe. The semantics are those of SCXML (W3C,
//! appendix D); the definition is data, the time is an argument, the state is a value of the host. A
//! chart without hierarchy compiles to a dense table and does not pay for the rest.
//!
//! ```
//! use leadstone::journey::chart::ChartModel;
//! let model = ChartModel::from_json(r#"{
//!     "kind": "journey.chart", "schema_version": 1, "id": "quote", "entity": "deal",
//!     "states": [{"id": "open", "transitions": [{"events": ["lose"], "to": ["lost"]}], "states": [
//!                    {"id": "drafting", "transitions": [{"events": ["send"], "to": ["sent"]}]},
//!                    {"id": "sent", "transitions": [{"after": "3d", "to": ["drafting"],
//!                                                    "actions": [{"type": "effect", "id": "call"}]}]}]},
//!                {"id": "lost", "type": "final"}]
//! }"#).unwrap();
//! let begun = model.start_value(serde_json::json!({"at": "2026-03-02T09:00:00Z"})).unwrap();
//! assert_eq!(begun.state.configuration[0].as_str(), "drafting");
//! let sent = model.apply_value(serde_json::json!({"state": begun.state,
//!     "event": {"id": "e1", "name": "send", "at": "2026-03-03T09:00:00Z"}})).unwrap();
//! assert_eq!(sent.next_due.unwrap().to_string(), "2026-03-06T09:00:00Z");
//! let called = model.advance_value(serde_json::json!({"state": sent.state, "now": "2026-03-07T00:00:00Z"})).unwrap();
//! assert_eq!(called.effects[0].id, "call");
//! assert_eq!(called.state.configuration[0].as_str(), "drafting");
//! ```

mod allowed;
mod apply;
mod compile;
mod configuration;
mod definition;
mod delay;
mod engine;
mod entry;
mod events;
mod flat;
mod held;
mod lint;
mod log;
mod mermaid;
mod model;
mod program;
mod reach;
mod report;
mod request;
mod resolve;
mod selection;
mod set;
mod snapshot;
mod value;
mod way;

pub use configuration::Configuration;
pub use definition::{
    ChartAction, ChartDefinition, ChartStateDefinition, ChartStateType, ChartTest, ChartTransitionDefinition,
};
pub use delay::{Delay, DelayError};
pub use engine::{Cause, ChartFault, Observer, Workspace};
pub use held::HeldChart;
pub use model::{ChartModel, EventNumber};
pub use report::{
    BlockedTransition, ChartAllowedReport, ChartAllowedTransition, ChartApplied, ChartDue, ChartEffect, ChartRefused,
    ChartReplayed, ChartStep, StepCause,
};
pub use request::{
    ChartAdvanceRequest, ChartAllowedRequest, ChartApplyRequest, ChartDueRequest, ChartNextDueRequest,
    ChartReplayRequest, ChartStartRequest,
};
pub use value::{ChartEvent, ChartState, Seen, Timer};
