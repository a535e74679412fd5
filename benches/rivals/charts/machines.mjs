// A statechart of ours as a machine of XState 5, and what guards read.
import { and, cancel, not, raise, setup, stateIn } from 'xstate'

/** The fields that guards read; they are those of the host at the time of an event. */
export const record = { fields: {} }

const compare = {
  equal: (one, other) => one === other,
  above: (one, other) => one > other,
  at_least: (one, other) => one >= other
}

const guardOf = ({ guard, requires = [], in_states: inside = [], not_in_states: outside = [] }) => {
  const tests = [...inside.map((id) => stateIn(`#${id}`)), ...outside.map((id) => not(stateIn(`#${id}`)))]
  for (const name of requires) tests.push(() => record.fields[name] !== undefined && record.fields[name] !== '')
  if (guard) {
    const { field, op, value } = guard
    if (guard.type !== 'compare' || !(op in compare)) throw new Error(`no guard for ${JSON.stringify(guard)}`)
    tests.push(() => compare[op](record.fields[field], value))
  }
  return tests.length === 0 ? undefined : tests.length === 1 ? tests[0] : and(tests)
}

const milliseconds = (delay) => Number(delay.slice(0, -1)) * 1000

const actionOf = (action) => {
  if (action.type === 'raise') return raise({ type: action.event })
  if (action.type === 'cancel') return cancel(action.id)
  if (action.type === 'send') return raise({ type: action.event }, { delay: milliseconds(action.after), id: action.id })
  throw new Error(`no action for ${action.type}`)
}

const transitionOf = (way) => ({
  ...(way.to?.length ? { target: way.to.map((id) => `#${id}`), reenter: !way.internal } : {}),
  guard: guardOf(way),
  actions: (way.actions ?? []).map(actionOf)
})

const stateOf = (state) => {
  const node = { id: state.id }
  if (state.type?.endsWith('history')) {
    return { ...node, type: 'history', history: state.type === 'deep_history' ? 'deep' : 'shallow', target: `#${state.initial[0]}` }
  }
  if (state.type === 'final' || state.type === 'parallel') node.type = state.type
  if (state.states?.length) {
    node.states = Object.fromEntries(state.states.map((inner) => [inner.id, stateOf(inner)]))
    if (node.type !== 'parallel') {
      node.initial = state.initial?.[0] ?? state.states.find((inner) => !inner.type?.endsWith('history')).id
    }
  }
  for (const way of state.transitions ?? []) {
    const add = (part, key) => {
      node[part] ??= {}
      ;(node[part][key] ??= []).push(transitionOf(way))
    }
    if (way.after) add('after', milliseconds(way.after))
    else if (!way.events?.length) (node.always ??= []).push(transitionOf(way))
    else for (const event of way.events) {
      // An event of SCXML begins the names that it matches.
      add('on', event === '*' ? '*' : event.startsWith('done.state.') ? `xstate.${event}` : `${event}.*`)
    }
  }
  if (state.entry?.length) node.entry = state.entry.map(actionOf)
  if (state.exit?.length) node.exit = state.exit.map(actionOf)
  return node
}

export const machineOf = (definition, exact = false) => {
  const root = stateOf({ id: 'root', states: definition.states, initial: definition.initial })
  if (exact) {
    const plain = (node) => {
      if (node.on) node.on = Object.fromEntries(Object.entries(node.on).map(([key, ways]) => [key.replace(/\.\*$/, ''), ways]))
      Object.values(node.states ?? {}).forEach(plain)
    }
    plain(root)
  }
  return setup({}).createMachine({ ...root, options: { maxIterations: 5000 } })
}
