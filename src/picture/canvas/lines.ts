// The lines between elements: from a controller's object to the nodes of its Pods, and a call from Pod to Pod.
import { roundedPath, type Box, type Point } from './box.ts'
import type { CanvasGraph, Movement } from './canvas-graph.ts'
import type { CanvasLayout } from './layout.ts'
import { FILE_TAB_HEIGHT, podGeometry } from './pod/pod-geometry.ts'

type Call = Extract<Movement, { kind: 'call' }>

/** How far below an owner its line turns aside. */
const BEND = 9
/** So many lines find room beside one another in the gap between two columns. */
const LANES = 3
/** So far below its corner a line from the side arrives at a node. */
const ENTRY = 20

export interface Line {
  readonly id: string
  readonly path: string
}

/** From each owner to what it has made, and to each node that runs Pods of it; they go around what lies between. */
export function ownerLines(graph: CanvasGraph, places: CanvasLayout): readonly Line[] {
  const lines = new Map<string, Line>()
  const boxes = [...places.owners.values(), ...places.nodes.values()]
  const aside: string[] = []
  const draw = (owner: string, id: string, from: Box | undefined, to: Box | undefined): void => {
    if (from === undefined || to === undefined || lines.has(id)) return
    const straight = downFrom(from, to)
    const isFree = !boxes.some((box) => box !== from && box !== to && isCrossed(box, straight))
    if (!isFree && !aside.includes(owner)) aside.push(owner)
    const path = roundedPath(isFree ? straight : around(from, to, aside.indexOf(owner)))
    lines.set(id, { id, path })
  }
  const parents = new Map<string, string>()
  for (const { key, parent } of graph.owners) {
    if (parent === null) continue
    parents.set(key, parent)
    draw(parent, `${parent} ${key}`, places.owners.get(parent), places.owners.get(key))
  }
  if (places.level === 'dot') return [...lines.values()]
  for (const { owner, nodeName } of graph.pods) {
    if (owner === null || nodeName === null) continue
    const from = places.owners.get(owner) ?? places.owners.get(parents.get(owner) ?? '')
    draw(owner, `${owner} ${nodeName}`, from, places.nodes.get(nodeName))
  }
  return [...lines.values()]
}

/** Down, aside, and down to the upper edge. */
function downFrom(from: Box, to: Box): readonly Point[] {
  const x1 = from.x + from.width / 2
  const y1 = from.y + from.height
  const x2 = Math.max(to.x + 20, Math.min(to.x + to.width - 20, x1))
  const bend = y1 + BEND
  return [
    { x: x1, y: y1 },
    { x: x1, y: bend },
    { x: x2, y: bend },
    { x: x2, y: to.y },
  ]
}

/** Whether the last part of such a line would go under a box. */
function isCrossed(box: Box, points: readonly Point[]): boolean {
  const [start, end] = points.slice(-2)
  if (start === undefined || end === undefined) return false
  const isBeside = end.x < box.x || end.x > box.x + box.width
  return !isBeside && box.y < end.y && box.y + box.height > start.y
}

/** Through the gap on the left of what it goes to, each owner in a lane of its own as far as there are lanes. */
function around(from: Box, to: Box, lane: number): readonly Point[] {
  const x1 = from.x + from.width / 2
  const y1 = from.y + from.height
  const x = to.x - 4 * (1 + (lane % LANES))
  const y2 = to.y + ENTRY
  return [
    { x: x1, y: y1 },
    { x: x1, y: y1 + BEND },
    { x, y: y1 + BEND },
    { x, y: y2 },
    { x: to.x, y: y2 },
  ]
}

/** The way of a call from one Pod's network to that of another; null when it stays in one. */
export function wayBetween(graph: CanvasGraph, places: CanvasLayout, call: Call): string | null {
  if (call.fromPodId === call.toPodId) return null
  const from = networkOf(graph, places, call.fromPodId)
  const to = networkOf(graph, places, call.toPodId ?? '')
  if (from === null || to === null) return null
  const bend = Math.max(from.x, to.x) + 40
  return `M${from.x} ${from.y}C${bend} ${from.y} ${bend} ${to.y} ${to.x} ${to.y}`
}

/** Where calls leave and enter a Pod: at the strip of its network namespace, or at the side of a chip. */
function networkOf(graph: CanvasGraph, places: CanvasLayout, podId: string): Point | null {
  const pod = graph.pods.find(({ id }) => id === podId)
  const box = places.pods.get(podId)
  if (pod === undefined || box === undefined) return null
  if (places.level !== 'card' || pod.system) {
    return { x: box.x + box.width, y: box.y + box.height / 2 }
  }
  const { frame, strip } = podGeometry(pod.spec)
  const tab = pod.staticPod === null ? 0 : FILE_TAB_HEIGHT
  return { x: box.x + frame.x + frame.width - 4, y: box.y + tab + strip.y + strip.height / 2 }
}
