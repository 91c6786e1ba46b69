// Volume types of storage systems that the simulator does not have. Only their mandatory fields are checked.
// Follows pkg/apis/core/validation/validation.go (v1.36), validateVolumeSource.
import { simplified } from '#lib/simplified.ts'
import type { Volume } from '#api/generated/types.ts'
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import { required } from '../errors.ts'
import type { Sparse } from '../sparse.ts'

simplified(
  'vendor-volume-validation',
  'of the volume types of storage vendors, and of NFS-like ones, only the mandatory fields are checked.',
)

interface Mandatory {
  readonly type: keyof Volume
  readonly fields: readonly string[]
  /** Where upstream reports them, when that is not the type. */
  readonly reportedAt?: string
}

const MANDATORY: readonly Mandatory[] = [
  { type: 'gcePersistentDisk', fields: ['pdName'], reportedAt: 'persistentDisk' },
  { type: 'awsElasticBlockStore', fields: ['volumeID'] },
  { type: 'iscsi', fields: ['targetPortal', 'iqn'] },
  { type: 'glusterfs', fields: ['endpoints', 'path'] },
  { type: 'rbd', fields: ['monitors', 'image'] },
  { type: 'cinder', fields: ['volumeID'] },
  { type: 'cephfs', fields: ['monitors'] },
  { type: 'flexVolume', fields: ['driver'] },
  { type: 'azureFile', fields: ['secretName', 'shareName'] },
  { type: 'vsphereVolume', fields: ['volumePath'] },
  { type: 'photonPersistentDisk', fields: ['pdID'] },
  { type: 'portworxVolume', fields: ['volumeID'] },
  { type: 'azureDisk', fields: ['diskName', 'diskURI'] },
  { type: 'scaleIO', fields: ['gateway', 'system', 'volumeName'] },
  { type: 'storageos', fields: ['volumeName'] },
]

const isMissing = (value: unknown): boolean =>
  value === undefined || value === '' || (Array.isArray(value) && value.length === 0)

/** The errors of the first volume type of a volume that is one of these. */
export function validateLegacyVolume(
  volume: Sparse<Volume>,
  path: FieldPath,
): readonly FieldError[] {
  const rule = MANDATORY.find(({ type }) => volume[type] !== undefined)
  if (rule === undefined) return []
  const values = new Map<string, unknown>(Object.entries(volume[rule.type] ?? {}))
  return rule.fields
    .filter((field) => isMissing(values.get(field)))
    .map((field) => required(path.child(rule.reportedAt ?? rule.type, field)))
}
