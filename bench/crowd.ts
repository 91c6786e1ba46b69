// A Deployment as large as a person may want to see: from its creation to the moment in which all its Pods run.
import { advanceSlice } from '#playground/advance-slice.ts'
import { startScenario, type ScenarioRun } from '#scenario/run-scenario.ts'
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
  /** How many slices there were, and how many of them took more than the 100 ms in which a run can be stopped. */
  readonly slices: number
  readonly slicesTooLong: number
}

const HOUR_MS = 3_600_000
/** After so long the page's engine looks for newer messages. */
const LONG_MS = 30
/** In this time a run is to be stopped. */
const STOPPED_MS = 100
/** Looking for the end of the rollout reads the journal, and is no part of a slice. */
const SLICES_A_LOOK = 20

/** Runs a Deployment of so many Pods on so many Nodes, in slices as the page does, until it is rolled out. */
export function measureDeployment(nodes: number, pods: number): CrowdFigures {
  const before = heapMb()
  const started = performance.now()
  const run = startScenario(crowdScenario(nodes, pods), { untilMs: HOUR_MS, exact: true })
  const { journal } = run.cluster
  const slicesMs: number[] = []
  let readyMs: number | null = null
  for (let count = 1; ; count += 1) {
    const { reason } = measureSlice(run, slicesMs)
    if (reason === 'paused' && count % SLICES_A_LOOK !== 0) continue
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
    slices: slicesMs.length,
    slicesTooLong: slicesMs.filter((ms) => ms > STOPPED_MS).length,
    longestSliceMs: Math.max(...slicesMs),
  }
}

function measureSlice(run: ScenarioRun, slicesMs: number[]) {
  const started = performance.now()
  const end = advanceSlice(run, HOUR_MS, () => performance.now() - started >= LONG_MS)
  slicesMs.push(performance.now() - started)
  return end
}

function heapMb(): number {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed / 2 ** 20
}
