// What the tests share: the cases of tests/vectors, comparison, and a scorecard to play with.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'

import { LeadstoneError } from '../main.js'

export const vectorsFolder = new URL('../../tests/vectors/', import.meta.url)

export const readJson = (name) => JSON.parse(readFileSync(new URL(name, vectorsFolder), 'utf8'))

/** A name of the vectors as Node says it: `next_due` is `nextDue`. */
export const camel = (name) => name.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase())

/** A text, or a list of pieces that are texts or `[text, times]`. */
const pieced = (pieces) =>
  typeof pieces === 'string'
    ? pieces
    : pieces.map((piece) => (typeof piece === 'string' ? piece : piece[0].repeat(piece[1]))).join('')

/** A document of a case: its text, and its object unless only text can say it. */
const document = (fields, name) => {
  const text = fields[`${name}_text`]
  if (text !== undefined) return { text: pieced(text) }
  const value = fields[name] ?? null
  return { text: JSON.stringify(value), value }
}

/** Every case of every listed file, checked against the committed count. */
export const loadVectors = () => {
  const index = readJson('index.json')
  const folders = readdirSync(vectorsFolder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const present = folders.flatMap(({ name }) =>
    readdirSync(new URL(`${name}/`, vectorsFolder)).map((file) => `${name}/${file}`),
  )
  assert.deepEqual(present.sort(), [...index.files].sort(), 'index.json lists every file')
  const vectors = index.files.flatMap((file) => {
    const { defaults, vectors } = readJson(file)
    return vectors.map((own) => {
      const fields = { ...defaults, ...own }
      const { name, op, options = {}, expect, error, tolerance = { rel: 1e-12, abs: 0 } } = fields
      const [definition, input] = [document(fields, 'definition'), document(fields, 'input')]
      return { name, op, options, expect, error, tolerance, definition, input }
    })
  })
  assert.equal(new Set(vectors.map(({ name }) => name)).size, vectors.length, 'names are unique')
  assert.equal(vectors.length, index.count, 'the committed count')
  return vectors
}

/** The first difference between what is wanted and what came, or nothing. */
export const mismatch = (wanted, came, tolerance, at = '') => {
  const differ = () => `${at}: expected ${shown(wanted)}, got ${shown(came)}`
  if (Array.isArray(wanted)) {
    if (!Array.isArray(came) || came.length !== wanted.length) return differ()
    return first(wanted, (value, index) => mismatch(value, came[index], tolerance, `${at}/${index}`))
  }
  if (wanted !== null && typeof wanted === 'object') {
    if (came === null || typeof came !== 'object' || Array.isArray(came)) return differ()
    return first(Object.keys(wanted), (key) =>
      key in came ? mismatch(wanted[key], came[key], tolerance, `${at}/${key}`) : `${at}/${key}: the key is absent`,
    )
  }
  if (typeof wanted === 'number' && typeof came === 'number' && !Number.isInteger(wanted)) {
    const bound = Math.max(tolerance.abs ?? 0, (tolerance.rel ?? 0) * Math.abs(wanted))
    return Math.abs(wanted - came) <= bound ? undefined : differ()
  }
  return wanted === came ? undefined : differ()
}

/** A value as text for a message, cut to 300 characters. */
export const shown = (value) => (JSON.stringify(value) ?? String(value)).slice(0, 300)

const first = (items, check) => {
  for (const [index, item] of items.entries()) {
    const found = check(item, index)
    if (found !== undefined) return found
  }
  return undefined
}

/** The wire form of an error, as the vectors state it. */
export const wireForm = (error) => {
  assert.ok(error instanceof LeadstoneError, `not a LeadstoneError: ${error?.stack ?? error}`)
  const { errorClass, code, message, pointer, violations, omitted } = error
  return { class: errorClass, code, message, pointer, violations, omitted }
}

/** Asserts that a call fails with an error that holds at least `wanted`; answers the error. */
export const refused = async (call, wanted) => {
  let answer
  try {
    answer = await call()
  } catch (error) {
    assert.equal(mismatch(wanted, wireForm(error), {}), undefined)
    assert.ok(error instanceof Error)
    assert.equal(error.name.toLowerCase(), `${error.errorClass}error`)
    return error
  }
  assert.fail(`expected ${JSON.stringify(wanted)}, got an answer: ${shown(answer)}`)
}

/** Two rules per axis; every number below is checked by hand in the tests. */
export const scorecard = () => ({
  kind: 'scoring.scorecard',
  schema_version: 1,
  id: 'demo',
  fields: [
    { name: 'employees', type: 'integer' },
    { name: 'segment', type: 'text' },
    { name: 'budget', type: 'money' },
    { name: 'test_drive', type: 'boolean' },
    { name: 'last_seen', type: 'instant' },
  ],
  fit: {
    max: 100,
    rules: [
      { id: 'large', points: 60, when: { type: 'compare', field: 'employees', op: 'at_least', value: 200 } },
      { id: 'fleet', points: -5, when: { type: 'compare', field: 'segment', op: 'equal', value: 'fleet' } },
    ],
    bands: [
      { id: 'A', from: 50 },
      { id: 'B', from: 0 },
    ],
  },
  engagement: {
    base: 10,
    max: 100,
    rules: [{ id: 'drove', points: 35, when: { type: 'compare', field: 'test_drive', op: 'equal', value: true } }],
    bands: [
      { id: '1', from: 40 },
      { id: '2', from: 0 },
    ],
  },
  grades: [
    ['A1', 'A2'],
    ['B1', 'B2'],
  ],
  qualified: ['A1'],
})
