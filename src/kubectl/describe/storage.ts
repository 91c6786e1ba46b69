// Volumes, claims and classes. Follows k8s.io/kubectl/pkg/describe/describe.go (v1.36).
import type {
  CSINode,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  StorageClass,
  VolumeAttributesClass,
} from '#api/generated/types.ts'
import { compareText } from '#lib/compare.ts'
import { accessModesText } from '../printers/access-modes.ts'
import { claimClass, printClaim } from './claim.ts'
import {
  type DescribeContext,
  formatLabels,
  goList,
  NONE,
  printBool,
  printHead,
  printLines,
  printRequirements,
  quantityText,
  rfc1123,
  timeSince,
} from './common.ts'
import { printPersistentVolumeSource } from './volumes.ts'
import type { Writer } from './writer.ts'

const BETA_CLASS = 'volume.beta.kubernetes.io/storage-class'

/** A PersistentVolume. */
export function describePersistentVolume(
  writer: Writer,
  { metadata, spec, status }: PersistentVolume,
  { nowMs }: DescribeContext,
): void {
  printHead(writer, metadata, false)
  writer.line(0, `Finalizers:\t${goList(metadata.finalizers)}`)
  const name = metadata.annotations?.[BETA_CLASS] ?? spec?.storageClassName ?? ''
  writer.line(0, `StorageClass:\t${name}`)
  writer.line(0, `Status:\t${statusText(metadata.deletionTimestamp, status?.phase, nowMs)}`)
  const claim = spec?.claimRef
  writer.line(0, `Claim:\t${claim === undefined ? '' : `${claim.namespace}/${claim.name}`}`)
  writer.line(0, `Reclaim Policy:\t${spec?.persistentVolumeReclaimPolicy ?? ''}`)
  writer.line(0, `Access Modes:\t${accessModesText(spec?.accessModes)}`)
  if (spec?.volumeMode !== undefined) writer.line(0, `VolumeMode:\t${spec.volumeMode}`)
  writer.line(0, `Capacity:\t${quantityText(spec?.capacity?.['storage'])}`)
  printNodeAffinity(writer, spec?.nodeAffinity)
  writer.line(0, `Message:\t${status?.message ?? ''}`)
  writer.line(0, 'Source:')
  printPersistentVolumeSource(writer, spec ?? {})
}

function statusText(deleted: string | undefined, phase = '', nowMs = 0): string {
  return deleted === undefined ? phase : `Terminating (lasts ${timeSince(deleted, nowMs)})`
}

type VolumeSpec = NonNullable<PersistentVolume['spec']>

function printNodeAffinity(writer: Writer, affinity: VolumeSpec['nodeAffinity']): void {
  writer.write(0, 'Node Affinity:\t')
  if (affinity?.required === undefined) {
    writer.line(0, NONE)
    return
  }
  writer.line(0, '')
  writer.write(1, 'Required Terms:\t')
  const terms = affinity.required.nodeSelectorTerms ?? []
  writer.line(0, terms.length === 0 ? NONE : '')
  for (const [index, { matchExpressions = [] }] of terms.entries())
    printRequirements(writer, 2, `Term ${index}`, matchExpressions)
}

/** A PersistentVolumeClaim with the Pods that use it. */
export function describePersistentVolumeClaim(
  writer: Writer,
  claim: PersistentVolumeClaim,
  { reader, nowMs }: DescribeContext,
): void {
  const { metadata, status } = claim
  writer.line(0, `Name:\t${metadata.name ?? ''}`)
  writer.line(0, `Namespace:\t${metadata.namespace ?? ''}`)
  writer.line(0, `StorageClass:\t${claimClass(claim)}`)
  writer.line(0, `Status:\t${statusText(metadata.deletionTimestamp, status?.phase, nowMs)}`)
  printClaim(writer, claim, goList(metadata.finalizers))
  const pods = podsOf(claim, reader.list('Pod', { namespace: metadata.namespace ?? 'default' }))
  printLines(writer, 'Used By', pods.toSorted(compareText))
  const conditions = status?.conditions ?? []
  if (conditions.length === 0) return
  writer.line(0, 'Conditions:')
  writer.line(1, 'Type\tStatus\tLastProbeTime\tLastTransitionTime\tReason\tMessage')
  writer.line(1, '----\t------\t-----------------\t------------------\t------\t-------')
  for (const one of conditions) {
    const {
      type,
      status: state,
      lastProbeTime,
      lastTransitionTime,
      reason = '',
      message = '',
    } = one
    writer.line(
      1,
      `${type} \t${state} \t${rfc1123(lastProbeTime)} \t${rfc1123(lastTransitionTime)} \t${reason} \t${message}`,
    )
  }
}

