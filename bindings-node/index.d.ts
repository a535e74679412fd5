import type {
  AdvanceRequest,
  Advanced,
  AllowedReport,
  AllowedRequest,
  Applied,
  AppliedMany,
  ApplyManyRequest,
  ApplyRequest,
  BriefOptions,
  BriefReport,
  BusinessDay,
  BusinessDayCount,
  BusinessDaysRequest,
  CalendarDefinition,
  CalendarImport,
  ChartAdvanceRequest,
  ChartAllowedReport,
  ChartAllowedRequest,
  ChartApplied,
  ChartApplyRequest,
  ChartDefinition,
  ChartDue,
  ChartDueRequest,
  ChartNextDueRequest,
  ChartReplayRequest,
  ChartReplayed,
  ChartStartRequest,
  ChartState,
  ChartStateReport,
  CheckReport,
  CheckRequest,
  ConformanceOptions,
  ConformanceReport,
  ConformanceRequest,
  DayRequest,
  Deadline,
  DeadlineRequest,
  DecideRequest,
  Decided,
  DiagramOptions,
  DiffReport,
  DiffRequest,
  DryRunReport,
  Due,
  DueFirings,
  DueRequest,
  DueTimer,
  DwellOptions,
  DwellReport,
  DwellRequest,
  ErrorClass,
  ErrorCode,
  EventWindow,
  Festivals,
  FestivalsRequest,
  HealthIndicatorDefinition,
  HealthReport,
  HealthState,
  HolidayCnRequest,
  IcalRequest,
  JourneyDefinition,
  JourneyOptions,
  JourneyState,
  Kit,
  KitReport,
  KitReportRequest,
  KitRequestDocument,
  KnownRangeReport,
  LeadRecord,
  LightDecision,
  LintReport,
  Locale,
  MappingDefinition,
  MigrateRequest,
  MigratedMany,
  MigrationCheck,
  MigrationCheckRequest,
  NextDueRequest,
  PackDefinition,
  ReasonCode,
  ReplayLogReport,
  ReplayLogRequest,
  ReplayRequest,
  Replayed,
  RouteDecision,
  RouteReport,
  RouteRequest,
  RoutingDefinition,
  RuleBatchOptions,
  RuleChangedRequest,
  RuleExplainRequest,
  RuleExplanation,
  RuleReport,
  RuleRequest,
  RuleSetDefinition,
  ScoreDecision,
  ScoreReport,
  ScorecardDefinition,
  StartRequest,
  TableDecision,
  TableDefinition,
  TableReport,
  TableReportRequest,
  Tables,
  TargetDefinition,
  TargetReport,
  TriggerAdvance,
  TriggerAdvanceRequest,
  TriggerDueRequest,
  TriggerNextDueRequest,
  TriggerOptions,
  TriggerSetDefinition,
  TriggerStartRequest,
  TriggerState,
  VerifyReport,
  VerifyRequest,
  ViolationBody,
  WindowRequest,
  WorkedRequest,
  WorkedTime,
} from './types'
export type * from './types'

/** The tables of a host by name: an Arrow IPC stream, CSV text with a header line, or rows. */
export type HostTables = Record<string, Uint8Array | Tables[string]>

/** Facts for one model, without a pack. */
export interface FactsInput {
  /** Tables by name: CSV text with a header line, or rows. */
  tables: Tables
  /** Up to when facts count, an instant. */
  as_of: string
  /** Where days and weeks are cut. */
  time_zone: string
  /** The currency of amounts that state none. */
  currency: string
  /** How tables and columns of the host become those of leadstone. */
  mapping?: MappingDefinition
  /** The days that are worked. */
  calendar?: CalendarDefinition
  /** The `state` of an earlier report, for models that keep one. */
  previous?: HealthState
}

