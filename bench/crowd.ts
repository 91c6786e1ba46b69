// A Deployment as large as a person may want to see: from its creation to the moment in which all its Pods run.
import { startScenario } from '#scenario/run-scenario.ts'
import { crowdScenario } from './scenarios.ts'

export interface CrowdFigures {
  readonly pods: number
  /** When the Deployment is rolled out, in virtual milliseconds; null when that does not come in an hour. */
  readonly readyMs: number | null
  readonly runMs: number
  readonly entries: number
  /** What the journal and its moments keep alive, in MB. */
  readonly heapMb: number
  /** The longest slice of work, after which the run can be left. */
  readonly longestSliceMs: number
}

const HOUR_MS = 3_600_000
/** What the page's engine does at most before it looks for newer messages. */
const SLICE = { entries: 1000, timers: 2000 }

/** Runs a Deployment of so many Pods on so many Nodes, in slices as the page does, until it is rolled out. */
export function measureDeployment(nodes: number, pods: number): CrowdFigures {
  const before = heapMb()
  const started = performance.now()
  const run = startScenario(crowdScenario(nodes, pods), { untilMs: HOUR_MS, exact: true })
  const { journal } = run.cluster
  let longestSliceMs = 0
  let readyMs: number | null = null
  for (;;) {
    const sliceStarted = performance.now()
    const { reason } = run.advanceSome(HOUR_MS, SLICE.entries, SLICE.timers)
    longestSliceMs = Math.max(longestSliceMs, performance.now() - sliceStarted)
    readyMs = journal.findLast(({ kind }) => kind === 'RolloutComplete')?.timeMs ?? null
    if (readyMs !== null || reason !== 'paused') break
  }
  const runMs = performance.now() - started
  return {
    pods,
    readyMs,
    runMs,
    entries: journal.length,
    heapMb: heapMb() - before,
    longestSliceMs,
  }
}

function heapMb(): number {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed / 2 ** 20
}
