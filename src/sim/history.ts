// The moments of a journal: the state at any entry, from the nearest kept moment before it and the
// changes in between. A kept moment shares its structure with its neighbours.
import { must } from '#lib/assert.ts'
import { countFirst } from '#lib/count-first.ts'
import {
  createStateBuilder,
  type Difference,
  emptyState,
  type IndexesOf,
  type LookUp,
  type State,
  type StateBuilder,
} from './state.ts'

/** What a history reads of an entry. */
export interface Recorded<T> {
  readonly changes: readonly Difference<T>[]
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
const SPACING = 2048
/** When there are more keys than so many times the spacing, moments are further apart: each costs what there is. */
const KEYS_PER_ENTRY = 8

interface Kept<T> {
  /** The entry after which it was. */
  readonly index: number
  readonly state: State<T>
}

/** Makes the history of a journal that others write: `entries` is that journal, and may grow before `append` is called. */
export function createHistory<T>(
  entries: readonly Recorded<T>[],
  indexesOf: IndexesOf<T>,
): History<T> {
  const kept: Kept<T>[] = [{ index: -1, state: emptyState() }]
  const present = createPresent(indexesOf)
  let length = 0
  let nextKept = SPACING - 1
  let shown = { index: -1, builder: createStateBuilder(indexesOf) }
  return {
    get head() {
      return present.upToDate().moment()
    },
    live: present.live,
    append({ changes }) {
      for (const change of changes) present.change(change)
      length += 1
      if (length <= nextKept) return
      const state = present.upToDate().moment()
      kept.push({ index: length - 1, state })
      nextKept = length - 1 + Math.max(SPACING, Math.floor(state.size / KEYS_PER_ENTRY))
    },
    stateAt(index) {
      if (index >= length - 1) return present.upToDate().moment()
      if (index < 0) return emptyState()
      const base = keptBefore(kept, index)
      // Stepping forwards is the common case: go on from the last answer when it is nearer.
      if (shown.index > index || shown.index < base.index)
        shown = { index: base.index, builder: createStateBuilder(indexesOf, base.state) }
      const { builder } = shown
      // Of several changes of one key the last one counts.
      const latest = new Map<string, T | undefined>()
      for (let next = shown.index + 1; next <= index; next += 1)
        for (const { key, after } of entries[next]?.changes ?? []) latest.set(key, after)
      for (const [key, after] of latest) builder.set(key, after)
      shown.index = index
      return builder.moment()
    },
  }
}

/** The last moment that was kept at or before entry `index`; the first is that before all entries. */
function keptBefore<T>(kept: readonly Kept<T>[], index: number): Kept<T> {
  let low = 0
  let high = kept.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((kept[middle]?.index ?? Infinity) <= index) low = middle
    else high = middle - 1
  }
  return must(kept[low], 'a history begins with a moment')
}

interface Present<T> {
  readonly live: LookUp<T>
  change(difference: Difference<T>): void
  /** The builder, with all that was set. */
  upToDate(): StateBuilder<T>
}

/**
 * The present is written and asked for single keys far more often than it is listed. So it has a hash table
 * beside its tree, and the tree learns what was written, and of several writes the last one, when it is asked.
 */
function createPresent<T>(indexesOf: IndexesOf<T>): Present<T> {
  const values = new Map<string, T>()
  const written = new Map<string, Difference<T>>()
  /** How the written keys begin, so that one who asks about others need not look through them. */
  const writtenHeads = new Set<string>()
  const builder = createStateBuilder(indexesOf)
  const upToDate = (): StateBuilder<T> => {
    if (written.size === 0) return builder
    for (const difference of written.values()) builder.change(difference)
    written.clear()
    writtenHeads.clear()
    return builder
  }
  /** The same for one who asks about keys that begin with `prefix` only. */
  const upToDateUnder = (prefix = ''): LookUp<T> => {
    const head = headOf(prefix)
    return head === '' || writtenHeads.has(head) ? upToDate().live : builder.live
  }
  return {
    upToDate,
    live: {
      get: (key) => values.get(key),
      under: (prefix) => upToDateUnder(prefix).under(prefix),
      keysOf: (index, value, prefix) => upToDateUnder(prefix).keysOf(index, value, prefix),
      list: (index, value, prefix) =>
        upToDateUnder(prefix)
          .keysOf(index, value, prefix)
          .flatMap((key) => values.get(key) ?? []),
    },
    change(difference) {
      const { key, after } = difference
      const known = written.get(key)
      if (known === undefined) {
        written.set(key, difference)
        writtenHeads.add(headOf(key))
      } else written.set(key, { key, before: known.before, after })
      if (after === undefined) values.delete(key)
      else values.set(key, after)
    },
  }
}

/** A key up to its first slash; nothing for the beginning of a key that has none yet. */
function headOf(key: string): string {
  return key.slice(0, key.indexOf('/') + 1)
}

/** The index of the last entry at or before `timeMs`, or -1. */
export function lastEntryAt(
  entries: readonly { readonly timeMs: number }[],
  timeMs: number,
): number {
  return countFirst(entries.length, (index) => (entries[index]?.timeMs ?? Infinity) <= timeMs) - 1
}
