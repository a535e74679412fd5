import type { ErrorClass, ScoreDecision, ScorecardDefinition, ScoreReport, ViolationBody } from './types'
export type * from './types'

/** What every call throws and every promise is rejected with. */
export declare class LeadstoneError extends Error {
  private constructor()
  /** `DefinitionError`, `InputError`, `TransitionError`, `NumericError` or `InternalError`. */
  name: string
  /** The stable code of the first violation, such as `decode.unknown_field`. */
  readonly code: string
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

/** A compiled scorecard: immutable, shared freely. */
export declare class ScorecardModel {
  /** Compiles a scorecard given as an object or as JSON text. */
  static compile(definition: ScorecardDefinition | string): ScorecardModel
  /** The score of one lead with all its reasons. */
  score(lead: Record<string, unknown>): ScoreReport
  /** As `score`, JSON text in and canonical JSON text out. */
  scoreJson(lead: string): string
  /** The decision record of one lead, for the host's log. */
  decide(lead: Record<string, unknown>): ScoreDecision
  /** As `decide`, JSON text in and canonical JSON text out. */
  decideJson(lead: string): string
  /** SHA-256 of the definition's canonical JSON. */
  fingerprint(): string
  /** The compiled definition as canonical JSON, defaults written. */
  toJson(): string
}

/** The stable codes of errors, in the order of the catalogue. */
export declare function errorCodes(): Array<string>

/** The version of the engine. */
export declare function version(): string
