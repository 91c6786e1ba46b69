// A world as it is, in which nothing that is written stays.
import type { JournalEntry, Narration, World } from './world.ts'

/** The present of a world; what is committed is answered with an entry that has the number of the last one, and forgotten. */
export function dryWorld<T>(world: World<T>): World<T> {
  return {
    clock: world.clock,
    journal: [],
    get state() {
      return world.state
    },
    live: world.live,
    get: (key) => world.get(key),
    stateAt: () => world.state,
    commit: (narration, changes) => ({
      ...unwrittenEntry(narration, world.clock.nowMs, changes),
      id: world.journal.length - 1,
    }),
    subscribe: () => () => {},
  }
}

/** The entry that a commit would write; it stands in no journal. */
export function unwrittenEntry<T>(
  { actor, message, level, kind, objects = [], because, data = null }: Narration,
  timeMs: number,
  changes: Parameters<World<T>['commit']>[1],
): JournalEntry<T> {
  const made = changes.map(([key, after]) => ({ key, before: undefined, after }))
  const told = { actor, message, because: because ?? null, cause: null, level, kind, objects, data }
  return { id: -1, timeMs, ...told, changes: made }
}
