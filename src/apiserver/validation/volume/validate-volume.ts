// The volumes of a Pod.
// Follows pkg/apis/core/validation/validation.go (v1.36), ValidateVolumes and validateVolumeSource.
import type { Volume } from '#api/generated/types.ts'
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import { quantityOf } from '#api/meta/quantity.ts'
import { isDns1123Label, isDns1123Subdomain } from '#api/meta/formats.ts'
import { byteLength } from '#lib/byte-length.ts'
import {
  duplicate,
  eachItem,
  forbidden,
  invalid,
  invalidEach,
  notSupported,
  required,
  tooLong,
} from '../errors.ts'
import { goQuote } from '#lib/go-quote.ts'
import type { Sparse } from '../sparse.ts'
import { validateIscsiName } from './validate-iscsi-volume.ts'
import { validateVendorVolume } from './validate-vendor-volume.ts'
import {
  validateDownwardFile,
  validateKeyToPath,
  validateMode,
  validateProjectedVolume,
} from './validate-key-files.ts'
import { validateLocalDescendingPath, validatePathNoBacksteps } from '../validate-paths.ts'
import { validateClaimTemplate } from './validate-persistent-volume-claim.ts'
import type { KnownVolumes } from '../pod/validate-volume-mounts.ts'

/** What a hostPath may say that it expects, of a Pod and of a PersistentVolume. */
export const HOST_PATH_TYPES = [
  '',
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
]
const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never']
const MAX_DRIVER_NAME = 63
/** The types in the order in which upstream looks at them: the first one counts, all others are one too many. */
const SOURCES = [
  'emptyDir',
  'hostPath',
  'gitRepo',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'secret',
  'nfs',
  'iscsi',
  'glusterfs',
  'flocker',
  'persistentVolumeClaim',
  'rbd',
  'cinder',
  'cephfs',
  'quobyte',
  'downwardAPI',
  'fc',
  'flexVolume',
  'configMap',
  'azureFile',
  'vsphereVolume',
  'photonPersistentDisk',
  'portworxVolume',
  'azureDisk',
  'storageos',
  'projected',
  'scaleIO',
  'csi',
  'ephemeral',
  'image',
] as const
export type VolumeType = (typeof SOURCES)[number]

/** The types whose second use upstream reports under another name. */
const NAMES_IN_ERRORS: ReadonlyMap<string, string> = new Map([
  ['cephfs', 'cephFS'],
  ['downwardAPI', 'downwarAPI'],
])

/** What the volume is made of: the field of its source; undefined when it has none. */
export function volumeTypesOf(volume: Sparse<Volume>): readonly VolumeType[] {
  return SOURCES.filter((source) => volume[source] !== undefined)
}

function validateHostPath({ hostPath }: Sparse<Volume>, path: FieldPath): readonly FieldError[] {
  const { path: target = '', type } = hostPath ?? {}
  if (target === '') return [required(path.child('path'))]
  return [
    ...validatePathNoBacksteps(target, path.child('path')),
    ...(type === undefined || HOST_PATH_TYPES.includes(type)
      ? []
      : [notSupported(path.child('type'), type, HOST_PATH_TYPES)]),
  ]
}

function validateKeyedVolume(
  volume: Sparse<Volume>,
  type: 'secret' | 'configMap',
  path: FieldPath,
): readonly FieldError[] {
  const nameField = type === 'secret' ? 'secretName' : 'name'
  const name = type === 'secret' ? volume.secret?.secretName : volume.configMap?.name
  return [
    ...((name ?? '') === '' ? [required(path.child(nameField))] : []),
    ...validateMode(volume[type]?.defaultMode, path.child('defaultMode')),
    ...eachItem(volume[type]?.items, path.child('items'), validateKeyToPath),
  ]
}

function validateNfs({ nfs }: Sparse<Volume>, path: FieldPath): readonly FieldError[] {
  const { server = '', path: target = '' } = nfs ?? {}
  return [
    ...(server === '' ? [required(path.child('server'))] : []),
    ...(target === '' ? [required(path.child('path'))] : []),
    ...(target.startsWith('/')
      ? []
      : [invalid(path.child('path'), target, 'must be an absolute path')]),
  ]
}

/** The errors of the name of a CSI driver. */
export function validateCsiDriverName(driver: string, path: FieldPath): readonly FieldError[] {
  if (driver === '') return [required(path)]
  const errors = byteLength(driver) > MAX_DRIVER_NAME ? [tooLong(path, MAX_DRIVER_NAME)] : []
  return [...errors, ...invalidEach(path, driver, isDns1123Subdomain(driver.toLowerCase()))]
}

function validateEphemeral(
  volume: Sparse<Volume>,
  podName: string,
  path: FieldPath,
): readonly FieldError[] {
  const template = volume.ephemeral?.volumeClaimTemplate
  const templatePath = path.child('ephemeral', 'volumeClaimTemplate')
  const errors =
    template === undefined
      ? [required(templatePath)]
      : validateClaimTemplate(template, templatePath)
  const { name = '' } = volume
  if (podName === '' || name === '') return errors
  const claimName = `${podName}-${name}`
  const messages = isDns1123Subdomain(claimName).map(
    (message) => `PVC name ${goQuote(claimName)}: ${message}`,
  )
  return [...errors, ...invalidEach(path.child('name'), name, messages)]
}

