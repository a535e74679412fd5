// The package has exactly the functions, classes and methods that every language has.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import * as leadstone from '../main.js'
import { camel, readJson } from './support.mjs'

const surface = readJson('surface.json')
const sorted = (names) => [...names].sort()

/** What a class offers: its static and its instance methods. */
const methods = (type) =>
  [...Object.getOwnPropertyNames(type), ...Object.getOwnPropertyNames(type.prototype)].filter(
    (name) => !['arguments', 'caller', 'constructor', 'length', 'name', 'prototype'].includes(name),
  )

test('functions and classes', () => {
  // `default` and the marker of the loader are not ours; the error class is a class of the host.
  const found = Object.keys(leadstone).filter((name) => !/^(default|__.*|module\.exports|LeadstoneError)$/.test(name))
  const wanted = [...surface.functions.map(camel), ...Object.keys(surface.classes)]
  assert.deepEqual(sorted(found), sorted(wanted))
  for (const name of surface.functions) assert.equal(typeof leadstone[camel(name)], 'function')
})

for (const [name, wanted] of Object.entries(surface.classes)) {
  test(`methods of ${name}`, () => {
    assert.deepEqual(sorted(methods(leadstone[name])), sorted(wanted.map(camel)))
  })
}