/** What every call throws and every promise is rejected with. */
export declare class LeadstoneError extends Error {
  private constructor()
  /** `DefinitionError`, `InputError`, `TransitionError`, `NumericError` or `InternalError`. */
  name: string
  /** The stable code of the first violation, such as `decode.unknown_field`. */
  readonly code: ErrorCode
  /** Whose mistake it is. */
  readonly errorClass: ErrorClass
  /** Where the first violation stands, a JSON pointer. */
  readonly pointer: string
  /** Every violation, in the order found. */
  readonly violations: ViolationBody[]
  /** How many violations were found beyond those listed. */
  readonly omitted: number
}

/**
 * Which binding artifact the generated loader actually loaded: `'native'` for
 * a native addon, otherwise the `platformArchABI` of the WASI flavor. Every
 * flavor napi-rs can build is listed, because `NAPI_RS_NATIVE_LIBRARY_PATH`
 * can point the loader at a WASI artifact this package does not build itself.
 */
export declare const __napiBindingTarget: 'native' | 'wasm32-wasi' | 'wasm32-wasip1'

/** A compiled calendar: immutable, shared freely. */
export declare class CalendarModel {
  /** Compiles a calendar given as an object or as JSON text. */
  static compile(definition: CalendarDefinition | string): CalendarModel
  /** Whether a day is worked: `{"day"}`. */
  isBusinessDay(request: DayRequest): BusinessDay
  /** As `isBusinessDay`, JSON text in and canonical JSON text out. */
  isBusinessDayJson(request: string): string
  /** When a span of time is over that begins at an instant: `{"at", "span", "time_zone"?}`. */
  after(request: DeadlineRequest): Deadline
  /** As `after`, JSON text in and canonical JSON text out. */
  afterJson(request: string): string
  /** When to begin a span at the latest that is over at an instant: `{"at", "span", "time_zone"?}`. */
  before(request: DeadlineRequest): Deadline
  /** As `before`, JSON text in and canonical JSON text out. */
  beforeJson(request: string): string
  /** The time worked between two instants: `{"from", "to", "time_zone"?}`. */
  worked(request: WorkedRequest): WorkedTime
  /** As `worked`, JSON text in and canonical JSON text out. */
  workedJson(request: string): string
  /** Business days from a day, which counts, to another, which does not: `{"from", "to"}`. */
  businessDays(request: BusinessDaysRequest): BusinessDayCount
  /** As `businessDays`, JSON text in and canonical JSON text out. */
  businessDaysJson(request: string): string
  /** The days of a window around an event: `{"event", "from", "through", "unit"?}`. */
  window(request: WindowRequest): EventWindow
  /** As `window`, JSON text in and canonical JSON text out. */
  windowJson(request: string): string
  /** The festivals of a year by moon and sun: `{"year"}`. */
  festivals(request: FestivalsRequest): Festivals
  /** As `festivals`, JSON text in and canonical JSON text out. */
  festivalsJson(request: string): string
  /** The definition with the days of holiday-cn files: `{"years": [file, ...]}`. */
  withHolidayCn(request: HolidayCnRequest): CalendarImport
  /** As `withHolidayCn`, JSON text in and canonical JSON text out. */
  withHolidayCnJson(request: string): string
  /** The definition with the whole days of an iCalendar text: `{"text", "days"?, "through"?, "time_zone"?}`. */
  withIcal(request: IcalRequest): CalendarImport
  /** As `withIcal`, JSON text in and canonical JSON text out. */
  withIcalJson(request: string): string
  /** The days whose holidays are known; `null` when all of them are. */
  known(): KnownRangeReport | null
  /** SHA-256 of the definition's canonical JSON. */
  fingerprint(): string
  /** The compiled definition as canonical JSON, defaults written. */
  toJson(): string
}

