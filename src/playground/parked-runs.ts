// Runs that stand at earlier moments. Processes are generators, which cannot be copied; but a run is a pure
// function of its files, so one that stands before the moment of a change goes on with the change as if it
// had been there from the start.
import { continueScenario, sameUntil, type ScenarioRun } from '#scenario/run-scenario.ts'
import type { ParsedScenario } from '#scenario/parse-scenario.ts'

export interface ParkedRuns {
  /**
   * The run that has come furthest in the history that a scenario has until `untilMs`, made to go on with its
   * actions; null when none stands in it. Runs of another history are given up.
   */
  take(parsed: ParsedScenario, untilMs: number): ScenarioRun | null
  /** Keeps the run that is shown now. */
  keep(run: ScenarioRun): void
  /**
   * Brings a few runs to moments before the end of the kept one, a little with each step. Call it when there is
   * nothing else to do; it can be left at any time. `start` begins a run of the same scenario.
   */
  fill(start: () => ScenarioRun): Generator<void>
}

/** A run of fewer entries is there from the start before one looks. */
const FEWEST_ENTRIES = 300
/** Of one with fewer entries only the moment before its last action is worth a second run: what is typed next comes behind it. */
const FEWEST_OF_QUARTERS = 3000
/** All parked runs together hold at most this many entries. */
const MOST_ENTRIES = 200_000
/** Entries of one step: who asks something meanwhile waits no longer than for these. */
const STEP = 50

/**
 * Makes a place for parked runs, with none in it; a run of fewer entries than `fewestEntries` parks none, one of fewer than
 * `fewestOfQuarters` one alone.
 */
export function createParkedRuns(
  fewestEntries = FEWEST_ENTRIES,
  fewestOfQuarters = FEWEST_OF_QUARTERS,
): ParkedRuns {
  let parked: ScenarioRun[] = []
  let kept: ScenarioRun | null = null
  const fits = (run: ScenarioRun, parsed: ParsedScenario): boolean =>
    sameUntil(run.parsed, parsed) >= run.cluster.nowMs
  return {
    take(parsed, untilMs) {
      const all = kept === null ? parked : [...parked, kept]
      const fitting = all.filter((run) => run.cluster.nowMs <= untilMs && fits(run, parsed))
      const [best] = fitting.toSorted((a, b) => b.cluster.nowMs - a.cluster.nowMs)
      parked = fitting.filter((run) => run !== best && run !== kept)
      kept = null
      return best === undefined ? null : continueScenario(best, parsed, untilMs)
    },
    keep(run) {
      kept = run
    },
    *fill(start) {
      const of = kept
      if (of === null || of.cluster.journal.length < fewestEntries) return
      parked = parked.filter((run) => fits(run, of.parsed))
      let beforeMs = 0
      for (const toMs of momentsOf(of, fewestOfQuarters)) {
        const isThere = parked.some(
          ({ cluster }) => cluster.nowMs > beforeMs && cluster.nowMs <= toMs,
        )
        beforeMs = toMs
        if (isThere) continue
        const run = start()
        parked.push(run)
        while (run.cluster.nowMs < toMs) {
          const { reason } = run.advanceSome(toMs, STEP)
          if (reason === 'idle' || reason === 'limit') break
          yield
        }
      }
    },
  }
}

/** Where runs are parked: after each quarter of the entries, and before the last action. */
function momentsOf({ cluster, parsed }: ScenarioRun, fewestOfQuarters: number): readonly number[] {
  const { journal } = cluster
  const parts =
    journal.length > MOST_ENTRIES || journal.length < fewestOfQuarters
      ? []
      : journal.length > MOST_ENTRIES / 2
        ? [0.5]
        : [0.25, 0.5, 0.75]
  const times = parts.map((part) => journal[Math.floor(journal.length * part)]?.timeMs ?? 0)
  const lastMs = Math.max(0, ...parsed.scenario.actions.map(({ atMs }) => atMs)) - 1
  const beforeLast = times.findLastIndex((timeMs) => timeMs <= lastMs)
  if (beforeLast === -1) times.push(lastMs)
  else times[beforeLast] = lastMs
  return [...new Set(times)].filter((timeMs) => timeMs > 0).toSorted((a, b) => a - b)
}
