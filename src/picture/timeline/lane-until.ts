// A lane as far as it is known at a moment: for who is still to predict what comes.
import type { Lane } from './lane.ts'

/** The lane without what begins after `timeMs`; null when nothing of it has begun. What goes on then ends at it. */
export function laneUntil(lane: Lane, timeMs: number): Lane | null {
  const begun = lane.segments.filter(({ fromMs }) => fromMs <= timeMs)
  if (begun.length === 0) return null
  const isWhole = begun.length === lane.segments.length && (begun.at(-1)?.toMs ?? 0) <= timeMs
  if (isWhole) return lane
  const segments = begun.map((one) => (one.toMs > timeMs ? { ...one, toMs: timeMs } : one))
  return { ...lane, segments }
}
