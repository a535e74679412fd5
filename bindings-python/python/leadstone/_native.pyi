"""
Handles on compiled models; everything else is plain data.
"""

from leadstone._shapes import Answer, AsOf, CalendarDefinitions, ConditionDocument, DueLimits, FactsInput, Handle, HealthIndicatorDefinitions, LightDecisions, MaybeChartDue, MaybeHandle, MaybeInstant, MaybeKnownRange, MaybeTimer, PreviousState, Record, Request, RouteDecisions, Schema, Tables
from leadstone._types import Advanced, AllowedReport, Applied, AppliedMany, ArrowTable, BriefReport, BusinessDay, BusinessDayCount, CalendarDefinition, CalendarImport, ChartAllowedReport, ChartApplied, ChartDefinition, ChartReplayed, ChartState, ChartStateReport, CheckReport, ConformanceOptions, ConformanceReport, Deadline, Decided, DiffReport, DryRunReport, DueFirings, DwellOptions, DwellReport, EventWindow, Festivals, HealthReport, JourneyDefinition, JourneyState, Kit, KitReport, LintReport, MigratedMany, MigrationCheck, PackDefinition, ReplayLogReport, Replayed, RouteReport, RouteRequest, RoutingDefinition, RuleBatchOptions, RuleExplanation, RuleReport, RuleSetDefinition, ScoreDecision, ScoreReport, ScorecardDefinition, TableDecision, TableDefinition, TableReport, TableReportRequest, TargetDefinition, TargetReport, TriggerAdvance, TriggerSetDefinition, TriggerState, VerifyReport, WorkedTime
from typing import Any, final

__all__ = ["CalendarModel", "ChartModel", "ConditionModel", "Engine", "HealthModel", "HeldChart", "HeldRecord", "JourneyModel", "Pack", "RoutingModel", "RuleSetModel", "ScorecardModel", "Table", "TableModel", "TargetModel", "TimerHeap", "TriggerModel", "error_codes", "error_text", "packs", "reason_codes", "reason_text", "render_html", "render_markdown", "schema", "version"]

@final
class CalendarModel:
    """
    A compiled calendar: immutable, shared freely between threads.
    """
    def after(self, /, request: Request) -> Deadline:
        """
        When a span of time is over that begins at an instant: `{"at", "span", "time_zone"?}`.
        """
    def after_json(self, /, request: str) -> str:
        """
        As `after`, JSON text in and canonical JSON text out.
        """
    def before(self, /, request: Request) -> Deadline:
        """
        When to begin a span at the latest that is over at an instant: `{"at", "span", "time_zone"?}`.
        """
    def before_json(self, /, request: str) -> str:
        """
        As `before`, JSON text in and canonical JSON text out.
        """
    def business_days(self, /, request: Request) -> BusinessDayCount:
        """
        Business days from a day, which counts, to another, which does not: `{"from", "to"}`.
        """
    def business_days_json(self, /, request: str) -> str:
        """
        As `business_days`, JSON text in and canonical JSON text out.
        """
    @staticmethod
    def compile(definition: CalendarDefinition | str) -> CalendarModel:
        """
        Compiles a calendar given as an object or as JSON text.
        """
    def festivals(self, /, request: Request) -> Festivals:
        """
        The festivals of a year by moon and sun: `{"year"}`.
        """
    def festivals_json(self, /, request: str) -> str:
        """
        As `festivals`, JSON text in and canonical JSON text out.
        """
    def fingerprint(self, /) -> str:
        """
        SHA-256 of the definition's canonical JSON.
        """
    def is_business_day(self, /, request: Request) -> BusinessDay:
        """
        Whether a day is worked: `{"day"}`.
        """
    def is_business_day_json(self, /, request: str) -> str:
        """
        As `is_business_day`, JSON text in and canonical JSON text out.
        """
    def known(self, /) -> MaybeKnownRange:
        """
        The days whose holidays are known; `None` when all of them are.
        """
    def to_json(self, /) -> str:
        """
        The compiled definition as canonical JSON, defaults written.
        """
    def window(self, /, request: Request) -> EventWindow:
        """
        The days of a window around an event: `{"event", "from", "through", "unit"?}`.
        """
    def window_json(self, /, request: str) -> str:
        """
        As `window`, JSON text in and canonical JSON text out.
        """
    def with_holiday_cn(self, /, request: Request) -> CalendarImport:
        """
        The definition with the days of holiday-cn files: `{"years": [file, ...]}`.
        """
    def with_holiday_cn_json(self, /, request: str) -> str:
        """
        As `with_holiday_cn`, JSON text in and canonical JSON text out.
        """
    def with_ical(self, /, request: Request) -> CalendarImport:
        """
        The definition with the whole days of an iCalendar text: `{"text", "days"?, "through"?, "time_zone"?}`.
        """
    def with_ical_json(self, /, request: str) -> str:
        """
        As `with_ical`, JSON text in and canonical JSON text out.
        """
    def worked(self, /, request: Request) -> WorkedTime:
        """
        The time worked between two instants: `{"from", "to", "time_zone"?}`.
        """
    def worked_json(self, /, request: str) -> str:
        """
        As `worked`, JSON text in and canonical JSON text out.
        """

