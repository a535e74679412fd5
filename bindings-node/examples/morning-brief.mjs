// The main job: one pack, one folder of CSV files (or the embedded sample), the morning brief.
//
//   node morning-brief.mjs
//   node morning-brief.mjs --pack b2b-pipeline --data path/to/maven_crm --as-of 2017-09-18 --locale zh-CN --out brief
//
// Prints the brief as Markdown, and writes the boards and the brief's JSON into the folder `--out`.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'

import { Engine, LeadstoneError, Pack, renderHtml, renderMarkdown } from 'leadstone'

const { values } = parseArgs({
  options: {
    pack: { type: 'string', default: 'car-dealer' },
    data: { type: 'string' },
    'as-of': { type: 'string' },
    locale: { type: 'string', default: 'en' },
    out: { type: 'string', default: 'target/demo' },
  },
})

/** Every CSV file of a folder as a table named after it; all columns stay text, the pack's mapping reads them. */
const readFolder = (folder) => {
  const files = readdirSync(folder).filter((file) => file.endsWith('.csv'))
  return Object.fromEntries(files.map((file) => [basename(file, '.csv'), readFileSync(join(folder, file), 'utf8')]))
}

const main = async () => {
  const pack = existsSync(values.pack) ? Pack.compile(readFileSync(values.pack, 'utf8')) : Pack.shipped(values.pack)
  const tables = values.data === undefined ? pack.sample() : readFolder(values.data)
  const as_of = values['as-of'] ?? JSON.parse(pack.toJson()).sample.as_of

  const started = performance.now()
  const brief = await Engine.compile(pack).brief(tables, { as_of })
  const took = performance.now() - started

  console.log(renderMarkdown(brief, values.locale))
  mkdirSync(values.out, { recursive: true })
  const json = JSON.stringify(brief)
  writeFileSync(join(values.out, 'brief.json'), json)
  for (const locale of ['en', 'zh-CN']) {
    const board = join(values.out, `board.${locale}.html`)
    writeFileSync(board, renderHtml(brief, locale))
    console.log(`board: ${board}`)
  }
  console.log(`brief: ${join(values.out, 'brief.json')} (sha-256 ${createHash('sha256').update(json).digest('hex')})`)
  console.log(`computed in ${took.toFixed(0)} ms`)
}

try {
  await main()
} catch (error) {
  if (!(error instanceof LeadstoneError)) throw error
  console.error(`${error.code}: ${error.message}`)
  process.exitCode = 1
}
