// Somebody changed spec.replicas: one ReplicaSet takes all of it, or several share it by their sizes, so that scaling
// does not hasten a rollout.
// Follows pkg/controller/deployment/sync.go, scale, and util/deployment_util.go, GetReplicaSetProportion (v1.36).
import { isRollingUpdate, maxSurgeOf, replicasOf } from '#api/apps/deployment-strategy.ts'
import type { Deployment, ReplicaSet } from '#api/generated/types.ts'
import type { Task } from '#sim/task.ts'
import { desiredReplicasIn, maxReplicasIn } from './annotations.ts'
import {
  compareBySize,
  filterActiveReplicaSets,
  findActiveOrLatest,
  replicaCountFor,
} from './deployment-util.ts'
import { type Draft, FAILED, type Failed, scaleReplicaSet } from './draft.ts'
import { allOf, type Family } from './progress.ts'

/** True when a ReplicaSet was last scaled for another size of the Deployment than it has now. */
export function isScalingEvent(deployment: Deployment, family: Family): boolean {
  return filterActiveReplicaSets(allOf(family)).some((one) => {
    const desired = desiredReplicasIn(one)
    return desired !== undefined && desired !== replicasOf(deployment)
  })
}

/** Brings the sizes of the ReplicaSets to the size of the Deployment. */
export function* scale(draft: Draft, family: Family): Task<Failed | 'done'> {
  const { deployment } = draft
  const desired = replicasOf(deployment)
  const only = findActiveOrLatest(family.newOne, family.old)
  if (only !== undefined) {
    const plan = { because: `${desired} ${desired === 1 ? 'is' : 'are'} wanted`, desired }
    return (yield* scaleReplicaSet(draft, only, desired, { plan })) === FAILED ? FAILED : 'done'
  }
  if (isSaturated(deployment, family.newOne)) return yield* scaleDownOld(draft, family.old)
  if (!isRollingUpdate(deployment)) return 'done'
  const sizes = computeProportions(deployment, filterActiveReplicaSets(allOf(family)))
  for (const [replicaSet, size] of sizes) {
    const because = `the Deployment was scaled to ${desired} while several ReplicaSets had Pods, and each gets its share`
    const plan = { because, desired, surge: maxSurgeOf(deployment) }
    if ((yield* scaleReplicaSet(draft, replicaSet, size, { plan, always: true })) === FAILED)
      return FAILED
  }
  return 'done'
}

function* scaleDownOld(draft: Draft, old: readonly ReplicaSet[]): Task<Failed | 'done'> {
  const because = 'all wanted replicas are of the new template and available'
  for (const one of filterActiveReplicaSets(old)) {
    if ((yield* scaleReplicaSet(draft, one, 0, { plan: { because } })) === FAILED) return FAILED
  }
  return 'done'
}

/** True when the new ReplicaSet has all replicas of the Deployment, was scaled for them, and they are available. */
function isSaturated(deployment: Deployment, newOne: ReplicaSet | undefined): boolean {
  const desired = replicasOf(deployment)
  if (newOne === undefined || desiredReplicasIn(newOne) !== desired) return false
  return replicasOf(newOne) === desired && (newOne.status?.availableReplicas ?? 0) === desired
}

/** The size that each active ReplicaSet is to have, the largest first: it also takes what rounding leaves. */
export function computeProportions(
  deployment: Deployment,
  active: readonly ReplicaSet[],
): readonly (readonly [ReplicaSet, number])[] {
  const desired = replicasOf(deployment)
  const most = desired > 0 ? desired + maxSurgeOf(deployment) : 0
  const toAdd = most - replicaCountFor(active)
  const sorted = active.toSorted((a, b) => compareBySize(a, b, toAdd > 0 ? 'newer' : 'older'))
  let added = 0
  const sizes = sorted.map((one) => {
    const share = toAdd === 0 || toAdd === added ? 0 : shareOf(one, deployment, toAdd - added)
    added += share
    return replicasOf(one) + share
  })
  return sorted.map((one, index): readonly [ReplicaSet, number] => {
    const size = sizes[index] ?? 0
    return [one, index === 0 ? Math.max(0, size + toAdd - added) : size]
  })
}

/** The part of what is still to be added or taken that is the ReplicaSet's. */
function shareOf(replicaSet: ReplicaSet, deployment: Deployment, left: number): number {
  const fraction = fractionOf(replicaSet, deployment)
  return left > 0 ? Math.min(fraction, left) : Math.max(fraction, left)
}

function fractionOf(replicaSet: ReplicaSet, deployment: Deployment): number {
  const size = replicasOf(replicaSet)
  if (replicasOf(deployment) === 0) return -size
  const before = maxReplicasIn(replicaSet) || (deployment.status?.replicas ?? 0)
  if (before === 0) return 0
  const most = replicasOf(deployment) + maxSurgeOf(deployment)
  // Sizes are not negative, so that rounding half up is rounding away from zero.
  return Math.round((size * most) / before) - size
}
