// Volume types of storage systems that the simulator does not have: they are checked as the others are.
// Follows pkg/apis/core/validation/validation.go (v1.36), validate…VolumeSource and validate…PersistentVolumeSource.
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import { type Format, inclusiveRange, isDns1123Label } from '#api/meta/formats.ts'
import { byteLength } from '#lib/byte-length.ts'
import { invalid, invalidEach, notSupported, required } from '../errors.ts'
import { validateIscsi } from './validate-iscsi-volume.ts'
import { filledOr, type Source, textOf, type Vendor, type VendorScope } from './vendor-source.ts'

const HOST_PORT = 'must be a host:port pair or multiple pairs separated by commas'
const MAX_TENANT = 64
const MAX_PARTITION = 255
const CACHING_MODES = ['None', 'ReadOnly', 'ReadWrite']
const DISK_KINDS = ['Dedicated', 'Managed', 'Shared']
const MANAGED_DISK =
  '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}'
const BLOB_DISK = 'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd'

const labelled = (source: Source, field: string, at: FieldPath, format: Format): FieldError[] =>
  textOf(source, field) === ''
    ? []
    : [...invalidEach(at.child(field), textOf(source, field), format(textOf(source, field)))]

/** A disk of which one partition may be mounted. */
const disk =
  (name: string): Vendor =>
  (source, at) => {
    const partition = source['partition']
    const isOutside = typeof partition === 'number' && (partition < 0 || partition > MAX_PARTITION)
    return [
      ...filledOr(source, [name], at),
      ...(isOutside
        ? [invalid(at.child('partition'), partition, inclusiveRange(1, MAX_PARTITION))]
        : []),
    ]
  }

const needs =
  (...fields: readonly string[]): Vendor =>
  (source, at) =>
    filledOr(source, fields, at)

/** The errors of the secret that a source names; a PersistentVolume says its namespace, too. */
function secretOf(
  { secretRef }: Source,
  { isPersistent }: VendorScope,
  at: FieldPath,
): FieldError[] {
  if (typeof secretRef !== 'object' || secretRef === null) return []
  const fields = isPersistent ? ['name', 'namespace'] : ['name']
  return filledOr(secretRef as Source, fields, at.child('secretRef'))
}

function validateFc(source: Source, at: FieldPath): readonly FieldError[] {
  const { targetWWNs, wwids, lun } = source
  const names = Array.isArray(targetWWNs) ? targetWWNs : []
  const ids = Array.isArray(wwids) ? wwids : []
  const path = at.child('targetWWNs')
  const errors: FieldError[] = []
  if (names.length === 0 && ids.length === 0)
    errors.push(required(path, 'must specify either targetWWNs or wwids, but not both'))
  if (names.length > 0 && ids.length > 0)
    errors.push(invalid(path, names, 'targetWWNs and wwids can not be specified simultaneously'))
  if (names.length === 0) return errors
  if (typeof lun !== 'number')
    errors.push(required(at.child('lun'), 'lun is required if targetWWNs is specified'))
  else if (lun < 0 || lun > 255) errors.push(invalid(at.child('lun'), lun, inclusiveRange(0, 255)))
  return errors
}

function validateFlocker(source: Source, at: FieldPath): readonly FieldError[] {
  const [name, uuid] = [textOf(source, 'datasetName'), textOf(source, 'datasetUUID')]
  const both = 'datasetName and datasetUUID can not be specified simultaneously'
  return [
    ...(name === '' && uuid === ''
      ? [required(at, 'one of datasetName and datasetUUID is required')]
      : []),
    ...(name !== '' && uuid !== '' ? [invalid(at, 'resource', both)] : []),
    ...(name.includes('/') ? [invalid(at.child('datasetName'), name, "must not contain '/'")] : []),
  ]
}

/** Whether a text is a host and a port, as net.SplitHostPort takes it. */
const isHostPort = (text: string): boolean => /^(?:[^:[\]]*|\[[^[\]]*\]):[^:[\]]*$/.test(text)

function validateQuobyte(source: Source, at: FieldPath): readonly FieldError[] {
  const [registry, tenant] = [textOf(source, 'registry'), textOf(source, 'tenant')]
  const path = at.child('registry')
  const long = `must be a UUID and may not exceed a length of ${MAX_TENANT} characters`
  const errors =
    registry === ''
      ? [required(path, HOST_PORT)]
      : byteLength(tenant) > MAX_TENANT
        ? [required(at.child('tenant'), long)]
        : registry
            .split(',')
            .filter((pair) => !isHostPort(pair))
            .map(() => invalid(path, registry, HOST_PORT))
  return [...errors, ...filledOr(source, ['volume'], at)]
}