/** A compiled statechart: immutable, shared freely; the states are the host's. */
export declare class ChartModel {
  /** Compiles a statechart given as an object or as JSON text. */
  static compile(definition: ChartDefinition | string): ChartModel
  /** Begins a chart: `{"at", "fields"?}`. */
  start(request: ChartStartRequest): ChartApplied
  /** As `start`, JSON text in and canonical JSON text out. */
  startJson(request: string): string
  /** Applies an event: `{"state", "event": {"id", "name"?, "at", "fields"?}}`. */
  apply(request: ChartApplyRequest): ChartApplied
  /** As `apply`, JSON text in and canonical JSON text out. */
  applyJson(request: string): string
  /** Lets time pass: `{"state", "now"}`. */
  advance(request: ChartAdvanceRequest): ChartApplied
  /** As `advance`, JSON text in and canonical JSON text out. */
  advanceJson(request: string): string
  /** What can happen next: `{"state", "fields"?}`, the fields being those of an unsaved form. */
  allowed(request: ChartAllowedRequest): ChartAllowedReport
  /** As `allowed`, JSON text in and canonical JSON text out. */
  allowedJson(request: string): string
  /** The sent events that are due: `{"state", "as_of"}`; `null` when there are none. */
  due(request: ChartDueRequest): ChartDue | null
  /** As `due`, JSON text in and canonical JSON text out. */
  dueJson(request: string): string
  /** When the next sent event comes: `{"state"}`; `null` when none is waited for. */
  nextDue(request: ChartNextDueRequest): string | null
  /** As `nextDue`, JSON text in and canonical JSON text out. */
  nextDueJson(request: string): string
  /** Applies many events: `{"state", "events"}`. Computed off the event loop. */
  replay(request: ChartReplayRequest): Promise<ChartReplayed>
  /** As `replay`, JSON text in and canonical JSON text out. */
  replayJson(request: string): Promise<string>
  /** The chart as Mermaid text: `{"current"?, "counts"?, "locale"?}`. */
  mermaid(options: DiagramOptions): string
  /** As `mermaid`, JSON text in and JSON text out. */
  mermaidJson(options: string): string
  /** The chart as DOT text: `{"current"?, "counts"?, "locale"?}`. */
  dot(options: DiagramOptions): string
  /** As `dot`, JSON text in and JSON text out. */
  dotJson(options: string): string
  /** What is suspicious in the chart. */
  lint(): LintReport
  /** SHA-256 of the definition's canonical JSON. */
  fingerprint(): string
  /** The compiled definition as canonical JSON, defaults written. */
  toJson(): string
  /** A chart that stays restored, to be moved again and again; `state` is what an answer or `store` gave. */
  hold(state: ChartState): HeldChart
}

/** A condition that was checked against its fields: immutable, on its way between forms. */
export declare class ConditionModel {
  /**
   * Compiles `{fields, when}` given as an object or as JSON text; `query_builder` (react-querybuilder) or
   * `json_logic` may stand in place of `when`.
   */
  static compile(document: Record<string, unknown> | string): ConditionModel
  /** The fields and the condition as canonical JSON. */
  toJson(): string
  /** The condition as a query of react-querybuilder, without loss. */
  toQueryBuilder(): Record<string, unknown>
  /** `{sql, params}` for `{dialect}`: `postgresql`, `sqlite` or `duckdb`. */
  sql(request: { dialect: 'postgresql' | 'sqlite' | 'duckdb' }): { sql: string, params: unknown[] }
  /** As `sql`, JSON text in and canonical JSON text out. */
  sqlJson(request: string): string
  /** `{text}` for `{locale, names}`: the condition in words. */
  sentence(request: { locale?: Locale, names?: Record<string, string> }): { text: string }
  /** As `sentence`, JSON text in and canonical JSON text out. */
  sentenceJson(request: string): string
}

/** A compiled pack: immutable, shared freely. */
export declare class Engine {
  /** Compiles every definition of a pack. */
  static compile(pack: Pack): Engine
  /**
   * The morning run: what to decide today, and why. Computed off the event loop.
   *
   * A table is an Arrow IPC stream, CSV text, or an array of row objects.
   */
  brief(tables: HostTables, options: BriefOptions): Promise<BriefReport>
  /** The morning run over tables and options given as JSON text, as canonical JSON text. */
  briefJson(tables: string, options: string): Promise<string>
}

