// Keeps as many Pods as a ReplicaSet wants: makes what is missing, deletes what is too many.
// Follows pkg/controller/replicaset/replica_set.go (v1.36).
import type { Pod, ReplicaSet } from '#api/generated/types.ts'
import { matchesLabelSelector } from '#api/meta/labels.ts'
import { keyOf, nameInSentence, objectKey, parseKey } from '#api/meta/object.ts'
import type { Narration } from '#sim/world.ts'
import { createRateLimiter, type RateLimiter } from '#client/rate-limiter.ts'
import { createWorkQueue } from '#client/work-queue.ts'
import { adopted, controllerOf, released } from '../controller-ref.ts'
import type { Controller, ControllerParts } from '../controller.ts'
import { createPodIndex } from '../pod-index.ts'
import type { PodIndex } from '../pod-index.ts'
import { isPodActive } from '../pod-rank.ts'
import { generateName } from '../random-name.ts'
import {
  computeReplicaPlan,
  desiredReplicas,
  ownerReferenceTo,
  podFromTemplate,
} from './manage-replicas.ts'
import type { ReplicaPlan } from './manage-replicas.ts'
import { calculateStatus, nextAvailableInMs } from './replicaset-status.ts'
import type { ReplicaFailure } from './replicaset-status.ts'

const NAME = 'replicaset-controller'
/** Of each client in kube-controller-manager: --kube-api-qps and --kube-api-burst. */
// SIMPLIFIED: only the Pods that a ReplicaSet's controller creates count towards its limit of 20 requests a second, and they wait for their turn without holding up its other work.
const CLIENT_LIMITS = { qps: 20, burst: 30 }

export const replicaSetController: Controller = { name: NAME, create: createReplicaSetController }

interface Sync extends ControllerParts {
  readonly pods: PodIndex
  readonly limiter: RateLimiter
}

function createReplicaSetController(parts: ControllerParts): void {
  const { client, clock } = parts
  const limiter = createRateLimiter(clock, CLIENT_LIMITS)
  const queue = createWorkQueue(clock, NAME, (key) => {
    const wait = syncReplicaSet({ ...parts, pods, limiter }, key)
    if (wait === 'retry') {
      queue.addRateLimited(key)
      return
    }
    queue.forget(key)
    if (wait !== null) queue.add(key, wait)
  })
  const pods = createPodIndex(client, (before, after) => {
    for (const pod of [before, after]) {
      const owner = pod === undefined ? undefined : controllerOf(pod.metadata)
      if (owner?.kind === 'ReplicaSet') {
        queue.add(objectKey('ReplicaSet', pod?.metadata.namespace, owner.name))
      }
    }
    if (after === undefined || controllerOf(after.metadata) !== undefined) return
    for (const replicaSet of client.list('ReplicaSet', after.metadata.namespace)) {
      if (selects(replicaSet, after)) queue.add(keyOf(replicaSet))
    }
  })
  for (const replicaSet of client.list('ReplicaSet')) queue.add(keyOf(replicaSet))
  client.watch('ReplicaSet', ({ object }) => queue.add(keyOf(object)))
}

/** Brings one ReplicaSet up to date. Returns when to look again: a delay, 'retry', or null. */
function syncReplicaSet(sync: Sync, key: string): number | 'retry' | null {
  const { client, clock } = sync
  const { namespace = '', name = '' } = parseKey(key) ?? {}
  const replicaSet = client.get('ReplicaSet', namespace, name)
  if (replicaSet === undefined) return null
  const claimed = claimPods(sync, replicaSet)
  const active = claimed.filter(isPodActive)
  const terminating = claimed.filter((pod) => pod.metadata.deletionTimestamp !== undefined).length
  let failure: ReplicaFailure | null = null
  let again: number | 'retry' | null = null
  if (replicaSet.metadata.deletionTimestamp === undefined) {
    const related = relatedPods(sync, replicaSet, claimed)
    const plan = computeReplicaPlan(replicaSet, active, related, clock.nowMs)
    const outcome = manageReplicas(sync, replicaSet, plan)
    failure = outcome.failure
    if (failure !== null) again = 'retry'
    else if (outcome.isLimited) again = sync.limiter.nextInMs()
    else if (Math.abs(plan.missing) > plan.create + plan.delete.length) again = 1
  }
  const status = calculateStatus(replicaSet, { active, terminating }, failure, clock.nowMs)
  client.updateStatus(
    { ...replicaSet, status },
    {
      actor: NAME,
      message: `updated the status of ${nameInSentence(replicaSet)}: ${status.readyReplicas ?? 0} of ${desiredReplicas(replicaSet)} replicas ready`,
      level: 'detail',
      kind: 'ReplicaSetStatus',
    },
  )
  return again ?? nextAvailableInMs(replicaSet, active, clock.nowMs)
}

function selects(replicaSet: ReplicaSet, pod: Pod): boolean {
  return matchesLabelSelector(replicaSet.spec?.selector, pod.metadata.labels)
}

