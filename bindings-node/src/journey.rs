//! `JourneyModel`.

use std::sync::Arc;

use leadstone::journey;
use napi::bindgen_prelude::{AsyncTask, Env, Result, Unknown};
use napi_derive::napi;

use crate::bridge::{self, Output, Work};

/// A compiled state machine: immutable, shared freely; the states are the host's.
#[napi]
#[derive(Debug)]
pub struct JourneyModel(Arc<journey::JourneyModel>);

#[napi]
impl JourneyModel {
    /// Compiles a state machine given as an object or as JSON text; `calendars` are definitions, of
    /// which it names one when its limits count business time.
    #[napi(factory, catch_unwind, ts_args_type = "definition: JourneyDefinition | string, options?: JourneyOptions")]
    pub fn compile(env: &Env, definition: Unknown<'_>, options: Option<Unknown<'_>>) -> Result<Self> {
        let model = match options {
            Some(options) => bridge::compile_with(env, definition, options, journey::JourneyModel::from_json_with),
            None => bridge::compile(env, definition, journey::JourneyModel::from_json),
        };
        model.map(|model| Self(Arc::new(model)))
    }

    /// Begins a journey: `{"at", "state"?, "key"?, "fields"?}`.
    #[napi(catch_unwind, ts_args_type = "request: StartRequest", ts_return_type = "JourneyState")]
    pub fn start<'env>(&self, env: &'env Env, request: Unknown<'_>) -> Result<Unknown<'env>> {
        bridge::object(env, request, |text| self.0.start_json(text))
    }

    /// As `start`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "request: string")]
    pub fn start_json(&self, env: &Env, request: Unknown<'_>) -> Result<String> {
        bridge::text_door(env, request, |text| self.0.start_json(text))
    }

    /// Applies an event: `{"state", "event": {"id", "action", "at", "actor"?, "roles"?, "fields"?}}`.
    #[napi(catch_unwind, ts_args_type = "request: ApplyRequest", ts_return_type = "Applied")]
    pub fn apply<'env>(&self, env: &'env Env, request: Unknown<'_>) -> Result<Unknown<'env>> {
        bridge::object(env, request, |text| self.0.apply_json(text))
    }

    /// As `apply`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "request: string")]
    pub fn apply_json(&self, env: &Env, request: Unknown<'_>) -> Result<String> {
        bridge::text_door(env, request, |text| self.0.apply_json(text))
    }

    /// What can be done next: `{"state", "fields"?}`, the fields being those of an unsaved form.
    #[napi(catch_unwind, ts_args_type = "request: AllowedRequest", ts_return_type = "AllowedReport")]
    pub fn allowed<'env>(&self, env: &'env Env, request: Unknown<'_>) -> Result<Unknown<'env>> {
        bridge::object(env, request, |text| self.0.allowed_json(text))
    }

    /// As `allowed`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "request: string")]
    pub fn allowed_json(&self, env: &Env, request: Unknown<'_>) -> Result<String> {
        bridge::text_door(env, request, |text| self.0.allowed_json(text))
    }

    /// Lets time pass: `{"state", "as_of"}`; limits that have run out fire, each once.
    #[napi(catch_unwind, ts_args_type = "request: AdvanceRequest", ts_return_type = "Advanced")]
    pub fn advance<'env>(&self, env: &'env Env, request: Unknown<'_>) -> Result<Unknown<'env>> {
        bridge::object(env, request, |text| self.0.advance_json(text))
    }

    /// As `advance`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "request: string")]
    pub fn advance_json(&self, env: &Env, request: Unknown<'_>) -> Result<String> {
        bridge::text_door(env, request, |text| self.0.advance_json(text))
    }

    /// The time limits that have run out: `{"state", "as_of"}`.
    #[napi(catch_unwind, ts_args_type = "request: DueRequest", ts_return_type = "Due[]")]
    pub fn due<'env>(&self, env: &'env Env, request: Unknown<'_>) -> Result<Unknown<'env>> {
        bridge::object(env, request, |text| self.0.due_json(text))
    }

    /// As `due`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "request: string")]
    pub fn due_json(&self, env: &Env, request: Unknown<'_>) -> Result<String> {
        bridge::text_door(env, request, |text| self.0.due_json(text))
    }

    /// When the next time limit runs out: `{"state"}`; `null` without one.
    #[napi(catch_unwind, ts_args_type = "request: NextDueRequest", ts_return_type = "string | null")]
    pub fn next_due<'env>(&self, env: &'env Env, request: Unknown<'_>) -> Result<Unknown<'env>> {
        bridge::object(env, request, |text| self.0.next_due_json(text))
    }