/** Compiled indicators: immutable, shared freely. */
export declare class HealthModel {
  /** Compiles a list of indicators given as objects or as JSON text. */
  static compile(definitions: HealthIndicatorDefinition[] | string): HealthModel
  /** Every light on facts, with its reasons and interventions. Computed off the event loop. */
  assess(facts: FactsInput): Promise<HealthReport>
  /** As `assess`, JSON text in and canonical JSON text out. */
  assessJson(facts: string): Promise<string>
  /** One decision record per light. Computed off the event loop. */
  decide(facts: FactsInput): Promise<LightDecision[]>
  /** As `decide`, JSON text in and canonical JSON text out. */
  decideJson(facts: string): Promise<string>
  /** SHA-256 of the canonical JSON of the definitions. */
  fingerprint(): string
  /** The compiled definitions as canonical JSON, defaults written. */
  toJson(): string
}

/** A chart that stays restored between calls; its state is written down when the host asks for it. */
export declare class HeldChart {
  /**
   * Takes an event at `at` in RFC 3339, and everything that it brings about; whether a transition took it.
   *
   * Sent events that are due before it come first. Without `at` no time passes.
   */
  step(event: string, at?: string | null): boolean
  /**
   * Changes some fields at `at`; `null` makes one missing. All of them change, or none.
   *
   * Whether transitions without an event were taken.
   */
  update(changes: Record<string, unknown>, at?: string | null): boolean
  /** Lets time pass up to `now` in RFC 3339; whether transitions were taken. */
  advance(now: string): boolean
  /** Whether a state is active: an innermost one, or one around it. */
  inState(id: string): boolean
  /** The innermost active states, in the order of the definition. */
  states(): Array<string>
  /** What the host has to do after the last call, in its order, by the names of the definition. */
  effects(): Array<string>
  /** When the next sent event comes; `null` when none is waited for. */
  nextDue(): string | null
  /** Whether the chart has come to an end. */
  hasEnded(): boolean
  /** The state as it can be written down. */
  store(): ChartStateReport
  /** The state as canonical JSON. */
  toJson(): string
}

/** A record that stays decoded between calls: a change asks only the rules that read what changed. */
export declare class HeldRecord {
  /** Changes some fields; `null` makes one missing. All of them change, or none. */
  update(changes: Record<string, unknown>): void
  /** The first rule that matches, looking back from `asOf` in RFC 3339. */
  first(asOf: string): string | null
  /** The rules that match, in the definition's order, looking back from `asOf` in RFC 3339. */
  matched(asOf: string): Array<string>
}

