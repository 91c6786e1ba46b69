// Keeps as many Pods as a ReplicaSet wants: makes what is missing, deletes what is too many.
// Follows pkg/controller/replicaset/replica_set.go (v1.36).
import { simplified } from '#lib/simplified.ts'
import type { Pod, ReplicaSet, ReplicaSetStatus } from '#api/generated/types.ts'
import { matchesLabelSelector } from '#api/meta/labels.ts'
import { keyOf, nameInSentence, parseKey } from '#api/meta/object.ts'
import type { Narration } from '#sim/world.ts'
import {
  addPodControllerIndexer,
  orphanPods,
  podKey,
  podsControlledBy,
  watchingControlledPods,
} from '../controlled-pods.ts'
import { claimObjects } from '../controller-ref-manager.ts'
import { controllerOf, isControlledBy } from '../controller-ref.ts'
import { defineController, type Run, type SyncResult, watching } from '../define-controller.ts'
import { isPodActive } from '../pod-rank.ts'
import { generateName } from '../random-name.ts'
import { slowStartBatch } from '../slow-start-batch.ts'
import { computeReplicaPlan, desiredReplicas, podFromTemplate } from './manage-replicas.ts'
import type { ReplicaPlan } from './manage-replicas.ts'
import { calculateStatus, nextAvailableInMs } from './replicaset-status.ts'
import type { ReplicaFailure } from './replicaset-status.ts'

type Sync = Run<null>

export const replicaSetController = defineController<null>({
  name: 'replicaset-controller',
  state({ informers }) {
    addPodControllerIndexer(informers)
    return null
  },
  watches: [
    watchingControlledPods('ReplicaSet', selects),
    watching('ReplicaSet', ({ object }) => [keyOf(object)]),
  ],
  sync: syncReplicaSet,
})

/** Brings one ReplicaSet up to date. */
function syncReplicaSet(sync: Sync, key: string): SyncResult {
  const { namespace = '', name = '' } = parseKey(key) ?? {}
  const replicaSet = sync.lister('ReplicaSet').get(namespace, name)
  if (replicaSet === undefined) {
    sync.expectations.forget(key)
    return 'done'
  }
  const nowMs = sync.clock.nowMs
  // 1. Before the caches show what was made and deleted last time, nothing more is made or deleted.
  const needsSync = sync.expectations.satisfied(key)
  // 2. Whose Pods are they?
  const claimed = claimPods(sync, replicaSet)
  if (claimed === null) return 'retry'
  const active = claimed.filter(isPodActive)
  const terminating = claimed.filter((pod) => pod.metadata.deletionTimestamp !== undefined).length
  // 3. Make or delete Pods.
  let managed: Managed = { failure: null, again: null }
  if (needsSync && replicaSet.metadata.deletionTimestamp === undefined) {
    const related = relatedPods(sync, replicaSet, claimed)
    const plan = computeReplicaPlan(replicaSet, active, related, nowMs)
    managed = manageReplicas(sync, replicaSet, plan)
  }
  // 4. Say how it stands.
  const status = calculateStatus(replicaSet, { active, terminating }, managed.failure, nowMs)
  if (!updateReplicaSetStatus(sync, replicaSet, status) || managed.failure !== null) return 'retry'
  const againInMs = managed.again ?? nextAvailableInMs(replicaSet, active, nowMs)
  return againInMs === null ? 'done' : { againInMs }
}

/** Writes the status; once more when it was made from an old version. False when that did not do. */
function updateReplicaSetStatus(
  { client, narration }: Sync,
  replicaSet: ReplicaSet,
  status: ReplicaSetStatus,
): boolean {
  const { namespace = '', name = '' } = replicaSet.metadata
  const said = narration({
    message: `updated the status of ${nameInSentence(replicaSet)}: ${status.readyReplicas ?? 0} of ${desiredReplicas(replicaSet)} replicas ready`,
    level: 'detail',
    kind: 'ReplicaSetStatus',
  })
  const result = client.updateStatus({ ...replicaSet, status }, said)
  if (result.ok) return true
  const latest = client.get('ReplicaSet', namespace, name)
  return latest === undefined || client.updateStatus({ ...latest, status }, said).ok
}

function selects(replicaSet: ReplicaSet, pod: Pod): boolean {
  return matchesLabelSelector(replicaSet.spec?.selector, pod.metadata.labels)
}

