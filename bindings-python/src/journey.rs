use leadstone::journey;
use pyo3::prelude::*;
use serde_json::json;

use crate::arrow::{Columns, Table};
use crate::bridge::{Given, GivenOrText, Out, Text, call, run};
use crate::shapes::{
    Advanced, AllowedReport, Applied, AppliedMany, CalendarDefinitions, CheckReport, ConformanceOptions,
    ConformanceReport, Decided, DiffReport, DryRunReport, DueLimits, DwellOptions, DwellReport, JourneyDefinition,
    JourneyState, Kit, KitReport, LintReport, MaybeInstant, MigratedMany, MigrationCheck, ReplayLogReport, Replayed,
    Request, VerifyReport,
};

/// A compiled state machine: immutable, shared freely between threads. States belong to the host.
#[pyclass(frozen, module = "leadstone")]
#[derive(Debug)]
pub(crate) struct JourneyModel(journey::JourneyModel);

#[pymethods]
impl JourneyModel {
    /// Compiles a state machine given as an object or as JSON text; `calendars` are definitions, of
    /// which it names one when its limits count business time.
    #[staticmethod]
    #[pyo3(signature = (definition, *, calendars = None))]
    fn compile(
        py: Python<'_>,
        definition: GivenOrText<JourneyDefinition>,
        calendars: Option<Given<CalendarDefinitions>>,
    ) -> PyResult<Self> {
        let compile = || match calendars {
            Some(calendars) => {
                journey::JourneyModel::from_value_with(definition.0, json!({ "calendars": calendars.0 }))
            }
            None => journey::JourneyModel::from_value(definition.0),
        };
        call(py, compile).map(Self)
    }

    /// SHA-256 of the definition's canonical JSON.
    fn fingerprint(&self) -> String {
        self.0.fingerprint().to_string()
    }