/** A compiled state machine: immutable, shared freely; the states are the host's. */
export declare class JourneyModel {
  /**
   * Compiles a state machine given as an object or as JSON text; `calendars` are definitions, of
   * which it names one when its limits count business time.
   */
  static compile(definition: JourneyDefinition | string, options?: JourneyOptions): JourneyModel
  /** Begins a journey: `{"at", "state"?, "key"?, "fields"?}`. */
  start(request: StartRequest): JourneyState
  /** As `start`, JSON text in and canonical JSON text out. */
  startJson(request: string): string
  /** Applies an event: `{"state", "event": {"id", "action", "at", "actor"?, "roles"?, "fields"?}}`. */
  apply(request: ApplyRequest): Applied
  /** As `apply`, JSON text in and canonical JSON text out. */
  applyJson(request: string): string
  /** What can be done next: `{"state", "fields"?}`, the fields being those of an unsaved form. */
  allowed(request: AllowedRequest): AllowedReport
  /** As `allowed`, JSON text in and canonical JSON text out. */
  allowedJson(request: string): string
  /** Lets time pass: `{"state", "as_of"}`; limits that have run out fire, each once. */
  advance(request: AdvanceRequest): Advanced
  /** As `advance`, JSON text in and canonical JSON text out. */
  advanceJson(request: string): string
  /** The time limits that have run out: `{"state", "as_of"}`. */
  due(request: DueRequest): Due[]
  /** As `due`, JSON text in and canonical JSON text out. */
  dueJson(request: string): string
  /** When the next time limit runs out: `{"state"}`; `null` without one. */
  nextDue(request: NextDueRequest): string | null
  /** As `nextDue`, JSON text in and canonical JSON text out. */
  nextDueJson(request: string): string
  /** The cases with which a host proves that each of its paths enforces the machine: `{"at"}`. */
  kit(request: KitRequestDocument): Kit
  /** As `kit`, JSON text in and canonical JSON text out. */
  kitJson(request: string): string
  /** Which rule is enforced on which path: `{"at", "paths", "results"}`. */
  kitReport(request: KitReportRequest): KitReport
  /** As `kitReport`, JSON text in and canonical JSON text out. */
  kitReportJson(request: string): string
  /** Applies one event to each of many customers: `{"items": [{"key", "state", "event"}]}`. Computed off the event loop. */
  applyMany(request: ApplyManyRequest): Promise<AppliedMany>
  /** As `apply_many`, JSON text in and canonical JSON text out. */
  applyManyJson(request: string): Promise<string>
  /** Applies many events: `{"state", "events"}`. Computed off the event loop. */
  replay(request: ReplayRequest): Promise<Replayed>
  /** As `replay`, JSON text in and canonical JSON text out. */
  replayJson(request: string): Promise<string>
  /** Checks stored rows: `{"as_of", "rows": [{"id", "state"?, "entered_at"?, "fields"?}]}`. Computed off the event loop. */
  check(request: CheckRequest): Promise<CheckReport>
  /** As `check`, JSON text in and canonical JSON text out. */
  checkJson(request: string): Promise<string>
  /** Replays an event log: `{"rows": [{"case_id", "activity" | "state", "at", "seq"?}], "mapping"?, "as_of"?, "time_zone"?, "list"?, "examples"?, "net"?}`. Computed off the event loop. */
  conformance(request: ConformanceRequest): Promise<ConformanceReport>
  /** As `conformance`, JSON text in and canonical JSON text out. */
  conformanceJson(request: string): Promise<string>
  /**
   * Replays an event log that is an Arrow IPC stream of columns `case_id`, `activity` or `state`, `at` and perhaps
   * `seq`: an Arrow IPC stream with a row per case, and the summary as JSON in the schema's metadata.
   */
  conformanceBatch(log: Uint8Array, options: ConformanceOptions): Promise<Buffer>
  /** Time in state of an event log: `{"rows": [{"case_id", "activity" | "state", "at", "seq"?}], "as_of", "mapping"?, "time_zone"?, "calendar"?, "confidence"?, "min_count"?, "curves"?, "customers"?, "open"?, "within"?}`. Computed off the event loop. */
  dwell(request: DwellRequest): Promise<DwellReport>
  /** As `dwell`, JSON text in and canonical JSON text out. */
  dwellJson(request: string): Promise<string>
  /**
   * Time in state of an event log that is an Arrow IPC stream of columns `case_id`, `activity` or `state`, `at` and
   * perhaps `seq`.
   */
  dwellBatch(log: Uint8Array, options: DwellOptions): Promise<DwellReport>
  /** What is suspicious in the machine. */
  lint(): LintReport
  /** The machine as Mermaid text: `{"current"?, "counts"?, "locale"?}`. */
  mermaid(options: DiagramOptions): string
  /** As `mermaid`, JSON text in and JSON text out. */
  mermaidJson(options: string): string
  /** What differs between an older version and this one: `{"from": JourneyDefinition}`. */
  diff(request: DiffRequest): DiffReport
  /** As `diff`, JSON text in and canonical JSON text out. */
  diffJson(request: string): string
  /** Whether a plan covers every state in which customers stand: `{"from", "plan", "occupied": [{"state", "count"}]}`. */
  migrationCheck(request: MigrationCheckRequest): MigrationCheck
  /** As `migrationCheck`, JSON text in and canonical JSON text out. */
  migrationCheckJson(request: string): string
  /** What a migration would do, without doing it: `{"from", "plan", "at", "items": [{"key", "state"}]}`. Computed off the event loop. */
  migrationDryRun(request: MigrateRequest): Promise<DryRunReport>
  /** As `migrationDryRun`, JSON text in and canonical JSON text out. */
  migrationDryRunJson(request: string): Promise<string>
  /** Carries customers over, each with the row for its log: `{"from", "plan", "at", "actor"?, "items": [{"key", "state", "previous"?}]}`. Computed off the event loop. */
  migrate(request: MigrateRequest): Promise<MigratedMany>
  /** As `migrate`, JSON text in and canonical JSON text out. */
  migrateJson(request: string): Promise<string>
  /** Applies an event and writes its record: `{"instance", "state", "event", "received_at", "salt"?, "previous"?}`. */
  decide(request: DecideRequest): Decided
  /** As `decide`, JSON text in and canonical JSON text out. */
  decideJson(request: string): string
  /** Whether the chains of a log close: `{"log": [row]}`. Computed off the event loop. */
  verify(request: VerifyRequest): Promise<VerifyReport>
  /** As `verify`, JSON text in and canonical JSON text out. */
  verifyJson(request: string): Promise<string>
  /** Decides about every row of a log again: `{"log": [row], "starts": [{"instance", "state"}], "events": [{"instance", "seq", "event", "received_at", "salt"?}]}`. Computed off the event loop. */
  replayLog(request: ReplayLogRequest): Promise<ReplayLogReport>
  /** As `replayLog`, JSON text in and canonical JSON text out. */
  replayLogJson(request: string): Promise<string>
  /** SHA-256 of the definition's canonical JSON. */
  fingerprint(): string
  /** The compiled definition as canonical JSON, defaults written. */
  toJson(): string
}

