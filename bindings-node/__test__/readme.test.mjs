// The code of the README runs, and prints what it says.
import assert from 'node:assert/strict'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'

test('every block of the README', async () => {
  const text = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const code = [...text.matchAll(/```js\n([^]*?)```/g)].map(([, block]) => block).join('\n')
  const wanted = [...code.matchAll(/\/\/=> (.*)/g)].map(([, line]) => line)
  assert.ok(wanted.length > 0)
  const program = new URL(`readme-${process.pid}.mjs`, import.meta.url)
  const printed = []
  const { log } = console
  try {
    writeFileSync(program, code)
    const { formatWithOptions } = await import('node:util')
    console.log = (...values) => printed.push(formatWithOptions({ breakLength: Infinity }, ...values))
    await import(program)
  } finally {
    console.log = log
    rmSync(program)
  }
  assert.deepEqual(printed, wanted)
})
