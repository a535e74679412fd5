/** Whose mistake it is. */
export type ErrorClass = 'definition' | 'input' | 'transition' | 'numeric' | 'internal'

/** One typed value in a reason or an error. */
export interface Param {
  type: string
  value: unknown
}

/** One violation as data. */
export interface ViolationBody {
  code: string
  pointer: string
  message: string
  params: Record<string, Param>
}

/** Why: a stable code with typed values. */
export interface Reason {
  code: string
  contribution: number | null
  params: Record<string, Param>
}

/** A scorecard written by hand: kind `scoring.scorecard`. */
export interface ScorecardDefinition {
  kind: 'scoring.scorecard'
  schema_version: 1
  id: string
  [field: string]: unknown
}

/** One axis of a score. */
export interface AxisScore {
  points: number
  band: string
  reasons: Reason[]
}

/** The score of one lead; the contributions of all reasons sum exactly to `score`. */
export interface ScoreReport {
  definition_id: string
  fingerprint: string
  score: number
  grade: string
  qualified: boolean
  to_qualify: { fit: number; engagement: number; grade: string } | null
  undecided: string[]
  fit: AxisScore
  engagement: AxisScore
}

/** The decision record of a score. */
export interface ScoreDecision {
  engine_version: string
  definition_id: string
  fingerprint: string
  as_of: string | null
  seed: number | null
  input_hash: string
  reasons: Reason[]
  outcome: { score: number; grade: string; qualified: boolean }
}
