// Work off the event loop, and the package in worker threads.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { Worker } from 'node:worker_threads'

import { Int32, Table, tableFromIPC, tableToIPC, vectorFromArray } from 'apache-arrow'

import { ScorecardModel } from '../main.js'
import { refused, scorecard } from './support.mjs'

test('workers answer as the main thread does, errors too', async () => {
  const leads = Array.from({ length: 500 }, (_, i) => ({ employees: i, test_drive: i % 3 === 0 }))
  const model = ScorecardModel.compile(scorecard())
  const wanted = leads.map((lead) => model.scoreJson(JSON.stringify(lead)))
  const workers = Array.from(
    { length: 4 },
    () => new Worker(new URL('worker.mjs', import.meta.url), { workerData: { definition: scorecard(), leads } }),
  )
  const found = await Promise.all(workers.map(async (worker) => (await once(worker, 'message'))[0]))
  for (const { answers, refused } of found) {
    assert.deepEqual(answers, wanted)
    assert.equal(refused, 'record.unknown_field')
  }
})

test('a worker that is ended in the middle of its work takes nothing with it', async () => {
  const leads = Array.from({ length: 50_000 }, () => ({ employees: 250 }))
  const worker = new Worker(new URL('worker.mjs', import.meta.url), { workerData: { definition: scorecard(), leads } })
  await once(worker, 'online')
  await worker.terminate()
  assert.equal(ScorecardModel.compile(scorecard()).score({ employees: 250 }).score, 70)
})

/** Many leads with one declared field. */
const narrow = () => ({ ...scorecard(), fields: [{ name: 'employees', type: 'integer' }], ...onlySize() })
const onlySize = () => {
  const { fit, engagement } = scorecard()
  return { fit: { ...fit, rules: fit.rules.slice(0, 1) }, engagement: { ...engagement, rules: [] } }
}
const many = (rows) => {
  const employees = vectorFromArray(Int32Array.from({ length: rows }, (_, i) => i % 400), new Int32())
  return tableToIPC(new Table({ employees }), 'stream')
}

test('the event loop turns while a batch is scored', async () => {
  const model = ScorecardModel.compile(narrow())
  const bytes = many(200_000)
  let ticks = 0
  const timer = setInterval(() => (ticks += 1), 1)
  const promise = model.scoreBatch(bytes)
  assert.ok(promise instanceof Promise)
  const scores = tableFromIPC(await promise)
  clearInterval(timer)
  assert.equal(scores.numRows, 200_000)
  // Half of them have 200 employees or more: 70 points; the others 10.
  const total = scores.getChild('score').toArray().reduce((sum, score) => sum + Number(score), 0)
  assert.equal(total, 100_000 * 70 + 100_000 * 10)
  assert.ok(ticks >= 3, `${ticks} ticks`)
})

test('batches at the same time share one model', async () => {
  const model = ScorecardModel.compile(narrow())
  const found = await Promise.all(Array.from({ length: 8 }, () => model.scoreBatch(many(2_000))))
  for (const bytes of found) assert.deepEqual(bytes, found[0])
})

test('the bytes may change as soon as the call has returned', async () => {
  const model = ScorecardModel.compile(narrow())
  const wanted = await model.scoreBatch(many(2_000))
  const bytes = many(2_000)
  const promise = model.scoreBatch(bytes)
  bytes.fill(0xff)
  assert.deepEqual(await promise, wanted)
  const moved = many(2_000)
  const other = model.scoreBatch(moved)
  structuredClone(moved.buffer, { transfer: [moved.buffer] })
  assert.deepEqual(await other, wanted)
})

test('a promise is rejected with the error that a call would throw', async () => {
  const model = ScorecardModel.compile(narrow())
  const promise = model.scoreBatch('no bytes')
  assert.ok(promise instanceof Promise)
  await refused(() => promise, { class: 'input', code: 'decode.wrong_kind' })
})
