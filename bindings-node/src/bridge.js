// The half of the bridge that only the host can do; `bridge.rs` runs it once per environment.
(() => {
  const { parse, stringify } = JSON
  const { isView } = ArrayBuffer
  // The limit of every door; core refuses the same depth in text.
  const DEPTH = 64

  class LeadstoneError extends Error {
    // `body` is the JSON text of core's error body, the one source of every property.
    constructor(body) {
      const { class: errorClass, code, message, omitted, pointer, violations } = parse(body)
      super(message)
      const name = `${errorClass[0].toUpperCase()}${errorClass.slice(1)}Error`
      Object.defineProperty(this, 'name', { value: name, configurable: true, writable: true })
      Object.assign(this, { code, errorClass, pointer, violations, omitted })
    }
  }

  const refused = (keys, actual) => ({ keys: keys.map(String), actual, tooDeep: false, tooLong: false })

  // What `JSON.stringify` would write as something else without a word: a class of the host by its name.
  const opaque = (value) => {
    if (Object.getPrototypeOf(value) === Object.prototype || Array.isArray(value)) return undefined
    if (isView(value) || value instanceof ArrayBuffer || value instanceof Map || value instanceof Set) {
      return Object.prototype.toString.call(value).slice(8, -1)
    }
    return undefined
  }

  // A walk holds the objects in which it stands, the key in each, and whether it looks at texts too.
  const here = ({ keys, inside }) => keys.slice(0, inside.length)

  // The first thing in `value` that has no JSON form; nothing when there is none. A missing member is
  // undefined, as everywhere in JavaScript.
  const search = (value, walk) => {
    if (typeof value === 'string') return walk.texts && !value.isWellFormed() ? refused(here(walk), 'string') : undefined
    if (value === null || typeof value === 'number' || typeof value === 'boolean') return undefined
    if (value === undefined) return walk.inside.length === 0 ? refused([], 'undefined') : undefined
    const name = opaque(value)
    if (name !== undefined) return refused(here(walk), name)
    if (typeof value.toJSON === 'function') {
      const written = value.toJSON(here(walk).at(-1) ?? '')
      return written === value ? members(value, walk) : search(written, walk)
    }
    return typeof value === 'object' ? members(value, walk) : refused(here(walk), typeof value)
  }

  const members = (value, walk) => {
    const { keys, inside, texts } = walk
    if (inside.includes(value)) return refused(here(walk), 'cyclic object')
    if (inside.length >= DEPTH) return { ...refused([], 'object'), tooDeep: true }
    const depth = inside.push(value) - 1
    for (const key of Array.isArray(value) ? value.keys() : Object.keys(value)) {
      if (texts && typeof key === 'string' && !key.isWellFormed()) return refused(keys.slice(0, depth), 'string')
      keys[depth] = key
      const found = search(value[key], walk)
      if (found !== undefined) return found
    }
    inside.pop()
    return undefined
  }

  // An object as JSON text, or where and why it has none.
  const encode = (value) => {
    let walk = { keys: [], inside: [], texts: false }
    try {
      const found = search(value, walk)
      if (found !== undefined) return found
      const text = stringify(value)
      // A surrogate alone is written as an escape; nearly no text holds one, so texts are looked at after.
      if (!text.includes('\\ud')) return text
      walk = { keys: [], inside: [], texts: true }
      return search(value, walk) ?? text
    } catch (error) {
      // Code of the host failed, or the text is longer than a string can be.
      return { ...refused(here(walk), 'getter that throws'), tooLong: error instanceof RangeError }
    }
  }

  // The tables of a host by the way they cross: CSV text and columns as they are, rows as JSON text.
  const sort = (tables) => {
    const sorted = { texts: [], names: [], columns: [], rows: undefined }
    if (tables === null || typeof tables !== 'object' || Array.isArray(tables)) {
      return { ...sorted, rows: encode(tables) }
    }
    const rows = Object.create(null)
    const keys = []
    try {
      for (const name of Object.keys(tables)) {
        keys[0] = name
        const table = tables[name]
        const plain = name.isWellFormed()
        if (plain && typeof table === 'string' && table.isWellFormed()) sorted.texts.push([name, table])
        else if (plain && table instanceof Uint8Array) sorted.names.push(name), sorted.columns.push(table)
        else rows[name] = table
      }
    } catch {
      return { ...sorted, rows: refused(keys, 'getter that throws') }
    }
    return { ...sorted, rows: encode(rows) }
  }

  return { LeadstoneError, encode, decode: parse, sort }
})()
