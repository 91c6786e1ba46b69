// Disks that cannot be used twice on one node.
// Follows pkg/scheduler/framework/plugins/volumerestrictions/volume_restrictions.go (v1.36), isVolumeConflict.
import type { Pod, Volume } from '#api/generated/types.ts'

/** True for volumes that this is about. */
export function needsDiskCheck(volume: Volume): boolean {
  const { gcePersistentDisk, awsElasticBlockStore, rbd, iscsi } = volume
  return (gcePersistentDisk ?? awsElasticBlockStore ?? rbd ?? iscsi) !== undefined
}

/** True when two Pods use the same disk in a way that excludes the other. */
export function disksClash(a: Pod, b: Pod): boolean {
  const others = b.spec?.volumes ?? []
  return (a.spec?.volumes ?? []).some((volume) => others.some((other) => isSameDisk(volume, other)))
}

function isSameDisk(a: Volume, b: Volume): boolean {
  return sameGceDisk(a, b) || sameEbsVolume(a, b) || sameIscsiTarget(a, b) || sameRbdImage(a, b)
}

interface Readable {
  readonly readOnly?: boolean
}

function bothOnlyRead(a: Readable, b: Readable): boolean {
  return a.readOnly === true && b.readOnly === true
}

function sameGceDisk({ gcePersistentDisk: a }: Volume, { gcePersistentDisk: b }: Volume): boolean {
  return a !== undefined && b !== undefined && a.pdName === b.pdName && !bothOnlyRead(a, b)
}

function sameEbsVolume(
  { awsElasticBlockStore: a }: Volume,
  { awsElasticBlockStore: b }: Volume,
): boolean {
  return a !== undefined && b !== undefined && a.volumeID === b.volumeID
}

function sameIscsiTarget({ iscsi: a }: Volume, { iscsi: b }: Volume): boolean {
  return a !== undefined && b !== undefined && a.iqn === b.iqn && !bothOnlyRead(a, b)
}

function sameRbdImage({ rbd: a }: Volume, { rbd: b }: Volume): boolean {
  if (a === undefined || b === undefined) return false
  if (!a.monitors.some((monitor) => b.monitors.includes(monitor))) return false
  return a.image === b.image && a.pool === b.pool && !bothOnlyRead(a, b)
}
