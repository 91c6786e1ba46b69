// What the frame of a silent node counts down to.
import type { NextAct } from '#controllers/next-act/next-act.ts'
import type { NodePicture } from '#picture/canvas/canvas-graph.ts'
import { durationText } from '#picture/words/format.ts'

export interface Countdown {
  /** 'tainted in 34s'. */
  readonly text: string
  /** What happens then, and why. */
  readonly title: string
}

/** Until the node is tainted, and then until the first of its Pods has to go; null for a healthy one, and when it is over. */
export function countdownOf(
  { taints }: Pick<NodePicture, 'taints'>,
  next: NextAct | undefined,
  nowMs: number,
): Countdown | null {
  if (next === undefined || next.rests || next.atMs === null || next.atMs <= nowMs) return null
  const isTainted = taints.some((taint) => taint.endsWith(':NoExecute'))
  return {
    text: `${isTainted ? 'evicts in' : 'tainted in'} ${durationText(next.atMs - nowMs)}`,
    title: `${next.act}, because ${next.because}`.replaceAll('`', ''),
  }
}
