// What an update may change.
// Follows the Validate...Update functions of pkg/apis/core/validation/validation.go (v1.36) and its neighbours.
// SIMPLIFIED: after "may not change fields other than ..." and similar texts Kubernetes also prints a diff of
// the two specs, which is left out.
import type {
  ConfigMap,
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  ReplicaSet,
  Secret,
  Service,
  StorageClass,
} from '#api/generated/types.ts'
import type { FieldError } from '#api/meta/field-error.ts'
import { rootPath } from '#api/meta/field-error.ts'
import { type ApiObject, KINDS } from '#api/meta/object.ts'
import { compareQuantities, quantityOf } from '#api/meta/quantity.ts'
import { defined } from '#lib/defined.ts'
import { equal } from '#lib/equal.ts'
import { prepareForUpdate } from '../prepare-for-update.ts'
import { forbidden, invalid } from './errors.ts'
import { IMMUTABLE } from './formats.ts'
import { goMap } from './go-text.ts'
import { validatePodUpdate } from './pod/update-pod.ts'
import { validateServiceAddressChange } from './service/update-service.ts'
import { validateConfigMap, validateSecret } from './validate-config.ts'
import { validateNode } from './validate-node.ts'
import { validateObjectMeta, validateObjectMetaUpdate } from './validate-object-meta.ts'
import {
  PERSISTENT_SOURCES,
  validatePersistentVolume,
} from './volume/validate-persistent-volume.ts'
import { validatePersistentVolumeClaim } from './volume/validate-persistent-volume-claim.ts'
import { printedSelector, validateReplicaSetSpec } from './validate-replica-set.ts'
import { validateServiceSpec } from './service/validate-service.ts'

function immutableWhenSet(field: string): FieldError {
  return forbidden(rootPath(field), 'field is immutable when `immutable` is set')
}

/** Of ConfigMaps and Secrets that are immutable nothing but metadata may change. */
function validateImmutable(
  next: ConfigMap | Secret,
  old: ConfigMap | Secret,
): readonly FieldError[] {
  if (old.immutable !== true) return []
  const errors = next.immutable === true ? [] : [immutableWhenSet('immutable')]
  if (!equal(next.data ?? {}, old.data ?? {})) errors.push(immutableWhenSet('data'))
  if (
    next.kind === 'ConfigMap' &&
    old.kind === 'ConfigMap' &&
    !equal(next.binaryData ?? {}, old.binaryData ?? {})
  ) {
    errors.push(immutableWhenSet('binaryData'))
  }
  return errors
}

function validateSecretUpdate(next: Secret, old: Secret): readonly FieldError[] {
  const typeErrors = next.type === old.type ? [] : [invalid(rootPath('type'), next.type, IMMUTABLE)]
  return [...typeErrors, ...validateImmutable(next, old), ...validateSecret(next)]
}

function validateNodeUpdate(next: Node, old: Node): readonly FieldError[] {
  const errors: FieldError[] = []
  const rule = (field: string): string =>
    `node updates may not change ${field} except from "" to valid`
  const oldRanges = old.spec?.podCIDRs ?? []
  if (oldRanges.length > 0 && !equal(oldRanges, next.spec?.podCIDRs ?? [])) {
    errors.push(forbidden(rootPath('spec', 'podCIDRs'), rule('podCIDR')))
  }
  const oldId = old.spec?.providerID ?? ''
  if (oldId !== '' && oldId !== next.spec?.providerID) {
    errors.push(forbidden(rootPath('spec', 'providerID'), rule('providerID')))
  }
  return [...errors, ...validateNode(next)]
}

type ClaimSpec = NonNullable<PersistentVolumeClaim['spec']>

/** The new spec with everything put back that may change. */
function mungeClaimSpec(next: PersistentVolumeClaim, old: PersistentVolumeClaim): ClaimSpec {
  const spec = next.spec ?? {}
  const before = old.spec ?? {}
  const isBound = next.status?.phase === 'Bound'
  const isNowNamed = before.storageClassName === undefined && spec.storageClassName !== undefined
  return defined({
    ...spec,
    ...((before.volumeName ?? '') === '' ? { volumeName: before.volumeName } : {}),
    ...(isNowNamed ? { storageClassName: undefined } : {}),
    ...(isBound
      ? { resources: before.resources, volumeAttributesClassName: before.volumeAttributesClassName }
      : {}),
  })
}

function validateClaimUpdate(
  next: PersistentVolumeClaim,
  old: PersistentVolumeClaim,
): readonly FieldError[] {
  const errors = [...validatePersistentVolumeClaim(next)]
  if (!equal(mungeClaimSpec(next, old), old.spec ?? {})) {
    const detail =
      'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims'
    errors.push(forbidden(rootPath('spec'), detail))
  }
  const sizeOf = (claim: PersistentVolumeClaim) =>
    quantityOf(claim.spec?.resources?.requests?.storage)
  const capacity = quantityOf(old.status?.capacity?.storage)
  const shrinks = compareQuantities(sizeOf(next), sizeOf(old)) < 0
  if (shrinks && compareQuantities(sizeOf(next), capacity) <= 0) {
    const path = rootPath('spec', 'resources', 'requests', 'storage')
    errors.push(forbidden(path, 'field can not be less than status.capacity'))
  }
  if (next.spec?.volumeMode !== old.spec?.volumeMode) {
    errors.push(invalid(rootPath('volumeMode'), next.spec?.volumeMode, IMMUTABLE))
  }
  return errors
}

