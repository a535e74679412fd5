// XState beside our statecharts, and the pictures of charts and journeys through real parsers.
//
// usage: rival.mjs evidence|bench FOLDER [--quick], after the Rust program of the same name wrote into FOLDER.
// JSON lines on stdout, one per figure; ends with 1 when something differs.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

import { createActor, SimulatedClock } from 'xstate'

import { machineOf, record } from './machines.mjs'

const [verb, folder, ...options] = process.argv.slice(2)
const quick = options.includes('--quick')
const require = createRequire(import.meta.url)
const versionOf = (name) => JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url), 'utf8')).version
const read = (name) => readFileSync(join(folder, name), 'utf8')
const log = (...words) => console.error(...words)

const report = (metric, value, unit, n, more = {}) =>
  console.log(JSON.stringify({
    name: 'charts', metric, value, unit, rival: null, rival_version: null, rival_value: null, ratio: null, n,
    lower: null, upper: null, bar: null, met: null, seed: null, ...more
  }))

const leaves = (snapshot) => snapshot._nodes.filter(({ type }) => type === 'atomic' || type === 'final').map(({ id }) => id).sort()

/** The configurations of XState after each step, beside ours. */
const sameMachines = () => {
  let machines = 0
  let steps = 0
  let differ = 0
  for (const line of read('machines.jsonl').trim().split('\n')) {
    const told = JSON.parse(line)
    const clock = new SimulatedClock()
    record.fields = { on: false, score: 0 }
    const actor = createActor(machineOf(told.definition), { clock })
    let fault
    actor.subscribe({ error: (error) => (fault = error) })
    actor.start()
    let wrong = -1
    const check = (at) => {
      const [theirs, ours] = [leaves(actor.getSnapshot()), [...told.configurations[at]].sort()]
      if (wrong < 0 && (fault || theirs.join() !== ours.join())) {
        wrong = at
        if (differ < 5) log(`seed ${told.seed}, step ${at} ${JSON.stringify(told.steps[at - 1])}: ${theirs} and ours ${ours}`, fault ?? '')
      }
    }
    check(0)
    for (const [at, step] of told.steps.entries()) {
      if (step.wait) for (let second = 0; second < step.wait; second += 1) clock.increment(1000)
      else {
        record.fields = { on: step.on, score: step.score }
        actor.send({ type: step.event })
      }
      check(at + 1)
    }
    actor.stop()
    machines += 1
    steps += told.steps.length
    if (wrong >= 0) differ += 1
  }
  report('xstate.machines_that_differ', differ, 'machines', machines, {
    rival: 'xstate', rival_version: versionOf('xstate'), bar: 0, met: differ === 0 && machines > 0, seed: 1
  })
  report('xstate.steps_compared', steps, 'steps', machines, { rival: 'xstate', rival_version: versionOf('xstate') })
  log(`XState: ${differ} of ${machines} machines differ, ${steps} steps`)
  return differ + (machines === 0 ? 1 : 0)
}

/** Every picture is read by the parser that draws it. */
const pictures = async () => {
  const { JSDOM } = require('jsdom')
  const { window } = new JSDOM('')
  // What Mermaid cleans its labels with wants a document.
  globalThis.window = window
  globalThis.document = window.document
  const { default: mermaid } = await import('mermaid')
  const viz = await (await import('@viz-js/viz')).instance()
  const drawn = {
    mermaid: async (text) => (await mermaid.parse(text)).diagramType === 'stateDiagram',
    // Engine `nop` reads without a layout; every tenth picture is laid out too.
    dot: async (text, at) =>
      viz.render(text, { engine: 'nop', format: 'canon' }).status === 'success' &&
      (at % 10 > 0 || viz.render(text, { format: 'svg' }).status === 'success')
  }
  const reads = async (kind, text, at = 1) => {
    try {
      return await drawn[kind](text, at)
    } catch (error) {
      return log(String(error).slice(0, 300)), false
    }
  }
  const given = JSON.parse(read('pictures.json'))
  let refused = 0
  for (const [kind, name] of [['mermaid', 'mermaid'], ['dot', '@viz-js/viz']]) {
    const texts = given.filter((picture) => picture.kind === kind)
    let bad = 0
    for (const [at, { about, text }] of texts.entries()) {
      if (!(await reads(kind, text, at))) {
        bad += 1
        if (bad < 4) log(`${kind} of ${about} is not read:\n${text.slice(0, 600)}`)
      }
    }
    // A parser that takes everything would show nothing.
    const broken = kind === 'mermaid' ? 'stateDiagram-v2\n  state "half' : 'digraph { a -> '
    if (await reads(kind, broken)) bad += 1
    report(`pictures.${kind}.not_read`, bad, 'pictures', texts.length, {
      rival: name, rival_version: versionOf(name), bar: 0, met: bad === 0 && texts.length > 0
    })
    log(`${kind}: ${bad} of ${texts.length} pictures not read`)
    refused += bad + (texts.length === 0 ? 1 : 0)
  }
  return refused
}

