// Thousands of Pods as a few paths, one for each tone, so that a node is drawn at once and stays sharp.
import type { CanvasTone, PodPicture } from './canvas-graph.ts'

/** A Pod as a dot of its node's frame, in canvas pixels from the frame's corner. */
export interface Dot {
  readonly pod: PodPicture
  readonly x: number
  readonly y: number
  readonly size: number
}

/** What of a dot's place is drawn; the rest keeps it from its neighbours. */
const RADIUS = 0.33
const ARM = 0.27

/**
 * The path of each tone that occurs. Running and ended Pods are discs, those that fail are crosses,
 * those that wait are rings.
 */
export function dotPaths(dots: readonly Dot[]): ReadonlyMap<CanvasTone, string> {
  const parts = new Map<CanvasTone, string[]>()
  for (const dot of dots) {
    const { tone } = dot.pod.state
    const path = tone === 'fail' ? crossOf(dot) : circleOf(dot)
    const list = parts.get(tone)
    if (list === undefined) parts.set(tone, [path])
    else list.push(path)
  }
  return new Map([...parts].map(([tone, list]) => [tone, list.join('')]))
}

/** Whether a tone's path is filled; else its line is drawn. */
export const isFilled = (tone: CanvasTone): boolean => tone === 'run' || tone === 'done'

/** The dot at a point of the node's frame, in canvas pixels. */
export function dotAt(dots: readonly Dot[], x: number, y: number): Dot | undefined {
  return dots.find(
    (dot) => x >= dot.x && x < dot.x + dot.size && y >= dot.y && y < dot.y + dot.size,
  )
}

function circleOf({ x, y, size }: Dot): string {
  const r = round(size * RADIUS)
  return `M${round(x + size / 2 - r)} ${round(y + size / 2)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`
}

function crossOf({ x, y, size }: Dot): string {
  const arm = round(size * ARM)
  const [left, top] = [round(x + size / 2 - arm), round(y + size / 2 - arm)]
  return `M${left} ${top}l${2 * arm} ${2 * arm}m0 ${-2 * arm}l${-2 * arm} ${2 * arm}`
}

const round = (length: number): number => Math.round(length * 10) / 10
