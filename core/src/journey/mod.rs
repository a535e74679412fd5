//! Journeys: the states of a customer, the ways between them, and what each way needs.
//!
//! One gate for every path: whoever changes a state, by form, import, drag or API, sends an event,
//! and [`JourneyModel::apply`] answers the next state or refuses with everything that is missing,
//! all at once: a transition, a move to a state, a follow-up that has to choose one, an edit, an
//! approval by a second party, a payment, or a move against the rules, which is kept on record. The
//! state is a value that the host keeps; time limits are deadlines in it, and the host says when time has
//! passed ([`JourneyModel::advance`], [`JourneyModel::due`], [`JourneyModel::next_due`]); rows that got past the gate are found by
//! [`JourneyModel::check`].
//!
//! ```
//! use leadstone::journey::JourneyModel;
//! let model = JourneyModel::from_json(r#"{
//!     "kind": "journey.machine", "schema_version": 1, "id": "demo", "entity": "lead", "initial": "new",
//!     "fields": [{"name": "budget", "type": "integer"}, {"name": "loss_reason", "type": "text"}],
//!     "states": [{"id": "new", "names": {"en": "New", "zh-CN": "新建"}, "limit_days": 7},
//!                {"id": "won", "names": {"en": "Won", "zh-CN": "成交"}, "final": true},
//!                {"id": "lost", "names": {"en": "Lost", "zh-CN": "战败"}, "final": true}],
//!     "transitions": [{"id": "win", "from": ["new"], "to": "won", "requires": ["budget"]},
//!                     {"id": "lose", "from": ["new"], "to": "lost"}],
//!     "loss": {"state": "lost", "codes": [{"id": "price", "names": {"en": "Price", "zh-CN": "价格"}}]}
//! }"#).unwrap();
//! let begun = model.start_json(r#"{"at": "2026-03-02T09:00:00Z"}"#).unwrap();
//! let refused = model.apply_json(&format!(r#"{{"state": {begun},
//!     "event": {{"id": "e1", "action": {{"type": "take", "transition": "lose"}}, "at": "2026-03-03T09:00:00Z"}}}}"#)).unwrap_err();
//! assert_eq!(refused.code().as_str(), "journey.loss_code_missing");
//! assert_eq!(refused.pointer().as_str(), "/event/fields/loss_reason");
//! let applied = model.apply_json(&format!(r#"{{"state": {begun},
//!     "event": {{"id": "e1", "action": {{"type": "move", "to": "won"}}, "at": "2026-03-03T09:00:00Z", "fields": {{"budget": 5}}}}}}"#)).unwrap();
//! assert!(applied.contains(r#""state":"won""#));
//! ```

mod apply;
mod audit;
mod bulk;
pub mod chart;
mod check;
mod compile;
mod compile_time;
mod conformance;
mod definition;
mod diagram;
mod dwell;
mod kit;
mod kit_cases;
mod kit_report;
mod limit;
mod limit_definition;
mod lint;
mod loss;
mod loss_definition;
mod migration;
mod model;
mod overlap;
mod overlay;
mod payment;
mod payment_definition;
mod payment_ledger;
mod plan;
mod report;
mod request;
mod rules;
mod value;
mod version;

pub use audit::{
    ChainFault, ChainFaultKind, DecideRequest, Decided, JourneyAudit, JourneyOutcome, JourneyRecord, Link,
    LogDifference, LogReplay, RecordStatus, Refusal, ReplayItem, ReplayLogReport, ReplayLogRequest, ReplayStart, Salt,
    VerifyReport, VerifyRequest,
};
pub use check::StoredRow;
pub use conformance::{
    CaseConformance, CaseList, ConformanceOptions, ConformanceReport, ConformanceRequest, ConformanceSummary,
    Deviation, DeviationCount, DeviationKind, EventLog, LogAccounting, LogRow, NetReport, NetTransition, StepMapping,
    Tokens, Unfinished, UnknownActivity,
};
pub use definition::{
    ApprovalDefinition, Direction, FollowUpDefinition, ForceDefinition, JourneyDefinition, StateDefinition,
    TransitionDefinition,
};
pub use diagram::DiagramOptions;
pub use dwell::{
    CustomerDwell, DwellCustomer, DwellExit, DwellOptions, DwellReport, DwellRequest, DwellStep, DwellUnit, Quantile,
    StateDwell,
};
pub use kit::{Kit, KitCase, KitExpected, KitRequest, KitRule, KitVia, KitViolation};
pub use kit_report::{
    KitFailure, KitFault, KitPath, KitPathReport, KitReport, KitReportRequest, KitRequestDocument, KitResult,
    KitRuleReport,
};
pub use limit_definition::{LimitAction, LimitDefinition};
pub use lint::{LintFinding, LintReport};
pub use loss_definition::{LossCode, LossDefinition};
pub use migration::{
    Blocked, DryRunReport, FieldCount, FieldDefault, FieldMove, MigrateItem, MigrateRequest, MigratedItem,
    MigratedMany, Migration, MigrationCheck, MigrationCheckRequest, MigrationPlan, Occupied, PendingPolicy, StateCount,
    StateMove, StateMoveCount, TimerPolicy,
};
pub use model::JourneyModel;
pub use payment_definition::PaymentsDefinition;
pub use payment_ledger::{PaymentEntry, PaymentKind, PaymentLedger, PaymentStatus};
pub use report::{
    Advanced, AllowedReport, AllowedTransition, Applied, AppliedItem, AppliedMany, CheckItem, CheckReport, CheckStatus,
    Checked, Due, Effect, Firing, FiringOutcome, LossReport, Refused, Replayed,
};
pub use request::{
    AdvanceRequest, AllowedRequest, ApplyItem, ApplyManyRequest, ApplyRequest, CheckRequest, CheckRow, DueRequest,
    JourneyOptions, NextDueRequest, ReplayRequest, StartRequest,
};
pub use value::{
    Counts, EventFields, JourneyAction, JourneyEvent, JourneyState, Pending, RunningLimit, Step, StepKind,
};
pub use version::{Change, ChangeClass, ChangeKind, DiffReport, DiffRequest, MachineVersion};
