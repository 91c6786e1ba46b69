// How well the nodes of a zone are, and how fast silent ones may be tainted there.
// Follows pkg/controller/nodelifecycle/node_lifecycle_controller.go (v1.36), ComputeZoneState and
// handleDisruption, and scheduler/rate_limited_queue.go.
import type { Node, NodeCondition } from '#api/generated/types.ts'

export type ZoneState = 'Initial' | 'Normal' | 'PartialDisruption' | 'FullDisruption'

const UNHEALTHY_ZONE_THRESHOLD = 0.55
const LARGE_CLUSTER_THRESHOLD = 50
const EVICTION_RATE = 0.1
const SECONDARY_EVICTION_RATE = 0.01
/** How often the queue of a zone is looked at. */
export const NODE_EVICTION_PERIOD_MS = 100

/** The zone of a node: its region and zone labels. */
export function zoneKeyOf({ metadata }: Node): string {
  const { labels = {} } = metadata
  const region = labels['topology.kubernetes.io/region'] ?? ''
  const zone = labels['topology.kubernetes.io/zone'] ?? ''
  return region === '' && zone === '' ? '' : `${region}:\0:${zone}`
}

/** The state of a zone from the Ready conditions of its nodes. */
export function computeZoneState(conditions: readonly (NodeCondition | undefined)[]): ZoneState {
  const ready = conditions.filter((condition) => condition?.status === 'True').length
  const notReady = conditions.length - ready
  if (ready === 0 && notReady > 0) return 'FullDisruption'
  const isPartial = notReady > 2 && notReady / conditions.length >= UNHEALTHY_ZONE_THRESHOLD
  return isPartial ? 'PartialDisruption' : 'Normal'
}

/** How many nodes of a zone may be tainted in a second. */
export function evictionRate(state: ZoneState, zoneSize: number): number {
  if (state !== 'PartialDisruption') return EVICTION_RATE
  return zoneSize > LARGE_CLUSTER_THRESHOLD ? SECONDARY_EVICTION_RATE : 0
}

/** The nodes of a zone that wait for their NoExecute taint. */
export interface TaintQueue {
  readonly size: number
  /** Adds a node at the end, unless it waits already. */
  add(nodeName: string): void
  remove(nodeName: string): void
  /** From now on so many in a second, one at a time. */
  setRate(perSecond: number): void
  /** Takes the next node that may be tainted at `nowMs`, or undefined. */
  take(nowMs: number): string | undefined
  /** When the next one may be tainted; null when none waits or none may be. */
  nextMs(nowMs: number): number | null
}

/** Makes an empty queue; the first node need not wait. */
export function createTaintQueue(): TaintQueue {
  const waiting = new Set<string>()
  let rate = EVICTION_RATE
  let freeAtMs = 0
  const isFree = (nowMs: number): boolean => rate > 0 && nowMs >= freeAtMs
  return {
    get size() {
      return waiting.size
    },
    add: (nodeName) => void waiting.add(nodeName),
    remove: (nodeName) => void waiting.delete(nodeName),
    setRate(perSecond) {
      rate = perSecond
    },
    take(nowMs) {
      const [next] = waiting
      if (next === undefined || !isFree(nowMs)) return undefined
      waiting.delete(next)
      freeAtMs = nowMs + Math.round(1000 / rate)
      return next
    },
    nextMs(nowMs) {
      if (waiting.size === 0 || rate <= 0) return null
      return Math.max(freeAtMs, nowMs + NODE_EVICTION_PERIOD_MS)
    },
  }
}
