// The column doors with the cases of tests/hostile, by apache-arrow, and what is done to one stream.
import { createHash } from 'node:crypto'

import * as arrow from 'apache-arrow'

import * as leadstone from '../main.js'
import { expectation, readCases, said, value } from './hostile-cases.mjs'

const BATCH = 'ScorecardModel.score_batch'
const BRIEF = 'Engine.brief columns'

const big = (cell) => (cell === null ? null : BigInt(cell))
/** Cells of a type whose builder would convert them: the values as they lie in memory. */
const raw = (type, cells, Words, word) => {
  const data = Words.from(cells, (cell) => (cell === null ? word(0) : word(cell)))
  const bits = cells.reduce((bits, cell, row) => (cell === null ? bits : bits | (1 << row)), 0)
  const nullCount = cells.filter((cell) => cell === null).length
  return arrow.makeVector(arrow.makeData({ type, length: cells.length, nullCount, nullBitmap: Uint8Array.of(bits), data }))
}

const MAKERS = {
  utf8: (cells) => arrow.vectorFromArray(cells, new arrow.Utf8()),
  int64: (cells) => arrow.vectorFromArray(cells.map(big), new arrow.Int64()),
  bool: (cells) => arrow.vectorFromArray(cells, new arrow.Bool()),
  float64: (cells) => raw(new arrow.Float64(), cells, Float64Array, (cell) => ({ nan: NaN, inf: Infinity, '-inf': -Infinity })[cell] ?? cell),
  date32: (cells) => raw(new arrow.DateDay(), cells, Int32Array, Number),
  timestamp: (cells) => raw(new arrow.TimestampMicrosecond('UTC'), cells, BigInt64Array, BigInt),
  time: (cells) => raw(new arrow.TimeMicrosecond(), cells, BigInt64Array, BigInt),
  binary: (cells) => arrow.vectorFromArray(cells.map((cell) => (cell === null ? null : Buffer.from(cell))), new arrow.Binary()),
  list: (cells) =>
    arrow.vectorFromArray(
      cells.map((cell) => cell && cell.map(big)),
      new arrow.List(new arrow.Field('item', new arrow.Int64(), true)),
    ),
  struct: (cells) =>
    arrow.vectorFromArray(
      cells.map((cell) => ({ a: big(cell) })),
      new arrow.Struct([new arrow.Field('a', new arrow.Int64(), true)]),
    ),
}

/** The sound table with the columns of a case put in, dropped or doubled, as a stream. */
const stream = (table, { put = {}, drop = [], twice, empty }) => {
  const kept = Object.entries(table).filter(([name]) => !(name in put) && !drop.includes(name))
  const columns = [...kept, ...Object.entries(put)].map(([name, [kind, cells]]) => [name, MAKERS[kind](cells.map(value))])
  columns.push(...columns.filter(([name]) => name === twice))
  const length = empty || columns.length === 0 ? 0 : 2
  const data = columns.map(([, vector]) => (empty ? vector.slice(0, 0) : vector).data[0])
  const schema = new arrow.Schema(columns.map(([name, { type }]) => new arrow.Field(name, type, true)))
  const children = data.map((one, at) => one ?? arrow.makeData({ type: columns[at][1].type, length: 0 }))
  const whole = arrow.makeData({ type: new arrow.Struct(schema.fields), length, nullCount: 0, children })
  return arrow.tableToIPC(new arrow.Table(schema, [new arrow.RecordBatch(schema, whole)]), 'stream')
}

const withRows = (text, codes = []) => (codes.some(Boolean) ? `${text} rows ${codes.map((code) => code ?? '-').join(',')}` : text)

const camel = (verb) => verb.replace(/_(.)/g, (_, letter) => letter.toUpperCase())

/** Every case at the doors that take columns. */
export async function* columnCases(given, engine) {
  const { tables, definitions, options, cases } = readCases('columns.json')
  const own = Object.entries(definitions).map(([name, definition]) => [name, leadstone[name].compile(definition)])
  const models = { ...given, ...Object.fromEntries(own) }
  for (const stated of cases) {
    for (const door of stated.doors ?? [BATCH, BRIEF]) {
      const columns = 'argument' in stated ? value(stated.argument) : stream(tables[door], stated)
      let codes = []
      const ask = async () => {
        if (door === BRIEF) return engine.brief({ orders: columns }, { as_of: '2026-09-16' })
        const [name, verb] = door.split('.')
        const answer = await models[name][camel(verb)](columns, ...(door in options ? [options[door]] : []))
        if (answer instanceof Uint8Array) codes = [...(arrow.tableFromIPC(answer).getChild('error_code') ?? [])]
      }
      const answer = withRows(await said(ask, 'input'), codes)
      const wanted = expectation(stated.expect, door === BRIEF ? '/tables/orders' : '')
      yield { case: stated.case, door, said: answer, expected: withRows(wanted, stated.rows) }
    }
  }
  yield* streamCases(models.ScorecardModel)
}

async function* streamCases(model) {
  const { stream, cases } = readCases('stream.json')
  const sound = Buffer.from(stream.join(''), 'hex')
  const ask = (bytes) => said(() => model.scoreBatch(bytes), 'input')
  for (const stated of cases) {
    const line = { case: stated.case, door: `${BATCH}(stream)`, expected: expectation(stated.expect) }
    yield { ...line, said: await harmed(stated, sound, ask) }
  }
}

const harmed = async ({ bytes, append, cut, flip, detached }, sound, ask) => {
  if (bytes !== undefined) return ask(Buffer.from(bytes, 'hex'))
  if (append !== undefined) return ask(Buffer.concat([sound, Buffer.from(append, 'hex')]))
  const answers = []
  for (let at = 0; (cut || flip) && at < sound.length; at += 1) {
    const copy = Uint8Array.from(sound)
    if (flip) copy[at] ^= flip
    answers.push(await ask(cut ? copy.subarray(0, at) : copy))
  }
  if (answers.length > 0) return summary(answers)
  const whole = Uint8Array.from(sound)
  if (detached) structuredClone(whole.buffer, { transfer: [whole.buffer] })
  return ask(whole)
}

/** Many answers as one: the one that all gave, or how many were accepted and refused, and their hash. */
const summary = (answers) => {
  if (answers.includes('panic')) return 'panic'
  if (answers.every((answer) => answer === answers[0])) return answers[0]
  const accepted = answers.filter((answer) => answer === 'accepted').length
  const hash = createHash('sha256').update(answers.join('\n')).digest('hex').slice(0, 8)
  return `${accepted} accepted, ${answers.length - accepted} refused, ${hash}`
}
