// Where a run has come to rest.
import { momentWithin, type Moment } from './moment.ts'
import type { PlaygroundState } from './types.ts'

type Run = Pick<PlaygroundState, 'times' | 'allSteps'>

/** What follows the last step within so long belongs to it, so that a controller's count is right at the end. */
const SETTLING_MS = 1000
const MOST_SETTLING = 200

/**
 * When the last of all steps has come to rest: those that are told together with the last one come behind it, and then
 * what the others make of it.
 */
export function lastMsOf({ times, allSteps }: Run): number {
  const last = allSteps.ids.at(-1) ?? -1
  let at = last
  while (at - last < MOST_SETTLING && (times[at + 1] ?? Infinity) - (times[at] ?? 0) <= SETTLING_MS)
    at += 1
  return times[at] ?? 0
}

/** The moment of the last step, with what is told together with it: that is all that can be seen of it. */
export function lastMoment(run: Run & Pick<PlaygroundState, 'steps'>): Moment {
  return momentWithin(run.times, run.steps, run.steps.length - 1, lastMsOf(run))
}
