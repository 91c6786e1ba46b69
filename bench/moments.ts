// How the engine is asked for a moment. Beside an older engine the benchmark puts another file of this name.
import type { JournalEntry, World } from '#sim/world.ts'

interface Run {
  readonly world: Pick<World<unknown>, 'stateAt'>
  readonly journal: readonly JournalEntry<unknown>[]
}

/** Returns a function that gives the state after an entry of a run's journal. */
export function momentsOf(run: Run): (entry: number) => { readonly size: number } {
  return (entry) => run.world.stateAt(entry)
}
