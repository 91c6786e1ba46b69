// Which persistent volume would do for a claim. The scheduler asks for one node, the volume controller for none.
// Follows k8s.io/component-helpers/storage/volume/pv_helpers.go (v1.36), FindMatchingVolume.
import type {
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  StorageClass,
  TopologySelectorTerm,
} from '../generated/types.ts'
import { labelOf, matchesLabelSelector } from '../meta/labels.ts'
import { value } from '../meta/quantity.ts'
import { matchesNodeSelector } from '../core/node-selector.ts'

const NO_PROVISIONER = 'kubernetes.io/no-provisioner'

export interface VolumeSearch {
  /** The node that must reach the volume; any when it is undefined. */
  readonly node?: Node
  /** Names of volumes that other claims of the same Pod get. */
  readonly taken?: ReadonlySet<string>
  /** Take only a volume that names the claim, because the claim waits for its first consumer. */
  readonly reservedOnly?: boolean
}

/** The smallest volume that suits a claim; one that names the claim goes first. */
export function findMatchingVolume(
  claim: PersistentVolumeClaim,
  volumes: readonly PersistentVolume[],
  { node, taken, reservedOnly = false }: VolumeSearch,
): PersistentVolume | undefined {
  let smallest: PersistentVolume | undefined
  for (const volume of volumes) {
    if (taken?.has(volume.metadata.name ?? '') === true || !suits(claim, volume)) continue
    if (node !== undefined && !isVolumeReachable(volume, node)) continue
    const { claimRef } = volume.spec ?? {}
    if (claimRef !== undefined) {
      if (isReservedFor(claim, volume)) return volume
      continue
    }
    if (reservedOnly || volume.status?.phase !== 'Available') continue
    if (!matchesSelector(claim, volume)) continue
    if (smallest === undefined || capacityOf(volume) < capacityOf(smallest)) smallest = volume
  }
  return smallest
}

/** True when the node is one of those that a volume can be used from. */
export function isVolumeReachable(volume: PersistentVolume, node: Node): boolean {
  const required = volume.spec?.nodeAffinity?.required
  return required === undefined || matchesNodeSelector(required, node)
}

/** True when a class can make a volume for this node. */
export function canProvision(storageClass: StorageClass | undefined, node: Node): boolean {
  if (storageClass === undefined) return false
  const { provisioner, allowedTopologies = [] } = storageClass
  if (provisioner === '' || provisioner === NO_PROVISIONER) return false
  return allowedTopologies.length === 0 || allowedTopologies.some((term) => isWithin(term, node))
}

/** The size that a claim asks for, in bytes. */
export function requestedBytes(claim: PersistentVolumeClaim): number {
  return value(claim.spec?.resources?.requests?.['storage'])
}

function isWithin({ matchLabelExpressions = [] }: TopologySelectorTerm, node: Node): boolean {
  return matchLabelExpressions.every(({ key, values }) => {
    const held = labelOf(node.metadata.labels, key)
    return held !== undefined && values.includes(held)
  })
}

function suits(claim: PersistentVolumeClaim, volume: PersistentVolume): boolean {
  const wanted = claim.spec ?? {}
  const given = volume.spec ?? {}
  if ((wanted.storageClassName ?? '') !== (given.storageClassName ?? '')) return false
  if ((wanted.volumeMode ?? 'Filesystem') !== (given.volumeMode ?? 'Filesystem')) return false
  if (volume.metadata.deletionTimestamp !== undefined) return false
  if (capacityOf(volume) < requestedBytes(claim)) return false
  const modes = given.accessModes ?? []
  return (wanted.accessModes ?? []).every((mode) => modes.includes(mode))
}

/** True when the volume names this claim. */
export function isReservedFor(claim: PersistentVolumeClaim, volume: PersistentVolume): boolean {
  const { claimRef } = volume.spec ?? {}
  if (claimRef?.name !== claim.metadata.name) return false
  if (claimRef?.namespace !== (claim.metadata.namespace ?? 'default')) return false
  return (claimRef?.uid ?? '') === '' || claimRef?.uid === claim.metadata.uid
}

function matchesSelector(claim: PersistentVolumeClaim, volume: PersistentVolume): boolean {
  const { selector } = claim.spec ?? {}
  return selector === undefined || matchesLabelSelector(selector, volume.metadata.labels)
}

function capacityOf(volume: PersistentVolume): number {
  return value(volume.spec?.capacity?.['storage'])
}
