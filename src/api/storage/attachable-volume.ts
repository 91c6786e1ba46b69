// Volumes that have to be attached to a node before they can be mounted there: disks over the network.
// Follows pkg/volume/util/util.go (v1.36), GetUniqueVolumeName and IsMultiAttachAllowed, and the attachable plugins.
import type { PersistentVolume } from '#api/generated/types.ts'
import { simplified } from '#lib/simplified.ts'

simplified(
  'attachable-volumes',
  'whether a CSI driver attaches its volumes is told by its name, not by its CSIDriver, and a disk without a driver is listed on its node under the name of its PersistentVolume.',
)

/** Drivers of shares and of folders, which say `attachRequired: false`. */
const NOT_ATTACHED =
  /nfs|efs|smb|cephfs|hostpath|local|file\.csi|file-csi|juicefs|s3|lustre|secrets-store/

const DISKS = [
  'awsElasticBlockStore',
  'azureDisk',
  'cinder',
  'fc',
  'gcePersistentDisk',
  'iscsi',
  'rbd',
  'vsphereVolume',
] as const

/** The name under which a Node's status lists the volume; undefined for one that needs no attaching. */
export function attachmentNameOf({ metadata, spec = {} }: PersistentVolume): string | undefined {
  const { csi } = spec
  if (csi !== undefined)
    return NOT_ATTACHED.test(csi.driver)
      ? undefined
      : `kubernetes.io/csi/${csi.driver}^${csi.volumeHandle}`
  const disk = DISKS.find((field) => spec[field] !== undefined)
  return disk === undefined ? undefined : `kubernetes.io/${disk}/${metadata.name ?? ''}`
}

/** Whether several nodes may have the volume at once. */
export function isMultiAttachAllowed({ spec }: PersistentVolume): boolean {
  const { accessModes = [] } = spec ?? {}
  if (accessModes.length === 0) return true
  return accessModes.some((mode) => mode === 'ReadWriteMany' || mode === 'ReadOnlyMany')
}
