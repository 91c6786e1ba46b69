// Time travel: the state at any entry of a journal, read from the nearest checkpoint before it.
// Values are shared between moments, so an unchanged object is the same reference.
import type { JournalEntry } from './world.ts'

const SPACING = 256

export interface TimeTravel<T> {
  /** Takes in entries that follow those it has. */
  append(entries: readonly JournalEntry<T>[]): void
  /** The state after entry `index`; the empty state for -1. Do not change the returned map. */
  stateAt(index: number): ReadonlyMap<string, T>
}

/** Makes an empty history. */
export function createTimeTravel<T>(): TimeTravel<T> {
  const entries: JournalEntry<T>[] = []
  const checkpoints: ReadonlyMap<string, T>[] = [new Map()]
  let latest = new Map<string, T>()
  let cached: { readonly index: number; readonly state: ReadonlyMap<string, T> } = {
    index: -1,
    state: new Map(),
  }
  return {
    append(more) {
      for (const entry of more) {
        entries.push(entry)
        applyChanges(latest, entry)
        if (entries.length % SPACING === 0) checkpoints.push(new Map(latest))
      }
    },
    stateAt(index) {
      const last = Math.min(index, entries.length - 1)
      if (last < 0) return new Map()
      if (cached.index === last) return cached.state
      const base = Math.floor((last + 1) / SPACING)
      const start = base * SPACING
      // Stepping forwards is the common case: go on from the last answer when it is nearer.
      const near = cached.index < last && cached.index + 1 >= start
      const state = new Map(near ? cached.state : checkpoints[base])
      for (let i = near ? cached.index + 1 : start; i <= last; i += 1) {
        const entry = entries[i]
        if (entry !== undefined) applyChanges(state, entry)
      }
      cached = { index: last, state }
      return state
    },
  }
}

function applyChanges<T>(state: Map<string, T>, entry: JournalEntry<T>): void {
  for (const { key, after } of entry.changes) {
    if (after === undefined) state.delete(key)
    else state.set(key, after)
  }
}

/** The index of the last entry at or before `timeMs`, or -1. */
export function lastEntryAt(
  entries: readonly { readonly timeMs: number }[],
  timeMs: number,
): number {
  let low = 0
  let high = entries.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((entries[middle]?.timeMs ?? Infinity) <= timeMs) low = middle + 1
    else high = middle
  }
  return low - 1
}