/** The Pods that are the ReplicaSet's, after it took over orphans and let go of strangers. */
function claimPods(sync: Sync, replicaSet: ReplicaSet): readonly Pod[] {
  const uid = replicaSet.metadata.uid ?? ''
  const owned = sync.pods.controlledBy(uid)
  const mine = owned.filter((pod) => selects(replicaSet, pod))
  if (replicaSet.metadata.deletionTimestamp !== undefined) return mine
  for (const pod of owned.filter((pod) => !selects(replicaSet, pod) && isPodActive(pod))) {
    sync.client.update(released(pod, uid), {
      ...narration(replicaSet, 'Released'),
      message: `released ${nameInSentence(pod)} from ${nameInSentence(replicaSet)}`,
      because: 'its labels no longer match the selector',
    })
  }
  const orphans = sync.pods.orphansIn(replicaSet.metadata.namespace ?? 'default')
  const taken = orphans
    .filter((pod) => isPodActive(pod) && selects(replicaSet, pod))
    .flatMap((pod) => {
      const result = sync.client.update(adopted(pod, ownerReferenceTo(replicaSet)), {
        ...narration(replicaSet, 'Adopted'),
        message: `adopted ${nameInSentence(pod)} for ${nameInSentence(replicaSet)}`,
        because: 'its labels match the selector and nothing else controls it',
      })
      return result.ok ? [result.object] : []
    })
  return [...mine, ...taken]
}

function narration(replicaSet: ReplicaSet, kind: string): Omit<Narration, 'message'> {
  return { actor: NAME, level: 'step', kind, objects: [keyOf(replicaSet)] }
}

/** The Pods of all ReplicaSets with the same owner; its own when it has none. */
function relatedPods(
  { client, pods }: Sync,
  replicaSet: ReplicaSet,
  own: readonly Pod[],
): readonly Pod[] {
  const owner = controllerOf(replicaSet.metadata)
  if (owner === undefined) return own
  return client
    .list('ReplicaSet', replicaSet.metadata.namespace)
    .filter((other) => controllerOf(other.metadata)?.uid === owner.uid)
    .flatMap((other) => pods.controlledBy(other.metadata.uid ?? ''))
}

/** Carries out a plan: the first thing that failed, and whether creations have to wait for the rate limit. */
function manageReplicas(
  sync: Sync,
  replicaSet: ReplicaSet,
  plan: ReplicaPlan,
): { readonly failure: ReplicaFailure | null; readonly isLimited: boolean } {
  // Upstream makes batches of 1, 2, 4 ... Pods at once and stops after one that fails; here one
  // follows the other in the same instant, so stopping at the first failure comes to the same.
  for (let i = 0; i < plan.create; i += 1) {
    if (!sync.limiter.tryAccept()) return { failure: null, isLimited: true }
    const failure = createPod(sync, replicaSet, plan.missing - i)
    if (failure !== null) return { failure, isLimited: false }
  }
  let failure: ReplicaFailure | null = null
  for (const pod of plan.delete) failure = deletePod(sync, replicaSet, pod) ?? failure
  return { failure, isLimited: false }
}

function createPod(
  { client, prng, recorder }: Sync,
  replicaSet: ReplicaSet,
  missing: number,
): ReplicaFailure | null {
  const { namespace = 'default', name: owner = '' } = replicaSet.metadata
  const isTaken = (name: string): boolean => client.get('Pod', namespace, name) !== undefined
  const pod = podFromTemplate(replicaSet, generateName(prng, `${owner}-`, isTaken))
  const result = client.create(pod, {
    ...narration(replicaSet, 'SuccessfulCreate'),
    message: `created ${nameInSentence(pod)} for ${nameInSentence(replicaSet)}`,
    because: `${missing} of ${desiredReplicas(replicaSet)} replicas ${missing === 1 ? 'was' : 'were'} missing`,
    objects: [keyOf(pod), keyOf(replicaSet)],
  })
  if (result.ok) {
    const message = `Created pod: ${result.object.metadata.name ?? ''}`
    recorder.event(replicaSet, {
      type: 'Normal',
      reason: 'SuccessfulCreate',
      message,
      source: NAME,
    })
    return null
  }
  const { message } = result.status
  const reason = 'FailedCreate'
  const text = `Error creating: ${message}`
  recorder.event(replicaSet, { type: 'Warning', reason, message: text, source: NAME })
  return { reason, message }
}

function deletePod(
  { client, recorder }: Sync,
  replicaSet: ReplicaSet,
  pod: Pod,
): ReplicaFailure | null {
  const { namespace = 'default', name = '', uid } = pod.metadata
  const wanted = desiredReplicas(replicaSet)
  const result = client.delete('Pod', namespace, name, uid === undefined ? {} : { uid }, {
    ...narration(replicaSet, 'SuccessfulDelete'),
    message: `deleted ${nameInSentence(pod)} of ${nameInSentence(replicaSet)}`,
    because: `there were more Pods than the ${wanted} ${wanted === 1 ? 'replica' : 'replicas'} wanted`,
    objects: [keyOf(pod), keyOf(replicaSet)],
  })
  if (result.ok) {
    const message = `Deleted pod: ${name}`
    recorder.event(replicaSet, {
      type: 'Normal',
      reason: 'SuccessfulDelete',
      message,
      source: NAME,
    })
    return null
  }
  if (result.status.reason === 'NotFound') return null
  const { message } = result.status
  const reason = 'FailedDelete'
  const text = `Error deleting: ${message}`
  recorder.event(replicaSet, { type: 'Warning', reason, message: text, source: NAME })
  return { reason, message }
}
