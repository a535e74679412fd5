// The rivals of decision tables and of conditions' forms in Node: zen-engine and react-querybuilder.
//
// usage: rival.mjs evidence|bench FOLDER [--quick], after the Rust program of the same name wrote into FOLDER.
// JSON lines on stdout, one per figure; ends with 1 when something differs.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const [verb, folder] = process.argv.slice(2)
const require = createRequire(import.meta.url)
const versionOf = (name) => JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url), 'utf8')).version

const report = (metric, value, unit, n, more = {}) =>
  console.log(JSON.stringify({
    name: 'tables', metric, value, unit, rival: null, rival_version: null, rival_value: null, ratio: null, n,
    lower: null, upper: null, bar: null, met: null, seed: null, ...more
  }))

const evidence = async () => {
  const builder = await import('react-querybuilder')
  const { convertToIC, formatQuery, isRuleGroup, isRuleGroupTypeIC, prepareRuleGroup } = builder
  const { cases, fields, seed } = JSON.parse(readFileSync(join(folder, 'forms.json'), 'utf8'))
  const rival = { rival: 'react-querybuilder', rival_version: versionOf('react-querybuilder'), seed, bar: 0 }
  const say = (metric, value, n) => report(metric, value, 'queries', n, { ...rival, met: value === 0 })
  let invalid = 0
  for (const { query } of cases) {
    if (!isRuleGroup(query) || isRuleGroupTypeIC(query)) invalid += 1
    formatQuery(query, 'json')
  }
  say('query_builder.not_a_group', invalid, cases.length)
  const addon = process.env.NAPI_RS_NATIVE_LIBRARY_PATH
  if (!addon) {
    console.error('no addon in NAPI_RS_NATIVE_LIBRARY_PATH: the way there and back through it is not shown')
    return invalid
  }
  const { ConditionModel } = require('../../../bindings-node/main.js')
  const through = (query) => ConditionModel.compile({ fields, query_builder: query }).toQueryBuilder()
  const sql = (query) => formatQuery(query, { format: 'sql', parseNumbers: true })
  let differ = 0
  let asked = 0
  // What only our own form can say stands in a rule with an operator that their SQL does not know.
  for (const { query } of cases.filter((one) => one.plain)) {
    // With ids, as the component holds it.
    const original = prepareRuleGroup(query)
    const normal = through(original)
    if (sql(normal) !== sql(original)) differ += 1
    // And from the form with combinators between the rules, where nothing is negated or marked.
    if (!JSON.stringify(query).includes('"not"') && !JSON.stringify(query).includes('"meta"')) {
      const other = convertToIC(query)
      const first = through(other)
      if (JSON.stringify(through(first)) !== JSON.stringify(first)) differ += 1
      asked += 1
    }
    asked += 1
  }
  say('query_builder.sql_differs', differ, asked)
  return invalid + differ
}

const content = ({ definition, rows }, hitPolicy) => {
  const inputs = definition.inputs.map(({ name }) => ({ id: name, name, type: 'expression', field: name }))
  const cell = (test) => {
    if (test === null) return ''
    if (test.type === 'equal') return JSON.stringify(test.value)
    return `[${test.low}..${test.high})`
  }
  const rules = definition.rows.map((row) => ({
    _id: row.id, ...Object.fromEntries(row.when.map((test, at) => [inputs[at].id, cell(test)])), n: String(row.then[0])
  }))
  return {
    contentType: 'application/vnd.gorules.decision',
    nodes: [
      { id: 'in', name: 'in', type: 'inputNode', position: { x: 0, y: 0 } },
      { id: 'table', name: `table ${rows}`, type: 'decisionTableNode', position: { x: 1, y: 0 },
        content: { hitPolicy, inputs, outputs: [{ id: 'n', name: 'n', type: 'expression', field: 'n' }], rules } },
      { id: 'out', name: 'out', type: 'outputNode', position: { x: 2, y: 0 } }
    ],
    edges: [{ id: 'a', sourceId: 'in', targetId: 'table', type: 'edge' }, { id: 'b', sourceId: 'table', targetId: 'out', type: 'edge' }]
  }
}

const bench = async () => {
  // Their loader reads the same variable, and would take our addon for theirs.
  delete process.env.NAPI_RS_NATIVE_LIBRARY_PATH
  const { ZenEngine } = await import('@gorules/zen-engine')
  const { cases, seed } = JSON.parse(readFileSync(join(folder, 'bench.json'), 'utf8'))
  const engine = new ZenEngine()
  let differ = 0
  for (const one of cases) {
    for (const policy of ['first', 'collect']) {
      const decision = engine.createDecision(Buffer.from(JSON.stringify(content(one, policy))))
      const records = one.records.slice(0, one.rows > 100 && policy === 'collect' ? 200 : 1000)
      for (const [at, record] of records.entries()) {
        const { result } = await decision.evaluate(record)
        const found = policy === 'first' ? [result?.n].filter((n) => n !== undefined) : (result ?? []).map(({ n }) => n)
        const wanted = policy === 'first' ? one.matching[at].slice(0, 1) : one.matching[at]
        if (JSON.stringify(found) !== JSON.stringify(wanted)) differ += 1
      }
      const started = process.hrtime.bigint()
      for (const record of records) await decision.evaluate(record)
      const theirs = Number(process.hrtime.bigint() - started) / records.length
      const ours = one[`${policy}_ns`]
      report(`${policy}.${one.rows}.beside_zen`, ours, 'ns/record', records.length, {
        rival: 'zen-engine', rival_version: versionOf('@gorules/zen-engine'), rival_value: theirs, ratio: theirs / ours, seed
      })
      if (policy === 'first') {
        report(`decide_json.${one.rows}.beside_zen`, one.decide_json_ns, 'ns/record', records.length, {
          rival: 'zen-engine', rival_version: versionOf('@gorules/zen-engine'), rival_value: theirs,
          ratio: theirs / one.decide_json_ns, seed
        })
      }
    }
  }
  report('zen.differ', differ, 'answers', cases.length, { rival: 'zen-engine', bar: 0, met: differ === 0, seed })
  return differ
}

process.exitCode = (verb === 'bench' ? await bench() : await evidence()) > 0 ? 1 : 0
