// What is said at the end of a run.
import type { GoesOn } from '#picture/words/what-goes-on.ts'
import { countText } from '#picture/words/format.ts'

/** What stands open and what goes on, in sentences; `canGoOn`: running longer would bring more. */
export function sentencesOf({ open, more, runs }: GoesOn, canGoOn: boolean): readonly string[] {
  const goingOn = runs.map((text) => `${text}.`)
  const rest = canGoOn ? [] : ['Nothing more would happen.']
  if (open.length === 0) return [...goingOn.slice(0, 1), ...rest]
  const others = more === 0 ? [] : [`${countText(more, 'more Pod')} stand open.`]
  return [...open, ...others, ...rest]
}

const LEAST_MS = 60_000
const MOST_MS = 600_000

/** How much longer a run is offered to go on: as long again, from 1 to 10 minutes. */
export function furtherMs(endMs: number): number {
  const rounded = Math.ceil(endMs / LEAST_MS) * LEAST_MS
  return Math.max(LEAST_MS, Math.min(MOST_MS, 2 * rounded - endMs))
}
