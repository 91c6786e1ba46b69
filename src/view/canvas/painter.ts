// Makes the pictures of a run one after the other, each from what differs from the one before: what is
// equal stays the same reference. Which moments were painted before has no influence on what a picture
// shows.
import type { WorldState } from '#client/world.ts'
import type { CanvasGraph, Happening } from '#picture/canvas/canvas-graph.ts'
import { createGraphFold } from '#picture/canvas/graph-of.ts'
import { createLayouter, type CanvasLayout, type Form } from '#picture/canvas/layout.ts'
import type { SeatPlan } from '#picture/canvas/seats.ts'
import { elementsOf, type CanvasElement, type FrameElement } from '#picture/canvas/elements.ts'
import type { CanvasNode, FrameNode } from './flow-nodes.ts'

interface Moment {
  readonly world: WorldState
  readonly happening: Happening
  /** The seats of the whole run, also of Pods that come after the moment. */
  readonly plan: SeatPlan
}

export interface Picture {
  readonly graph: CanvasGraph
  readonly places: CanvasLayout
  readonly nodes: CanvasNode[]
  /** Where Pods are dots, the frames of the nodes: they are many, and drawn beside the other elements. */
  readonly frames: readonly FrameNode[]
}

export type Painter = (moment: Moment, form: Form) => Picture

/** Makes a painter for one canvas. */
export function createPainter(): Painter {
  const graphAt = createGraphFold()
  const placesOf = createLayouter()
  let all: CanvasElement[] = []
  let drawn = apart(all, false)
  return ({ world, happening, plan }, form) => {
    const graph = graphAt(world, happening, plan.level)
    const places = placesOf(graph, plan, form)
    const elements = elementsOf(graph, places, all)
    const isCrowd = places.level === 'dot'
    if (elements !== all || isCrowd !== drawn.isCrowd) drawn = apart(elements, isCrowd)
    all = elements
    return { graph, places, nodes: drawn.nodes, frames: drawn.frames }
  }
}

function apart(elements: CanvasElement[], isCrowd: boolean) {
  const isApart = (node: CanvasElement): node is FrameElement =>
    isCrowd && node.type === 'nodeFrame'
  return {
    isCrowd,
    nodes: isCrowd ? elements.filter((node) => !isApart(node)) : elements,
    frames: elements.filter(isApart),
  }
}
