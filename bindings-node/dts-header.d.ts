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