/** The Pods that are the ReplicaSet's, after it took over orphans and let go of strangers; null when that failed. */
function claimPods(sync: Sync, replicaSet: ReplicaSet): readonly Pod[] | null {
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

function about({ narration }: Sync, replicaSet: ReplicaSet, kind: string): Narration {
  return narration({ message: '', level: 'step', kind, objects: [keyOf(replicaSet)] })
}

/** The Pods of all ReplicaSets with the same owner; its own when it has none. */
function relatedPods(sync: Sync, replicaSet: ReplicaSet, own: readonly Pod[]): readonly Pod[] {
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
  readonly failure: ReplicaFailure | null
  /** In how many milliseconds to go on with what had to be left; null when nothing was. */
  readonly again: number | null
}

/** Carries out a plan. What it makes and deletes is expected to be seen before the next one. */
function manageReplicas(sync: Sync, replicaSet: ReplicaSet, plan: ReplicaPlan): Managed {
  const isWhole = Math.abs(plan.missing) <= plan.create + plan.delete.length
  const managed =
    plan.create > 0 ? createPods(sync, replicaSet, plan) : deletePods(sync, replicaSet, plan.delete)
  return managed.again === null && !isWhole ? { ...managed, again: 1 } : managed
}

/** What the rate limit leaves for later is no failure. */
const LIMITED = 'limited'

simplified(
  'replicaset-rate-limit',
  "only the Pods that a ReplicaSet's controller creates count towards its limit of 20 requests a second, and they wait for their turn without holding up its other work.",
)

function createPods(sync: Sync, replicaSet: ReplicaSet, plan: ReplicaPlan): Managed {
  const { expectations, limiter } = sync
  const key = keyOf(replicaSet)
  expectations.expectCreations(key, plan.create)
  const { successes, failure } = slowStartBatch(
    plan.create,
    (index): ReplicaFailure | typeof LIMITED | null =>
      limiter.tryAccept() ? createPod(sync, replicaSet, plan.missing - index) : LIMITED,
  )
  // What was refused or left will not be seen.
  expectations.creationObserved(key, plan.create - successes)
  if (failure === LIMITED) return { failure: null, again: limiter.nextInMs() }
  return { failure, again: null }
}

function deletePods(sync: Sync, replicaSet: ReplicaSet, pods: readonly Pod[]): Managed {
  if (pods.length === 0) return { failure: null, again: null }
  sync.expectations.expectDeletions(keyOf(replicaSet), pods.map(podKey))
  let failure: ReplicaFailure | null = null
  for (const pod of pods) {
    const problem = deletePod(sync, replicaSet, pod)
    failure ??= problem
  }
  return { failure, again: null }
}

function createPod(sync: Sync, replicaSet: ReplicaSet, missing: number): ReplicaFailure | null {
  const { client, prng } = sync
  const { namespace = 'default', name: owner = '' } = replicaSet.metadata
  const isTaken = (name: string): boolean => client.get('Pod', namespace, name) !== undefined
  const pod = podFromTemplate(replicaSet, generateName(prng, `${owner}-`, isTaken))
  const result = client.create(pod, {
    ...about(sync, replicaSet, 'SuccessfulCreate'),
    message: `created ${nameInSentence(pod)} for ${nameInSentence(replicaSet)}`,
    because: `${missing} of ${desiredReplicas(replicaSet)} replicas ${missing === 1 ? 'was' : 'were'} missing`,
    objects: [keyOf(pod), keyOf(replicaSet)],
  })
  if (result.ok) {
    const message = `Created pod: ${result.object.metadata.name ?? ''}`
    sync.report(replicaSet, { type: 'Normal', reason: 'SuccessfulCreate', message })
    return null
  }
  const { message } = result.status
  const reason = 'FailedCreate'
  sync.report(replicaSet, { type: 'Warning', reason, message: `Error creating: ${message}` })
  return { reason, message }
}

function deletePod(sync: Sync, replicaSet: ReplicaSet, pod: Pod): ReplicaFailure | null {
  const { namespace = 'default', name = '', uid } = pod.metadata
  const wanted = desiredReplicas(replicaSet)
  const options = uid === undefined ? {} : { uid }
  const result = sync.client.delete('Pod', namespace, name, options, {
    ...about(sync, replicaSet, 'SuccessfulDelete'),
    message: `deleted ${nameInSentence(pod)} of ${nameInSentence(replicaSet)}`,
    because: `there were more Pods than the ${wanted} ${wanted === 1 ? 'replica' : 'replicas'} wanted`,
    objects: [keyOf(pod), keyOf(replicaSet)],
  })
  if (result.ok) {
    sync.report(replicaSet, {
      type: 'Normal',
      reason: 'SuccessfulDelete',
      message: `Deleted pod: ${name}`,
    })
    return null
  }
  sync.expectations.deletionObserved(keyOf(replicaSet), podKey(pod))
  if (result.status.reason === 'NotFound') return null
  const { message } = result.status
  const reason = 'FailedDelete'
  sync.report(replicaSet, { type: 'Warning', reason, message: `Error deleting: ${message}` })
  return { reason, message }
}