function validateFlexVolume(source: Source, at: FieldPath): readonly FieldError[] {
  const options = source['options'] ?? {}
  const reserved = Object.keys(options).filter((key) => {
    const slash = key.indexOf('/')
    const namespace = `.${(slash < 0 ? key : key.slice(0, slash)).toLowerCase()}`
    return namespace.endsWith('.kubernetes.io') || namespace.endsWith('.k8s.io')
  })
  const detail = 'kubernetes.io and k8s.io namespaces are reserved'
  return [
    ...filledOr(source, ['driver'], at),
    ...reserved.map((key) => invalid(at.child('options').key(key), key, detail)),
  ]
}

function validateAzureFile(
  source: Source,
  at: FieldPath,
  { isPersistent }: VendorScope,
): readonly FieldError[] {
  const isNowhere = isPersistent && source['secretNamespace'] === ''
  return [
    ...filledOr(source, ['secretName', 'shareName'], at),
    ...(isNowhere ? [required(at.child('secretNamespace'))] : []),
  ]
}

function validateAzureDisk(source: Source, at: FieldPath): readonly FieldError[] {
  const { cachingMode, kind } = source
  const uri = textOf(source, 'diskURI')
  const errors = filledOr(source, ['diskName', 'diskURI'], at)
  if (typeof cachingMode === 'string' && !CACHING_MODES.includes(cachingMode))
    errors.push(notSupported(at.child('cachingMode'), cachingMode, CACHING_MODES))
  if (typeof kind !== 'string') return errors
  if (!DISK_KINDS.includes(kind)) errors.push(notSupported(at.child('kind'), kind, DISK_KINDS))
  const isManaged = kind === 'Managed'
  if (!uri.startsWith(isManaged ? '/subscriptions/' : 'https://'))
    errors.push(notSupported(at.child('diskURI'), uri, [isManaged ? MANAGED_DISK : BLOB_DISK]))
  return errors
}

function validateGlusterfs(
  source: Source,
  at: FieldPath,
  { isPersistent }: VendorScope,
): readonly FieldError[] {
  const errors = filledOr(source, ['endpoints', 'path'], at)
  const namespace = source['endpointsNamespace']
  if (!isPersistent || typeof namespace !== 'string') return errors
  const path = at.child('endpointsNamespace')
  const detail = 'if the endpointnamespace is set, it must be a valid namespace name'
  const messages = namespace === '' ? [detail] : isDns1123Label(namespace)
  return [...errors, ...invalidEach(path, namespace, messages)]
}

const VENDORS: Readonly<Record<string, Vendor>> = {
  gcePersistentDisk: disk('pdName'),
  awsElasticBlockStore: disk('volumeID'),
  iscsi: validateIscsi,
  glusterfs: validateGlusterfs,
  flocker: validateFlocker,
  rbd: needs('monitors', 'image'),
  cinder: (source, at, scope) => [
    ...filledOr(source, ['volumeID'], at),
    ...secretOf(source, scope, at),
  ],
  cephfs: needs('monitors'),
  quobyte: validateQuobyte,
  fc: validateFc,
  flexVolume: validateFlexVolume,
  azureFile: validateAzureFile,
  vsphereVolume: needs('volumePath'),
  photonPersistentDisk: needs('pdID'),
  portworxVolume: needs('volumeID'),
  azureDisk: validateAzureDisk,
  scaleIO: needs('gateway', 'system', 'volumeName'),
  storageos: (source, at, scope) => [
    ...filledOr(source, ['volumeName'], at),
    ...labelled(source, 'volumeName', at, isDns1123Label),
    ...labelled(source, 'volumeNamespace', at, isDns1123Label),
    ...secretOf(source, scope, at),
  ],
}

/** The errors of a source of one of these types, at `path` of the volume; another type has none here. */
export function validateVendorVolume(
  type: string,
  source: object | undefined,
  scope: VendorScope,
  path: FieldPath,
): readonly FieldError[] {
  const at = path.child(type === 'gcePersistentDisk' ? 'persistentDisk' : type)
  return VENDORS[type]?.((source ?? {}) as Source, at, scope) ?? []
}
