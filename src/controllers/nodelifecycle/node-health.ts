// Whether a node still gives signs of life, and what its conditions become when it does not.
// Follows pkg/controller/nodelifecycle/node_lifecycle_controller.go (v1.36), tryUpdateNodeHealth.
import type { Node, NodeCondition } from '#api/generated/types.ts'
import { msOfTime, timeOf } from '#api/meta/time.ts'
import { type NodeLease, withHeartbeats } from '#api/runtime/node-lease.ts'
import { nodeConditionOf } from '../node-conditions.ts'

const NODE_MONITOR_PERIOD_MS = 5000
const NODE_MONITOR_GRACE_PERIOD_MS = 50_000
const NODE_STARTUP_GRACE_PERIOD_MS = 60_000

/** NetworkUnavailable is not the kubelet's and stays. */
const CONDITION_TYPES = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'] as const

/** When a monitor that began at `startMs` looks for the first time that is not before `timeMs`; milliseconds. */
export function lookAfter(startMs: number, timeMs: number): number {
  const periods = Math.ceil((timeMs - startMs) / NODE_MONITOR_PERIOD_MS)
  return startMs + periods * NODE_MONITOR_PERIOD_MS
}

export interface NodeHealth {
  /** When the last sign of life was seen. */
  readonly probeMs: number
  /** The heartbeat of the Ready condition that was seen last; '' when there was none. */
  readonly heartbeat: string
  /** The Node had a Ready condition when it was seen last. */
  readonly wasReported: boolean
}

export interface Look {
  readonly nowMs: number
  /** When the monitor began. */
  readonly startMs: number
}

/** What is known of a node after a look at it. */
export function observeHealth(
  before: NodeHealth | undefined,
  node: Node,
  lease: NodeLease | undefined,
  look: Look,
): NodeHealth {
  const ready = nodeConditionOf(node, 'Ready')
  const heartbeat = ready?.lastHeartbeatTime ?? ''
  const seen = { heartbeat, wasReported: ready !== undefined }
  return { ...seen, probeMs: probeMsOf(before, node, { ...seen, ...look, lease }) }
}

function probeMsOf(
  before: NodeHealth | undefined,
  { metadata }: Node,
  now: Look & {
    readonly heartbeat: string
    readonly wasReported: boolean
    readonly lease: NodeLease | undefined
  },
): number {
  const { nowMs, startMs, lease } = now
  // A renewal is seen at the first look after it; looks that would have seen nothing else were not made.
  const renewed =
    lease === undefined ? -Infinity : Math.min(nowMs, lookAfter(startMs, lease.renewTimeMs))
  if (!now.wasReported && before?.wasReported !== true) {
    const created = metadata.creationTimestamp
    const createdMs = created === undefined ? nowMs : msOfTime(created)
    return Math.max(before?.probeMs ?? createdMs, renewed)
  }
  const isNews =
    before === undefined ||
    before.wasReported !== now.wasReported ||
    before.heartbeat !== now.heartbeat
  return isNews ? nowMs : Math.max(before.probeMs, renewed)
}

/** When a node counts as silent, if no sign of life comes until then. */
export function silentAtMs({ probeMs, wasReported }: NodeHealth): number {
  return probeMs + (wasReported ? NODE_MONITOR_GRACE_PERIOD_MS : NODE_STARTUP_GRACE_PERIOD_MS)
}

/** The conditions of a node that is silent; the same ones when they say so already. */
export function unknownConditions(
  node: Node,
  lease: NodeLease | undefined,
  nowMs: number,
): readonly NodeCondition[] {
  // The last heartbeats that came are not in the object when they said nothing new.
  const conditions = [...(withHeartbeats(node, lease).status?.conditions ?? [])]
  const created = node.metadata.creationTimestamp
  let isChanged = false
  for (const type of CONDITION_TYPES) {
    const index = conditions.findIndex((condition) => condition.type === type)
    const current = conditions[index]
    if (current?.status === 'Unknown') continue
    isChanged = true
    if (current === undefined) {
      conditions.push({
        type,
        status: 'Unknown',
        reason: 'NodeStatusNeverUpdated',
        message: 'Kubelet never posted node status.',
        ...(created === undefined ? {} : { lastHeartbeatTime: created }),
        lastTransitionTime: timeOf(nowMs),
      })
      continue
    }
    conditions[index] = {
      ...current,
      status: 'Unknown',
      reason: 'NodeStatusUnknown',
      message: 'Kubelet stopped posting node status.',
      lastTransitionTime: timeOf(nowMs),
    }
  }
  return isChanged ? conditions : (node.status?.conditions ?? conditions)
}