@final
class ChartModel:
    """
    A compiled statechart: immutable, shared freely between threads. States belong to the host.
    """
    def advance(self, /, request: Request) -> ChartApplied:
        """
        Lets time pass: `{"state", "now"}`.
        """
    def advance_json(self, /, request: str) -> str:
        """
        As `advance`, JSON text in and canonical JSON text out.
        """
    def allowed(self, /, request: Request) -> ChartAllowedReport:
        """
        What can happen next: `{"state", "fields"?}`, the fields being those of an unsaved form.
        """
    def allowed_json(self, /, request: str) -> str:
        """
        As `allowed`, JSON text in and canonical JSON text out.
        """
    def apply(self, /, request: Request) -> ChartApplied:
        """
        Applies an event: `{"state", "event": {"id", "name"?, "at", "fields"?}}`.
        """
    def apply_json(self, /, request: str) -> str:
        """
        As `apply`, JSON text in and canonical JSON text out.
        """
    @staticmethod
    def compile(definition: ChartDefinition | str) -> ChartModel:
        """
        Compiles a statechart given as an object or as JSON text.
        """
    def dot(self, /, options: Request) -> str:
        """
        The chart as DOT text: `{"current"?, "counts"?, "locale"?}`.
        """
    def dot_json(self, /, options: str) -> str:
        """
        As `dot`, JSON text in and JSON text out.
        """
    def due(self, /, request: Request) -> MaybeChartDue:
        """
        The sent events that are due: `{"state", "as_of"}`; `None` when there are none.
        """
    def due_json(self, /, request: str) -> str:
        """
        As `due`, JSON text in and canonical JSON text out.
        """
    def fingerprint(self, /) -> str:
        """
        SHA-256 of the definition's canonical JSON.
        """
    def hold(self, /, state: ChartState) -> HeldChart:
        """
        A chart that stays restored, to be moved again and again; `state` is what an answer or `store` gave.
        """
    def lint(self, /) -> LintReport:
        """
        What is suspicious in the chart.
        """
    def mermaid(self, /, options: Request) -> str:
        """
        The chart as Mermaid text: `{"current"?, "counts"?, "locale"?}`.
        """
    def mermaid_json(self, /, options: str) -> str:
        """
        As `mermaid`, JSON text in and JSON text out.
        """
    def next_due(self, /, request: Request) -> MaybeInstant:
        """
        When the next sent event comes: `{"state"}`; `None` when none is waited for.
        """
    def next_due_json(self, /, request: str) -> str:
        """
        As `next_due`, JSON text in and canonical JSON text out.
        """
    def replay(self, /, request: Request) -> ChartReplayed:
        """
        Applies many events: `{"state", "events"}`. The GIL is released.
        """
    def replay_json(self, /, request: str) -> str:
        """
        As `replay`, JSON text in and canonical JSON text out. The GIL is released.
        """
    def start(self, /, request: Request) -> ChartApplied:
        """
        Begins a chart: `{"at", "fields"?}`.
        """
    def start_json(self, /, request: str) -> str:
        """
        As `start`, JSON text in and canonical JSON text out.
        """
    def to_json(self, /) -> str:
        """
        The compiled definition as canonical JSON, defaults written.
        """

