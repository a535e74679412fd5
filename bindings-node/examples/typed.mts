// Checked by `npm run typecheck`: every answer has its type.
import { LeadstoneError, ScorecardModel, errorCodes, version } from 'leadstone'
import type { Reason, ScoreReport } from 'leadstone'

export const scoreOf = (definition: string, lead: Record<string, unknown>): number => {
  const model: ScorecardModel = ScorecardModel.compile(definition)
  const report: ScoreReport = model.score(lead)
  const reasons: Reason[] = report.fit.reasons
  const text: string = model.scoreJson(JSON.stringify(lead))
  return reasons.length > 0 && text.length > 0 ? report.score : 0
}

export const codeOf = (error: unknown): string | undefined => (error instanceof LeadstoneError ? error.code : undefined)

export const known: string[] = [version(), ...errorCodes()]

// @ts-expect-error a scorecard has no such method
ScorecardModel.compile('{}').guess()
// @ts-expect-error a text door takes text
ScorecardModel.compile('{}').scoreJson({})
