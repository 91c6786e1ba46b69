// The lines from one thing of the picture to those that it has to do with.
import { API_LINE_HEIGHT, apiLinesOf } from '#picture/canvas/api-lines.ts'
import type { Box, Point } from '#picture/canvas/box.ts'
import type { CanvasGraph } from '#picture/canvas/canvas-graph.ts'
import type { CanvasLayout } from '#picture/canvas/layout.ts'
import type { Relation } from './relations-of.ts'

export interface RelationLine {
  readonly key: string
  readonly line: Relation['line']
  readonly path: string
  /** Where it arrives. */
  readonly end: Point
}

const API_TOP = 34
const API_EDGE = 8
/** Lines leave and arrive so far from a corner. */
const CORNER = 12

/** The lines of those relations that are seen in the picture; none to what lies inside. */
export function relationLines(
  graph: CanvasGraph,
  places: CanvasLayout,
  ...[key, relations]: readonly [string, readonly Relation[]]
): readonly RelationLine[] {
  const from = boxOfKey(graph, places, key)
  if (from === null) return []
  return relations.flatMap((relation) => {
    if (relation.line === 'through') return []
    const to = boxOfKey(graph, places, relation.key)
    const way = to === null ? null : wayFrom(from, to)
    return way === null ? [] : [{ key: relation.key, line: relation.line, ...way }]
  })
}

/** Where a thing of the picture stands; null when it is not drawn by itself. */
export function boxOfKey(graph: CanvasGraph, places: CanvasLayout, key: string): Box | null {
  const owner = places.owners.get(key)
  if (owner !== undefined) return owner
  if (key.startsWith('Node//')) return places.nodes.get(key.slice('Node//'.length)) ?? null
  const pod = graph.pods.find((one) => one.key === key)
  if (pod !== undefined) return places.pods.get(pod.id) ?? null
  const line = apiLinesOf(graph.apiItems).shown.findIndex((item) => item.key === key)
  if (line < 0) return null
  const { x, y, width } = places.apiServer
  return {
    x: x + API_EDGE,
    y: y + API_TOP + line * API_LINE_HEIGHT,
    width: width - 2 * API_EDGE,
    height: API_LINE_HEIGHT - 4,
  }
}

function wayFrom(from: Box, to: Box): Pick<RelationLine, 'path' | 'end'> | null {
  if (isInside(from, to) || isInside(to, from)) return null
  const isRight = to.x >= from.x + from.width
  if (isRight || from.x >= to.x + to.width) {
    const start = { x: isRight ? from.x + from.width : from.x, y: across(from, to, 'y', 'height') }
    const end = { x: isRight ? to.x : to.x + to.width, y: across(to, from, 'y', 'height') }
    const bend = (end.x - start.x) / 2
    return { end, path: curve(start, { x: bend, y: 0 }, end) }
  }
  const isBelow = to.y >= from.y + from.height
  const start = { x: across(from, to, 'x', 'width'), y: isBelow ? from.y + from.height : from.y }
  const end = { x: across(to, from, 'x', 'width'), y: isBelow ? to.y : to.y + to.height }
  return { end, path: curve(start, { x: 0, y: (end.y - start.y) / 2 }, end) }
}

function isInside(inner: Box, outer: Box): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  )
}

/** The place on the side of a box that is nearest to the middle of another one. */
function across(box: Box, other: Box, start: 'x' | 'y', size: 'width' | 'height'): number {
  const edge = Math.min(CORNER, box[size] / 2)
  const wanted = other[start] + other[size] / 2
  return Math.max(box[start] + edge, Math.min(wanted, box[start] + box[size] - edge))
}

function curve(start: Point, bend: Point, end: Point): string {
  const { x, y } = start
  return `M${x} ${y}C${x + bend.x} ${y + bend.y} ${end.x - bend.x} ${end.y - bend.y} ${end.x} ${end.y}`
}
