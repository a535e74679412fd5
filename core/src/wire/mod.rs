//! Floor 4: the doors. JSON text in and canonical JSON text out; columns in and columns out.
//!
//! Everything that a binding does is here, so that a binding only converts and re-exposes.

#[cfg(feature = "arrow")]
mod arrow;
#[cfg(feature = "arrow")]
mod arrow_columns;
mod calendar;
mod chart;
mod condition_forms;
mod engine;
mod facts;
mod health;
#[cfg(feature = "arrow")]
mod ipc;
#[cfg(feature = "arrow")]
mod ipc_cells;
#[cfg(feature = "arrow")]
mod ipc_lists;
mod journey;
mod journey_audit;
#[cfg(feature = "arrow")]
mod journey_batch;
mod journey_log;
#[cfg(feature = "arrow")]
mod list_columns;
#[cfg(feature = "arrow")]
mod lists;
#[cfg(feature = "arrow")]
mod record_columns;
mod routing;
#[cfg(feature = "arrow")]
mod rule_batch;
mod rules;
#[cfg(feature = "arrow")]
mod score_batch;
mod scoring;
mod table;
#[cfg(feature = "arrow")]
mod table_batch;
mod target;
mod timer_heap;
mod trigger;
