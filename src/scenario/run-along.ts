// A run that is no further than somebody has looked. What is added to the scenario behind that moment is carried out as if it
// had been there from the start, so a session at a terminal makes its history once.
import { parseScenario } from './parse-scenario.ts'
import {
  continueScenario,
  endOf,
  sameUntil,
  type ScenarioRun,
  startScenario,
} from './run-scenario.ts'
import type { ScenarioFile } from './types.ts'

export interface RunAlong {
  /** The run of these files, in which all up to `toMs` has happened; anew where they make another history. */
  at(files: readonly ScenarioFile[], toMs: number): ScenarioRun
}

/** Makes runs that go until `untilMs` at least. */
export function createRunAlong(untilMs: number): RunAlong {
  let newest: { readonly files: readonly ScenarioFile[]; readonly run: ScenarioRun } | null = null
  return {
    at(files, toMs) {
      if (newest?.files !== files) newest = { files, run: runOf(files, untilMs, newest?.run) }
      const { run } = newest
      while (wholeUntil(run) < toMs && goOn(run));
      return run
    },
  }
}

function runOf(
  files: readonly ScenarioFile[],
  untilMs: number,
  before: ScenarioRun | undefined,
): ScenarioRun {
  const parsed = parseScenario(files)
  return before !== undefined && sameUntil(before.parsed, parsed) >= before.cluster.nowMs
    ? continueScenario(before, parsed, endOf(parsed, untilMs))
    : startScenario(files, { untilMs })
}

/** The millisecond up to and with which a run says everything; its end when nothing more happens before it. */
export function wholeUntil({ cluster, untilMs }: ScenarioRun): number {
  const next = cluster.world.clock.nextMs()
  return next === null ? untilMs : Math.min(next - 1, untilMs)
}

/**
 * Lets the next thing happen, and stands at its time and no later: an action may still come before the one after it.
 * False where nothing more happens before the end, or a limit is reached.
 */
export function goOn(run: ScenarioRun): boolean {
  const next = run.cluster.world.clock.nextMs()
  if (next === null || next > run.untilMs) return false
  return run.advance(next).reason !== 'limit'
}
