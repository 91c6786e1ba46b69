// How the picture of a moment is made. Beside an older engine the benchmark puts another file of this name.
import type { JournalEntry, WorldState } from '#client/world.ts'
import { createGraphFold } from '#picture/canvas/graph-of.ts'
import { createSeatPlanner } from '#picture/canvas/seats.ts'

/** Returns a function that makes the pictures of one canvas, one after the other. */
export function painterOf(): (world: WorldState) => unknown {
  return createGraphFold()
}

/** Returns a function that plans the seats of a journal when some entries have been added to it. */
export function plannerOf(): (
  entries: readonly JournalEntry[],
  added: readonly JournalEntry[],
) => unknown {
  const planner = createSeatPlanner()
  return (_, added) => {
    planner.take(added)
    return planner.plan()
  }
}
