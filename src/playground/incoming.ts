// The parts of a run that have come, and where in them one wants to be.
import { joinedNumbers } from '#lib/numbers.ts'
import { lastMoment } from './last-moment.ts'
import { momentOfLink, momentOfStep, stepAt, type Destination, type Moment } from './moment.ts'
import type { NewEntries } from './questions.ts'
import type { PlaygroundState, RunChunk } from './types.ts'

/** The moment of a destination in a run that has come as far as `nowMs`: the one that has come last, where it lies behind that. */
export function momentOf(
  { timeMs, behind }: Destination,
  run: Pick<PlaygroundState, 'times' | 'allSteps' | 'steps'> & { readonly nowMs: number },
): Moment {
  const { times, allSteps, steps, nowMs } = run
  if (timeMs < 0) return momentOfStep(times, steps, 0)
  if (timeMs === Infinity) return lastMoment(run)
  const place = { behind, timeMs: Math.min(timeMs, nowMs) }
  const moment = momentOfLink(times, allSteps.ids, place)
  return { ...moment, step: stepAt(steps, moment.entryId) }
}

/** Whether of a run that has come so far a destination can be shown. */
export function hasReached(
  { timeMs }: Destination,
  { hasSteps, nowMs }: { readonly hasSteps: boolean; readonly nowMs: number },
): boolean {
  return timeMs < 0 ? hasSteps : nowMs >= timeMs
}

/** After the first, a part of a run is shown when this much more has come: each showing costs as much as the whole. */
const GROWTH = 2

/** Makes the parts of a run, none of which has come. */
export function createIncoming() {
  const parts: NewEntries[] = []
  let length = 0
  let shown = { length: 0, done: false }
  const incoming = {
    nowMs: 0,
    get isEmpty(): boolean {
      return length === 0
    },
    /** Whether the first step has come. */
    get hasSteps(): boolean {
      return parts.some(({ steps }) => steps.length > 0)
    },
    done: null as RunChunk['done'],
    /** Whether there is enough more than was shown. */
    get isDue(): boolean {
      return (
        (incoming.done !== null && !shown.done) ||
        (length > 0 && length >= shown.length * GROWTH && length > shown.length)
      )
    },
    take({ nowMs, done, ...part }: RunChunk): void {
      if (part.times.length > 0) parts.push(part)
      length += part.times.length
      incoming.nowMs = nowMs
      incoming.done = done
    },
    /** All of it, which counts as shown then. */
    show(): Pick<PlaygroundState, 'times' | 'allSteps'> {
      shown = { length, done: incoming.done !== null }
      const all: NewEntries = {
        times: new Float64Array(length),
        steps: joinedNumbers(parts.map(({ steps }) => steps)),
        lengths: joinedNumbers(parts.map(({ lengths }) => lengths)),
        routine: joinedNumbers(parts.map(({ routine }) => routine)),
      }
      let at = 0
      for (const { times } of parts) {
        all.times.set(times, at)
        at += times.length
      }
      parts.splice(0, parts.length, all)
      const { times, steps: ids, lengths, routine } = all
      return { times, allSteps: { ids, lengths, routine } }
    },
  }
  return incoming
}
