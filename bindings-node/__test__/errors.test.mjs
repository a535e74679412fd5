// One error class, with core's error body as its properties.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { LeadstoneError, ScorecardModel } from '../main.js'
import { refused, scorecard } from './support.mjs'

test('an error is a real Error with the properties of core', async () => {
  const definition = { ...scorecard(), colour: 'red', schema_version: 2 }
  const error = await refused(() => ScorecardModel.compile(definition), { class: 'definition', pointer: '/colour' })
  assert.ok(error instanceof LeadstoneError)
  assert.equal(error.name, 'DefinitionError')
  assert.equal(error.code, 'decode.unknown_field')
  assert.equal(error.omitted, 0)
  assert.match(error.stack, /^DefinitionError|^LeadstoneError|^Error/)
  assert.deepEqual(error.violations[0].params.field, { type: 'text', value: 'colour' })
  assert.deepEqual(Object.keys(error), ['code', 'errorClass', 'pointer', 'violations', 'omitted'])
})

test('every violation is listed at once, in the order found', async () => {
  const definition = scorecard()
  definition.fit.rules[0].points = 'many'
  delete definition.fit.rules[0].when
  definition.engagement.colour = 1
  const error = await refused(() => ScorecardModel.compile(definition), { class: 'definition' })
  assert.deepEqual(error.violations.map(({ code, pointer }) => `${code} ${pointer}`).sort(), [
    'decode.missing_field /fit/rules/0/when',
    'decode.unknown_field /engagement/colour',
    'decode.wrong_kind /fit/rules/0/points',
  ])
  // The message names all of them.
  for (const { message } of error.violations) assert.ok(error.message.includes(message))
})

test('violations past the limit are counted', async () => {
  const definition = scorecard()
  for (let i = 0; i < 150; i += 1) definition[`unknown_${i}`] = i
  const error = await refused(() => ScorecardModel.compile(definition), { code: 'decode.unknown_field' })
  assert.equal(error.violations.length, 100)
})

test('the class says whose mistake it is', async () => {
  const model = ScorecardModel.compile(scorecard())
  await refused(() => ScorecardModel.compile({}), { class: 'definition' })
  await refused(() => model.score({ employees: 'many' }), { class: 'input', code: 'record.wrong_type' })
})
