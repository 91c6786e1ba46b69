// How far something has come that repeats itself without timers.
import type { Clock } from '#sim/clock.ts'
import type { Every } from '../cri.ts'

/** True when a timer of `rank` for `timeMs` would have fired before the timer of `presentRank` at `nowMs`. */
export function isPast(nowMs: number, presentRank: number, timeMs: number, rank: number): boolean {
  return timeMs < nowMs || (timeMs === nowMs && rank < presentRank)
}

/** How often the moment `offsetMs` after each beginning has come by now. */
export function timesDone(
  { nowMs, rank: presentRank }: Clock,
  { fromMs, everyMs, rank }: Every,
  offsetMs: number,
): number {
  const sinceMs = nowMs - fromMs - offsetMs
  if (sinceMs < 0) return 0
  const whole = Math.floor(sinceMs / everyMs)
  const lastMs = fromMs + offsetMs + whole * everyMs
  return isPast(nowMs, presentRank, lastMs, rank) ? whole + 1 : whole
}
