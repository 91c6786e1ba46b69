// What the page has of a run: a few moments around the one that is shown. Each is made of another one by
// what differs, so that they share what is the same and unchanged objects are the same references.
import { worldWith, type WorldState } from '#client/world.ts'
import type { Happening } from '#picture/canvas/canvas-graph.ts'
import { sharedWith } from '#lib/share.ts'
import type { EntryHeader, MomentAnswer } from './questions.ts'

export interface KnownMoment {
  readonly entryId: number
  readonly world: WorldState
  /** The last step at or before it. */
  readonly step: EntryHeader | null
  readonly happening: Happening
}

export interface Mirror {
  /** The number of the run. */
  readonly run: number
  /** The moment after an entry, if the page has it. */
  at(entryId: number): KnownMoment | undefined
  /** The entry of the known moment from which the way to another is shortest; -1, where nothing is, is always known. */
  nearest(entryId: number): number
  /** Takes in the moments that were asked for at the known moment after entry `from`. */
  take(from: number, answers: readonly MomentAnswer[]): void
}

const MOST_MOMENTS = 64

/**
 * Makes the mirror of a run of which nothing is known yet. Objects that equal those of `earlier`, a moment
 * of another run, are taken from there.
 */
export function createMirror(run: number, nothing: WorldState, earlier: WorldState): Mirror {
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
    take(from, answers) {
      let world = from === -1 ? nothing : known.get(from)?.world
      for (const { entryId, changes, step, happening } of answers) {
        if (world === undefined) return
        const before = world
        world =
          known.get(entryId)?.world ??
          worldWith(
            before,
            changes.map(([key, after]) => [
              key,
              after === null ? null : sharedWith(before.get(key) ?? other.get(key), after),
            ]),
          )
        if (!known.has(entryId)) use({ entryId, world, step, happening })
      }
      other = nothing
    },
  }
}
