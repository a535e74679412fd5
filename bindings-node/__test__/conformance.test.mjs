// Every case of tests/vectors through every door that it can take.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { test } from 'node:test'

import { Bool, Int64, Table, Utf8, tableFromIPC, tableToIPC, vectorFromArray } from 'apache-arrow'

import * as leadstone from '../main.js'
import { camel, loadVectors, mismatch, readJson, shown, wireForm } from './support.mjs'

/** The class that compiles the definition of each domain. */
const { doors: classes } = readJson('surface.json')

/** The calls of a case: the text door always, the object door unless only text can say it, one row as columns. */
const calls = ({ op, options, definition, input, expect }) => {
  if (op === 'decode.definition') {
    const compile = (given) => JSON.parse(leadstone[options.class].compile(given, ...compiledWith(options)).toJson())
    return given(definition).map((given) => () => compile(given))
  }
  if (op === 'engine.brief') {
    const engine = () => leadstone.Engine.compile(leadstone.Pack.compile(given(definition).at(-1)))
    const text = async () => JSON.parse(await engine().briefJson(input.text, JSON.stringify(options)))
    return [text, async () => engine().brief(input.value, options)]
  }
  const [domain, door] = op.split('.')
  assert.ok(domain in classes, `doors of tests/vectors/surface.json has no class for ${domain}`)
  const [model, verb] = [classes[domain], camel(door)]
  const batch = op === 'scoring.score' ? scoreBatch : undefined
  const compile = (given) => leadstone[model].compile(given, ...compiledWith(options))
  const text = async () => JSON.parse(await compile(definition.text)[`${verb}Json`](input.text))
  const object = () => compile(given(definition).at(-1))[verb](input.value)
  const columns = () => batch(compile(definition.text), input.value, expect)
  return [
    text,
    ...('value' in input ? [object] : []),
    ...(batch && expect !== undefined && 'value' in input ? [columns] : []),
  ]
}

/** What a definition is compiled with: the member `compile` of the options, when there is one. */
const compiledWith = ({ compile }) => (compile === undefined ? [] : [compile])

/** A definition as text, and as an object: a text given as a definition is always JSON text. */
const given = ({ text, value }) => (value === undefined || typeof value === 'string' ? [text] : [text, value])

/** One lead as one row of columns; the answer is `expect` with what the columns say instead. */
async function scoreBatch(model, lead, expect) {
  const cell = (value, type) => (value === undefined || value === null ? null : type(value))
  const columns = JSON.parse(model.toJson()).fields.map(({ name, type }) => {
    if (type === 'boolean') return [name, vectorFromArray([cell(lead[name], Boolean)], new Bool())]
    if (type === 'integer') return [name, vectorFromArray([cell(lead[name], BigInt)], new Int64())]
    return [name, vectorFromArray([cell(lead[name], String)], new Utf8())]
  })
  const [row] = tableFromIPC(await model.scoreBatch(tableToIPC(new Table(Object.fromEntries(columns)), 'stream')))
  const { score, grade, qualified, fit, engagement, contributions, error_message } = row
  assert.equal(error_message, null)
  assert.equal([...contributions].reduce((sum, part) => sum + part, 0n), score, 'contributions sum to the score')
  const points = (axis, found) => (axis === undefined ? axis : { ...axis, points: Number(found) })
  const said = { score: Number(score), grade, qualified }
  return { ...expect, ...said, fit: points(expect.fit, fit), engagement: points(expect.engagement, engagement) }
}

/** What is wrong with one door of a case, or nothing. */
const check = async ({ expect, error, tolerance }, call) => {
  let came
  try {
    came = await call()
  } catch (thrown) {
    if (error === undefined) return `expected an answer, got ${thrown}`
    return mismatch(error, wireForm(thrown), tolerance)
  }
  return error === undefined ? mismatch(expect, came, tolerance) : `expected an error, got ${shown(came)}`
}

test('every vector holds through every door', async () => {
  const vectors = loadVectors()
  const failures = []
  for (const vector of vectors) {
    const found = await Promise.all(calls(vector).map((call) => check(vector, call)))
    const problem = found.find((problem) => problem !== undefined)
    if (problem !== undefined) failures.push(`${vector.name}: ${problem}`)
  }
  const names = createHash('sha256').update(vectors.map(({ name }) => `${name}\n`).join('')).digest('hex')
  const tally = {
    language: 'node',
    passed: vectors.length - failures.length,
    failed: failures.length,
    names_sha256: names,
  }
  const folder = process.env.LEADSTONE_CONFORMANCE
    ? pathToFileURL(`${process.env.LEADSTONE_CONFORMANCE}/`)
    : new URL('../../target/conformance/', import.meta.url)
  mkdirSync(folder, { recursive: true })
  writeFileSync(new URL('node.json', folder), `${JSON.stringify(tally)}\n`)
  console.log(`${vectors.length} vectors, ${failures.length} failed`)
  assert.equal(failures.length, 0, failures.join('\n'))
})
