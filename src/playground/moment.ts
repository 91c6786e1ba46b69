// Where playback stands, as pure functions of the journal: which entries a step or a time includes.
import { countFirst } from '#lib/count-first.ts'
import type { Numbers } from '#lib/numbers.ts'

/** The times of the entries of a run in milliseconds, by their ids. */
export type Times = Float64Array

export interface Moment {
  /** Index into the steps, -1 before the first. */
  readonly step: number
  readonly timeMs: number
  /** The last entry that has happened, -1 before all. */
  readonly entryId: number
}

/** Where to go: a time (-1: the first step), and how many steps of that millisecond come behind. */
export interface Destination {
  readonly timeMs: number
  readonly behind: number
}

/** The moment of a step: its entry and the details of the same millisecond that follow it. Out of range: the nearest. */
export function momentOfStep(times: Times, steps: Numbers, step: number): Moment {
  const index = Math.max(-1, Math.min(step, steps.length - 1))
  const start = steps[index]
  const timeMs = start === undefined ? undefined : times[start]
  if (timeMs === undefined) return startMoment(times, steps)
  const nextStep = steps[index + 1] ?? Infinity
  return { step: index, timeMs, entryId: Math.min(lastEntryAt(times, timeMs), nextStep - 1) }
}

/** Before the first step: the cluster stands there, and nothing was done to it yet. */
function startMoment(times: Times, steps: Numbers): Moment {
  return { step: -1, timeMs: 0, entryId: (steps[0] ?? times.length) - 1 }
}

/** The id of the last entry at or before `timeMs`, or -1. */
function lastEntryAt(times: Times, timeMs: number): number {
  return countFirst(times.length, (id) => (times[id] ?? Infinity) <= timeMs) - 1
}

/** The moment of a time: everything up to and at that millisecond. */
export function momentOfTime(times: Times, steps: Numbers, timeMs: number): Moment {
  const entryId = lastEntryAt(times, timeMs)
  return { step: stepAt(steps, entryId), timeMs, entryId }
}

/** How many steps of the same millisecond follow the one that is shown; 0 where playback stands at no step. */
export function stepsBehind(
  times: Times,
  steps: Numbers,
  { step, entryId }: Pick<Moment, 'step' | 'entryId'>,
): number {
  const timeAt = (index: number): number | undefined => times[steps[index] ?? -1]
  if (step < 0 || momentOfStep(times, steps, step).entryId !== entryId) return 0
  let next = step + 1
  while (next < steps.length && timeAt(next) === timeAt(step)) next += 1
  return next - step - 1
}

/** How many of all steps of the same millisecond follow the shown moment, at whatever level of detail it is shown. */
export function behindOf(state: {
  readonly times: Times
  readonly allSteps: { readonly ids: Numbers }
  readonly entryId: number
}): number {
  const { times, entryId } = state
  const { ids } = state.allSteps
  return stepsBehind(times, ids, { step: stepAt(ids, entryId), entryId })
}

/** The moment of a time, or of the step of that millisecond that has `behind` others behind it; of the time when there is none. */
export function momentOfLink(
  times: Times,
  steps: Numbers,
  { timeMs, behind }: { readonly timeMs: number; readonly behind: number },
): Moment {
  const all = momentOfTime(times, steps, timeMs)
  const one = momentOfStep(times, steps, all.step - behind)
  return behind > 0 && one.timeMs === timeMs ? one : all
}

/** The index of the last step at or before an entry, or -1. */
export function stepAt(steps: Numbers, entryId: number): number {
  return countFirst(steps.length, (index) => (steps[index] ?? Infinity) <= entryId) - 1
}

/**
 * When something done at the shown moment happens: the next millisecond if the moment's own is taken,
 * because in a run an action comes before all else of its millisecond, and it must come after what is seen.
 */
export function actionTime(times: Times, timeMs: number): number {
  const shownMs = Math.round(timeMs)
  return times[lastEntryAt(times, shownMs)] === shownMs ? shownMs + 1 : shownMs
}

const AFTERMATH_MS = 30_000

/**
 * How far a run goes at least, in milliseconds: to the moment that is to be shown, and half a minute
 * beyond the last action, so that one sees what comes of it.
 */
export function leastEnd(actions: readonly { readonly atMs: number }[], shownMs: number): number {
  return Math.max(shownMs, ...actions.map(({ atMs }) => atMs + AFTERMATH_MS))
}

/** The moment at a time within a step: all until then, but nothing of the next step. */
export function momentWithin(times: Times, steps: Numbers, step: number, timeMs: number): Moment {
  const before = (steps[step + 1] ?? Infinity) - 1
  const entryId = Math.max(steps[step] ?? -1, Math.min(lastEntryAt(times, timeMs), before))
  return { step, timeMs, entryId }
}

/** Where playback is after `realMs` when time passes as it does, up to the last step. */
export function advanceByTime(
  times: Times,
  steps: Numbers,
  timeMs: number,
  realMs: number,
): number {
  const lastMs = times[steps.at(-1) ?? -1] ?? 0
  return Math.max(timeMs, Math.min(Math.round(timeMs + realMs), lastMs))
}
