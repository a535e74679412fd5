// Every case of tests/vectors through every door that it can take.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { test } from 'node:test'

import * as leadstone from '../main.js'
import { loadVectors, mismatch, shown, wireForm } from './support.mjs'

/** `op` -> the class that compiles the definition, and the verb of its doors. */
const DOORS = {
  'scoring.score': { model: 'ScorecardModel', verb: 'score' },
  'scoring.decide': { model: 'ScorecardModel', verb: 'decide' },
}

/** The calls of a case: through text doors always, through object doors unless only text can say it. */
const calls = ({ op, options, definition, input }) => {
  if (op === 'decode.definition') {
    const compile = (given) => JSON.parse(leadstone[options.class].compile(given).toJson())
    return given(definition).map((given) => () => compile(given))
  }
  const { model, verb } = DOORS[op]
  const compile = (given) => leadstone[model].compile(given)
  const text = () => JSON.parse(compile(definition.text)[`${verb}Json`](input.text))
  const object = () => compile(given(definition).at(-1))[verb](input.value)
  return 'value' in input ? [text, object] : [text]
}

/** A definition as text, and as an object: a text given as a definition is always JSON text. */
const given = ({ text, value }) => (value === undefined || typeof value === 'string' ? [text] : [text, value])

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