    /// As `nextDue`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "request: string")]
    pub fn next_due_json(&self, env: &Env, request: Unknown<'_>) -> Result<String> {
        bridge::text_door(env, request, |text| self.0.next_due_json(text))
    }

    /// The cases with which a host proves that each of its paths enforces the machine: `{"at"}`.
    #[napi(catch_unwind, ts_args_type = "request: KitRequestDocument", ts_return_type = "Kit")]
    pub fn kit<'env>(&self, env: &'env Env, request: Unknown<'_>) -> Result<Unknown<'env>> {
        bridge::object(env, request, |text| self.0.kit_json(text))
    }

    /// As `kit`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "request: string")]
    pub fn kit_json(&self, env: &Env, request: Unknown<'_>) -> Result<String> {
        bridge::text_door(env, request, |text| self.0.kit_json(text))
    }

    /// Which rule is enforced on which path: `{"at", "paths", "results"}`.
    #[napi(catch_unwind, ts_args_type = "request: KitReportRequest", ts_return_type = "KitReport")]
    pub fn kit_report<'env>(&self, env: &'env Env, request: Unknown<'_>) -> Result<Unknown<'env>> {
        bridge::object(env, request, |text| self.0.kit_report_json(text))
    }

    /// As `kitReport`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "request: string")]
    pub fn kit_report_json(&self, env: &Env, request: Unknown<'_>) -> Result<String> {
        bridge::text_door(env, request, |text| self.0.kit_report_json(text))
    }

    /// Applies one event to each of many customers: `{"items": [{"key", "state", "event"}]}`. Computed off the event loop.
    #[napi(catch_unwind, ts_args_type = "request: ApplyManyRequest", ts_return_type = "Promise<AppliedMany>")]
    pub fn apply_many(&self, env: &Env, request: Unknown<'_>) -> AsyncTask<Work> {
        let model = Arc::clone(&self.0);
        bridge::object_on_pool(env, request, move |text| model.apply_many_json(text))
    }

    /// As `apply_many`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "request: string", ts_return_type = "Promise<string>")]
    pub fn apply_many_json(&self, request: Unknown<'_>) -> AsyncTask<Work> {
        let model = Arc::clone(&self.0);
        bridge::json_on_pool(request, move |text| model.apply_many_json(text))
    }

    /// Applies many events: `{"state", "events"}`. Computed off the event loop.
    #[napi(catch_unwind, ts_args_type = "request: ReplayRequest", ts_return_type = "Promise<Replayed>")]
    pub fn replay(&self, env: &Env, request: Unknown<'_>) -> AsyncTask<Work> {
        let model = Arc::clone(&self.0);
        bridge::object_on_pool(env, request, move |text| model.replay_json(text))
    }

    /// As `replay`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "request: string", ts_return_type = "Promise<string>")]
    pub fn replay_json(&self, request: Unknown<'_>) -> AsyncTask<Work> {
        let model = Arc::clone(&self.0);
        bridge::json_on_pool(request, move |text| model.replay_json(text))
    }

    /// Checks stored rows: `{"as_of", "rows": [{"id", "state"?, "entered_at"?, "fields"?}]}`. Computed off the event loop.
    #[napi(catch_unwind, ts_args_type = "request: CheckRequest", ts_return_type = "Promise<CheckReport>")]
    pub fn check(&self, env: &Env, request: Unknown<'_>) -> AsyncTask<Work> {
        let model = Arc::clone(&self.0);
        bridge::object_on_pool(env, request, move |text| model.check_json(text))
    }

    /// As `check`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "request: string", ts_return_type = "Promise<string>")]
    pub fn check_json(&self, request: Unknown<'_>) -> AsyncTask<Work> {
        let model = Arc::clone(&self.0);
        bridge::json_on_pool(request, move |text| model.check_json(text))
    }

    /// Replays an event log: `{"rows": [{"case_id", "activity" | "state", "at", "seq"?}], "mapping"?, "as_of"?, "time_zone"?, "list"?, "examples"?, "net"?}`. Computed off the event loop.
    #[napi(catch_unwind, ts_args_type = "request: ConformanceRequest", ts_return_type = "Promise<ConformanceReport>")]
    pub fn conformance(&self, env: &Env, request: Unknown<'_>) -> AsyncTask<Work> {
        let model = Arc::clone(&self.0);
        bridge::object_on_pool(env, request, move |text| model.conformance_json(text))
    }

    /// As `conformance`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "request: string", ts_return_type = "Promise<string>")]
    pub fn conformance_json(&self, request: Unknown<'_>) -> AsyncTask<Work> {
        let model = Arc::clone(&self.0);
        bridge::json_on_pool(request, move |text| model.conformance_json(text))
    }

