// The rolling update: the new ReplicaSet grows as far as the surge lets it, the old ones shrink as far as enough Pods
// stay available.
// Follows pkg/controller/deployment/rolling.go (v1.36).
import { maxSurgeOf, maxUnavailableOf, replicasOf } from '#api/apps/deployment-strategy.ts'
import type { Deployment, ReplicaSet } from '#api/generated/types.ts'
import type { Task } from '#sim/task.ts'
import {
  compareByCreation,
  filterActiveReplicaSets,
  newReplicaSetReplicas,
  replicaCountFor,
  statusCountFor,
} from './deployment-util.ts'
import { type Draft, FAILED, type Failed, type ScalePlan, scaleReplicaSet } from './draft.ts'
import { allOf, deploymentComplete, type Family } from './progress.ts'
import { cleanupDeployment, getAllReplicaSetsAndSyncRevision, syncRolloutStatus } from './sync.ts'

/** A ReplicaSet, the size that it is to have, and why. */
export interface SizeChange {
  readonly replicaSet: ReplicaSet
  readonly size: number
  readonly plan: ScalePlan
}

/** One step of a rolling update: up, or else down, or else tidying up. */
export function* rolloutRolling(
  draft: Draft,
  replicaSets: readonly ReplicaSet[],
): ReturnType<typeof syncRolloutStatus> {
  const family = yield* getAllReplicaSetsAndSyncRevision(draft, replicaSets, true)
  if (family === FAILED) return FAILED
  const up = yield* reconcileNewReplicaSet(draft, family)
  if (up === FAILED) return FAILED
  if (up) return yield* syncRolloutStatus(draft, family)
  if (yield* reconcileOldReplicaSets(draft, family)) return yield* syncRolloutStatus(draft, family)
  const isComplete = deploymentComplete(draft.deployment, draft.deployment.status)
  if (isComplete && (yield* cleanupDeployment(draft, family.old)) === FAILED) return FAILED
  return yield* syncRolloutStatus(draft, family)
}

function* reconcileNewReplicaSet(draft: Draft, family: Family): Task<boolean | Failed> {
  const change = computeNewReplicaSetSize(draft.deployment, family)
  if (change === null) return false
  const result = yield* scaleReplicaSet(draft, change.replicaSet, change.size, {
    plan: change.plan,
  })
  return result === FAILED ? FAILED : result.scaled
}

/** The size that the new ReplicaSet is to have now; null when it has it. */
export function computeNewReplicaSetSize(
  deployment: Deployment,
  family: Family,
): SizeChange | null {
  const { newOne } = family
  if (newOne === undefined) return null
  const desired = replicasOf(deployment)
  const current = replicasOf(newOne)
  if (current === desired) return null
  if (current > desired) {
    const because = `it has ${current} and ${desired} ${desired === 1 ? 'is' : 'are'} wanted`
    return { replicaSet: newOne, size: desired, plan: { because, desired, current } }
  }
  const total = replicaCountFor(allOf(family))
  const surge = maxSurgeOf(deployment)
  const size = newReplicaSetReplicas(deployment, allOf(family), current)
  if (size === current) return null
  const because = `${desired} ${desired === 1 ? 'is' : 'are'} wanted, it has ${current}, and with a surge of ${surge} there may be ${desired + surge} of all revisions, where there ${total === 1 ? 'is' : 'are'} ${total}`
  return { replicaSet: newOne, size, plan: { because, desired, current, total, surge } }
}

