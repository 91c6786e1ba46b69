// Makes the pictures of a run one after the other and remembers the last one, so that what is equal in
// the next stays the same reference. The remembering changes nothing but references: which moments
// were painted before has no influence on what a picture shows.
import type { JournalEntry, WorldState } from '#client/world.ts'
import { EMPTY_GRAPH, type CanvasGraph } from '#picture/canvas/canvas-graph.ts'
import { flowNodesOf, type CanvasNode } from './flow-nodes.ts'
import { graphOf, type Happening } from '#picture/canvas/graph-of.ts'
import { layout, type CanvasLayout, type Form } from '#picture/canvas/layout.ts'
import { focusOf, movementOf, movingEntry } from '#picture/canvas/movement.ts'
import { planSeats, type SeatPlan } from '#picture/canvas/seats.ts'

interface Moment {
  readonly world: WorldState
  /** The journal of the whole run, also what comes after the moment. */
  readonly entries: readonly JournalEntry[]
  readonly entryId: number
}

export interface Picture {
  readonly graph: CanvasGraph
  readonly places: CanvasLayout
  readonly nodes: CanvasNode[]
}

export type Painter = (moment: Moment, form: Form) => Picture

/** Makes a painter for one canvas. */
export function createPainter(): Painter {
  let planned: { readonly entries: readonly JournalEntry[]; readonly plan: SeatPlan } | null = null
  let graph = EMPTY_GRAPH
  let nodes: readonly CanvasNode[] = []
  return (moment, form) => {
    if (planned?.entries !== moment.entries) {
      planned = { entries: moment.entries, plan: planSeats(moment.entries) }
    }
    const { plan } = planned
    graph = graphOf(moment.world, happeningOf(moment, plan), graph)
    const places = layout(graph, plan, form)
    const painted = flowNodesOf(graph, places, nodes)
    nodes = painted
    return { graph, places, nodes: painted }
  }
}

function happeningOf({ world, entries, entryId }: Moment, { boundAt }: SeatPlan): Happening {
  const entry = movingEntry(entries, entryId, boundAt)
  return {
    movement: movementOf(world, entry, boundAt),
    focus: focusOf(world, entries, entryId),
  }
}
