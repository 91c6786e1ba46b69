// The claims that a Pod uses, and how far each of them is.
// Follows pkg/scheduler/framework/plugins/volumebinding/binder.go (v1.36), GetPodVolumeClaims.
import type { PersistentVolumeClaim, Pod } from '#api/generated/types.ts'
import type { Client } from '#client/client.ts'

export const BIND_COMPLETED_ANNOTATION = 'pv.kubernetes.io/bind-completed'
export const SELECTED_NODE_ANNOTATION = 'volume.kubernetes.io/selected-node'

export interface PodClaims {
  readonly bound: readonly PersistentVolumeClaim[]
  /** To be bound when the node is known. */
  readonly delayed: readonly PersistentVolumeClaim[]
  /** To be bound by the controller, whatever the node. */
  readonly immediate: readonly PersistentVolumeClaim[]
}

interface ClaimName {
  readonly claimName: string
  /** True for the claim that is made for an ephemeral volume. */
  readonly ephemeral: boolean
}

/** The claims of a Pod, sorted by what they wait for, or the words that reject the Pod. */
export function podClaimsOf(client: Client, pod: Pod): PodClaims | string {
  const bound: PersistentVolumeClaim[] = []
  const delayed: PersistentVolumeClaim[] = []
  const immediate: PersistentVolumeClaim[] = []
  for (const { claimName, ephemeral } of claimNamesOf(pod)) {
    const claim = client.get('PersistentVolumeClaim', namespaceOf(pod), claimName)
    if (claim === undefined) {
      return ephemeral
        ? `waiting for ephemeral volume controller to create the persistentvolumeclaim "${claimName}"`
        : `persistentvolumeclaim "${claimName}" not found`
    }
    if (claim.status?.phase === 'Lost') {
      return `persistentvolumeclaim "${claimName}" bound to non-existent persistentvolume "${claim.spec?.volumeName ?? ''}"`
    }
    if (claim.metadata.deletionTimestamp !== undefined) {
      return `persistentvolumeclaim "${claimName}" is being deleted`
    }
    if (isFullyBound(claim)) bound.push(claim)
    else if (isDelayed(client, claim)) delayed.push(claim)
    else immediate.push(claim)
  }
  return { bound, delayed, immediate }
}

/** The claims by name, those of ephemeral volumes included. */
export function claimNamesOf(pod: Pod): readonly ClaimName[] {
  return (pod.spec?.volumes ?? []).flatMap((volume): ClaimName[] => {
    if (volume.persistentVolumeClaim !== undefined) {
      return [{ claimName: volume.persistentVolumeClaim.claimName, ephemeral: false }]
    }
    if (volume.ephemeral === undefined) return []
    return [{ claimName: `${pod.metadata.name ?? ''}-${volume.name}`, ephemeral: true }]
  })
}

/** True when the claim has its volume and the controller has finished. */
export function isFullyBound(claim: PersistentVolumeClaim): boolean {
  const finished = claim.metadata.annotations?.[BIND_COMPLETED_ANNOTATION] !== undefined
  return finished && (claim.spec?.volumeName ?? '') !== ''
}

function isDelayed(client: Client, claim: PersistentVolumeClaim): boolean {
  if ((claim.spec?.volumeName ?? '') !== '') return false
  const className = claim.spec?.storageClassName ?? ''
  const storageClass = className === '' ? undefined : client.get('StorageClass', '', className)
  return storageClass?.volumeBindingMode === 'WaitForFirstConsumer'
}

export function namespaceOf(pod: Pod): string {
  return pod.metadata.namespace ?? 'default'
}
