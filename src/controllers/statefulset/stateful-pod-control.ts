// Making, changing and deleting the Pods of a StatefulSet and their claims, with the Events that it gets for it.
// Follows pkg/controller/statefulset/stateful_pod_control.go (v1.36).
import type { PersistentVolumeClaim, Pod, StatefulSet } from '#api/generated/types.ts'
import { type ApiObject, keyOf, nameInSentence } from '#api/meta/object.ts'
import type { ApiResult } from '#api/meta/status.ts'
import type { ConsistencyStore } from '../consistency-store.ts'
import type { Run } from '../define-controller.ts'
import {
  claimOwners,
  hasUnexpectedController,
  isClaimOwnerUpToDate,
  isClaimStale,
} from './claim-owners.ts'
import {
  claimsOf,
  identityLabels,
  identityMatches,
  ordinalOf,
  podNameOf,
  storageMatches,
  withStorage,
} from './statefulset-util.ts'

export interface State {
  readonly consistency: ConsistencyStore
}

export type Sync = Run<State>

type Verb = 'Create' | 'Update' | 'Delete'

function wrote({ state }: Sync, set: StatefulSet, object: ApiObject): void {
  state.consistency.wroteAt(keyOf(set), object)
}

function recordPodEvent(
  run: Sync,
  verb: Verb,
  { set, pod, error }: { readonly set: StatefulSet; readonly pod: Pod; readonly error?: string },
): void {
  const what = `${verb} Pod ${pod.metadata.name ?? ''} in StatefulSet ${set.metadata.name ?? ''}`
  const message = error === undefined ? `${what} successful` : `${what} failed error: ${error}`
  run.report(set, {
    type: error === undefined ? 'Normal' : 'Warning',
    reason: `${error === undefined ? 'Successful' : 'Failed'}${verb}`,
    message,
  })
}

/** The claim of a name as the watches have told it. */
function claimNamed(
  run: Sync,
  { metadata }: PersistentVolumeClaim,
): PersistentVolumeClaim | undefined {
  return run.lister('PersistentVolumeClaim').get(metadata.namespace ?? '', metadata.name ?? '')
}

/** Makes the claims of a Pod that are missing; what went wrong, or null. */
function createPersistentVolumeClaims(run: Sync, set: StatefulSet, pod: Pod): string | null {
  const errors: string[] = []
  for (const [, claim] of claimsOf(set, ordinalOf(pod))) {
    const there = claimNamed(run, claim)
    const name = claim.metadata.name ?? ''
    if (there === undefined) {
      const error = createClaim(run, { set, pod, claim })
      if (error !== null) errors.push(`failed to create PVC ${name}: ${error}`)
    } else if (there.metadata.deletionTimestamp !== undefined) {
      errors.push(`pvc ${name} is being deleted`)
    }
  }
  if (errors.length === 0) return null
  return errors.length === 1 ? (errors[0] ?? '') : `[${errors.join(', ')}]`
}

function createClaim(
  run: Sync,
  {
    set,
    pod,
    claim,
  }: { readonly set: StatefulSet; readonly pod: Pod; readonly claim: PersistentVolumeClaim },
): string | null {
  const said = run.narration({
    message: `created ${nameInSentence(claim)} for ${nameInSentence(pod)}`,
    because: `${nameInSentence(set)} has a template for it, and there is none of that name`,
    level: 'step',
    kind: 'SuccessfulCreate',
    objects: [keyOf(claim), keyOf(set)],
  })
  const result = run.client.create(claim, said)
  const what = `Create Claim ${claim.metadata.name ?? ''}`
  const where = `Pod ${pod.metadata.name ?? ''} in StatefulSet ${set.metadata.name ?? ''}`
  if (result.ok) {
    wrote(run, set, result.object)
    const message = `${what} ${where} success`
    run.report(set, { type: 'Normal', reason: 'SuccessfulCreate', message })
    return null
  }
  const { reason, message: error } = result.status
  if (reason !== 'AlreadyExists') {
    const message = `${what} for ${where} failed error: ${error}`
    run.report(set, { type: 'Warning', reason: 'FailedCreate', message })
  }
  return error
}

