// Work off the event loop, and the package in worker threads.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { Worker } from 'node:worker_threads'

import { ScorecardModel } from '../main.js'
import { scorecard } from './support.mjs'

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