/** Nanoseconds per event: the median of the runs, the fastest and the slowest. */
const time = (events, rounds, run) => {
  const found = []
  run(Math.ceil(rounds / 5))
  for (let at = 0; at < (quick ? 3 : 7); at += 1) {
    const started = process.hrtime.bigint()
    run(rounds)
    found.push(Number(process.hrtime.bigint() - started) / (rounds * events))
  }
  found.sort((one, other) => one - other)
  return { value: found[found.length >> 1], lower: found[0], upper: found[found.length - 1] }
}

const bench = () => {
  const { ours, flat, round, fields, visited } = JSON.parse(read('charts.json'))
  const xstate = { rival: 'xstate', rival_version: versionOf('xstate') }
  const machine = machineOf(flat, true)
  record.fields = fields
  const events = round.map((type) => ({ type }))
  const begin = () => createActor(machine).start()
  const walked = []
  const actor = begin()
  for (const event of events) {
    actor.send(event)
    walked.push(actor.getSnapshot().value)
  }
  const begun = begin().getPersistedSnapshot()
  let persisted = begun
  const restored = (event) => {
    const actor = createActor(machine, { snapshot: persisted }).start()
    actor.send(event)
    persisted = actor.getPersistedSnapshot()
    actor.stop()
    return persisted.value
  }
  const walkedAgain = events.map(restored)
  if (walked.join() !== visited.join() || walkedAgain.join() !== visited.join()) {
    log(`not the same machine: ${walked} and ours ${visited}`)
    return 1
  }
  const rounds = quick ? 500 : 5000
  const send = time(events.length, rounds, (rounds) => {
    for (let at = 0; at < rounds; at += 1) for (const event of events) actor.send(event)
  })
  const whole = time(events.length, rounds, (rounds) => {
    for (let at = 0; at < rounds; at += 1) events.forEach(restored)
  })
  log(`xstate: send ${send.value.toFixed(0)} ns, restore + send + persist ${whole.value.toFixed(0)} ns`)
  // `wanted`: how many times faster we have to be.
  const beside = (metric, value, theirs, wanted, more = {}) => {
    const ratio = theirs / value
    const bar = wanted ? { bar: theirs / wanted, met: ratio >= wanted } : {}
    report(metric, value, 'ns/event', events.length, { ...xstate, rival_value: theirs, ratio, ...bar, ...more })
    log(`${metric}: ${value.toFixed(1)} ns, ${ratio.toFixed(1)}x ${wanted ? `(at least ${wanted}x)` : ''}`)
  }
  beside('rust.step.beside_xstate_send', ours['flat.step'], send.value)
  beside('rust.restore_step_store.beside_xstate', ours['restore_step_store'], whole.value, 100)
  beside('rust.apply_json.beside_xstate', ours.apply_json, whole.value)
  const addon = process.env.NAPI_RS_NATIVE_LIBRARY_PATH
  if (!addon) {
    log('no addon in NAPI_RS_NATIVE_LIBRARY_PATH: calls from Node are not measured')
    return 0
  }
  const { ChartModel } = require(addon)
  const model = ChartModel.compile(flat)
  const at = '2026-03-02T09:00:00Z'
  const first = model.start({ at, fields }).state
  const texts = []
  let state = first
  const seen = []
  for (const [number, name] of round.entries()) {
    const event = { id: `e${number}`, name, at }
    texts.push(JSON.stringify({ state, event }))
    state = model.apply({ state, event }).state
    seen.push(state.configuration[0])
  }
  if (seen.join() !== visited.join()) {
    log(`not the same states through the addon: ${seen}`)
    return 1
  }
  const objects = texts.map((text) => JSON.parse(text))
  const calls = quick ? 200 : 2000
  const door = (metric, run, wanted) => {
    const { value, lower, upper } = time(events.length, calls, (rounds) => {
      for (let at = 0; at < rounds; at += 1) run()
    })
    beside(metric, value, whole.value, wanted, { lower, upper })
  }
  door('node.apply', () => objects.forEach((request) => model.apply(request)))
  door('node.apply_json', () => texts.forEach((text) => model.applyJson(text)))
  const held = model.hold(first)
  const walk = round.map((name) => {
    held.step(name, at)
    return held.states()[0]
  })
  if (walk.join() !== visited.join()) {
    log(`not the same states through a held chart: ${walk}`)
    return 1
  }
  door('node.held.step', () => round.forEach((name) => held.step(name, at)), 10)
  // The whole way of a request: read, step, write.
  const states = round.map((_, number) => JSON.parse(texts[number]).state)
  door('node.hold_step_store', () => round.forEach((name, number) => {
    const held = model.hold(states[number])
    held.step(name, at)
    return held.store()
  }))
  return 0
}

process.exitCode = (verb === 'bench' ? bench() : sameMachines() + (await pictures())) > 0 ? 1 : 0
