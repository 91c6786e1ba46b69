// Drivers of storage, what they tell of nodes, and attachments.
// Follows pkg/registry/storage/<kind>/strategy.go and pkg/apis/storage/validation/validation.go (v1.36).
import type {
  CSIDriver,
  CSINode,
  CSINodeDriver,
  CSIStorageCapacity,
  TokenRequest,
  VolumeAttachment,
  VolumeAttributesClass,
  VolumeError,
} from '#api/generated/types.ts'
import { type FieldError, type FieldPath, rootPath } from '#api/meta/field-error.ts'
import { canonicalQuantity, quantityOf } from '#api/meta/quantity.ts'
import { STORED_KINDS } from '#api/meta/stored-kinds.ts'
import { IMMUTABLE, isDns1123Subdomain, isQualifiedName, NON_NEGATIVE } from '#api/meta/formats.ts'
import { equal } from '#lib/equal.ts'
import { simplified } from '#lib/simplified.ts'
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
} from '../../validation/errors.ts'
import { asSparse, type Sparse } from '../../validation/sparse.ts'
import { validateNonNegative } from '../../validation/validate-int-or-percent.ts'
import { validateLabelSelector } from '../../validation/validate-labels.ts'
import { internalValue, printedSelector } from '../../validation/go-internal.ts'
import { validateInlineVolumeSpec } from '../core/persistent-volume/validate-persistent-volume.ts'
import type { AdmissionWarning } from '../../admit-types.ts'
import { storedStrategy } from '../stored-strategy.ts'
import { validateParameters, validateProvisioner } from './storage-class/validate-storage-class.ts'

simplified(
  'csi',
  'CSIDrivers, CSINodes, CSIStorageCapacities, VolumeAttachments and VolumeAttributesClasses are stored and shown; no driver runs, and volumes are there when they are mounted.',
  {
    fields: [
      'CSIDriver.spec',
      'CSINode.spec',
      'CSIStorageCapacity.capacity',
      'VolumeAttachment.spec',
      'VolumeAttributesClass.parameters',
    ],
  },
)

const FS_GROUP_POLICIES = ['File', 'None', 'ReadWriteOnceWithFSType']
const LIFECYCLES = ['Persistent', 'Ephemeral']
const MIN_TOKEN_SECONDS = 600
const MAX_TOKEN_SECONDS = 2 ** 32
const MAX_DRIVER_NAME = 63
const MAX_NODE_ID = 256
const MAX_METADATA = 262144
const MAX_MESSAGE = 1024
const TOKENS_WARNING =
  'spec.serviceAccountTokenInSecrets is unset; if supported by this CSI driver, set to true to prevent possible logging of tokens in volume attributes'

function validateTokens(tokens: readonly Sparse<TokenRequest>[]): readonly FieldError[] {
  const audiences = new Set<string>()
  return eachItem(
    tokens,
    rootPath('spec', 'tokenRequests'),
    ({ audience = '', ...token }, path) => {
      if (audiences.has(audience)) return [duplicate(path.child('audience'), audience)]
      audiences.add(audience)
      const { expirationSeconds: seconds = MIN_TOKEN_SECONDS } = token
      const at = path.child('expirationSeconds')
      if (seconds < MIN_TOKEN_SECONDS)
        return [invalid(at, seconds, 'may not specify a duration less than 10 minutes')]
      return seconds > MAX_TOKEN_SECONDS
        ? [invalid(at, seconds, 'may not specify a duration larger than 2^32 seconds')]
        : []
    },
  )
}

function validateDriver({ spec = {} }: Sparse<CSIDriver>): readonly FieldError[] {
  const path = rootPath('spec')
  const { fsGroupPolicy = 'None', tokenRequests = [], volumeLifecycleModes = [] } = spec
  const { nodeAllocatableUpdatePeriodSeconds: period } = spec
  const modes = path.child('volumeLifecycleModes')
  return [
    ...(FS_GROUP_POLICIES.includes(fsGroupPolicy)
      ? []
      : [notSupported(path.child('fsGroupPolicy'), fsGroupPolicy, FS_GROUP_POLICIES)]),
    ...validateTokens(tokenRequests),
    ...volumeLifecycleModes
      .filter((mode) => !LIFECYCLES.includes(mode))
      .map((mode) => notSupported(modes, mode, LIFECYCLES)),
    ...(period !== undefined && period < 10
      ? [
          invalid(
            path.child('nodeAllocatableUpdatePeriodSeconds'),
            period,
            'must be greater than or equal to 10 seconds',
          ),
        ]
      : []),
    ...(spec.serviceAccountTokenInSecrets !== undefined && tokenRequests.length === 0
      ? [
          invalid(
            path.child('serviceAccountTokenInSecrets'),
            spec.serviceAccountTokenInSecrets,
            'serviceAccountTokenInSecrets is set but no tokenRequests are specified',
          ),
        ]
      : []),
  ]
}

