// Keeps as many Pods as a ReplicaSet or ReplicationController wants: makes what is missing, deletes what is too many.
// Follows pkg/controller/replicaset/replica_set.go and pkg/controller/replication (v1.36).
import type { LabelSelector, Pod, ReplicaSetStatus } from '#api/generated/types.ts'
import { matchesLabelSelector } from '#api/meta/labels.ts'
import { keyOf, nameInSentence, parseKey } from '#api/meta/object.ts'
import {
  addPodControllerIndexer,
  orphanPods,
  podKey,
  podsControlledBy,
  watchingControlledPods,
} from '../controlled-pods.ts'
import { equal } from '#lib/equal.ts'
import type { Task } from '#sim/task.ts'
import type { Controller } from '../controller.ts'
import { claimObjects } from '../controller-ref-manager.ts'
import { controllerOf, isControlledBy } from '../controller-ref.ts'
import { defineController, type Run, type SyncResult, watching } from '../define-controller.ts'
import { nextAvailableInMs } from '../pod-availability.ts'
import { isPodActive } from '../pod-rank.ts'
import { createPod, deletePod, type PodFailure } from '../pod-control.ts'
import { slowStartTask } from '../slow-start-batch.ts'
import {
  computeReplicaPlan,
  desiredReplicas,
  type ReplicaOwner,
  type ReplicaPlan,
} from './manage-replicas.ts'
import { calculateStatus } from './replicaset-status.ts'

type Sync = Run<null>

/** Keeps the Pods of ReplicaSets. */
export const replicaSetController = defineReplicaController('ReplicaSet', 'replicaset-controller')

/** Keeps the Pods of ReplicationControllers, which are the same with another selector. */
export const replicationController = defineReplicaController(
  'ReplicationController',
  'replicationcontroller-controller',
  'replication-controller',
)

function defineReplicaController(
  kind: ReplicaOwner['kind'],
  name: string,
  source = name,
): Controller {
  return defineController<null>({
    name,
    source,
    state({ informers }) {
      addPodControllerIndexer(informers)
      return null
    },
    watches: [
      watchingControlledPods(kind, selects),
      watching(kind, ({ object }) => [keyOf(object)]),
    ],
    sync: (sync, key) => syncReplicaSet(sync, kind, key),
  })
}

/** Brings one ReplicaSet up to date. */
function* syncReplicaSet(sync: Sync, kind: ReplicaOwner['kind'], key: string): Task<SyncResult> {
  const { namespace = '', name = '' } = parseKey(key) ?? {}
  const replicaSet = sync.lister(kind).get(namespace, name)
  if (replicaSet === undefined) {
    sync.expectations.forget(key)
    return 'done'
  }
  // 1. Before the caches show what was made and deleted last time, nothing more is made or deleted.
  const needsSync = sync.expectations.satisfied(key)
  // 2. Whose Pods are they?
  const claimed = claimPods(sync, replicaSet)
  if (claimed === null) return 'retry'
  const active = claimed.filter(isPodActive)
  const terminating = claimed.filter((pod) => pod.metadata.deletionTimestamp !== undefined).length
  // 3. Make or delete Pods.
  let managed: Managed = { failure: null, isWhole: true }
  if (needsSync && replicaSet.metadata.deletionTimestamp === undefined) {
    const related = relatedPods(sync, replicaSet, claimed)
    const plan = computeReplicaPlan(replicaSet, active, related, sync.clock.nowMs)
    managed = yield* manageReplicas(sync, replicaSet, plan)
  }
  // 4. Say how it stands: of the Pods from before, but with what went wrong just now.
  const { nowMs } = sync.clock
  const status = calculateStatus(replicaSet, { active, terminating }, managed.failure, nowMs)
  const isSaid = yield* updateReplicaSetStatus(sync, replicaSet, status)
  if (!isSaid || managed.failure !== null) return 'retry'
  const { minReadySeconds = 0 } = replicaSet.spec ?? {}
  const againInMs = managed.isWhole ? nextAvailableInMs(active, minReadySeconds, nowMs) : 1
  return againInMs === null ? 'done' : { againInMs }
}

/** Writes the status; once more when it was made from an old version. False when that did not do. */
function* updateReplicaSetStatus(
  { client, narration, turn }: Sync,
  replicaSet: ReplicaOwner,
  status: ReplicaSetStatus,
): Task<boolean> {
  if (equal(replicaSet.status, status)) return true
  const { namespace = '', name = '' } = replicaSet.metadata
  const said = narration({
    message: `updated the status of ${nameInSentence(replicaSet)}: ${status.readyReplicas ?? 0} of ${desiredReplicas(replicaSet)} ready`,
    level: 'detail',
    kind: 'ReplicaSetStatus',
  })
  yield* turn()
  const result = client.updateStatus<ReplicaOwner>({ ...replicaSet, status }, said)
  if (result.ok) return true
  const latest = client.get(replicaSet.kind, namespace, name)
  if (latest === undefined) return true
  yield* turn()
  return client.updateStatus<ReplicaOwner>({ ...latest, status }, said).ok
}