@final
class ConditionModel:
    """
    A condition that was checked against its fields: immutable, on its way between forms.
    """
    @staticmethod
    def compile(document: ConditionDocument | str) -> ConditionModel:
        """
        Compiles `{"fields", "when"}` given as an object or as JSON text; `query_builder` (react-querybuilder) or
        `json_logic` may stand in place of `when`.
        """
    def sentence(self, /, request: Request) -> Request:
        """
        `{"text"}` for `{"locale", "names"}`: the condition in words.
        """
    def sentence_json(self, /, request: str) -> str:
        """
        As `sentence`, JSON text in and canonical JSON text out.
        """
    def sql(self, /, request: Request) -> Request:
        """
        `{"sql", "params"}` for `{"dialect"}`: `postgresql`, `sqlite` or `duckdb`.
        """
    def sql_json(self, /, request: str) -> str:
        """
        As `sql`, JSON text in and canonical JSON text out.
        """
    def to_json(self, /) -> str:
        """
        The fields and the condition as canonical JSON.
        """
    def to_query_builder(self, /) -> Request:
        """
        The condition as a query of react-querybuilder, without loss.
        """

@final
class Engine:
    """
    A compiled pack: immutable, shared freely between threads.
    """
    def brief(self, /, tables: Tables, *, as_of: AsOf, previous: PreviousState | None = None) -> BriefReport:
        """
        The morning run: what to decide today, and why. The GIL is released.

        A table is any object with `__arrow_c_stream__` or `__arrow_c_array__`, CSV text, or a list of
        dicts. `as_of` is an instant or a local day, which stands for its end; `previous` is the
        `state` of the brief before.
        """
    def brief_json(self, /, tables: str, options: str) -> str:
        """
        The morning run over tables and options given as JSON text, as canonical JSON. The GIL is released.
        """
    @staticmethod
    def compile(pack: Pack) -> Engine:
        """
        Compiles every definition of a pack.
        """

@final
class HealthModel:
    """
    Compiled indicators: immutable, shared freely between threads.
    """
    def assess(self, /, facts: FactsInput) -> HealthReport:
        """
        Every light on facts, with its reasons and interventions. The GIL is released.
        """
    def assess_json(self, /, facts: str) -> str:
        """
        As `assess`, JSON text in and canonical JSON text out. The GIL is released.
        """
    @staticmethod
    def compile(definitions: HealthIndicatorDefinitions | str) -> HealthModel:
        """
        Compiles a list of indicators given as objects or as JSON text.
        """
    def decide(self, /, facts: FactsInput) -> LightDecisions:
        """
        One decision record per light. The GIL is released.
        """
    def decide_json(self, /, facts: str) -> str:
        """
        As `decide`, JSON text in and canonical JSON text out. The GIL is released.
        """
    def fingerprint(self, /) -> str:
        """
        SHA-256 of the canonical JSON of the definitions.
        """
    def to_json(self, /) -> str:
        """
        The compiled definitions as canonical JSON, defaults written.
        """

@final
class HeldChart:
    """
    A chart that stays restored between calls; its state is written down when the host asks for it.
    """
    def advance(self, /, now: str) -> bool:
        """
        Lets time pass up to `now` in RFC 3339; whether transitions were taken.
        """
    def effects(self, /) -> list[str]:
        """
        What the host has to do after the last call, in its order, by the names of the definition.
        """
    def has_ended(self, /) -> bool:
        """
        Whether the chart has come to an end.
        """
    def in_state(self, /, id: str) -> bool:
        """
        Whether a state is active: an innermost one, or one around it.
        """
    def next_due(self, /) -> MaybeInstant:
        """
        When the next sent event comes; `None` when none is waited for.
        """
    def states(self, /) -> list[str]:
        """
        The innermost active states, in the order of the definition.
        """
    def step(self, /, event: str, at: str | None = None) -> bool:
        """
        Takes an event at `at` in RFC 3339, and everything that it brings about; whether a transition took it.

        Sent events that are due before it come first. Without `at` no time passes.
        """
    def store(self, /) -> ChartStateReport:
        """
        The state as it can be written down.
        """
    def to_json(self, /) -> str:
        """
        The state as canonical JSON.
        """
    def update(self, /, changes: Record, at: str | None = None) -> bool:
        """
        Changes some fields at `at`; `None` makes one missing. All of them change, or none.

        Whether transitions without an event were taken.
        """

