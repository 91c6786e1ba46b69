// PersistentVolumes.
// Follows pkg/apis/core/validation/validation.go (v1.36), ValidatePersistentVolume.
import { isDns1123Label, isDns1123Subdomain, POSITIVE } from '#api/meta/formats.ts'
import type {
  PersistentVolume,
  PersistentVolumeSpec,
  SecretReference,
} from '#api/generated/types.ts'
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import { rootPath } from '#api/meta/field-error.ts'
import { canonicalQuantity, quantityOf, value } from '#api/meta/quantity.ts'
import {
  forbidden,
  invalid,
  invalidEach,
  notSupported,
  required,
} from '../../../validation/errors.ts'
import { goMap } from '../../../validation/go-text.ts'
import type { Sparse } from '../../../validation/sparse.ts'
import { validateNodeSelector } from '../../../validation/validate-node-selector.ts'
import { validateObjectMeta } from '../../../validation/validate-object-meta.ts'
import { validatePathNoBacksteps } from '../../../validation/validate-paths.ts'
import {
  ACCESS_MODES,
  VOLUME_MODES,
} from '../../../validation/volume/validate-persistent-volume-claim.ts'
import { resourceEntries } from '../../../validation/pod/validate-resources.ts'
import { validateVendorVolume } from '../../../validation/volume/validate-vendor-volume.ts'
import {
  HOST_PATH_TYPES,
  validateCsiDriverName,
} from '../../../validation/volume/validate-volume.ts'

const META_RULES = { namespaced: false, nameFormat: isDns1123Subdomain }

/** The types in the order in which upstream looks at them. */
export const PERSISTENT_SOURCES = [
  'hostPath',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'glusterfs',
  'flocker',
  'nfs',
  'rbd',
  'quobyte',
  'cephfs',
  'iscsi',
  'cinder',
  'fc',
  'flexVolume',
  'azureFile',
  'vsphereVolume',
  'photonPersistentDisk',
  'portworxVolume',
  'azureDisk',
  'scaleIO',
  'local',
  'storageos',
  'csi',
] as const
type Spec = Sparse<PersistentVolumeSpec>

function validateModes(modes: readonly string[], path: FieldPath): readonly FieldError[] {
  if (modes.length === 0) return [required(path)]
  const errors = modes
    .filter((mode) => !ACCESS_MODES.includes(mode))
    .map((mode) => notSupported(path, mode, ACCESS_MODES))
  const known = modes.filter((mode) => ACCESS_MODES.includes(mode))
  if (known.includes('ReadWriteOncePod') && known.some((mode) => mode !== 'ReadWriteOncePod')) {
    errors.push(forbidden(path, 'may not use ReadWriteOncePod with other access modes'))
  }
  return errors
}

function validateCapacity(capacity: Spec['capacity'], path: FieldPath): readonly FieldError[] {
  const entries = resourceEntries(capacity)
  const errors: FieldError[] = []
  if (entries.length === 0) errors.push(required(path))
  if (entries.length !== 1 || entries[0]?.[0] !== 'storage') {
    const printed = goMap(
      capacity === undefined
        ? undefined
        : Object.fromEntries(
            entries.map(([name, quantity]) => [name, canonicalQuantity(quantity)]),
          ),
    )
    errors.push(notSupported(path, printed, ['storage']))
  }
  for (const [name, quantity] of entries) {
    if (quantityOf(quantity).nano < 0n) {
      errors.push(invalid(path.key(name), value(quantity), 'must be a valid resource quantity'))
    }
    if (quantityOf(quantity).nano <= 0n) {
      errors.push(invalid(path.key(name), canonicalQuantity(quantity), POSITIVE))
    }
  }
  return errors
}

function validateAbsoluteOrLocal(spec: Spec, path: FieldPath): readonly FieldError[] {
  const { hostPath, local, nfs } = spec
  const target = hostPath?.path ?? local?.path ?? ''
  const at = path.child('path')
  if (hostPath !== undefined || local !== undefined) {
    return target === '' ? [required(at)] : validatePathNoBacksteps(target, at)
  }
  const { server = '', path: exported = '' } = nfs ?? {}
  return [
    ...(server === '' ? [required(path.child('server'))] : []),
    ...(exported === '' ? [required(at)] : []),
    ...(exported.startsWith('/') ? [] : [invalid(at, exported, 'must be an absolute path')]),
  ]
}

