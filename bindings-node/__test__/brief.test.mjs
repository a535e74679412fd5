// The morning run: every way to give tables is one answer, and nothing harms the process.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { Table, Utf8, tableToIPC, vectorFromArray } from 'apache-arrow'

import {
  Engine,
  Pack,
  errorCodes,
  errorText,
  packs,
  reasonCodes,
  reasonText,
  renderHtml,
  renderMarkdown,
  schema,
} from '../main.js'
import { refused } from './support.mjs'

const pack = Pack.shipped('car-dealer')
const engine = Engine.compile(pack)
const sample = pack.sample()
const options = JSON.parse(pack.toJson()).sample

/** The rows of CSV text without quotes, every cell text and the empty ones absent. */
const rows = (csv) => {
  assert.ok(!csv.includes('"'))
  const [header, ...lines] = csv.trimEnd().split('\n').map((line) => line.split(','))
  return lines.map((line) => Object.fromEntries(header.map((name, at) => [name, line[at] || null])))
}

const columns = (csv) => {
  const found = rows(csv)
  const names = Object.keys(found[0])
  const vectors = names.map((name) => [name, vectorFromArray(found.map((row) => row[name]), new Utf8())])
  return tableToIPC(new Table(Object.fromEntries(vectors)), 'stream')
}

const mapTables = (convert) => Object.fromEntries(Object.entries(sample).map(([name, csv]) => [name, convert(csv)]))

test('CSV text, rows, columns and JSON text are one brief, to the byte', async () => {
  const wanted = await engine.briefJson(JSON.stringify(sample), JSON.stringify(options))
  assert.equal(JSON.stringify(await engine.brief(sample, options)), wanted)
  assert.equal(JSON.stringify(await engine.brief(mapTables(rows), options)), wanted)
  assert.equal(JSON.stringify(await engine.brief(mapTables(columns), options)), wanted)
  const [first, ...rest] = Object.entries(sample)
  const mixed = { ...Object.fromEntries(rest), [first[0]]: columns(first[1]) }
  assert.equal(JSON.stringify(await engine.brief(mixed, options)), wanted)
})

test('every table is accounted for', async () => {
  const { accounting } = await engine.brief(sample, options)
  for (const { table, rows_in, used, error, after_as_of } of accounting) {
    assert.equal(rows_in, rows(sample[table]).length, table)
    assert.equal(rows_in, used + error + after_as_of, table)
  }
})

test('the state of one morning is given to the next', async () => {
  const { state } = await engine.brief(sample, options)
  const next = await engine.brief(sample, { ...options, previous: state })
  assert.equal(next.kind, 'engine.brief')
})

test('empty tables are a brief, not an error', async () => {
  const brief = await engine.brief({}, options)
  assert.equal(brief.leads.open, 0)
})

test('an object is rendered as its text is, in both languages', async () => {
  const brief = await engine.brief(sample, options)
  for (const locale of ['en', 'zh-CN']) {
    assert.equal(renderMarkdown(brief, locale), renderMarkdown(JSON.stringify(brief), locale))
    assert.match(renderHtml(brief, locale), new RegExp(`<html lang="${locale}">`))
  }
  await refused(() => renderMarkdown(brief, 'xx'), { class: 'input', code: 'decode.unknown_value' })
  await refused(() => renderHtml({}, 'en'), { code: 'definition.wrong_kind' })
})

test('tables that are none', async () => {
  const brief = (tables) => engine.brief(tables, options)
  const wrong = (pointer) => ({ class: 'input', code: 'decode.wrong_kind', pointer })
  for (const tables of [null, 7, 'orders', true, []]) await refused(() => brief(tables), wrong('/tables'))
  await refused(() => brief({ orders: 7 }), wrong('/tables/orders'))
  await refused(() => brief({ orders: [1] }), wrong('/tables/orders/0'))
  await refused(() => brief({ orders: [{ id: 1n }] }), { code: 'decode.not_representable', pointer: '/tables/orders/0/id' })
  await refused(() => brief(undefined), { code: 'decode.not_representable', pointer: '/tables' })
  await refused(() => brief({ orders: Buffer.from('id\n1\n') }), { code: 'arrow.not_readable', pointer: '/tables/orders' })
  const thrower = { get orders() { throw new Error('mine') } }
  await refused(() => brief(thrower), { code: 'decode.not_representable' })
  await refused(() => brief({ orders: [{ id: 'a', colour: 'red' }] }), { class: 'input' })
})

