// The way of a call inside a Pod: over the loopback of the network namespace when it goes to another
// container, up to the frame's strip when it leaves the Pod or comes from outside.
import type { Point } from '../box.ts'
import type { Movement } from '../canvas-graph.ts'
import type { ContainerBox } from './pod-boxes.ts'
import type { PodGeometry } from './pod-geometry.ts'

type Call = Extract<Movement, { kind: 'call' }>

/** The way of a call in the card of the Pod with `podId`; null when it has none there. */
export function callWay(geometry: PodGeometry, call: Call, podId: string): readonly Point[] | null {
  const boxOf = (name: string | null): ContainerBox | undefined =>
    geometry.containers.find((box) => box.name === name)
  const from = call.fromPodId === podId ? boxOf(call.fromContainer) : undefined
  const to = call.toPodId === podId ? boxOf(call.toContainer) : undefined
  if (from !== undefined && to !== undefined) return overLoopback(geometry, from, to)
  if (from !== undefined) return toStrip(geometry, from)
  return to === undefined ? null : toStrip(geometry, to).toReversed()
}

const topOf = (box: ContainerBox, offset: number): Point => ({
  x: Math.round(box.x + box.width / 2 + offset),
  y: box.y,
})

const besideX = ({ frame }: PodGeometry): number => frame.x + frame.width - 4

function overLoopback(
  geometry: PodGeometry,
  from: ContainerBox,
  to: ContainerBox,
): readonly Point[] {
  const start = topOf(from, 8)
  const end = topOf(to, from === to ? -8 : 0)
  const above = (point: Point): Point => ({ x: point.x, y: point.y - 4 })
  if (from.y === to.y) return [start, above(start), above(end), end]
  const x = besideX(geometry)
  return [start, above(start), { x, y: start.y - 4 }, { x, y: end.y - 4 }, above(end), end]
}

function toStrip(geometry: PodGeometry, box: ContainerBox): readonly Point[] {
  const start = topOf(box, 0)
  const x = besideX(geometry)
  return [
    start,
    { x: start.x, y: start.y - 4 },
    { x, y: start.y - 4 },
    { x, y: geometry.strip.y + 12 },
  ]
}
