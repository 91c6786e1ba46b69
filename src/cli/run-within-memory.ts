// A run that stops with a sentence before Node ends it without one, and what it took.
import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Advanced, Cluster } from '#cluster/types.ts'
import type { ScenarioRun } from '#scenario/run-scenario.ts'

/** Between two looks at the memory: at a few kilobytes an entry, far less than what is kept free. */
const ENTRIES = 10_000
const MOST_OF_HEAP = 0.9
const MEBIBYTE = 1_048_576

interface Heap {
  readonly used_heap_size: number
  readonly heap_size_limit: number
}

/** Runs to the end, to a limit of the run, or until the heap that Node was given is nearly full. */
export function runWithinMemory(
  run: ScenarioRun,
  heap: () => Heap = getHeapStatistics,
  entries = ENTRIES,
): Advanced {
  for (;;) {
    const advanced = run.advanceSome(run.untilMs, entries)
    if (advanced.reason !== 'paused') return advanced
    const { used_heap_size: used, heap_size_limit: most } = heap()
    if (used > most * MOST_OF_HEAP)
      return { ...advanced, reason: 'limit', message: full(run, most) }
  }
}

function full({ cluster }: ScenarioRun, mostBytes: number): string {
  const entries = cluster.journal.length
  const seconds = cluster.nowMs / 1000
  const mebibytes = Math.round(mostBytes / MEBIBYTE)
  return `The run stopped here, at ${seconds} s: its ${entries} journal entries fill the memory of ${mebibytes} MiB that Node was given. With NODE_OPTIONS=--max-old-space-size=${mebibytes * 2}, an earlier "until" or fewer objects it goes on.`
}

/** How long and how large a run was, as lines of text. */
export function statsOf(cluster: Cluster): string {
  collectGarbage()
  const { heapUsed } = process.memoryUsage()
  const pods = cluster.world.state.under('Pod/').length
  const lines = [
    `virtual time    ${cluster.nowMs / 1000} s`,
    `journal entries ${cluster.journal.length}`,
    `timers          ${cluster.world.clock.fired}`,
    `processor time  ${Math.round(process.cpuUsage().user / 1000)} ms`,
    `heap            ${Math.round(heapUsed / MEBIBYTE)} MiB`,
    `Pods            ${pods}`,
    `heap per Pod    ${pods === 0 ? 0 : Math.round(heapUsed / pods / 1024)} KiB`,
  ]
  return `${lines.join('\n')}\n`
}

/** What nobody holds any more is no part of what a run takes. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect === 'function') collect()
}