function validateImage(
  { image }: Sparse<Volume>,
  isPod: boolean,
  path: FieldPath,
): readonly FieldError[] {
  const { reference = '', pullPolicy = '' } = image ?? {}
  const errors = reference === '' && isPod ? [required(path.child('reference'))] : []
  const policyPath = path.child('pullPolicy')
  if (pullPolicy === '') return [...errors, required(policyPath)]
  return PULL_POLICIES.includes(pullPolicy)
    ? errors
    : [...errors, notSupported(policyPath, pullPolicy, PULL_POLICIES)]
}

export interface VolumeScope {
  readonly isPod: boolean
  /** The name of the Pod; empty in a template. */
  readonly podName: string
}

function validateSource(
  volume: Sparse<Volume>,
  type: VolumeType,
  scope: VolumeScope,
  path: FieldPath,
): readonly FieldError[] {
  const at = path.child(type)
  switch (type) {
    case 'emptyDir':
      return quantityOf(volume.emptyDir?.sizeLimit).nano < 0n
        ? [forbidden(at.child('sizeLimit'), 'SizeLimit field must be a valid resource quantity')]
        : []
    case 'hostPath':
      return validateHostPath(volume, at)
    case 'gitRepo':
      return [
        ...((volume.gitRepo?.repository ?? '') === '' ? [required(at.child('repository'))] : []),
        ...validateLocalDescendingPath(volume.gitRepo?.directory ?? '', at.child('directory')),
      ]
    case 'secret':
    case 'configMap':
      return validateKeyedVolume(volume, type, at)
    case 'nfs':
      return validateNfs(volume, at)
    case 'persistentVolumeClaim':
      return (volume.persistentVolumeClaim?.claimName ?? '') === ''
        ? [required(at.child('claimName'))]
        : []
    case 'downwardAPI':
      return [
        ...validateMode(volume.downwardAPI?.defaultMode, at.child('defaultMode')),
        ...(volume.downwardAPI?.items ?? []).flatMap((file) => validateDownwardFile(file, at)),
      ]
    case 'projected':
      return validateProjectedVolume(volume.projected ?? {}, at)
    case 'csi':
      return validateCsiVolume(volume, at)
    case 'ephemeral':
      return validateEphemeral(volume, scope.podName, path)
    case 'image':
      return validateImage(volume, scope.isPod, at)
    default:
      return validateVendorVolume(type, volume[type], { isPersistent: false, name: '' }, path)
  }
}

function validateCsiVolume({ csi }: Sparse<Volume>, path: FieldPath): readonly FieldError[] {
  const errors = [...validateCsiDriverName(csi?.driver ?? '', path.child('driver'))]
  const reference = csi?.nodePublishSecretRef
  if (reference === undefined) return errors
  const { name = '' } = reference
  return [
    ...errors,
    // Upstream names another field where there is a name.
    ...(name === ''
      ? [required(path.child('nodePublishSecretRef', 'name'))]
      : invalidEach(path.child('name'), name, isDns1123Subdomain(name))),
  ]
}

function validateSources(
  volume: Sparse<Volume>,
  scope: VolumeScope,
  path: FieldPath,
): readonly FieldError[] {
  const types = volumeTypesOf(volume)
  if (types.length === 0) return [required(path, 'must specify a volume type')]
  return types.flatMap((type, index) =>
    index === 0
      ? validateSource(volume, type, scope, path)
      : [
          forbidden(
            path.child(NAMES_IN_ERRORS.get(type) ?? type),
            'may not specify more than 1 volume type',
          ),
        ],
  )
}

/** The errors of spec.volumes, and the volumes without any: only these can be mounted. */
export function validateVolumes(
  volumes: readonly Sparse<Volume>[] | undefined,
  scope: VolumeScope,
  path: FieldPath,
): { readonly errors: readonly FieldError[]; readonly known: KnownVolumes } {
  const known = new Map<string, Sparse<Volume>>()
  const claimsToCome = new Set(
    (volumes ?? [])
      .filter((volume) => volume.ephemeral !== undefined && scope.podName !== '')
      .map(({ name = '' }) => `${scope.podName}-${name}`),
  )
  const errors = eachItem(volumes, path, (volume, itemPath) => {
    const { name = '', persistentVolumeClaim: claim } = volume
    const namePath = itemPath.child('name')
    const found = [
      ...validateSources(volume, scope, itemPath),
      ...validateIscsiName(name, volume.iscsi, namePath),
      ...(name === '' ? [required(namePath)] : invalidEach(namePath, name, isDns1123Label(name))),
      ...(known.has(name) ? [duplicate(namePath, name)] : []),
    ]
    if (found.length === 0) known.set(name, volume)
    if (claim !== undefined && claimsToCome.has(claim.claimName ?? '')) {
      const detail = 'must not reference a PVC that gets created for an ephemeral volume'
      found.push(
        invalid(
          itemPath.child('persistentVolumeClaim', 'claimName'),
          claim.claimName ?? '',
          detail,
        ),
      )
    }
    return found
  })
  return { errors, known }
}