    /// Replays an event log that is an Arrow IPC stream of columns `case_id`, `activity` or `state`, `at` and perhaps
    /// `seq`: an Arrow IPC stream with a row per case, and the summary as JSON in the schema's metadata.
    #[napi(
        catch_unwind,
        ts_args_type = "log: Uint8Array, options: ConformanceOptions",
        ts_return_type = "Promise<Buffer>"
    )]
    pub fn conformance_batch(&self, env: &Env, log: Unknown<'_>, options: Unknown<'_>) -> AsyncTask<Work> {
        let model = Arc::clone(&self.0);
        let door = move |bytes: &[u8], options: &str| model.conformance_ipc(bytes, options).map(Output::Columns);
        bridge::columns_and_options_on_pool(env, log, options, door)
    }

    /// Time in state of an event log: `{"rows": [{"case_id", "activity" | "state", "at", "seq"?}], "as_of", "mapping"?, "time_zone"?, "calendar"?, "confidence"?, "min_count"?, "curves"?, "customers"?, "open"?, "within"?}`. Computed off the event loop.
    #[napi(catch_unwind, ts_args_type = "request: DwellRequest", ts_return_type = "Promise<DwellReport>")]
    pub fn dwell(&self, env: &Env, request: Unknown<'_>) -> AsyncTask<Work> {
        let model = Arc::clone(&self.0);
        bridge::object_on_pool(env, request, move |text| model.dwell_json(text))
    }

    /// As `dwell`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "request: string", ts_return_type = "Promise<string>")]
    pub fn dwell_json(&self, request: Unknown<'_>) -> AsyncTask<Work> {
        let model = Arc::clone(&self.0);
        bridge::json_on_pool(request, move |text| model.dwell_json(text))
    }

    /// Time in state of an event log that is an Arrow IPC stream of columns `case_id`, `activity` or `state`, `at` and
    /// perhaps `seq`.
    #[napi(
        catch_unwind,
        ts_args_type = "log: Uint8Array, options: DwellOptions",
        ts_return_type = "Promise<DwellReport>"
    )]
    pub fn dwell_batch(&self, env: &Env, log: Unknown<'_>, options: Unknown<'_>) -> AsyncTask<Work> {
        let model = Arc::clone(&self.0);
        let door = move |bytes: &[u8], options: &str| model.dwell_ipc(bytes, options).map(Output::Object);
        bridge::columns_and_options_on_pool(env, log, options, door)
    }

    /// What is suspicious in the machine.
    #[napi(catch_unwind, ts_return_type = "LintReport")]
    pub fn lint<'env>(&self, env: &'env Env) -> Result<Unknown<'env>> {
        bridge::made(env, || self.0.lint_json())
    }

    /// The machine as Mermaid text: `{"current"?, "counts"?, "locale"?}`.
    #[napi(catch_unwind, ts_args_type = "options: DiagramOptions", ts_return_type = "string")]
    pub fn mermaid<'env>(&self, env: &'env Env, options: Unknown<'_>) -> Result<Unknown<'env>> {
        bridge::object(env, options, |text| self.0.mermaid_json(text))
    }

    /// As `mermaid`, JSON text in and JSON text out.
    #[napi(catch_unwind, ts_args_type = "options: string")]
    pub fn mermaid_json(&self, env: &Env, options: Unknown<'_>) -> Result<String> {
        bridge::text_door(env, options, |text| self.0.mermaid_json(text))
    }

    /// What differs between an older version and this one: `{"from": JourneyDefinition}`.
    #[napi(catch_unwind, ts_args_type = "request: DiffRequest", ts_return_type = "DiffReport")]
    pub fn diff<'env>(&self, env: &'env Env, request: Unknown<'_>) -> Result<Unknown<'env>> {
        bridge::object(env, request, |text| self.0.diff_json(text))
    }

    /// As `diff`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "request: string")]
    pub fn diff_json(&self, env: &Env, request: Unknown<'_>) -> Result<String> {
        bridge::text_door(env, request, |text| self.0.diff_json(text))
    }

    /// Whether a plan covers every state in which customers stand: `{"from", "plan", "occupied": [{"state", "count"}]}`.
    #[napi(catch_unwind, ts_args_type = "request: MigrationCheckRequest", ts_return_type = "MigrationCheck")]
    pub fn migration_check<'env>(&self, env: &'env Env, request: Unknown<'_>) -> Result<Unknown<'env>> {
        bridge::object(env, request, |text| self.0.migration_check_json(text))
    }

    /// As `migrationCheck`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "request: string")]
    pub fn migration_check_json(&self, env: &Env, request: Unknown<'_>) -> Result<String> {
        bridge::text_door(env, request, |text| self.0.migration_check_json(text))
    }

    /// What a migration would do, without doing it: `{"from", "plan", "at", "items": [{"key", "state"}]}`. Computed off the event loop.
    #[napi(catch_unwind, ts_args_type = "request: MigrateRequest", ts_return_type = "Promise<DryRunReport>")]
    pub fn migration_dry_run(&self, env: &Env, request: Unknown<'_>) -> AsyncTask<Work> {
        let model = Arc::clone(&self.0);
        bridge::object_on_pool(env, request, move |text| model.migration_dry_run_json(text))
    }

    /// As `migrationDryRun`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "request: string", ts_return_type = "Promise<string>")]
    pub fn migration_dry_run_json(&self, request: Unknown<'_>) -> AsyncTask<Work> {
        let model = Arc::clone(&self.0);
        bridge::json_on_pool(request, move |text| model.migration_dry_run_json(text))
    }

    /// Carries customers over, each with the row for its log: `{"from", "plan", "at", "actor"?, "items": [{"key", "state", "previous"?}]}`. Computed off the event loop.
    #[napi(catch_unwind, ts_args_type = "request: MigrateRequest", ts_return_type = "Promise<MigratedMany>")]
    pub fn migrate(&self, env: &Env, request: Unknown<'_>) -> AsyncTask<Work> {
        let model = Arc::clone(&self.0);
        bridge::object_on_pool(env, request, move |text| model.migrate_json(text))
    }

    /// As `migrate`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "request: string", ts_return_type = "Promise<string>")]
    pub fn migrate_json(&self, request: Unknown<'_>) -> AsyncTask<Work> {
        let model = Arc::clone(&self.0);
        bridge::json_on_pool(request, move |text| model.migrate_json(text))
    }

    /// Applies an event and writes its record: `{"instance", "state", "event", "received_at", "salt"?, "previous"?}`.
    #[napi(catch_unwind, ts_args_type = "request: DecideRequest", ts_return_type = "Decided")]
    pub fn decide<'env>(&self, env: &'env Env, request: Unknown<'_>) -> Result<Unknown<'env>> {
        bridge::object(env, request, |text| self.0.decide_json(text))
    }

    /// As `decide`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "request: string")]
    pub fn decide_json(&self, env: &Env, request: Unknown<'_>) -> Result<String> {
        bridge::text_door(env, request, |text| self.0.decide_json(text))
    }

    /// Whether the chains of a log close: `{"log": [row]}`. Computed off the event loop.
    #[napi(catch_unwind, ts_args_type = "request: VerifyRequest", ts_return_type = "Promise<VerifyReport>")]
    pub fn verify(&self, env: &Env, request: Unknown<'_>) -> AsyncTask<Work> {
        let model = Arc::clone(&self.0);
        bridge::object_on_pool(env, request, move |text| model.verify_json(text))
    }

    /// As `verify`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "request: string", ts_return_type = "Promise<string>")]
    pub fn verify_json(&self, request: Unknown<'_>) -> AsyncTask<Work> {
        let model = Arc::clone(&self.0);
        bridge::json_on_pool(request, move |text| model.verify_json(text))
    }

    /// Decides about every row of a log again: `{"log": [row], "starts": [{"instance", "state"}], "events": [{"instance", "seq", "event", "received_at", "salt"?}]}`. Computed off the event loop.
    #[napi(catch_unwind, ts_args_type = "request: ReplayLogRequest", ts_return_type = "Promise<ReplayLogReport>")]
    pub fn replay_log(&self, env: &Env, request: Unknown<'_>) -> AsyncTask<Work> {
        let model = Arc::clone(&self.0);
        bridge::object_on_pool(env, request, move |text| model.replay_log_json(text))
    }

    /// As `replayLog`, JSON text in and canonical JSON text out.
    #[napi(catch_unwind, ts_args_type = "request: string", ts_return_type = "Promise<string>")]
    pub fn replay_log_json(&self, request: Unknown<'_>) -> AsyncTask<Work> {
        let model = Arc::clone(&self.0);
        bridge::json_on_pool(request, move |text| model.replay_log_json(text))
    }

    /// SHA-256 of the definition's canonical JSON.
    #[napi(catch_unwind)]
    pub fn fingerprint(&self) -> String {
        self.0.fingerprint().to_string()
    }

    /// The compiled definition as canonical JSON, defaults written.
    #[napi(catch_unwind)]
    pub fn to_json(&self, env: &Env) -> Result<String> {
        bridge::answer(env, || self.0.to_json())
    }
}
