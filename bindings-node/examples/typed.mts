// Checked by `npm run typecheck`: every document and every answer has its type.
import { Engine, LeadstoneError, Pack, ScorecardModel, errorCodes, renderHtml } from 'leadstone'
import type { BriefReport, ErrorCode, HostTables, LeadRecord, Reason, ScoreReport, ScorecardDefinition } from 'leadstone'

/** A scorecard as a typed object: a misspelt field does not compile. */
export const definition: ScorecardDefinition = {
  kind: 'scoring.scorecard',
  schema_version: 1,
  id: 'demo',
  fields: [{ name: 'employees', type: 'integer' }],
  fit: {
    max: 100,
    bands: [{ id: 'A', from: 0 }],
    rules: [{ id: 'large', points: 60, when: { type: 'compare', field: 'employees', op: 'at_least', value: 200 } }],
  },
  engagement: { base: 10, max: 100, bands: [{ id: '1', from: 0 }], rules: [] },
  grades: [['A1']],
  qualified: ['A1'],
}

export const reasonsOf = (lead: LeadRecord): Reason[] => {
  const report: ScoreReport = ScorecardModel.compile(definition).score(lead)
  return [...report.fit.reasons, ...report.engagement.reasons]
}

export const board = async (tables: HostTables): Promise<string> => {
  const brief: BriefReport = await Engine.compile(Pack.shipped('car-dealer')).brief(tables, { as_of: '2026-06-18' })
  for (const item of brief.agenda) console.log(item.rank, item.status, item.finding.code, item.due)
  return renderHtml(brief, 'zh-CN')
}

export const codeOf = (error: unknown): ErrorCode | undefined =>
  error instanceof LeadstoneError ? error.code : undefined

export const known: ErrorCode[] = errorCodes()

// @ts-expect-error a model has no such method
ScorecardModel.compile(definition).guess()
// @ts-expect-error a text door takes text
ScorecardModel.compile(definition).scoreJson({})
// @ts-expect-error columns are bytes
void ScorecardModel.compile(definition).scoreBatch([1, 2])
// @ts-expect-error a field of a definition is misspelt
ScorecardModel.compile({ ...definition, qualifed: [] })
// @ts-expect-error the error is thrown by the engine alone
throw new LeadstoneError()