function validateVolumeUpdate(
  next: PersistentVolume,
  old: PersistentVolume,
): readonly FieldError[] {
  const errors = [...validatePersistentVolume(next)]
  const moved = PERSISTENT_SOURCES.some((source) => !equal(next.spec?.[source], old.spec?.[source]))
  if (moved) {
    const detail = 'spec.persistentvolumesource is immutable after creation'
    errors.push(forbidden(rootPath('spec', 'persistentvolumesource'), detail))
  }
  if (next.spec?.volumeMode !== old.spec?.volumeMode) {
    errors.push(invalid(rootPath('volumeMode'), next.spec?.volumeMode, IMMUTABLE))
  }
  const affinity = old.spec?.nodeAffinity
  if (affinity !== undefined && !equal(next.spec?.nodeAffinity, affinity)) {
    const detail = 'field is immutable, except for updating from beta label to GA'
    errors.push(invalid(rootPath('nodeAffinity'), next.spec?.nodeAffinity, detail))
  }
  return errors
}

function validateStorageClassUpdate(next: StorageClass, old: StorageClass): readonly FieldError[] {
  const errors: FieldError[] = []
  if (!equal(next.parameters ?? {}, old.parameters ?? {})) {
    errors.push(invalid(rootPath('parameters'), goMap(next.parameters), IMMUTABLE))
  }
  for (const field of ['provisioner', 'reclaimPolicy', 'volumeBindingMode'] as const) {
    if (next[field] !== old[field]) errors.push(invalid(rootPath(field), next[field], IMMUTABLE))
  }
  return errors
}

function validateReplicaSetUpdate(next: ReplicaSet, old: ReplicaSet): readonly FieldError[] {
  const path = rootPath('spec', 'selector')
  const selector = next.spec?.selector
  return [
    ...validateReplicaSetSpec(next.spec, rootPath('spec')),
    ...(equal(selector, old.spec?.selector)
      ? []
      : [invalid(path, printedSelector(selector), IMMUTABLE)]),
  ]
}

function validateServiceUpdate(next: Service, old: Service): readonly FieldError[] {
  return [
    ...validateServiceAddressChange(next.spec ?? {}, old.spec ?? {}),
    ...validateServiceSpec(next.spec ?? {}),
  ]
}

function validateKindUpdate(next: ApiObject, old: ApiObject): readonly FieldError[] {
  if (next.kind === 'Pod' && old.kind === 'Pod') return validatePodUpdate(next, old)
  if (next.kind === 'Node' && old.kind === 'Node') return validateNodeUpdate(next, old)
  if (next.kind === 'Secret' && old.kind === 'Secret') return validateSecretUpdate(next, old)
  if (next.kind === 'Service' && old.kind === 'Service') return validateServiceUpdate(next, old)
  if (next.kind === 'ReplicaSet' && old.kind === 'ReplicaSet')
    return validateReplicaSetUpdate(next, old)
  if (next.kind === 'StorageClass' && old.kind === 'StorageClass')
    return validateStorageClassUpdate(next, old)
  if (next.kind === 'PersistentVolume' && old.kind === 'PersistentVolume')
    return validateVolumeUpdate(next, old)
  if (next.kind === 'ConfigMap' && old.kind === 'ConfigMap') {
    return [...validateImmutable(next, old), ...validateConfigMap(next)]
  }
  if (next.kind === 'PersistentVolumeClaim' && old.kind === 'PersistentVolumeClaim') {
    return validateClaimUpdate(next, old)
  }
  return []
}

/** What is checked of the metadata of every kind, before the kind's own rules check much of it again. */
function validateCommonFields(next: ApiObject, old: ApiObject): readonly FieldError[] {
  const { namespaced } = KINDS[next.kind]
  return [
    ...validateObjectMeta(next.metadata, { namespaced, nameFormat: () => [] }),
    ...validateObjectMetaUpdate(next.metadata, old.metadata),
  ]
}

/**
 * The errors of a change of a stored object, in the order of the API server: those of metadata appear more than
 * once, as there. `next` may lack defaults; `old` is as it is stored.
 */
export function validateUpdate(next: ApiObject, old: ApiObject): readonly FieldError[] {
  const complete = prepareForUpdate(next, old)
  return [
    ...validateCommonFields(complete, old),
    ...(complete.kind === 'PersistentVolume'
      ? []
      : validateObjectMetaUpdate(complete.metadata, old.metadata)),
    ...validateKindUpdate(complete, old),
  ]
}