/** Once for each volume that names the claim, and the Pods that own it. */
function podsOf({ metadata }: PersistentVolumeClaim, pods: readonly Pod[]): readonly string[] {
  const using = pods.flatMap((pod) =>
    (pod.spec?.volumes ?? [])
      .filter(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName === metadata.name)
      .map(() => pod),
  )
  const owners = (metadata.ownerReferences ?? [])
    .filter(({ kind }) => kind === 'Pod')
    .flatMap(({ uid }) => pods.filter((pod) => pod.metadata.uid === uid))
    .filter((pod) => !using.includes(pod))
  return [...using, ...owners].map((pod) => pod.metadata.name ?? '')
}

const DEFAULT_CLASS = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
]

/** A StorageClass. */
export function describeStorageClass(writer: Writer, storage: StorageClass): void {
  const { metadata, provisioner, parameters, mountOptions = [], allowedTopologies } = storage
  const isDefault = DEFAULT_CLASS.some((key) => metadata.annotations?.[key] === 'true')
  writer.line(0, `Name:\t${metadata.name ?? ''}`)
  writer.line(0, `IsDefaultClass:\t${isDefault ? 'Yes' : 'No'}`)
  writer.line(0, `Annotations:\t${formatLabels(metadata.annotations)}`)
  writer.line(0, `Provisioner:\t${provisioner}`)
  writer.line(0, `Parameters:\t${formatLabels(parameters)}`)
  writer.line(0, `AllowVolumeExpansion:\t${printBool(storage.allowVolumeExpansion)}`)
  writer.line(0, mountOptions.length === 0 ? `MountOptions:\t${NONE}` : 'MountOptions:')
  for (const option of mountOptions) writer.line(1, option)
  if (storage.reclaimPolicy !== undefined)
    writer.line(0, `ReclaimPolicy:\t${storage.reclaimPolicy}`)
  if (storage.volumeBindingMode !== undefined)
    writer.line(0, `VolumeBindingMode:\t${storage.volumeBindingMode}`)
  if (allowedTopologies === undefined) return
  writer.write(0, 'AllowedTopologies:\t')
  writer.line(0, allowedTopologies.length === 0 ? NONE : '')
  for (const [index, { matchLabelExpressions = [] }] of allowedTopologies.entries())
    printRequirements(writer, 1, `Term ${index}`, matchLabelExpressions)
}

/** A VolumeAttributesClass. */
export function describeVolumeAttributesClass(
  writer: Writer,
  { metadata, driverName, parameters }: VolumeAttributesClass,
): void {
  writer.line(0, `Name:\t${metadata.name ?? ''}`)
  writer.line(0, `Annotations:\t${formatLabels(metadata.annotations)}`)
  writer.line(0, `DriverName:\t${driverName}`)
  writer.line(0, `Parameters:\t${formatLabels(parameters)}`)
}

/** A CSINode. */
export function describeCsiNode(writer: Writer, { metadata, spec }: CSINode): void {
  printHead(writer, metadata, false)
  writer.line(0, `CreationTimestamp:\t${rfc1123(metadata.creationTimestamp)}`)
  writer.line(0, 'Spec:')
  if (spec.drivers === undefined || spec.drivers === null) return
  writer.line(1, 'Drivers:')
  for (const { name, nodeID, allocatable, topologyKeys } of spec.drivers) {
    writer.line(2, `${name}:`)
    writer.line(3, `Node ID:\t${nodeID}`)
    if (allocatable?.count !== undefined) {
      writer.line(3, 'Allocatables:')
      writer.line(4, `Count:\t${allocatable.count}`)
    }
    if (topologyKeys !== undefined) writer.line(3, `Topology Keys:\t${goList(topologyKeys)}`)
  }
}
