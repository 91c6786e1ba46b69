// What the page has of a run: a few moments around the one that is shown. Each is made of another one by
// what differs, so that they share what is the same and unchanged objects are the same references.
import { indexesOf } from '#api/indexes.ts'
import type { WorldObject, WorldState } from '#client/world.ts'
import type { Happening } from '#picture/canvas/canvas-graph.ts'
import { placeOfKind } from '#picture/kinds/kinds.ts'
import { sharedWith } from '#lib/share.ts'
import { createStateBuilder, emptyState, type IndexesOf } from '#sim/state.ts'
import { unpack } from './pack.ts'
import { pooled } from './text-pool.ts'
import type { Answers, ChangedObject, EntryHeader } from './questions.ts'

export interface KnownMoment {
  readonly entryId: number
  readonly world: WorldState
  /** The last step at or before it that is no routine, and the last routine one after that. */
  readonly step: EntryHeader | null
  readonly report: EntryHeader | null
  readonly happening: Happening
}

export interface Mirror {
  /** The number of the run. */
  readonly run: number
  /** Whether its moments tell little of most Pods. */
  readonly crowd: boolean
  /** The moment after an entry, if the page has it. */
  at(entryId: number): KnownMoment | undefined
  /** The entry of the known moment from which the way to another is shortest; -1, where nothing is, is always known. */
  nearest(entryId: number): number
  /** Takes in the moments that were asked for at the known moment after entry `from`. */
  take(from: number, moments: Answers['moments']): void
}

const MOST_MOMENTS = 64

/** Where nothing is. */
export const NOTHING: WorldState = emptyState()

/**
 * How the page looks objects up besides by key; an index that it does not use costs as much as one that it does. What
 * owners have made is looked up too, but not their Pods, which are many.
 */
const USED: ReadonlySet<string> = new Set(['node', 'pod'])

const byKind = new Map<string, ReturnType<IndexesOf<WorldObject>>>()

const usedIndexesOf: IndexesOf<WorldObject> = (object) => {
  const known = byKind.get(object.kind)
  if (known !== undefined) return known
  const isOwner = placeOfKind(object.kind) === 'owner'
  const used = indexesOf(object).filter(
    ({ name }) => USED.has(name) || (isOwner && name === 'owner'),
  )
  byKind.set(object.kind, used)
  return used
}

/** A moment of a mirror with some objects in the place of those that it has. */
export function withObjects(
  world: WorldState,
  changes: readonly ChangedObject[],
  shared: (key: string, after: WorldObject) => WorldObject = (_key, after) => after,
): WorldState {
  const builder = createStateBuilder(usedIndexesOf, world)
  for (const [key, after] of changes)
    builder.set(key, after === null ? undefined : shared(key, after))
  return builder.moment()
}

/**
 * Makes the mirror of a run of which nothing is known yet. Objects that equal those of `earlier`, a moment
 * of another run, are taken from there.
 */
export function createMirror(run: number, earlier: WorldState, crowd = false): Mirror {
  let other = earlier
  // In the order of their use, the last one at the end.
  const known = new Map<number, KnownMoment>()
  const use = (moment: KnownMoment): void => {
    known.delete(moment.entryId)
    known.set(moment.entryId, moment)
    const [oldest] = known.keys()
    if (known.size > MOST_MOMENTS && oldest !== undefined) known.delete(oldest)
  }
  return {
    run,
    crowd,
    at(entryId) {
      const moment = known.get(entryId)
      if (moment !== undefined) use(moment)
      return moment
    },
    nearest(entryId) {
      let best = -1
      for (const id of known.keys())
        if (Math.abs(id - entryId) < Math.abs(best - entryId)) best = id
      return best
    },
    take(from, moments) {
      let world = from === -1 ? NOTHING : known.get(from)?.world
      for (const { entryId, changes, step, report, happening } of unpack(moments, pooled)) {
        if (world === undefined) return
        const before = world
        world =
          known.get(entryId)?.world ??
          withObjects(before, changes, (key, after) =>
            sharedWith(before.get(key) ?? other.get(key), after),
          )
        if (!known.has(entryId)) use({ entryId, world, step, report, happening })
      }
      other = NOTHING
    },
  }
}