/** The definitions of one business, checked as a whole. */
export declare class Pack {
  /** Checks a pack given as an object or as JSON text. */
  static compile(definition: PackDefinition | string): Pack
  /** A pack that is shipped with the engine, by its id. */
  static shipped(id: string): Pack
  /** The embedded sample as CSV text by table name; empty when the pack has none. */
  sample(): Record<string, string>
  /** SHA-256 of the definition's canonical JSON. */
  fingerprint(): string
  /** The definition as canonical JSON, laid over the one that it extends, defaults written. */
  toJson(): string
}

/** A compiled routing policy: immutable, shared freely. */
export declare class RoutingModel {
  /** Compiles a policy given as an object or as JSON text. */
  static compile(definition: RoutingDefinition | string): RoutingModel
  /** A seller for each lead of a request, with why. Computed off the event loop. */
  route(request: RouteRequest): Promise<RouteReport>
  /** As `route`, JSON text in and canonical JSON text out. */
  routeJson(request: string): Promise<string>
  /** One decision record per lead of a request. Computed off the event loop. */
  decide(request: RouteRequest): Promise<RouteDecision[]>
  /** As `decide`, JSON text in and canonical JSON text out. */
  decideJson(request: string): Promise<string>
  /** SHA-256 of the definition's canonical JSON. */
  fingerprint(): string
  /** The compiled definition as canonical JSON, defaults written. */
  toJson(): string
}

