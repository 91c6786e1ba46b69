// Where playback stands, as pure functions of the journal: which entries a step or a time includes.
import type { JournalEntry } from '#client/world.ts'
import { lastEntryAt } from '#sim/history.ts'

export interface Moment {
  /** Index into the steps, -1 before the first. */
  readonly step: number
  readonly timeMs: number
  /** The last entry that has happened, -1 before all. */
  readonly entryId: number
}

/** The ids of the entries that are worth a stop. */
export function stepsOf(entries: readonly JournalEntry[], from = 0): readonly number[] {
  const steps: number[] = []
  for (let id = from; id < entries.length; id += 1)
    if (entries[id]?.level === 'step') steps.push(id)
  return steps
}

/** The moment of a step: its entry and the details of the same millisecond that follow it. Out of range: the nearest. */
export function momentOfStep(
  entries: readonly JournalEntry[],
  steps: readonly number[],
  step: number,
): Moment {
  const index = Math.max(-1, Math.min(step, steps.length - 1))
  const start = steps[index]
  const entry = start === undefined ? undefined : entries[start]
  if (start === undefined || entry === undefined) return startMoment(entries, steps)
  let last = start
  for (
    let next = entries[last + 1];
    next?.level === 'detail' && next.timeMs === entry.timeMs;
    next = entries[last + 1]
  ) {
    last += 1
  }
  return { step: index, timeMs: entry.timeMs, entryId: last }
}

/** Before the first step: the cluster stands there, and nothing was done to it yet. */
function startMoment(entries: readonly JournalEntry[], steps: readonly number[]): Moment {
  return { step: -1, timeMs: 0, entryId: (steps[0] ?? entries.length) - 1 }
}

/** The moment of a time: everything up to and at that millisecond. */
export function momentOfTime(
  entries: readonly JournalEntry[],
  steps: readonly number[],
  timeMs: number,
): Moment {
  const entryId = lastEntryAt(entries, timeMs)
  return { step: stepAt(steps, entryId), timeMs, entryId }
}

/** How many steps of the same millisecond follow the one that is shown; 0 where playback stands at no step. */
export function stepsBehind(
  entries: readonly JournalEntry[],
  steps: readonly number[],
  { step, entryId }: Pick<Moment, 'step' | 'entryId'>,
): number {
  const timeAt = (index: number): number | undefined => entries[steps[index] ?? -1]?.timeMs
  if (step < 0 || momentOfStep(entries, steps, step).entryId !== entryId) return 0
  let next = step + 1
  while (next < steps.length && timeAt(next) === timeAt(step)) next += 1
  return next - step - 1
}

/** The moment of a time, or of the step of that millisecond that has `behind` others behind it; of the time when there is none. */
export function momentOfLink(
  entries: readonly JournalEntry[],
  steps: readonly number[],
  { timeMs, behind }: { readonly timeMs: number; readonly behind: number },
): Moment {
  const all = momentOfTime(entries, steps, timeMs)
  const one = momentOfStep(entries, steps, all.step - behind)
  return behind > 0 && one.timeMs === timeMs ? one : all
}

/** The index of the last step at or before an entry, or -1. */
export function stepAt(steps: readonly number[], entryId: number): number {
  let low = 0
  let high = steps.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((steps[middle] ?? Infinity) <= entryId) low = middle + 1
    else high = middle
  }
  return low - 1
}

/**
 * When something done at the shown moment happens: the next millisecond if the moment's own is taken,
 * because in a run an action comes before all else of its millisecond, and it must come after what is seen.
 */
export function actionTime(entries: readonly JournalEntry[], timeMs: number): number {
  const shownMs = Math.round(timeMs)
  return entries[lastEntryAt(entries, shownMs)]?.timeMs === shownMs ? shownMs + 1 : shownMs
}

const AFTERMATH_MS = 30_000

/**
 * How far a run goes at least, in milliseconds: to the moment that is to be shown, and half a minute
 * beyond the last action, so that one sees what comes of it.
 */
export function leastEnd(actions: readonly { readonly atMs: number }[], shownMs: number): number {
  return Math.max(shownMs, ...actions.map(({ atMs }) => atMs + AFTERMATH_MS))
}

const LONGEST_GAP_MS = 2500

/**
 * Where playback is after `realMs` at `speed`. Time between two steps that are further apart than
 * 2.5 s passes as if they were 2.5 s apart, so that nobody watches a back-off of five minutes.
 */
export function advancePlayback(
  entries: readonly JournalEntry[],
  steps: readonly number[],
  from: { readonly timeMs: number; readonly step: number },
  realMs: number,
): number {
  const stepTime = (index: number): number | undefined => entries[steps[index] ?? -1]?.timeMs
  let timeMs = from.timeMs
  let left = realMs
  for (let next = from.step + 1; left > 0; next += 1) {
    const target = stepTime(next)
    if (target === undefined) return timeMs
    const gap = target - (stepTime(next - 1) ?? 0)
    const rate = Math.max(1, gap / LONGEST_GAP_MS)
    const reach = timeMs + left * rate
    if (reach < target) return Math.round(reach)
    left -= (target - timeMs) / rate
    timeMs = target
  }
  return timeMs
}
