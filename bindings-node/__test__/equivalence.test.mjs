// Object, text and columns are doors to the same room.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { Bool, Int32, Table, Utf8, tableFromIPC, tableToIPC, vectorFromArray } from 'apache-arrow'

import { ScorecardModel } from '../main.js'
import { scorecard } from './support.mjs'

const LEADS = [
  {},
  { employees: 250 },
  { employees: 199, segment: 'fleet', test_drive: true },
  { employees: 200, segment: 'fleet', budget: '120000.50', test_drive: true, last_seen: '2026-03-01T09:00:00Z' },
  { employees: null, segment: '电商', test_drive: false },
]

test('a definition as object and as text is one model', () => {
  const [object, text] = [scorecard(), JSON.stringify(scorecard(), null, 2)].map((given) => ScorecardModel.compile(given))
  assert.equal(object.fingerprint(), text.fingerprint())
  assert.equal(object.toJson(), text.toJson())
  assert.equal(ScorecardModel.compile(object.toJson()).toJson(), object.toJson(), 'canonical text is a fixed point')
})

test('a lead as object and as text is one answer, to the byte', () => {
  const model = ScorecardModel.compile(scorecard())
  for (const lead of LEADS) {
    for (const verb of ['score', 'decide']) {
      const text = model[`${verb}Json`](JSON.stringify(lead))
      // Canonical JSON of whole numbers and texts is what the host writes, keys in the order they came.
      assert.equal(JSON.stringify(model[verb](lead)), text)
    }
  }
})

test('the order of keys means nothing', () => {
  const model = ScorecardModel.compile(scorecard())
  for (const lead of LEADS) {
    const turned = Object.fromEntries(Object.entries(lead).reverse())
    assert.equal(model.decideJson(JSON.stringify(turned)), model.decideJson(JSON.stringify(lead)))
  }
})

test('a batch is its rows, one by one', async () => {
  const model = ScorecardModel.compile(scorecard())
  const pick = (values, i) => values[i % values.length]
  const leads = Array.from({ length: 210 }, (_, i) => ({
    employees: pick([250, 199, 200, null, -1], i),
    segment: pick(['fleet', '电商', null], i),
    budget: pick(['1.50', null], i),
    test_drive: pick([true, false, null, true, true, false, null], i),
    last_seen: null,
  }))
  const types = { employees: new Int32(), test_drive: new Bool() }
  const names = Object.keys(leads[0])
  const column = (name) => vectorFromArray(leads.map((lead) => lead[name]), types[name] ?? new Utf8())
  const table = new Table(Object.fromEntries(names.map((name) => [name, column(name)])))
  const scores = tableFromIPC(await model.scoreBatch(tableToIPC(table, 'stream')))
  assert.equal(scores.numRows, leads.length)
  for (const [i, lead] of leads.entries()) {
    const { score, grade, qualified, fit, engagement } = model.score(lead)
    const row = scores.get(i)
    assert.deepEqual([Number(row.score), row.grade, row.qualified], [score, grade, qualified])
    assert.deepEqual([Number(row.fit), Number(row.engagement)], [fit.points, engagement.points])
  }
})
