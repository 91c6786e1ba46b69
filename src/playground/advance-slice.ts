// How far a run goes before its engine looks for what else is wanted of it.
import type { Advanced } from '#cluster/types.ts'
import type { Paused, ScenarioRun } from '#scenario/run-scenario.ts'

/** A slice ends after about so many entries or timers. */
const MOST_ENTRIES = 250
const MOST_TIMERS = 500
/** How often it is asked whether it has become long: one attempt to schedule on a thousand Nodes takes some milliseconds. */
const ENTRIES_A_LOOK = 10
const TIMERS_A_LOOK = 20

/**
 * Goes on by one slice, that is to `toMs` of virtual time at most. `isLong` says whether it has taken long enough in the
 * caller's own time, and decides nothing but where the slice ends.
 */
export function advanceSlice(
  run: ScenarioRun,
  toMs: number,
  isLong: () => boolean,
): Advanced | Paused {
  const { journal, world } = run.cluster
  const [entries, timers] = [journal.length + MOST_ENTRIES, world.clock.fired + MOST_TIMERS]
  for (;;) {
    const soFar = run.advanceSome(toMs, ENTRIES_A_LOOK, TIMERS_A_LOOK)
    if (soFar.reason !== 'paused') return soFar
    if (journal.length >= entries || world.clock.fired >= timers || isLong()) return soFar
  }
}
