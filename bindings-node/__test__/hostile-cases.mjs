// The cases of tests/hostile as JavaScript says them: documents, host values, edits.
import { readFileSync } from 'node:fs'

export const readCases = (name) => JSON.parse(readFileSync(new URL(`../../tests/hostile/${name}`, import.meta.url), 'utf8'))

const nested = (levels) => {
  let value = []
  for (let i = 1; i < levels; i += 1) value = [value]
  return value
}

const cycle = () => {
  const value = {}
  value.self = value
  return value
}

/** A member that fails when it is read; its holder is the value, so the getter stands one level up. */
const RAISES = Symbol('raises')

const GENERATORS = {
  text: ({ of, times }) => of.repeat(times),
  list: ({ of, times }) => Array.from({ length: times }, () => of),
  nested: ({ levels }) => nested(levels),
  cycle,
  raises: () => RAISES,
  surrogate: () => '\ud800',
  'surrogate key': () => ({ '\ud800': 1 }),
  float: ({ of }) => ({ nan: NaN, inf: Infinity, '-inf': -Infinity })[of],
  foreign: () => () => 1,
  bytes: () => Buffer.from('{}'),
  set: () => new Set([1, 2]),
}

/** Puts a member where it stands; one that fails is a getter. */
const put = (holder, key, member) => {
  if (member !== RAISES) holder[key] = member
  else {
    const get = () => {
      throw new Error('of the host')
    }
    Object.defineProperty(holder, key, { get, enumerable: true, configurable: true })
  }
  return holder
}

/** A value of a case, what a file cannot hold made. */
export const value = (stated) => {
  if (Array.isArray(stated)) return stated.reduce((made, item, index) => put(made, index, value(item)), [])
  if (stated === null || typeof stated !== 'object') return stated
  if ('$' in stated) return GENERATORS[stated.$](stated)
  return Object.entries(stated).reduce((made, [key, member]) => put(made, key, value(member)), {})
}

/** A sound document with members planted at their pointers, below `at`. */
export const planted = (sound, at, edits) => {
  const document = structuredClone(sound)
  for (const [pointer, stated] of Object.entries(edits)) {
    const path = (at + pointer).split('/').slice(1)
    const key = path.pop()
    put(path.reduce((holder, step) => holder[step], document), key, value(stated))
  }
  return document
}

/** A text, or pieces of one: texts and `[text, times]`. */
export const textOf = (stated) =>
  typeof stated === 'string'
    ? stated
    : stated.map((piece) => (typeof piece === 'string' ? piece : piece[0].repeat(piece[1]))).join('')

/** Texts in the order of their code points, as every language sorts them. */
export const sorted = (texts) => texts.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))).join(' ')

/** An expectation with `prefix` before every pointer, its violations in order. */
export const expectation = (stated, prefix = '') => sorted(stated.split(' ').map((one) => one.replace('@', `@${prefix}`)))

/** What a door says, as the cases write it; `own` is the class of the door's errors. */
export const said = async (call, own) => {
  try {
    await call()
  } catch (error) {
    if (error?.errorClass === 'internal') return 'panic'
    if (!Array.isArray(error?.violations)) return `raised ${error}`
    const mark = error.errorClass === own ? '' : `!${error.errorClass}`
    return sorted(error.violations.map(({ code, pointer }) => `${code}@${pointer}${mark}`))
  }
  return 'accepted'
}
