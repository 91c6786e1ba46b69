// Keeps one ReplicaSet for each template that a Deployment had, and moves its Pods to the one of now.
// Follows pkg/controller/deployment/deployment_controller.go (v1.36).
import type { Deployment, Pod, ReplicaSet } from '#api/generated/types.ts'
import { isEmptyLabelSelector, matchesLabelSelector } from '#api/meta/labels.ts'
import { keyOf, objectKey, parseKey } from '#api/meta/object.ts'
import type { WatchEvent } from '#client/client.ts'
import type { Task } from '#sim/task.ts'
import {
  addControllerIndexer,
  addPodControllerIndexer,
  objectsControlledBy,
  orphans,
  podsControlledBy,
} from '../controlled-pods.ts'
import { controllerOf } from '../controller-ref.ts'
import { claimObjects } from '../controller-ref-manager.ts'
import { defineController, type Run, type SyncResult, watching } from '../define-controller.ts'
import { conditionOf, REASONS } from './conditions.ts'
import { hasProgressDeadline } from './deployment-util.ts'
import { type Draft, FAILED, type Failed, updateDeploymentStatus } from './draft.ts'
import { rolloutRecreate } from './recreate.ts'
import { rollback, rollbackToOf } from './rollback.ts'
import { rolloutRolling } from './rolling.ts'
import { isScalingEvent, scale } from './scale.ts'
import {
  cleanupDeployment,
  getAllReplicaSetsAndSyncRevision,
  setProgressing,
  syncDeploymentStatus,
} from './sync.ts'

const MAX_RETRIES = 15

export const deploymentController = defineController<null>({
  name: 'deployment-controller',
  maxRetries: MAX_RETRIES,
  state({ informers }) {
    addPodControllerIndexer(informers)
    addControllerIndexer(informers, 'ReplicaSet')
    return null
  },
  watches: [
    watching('Deployment', ({ object }) => [keyOf(object)]),
    watching('ReplicaSet', deploymentsOf),
    watching('Pod', recreatedBy),
  ],
  sync: syncDeployment,
})

/** The Deployments that a change of a ReplicaSet is about: its owner, or all that select it when it has none. */
function deploymentsOf(
  { type, object, old }: WatchEvent<ReplicaSet>,
  run: Run<null>,
): Iterable<string> {
  const keys = new Set<string>()
  const before = old === undefined ? undefined : deploymentKeyOf(old)
  if (before !== undefined) keys.add(before)
  const now = deploymentKeyOf(object)
  if (now !== undefined) keys.add(now)
  if (type === 'DELETED' || controllerOf(object.metadata) !== undefined) return keys
  for (const one of run.lister('Deployment').list(object.metadata.namespace ?? 'default')) {
    if (selects(one, object)) keys.add(keyOf(one))
  }
  return keys
}

function deploymentKeyOf({ metadata }: ReplicaSet): string | undefined {
  const owner = controllerOf(metadata)
  return owner?.kind === 'Deployment'
    ? objectKey('Deployment', metadata.namespace, owner.name)
    : undefined
}

/** A Deployment with the strategy Recreate goes on when its last Pod is gone. */
function recreatedBy({ type, object }: WatchEvent<Pod>, run: Run<null>): Iterable<string> {
  const owner = controllerOf(object.metadata)
  if (type !== 'DELETED' || owner?.kind !== 'ReplicaSet') return []
  const { namespace = 'default' } = object.metadata
  const replicaSet = run.lister('ReplicaSet').get(namespace, owner.name)
  const above = replicaSet === undefined ? undefined : controllerOf(replicaSet.metadata)
  if (above?.kind !== 'Deployment' || replicaSet?.metadata.uid !== owner.uid) return []
  const deployment = run.lister('Deployment').get(namespace, above.name)
  if (deployment?.spec?.strategy?.type !== 'Recreate') return []
  const hasPods = objectsControlledBy(run.lister('ReplicaSet'), above.uid).some(
    ({ metadata }) => podsControlledBy(run.lister('Pod'), metadata.uid ?? '').length > 0,
  )
  return hasPods ? [] : [keyOf(deployment)]
}

function selects({ spec }: Deployment, replicaSet: ReplicaSet): boolean {
  return matchesLabelSelector(spec?.selector, replicaSet.metadata.labels)
}

