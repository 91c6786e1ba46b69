// Decides how many Pods a ReplicaSet makes or gives up, and which.
// Follows pkg/controller/replicaset/replica_set.go (v1.36), manageReplicas.
import type { Pod, ReplicaSet, ReplicationController } from '#api/generated/types.ts'
import { getPodsRankedByRelatedPodsOnSameNode } from '../pod-rank.ts'

/** The most Pods that one sync makes or deletes. */
export const BURST_REPLICAS = 500

/** What is kept at a number of Pods. */
export type ReplicaOwner = ReplicaSet | ReplicationController

export interface ReplicaPlan {
  readonly create: number
  readonly delete: readonly Pod[]
  /** Pods wanted less Pods there; what goes beyond the burst is left to the next sync. */
  readonly missing: number
}

/** What to do about the number of Pods. `related` are the Pods of the whole family of ReplicaSets. */
export function computeReplicaPlan(
  replicaSet: ReplicaOwner,
  active: readonly Pod[],
  related: readonly Pod[],
  nowMs: number,
): ReplicaPlan {
  const missing = desiredReplicas(replicaSet) - active.length
  if (missing >= 0) return { create: Math.min(missing, BURST_REPLICAS), delete: [], missing }
  const count = Math.min(-missing, BURST_REPLICAS)
  const ranked =
    count < active.length ? getPodsRankedByRelatedPodsOnSameNode(active, related, nowMs) : active
  return { create: 0, delete: ranked.slice(0, count), missing }
}

/** spec.replicas; 1 when it is not set. */
export function desiredReplicas(replicaSet: ReplicaOwner): number {
  return replicaSet.spec?.replicas ?? 1
}