test('money at the edge', async () => {
  const order = (amount) => ({ orders: [{ id: 'a', occurred_at: '2026-06-01T00:00:00Z', region: 'East', amount }] })
  const accounting = async (amount) => (await engine.brief(order(amount), options)).accounting[0]
  assert.equal((await accounting('-12.50')).used, 1, 'negative money is money')
  for (const amount of ['9'.repeat(40), 'NaN', '1e400', '12.345', Number.NaN, 'x'.repeat(100_000)]) {
    const { used, error } = await accounting(amount)
    assert.ok(used + error === 1, String(amount).slice(0, 20))
  }
})

test('options that are none', async () => {
  for (const given of [null, 7, {}, { as_of: 'yesterday' }, { as_of: 7 }, { ...options, colour: 1 }, undefined]) {
    await refused(() => engine.brief(sample, given), { class: 'input' })
  }
})

test('packs and schemas by name', async () => {
  for (const id of packs()) assert.equal(JSON.parse(Pack.shipped(id).toJson()).id, id)
  await refused(() => Pack.shipped('car-deale'), { code: 'pack.unknown' })
  assert.match(schema('scoring.scorecard').$schema, /2020-12/)
  await refused(() => schema('nothing'), { code: 'definition.unknown_kind' })
  await refused(() => schema(7), { code: 'decode.wrong_kind' })
  assert.ok(errorCodes().includes('internal.bug'))
  assert.equal(errorText('decode.text_empty', 'en'), 'the text is empty')
  for (const code of reasonCodes()) assert.notEqual(reasonText(code, 'en'), reasonText(code, 'zh-CN'))
  assert.equal(reasonText('internal.bug', 'en'), null)
  await refused(() => errorText('internal.bug', 'fr'), { class: 'input', code: 'decode.unknown_value' })
  for (const given of [null, {}, 7, Object.create(Pack.prototype), engine]) {
    await refused(() => Engine.compile(given), { class: 'input', code: 'decode.wrong_kind' })
  }
})

test('the example reads a folder of CSV files, and writes what it computed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'leadstone-'))
  try {
    for (const [name, csv] of Object.entries(sample)) writeFileSync(join(folder, `${name}.csv`), csv)
    const program = fileURLToPath(new URL('../examples/morning-brief.mjs', import.meta.url))
    const words = ['--data', folder, '--as-of', options.as_of, '--out', join(folder, 'out'), '--locale', 'zh-CN']
    const printed = execFileSync(process.execPath, [program, ...words], { encoding: 'utf8' })
    const wanted = await engine.briefJson(JSON.stringify(sample), JSON.stringify(options))
    assert.equal(readFileSync(join(folder, 'out', 'brief.json'), 'utf8'), wanted)
    assert.ok(printed.startsWith(renderMarkdown(wanted, 'zh-CN').slice(0, 100)))
  } finally {
    rmSync(folder, { recursive: true })
  }
})

// The same text in, the same bytes out; `cargo xtask test` compares what every language writes here.
test('briefs have one hash in every language', async () => {
  const root = new URL('../../', import.meta.url)
  const wanted = [['car-dealer', sample, options.as_of]]
  const maven = join(process.env.LEADSTONE_DATA ?? fileURLToPath(new URL('../shared/data', root)), 'maven_crm')
  if (existsSync(maven)) {
    const names = ['accounts', 'products', 'sales_pipeline', 'sales_teams']
    const tables = Object.fromEntries(names.map((name) => [name, readFileSync(join(maven, `${name}.csv`), 'utf8')]))
    wanted.push(['b2b-pipeline', tables, '2017-09-18'])
  }
  let lines = ''
  for (const [id, tables, day] of wanted) {
    const brief = await Engine.compile(Pack.shipped(id)).briefJson(JSON.stringify(tables), JSON.stringify({ as_of: day }))
    lines += `${id} ${createHash('sha256').update(brief).digest('hex')}\n`
  }
  console.log(`node: ${lines}`)
  const folder = fileURLToPath(new URL('target/conformance/', root))
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'briefs.node.txt'), lines)
})