/** Makes the claims that a Pod waits for. False when something was refused. Upstream: createMissingPersistentVolumeClaims. */
export function createMissingClaims(run: Sync, set: StatefulSet, pod: Pod): boolean {
  if (createPersistentVolumeClaims(run, set, pod) !== null) return false
  const error = updatePodClaims(run, set, pod)
  if (error !== null) recordPodEvent(run, 'Update', { set, pod, error })
  return error === null
}

/** Makes the claims of a Pod and then the Pod. False when something was refused. */
export function createStatefulPod(run: Sync, set: StatefulSet, pod: Pod, because: string): boolean {
  const claimError = createPersistentVolumeClaims(run, set, pod)
  if (claimError !== null) {
    recordPodEvent(run, 'Create', { set, pod, error: claimError })
    return false
  }
  const said = run.narration({
    message: `created ${nameInSentence(pod)} for ${nameInSentence(set)}`,
    because,
    level: 'step',
    kind: 'SuccessfulCreate',
    objects: [keyOf(pod), keyOf(set)],
  })
  const result = run.client.create(pod, said)
  if (!result.ok && result.status.reason === 'AlreadyExists') return false
  if (result.ok) wrote(run, set, result.object)
  const ownersError = updatePodClaims(run, set, result.ok ? result.object : pod)
  if (ownersError !== null) {
    recordPodEvent(run, 'Update', { set, pod, error: ownersError })
    return false
  }
  recordPodEvent(run, 'Create', {
    set,
    pod,
    ...(result.ok ? {} : { error: result.status.message }),
  })
  return result.ok
}

/** Deletes a Pod. False when that was refused; one that is gone is as good as deleted. */
export function deleteStatefulPod(run: Sync, set: StatefulSet, pod: Pod, because: string): boolean {
  const { namespace = '', name = '' } = pod.metadata
  const said = run.narration({
    message: `deleted ${nameInSentence(pod)} of ${nameInSentence(set)}`,
    because,
    level: 'step',
    kind: 'SuccessfulDelete',
    objects: [keyOf(pod), keyOf(set)],
  })
  const result = run.client.delete('Pod', namespace, name, {}, said)
  const isDone = result.ok || result.status.reason === 'NotFound'
  recordPodEvent(run, 'Delete', { set, pod, ...(isDone ? {} : { error: result.status.message }) })
  return isDone
}

/** So often is an update tried that was made from an old version. Upstream: retry.DefaultBackoff. */
const UPDATE_STEPS = 4

/** Puts identity, volumes and claims of a Pod right. False when something was refused. */
export function updateStatefulPod(run: Sync, set: StatefulSet, pod: Pod): boolean {
  let latest = pod
  for (let step = 1; ; step += 1) {
    const result = writeStatefulPod(run, set, latest)
    if (result === 'refused') return false
    const name = podNameOf(set, ordinalOf(latest))
    const named = { ...latest, metadata: { ...latest.metadata, name } }
    const isRight = result === 'right' || result.ok
    if (!isRight && result.status.reason === 'Conflict' && step < UPDATE_STEPS) {
      // Another one may have the name that this one should have, and is put right in its place.
      latest = run.lister('Pod').get(set.metadata.namespace ?? '', name) ?? named
      continue
    }
    if (result !== 'right' || step > 1) {
      const error = isRight ? {} : { error: result.status.message }
      recordPodEvent(run, 'Update', { set, pod: named, ...error })
    }
    return isRight
  }
}