    /// The compiled definition as canonical JSON, defaults written.
    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        call(py, || self.0.to_json())
    }

    /// What is suspicious in the machine.
    fn lint(&self, py: Python<'_>) -> PyResult<Out<LintReport>> {
        Out::call(py, || Ok(self.0.lint()))
    }

    /// The machine as Mermaid text: `{"current"?, "counts"?, "locale"?}`.
    fn mermaid(&self, py: Python<'_>, options: Given<Request>) -> PyResult<String> {
        call(py, || self.0.mermaid_value(options.0))
    }

    /// As `mermaid`, JSON text in and JSON text out.
    fn mermaid_json(&self, py: Python<'_>, options: Text) -> PyResult<String> {
        call(py, || self.0.mermaid_json(&options))
    }

    /// Begins a journey: `{"at", "state"?, "key"?, "fields"?}`.
    fn start(&self, py: Python<'_>, request: Given<Request>) -> PyResult<Out<JourneyState>> {
        Out::call(py, || self.0.start_value(request.0))
    }

    /// As `start`, JSON text in and canonical JSON text out.
    fn start_json(&self, py: Python<'_>, request: Text) -> PyResult<String> {
        call(py, || self.0.start_json(&request))
    }

    /// Applies an event: `{"state", "event": {"id", "action", "at", "actor"?, "roles"?, "fields"?}}`.
    fn apply(&self, py: Python<'_>, request: Given<Request>) -> PyResult<Out<Applied>> {
        Out::call(py, || self.0.apply_value(request.0))
    }

    /// As `apply`, JSON text in and canonical JSON text out.
    fn apply_json(&self, py: Python<'_>, request: Text) -> PyResult<String> {
        call(py, || self.0.apply_json(&request))
    }

    /// Applies one event to each of many customers: `{"items": [{"key", "state", "event"}]}`. The GIL is released.
    fn apply_many(&self, py: Python<'_>, request: Given<Request>) -> PyResult<Out<AppliedMany>> {
        Out::run(py, || self.0.apply_many_value(request.0))
    }

    /// As `apply_many`, JSON text in and canonical JSON text out. The GIL is released.
    fn apply_many_json(&self, py: Python<'_>, request: Text) -> PyResult<String> {
        run(py, || self.0.apply_many_json(&request))
    }

    /// What can be done next: `{"state", "fields"?}`, the fields being those of an unsaved form.
    fn allowed(&self, py: Python<'_>, request: Given<Request>) -> PyResult<Out<AllowedReport>> {
        Out::call(py, || self.0.allowed_value(request.0))
    }

    /// As `allowed`, JSON text in and canonical JSON text out.
    fn allowed_json(&self, py: Python<'_>, request: Text) -> PyResult<String> {
        call(py, || self.0.allowed_json(&request))
    }

    /// Applies many events: `{"state", "events"}`. The GIL is released.
    fn replay(&self, py: Python<'_>, request: Given<Request>) -> PyResult<Out<Replayed>> {
        Out::run(py, || self.0.replay_value(request.0))
    }

    /// As `replay`, JSON text in and canonical JSON text out. The GIL is released.
    fn replay_json(&self, py: Python<'_>, request: Text) -> PyResult<String> {
        run(py, || self.0.replay_json(&request))
    }

    /// Lets time pass: `{"state", "as_of"}`; limits that have run out fire, each once.
    fn advance(&self, py: Python<'_>, request: Given<Request>) -> PyResult<Out<Advanced>> {
        Out::call(py, || self.0.advance_value(request.0))
    }

    /// As `advance`, JSON text in and canonical JSON text out.
    fn advance_json(&self, py: Python<'_>, request: Text) -> PyResult<String> {
        call(py, || self.0.advance_json(&request))
    }

    /// The time limits that have run out: `{"state", "as_of"}`.
    fn due(&self, py: Python<'_>, request: Given<Request>) -> PyResult<Out<DueLimits>> {
        Out::call(py, || self.0.due_value(request.0))
    }

    /// As `due`, JSON text in and canonical JSON text out.
    fn due_json(&self, py: Python<'_>, request: Text) -> PyResult<String> {
        call(py, || self.0.due_json(&request))
    }

    /// When the next time limit runs out: `{"state"}`; `None` without one.
    fn next_due(&self, py: Python<'_>, request: Given<Request>) -> PyResult<Out<MaybeInstant>> {
        Out::call(py, || self.0.next_due_value(request.0))
    }

    /// As `next_due`, JSON text in and canonical JSON text out.
    fn next_due_json(&self, py: Python<'_>, request: Text) -> PyResult<String> {
        call(py, || self.0.next_due_json(&request))
    }

    /// The cases with which a host proves that each of its paths enforces the machine: `{"at"}`.
    fn kit(&self, py: Python<'_>, request: Given<Request>) -> PyResult<Out<Kit>> {
        Out::run(py, || self.0.kit_value(request.0))
    }

    /// As `kit`, JSON text in and canonical JSON text out. The GIL is released.
    fn kit_json(&self, py: Python<'_>, request: Text) -> PyResult<String> {
        run(py, || self.0.kit_json(&request))
    }

    /// Which rule is enforced on which path: `{"at", "paths", "results"}`. The GIL is released.
    fn kit_report(&self, py: Python<'_>, request: Given<Request>) -> PyResult<Out<KitReport>> {
        Out::run(py, || self.0.kit_report_value(request.0))
    }

    /// As `kit_report`, JSON text in and canonical JSON text out. The GIL is released.
    fn kit_report_json(&self, py: Python<'_>, request: Text) -> PyResult<String> {
        run(py, || self.0.kit_report_json(&request))
    }

    /// Checks stored rows: `{"as_of", "rows": [{"id", "state"?, "entered_at"?, "fields"?}]}`. The GIL is released.
    fn check(&self, py: Python<'_>, request: Given<Request>) -> PyResult<Out<CheckReport>> {
        Out::run(py, || self.0.check_value(request.0))
    }

    /// As `check`, JSON text in and canonical JSON text out. The GIL is released.
    fn check_json(&self, py: Python<'_>, request: Text) -> PyResult<String> {
        run(py, || self.0.check_json(&request))
    }

    /// Replays an event log: `{"rows": [{"case_id", "activity" | "state", "at", "seq"?}], "mapping"?, "as_of"?, "time_zone"?, "list"?, "examples"?, "net"?}`. The GIL is released.
    fn conformance(&self, py: Python<'_>, request: Given<Request>) -> PyResult<Out<ConformanceReport>> {
        Out::run(py, || self.0.conformance_value(request.0))
    }

    /// As `conformance`, JSON text in and canonical JSON text out. The GIL is released.
    fn conformance_json(&self, py: Python<'_>, request: Text) -> PyResult<String> {
        run(py, || self.0.conformance_json(&request))
    }

    /// Replays an event log of columns `case_id`, `activity` or `state`, `at` and perhaps `seq`: a row per case, and the summary as JSON in the schema's metadata. The GIL is released.
    fn conformance_batch(&self, py: Python<'_>, log: Columns, options: Given<ConformanceOptions>) -> PyResult<Table> {
        let work = || {
            let options = journey::ConformanceOptions::from_value(options.0)?;
            log.read().and_then(|(schema, batches)| self.0.conformance_batches(&schema, &batches, &options))
        };
        run(py, work).map(Table)
    }

    /// Time in state of an event log: `{"rows": [{"case_id", "activity" | "state", "at", "seq"?}], "as_of", "mapping"?, "time_zone"?, "calendar"?, "confidence"?, "min_count"?, "curves"?, "customers"?, "open"?, "within"?}`. The GIL is released.
    fn dwell(&self, py: Python<'_>, request: Given<Request>) -> PyResult<Out<DwellReport>> {
        Out::run(py, || self.0.dwell_value(request.0))
    }

    /// As `dwell`, JSON text in and canonical JSON text out. The GIL is released.
    fn dwell_json(&self, py: Python<'_>, request: Text) -> PyResult<String> {
        run(py, || self.0.dwell_json(&request))
    }

    /// Time in state of an event log of columns `case_id`, `activity` or `state`, `at` and perhaps `seq`. The GIL is released.
    fn dwell_batch(&self, py: Python<'_>, log: Columns, options: Given<DwellOptions>) -> PyResult<Out<DwellReport>> {
        Out::run(py, || {
            let options = journey::DwellOptions::from_value(options.0)?;
            log.read().and_then(|(schema, batches)| self.0.dwell_batches(&schema, &batches, &options))
        })
    }

    /// What differs between an older version and this one: `{"from": JourneyDefinition}`.
    fn diff(&self, py: Python<'_>, request: Given<Request>) -> PyResult<Out<DiffReport>> {
        Out::call(py, || self.0.diff_value(request.0))
    }

    /// As `diff`, JSON text in and canonical JSON text out.
    fn diff_json(&self, py: Python<'_>, request: Text) -> PyResult<String> {
        call(py, || self.0.diff_json(&request))
    }

    /// Whether a plan covers every state in which customers stand: `{"from", "plan", "occupied": [{"state", "count"}]}`.
    fn migration_check(&self, py: Python<'_>, request: Given<Request>) -> PyResult<Out<MigrationCheck>> {
        Out::call(py, || self.0.migration_check_value(request.0))
    }

    /// As `migration_check`, JSON text in and canonical JSON text out.
    fn migration_check_json(&self, py: Python<'_>, request: Text) -> PyResult<String> {
        call(py, || self.0.migration_check_json(&request))
    }

    /// What a migration would do, without doing it: `{"from", "plan", "at", "items": [{"key", "state"}]}`. The GIL is released.
    fn migration_dry_run(&self, py: Python<'_>, request: Given<Request>) -> PyResult<Out<DryRunReport>> {
        Out::run(py, || self.0.migration_dry_run_value(request.0))
    }

    /// As `migration_dry_run`, JSON text in and canonical JSON text out. The GIL is released.
    fn migration_dry_run_json(&self, py: Python<'_>, request: Text) -> PyResult<String> {
        run(py, || self.0.migration_dry_run_json(&request))
    }

    /// Carries customers over, each with the row for its log: `{"from", "plan", "at", "actor"?, "items": [{"key", "state", "previous"?}]}`. The GIL is released.
    fn migrate(&self, py: Python<'_>, request: Given<Request>) -> PyResult<Out<MigratedMany>> {
        Out::run(py, || self.0.migrate_value(request.0))
    }

    /// As `migrate`, JSON text in and canonical JSON text out. The GIL is released.
    fn migrate_json(&self, py: Python<'_>, request: Text) -> PyResult<String> {
        run(py, || self.0.migrate_json(&request))
    }

    /// Applies an event and writes its record: `{"instance", "state", "event", "received_at", "salt"?, "previous"?}`.
    fn decide(&self, py: Python<'_>, request: Given<Request>) -> PyResult<Out<Decided>> {
        Out::call(py, || self.0.decide_value(request.0))
    }

    /// As `decide`, JSON text in and canonical JSON text out.
    fn decide_json(&self, py: Python<'_>, request: Text) -> PyResult<String> {
        call(py, || self.0.decide_json(&request))
    }

    /// Whether the chains of a log close: `{"log": [row]}`. The GIL is released.
    fn verify(&self, py: Python<'_>, request: Given<Request>) -> PyResult<Out<VerifyReport>> {
        Out::run(py, || self.0.verify_value(request.0))
    }

    /// As `verify`, JSON text in and canonical JSON text out. The GIL is released.
    fn verify_json(&self, py: Python<'_>, request: Text) -> PyResult<String> {
        run(py, || self.0.verify_json(&request))
    }

    /// Decides about every row of a log again: `{"log": [row], "starts": [{"instance", "state"}], "events": [{"instance", "seq", "event", "received_at", "salt"?}]}`. The GIL is released.
    fn replay_log(&self, py: Python<'_>, request: Given<Request>) -> PyResult<Out<ReplayLogReport>> {
        Out::run(py, || self.0.replay_log_value(request.0))
    }

    /// As `replay_log`, JSON text in and canonical JSON text out. The GIL is released.
    fn replay_log_json(&self, py: Python<'_>, request: Text) -> PyResult<String> {
        run(py, || self.0.replay_log_json(&request))
    }
}
