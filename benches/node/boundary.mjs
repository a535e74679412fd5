// What a call costs from Node: JSON lines on stdout, one per figure.
// usage: node boundary.mjs FOLDER RUNS ROWS; FOLDER holds leads.jsonl and leads.arrow.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

import { SEED, scoreByHand } from './scorecard.mjs'

const [folder, runs] = [process.argv[2], Number(process.argv[3])]
const { ScorecardModel } = createRequire(import.meta.url)('../../bindings-node/main.js')

const model = ScorecardModel.compile(readFileSync(new URL('../scorecard.json', import.meta.url), 'utf8'))
const texts = readFileSync(`${folder}/leads.jsonl`, 'utf8').trim().split('\n')
const leads = texts.map((text) => JSON.parse(text))
const bytes = readFileSync(`${folder}/leads.arrow`)

for (const lead of leads) {
  const [ours, rival] = [model.score(lead), scoreByHand(lead)]
  assert.deepEqual([ours.score, ours.grade, ours.qualified], [rival.score, rival.grade, rival.qualified])
}

/** Nanoseconds per record: the median of the runs, the fastest and the slowest. */
const time = async (records, run) => {
  await run()
  const found = []
  for (let i = 0; i < runs; i += 1) {
    const started = process.hrtime.bigint()
    await run()
    found.push(Number(process.hrtime.bigint() - started) / records)
  }
  found.sort((a, b) => a - b)
  return { value: found[runs >> 1], lower: found[0], upper: found[runs - 1] }
}

const report = (metric, records, { value, lower, upper }, rival) => {
  const line = { name: 'boundary', metric, value, unit: 'ns/record' }
  line.rival = rival === undefined ? null : 'plain JavaScript'
  line.rival_version = rival === undefined ? null : process.version
  line.rival_value = rival ?? null
  line.ratio = rival === undefined ? null : rival / value
  console.log(JSON.stringify({ ...line, n: records, lower, upper, bar: null, met: null, seed: SEED }))
}

let kept = 0 // So that no work can be left out.
const each = (items, call) => () => items.forEach((item) => (kept += call(item)))

const plain = await time(leads.length, each(leads, (lead) => scoreByHand(lead).score))
const plainText = await time(leads.length, each(texts, (text) => JSON.stringify(scoreByHand(JSON.parse(text))).length))
report('node.score', leads.length, await time(leads.length, each(leads, (lead) => model.score(lead).score)), plain.value)
report(
  'node.score_json',
  leads.length,
  await time(leads.length, each(texts, (text) => model.scoreJson(text).length)),
  plainText.value,
)

// A batch: one Arrow IPC stream in and one out; the rival scores objects that are there already.
const rows = Number(process.argv[4])
const many = Array.from({ length: Math.min(rows, 100_000) }, (_, i) => leads[i % leads.length])
const plainMany = await time(many.length, each(many, (lead) => scoreByHand(lead).score))
report('node.score_batch', rows, await time(rows, async () => (kept += (await model.scoreBatch(bytes)).length)), plainMany.value)
