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

  const refused = (keys, actual) => ({ keys, actual, tooDeep: false, tooLong: false })

  // What `JSON.stringify` would write as something else without a word: a class of the host by its name.
  const opaque = (value) => {
    if (isView(value) || value instanceof ArrayBuffer || value instanceof Map || value instanceof Set) {
      return Object.prototype.toString.call(value).slice(8, -1)
    }
    return undefined
  }

  // The first thing in `value` that has no JSON form, with the keys on the way; nothing when there is none.
  // `inside` holds the objects on the way. A missing member is undefined, as everywhere in JavaScript.
  const search = (value, keys, inside) => {
    if (typeof value === 'string') return value.isWellFormed() ? undefined : refused([...keys], 'string')
    if (value === null || typeof value === 'number' || typeof value === 'boolean') return undefined
    if (value === undefined) return keys.length === 0 ? refused([], 'undefined') : undefined
    if (opaque(value) !== undefined) return refused([...keys], opaque(value))
    if (typeof value.toJSON === 'function') {
      const written = value.toJSON(keys.at(-1) ?? '')
      return written === value ? members(value, keys, inside) : search(written, keys, inside)
    }
    return typeof value === 'object' ? members(value, keys, inside) : refused([...keys], typeof value)
  }

  const members = (value, keys, inside) => {
    if (inside.includes(value)) return refused([...keys], 'cyclic object')
    if (inside.length >= DEPTH) return { ...refused([], 'object'), tooDeep: true }
    inside.push(value)
    for (const key of Array.isArray(value) ? value.keys() : Object.keys(value)) {
      if (typeof key === 'string' && !key.isWellFormed()) return refused([...keys], 'string')
      keys.push(key)
      const found = search(value[key], keys, inside)
      if (found !== undefined) return found
      keys.pop()
    }
    inside.pop()
    return undefined
  }

  // An object as JSON text, or where and why it has none.
  const encode = (value) => {
    const keys = []
    try {
      const found = search(value, keys, [])
      if (found !== undefined) return { ...found, keys: found.keys.map(String) }
      return stringify(value)
    } catch (error) {
      // Code of the host failed at `keys`, or the text is longer than a string can be.
      return { ...refused(keys.map(String), 'getter that throws'), tooLong: error instanceof RangeError }
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