/** Brings one Deployment up to date, by one step. */
function* syncDeployment(run: Run<null>, key: string): Task<SyncResult> {
  const { namespace = '', name = '' } = parseKey(key) ?? {}
  const deployment = run.lister('Deployment').get(namespace, name)
  if (deployment === undefined) return 'done'
  const draft: Draft = { run, deployment }
  const { selector } = deployment.spec ?? {}
  if (selector !== undefined && isEmptyLabelSelector(selector))
    return yield* refuseToSelectAll(draft)
  const replicaSets = claimReplicaSets(run, deployment)
  const result = replicaSets === null ? FAILED : yield* reconcile(draft, replicaSets)
  return result === FAILED ? 'retry' : result
}

function* refuseToSelectAll(draft: Draft): Task<SyncResult> {
  const { run, deployment } = draft
  const message = 'This deployment is selecting all pods. A non-empty selector is required.'
  run.report(deployment, { type: 'Warning', reason: 'SelectingAll', message })
  const { generation = 0 } = deployment.metadata
  if ((deployment.status?.observedGeneration ?? 0) < generation) {
    yield* updateDeploymentStatus(draft, { ...deployment.status, observedGeneration: generation })
  }
  return 'done'
}

function claimReplicaSets(run: Run<null>, deployment: Deployment): readonly ReplicaSet[] | null {
  const lister = run.lister('ReplicaSet')
  const { namespace, uid = '' } = deployment.metadata
  return claimObjects(run, deployment, {
    kind: 'ReplicaSet',
    objects: [...objectsControlledBy(lister, uid), ...orphans(lister, namespace)],
    selects: (replicaSet) => selects(deployment, replicaSet),
  })
}

function* reconcile(
  draft: Draft,
  replicaSets: readonly ReplicaSet[],
): Task<Failed | 'done' | { readonly againInMs: number }> {
  const { deployment } = draft
  // 1. One that is being deleted only counts.
  if (deployment.metadata.deletionTimestamp !== undefined) {
    const family = yield* getAllReplicaSetsAndSyncRevision(draft, replicaSets, false)
    return family === FAILED ? FAILED : yield* syncDeploymentStatus(draft, family)
  }
  // 2. A paused one scales, and does not roll.
  if (!(yield* checkPausedConditions(draft))) return FAILED
  if (deployment.spec?.paused === true) return yield* syncSizes(draft, replicaSets)
  // 3. Somebody asked to go back by annotation.
  const revision = rollbackToOf(deployment)
  if (revision !== undefined) return yield* rollback(draft, replicaSets, revision)
  // 4. Somebody scaled.
  const family = yield* getAllReplicaSetsAndSyncRevision(draft, replicaSets, false)
  if (family === FAILED) return FAILED
  if (isScalingEvent(draft.deployment, family)) return yield* syncSizes(draft, replicaSets)
  // 5. One step of the rollout.
  return yield* deployment.spec?.strategy?.type === 'Recreate'
    ? rolloutRecreate(draft, replicaSets)
    : rolloutRolling(draft, replicaSets)
}

/** Follows the size of the Deployment without rolling. Upstream: sync. */
function* syncSizes(draft: Draft, replicaSets: readonly ReplicaSet[]): Task<Failed | 'done'> {
  const family = yield* getAllReplicaSetsAndSyncRevision(draft, replicaSets, false)
  if (family === FAILED || (yield* scale(draft, family)) === FAILED) return FAILED
  const isTidied = draft.deployment.spec?.paused === true
  if (isTidied && (yield* cleanupDeployment(draft, family.old)) === FAILED) return FAILED
  return yield* syncDeploymentStatus(draft, family)
}

/** Says that the Deployment is paused, or is no longer, so that the time is not held against it. False when that was refused. */
function* checkPausedConditions(draft: Draft): Task<boolean> {
  const { deployment } = draft
  const reason = conditionOf(deployment.status, 'Progressing')?.reason
  // That it took too long stays said.
  if (!hasProgressDeadline(deployment) || reason === REASONS.timedOut) return true
  const isPaused = deployment.spec?.paused === true
  if (isPaused === (reason === REASONS.paused)) return true
  setProgressing(
    draft,
    isPaused
      ? ['Unknown', REASONS.paused, 'Deployment is paused']
      : ['Unknown', REASONS.resumed, 'Deployment is resumed'],
  )
  return yield* updateDeploymentStatus(draft, draft.deployment.status ?? {})
}