@final
class HeldRecord:
    """
    A record that stays decoded between calls: a change asks only the rules that read what changed.
    """
    def first(self, /, as_of: str) -> str | None:
        """
        The first rule that matches, looking back from `as_of` in RFC 3339.
        """
    def matched(self, /, as_of: str) -> list[str]:
        """
        The rules that match, in the definition's order, looking back from `as_of` in RFC 3339.
        """
    def update(self, /, changes: Record) -> None:
        """
        Changes some fields; `None` makes one missing. All of them change, or none.
        """

@final
class JourneyModel:
    """
    A compiled state machine: immutable, shared freely between threads. States belong to the host.
    """
    def advance(self, /, request: Request) -> Advanced:
        """
        Lets time pass: `{"state", "as_of"}`; limits that have run out fire, each once.
        """
    def advance_json(self, /, request: str) -> str:
        """
        As `advance`, JSON text in and canonical JSON text out.
        """
    def allowed(self, /, request: Request) -> AllowedReport:
        """
        What can be done next: `{"state", "fields"?}`, the fields being those of an unsaved form.
        """
    def allowed_json(self, /, request: str) -> str:
        """
        As `allowed`, JSON text in and canonical JSON text out.
        """
    def apply(self, /, request: Request) -> Applied:
        """
        Applies an event: `{"state", "event": {"id", "action", "at", "actor"?, "roles"?, "fields"?}}`.
        """
    def apply_json(self, /, request: str) -> str:
        """
        As `apply`, JSON text in and canonical JSON text out.
        """
    def apply_many(self, /, request: Request) -> AppliedMany:
        """
        Applies one event to each of many customers: `{"items": [{"key", "state", "event"}]}`. The GIL is released.
        """
    def apply_many_json(self, /, request: str) -> str:
        """
        As `apply_many`, JSON text in and canonical JSON text out. The GIL is released.
        """
    def check(self, /, request: Request) -> CheckReport:
        """
        Checks stored rows: `{"as_of", "rows": [{"id", "state"?, "entered_at"?, "fields"?}]}`. The GIL is released.
        """
    def check_json(self, /, request: str) -> str:
        """
        As `check`, JSON text in and canonical JSON text out. The GIL is released.
        """
    @staticmethod
    def compile(definition: JourneyDefinition | str, *, calendars: CalendarDefinitions | None = None) -> JourneyModel:
        """
        Compiles a state machine given as an object or as JSON text; `calendars` are definitions, of
        which it names one when its limits count business time.
        """
    def conformance(self, /, request: Request) -> ConformanceReport:
        """
        Replays an event log: `{"rows": [{"case_id", "activity" | "state", "at", "seq"?}], "mapping"?, "as_of"?, "time_zone"?, "list"?, "examples"?, "net"?}`. The GIL is released.
        """
    def conformance_batch(self, /, log: ArrowTable, options: ConformanceOptions) -> Table:
        """
        Replays an event log of columns `case_id`, `activity` or `state`, `at` and perhaps `seq`: a row per case, and the summary as JSON in the schema's metadata. The GIL is released.
        """
    def conformance_json(self, /, request: str) -> str:
        """
        As `conformance`, JSON text in and canonical JSON text out. The GIL is released.
        """
    def decide(self, /, request: Request) -> Decided:
        """
        Applies an event and writes its record: `{"instance", "state", "event", "received_at", "salt"?, "previous"?}`.
        """
    def decide_json(self, /, request: str) -> str:
        """
        As `decide`, JSON text in and canonical JSON text out.
        """
    def diff(self, /, request: Request) -> DiffReport:
        """
        What differs between an older version and this one: `{"from": JourneyDefinition}`.
        """
    def diff_json(self, /, request: str) -> str:
        """
        As `diff`, JSON text in and canonical JSON text out.
        """
    def due(self, /, request: Request) -> DueLimits:
        """
        The time limits that have run out: `{"state", "as_of"}`.
        """
    def due_json(self, /, request: str) -> str:
        """
        As `due`, JSON text in and canonical JSON text out.
        """
    def dwell(self, /, request: Request) -> DwellReport:
        """
        Time in state of an event log: `{"rows": [{"case_id", "activity" | "state", "at", "seq"?}], "as_of", "mapping"?, "time_zone"?, "calendar"?, "confidence"?, "min_count"?, "curves"?, "customers"?, "open"?, "within"?}`. The GIL is released.
        """
    def dwell_batch(self, /, log: ArrowTable, options: DwellOptions) -> DwellReport:
        """
        Time in state of an event log of columns `case_id`, `activity` or `state`, `at` and perhaps `seq`. The GIL is released.
        """
    def dwell_json(self, /, request: str) -> str:
        """
        As `dwell`, JSON text in and canonical JSON text out. The GIL is released.
        """
    def fingerprint(self, /) -> str:
        """
        SHA-256 of the definition's canonical JSON.
        """
    def kit(self, /, request: Request) -> Kit:
        """
        The cases with which a host proves that each of its paths enforces the machine: `{"at"}`.
        """
    def kit_json(self, /, request: str) -> str:
        """
        As `kit`, JSON text in and canonical JSON text out. The GIL is released.
        """
    def kit_report(self, /, request: Request) -> KitReport:
        """
        Which rule is enforced on which path: `{"at", "paths", "results"}`. The GIL is released.
        """
    def kit_report_json(self, /, request: str) -> str:
        """
        As `kit_report`, JSON text in and canonical JSON text out. The GIL is released.
        """
    def lint(self, /) -> LintReport:
        """
        What is suspicious in the machine.
        """
    def mermaid(self, /, options: Request) -> str:
        """
        The machine as Mermaid text: `{"current"?, "counts"?, "locale"?}`.
        """
    def mermaid_json(self, /, options: str) -> str:
        """
        As `mermaid`, JSON text in and JSON text out.
        """
    def migrate(self, /, request: Request) -> MigratedMany:
        """
        Carries customers over, each with the row for its log: `{"from", "plan", "at", "actor"?, "items": [{"key", "state", "previous"?}]}`. The GIL is released.
        """
    def migrate_json(self, /, request: str) -> str:
        """
        As `migrate`, JSON text in and canonical JSON text out. The GIL is released.
        """
    def migration_check(self, /, request: Request) -> MigrationCheck:
        """
        Whether a plan covers every state in which customers stand: `{"from", "plan", "occupied": [{"state", "count"}]}`.
        """
    def migration_check_json(self, /, request: str) -> str:
        """
        As `migration_check`, JSON text in and canonical JSON text out.
        """
    def migration_dry_run(self, /, request: Request) -> DryRunReport:
        """
        What a migration would do, without doing it: `{"from", "plan", "at", "items": [{"key", "state"}]}`. The GIL is released.
        """
    def migration_dry_run_json(self, /, request: str) -> str:
        """
        As `migration_dry_run`, JSON text in and canonical JSON text out. The GIL is released.
        """
    def next_due(self, /, request: Request) -> MaybeInstant:
        """
        When the next time limit runs out: `{"state"}`; `None` without one.
        """
    def next_due_json(self, /, request: str) -> str:
        """
        As `next_due`, JSON text in and canonical JSON text out.
        """
    def replay(self, /, request: Request) -> Replayed:
        """
        Applies many events: `{"state", "events"}`. The GIL is released.
        """
    def replay_json(self, /, request: str) -> str:
        """
        As `replay`, JSON text in and canonical JSON text out. The GIL is released.
        """
    def replay_log(self, /, request: Request) -> ReplayLogReport:
        """
        Decides about every row of a log again: `{"log": [row], "starts": [{"instance", "state"}], "events": [{"instance", "seq", "event", "received_at", "salt"?}]}`. The GIL is released.
        """
    def replay_log_json(self, /, request: str) -> str:
        """
        As `replay_log`, JSON text in and canonical JSON text out. The GIL is released.
        """
    def start(self, /, request: Request) -> JourneyState:
        """
        Begins a journey: `{"at", "state"?, "key"?, "fields"?}`.
        """
    def start_json(self, /, request: str) -> str:
        """
        As `start`, JSON text in and canonical JSON text out.
        """
    def to_json(self, /) -> str:
        """
        The compiled definition as canonical JSON, defaults written.
        """
    def verify(self, /, request: Request) -> VerifyReport:
        """
        Whether the chains of a log close: `{"log": [row]}`. The GIL is released.
        """
    def verify_json(self, /, request: str) -> str:
        """
        As `verify`, JSON text in and canonical JSON text out. The GIL is released.
        """

