// The heartbeats of a node at a moment: when its kubelet renewed the lease last, and when it last sent a
// status that said nothing new. Both are functions of time and of how long the kubelet runs.
// Follows pkg/kubelet/kubelet.go (v1.36), nodeLeaseRenewIntervalFraction and nodeStatusReportFrequency.
import type { Node } from '../generated/types.ts'
import { msOfTime, timeOf } from '../meta/time.ts'
import type { LeaseRule } from './records.ts'

/** A quarter of the lease's duration. */
const RENEW_INTERVAL_MS = 10_000
const STATUS_REPORT_MS = 300_000

export interface NodeLease {
  readonly renewTimeMs: number
  /** When the conditions of the Node got their last heartbeat. */
  readonly statusTimeMs: number
  /** The renewals go on. */
  readonly isRenewed: boolean
}

/** The lease as it stands at `nowMs`, in virtual milliseconds (a cluster that ran before has times below 0). */
export function leaseAt({ fromMs, untilMs }: LeaseRule, nowMs: number): NodeLease {
  const endMs = untilMs === null ? nowMs : Math.min(untilMs, nowMs)
  const last = (periodMs: number): number =>
    fromMs + Math.max(0, Math.floor((endMs - fromMs) / periodMs)) * periodMs
  return {
    renewTimeMs: last(RENEW_INTERVAL_MS),
    statusTimeMs: last(STATUS_REPORT_MS),
    isRenewed: untilMs === null,
  }
}

/** The Node as it is read: with the heartbeats that said nothing new and so were never written. */
export function withHeartbeats(node: Node, lease: NodeLease | undefined): Node {
  if (lease === undefined) return node
  const heardMs = (time: string | undefined): number =>
    time === undefined ? -Infinity : msOfTime(time)
  let isNewer = false
  const conditions = (node.status?.conditions ?? []).map((condition) => {
    const isOld = heardMs(condition.lastHeartbeatTime) < lease.statusTimeMs
    if (condition.status === 'Unknown' || !isOld) return condition
    isNewer = true
    return { ...condition, lastHeartbeatTime: timeOf(lease.statusTimeMs) }
  })
  return isNewer ? { ...node, status: { ...node.status, conditions } } : node
}
