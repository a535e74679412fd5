// Hostile input through every door: the cases that all languages share, and what only JavaScript can say.
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'

import * as leadstone from '../main.js'
import { expectation, planted, readCases, said, textOf, value } from './hostile-cases.mjs'
import { columnCases } from './hostile-columns.mjs'
import { refused } from './support.mjs'

const { models, doors } = readCases('doors.json')
const compiled = Object.fromEntries(
  Object.entries(models).map(([name, model]) => [name, leadstone[model.class].compile(model.definition)]),
)
const engine = leadstone.Engine.compile(compiled.pack)
const camel = (name) => name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase())

/** A door by the name that all languages give it. */
const shown = (name, form) => {
  const [door, ...rest] = name.split(' ')
  const both = door.endsWith('.compile') || door.startsWith('render')
  return [form === 'object' ? door : `${door}${both ? '(text)' : '_json'}`, ...rest].join(' ')
}

const call = (name, model, form, given) => {
  const text = form === 'text'
  if (name === 'Engine.brief') {
    return text ? engine.briefJson(given, '{"as_of": "2026-09-16"}') : engine.brief(given, { as_of: '2026-09-16' })
  }
  if (name === 'Engine.brief options') return text ? engine.briefJson('{}', given) : engine.brief({}, given)
  if (name.startsWith('render')) return leadstone[camel(name)](given, 'en')
  const [type, verb] = name.split('.')
  if (verb === 'compile') return leadstone[type].compile(given)
  return compiled[model][camel(text ? `${verb}_json` : verb)](given)
}

/** A case at one door: what it says at each form. */
async function* atDoor(stated, door, whole) {
  const { door: name, model, at = '', under = '' } = door
  const wanted = stated.others?.[name] ?? stated.expect
  const prefix = 'argument' in stated || 'root' in stated ? '' : under + ('set' in stated ? at : '')
  const own = name.endsWith('.compile') ? 'definition' : 'input'
  const line = async (form, given) => {
    const why = stated.absent?.node
    const answer = why ? 'n/a' : await said(() => call(name, model, form, given), own)
    return { case: stated.case, door: shown(name, form), said: answer, expected: expectation(wanted, prefix), why }
  }
  if (whole !== undefined) return yield line('text', whole)
  if ('argument' in stated) return yield line('text', value(stated.argument))
  const sound = door.given ?? models[model].definition
  const given = 'set' in stated ? planted(sound, at, stated.set) : value(stated.value)
  for (const form of stated.forms ?? ['object', 'text']) yield line(form, form === 'object' ? given : JSON.stringify(given))
}

async function* documentCases() {
  for (const stated of [...readCases('documents.json').cases, ...readCases('host.json').cases]) {
    const whole = 'text' in stated ? textOf(stated.text) : undefined
    for (const door of doors) {
      if (stated.doors?.includes(door.door) ?? true) yield* atDoor(stated, door, whole)
    }
  }
}

const isMet = ({ said, expected, why }) =>
  (said === 'n/a' && why !== undefined) || said === expected || (expected === '*' && !/^(panic|raised)/.test(said))

test('every case is answered as expected', async () => {
  const lines = []
  for await (const line of documentCases()) lines.push(line)
  const byClass = Object.fromEntries(Object.values(compiled).map((model) => [model.constructor.name, model]))
  for await (const line of columnCases(byClass, engine)) lines.push(line)
  const folder = process.env.LEADSTONE_EVIDENCE
    ? pathToFileURL(`${process.env.LEADSTONE_EVIDENCE}/`)
    : new URL('../../target/evidence/', import.meta.url)
  mkdirSync(folder, { recursive: true })
  const text = lines.map((line) => `${JSON.stringify({ language: 'node', ...line, met: isMet(line) })}\n`)
  writeFileSync(new URL('hostile.node.jsonl', folder), text.join(''))
  const wrong = lines.filter((line) => !isMet(line))
  const each = wrong.map(({ case: name, door, expected, said }) => `${name} at ${door}: expected ${expected}, said ${said.slice(0, 300)}`)
  assert.ok(lines.length > 1_000)
  assert.equal(wrong.length, 0, `${wrong.length} of ${lines.length}:\n${each.join('\n')}`)
})

// What only JavaScript can say.
const model = compiled.scorecard

test('values of other kinds at the root', async () => {
  for (const given of [undefined, () => 1, Symbol('s'), 3n]) {
    await refused(() => model.score(given), { class: 'input', code: 'decode.not_representable', pointer: '' })
  }
  const cyclic = await refused(() => model.score({ a: value({ $: 'cycle' }) }), { pointer: '/a/self' })
  assert.equal(cyclic.violations[0].params.actual.value, 'cyclic object')
})

test('an undefined member is a missing one', () => {
  assert.deepEqual(model.score({ employees: undefined }), model.score({}))
  for (const employees of [NaN, Infinity, -Infinity]) assert.deepEqual(model.score({ employees }), model.score({}))
})

test('proxies and toJSON that throw', async () => {
  const fail = () => {
    throw new TypeError('of the host')
  }
  const thrown = { class: 'input', code: 'decode.not_representable' }
  await refused(() => model.score(new Proxy({}, { ownKeys: fail })), { ...thrown, pointer: '' })
  await refused(() => model.score({ toJSON: fail }), { ...thrown, pointer: '' })
  await refused(() => model.score({ source: { toJSON: fail } }), { ...thrown, pointer: '/source' })
  await refused(() => engine.brief(new Proxy({}, { ownKeys: fail }), { as_of: '2026-09-16' }), { ...thrown, pointer: '/tables' })
})

test('a pack is a pack, and a method needs its model', async () => {
  await refused(() => leadstone.Engine.compile({}), { code: 'decode.wrong_kind', pointer: '' })
  assert.throws(() => leadstone.ScorecardModel.prototype.score.call({}, {}))
  assert.throws(() => new leadstone.ScorecardModel())
})

test('patches of JSON after loading change nothing', () => {
  const { stringify, parse } = JSON
  try {
    JSON.stringify = () => '{}'
    JSON.parse = () => 7
    assert.equal(model.score({ employees: 250 }).score, 70)
  } finally {
    Object.assign(JSON, { stringify, parse })
  }
})