@final
class Pack:
    """
    The definitions of one business, checked as a whole.
    """
    @staticmethod
    def compile(definition: PackDefinition | str) -> Pack:
        """
        Checks a pack given as an object or as JSON text.
        """
    def fingerprint(self, /) -> str:
        """
        SHA-256 of the definition's canonical JSON.
        """
    def sample(self, /) -> dict[str, str]:
        """
        The embedded sample as CSV text by table name; empty when the pack has none.
        """
    @staticmethod
    def shipped(id: str) -> Pack:
        """
        A pack that is shipped with the engine, by its id.
        """
    def to_json(self, /) -> str:
        """
        The definition as canonical JSON, laid over the one that it extends, defaults written.
        """

@final
class RoutingModel:
    """
    A compiled routing policy: immutable, shared freely between threads.
    """
    @staticmethod
    def compile(definition: RoutingDefinition | str) -> RoutingModel:
        """
        Compiles a policy given as an object or as JSON text.
        """
    def decide(self, /, request: RouteRequest) -> RouteDecisions:
        """
        One decision record per lead of a request. The GIL is released.
        """
    def decide_json(self, /, request: str) -> str:
        """
        As `decide`, JSON text in and canonical JSON text out. The GIL is released.
        """
    def fingerprint(self, /) -> str:
        """
        SHA-256 of the definition's canonical JSON.
        """
    def route(self, /, request: RouteRequest) -> RouteReport:
        """
        A seller for each lead of a request, with why. The GIL is released.
        """
    def route_json(self, /, request: str) -> str:
        """
        As `route`, JSON text in and canonical JSON text out. The GIL is released.
        """
    def to_json(self, /) -> str:
        """
        The compiled definition as canonical JSON, defaults written.
        """

