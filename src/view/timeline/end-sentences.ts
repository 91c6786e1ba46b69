// What is said at the end of a run.
import type { EndOfRun } from '#playground/questions.ts'
import { clockText, countText } from '#picture/words/format.ts'

/** What stands open and what goes on, in sentences; `canGoOn`: running longer would bring more. */
export function sentencesOf(
  { open, more, runs, nextMs }: EndOfRun,
  { canGoOn, endMs }: { readonly canGoOn: boolean; readonly endMs: number },
): readonly string[] {
  const goingOn = runs.map((text) => `${text}.`)
  const isLong = canGoOn && open.length === 0 && nextMs !== null && nextMs - endMs >= LONG_MS
  const next = isLong ? [`The next thing is due at ${shortClock(nextMs)}.`] : []
  const rest = canGoOn ? next : ['Nothing more would happen.']
  if (open.length === 0) return [...goingOn.slice(0, 1), ...rest]
  const others = more === 0 ? [] : [`${countText(more, 'more Pod')} stand open.`]
  return [...open, ...others, ...rest]
}

/** So long a silence is said. */
const LONG_MS = 30_000
const LEAST_MS = 60_000
const MOST_MS = 600_000
/** So far the next thing may lie that a run is offered to go on to. */
const FARTHEST_MS = 24 * 60 * 60 * 1000

/**
 * How much longer a run is offered to go on: as long again, from 1 to 10 minutes, and where nothing stands open beyond
 * the next thing that happens. What waits is looked at again after minutes, and mostly in vain.
 */
export function furtherMs(endMs: number, end: EndOfRun | undefined): number {
  const rounded = Math.ceil(endMs / LEAST_MS) * LEAST_MS
  const further = Math.max(LEAST_MS, Math.min(MOST_MS, 2 * rounded - endMs))
  const nextMs = end === undefined || end.open.length > 0 ? null : end.nextMs
  const silenceMs = nextMs === null ? 0 : nextMs - endMs
  if (silenceMs < further || silenceMs > FARTHEST_MS) return further
  return Math.ceil((endMs + silenceMs + LEAST_MS) / LEAST_MS) * LEAST_MS - endMs
}

/** '2:00', without tenths. */
export function shortClock(timeMs: number): string {
  return clockText(Math.round(timeMs / 1000) * 1000).replace(/\.\d$/, '')
}