function selects(owner: ReplicaOwner, pod: Pod): boolean {
  return matchesLabelSelector(selectorOf(owner), pod.metadata.labels)
}

/** A ReplicationController has labels for a selector. */
function selectorOf(owner: ReplicaOwner): LabelSelector | undefined {
  if (owner.kind === 'ReplicaSet') return owner.spec?.selector
  const { selector } = owner.spec ?? {}
  return selector === undefined ? undefined : { matchLabels: selector }
}

/** The Pods that are the ReplicaSet's, after it took over orphans and let go of strangers; null when that failed. */
function claimPods(sync: Sync, replicaSet: ReplicaOwner): readonly Pod[] | null {
  const lister = sync.lister('Pod')
  const { namespace, uid = '' } = replicaSet.metadata
  const all = [...podsControlledBy(lister, uid), ...orphanPods(lister, namespace)]
  // Those that are being deleted are counted, and not let go.
  const claimed = claimObjects(sync, replicaSet, {
    kind: 'Pod',
    objects: all.filter(isPodActive),
    selects: (pod) => selects(replicaSet, pod),
  })
  const going = all.filter(
    (pod) => pod.metadata.deletionTimestamp !== undefined && isControlledBy(pod, replicaSet),
  )
  return claimed === null ? null : [...claimed, ...going.filter((pod) => selects(replicaSet, pod))]
}

/** The Pods of all ReplicaSets with the same owner; its own when it has none. */
function relatedPods(sync: Sync, replicaSet: ReplicaOwner, own: readonly Pod[]): readonly Pod[] {
  const owner = controllerOf(replicaSet.metadata)
  if (owner === undefined) return own
  return sync
    .lister('ReplicaSet')
    .list(replicaSet.metadata.namespace ?? 'default')
    .filter((other) => controllerOf(other.metadata)?.uid === owner.uid)
    .flatMap((other) => podsControlledBy(sync.lister('Pod'), other.metadata.uid ?? ''))
}

interface Managed {
  /** The first thing that failed. */
  readonly failure: PodFailure | null
  /** False when there was more to do than one sync does. */
  readonly isWhole: boolean
}

/** Carries out a plan. What it makes and deletes is expected to be seen before the next one. */
function* manageReplicas(sync: Sync, replicaSet: ReplicaOwner, plan: ReplicaPlan): Task<Managed> {
  const isWhole = Math.abs(plan.missing) <= plan.create + plan.delete.length
  const failure = yield* plan.create > 0
    ? createPods(sync, replicaSet, plan)
    : deletePods(sync, replicaSet, plan.delete)
  return { failure, isWhole }
}

function* createPods(
  sync: Sync,
  replicaSet: ReplicaOwner,
  plan: ReplicaPlan,
): Task<PodFailure | null> {
  const { expectations, sideBySide } = sync
  const key = keyOf(replicaSet)
  expectations.expectCreations(key, plan.create)
  const { successes, failure } = yield* slowStartTask(
    plan.create,
    (index) => createOne(sync, replicaSet, plan.missing - index),
    sideBySide,
  )
  // What was refused or left will not be seen.
  expectations.creationObserved(key, plan.create - successes)
  return failure
}

function* deletePods(
  sync: Sync,
  replicaSet: ReplicaOwner,
  pods: readonly Pod[],
): Task<PodFailure | null> {
  if (pods.length === 0) return null
  sync.expectations.expectDeletions(keyOf(replicaSet), pods.map(podKey))
  let failure: PodFailure | null = null
  yield* sync.sideBySide(pods.length, (index) => {
    const pod = pods[index]
    const problem = pod === undefined ? null : deleteOne(sync, replicaSet, pod)
    failure ??= problem
  })
  return failure
}

function createOne(sync: Sync, replicaSet: ReplicaOwner, missing: number): PodFailure | null {
  const wanted = desiredReplicas(replicaSet)
  const because = `it had ${wanted - missing} of ${wanted} ${wanted === 1 ? 'replica' : 'replicas'}`
  return createPod(sync, replicaSet, replicaSet.spec?.template ?? {}, { because })
}

function deleteOne(sync: Sync, replicaSet: ReplicaOwner, pod: Pod): PodFailure | null {
  const wanted = desiredReplicas(replicaSet)
  const because = `there were more Pods than the ${wanted} ${wanted === 1 ? 'replica' : 'replicas'} wanted`
  const problem = deletePod(sync, replicaSet, pod, { because })
  if (problem !== null) sync.expectations.deletionObserved(keyOf(replicaSet), podKey(pod))
  return problem === 'gone' ? null : problem
}