@final
class RuleSetModel:
    """
    A compiled rule set: immutable, shared freely between threads.
    """
    @staticmethod
    def compile(definition: RuleSetDefinition | str) -> RuleSetModel:
        """
        Compiles a rule set given as an object or as JSON text.
        """
    def count_batch(self, /, records: ArrowTable, options: RuleBatchOptions) -> Table:
        """
        How often each rule answers what over many records, rule for rule. The GIL is released.
        """
    def evaluate(self, /, request: Request) -> RuleReport:
        """
        Every rule for one record: `{"as_of", "record"}`.
        """
    def evaluate_batch(self, /, records: ArrowTable, options: RuleBatchOptions) -> Table:
        """
        The outcomes of many records, row for row; a row that cannot be read has an error. The GIL is released.

        The columns are the declared fields, and `id` where it is wanted back; any object with
        `__arrow_c_stream__` or `__arrow_c_array__` has them.
        """
    def evaluate_changed(self, /, request: Request) -> RuleReport:
        """
        An earlier answer brought up to date: `{"as_of", "record", "changed", "previous"}`.
        """
    def evaluate_changed_json(self, /, request: str) -> str:
        """
        As `evaluate_changed`, JSON text in and canonical JSON text out.
        """
    def evaluate_json(self, /, request: str) -> str:
        """
        As `evaluate`, JSON text in and canonical JSON text out.
        """
    def explain(self, /, request: Request) -> RuleExplanation:
        """
        Why a rule came out as it did, and the smallest change that would make it match: `{"as_of", "rule", "record"}`.
        """
    def explain_json(self, /, request: str) -> str:
        """
        As `explain`, JSON text in and canonical JSON text out.
        """
    def fingerprint(self, /) -> str:
        """
        SHA-256 of the definition's canonical JSON.
        """
    def hold(self, /, record: Record) -> HeldRecord:
        """
        A record that stays decoded, to be evaluated again and again.
        """
    def to_json(self, /) -> str:
        """
        The compiled definition as canonical JSON, defaults written.
        """

