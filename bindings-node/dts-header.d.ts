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