const driverDefaults = (driver: CSIDriver): CSIDriver => {
  const spec = driver.spec ?? {}
  return {
    ...driver,
    spec: {
      ...spec,
      attachRequired: spec.attachRequired ?? true,
      podInfoOnMount: spec.podInfoOnMount ?? false,
      storageCapacity: spec.storageCapacity ?? false,
      fsGroupPolicy: spec.fsGroupPolicy ?? 'ReadWriteOnceWithFSType',
      volumeLifecycleModes: spec.volumeLifecycleModes ?? ['Persistent'],
      requiresRepublish: spec.requiresRepublish ?? false,
      seLinuxMount: spec.seLinuxMount ?? false,
    },
  }
}

function driverChange({ spec = {} }: Sparse<CSIDriver>, old: CSIDriver): readonly FieldError[] {
  const path = rootPath('spec')
  const pairs = [
    ['attachedRequired', spec.attachRequired, old.spec?.attachRequired],
    ['volumeLifecycleModes', spec.volumeLifecycleModes, old.spec?.volumeLifecycleModes],
  ] as const
  return pairs.flatMap(([field, next, before]) =>
    equal(next, before) ? [] : [invalid(path.child(field), next, IMMUTABLE)],
  )
}

function tokenWarnings({ spec }: CSIDriver): readonly AdmissionWarning[] {
  const isUnsaid =
    (spec?.tokenRequests ?? []).length > 0 && spec?.serviceAccountTokenInSecrets === undefined
  return isUnsaid ? [{ message: TOKENS_WARNING, path: rootPath('spec', 'tokenRequests') }] : []
}

/** The errors of the name of a driver. Follows ValidateCSIDriverName of pkg/apis/core/validation. */
function validateDriverName(name: string, path: FieldPath): readonly FieldError[] {
  if (name === '') return [required(path)]
  return [
    ...(byteLength(name) > MAX_DRIVER_NAME ? [tooLong(path, MAX_DRIVER_NAME)] : []),
    ...invalidEach(path, name, isDns1123Subdomain(name.toLowerCase())),
  ]
}

function validateNode({ spec = {} }: Sparse<CSINode>): readonly FieldError[] {
  const names = new Set<string>()
  return eachItem(spec.drivers, rootPath('spec', 'drivers'), (driver, path) => {
    const { name = '', nodeID = '', allocatable = {}, topologyKeys = [] } = driver
    const isTaken = names.has(name)
    names.add(name)
    const id = path.child('nodeID')
    return [
      ...validateDriverName(name, path.child('name')),
      ...(nodeID === '' ? [required(id)] : []),
      ...(byteLength(nodeID) > MAX_NODE_ID
        ? [invalid(id, nodeID, `must be ${MAX_NODE_ID} characters or less`)]
        : []),
      ...validateNonNegative(allocatable.count, path.child('allocatable', 'count')),
      ...(isTaken ? [duplicate(path.child('name'), name)] : []),
      ...topologyKeys.flatMap((key, index) => [
        ...(key === '' ? [required(path)] : []),
        ...(topologyKeys.indexOf(key) < index ? [duplicate(path, key)] : []),
        ...invalidEach(path, key, isQualifiedName(key)),
      ]),
    ]
  })
}

function nodeChange({ spec }: Sparse<CSINode>, old: CSINode): readonly FieldError[] {
  const plain = ({ name, nodeID, topologyKeys }: Sparse<CSINodeDriver>): unknown => ({
    name,
    nodeID,
    topologyKeys,
  })
  const path = rootPath('spec', 'drivers')
  return (old.spec?.drivers ?? []).flatMap((before) =>
    (spec?.drivers ?? []).flatMap((next) =>
      next.name !== before.name || equal(plain(next), plain(before))
        ? []
        : [invalid(path, internalValue('CSINodeDriver', plain(next)), IMMUTABLE)],
    ),
  )
}

function validateVolumeError(
  { message = '', errorCode }: Sparse<VolumeError>,
  path: FieldPath,
): readonly FieldError[] {
  return [
    ...(byteLength(message) > MAX_MESSAGE ? [tooLong(path.child('message'), MAX_METADATA)] : []),
    ...(errorCode !== undefined && errorCode < 0
      ? [invalid(path.child('errorCode'), errorCode, 'must be between 0 and 2147483647, inclusive')]
      : []),
  ]
}

