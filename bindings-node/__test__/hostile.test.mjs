// Input that means harm or was never checked: an error with a code, never a crash.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { ScorecardModel } from '../main.js'
import { refused, scorecard } from './support.mjs'

const model = ScorecardModel.compile(scorecard())
const doors = [
  ['compile', 'definition', (value) => ScorecardModel.compile(value)],
  ['score', 'input', (value) => model.score(value)],
  ['decide', 'input', (value) => model.decide(value)],
]

const nested = (depth) => {
  let value = {}
  for (let i = 0; i < depth; i += 1) value = { a: value }
  return value
}

const cyclic = () => {
  const value = { a: {} }
  value.a.b = value
  return value
}

for (const [name, errorClass, call] of doors) {
  test(`${name}: what JSON cannot hold`, async () => {
    const cannot = (pointer) => ({ class: errorClass, code: 'decode.not_representable', pointer })
    await refused(() => call({ a: [1, 2n] }), cannot('/a/1'))
    await refused(() => call(3n), cannot(''))
    await refused(() => call(undefined), cannot(''))
    await refused(() => call(() => 1), cannot(''))
    await refused(() => call(Symbol('s')), cannot(''))
    const error = await refused(() => call(cyclic()), cannot('/a/b'))
    assert.equal(error.violations[0].params.actual.value, 'cyclic object')
  })

  test(`${name}: depth`, async () => {
    const deep = { class: errorClass, code: 'decode.too_deep' }
    await refused(() => call(nested(65)), deep)
    await refused(() => call(nested(2_000)), deep)
    await refused(() => call(nested(20_000)), deep)
  })

  test(`${name}: user code that throws stays an error`, async () => {
    const thrower = {
      get a() {
        throw new Error('mine')
      },
    }
    await refused(() => call(thrower), { code: 'decode.not_representable' })
    await refused(() => call(new Proxy({}, { ownKeys: () => { throw new Error('mine') } })), {})
    await refused(() => call({ toJSON: () => { throw new TypeError('mine') } }), {})
  })

  test(`${name}: the wrong kind`, async () => {
    for (const value of [null, 7, true, [], [[]], new Date(0), Buffer.from('a')]) {
      await refused(() => call(value), { class: errorClass })
    }
  })
}

test('text doors take text alone', async () => {
  for (const value of [undefined, null, 7, {}, [], 1n, Symbol('s'), Buffer.from('{}')]) {
    await refused(() => model.scoreJson(value), { class: 'input', code: 'decode.wrong_kind' })
  }
})

test('broken text', async () => {
  const text = JSON.stringify({ employees: 250 })
  for (const broken of ['', ' ', '{', text.slice(0, -1), `${text}x`, '{"employees": 1e999}', '{"employees": NaN}', '\u0000']) {
    await refused(() => model.scoreJson(broken), { class: 'input' })
    await refused(() => ScorecardModel.compile(broken), { class: 'definition' })
  }
  await refused(() => model.scoreJson('{"employees": 1, "employees": 2}'), {
    code: 'decode.duplicate_key',
    pointer: '/employees',
  })
  await refused(() => model.scoreJson('['.repeat(100_000)), { code: 'decode.too_deep' })
  await refused(() => model.scoreJson('\ud800'), { code: 'decode.syntax' })
})

test('a text of a million characters', async () => {
  const long = 'x'.repeat(1_000_000)
  await refused(() => model.score({ segment: long }), { code: 'decode.text_too_long', pointer: '/segment' })
  await refused(() => model.score({ [long]: 1 }), { code: 'record.unknown_field' })
  await refused(() => ScorecardModel.compile({ ...scorecard(), id: long }), { code: 'decode.text_too_long', pointer: '/id' })
})

test('text past the limit of bytes', async () => {
  const long = 'x'.repeat(65 << 20)
  await refused(() => model.score({ segment: long }), { code: 'decode.too_large' })
  await refused(() => model.scoreJson(long), { code: 'decode.too_large' })
})

test('NaN and the infinities are null, and null is missing', () => {
  // 10 points are the base of engagement; an unknown field earns none.
  for (const employees of [Number.NaN, Infinity, -Infinity, null, undefined]) {
    const report = model.score({ employees })
    assert.equal(report.score, 10)
    assert.deepEqual(report.undecided, ['employees', 'segment', 'test_drive'])
  }
})

test('numbers at the edge', async () => {
  assert.equal(model.score({ employees: Number.MAX_SAFE_INTEGER }).score, 70)
  await refused(() => model.score({ employees: 1e300 }), { code: 'record.wrong_type' })
  await refused(() => model.score({ employees: 1.5 }), { code: 'record.wrong_type' })
  // Negative money is money.
  assert.equal(model.score({ budget: '-12.50' }).score, 10)
  await refused(() => model.score({ budget: '9'.repeat(60) }), { code: 'record.wrong_type', pointer: '/budget' })
})

test('a method without its model refuses', () => {
  assert.throws(() => ScorecardModel.prototype.score.call({}, {}))
  assert.throws(() => new ScorecardModel())
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