@final
class ScorecardModel:
    """
    A compiled scorecard: immutable, shared freely between threads.
    """
    @staticmethod
    def compile(definition: ScorecardDefinition | str) -> ScorecardModel:
        """
        Compiles a scorecard given as an object or as JSON text.
        """
    def decide(self, /, lead: Record) -> ScoreDecision:
        """
        The decision record of one lead, for the host's log.
        """
    def decide_json(self, /, lead: str) -> str:
        """
        The decision record of one lead given as JSON text, as canonical JSON.
        """
    def fingerprint(self, /) -> str:
        """
        SHA-256 of the definition's canonical JSON.
        """
    def score(self, /, lead: Record) -> ScoreReport:
        """
        The score of one lead with all its reasons.
        """
    def score_batch(self, /, leads: ArrowTable) -> Table:
        """
        The scores of many leads, row for row; a row that cannot be read has an error. The GIL is released.

        The columns are the declared fields, and `id` where it is wanted back; any object with
        `__arrow_c_stream__` or `__arrow_c_array__` has them.
        """
    def score_json(self, /, lead: str) -> str:
        """
        The score of one lead given as JSON text, as canonical JSON.
        """
    def to_json(self, /) -> str:
        """
        The compiled definition as canonical JSON, defaults written.
        """

@final
class Table:
    """
    Columns that pyarrow, pandas, polars and DuckDB read in place.
    """
    def __arrow_c_schema__(self, /) -> Any: ...
    def __arrow_c_stream__(self, /, requested_schema: Any | None = None) -> Any:
        """
        The columns as a stream of one batch. They keep their types, whatever schema is requested.
        """
    def __len__(self, /) -> int: ...
    def __repr__(self, /) -> str: ...

@final
class TableModel:
    """
    A compiled decision table: immutable, shared freely between threads.
    """
    @staticmethod
    def compile(definition: TableDefinition | str) -> TableModel:
        """
        Compiles a decision table given as an object or as JSON text.
        """
    def decide(self, /, record: Record) -> TableDecision:
        """
        The decision for one record: outputs, the rows that decided, and why.
        """
    def decide_batch(self, /, records: ArrowTable) -> Table:
        """
        The decisions for many records, row for row. The GIL is released.

        The columns are the inputs, and `id` where it is wanted back; any object with
        `__arrow_c_stream__` or `__arrow_c_array__` has them.
        """
    def decide_json(self, /, record: str) -> str:
        """
        The decision for one record given as JSON text, as canonical JSON.
        """
    def fingerprint(self, /) -> str:
        """
        SHA-256 of the definition's canonical JSON.
        """
    @staticmethod
    def from_csv(text: str, header: TableDefinition | str) -> TableModel:
        """
        Compiles a table whose rows are CSV text; `header` is its definition without rows.
        """
    def report(self, /, request: TableReportRequest) -> TableReport:
        """
        What an author should know: overlaps, gaps, rows that never decide, hits of past records. The GIL is released.
        """
    def report_json(self, /, request: str) -> str:
        """
        The report for a request given as JSON text, as canonical JSON. The GIL is released.
        """
    def to_csv(self, /) -> str:
        """
        The rows as CSV text, which `from_csv` reads back without loss.
        """
    def to_json(self, /) -> str:
        """
        The compiled definition as canonical JSON, defaults written.
        """

@final
class TargetModel:
    """
    A compiled target definition: immutable, shared freely between threads.
    """
    @staticmethod
    def compile(definition: TargetDefinition | str) -> TargetModel:
        """
        Compiles a definition given as an object or as JSON text.
        """
    def fingerprint(self, /) -> str:
        """
        SHA-256 of the definition's canonical JSON.
        """
    def report(self, /, facts: FactsInput) -> TargetReport:
        """
        Targets, pace, gaps and baselines of every region, on facts. The GIL is released.
        """
    def report_json(self, /, facts: str) -> str:
        """
        As `report`, JSON text in and canonical JSON text out. The GIL is released.
        """
    def to_json(self, /) -> str:
        """
        The compiled definition as canonical JSON, defaults written.
        """

