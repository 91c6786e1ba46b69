// The strategy Recreate: all old Pods go, and when the last has stopped the new ones come.
// Follows pkg/controller/deployment/recreate.go (v1.36).
import { replicasOf } from '#api/apps/deployment-strategy.ts'
import { isTerminalPod } from '#api/core/containers.ts'
import type { ReplicaSet } from '#api/generated/types.ts'
import { podsControlledBy } from '../controlled-pods.ts'
import { filterActiveReplicaSets, statusCountFor } from './deployment-util.ts'
import { type Draft, FAILED, scaleReplicaSet } from './draft.ts'
import { deploymentComplete, type Family } from './progress.ts'
import { cleanupDeployment, getAllReplicaSetsAndSyncRevision, syncRolloutStatus } from './sync.ts'

/** One step of replacing all Pods at once. */
export function* rolloutRecreate(
  draft: Draft,
  replicaSets: readonly ReplicaSet[],
): ReturnType<typeof syncRolloutStatus> {
  // The new one is not made before the old ones are gone.
  let family = yield* getAllReplicaSetsAndSyncRevision(draft, replicaSets, false)
  if (family === FAILED) return FAILED
  const active = filterActiveReplicaSets(family.old)
  for (const one of active) {
    const plan = { because: 'with the strategy Recreate all old Pods go before new ones come' }
    if ((yield* scaleReplicaSet(draft, one, 0, { plan })) === FAILED) return FAILED
  }
  if (active.length > 0 || oldPodsRunning(draft, family))
    return yield* syncRolloutStatus(draft, family)
  if (family.newOne === undefined) {
    family = yield* getAllReplicaSetsAndSyncRevision(draft, replicaSets, true)
    if (family === FAILED) return FAILED
  }
  if (family.newOne !== undefined) {
    const desired = replicasOf(draft.deployment)
    const plan = { because: `no old Pod is left, and ${desired} are wanted`, desired }
    if ((yield* scaleReplicaSet(draft, family.newOne, desired, { plan })) === FAILED) return FAILED
  }
  const isComplete = deploymentComplete(draft.deployment, draft.deployment.status)
  if (isComplete && (yield* cleanupDeployment(draft, family.old)) === FAILED) return FAILED
  return yield* syncRolloutStatus(draft, family)
}

/** True while an old ReplicaSet counts Pods, or an old Pod has not ended; one that is being deleted counts. */
function oldPodsRunning({ run }: Draft, { old }: Family): boolean {
  if (statusCountFor(old, 'replicas') > 0) return true
  const pods = run.lister('Pod')
  return old.some(({ metadata }) =>
    podsControlledBy(pods, metadata.uid ?? '').some((pod) => !isTerminalPod(pod)),
  )
}