function validateAttachment({
  spec = {},
  status = {},
}: Sparse<VolumeAttachment>): readonly FieldError[] {
  const path = rootPath('spec')
  const { attacher = '', nodeName = '', source = {} } = spec
  const { inlineVolumeSpec: inline, persistentVolumeName: name } = source
  const at = path.child('source')
  const both = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName'
  const sources = (): readonly FieldError[] => {
    if (inline === undefined && name === undefined) return [required(at, both)]
    if (inline !== undefined && name !== undefined) return [forbidden(at, both)]
    if (inline !== undefined) return validateInlineVolumeSpec(inline, at.child('inlineVolumeSpec'))
    return name === ''
      ? [required(at.child('persistentVolumeName'), 'must specify non empty persistentVolumeName')]
      : []
  }
  return [
    ...validateDriverName(attacher, path.child('attacher')),
    ...sources(),
    ...invalidEach(path.child('nodeName'), nodeName, isDns1123Subdomain(nodeName)),
    ...validateVolumeError(status.attachError ?? {}, rootPath('status', 'attachError')),
    ...validateVolumeError(status.detachError ?? {}, rootPath('status', 'detachError')),
    ...(name === undefined
      ? []
      : invalidEach(rootPath('spec.source.persistentVolumeName'), name, isDns1123Subdomain(name))),
  ]
}

function validateCapacity(capacity: Sparse<CSIStorageCapacity>): readonly FieldError[] {
  const { storageClassName = '', capacity: amount } = capacity
  const isNegative = amount !== undefined && quantityOf(amount).nano < 0n
  return [
    ...validateLabelSelector(capacity.nodeTopology, rootPath('nodeTopology')),
    ...invalidEach(
      rootPath('storageClassName'),
      storageClassName,
      isDns1123Subdomain(storageClassName),
    ),
    ...(isNegative ? [invalid(rootPath('capacity'), canonicalQuantity(amount), NON_NEGATIVE)] : []),
  ]
}

function capacityChange(
  next: Sparse<CSIStorageCapacity>,
  old: CSIStorageCapacity,
): readonly FieldError[] {
  const { nodeTopology, storageClassName } = next
  return [
    ...(equal(nodeTopology, old.nodeTopology)
      ? []
      : [invalid(rootPath('nodeTopology'), printedSelector(nodeTopology), IMMUTABLE)]),
    ...(storageClassName === old.storageClassName
      ? []
      : [invalid(rootPath('storageClassName'), storageClassName, IMMUTABLE)]),
  ]
}

const fixed = (field: string, isSame: boolean): readonly FieldError[] =>
  isSame ? [] : [forbidden(rootPath(field), `updates to ${field} are forbidden.`)]

export const storageStrategies = {
  'CSIDriver.storage.k8s.io': storedStrategy<CSIDriver>(STORED_KINDS.CSIDriver, {
    counted: ({ spec }) => spec,
    setDefaults: driverDefaults,
    validate: validateDriver,
    validateChange: driverChange,
    warningsOnCreate: tokenWarnings,
    warningsOnUpdate: (next, old) =>
      equal(next.spec?.tokenRequests ?? [], old.spec?.tokenRequests ?? [])
        ? []
        : tokenWarnings(next),
  }),
  'CSINode.storage.k8s.io': storedStrategy<CSINode>(STORED_KINDS.CSINode, {
    updateChecks: ['whole', 'change'],
    validate: validateNode,
    validateChange: nodeChange,
  }),
  'CSIStorageCapacity.storage.k8s.io': storedStrategy<CSIStorageCapacity>(
    STORED_KINDS.CSIStorageCapacity,
    {
      updateChecks: ['whole', 'metadata', 'change'],
      validate: validateCapacity,
      validateChange: capacityChange,
    },
  ),
  'VolumeAttachment.storage.k8s.io': storedStrategy<VolumeAttachment>(
    STORED_KINDS.VolumeAttachment,
    {
      updateChecks: ['whole', 'change'],
      keepsMetadata: true,
      prepareForCreate: (attachment) => ({ ...attachment, status: { attached: false } }),
      validate: validateAttachment,
      validateStatusUpdate: (next) => validateAttachment(asSparse(next)),
      validateChange: ({ spec }, old) =>
        equal(spec, old.spec)
          ? []
          : [invalid(rootPath('spec'), internalValue('VolumeAttachmentSpec', spec), IMMUTABLE)],
    },
  ),
  'VolumeAttributesClass.storage.k8s.io': storedStrategy<VolumeAttributesClass>(
    STORED_KINDS.VolumeAttributesClass,
    {
      updateChecks: ['metadata', 'change', 'whole'],
      validate: ({ driverName = '', parameters = {} }) => [
        ...validateProvisioner(driverName, rootPath('driverName')),
        ...validateParameters(parameters),
        ...(Object.keys(parameters).length === 0
          ? [required(rootPath('parameters'), 'must contain at least one key/value pair')]
          : []),
      ],
      validateChange: ({ driverName, parameters }, old) => [
        ...fixed('driverName', driverName === old.driverName),
        ...fixed('parameters', equal(parameters, old.parameters)),
      ],
    },
  ),
}