const SECRETS = [
  'controllerPublishSecretRef',
  'controllerExpandSecretRef',
  'nodePublishSecretRef',
  'nodeExpandSecretRef',
] as const

function validateSecretReference(
  reference: Sparse<SecretReference> | undefined,
  path: FieldPath,
): readonly FieldError[] {
  if (reference === undefined) return []
  const { name = '', namespace = '' } = reference
  return [
    ...(name === ''
      ? [required(path.child('name'))]
      : invalidEach(path.child('name'), name, isDns1123Subdomain(name))),
    ...(namespace === ''
      ? [required(path.child('namespace'))]
      : invalidEach(path.child('namespace'), namespace, isDns1123Label(namespace))),
  ]
}

function validateHostPathType({ hostPath }: Spec, path: FieldPath): readonly FieldError[] {
  const { path: target = '', type = '' } = hostPath ?? {}
  // Without a path nothing more is looked at.
  return target === '' || HOST_PATH_TYPES.includes(type)
    ? []
    : [notSupported(path, type, HOST_PATH_TYPES)]
}

function validateSource(
  spec: Spec,
  type: (typeof PERSISTENT_SOURCES)[number],
  name: string,
  path: FieldPath,
): readonly FieldError[] {
  const at = path.child(type)
  switch (type) {
    case 'hostPath':
      return [...validateAbsoluteOrLocal(spec, at), ...validateHostPathType(spec, at.child('type'))]
    case 'nfs':
      return validateAbsoluteOrLocal(spec, at)
    case 'local': {
      const detail = 'Local volume requires node affinity'
      const placed = (spec.nodeAffinity?.required?.nodeSelectorTerms ?? []).length > 0
      return [
        ...validateAbsoluteOrLocal(spec, at),
        ...(placed ? [] : [required(path.child('nodeAffinity'), detail)]),
      ]
    }
    case 'csi':
      return [
        ...validateCsiDriverName(spec.csi?.driver ?? '', at.child('driver')),
        ...((spec.csi?.volumeHandle ?? '') === '' ? [required(at.child('volumeHandle'))] : []),
        ...SECRETS.flatMap((secret) =>
          validateSecretReference(spec.csi?.[secret], at.child(secret)),
        ),
      ]
    default:
      return validateVendorVolume(type, spec[type], { isPersistent: true, name }, path)
  }
}

function validateSources(spec: Spec, name: string, path: FieldPath): readonly FieldError[] {
  const types = PERSISTENT_SOURCES.filter((type) => spec[type] !== undefined)
  if (types.length === 0) return [required(path, 'must specify a volume type')]
  return types.flatMap((type, index) =>
    // A second flexVolume is looked into, too.
    index === 0 || type === 'flexVolume'
      ? validateSource(spec, type, name, path)
      : [forbidden(path.child(type), 'may not specify more than 1 volume type')],
  )
}

function validateAffinity(spec: Spec, path: FieldPath): readonly FieldError[] {
  if (spec.nodeAffinity === undefined) return []
  const { required: selector } = spec.nodeAffinity
  const at = path.child('nodeAffinity', 'required')
  return selector === undefined
    ? [required(at, 'must specify required node constraints')]
    : validateNodeSelector(selector, at)
}

function validateAttributesClass(
  { volumeAttributesClassName: name, csi }: Spec,
  path: FieldPath,
): readonly FieldError[] {
  if (name === undefined) return []
  const at = path.child('volumeAttributesClassName')
  return [
    ...(name === ''
      ? [required(at, 'an empty string is disallowed')]
      : invalidEach(at, name, isDns1123Subdomain(name))),
    ...(csi === undefined
      ? [required(path.child('csi'), 'has to be specified when using volumeAttributesClassName')]
      : []),
  ]
}

