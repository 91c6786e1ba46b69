// PersistentVolumeClaims. Follows pkg/registry/core/persistentvolumeclaim/strategy.go (v1.36).
import { persistentVolumeClaimInfo } from '#api/core/persistent-volume-claim-info.ts'
import type {
  PersistentVolumeClaim,
  PersistentVolumeClaimSpec,
  TypedLocalObjectReference,
  TypedObjectReference,
} from '#api/generated/types.ts'
import type { FieldError } from '#api/meta/field-error.ts'
import { rootPath } from '#api/meta/field-error.ts'
import {
  canonicalQuantity,
  compareQuantities,
  isWholeQuantity,
  quantityOf,
} from '#api/meta/quantity.ts'
import { IMMUTABLE } from '#api/meta/formats.ts'
import { defined } from '#lib/defined.ts'
import { equal } from '#lib/equal.ts'
import type { AdmissionWarning } from '../../../admit-types.ts'
import { setDefaultsResources } from '../../../defaults/resource-list-defaults.ts'
import { forbidden, invalid } from '../../../validation/errors.ts'
import { validatePersistentVolumeClaim } from '../../../validation/volume/validate-persistent-volume-claim.ts'
import { validateObjectMetaUpdate } from '../../../validation/validate-object-meta.ts'
import { warnAt } from '../../../warnings/warn-at.ts'
import { asGiven, atOnce, noErrors, nothingToAllocate, type Strategy } from '../../strategy.ts'

/** The old and the new way to name where the data comes from say the same; a reference to nothing is dropped. */
function dataSources(
  dataSource: TypedLocalObjectReference | undefined,
  dataSourceRef: TypedObjectReference | undefined,
): Partial<PersistentVolumeClaimSpec> {
  const isNamed = (reference: TypedObjectReference | undefined): boolean =>
    reference !== undefined && (reference.name || reference.kind || '') !== ''
  const direct = isNamed(dataSource) ? dataSource : undefined
  const general = isNamed(dataSourceRef) ? dataSourceRef : undefined
  if (direct === undefined && general === undefined) return {}
  if (general === undefined) return defined({ dataSource: direct, dataSourceRef: direct })
  if (direct === undefined && general.namespace !== undefined) return { dataSourceRef: general }
  return { dataSource: direct ?? general, dataSourceRef: general }
}

function setDefaultsClaim(claim: PersistentVolumeClaim): PersistentVolumeClaim {
  const { spec } = claim
  const { dataSource, dataSourceRef, ...rest } = spec ?? {}
  return {
    ...claim,
    spec: {
      ...rest,
      ...dataSources(dataSource, dataSourceRef),
      resources: setDefaultsResources(spec?.resources ?? {}),
      volumeMode: spec?.volumeMode ?? 'Filesystem',
    },
  }
}

/** The new spec with everything put back that may change. */
function mungeClaimSpec(
  next: PersistentVolumeClaim,
  old: PersistentVolumeClaim,
): PersistentVolumeClaimSpec {
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

const BETA_CLASS = 'volume.beta.kubernetes.io/storage-class'

/** Follows GetWarningsForPersistentVolumeClaim of pkg/api/persistentvolumeclaim/util.go. */
function claimWarnings({ metadata, spec }: PersistentVolumeClaim): readonly AdmissionWarning[] {
  const path = rootPath('spec', 'resources')
  const beta = rootPath('metadata', 'annotations').key(BETA_CLASS)
  return [
    ...(metadata.annotations?.[BETA_CLASS] === undefined
      ? []
      : [warnAt(beta, 'deprecated since v1.8; use "storageClassName" attribute instead')]),
    ...(['requests', 'limits'] as const).flatMap((list) => {
      const amount = spec?.resources?.[list]?.['storage']
      if (amount === undefined || isWholeQuantity(quantityOf(amount))) return []
      const text = `fractional byte value "${canonicalQuantity(amount)}" is invalid, must be an integer`
      return [warnAt(path.child(list).key('storage'), text)]
    }),
  ]
}

export const persistentVolumeClaimStrategy = {
  info: persistentVolumeClaimInfo,
  isChecked: true,
  setDefaults: setDefaultsClaim,
  prepareForCreate: (claim) => ({ ...claim, status: { phase: 'Pending' } }),
  beginCreate: nothingToAllocate,
  validate: validatePersistentVolumeClaim,
  warningsOnCreate: claimWarnings,
  prepareForUpdate: asGiven,
  validateUpdate: (next, old) => [
    ...validateObjectMetaUpdate(next.metadata, old.metadata),
    ...validateClaimUpdate(next, old),
  ],
  warningsOnUpdate: claimWarnings,
  prepareForStatusUpdate: asGiven,
  validateStatusUpdate: noErrors,
  ...atOnce,
  scale: null,
} satisfies Strategy<PersistentVolumeClaim>