/** A compiled rule set: immutable, shared freely. */
export declare class RuleSetModel {
  /** Compiles a rule set given as an object or as JSON text. */
  static compile(definition: RuleSetDefinition | string): RuleSetModel
  /** Every rule for one record. */
  evaluate(request: RuleRequest): RuleReport
  /** As `evaluate`, JSON text in and canonical JSON text out. */
  evaluateJson(request: string): string
  /** An earlier answer brought up to date after some fields have changed. */
  evaluateChanged(request: RuleChangedRequest): RuleReport
  /** As `evaluateChanged`, JSON text in and canonical JSON text out. */
  evaluateChangedJson(request: string): string
  /** Why a rule came out as it did, and the smallest change that would make it match. */
  explain(request: RuleExplainRequest): RuleExplanation
  /** As `explain`, JSON text in and canonical JSON text out. */
  explainJson(request: string): string
  /** SHA-256 of the definition's canonical JSON. */
  fingerprint(): string
  /** The compiled definition as canonical JSON, defaults written. */
  toJson(): string
  /**
   * The outcomes of an Arrow IPC stream of records, as an Arrow IPC stream in the same row order.
   *
   * The columns are the declared fields, and perhaps `id`; a record that cannot be read has an
   * `error_code`. Computed off the event loop.
   */
  evaluateBatch(records: Uint8Array, options: RuleBatchOptions): Promise<Buffer>
  /** How often each rule answers what over an Arrow IPC stream of records, as one of a row per rule. */
  countBatch(records: Uint8Array, options: RuleBatchOptions): Promise<Buffer>
  /** A record that stays decoded, to be evaluated again and again. */
  hold(record: Record<string, unknown>): HeldRecord
}

/** A compiled scorecard: immutable, shared freely. */
export declare class ScorecardModel {
  /** Compiles a scorecard given as an object or as JSON text. */
  static compile(definition: ScorecardDefinition | string): ScorecardModel
  /** The score of one lead with all its reasons. */
  score(lead: LeadRecord): ScoreReport
  /** As `score`, JSON text in and canonical JSON text out. */
  scoreJson(lead: string): string
  /** The decision record of one lead, for the host's log. */
  decide(lead: LeadRecord): ScoreDecision
  /** As `decide`, JSON text in and canonical JSON text out. */
  decideJson(lead: string): string
  /**
   * The scores of an Arrow IPC stream of leads, as an Arrow IPC stream in the same row order.
   *
   * The columns are the declared fields, and perhaps `id`; a lead that cannot be read has an
   * `error_code` instead of a score. Computed off the event loop.
   */
  scoreBatch(leads: Uint8Array): Promise<Buffer>
  /** SHA-256 of the definition's canonical JSON. */
  fingerprint(): string
  /** The compiled definition as canonical JSON, defaults written. */
  toJson(): string
}

/** A compiled decision table: immutable, shared freely. */
export declare class TableModel {
  /** Compiles a decision table given as an object or as JSON text. */
  static compile(definition: TableDefinition | string): TableModel
  /** Compiles a table whose rows are CSV text; `header` is its definition without rows. */
  static fromCsv(text: string, header: TableDefinition | string): TableModel
  /** The rows as CSV text, which `fromCsv` reads back without loss. */
  toCsv(): string
  /** The decision for one record: outputs, the rows that decided, and why. */
  decide(record: Record<string, unknown>): TableDecision
  /** As `decide`, JSON text in and canonical JSON text out. */
  decideJson(record: string): string
  /**
   * The decisions for an Arrow IPC stream of records, as an Arrow IPC stream in the same row order.
   *
   * The columns are the inputs, and perhaps `id`. Computed off the event loop.
   */
  decideBatch(records: Uint8Array): Promise<Buffer>
  /** What an author should know: overlaps, gaps, rows that never decide, hits of past records. */
  report(request: TableReportRequest): TableReport
  /** As `report`, JSON text in and canonical JSON text out. */
  reportJson(request: string): string
  /** SHA-256 of the definition's canonical JSON. */
  fingerprint(): string
  /** The compiled definition as canonical JSON, defaults written. */
  toJson(): string
}

/** A compiled target definition: immutable, shared freely. */
export declare class TargetModel {
  /** Compiles a definition given as an object or as JSON text. */
  static compile(definition: TargetDefinition | string): TargetModel
  /** Targets, pace, gaps and baselines of every region, on facts. Computed off the event loop. */
  report(facts: FactsInput): Promise<TargetReport>
  /** As `report`, JSON text in and canonical JSON text out. */
  reportJson(facts: string): Promise<string>
  /** SHA-256 of the definition's canonical JSON. */
  fingerprint(): string
  /** The compiled definition as canonical JSON, defaults written. */
  toJson(): string
}

