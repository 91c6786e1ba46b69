// Playing by steps: each stands as long as its sentence takes to be read. It begins at its own time, so that what
// moves can be seen; then time goes on to the next step, however far that is.
import type { Numbers } from '#lib/numbers.ts'
import type { Moment, Times } from './moment.ts'
import { momentWithin } from './moment.ts'

/** How far playback has come: the step, and how long it has stood, in milliseconds at normal speed. */
export interface Paced {
  readonly step: number
  readonly spentMs: number
}

/** The steps that are played. */
export interface Paces {
  readonly times: Times
  readonly steps: Numbers
  readonly paces: Numbers
  /** Until when the last step goes on. */
  readonly lastMs: number
}

/** This part of a step's time it stands; in the rest time goes on to the next. */
const STANDS = 0.45
/** What comes before the first step, when that is not at the start. */
const LEAD_MS = 1000

const startOf = ({ times, steps }: Paces, step: number): number =>
  step < 0 ? 0 : (times[steps[step] ?? -1] ?? 0)

function endOf(paces: Paces, step: number): number {
  const own = startOf(paces, step)
  return step + 1 < paces.steps.length ? startOf(paces, step + 1) : Math.max(own, paces.lastMs)
}

function paceAt(paces: Paces, step: number): number {
  if (step < 0) return endOf(paces, step) === 0 ? 0 : LEAD_MS
  return paces.paces[step] ?? LEAD_MS
}

/** The moment that is shown there. */
export function momentOfPaced(paces: Paces, { step, spentMs }: Paced): Moment {
  const pace = paceAt(paces, step)
  const part = pace === 0 ? 1 : Math.min(1, spentMs / pace)
  const gone = Math.max(0, part - STANDS) / (1 - STANDS)
  const from = startOf(paces, step)
  const timeMs = Math.round(from + (endOf(paces, step) - from) * gone)
  return momentWithin(paces.times, paces.steps, step, timeMs)
}

/** Where playback goes on from a moment. */
export function pacedAt(paces: Paces, { step, timeMs }: Pick<Moment, 'step' | 'timeMs'>): Paced {
  const from = startOf(paces, step)
  const length = endOf(paces, step) - from
  const gone = length <= 0 ? 0 : Math.max(0, Math.min(1, (timeMs - from) / length))
  const part = gone === 0 ? 0 : STANDS + (1 - STANDS) * gone
  return { step, spentMs: part * paceAt(paces, step) }
}

/** Where it is `ms` later; it ends at the end of the last step. */
export function advancePaced(paces: Paces, from: Paced, ms: number): Paced {
  let { step, spentMs } = from
  spentMs += ms
  while (spentMs >= paceAt(paces, step) && step < paces.steps.length - 1) {
    spentMs -= paceAt(paces, step)
    step += 1
  }
  return { step, spentMs: Math.min(spentMs, paceAt(paces, step)) }
}

/** Whether the last step has stood long enough. */
export function isPlayedOut(paces: Paces, { step, spentMs }: Paced): boolean {
  return step >= paces.steps.length - 1 && spentMs >= paceAt(paces, step)
}
