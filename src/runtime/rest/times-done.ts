// How far something has come that repeats itself without timers.
import type { Clock } from '#sim/clock.ts'
import type { Every } from '../cri.ts'

/** True when a timer of `rank` for `timeMs` would have fired by now. */
export function isPast({ nowMs, reachedRank }: Clock, timeMs: number, rank: number): boolean {
  return timeMs < nowMs || (timeMs === nowMs && rank < reachedRank)
}

/** How often the moment `offsetMs` after each beginning has come by now. */
export function timesDone(
  clock: Clock,
  { fromMs, everyMs, rank }: Every,
  offsetMs: number,
): number {
  const sinceMs = clock.nowMs - fromMs - offsetMs
  if (sinceMs < 0) return 0
  const whole = Math.floor(sinceMs / everyMs)
  const lastMs = fromMs + offsetMs + whole * everyMs
  return isPast(clock, lastMs, rank) ? whole + 1 : whole
}
