// The half of the bridge that only the host can do; `bridge.rs` runs it once per environment.
(() => {
  const { parse, stringify } = JSON

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

  // Where `JSON.stringify` stopped: the keys on the way, and what it could not write.
  const locate = (value) => {
    const trail = []
    let tooLong = false
    try {
      stringify(value, function (key, item) {
        while (trail.length > 0 && trail.at(-1).item !== this) trail.pop()
        trail.push({ key, item })
        return item
      })
    } catch (error) {
      tooLong = error instanceof RangeError
    }
    const last = trail.at(-1)?.item
    const cyclic = typeof last === 'object' && trail.slice(0, -1).some(({ item }) => item === last)
    return { keys: trail.slice(1).map(({ key }) => key), actual: cyclic ? 'cyclic object' : typeof last, tooLong }
  }

  // An object as JSON text, or where and why it has none.
  const encode = (value) => {
    try {
      return stringify(value) ?? locate(value)
    } catch {
      return locate(value)
    }
  }

  // The tables of a host by the way they cross: CSV text and columns as they are, rows as JSON text.
  const sort = (tables) => {
    const sorted = { texts: [], names: [], columns: [], rows: undefined }
    if (tables === null || typeof tables !== 'object' || Array.isArray(tables)) {
      return { ...sorted, rows: encode(tables) }
    }
    const rows = Object.create(null)
    try {
      for (const [name, table] of Object.entries(tables)) {
        if (typeof table === 'string') sorted.texts.push([name, table])
        else if (table instanceof Uint8Array) sorted.names.push(name), sorted.columns.push(table)
        else rows[name] = table
      }
    } catch {
      return { ...sorted, rows: locate(tables) }
    }
    return { ...sorted, rows: encode(rows) }
  }

  return { LeadstoneError, encode, decode: parse, sort }
})()
