//! Migration: customers under way are carried over to another version of their machine, by a plan that is data.
//!
//! A plan names, for every state in which customers stand, the state of the new version. It is checked
//! against counts, tried on real states without changing one, and then carried out; each move is a
//! row of the log.

mod plan;
mod report;
mod run;

pub use plan::{
    FieldDefault, FieldMove, MigrateItem, MigrateRequest, MigrationCheckRequest, MigrationPlan, Occupied,
    PendingPolicy, StateMove, TimerPolicy,
};
pub use report::{
    Blocked, DryRunReport, FieldCount, MigratedItem, MigratedMany, MigrationCheck, StateCount, StateMoveCount,
};
pub use run::Migration;