/** Timers of many instances, first deadline first. */
export declare class TimerHeap {
  /** An empty heap. */
  constructor()
  /** Sets a timer for an instance, both by numbers of the host: `{"deadline", "instance", "timer"?}`; answers its handle. */
  insert(request: { deadline: string, instance: number, timer?: number }): number
  /** Moves a timer: `{"handle", "deadline", "instance", "timer"?}`; answers its new handle, or nothing when it has run out or was cancelled. */
  reschedule(request: { handle: number, deadline: string, instance: number, timer?: number }): number | null
  /** Cancels a timer: `{"handle"}`; whether it still ran. */
  cancel(request: { handle: number }): boolean
  /** Takes the first timer whose deadline is not after an instant: `{"now"}`. */
  popDue(request: { now: string }): DueTimer | null
  /** The deadline of the first timer. */
  nextDue(): string | null
  /** How many timers run. */
  size(): number
}

/** Compiled triggers: immutable, shared freely; the states are the host's. */
export declare class TriggerModel {
  /** Compiles a set of triggers given as an object or as JSON text; `calendars` are definitions that it names. */
  static compile(definition: TriggerSetDefinition | string, options?: TriggerOptions): TriggerModel
  /** The state of an instance for which counting begins: `{"instance", "at", "fields"?}`. */
  start(request: TriggerStartRequest): TriggerState
  /** As `start`, JSON text in and canonical JSON text out. */
  startJson(request: string): string
  /** Events and time: `{"state", "events"?, "as_of", "complete_through"?}`. */
  advance(request: TriggerAdvanceRequest): TriggerAdvance
  /** As `advance`, JSON text in and canonical JSON text out. */
  advanceJson(request: string): string
  /** What fires by `as_of` if nothing more happens: `{"state", "as_of"}`. */
  due(request: TriggerDueRequest): DueFirings
  /** As `due`, JSON text in and canonical JSON text out. */
  dueJson(request: string): string
  /** The instant at which it has to be advanced next: `{"state"}`; none when no timer runs. */
  nextDue(request: TriggerNextDueRequest): string | null
  /** As `nextDue`, JSON text in and canonical JSON text out. */
  nextDueJson(request: string): string
  /** SHA-256 of the definition's canonical JSON. */
  fingerprint(): string
  /** The compiled definition as canonical JSON, defaults written. */
  toJson(): string
}

/** The stable codes of errors, in the order of the catalogue. */
export declare function errorCodes(): ErrorCode[]

/**
 * What the catalogue says for an error code in a language such as `zh-CN`, with `{name}` for each
 * value; null for a code that it does not have.
 */
export declare function errorText(code: string, locale: Locale): string | null

/** The ids of the packs that are shipped with the engine. */
export declare function packs(): Array<string>

/** The stable codes of reasons, in the order of the catalogue. */
export declare function reasonCodes(): ReasonCode[]

/**
 * What the catalogue says for a reason code in a language such as `zh-CN`, with `{name}` for each
 * value; null for a code that it does not have.
 */
export declare function reasonText(code: string, locale: Locale): string | null

/** A brief as one self-contained HTML page, in a language of the engine such as `zh-CN`. */
export declare function renderHtml(brief: BriefReport | string, locale: Locale): string

/** A brief as Markdown, in a language of the engine such as `zh-CN`. */
export declare function renderMarkdown(brief: BriefReport | string, locale: Locale): string

/**
 * The JSON Schema of a document: a definition by its kind, such as `scoring.scorecard`, an input or
 * a report by its name, such as `scoring.score`.
 */
export declare function schema(name: string): Record<string, unknown>

/** The version of the engine. */
export declare function version(): string
