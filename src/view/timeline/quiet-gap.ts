// The quiet time between two steps, which playing by steps passes quickly.
import type { PlaygroundSnapshot } from '#view/shell/playground-context.tsx'

/** Shorter than this nobody calls it quiet. */
const QUIET_MS = 3000

/** How long the quiet time is in which the shown moment lies, in milliseconds; null when it lies at a step or in none. */
export function quietGapOf(
  state: Pick<PlaygroundSnapshot, 'times' | 'steps' | 'step' | 'timeMs' | 'pacing'>,
): number | null {
  const { times, steps, step, timeMs, pacing } = state
  const fromMs = step < 0 ? 0 : (times[steps[step] ?? -1] ?? 0)
  const toMs = times[steps[step + 1] ?? -1]
  if (pacing !== 'steps' || toMs === undefined || timeMs <= fromMs || toMs - fromMs < QUIET_MS)
    return null
  return toMs - fromMs
}

/** '12 s', '2 min', '1 h 5 min': a length of time, as round as one tells it. */
export function gapText(ms: number): string {
  const seconds = Math.round(ms / 1000)
  if (seconds < 120) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  const rest = minutes % 60
  return rest === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${rest} min`
}
