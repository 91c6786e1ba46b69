// How the engine is asked for a moment. Beside an older engine the benchmark puts another file of this name.
import type { State } from '#sim/state.ts'
import type { JournalEntry, World } from '#sim/world.ts'

interface Run<T> {
  readonly world: Pick<World<T>, 'stateAt'>
  readonly journal: readonly JournalEntry<T>[]
}

/** Returns a function that gives the state after an entry of a run's journal. */
export function momentsOf<T>(run: Run<T>): (entry: number) => State<T> {
  return (entry) => run.world.stateAt(entry)
}
