// Columns in and out as one Arrow IPC stream, made and read by apache-arrow.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import {
  Bool,
  Dictionary,
  Int16,
  Int32,
  Int64,
  Int8,
  LargeUtf8,
  Table,
  TimestampMicrosecond,
  TimestampMillisecond,
  TimestampNanosecond,
  TimestampSecond,
  Uint16,
  Utf8,
  tableFromIPC,
  tableToIPC,
  vectorFromArray,
} from 'apache-arrow'

import { ScorecardModel } from '../main.js'
import { refused, scorecard } from './support.mjs'

const model = ScorecardModel.compile(scorecard())

/** The five declared fields; `columns` replaces some of them. */
const leads = (columns = {}) =>
  new Table({
    employees: vectorFromArray([250, 10, null], new Int32()),
    segment: vectorFromArray(['fleet', null, '电商'], new Utf8()),
    budget: vectorFromArray(['120000.50', '-3', null], new Utf8()),
    test_drive: vectorFromArray([true, null, true], new Bool()),
    last_seen: vectorFromArray(['2026-03-01T09:00:00Z', null, null], new Utf8()),
    ...columns,
  })

const stream = (table) => tableToIPC(table, 'stream')
const scores = async (table) => tableFromIPC(await model.scoreBatch(stream(table)))
const column = (table, name) => [...table.getChild(name)].map((value) => (typeof value === 'bigint' ? Number(value) : value))

// By hand: 60 - 5 + 10 + 35; 10 of the base; 10 + 35.
const SCORES = [100, 10, 45]
const GRADES = ['A1', 'B2', 'B1']

test('a table and back', async () => {
  const found = await scores(leads())
  assert.deepEqual(column(found, 'score'), SCORES)
  assert.deepEqual(column(found, 'fit'), [55, 0, 0])
  assert.deepEqual(column(found, 'engagement'), [45, 10, 45])
  assert.deepEqual(column(found, 'grade'), GRADES)
  assert.deepEqual(column(found, 'qualified'), [true, false, false])
  assert.deepEqual(column(found, 'error_code'), [null, null, null])
})

test('contributions sum to the score, and their parts have names', async () => {
  const found = await scores(leads())
  const field = found.schema.fields.find(({ name }) => name === 'contributions')
  const parts = JSON.parse(field.metadata.get('parts'))
  assert.deepEqual(parts, ['fit.base', 'large', 'fleet', 'fit.clamp', 'engagement.base', 'drove', 'engagement.clamp'])
  const rows = [...found.getChild('contributions')].map((row) => [...row].map(Number))
  assert.deepEqual(rows[0], [0, 60, -5, 0, 10, 35, 0])
  assert.deepEqual(rows.map((row) => row.reduce((a, b) => a + b)), SCORES)
})

test('an id comes back beside its score', async () => {
  const found = await scores(leads({ id: vectorFromArray(['a', 'b', 'c'], new Utf8()) }))
  assert.deepEqual(column(found, 'id'), ['a', 'b', 'c'])
})

test('every integer width, text form and dictionary', async () => {
  for (const type of [new Int16(), new Int32(), new Int64(), new Uint16()]) {
    const values = [250, 10, null].map((value) => (type instanceof Int64 && value !== null ? BigInt(value) : value))
    assert.deepEqual(column(await scores(leads({ employees: vectorFromArray(values, type) })), 'score'), SCORES)
  }
  for (const type of [new LargeUtf8(), new Dictionary(new Utf8(), new Int8()), new Dictionary(new Utf8(), new Int32())]) {
    const segment = vectorFromArray(['fleet', null, '电商'], type)
    assert.deepEqual(column(await scores(leads({ segment })), 'score'), SCORES)
  }
})

test('instants of every unit', async () => {
  const at = Date.UTC(2026, 2, 1, 9)
  const types = [new TimestampSecond('UTC'), new TimestampMillisecond('UTC'), new TimestampMicrosecond('UTC'), new TimestampNanosecond('UTC')]
  for (const type of types) {
    const last_seen = vectorFromArray([at, null, null], type)
    assert.deepEqual(column(await scores(leads({ last_seen })), 'score'), SCORES)
  }
})

test('text columns are parsed by the declared type; a row that cannot be read is an error row', async () => {
  const found = await scores(leads({ employees: vectorFromArray(['250', 'many', ''], new Utf8()) }))
  assert.deepEqual(column(found, 'score'), [100, null, 45])
  assert.deepEqual(column(found, 'error_code'), [null, 'facts.not_an_integer', null])
  assert.match(column(found, 'error_message')[1], /many/)
})

test('many chunks', async () => {
  const chunked = leads().concat(leads(), leads())
  assert.equal(chunked.batches.length, 3)
  assert.deepEqual(column(await scores(chunked), 'score'), [...SCORES, ...SCORES, ...SCORES])
})

test('no rows', async () => {
  const found = await scores(leads().slice(0, 0))
  assert.equal(found.numRows, 0)
  assert.deepEqual(column(found, 'score'), [])
})

test('any view of the bytes', async () => {
  const bytes = stream(leads())
  const wider = Buffer.concat([Buffer.alloc(13), bytes, Buffer.alloc(5)])
  for (const view of [bytes, Buffer.from(bytes), wider.subarray(13, 13 + bytes.length)]) {
    assert.deepEqual(column(tableFromIPC(await model.scoreBatch(view)), 'score'), SCORES)
  }
})

test('a view of other words than bytes is no stream', async () => {
  await refused(() => model.scoreBatch(new Float64Array(4)), { class: 'input' })
  await refused(() => model.scoreBatch(new ArrayBuffer(8)), { class: 'input', code: 'decode.wrong_kind' })
})
