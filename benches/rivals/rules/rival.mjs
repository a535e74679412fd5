// What a call of a rule set costs from Node: JSON lines on stdout, one per figure.
// usage: node rival.mjs bench FOLDER [--quick], after the Rust program of the same name wrote into FOLDER.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const [verb, folder] = process.argv.slice(2)
if (verb !== 'bench') process.exit(0)
const runs = process.argv.includes('--quick') ? 3 : 5
const AS_OF = '2026-11-23T00:00:00Z'
const { RuleSetModel } = createRequire(import.meta.url)('../../../bindings-node/main.js')

const figures = JSON.parse(readFileSync(`${folder}/figures.json`, 'utf8'))
const model = RuleSetModel.compile(readFileSync(`${folder}/rules.json`, 'utf8'))
const bytes = readFileSync(`${folder}/leads.arrow`)
const leads = readFileSync(`${folder}/leads.jsonl`, 'utf8').trim().split('\n').slice(0, 1_000)

/** Seconds of processor time: the median of the runs, the fastest and the slowest; one to warm up. */
const timed = async (run) => {
  await run()
  const found = []
  for (let i = 0; i < runs; i += 1) {
    const before = process.cpuUsage()
    await run()
    const { user, system } = process.cpuUsage(before)
    found.push((user + system) / 1e6)
  }
  found.sort((a, b) => a - b)
  return [found[runs >> 1], found[0], found[runs - 1]]
}

const report = (metric, [value, lower, upper], scale, unit, n, bar = null, more = {}) => {
  const line = { name: 'rules', metric, value: value * scale, unit, rival: null, rival_version: null, rival_value: null }
  const met = bar === null ? null : value * scale <= bar
  const rest = { ratio: null, n, lower: lower * scale, upper: upper * scale, bar, met, seed: figures.seed, ...more }
  console.log(JSON.stringify({ ...line, ...rest }))
}

let kept = 0 // So that no work can be left out.
const measured = (value) => ({ rival: 'three times R2 as measured', rival_value: 3 * figures.r2_seconds, ratio: (3 * figures.r2_seconds) / value })
for (const [metric, call] of [
  ['R3 node.count_batch', () => model.countBatch(bytes, { as_of: AS_OF })],
  ['R3 node.evaluate_batch', () => model.evaluateBatch(bytes, { as_of: AS_OF })],
]) {
  const took = await timed(async () => (kept += (await call()).length))
  report(metric, took, 1, 'CPU s', figures.rows, 3 * figures.r2_bar, measured(took[0]))
}

const held = leads.map((lead) => model.hold(JSON.parse(lead)))
const times = 50
const calls = async (call) => {
  for (let i = 0; i < times; i += 1) for (const lead of held) kept += call(lead, i)
}
const scale = 1e6 / (times * held.length)
for (const [metric, call, bar] of [
  // A moved instant asks all rules that look back over events.
  ['R3 node.held.first', (lead, i) => (lead.first(i % 2 ? AS_OF : '2026-11-22T00:00:00Z') ?? '').length, 2.0],
  ['R3 node.held.matched', (lead, i) => lead.matched(i % 2 ? AS_OF : '2026-11-22T00:00:00Z').length, null],
  ['R3 node.held.update_and_first', (lead, i) => (lead.update({ score: i }), (lead.first(AS_OF) ?? '').length), 2.0],
]) {
  report(metric, await timed(() => calls(call)), scale, 'us/call', held.length, bar)
}
console.error(kept)