/** The errors of the spec of a volume, which stands at `path`; `name` is that of the volume, if it has one. */
function validateVolumeSpec(spec: Spec, path: FieldPath, name = ''): readonly FieldError[] {
  const {
    accessModes = [],
    persistentVolumeReclaimPolicy: reclaim = '',
    storageClassName = '',
    volumeMode,
  } = spec
  const reclaimPath = path.child('persistentVolumeReclaimPolicy')
  const reclaims = ['Delete', 'Recycle', 'Retain']
  const recyclesRoot = reclaim === 'Recycle' && /^\/+$/.test(spec.hostPath?.path ?? '')
  return [
    ...validateModes(accessModes, path.child('accessModes')),
    ...validateCapacity(spec.capacity, path.child('capacity')),
    ...(reclaim === '' || reclaims.includes(reclaim)
      ? []
      : [notSupported(reclaimPath, reclaim, reclaims)]),
    ...validateAffinity(spec, path),
    ...validateSources(spec, name, path),
    ...(recyclesRoot
      ? [forbidden(reclaimPath, "may not be 'recycle' for a hostPath mount of '/'")]
      : []),
    ...(storageClassName === ''
      ? []
      : invalidEach(
          path.child('storageClassName'),
          storageClassName,
          isDns1123Subdomain(storageClassName),
        )),
    ...(volumeMode === undefined || VOLUME_MODES.includes(volumeMode)
      ? []
      : [notSupported(path.child('volumeMode'), volumeMode, VOLUME_MODES)]),
    ...validateAttributesClass(spec, path),
  ]
}

/** The errors of a volume that stands within another object, which is of a CSI driver and nobody's. */
export function validateInlineVolumeSpec(spec: Spec, path: FieldPath): readonly FieldError[] {
  const context = 'in the context of inline volumes'
  const notHere = (field: string, isThere: boolean, detail = 'may not be specified') =>
    isThere ? [forbidden(path.child(field), `${detail} ${context}`)] : []
  const {
    accessModes = [],
    capacity = {},
    csi,
    persistentVolumeReclaimPolicy: reclaim = 'Retain',
    storageClassName = '',
    volumeMode = 'Filesystem',
  } = spec
  const otherMode = 'may not specify volumeMode other than Filesystem'
  return [
    ...notHere('claimRef', spec.claimRef !== undefined),
    ...notHere('capacity', Object.keys(capacity).length > 0),
    ...(csi === undefined ? [required(path.child('csi'), `has to be specified ${context}`)] : []),
    ...validateModes(accessModes, path.child('accessModes')),
    ...notHere('persistentVolumeReclaimPolicy', reclaim !== 'Retain', 'may only be Retain'),
    ...notHere('nodeAffinity', spec.nodeAffinity !== undefined),
    ...validateSources(spec, '', path),
    ...notHere('storageClassName', storageClassName !== ''),
    ...notHere('volumeMode', volumeMode !== 'Filesystem', otherMode),
    ...validateAttributesClass(spec, path),
  ]
}

const MOUNT_OPTIONS = 'volume.beta.kubernetes.io/mount-options'
/** What was mounted with options when they were an annotation. */
const MOUNTED_WITH_OPTIONS = [
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'glusterfs',
  'nfs',
  'rbd',
  'quobyte',
  'iscsi',
  'cinder',
  'cephfs',
  'azureFile',
  'vsphereVolume',
  'azureDisk',
  'photonPersistentDisk',
] as const

/** Follows pkg/volume/validation/pv_validation.go, checkMountOption. */
function validateMountOptions({ metadata, spec }: Sparse<PersistentVolume>): readonly FieldError[] {
  const isSaid = metadata?.annotations?.[MOUNT_OPTIONS] !== undefined
  if (!isSaid || MOUNTED_WITH_OPTIONS.some((type) => spec?.[type] !== undefined)) return []
  const path = rootPath('metadata', 'annotations', MOUNT_OPTIONS)
  return [forbidden(path, 'may not specify mount options for this volume type')]
}

/** The errors of a PersistentVolume, without those that depend on its type alone. */
export function validatePersistentVolume(volume: Sparse<PersistentVolume>): readonly FieldError[] {
  return [
    ...validateObjectMeta(volume.metadata ?? {}, META_RULES),
    ...validateVolumeSpec(volume.spec ?? {}, rootPath('spec'), volume.metadata?.name),
  ]
}

/** The errors of a new PersistentVolume, and the first ones of a changed one. */
export function validateNewPersistentVolume(
  volume: Sparse<PersistentVolume>,
): readonly FieldError[] {
  return [...validatePersistentVolume(volume), ...validateMountOptions(volume)]
}