/** One try of it; 'refused' when its claims were. */
function writeStatefulPod(
  run: Sync,
  set: StatefulSet,
  pod: Pod,
): ApiResult<Pod> | 'right' | 'refused' {
  const name = podNameOf(set, ordinalOf(pod))
  const isIdentified = identityMatches(set, pod)
  const isStored = storageMatches(set, pod)
  if (!isStored) {
    const error = createPersistentVolumeClaims(run, set, pod)
    if (error !== null) {
      recordPodEvent(run, 'Update', { set, pod, error })
      return 'refused'
    }
  }
  const isRetained = claimsMatchRetentionPolicy(run, set, pod)
  if (!isRetained) {
    const error = updatePodClaims(run, set, pod)
    if (error !== null) {
      recordPodEvent(run, 'Update', { set, pod, error })
      return 'refused'
    }
  }
  // A Pod whose claims got other owners is written as well, though nothing of it has changed.
  if (isIdentified && isStored && isRetained) return 'right'
  const labels = { ...pod.metadata.labels, ...identityLabels(name, ordinalOf(pod)) }
  const volumes = withStorage(set, ordinalOf(pod), pod.spec?.volumes)
  const next: Pod = {
    ...pod,
    metadata: { ...pod.metadata, name, labels },
    spec: { ...(pod.spec ?? { containers: [] }), ...(isStored ? {} : { volumes }) },
  }
  const said = run.narration({
    message: `updated ${nameInSentence(pod)} of ${nameInSentence(set)}`,
    because: isStored
      ? isIdentified
        ? 'its claims have other owners'
        : 'its name or its labels do not say which Pod it is'
      : 'it has not the volumes of its claims',
    level: 'step',
    kind: 'SuccessfulUpdate',
    objects: [keyOf(pod), keyOf(set)],
  })
  const result = run.client.update(next, said)
  if (result.ok) wrote(run, set, result.object)
  return result
}

/** Whether the claims of a Pod have the owners that the retention policy wants. */
export function claimsMatchRetentionPolicy(run: Sync, set: StatefulSet, pod: Pod): boolean {
  return claimsOf(set, ordinalOf(pod)).every(([, claim]) => {
    const there = claimNamed(run, claim)
    return there === undefined || isClaimOwnerUpToDate(there, set, pod)
  })
}

/** Gives the claims of a Pod the owners that the retention policy wants; what went wrong, or null. */
export function updatePodClaims(run: Sync, set: StatefulSet, pod: Pod): string | null {
  for (const [, claim] of claimsOf(set, ordinalOf(pod))) {
    const there = claimNamed(run, claim)
    if (there === undefined) continue
    const { name = '' } = there.metadata
    if (hasUnexpectedController(there, set, pod)) {
      const message = `PersistentVolumeClaim ${name} has a conflicting OwnerReference that acts as a manging controller, the retention policy is ignored for this claim`
      run.report(set, { type: 'Warning', reason: 'ConflictingController', message })
    }
    if (isClaimOwnerUpToDate(there, set, pod)) continue
    const { ownerReferences: _before, ...metadata } = there.metadata
    const owners = claimOwners(there, set, pod)
    const kept = owners.length === 0 ? metadata : { ...metadata, ownerReferences: owners }
    const said = run.narration({
      message: `changed the owners of ${nameInSentence(there)}`,
      because: 'the retention policy says with whom it is deleted',
      level: 'detail',
      kind: 'ClaimOwners',
      objects: [keyOf(there), keyOf(set)],
    })
    const result = run.client.update({ ...there, metadata: kept }, said)
    if (!result.ok)
      return `could not update claim ${name} for delete policy ownerRefs: ${result.status.message}`
    wrote(run, set, result.object)
  }
  return null
}

/** Whether a claim of the Pod still belongs to an earlier Pod of its name, and goes with that one. */
export function podClaimIsStale(run: Sync, set: StatefulSet, pod: Pod): boolean {
  return claimsOf(set, ordinalOf(pod)).some(([, claim]) => {
    const there = claimNamed(run, claim)
    return there !== undefined && isClaimStale(set, there, pod)
  })
}
