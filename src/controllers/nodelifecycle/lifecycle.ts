// What the node lifecycle controller keeps, and how it speaks.
import type { Node } from '#api/generated/types.ts'
import type { Narration } from '#sim/world.ts'
import type { Run } from '../define-controller.ts'
import type { NodeHealth } from './node-health.ts'
import { createTaintQueue, type TaintQueue, zoneKeyOf, type ZoneState } from './zones.ts'

export interface Health {
  /** When it started; it looks at the nodes in even periods from then on. */
  readonly startMs: number
  /** The nodes that it has said it knows, by name. */
  readonly known: Map<string, Node>
  readonly health: Map<string, NodeHealth>
  readonly zoneStates: Map<string, ZoneState>
  readonly zoneNoExecuteTainter: Map<string, TaintQueue>
}

export type Lifecycle = Run<Health>

/** The queue of a node's zone. */
export function tainterOf({ state }: Lifecycle, node: Node): TaintQueue {
  const zone = zoneKeyOf(node)
  const known = state.zoneNoExecuteTainter.get(zone)
  if (known !== undefined) return known
  const made = createTaintQueue()
  state.zoneNoExecuteTainter.set(zone, made)
  return made
}

/** A step of the controller. */
export function say(run: Lifecycle, message: string, because: string, kind: string): Narration {
  return run.narration({ message, because, level: 'step', kind })
}
