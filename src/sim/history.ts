// The moments of a journal: the state at any entry, from the nearest kept moment before it and the
// changes in between. A kept moment shares its structure with its neighbours.
import { createStateBuilder, emptyState, type IndexesOf, type LookUp, type State } from './state.ts'

/** What a history reads of an entry. */
export interface Recorded<T> {
  readonly changes: readonly { readonly key: string; readonly after: T | undefined }[]
}

export interface History<T> {
  /** The state after the last entry. */
  readonly head: State<T>
  /** The state after the last entry, read in place: it goes on as entries are taken in. */
  readonly live: LookUp<T>
  /** Takes in the entry that follows those it has. */
  append(entry: Recorded<T>): void
  /** The state after entry `index`; the empty state for -1, the last one beyond the end. */
  stateAt(index: number): State<T>
}

/**
 * A moment is kept after so many entries. More of them make a jump quicker (at most so many changes
 * are carried out, a few microseconds each) and cost memory for the nodes that differ.
 */
const SPACING = 512

/** Makes the history of a journal that others write: `entries` is that journal, and may grow before `append` is called. */
export function createHistory<T>(
  entries: readonly Recorded<T>[],
  indexesOf: IndexesOf<T>,
): History<T> {
  const kept: State<T>[] = [emptyState()]
  const head = createStateBuilder(indexesOf)
  let length = 0
  let shown = { index: -1, builder: createStateBuilder(indexesOf) }
  return {
    get head() {
      return head.moment()
    },
    live: head.live,
    append({ changes }) {
      for (const { key, after } of changes) head.set(key, after)
      length += 1
      if (length % SPACING === 0) kept.push(head.moment())
    },
    stateAt(index) {
      if (index >= length - 1) return head.moment()
      if (index < 0) return emptyState()
      const base = Math.floor((index + 1) / SPACING)
      const start = base * SPACING - 1
      // Stepping forwards is the common case: go on from the last answer when it is nearer.
      if (shown.index > index || shown.index < start)
        shown = { index: start, builder: createStateBuilder(indexesOf, kept[base]) }
      const { builder } = shown
      for (let next = shown.index + 1; next <= index; next += 1)
        for (const { key, after } of entries[next]?.changes ?? []) builder.set(key, after)
      shown.index = index
      return builder.moment()
    },
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