/** Shrinks old ReplicaSets; true when that changed something. */
function* reconcileOldReplicaSets(draft: Draft, family: Family): Task<boolean> {
  const active = filterActiveReplicaSets(family.old)
  const most = computeMaxScaledDown(draft.deployment, family, active)
  if (most <= 0) return false
  // 1. What is not healthy goes first: it makes nothing less available, and would stand in the way.
  const unhealthy = computeUnhealthyCleanup(active, most)
  const [shrunk, cleaned] = yield* carryOut(draft, unhealthy.changes)
  if (shrunk === null || !unhealthy.isSound) return false
  const left = active.map(
    (one) => shrunk.find(({ metadata }) => metadata.uid === one.metadata.uid) ?? one,
  )
  // 2. Then as many as are available beyond what has to be.
  const down = computeOldReplicaSetSizes(draft.deployment, left, family.newOne)
  const [written, scaled] = yield* carryOut(draft, down)
  return written !== null && cleaned + scaled > 0
}

/** Writes the sizes, and returns the ReplicaSets and by how many replicas they shrank; null when one was refused. */
function* carryOut(
  draft: Draft,
  changes: readonly SizeChange[],
): Task<readonly [readonly ReplicaSet[] | null, number]> {
  const written: ReplicaSet[] = []
  let count = 0
  for (const { replicaSet, size, plan } of changes) {
    const result = yield* scaleReplicaSet(draft, replicaSet, size, { plan })
    if (result === FAILED) return [null, count]
    written.push(result.replicaSet)
    count += replicasOf(replicaSet) - size
  }
  return [written, count]
}

/**
 * How many old replicas may go: what there is beyond the least that must be available, less those of the new ReplicaSet
 * that are not available yet.
 */
export function computeMaxScaledDown(
  deployment: Deployment,
  family: Family,
  activeOld: readonly ReplicaSet[],
): number {
  if (replicaCountFor(activeOld) === 0) return 0
  const minAvailable = replicasOf(deployment) - maxUnavailableOf(deployment)
  const { newOne } = family
  const newUnavailable =
    newOne === undefined ? 0 : replicasOf(newOne) - (newOne.status?.availableReplicas ?? 0)
  return replicaCountFor(allOf(family)) - minAvailable - newUnavailable
}

/**
 * Takes replicas that are not available from the old ReplicaSets, the oldest first, up to `most`. It is not sound, and
 * nothing more is done, when one has more available than it is to have: its status is older than its size.
 */
export function computeUnhealthyCleanup(
  activeOld: readonly ReplicaSet[],
  most: number,
): { readonly changes: readonly SizeChange[]; readonly isSound: boolean } {
  const changes: SizeChange[] = []
  let left = most
  for (const replicaSet of activeOld.toSorted(compareByCreation)) {
    const size = replicasOf(replicaSet)
    const count = Math.min(left, size - (replicaSet.status?.availableReplicas ?? 0))
    if (left <= 0 || size === 0 || count === 0) continue
    if (count < 0) return { changes, isSound: false }
    const because = `${count} of its ${size} ${size === 1 ? 'replica' : 'replicas'} ${count === 1 ? 'is' : 'are'} not available, and may go first`
    changes.push({ replicaSet, size: size - count, plan: { because, current: size, mayGo: most } })
    left -= count
  }
  return { changes, isSound: true }
}

/** Takes replicas from the old ReplicaSets, the oldest first, as long as enough are available. */
export function computeOldReplicaSetSizes(
  deployment: Deployment,
  activeOld: readonly ReplicaSet[],
  newOne: ReplicaSet | undefined,
): readonly SizeChange[] {
  const desired = replicasOf(deployment)
  const unavailable = maxUnavailableOf(deployment)
  const available = statusCountFor([...activeOld, newOne], 'availableReplicas')
  const changes: SizeChange[] = []
  let left = available - (desired - unavailable)
  for (const replicaSet of activeOld.toSorted(compareByCreation)) {
    const size = replicasOf(replicaSet)
    if (left <= 0 || size === 0) continue
    const count = Math.min(size, left)
    const because = `${available} are available and ${desired - unavailable} of ${desired} must be (maxUnavailable ${unavailable})`
    const plan = { because, desired, available, unavailable, current: size }
    changes.push({ replicaSet, size: size - count, plan })
    left -= count
  }
  return changes
}
