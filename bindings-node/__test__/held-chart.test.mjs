// A chart that stays restored goes the way of `apply`: expected by hand from docs/statecharts.md.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

import { ChartModel } from '../main.js'

const page = readFileSync(new URL('../../docs/statecharts.md', import.meta.url), 'utf8')
const definition = JSON.parse(page.split('```json\n')[1].split('```')[0])

const begun = () => {
  const model = ChartModel.compile(definition)
  return { model, deal: model.hold(model.start({ at: '2026-03-02T09:00:00Z' }).state) }
}

test('the table of the page comes true', () => {
  const { model, deal } = begun()
  assert.equal(deal.step('quote', '2026-03-03T09:00:00Z'), true)
  assert.deepEqual(deal.effects(), ['print_quote'])
  assert.equal(deal.step('pause', '2026-03-04T09:00:00Z'), true)
  assert.deepEqual([deal.states(), deal.nextDue()], [['paused'], '2026-04-03T09:00:00Z'])
  assert.equal(deal.step('resume', '2026-03-10T09:00:00Z'), true)
  assert.deepEqual([deal.states(), deal.nextDue(), deal.effects()], [['sent', 'checking'], null, []])
  assert.equal(deal.step('agree', '2026-03-11T09:00:00Z'), false)
  assert.equal(deal.update({ amount: 90000 }), false)
  assert.equal(deal.step('agree', null), true)
  assert.deepEqual(['work', 'agreed', 'sent'].map((state) => deal.inState(state)), [true, true, false])
  const stored = deal.store()
  assert.deepEqual(stored, JSON.parse(deal.toJson()))
  assert.deepEqual([stored.configuration, stored.at], [['agreed', 'checking'], '2026-03-11T09:00:00Z'])
  const again = model.hold(stored)
  assert.equal(again.step('approve', '2026-03-13T09:00:00Z'), true)
  assert.deepEqual([again.states(), again.effects(), again.hasEnded()], [['signed'], ['hand_over'], true])
  assert.deepEqual([deal.hasEnded(), deal.states()], [false, ['agreed', 'checking']])
})

test('time passes', () => {
  const { deal } = begun()
  deal.step('pause')
  assert.equal(deal.advance('2026-04-01T08:59:59Z'), false)
  assert.equal(deal.advance('2026-04-01T09:00:00Z'), true)
  assert.deepEqual(deal.states(), ['lost'])
})

test('errors change nothing', () => {
  const { deal } = begun()
  const before = deal.toJson()
  const cases = [
    [() => deal.step('quote', '2026-03-01T09:00:00Z'), 'journey.out_of_order', '/at'],
    [() => deal.step('no name'), 'journey.chart_event_name', '/event'],
    [() => deal.step('quote', 'soon'), 'time.not_an_instant', '/at'],
    [() => deal.step(5), 'decode.wrong_kind', ''],
    [() => deal.update({ amount: 'much' }), 'record.wrong_type', '/amount'],
    [() => deal.inState('sold'), 'journey.unknown_state', ''],
  ]
  for (const [call, code, pointer] of cases) {
    assert.throws(call, (error) => error.code === code && error.pointer === pointer, code)
  }
  assert.equal(deal.toJson(), before)
})