@final
class TimerHeap:
    """
    Timers of many instances, first deadline first.
    """
    def __new__(cls, /) -> TimerHeap: ...
    def cancel(self, /, request: Request) -> Answer:
        """
        Cancels a timer: `{"handle"}`; whether it still ran.
        """
    def insert(self, /, request: Request) -> Handle:
        """
        Sets a timer for an instance, both by numbers of the host: `{"deadline", "instance", "timer"?}`; answers its handle.
        """
    def next_due(self, /) -> MaybeInstant:
        """
        The deadline of the first timer.
        """
    def pop_due(self, /, request: Request) -> MaybeTimer:
        """
        Takes the first timer whose deadline is not after an instant: `{"now"}`.
        """
    def reschedule(self, /, request: Request) -> MaybeHandle:
        """
        Moves a timer: `{"handle", "deadline", "instance", "timer"?}`; answers its new handle, or nothing when it has run out or was cancelled.
        """
    def size(self, /) -> int:
        """
        How many timers run.
        """

@final
class TriggerModel:
    """
    Compiled triggers: immutable, shared freely between threads. States belong to the host.
    """
    def advance(self, /, request: Request) -> TriggerAdvance:
        """
        Events and time: `{"state", "events"?, "as_of", "complete_through"?}`.
        """
    def advance_json(self, /, request: str) -> str:
        """
        As `advance`, JSON text in and canonical JSON text out.
        """
    @staticmethod
    def compile(definition: TriggerSetDefinition | str, *, calendars: CalendarDefinitions | None = None) -> TriggerModel:
        """
        Compiles a set of triggers given as an object or as JSON text; `calendars` are definitions that it names.
        """
    def due(self, /, request: Request) -> DueFirings:
        """
        What fires by `as_of` if nothing more happens: `{"state", "as_of"}`.
        """
    def due_json(self, /, request: str) -> str:
        """
        As `due`, JSON text in and canonical JSON text out.
        """
    def fingerprint(self, /) -> str:
        """
        SHA-256 of the definition's canonical JSON.
        """
    def next_due(self, /, request: Request) -> MaybeInstant:
        """
        The instant at which it has to be advanced next: `{"state"}`; none when no timer runs.
        """
    def next_due_json(self, /, request: str) -> str:
        """
        As `next_due`, JSON text in and canonical JSON text out.
        """
    def start(self, /, request: Request) -> TriggerState:
        """
        The state of an instance for which counting begins: `{"instance", "at", "fields"?}`.
        """
    def start_json(self, /, request: str) -> str:
        """
        As `start`, JSON text in and canonical JSON text out.
        """
    def to_json(self, /) -> str:
        """
        The compiled definition as canonical JSON, defaults written.
        """

def error_codes() -> list[str]:
    """
    The stable codes of errors, in the order of the catalogue.
    """

def error_text(code: str, locale: str) -> str | None:
    """
    What the catalogue says for an error code in a language such as `zh-CN`, with `{name}` for each
    value; nothing for a code that it does not have.
    """

def packs() -> list[str]:
    """
    The ids of the packs that are shipped with the engine.
    """

def reason_codes() -> list[str]:
    """
    The stable codes of reasons, in the order of the catalogue.
    """

def reason_text(code: str, locale: str) -> str | None:
    """
    What the catalogue says for a reason code in a language such as `zh-CN`, with `{name}` for each
    value; nothing for a code that it does not have.
    """

def render_html(brief: BriefReport | str, locale: str) -> str:
    """
    A brief as one self-contained HTML page, in a language of the engine such as `zh-CN`.
    """

def render_markdown(brief: BriefReport | str, locale: str) -> str:
    """
    A brief as Markdown, in a language of the engine such as `zh-CN`.
    """

def schema(name: str) -> Schema:
    """
    The JSON Schema of a document: a definition by its kind, such as `scoring.scorecard`, an input or a
    report by its name, such as `scoring.score`.
    """

def version() -> str:
    """
    The version of the engine.
    """
