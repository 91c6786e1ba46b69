// PersistentVolumeClaims. Follows pkg/registry/core/persistentvolumeclaim/strategy.go (v1.36).
import { persistentVolumeClaimInfo } from '#api/core/persistent-volume-claim-info.ts'
import type {
  PersistentVolumeClaim,
  PersistentVolumeClaimSpec,
  TypedLocalObjectReference,
  TypedObjectReference,
} from '#api/generated/types.ts'
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
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
import { withPhase } from '../../../defaults/phase-defaults.ts'
import { setDefaultsResources } from '../../../defaults/resource-list-defaults.ts'
import { forbidden, invalid } from '../../../validation/errors.ts'
import { validatePersistentVolumeClaim } from '../../../validation/volume/validate-persistent-volume-claim.ts'
import { validateObjectMetaUpdate } from '../../../validation/validate-object-meta.ts'
import { forbiddenChange } from '../../../validation/go-internal.ts'
import { warnAt } from '../../../warnings/warn-at.ts'
import { atOnce, nothingToAllocate, type Strategy } from '../../strategy.ts'
import { validateClaimStatusUpdate } from './validate-claim-status.ts'

const BETA_CLASS = 'volume.beta.kubernetes.io/storage-class'

const isSnapshot = ({ kind, apiGroup }: TypedLocalObjectReference): boolean =>
  kind === 'VolumeSnapshot' && apiGroup === 'snapshot.storage.k8s.io'

/** Whether the old way to name where the data comes from may name this. */
const isPlainSource = (source: TypedLocalObjectReference): boolean =>
  (source.kind === 'PersistentVolumeClaim' && (source.apiGroup ?? '') === '') || isSnapshot(source)

/**
 * The old and the new way to name where the data comes from say the same. What only newer servers know is dropped,
 * unless it was there before. Follows pkg/api/persistentvolumeclaim/util.go.
 */
function withDataSources(
  claim: PersistentVolumeClaim,
  old?: PersistentVolumeClaim,
): PersistentVolumeClaim {
  const { dataSource: direct, dataSourceRef: general, ...spec } = claim.spec ?? {}
  const before = old?.spec ?? {}
  const isForeign = (general?.namespace ?? '') !== '' && before.dataSourceRef === undefined
  const dataSourceRef = isForeign ? undefined : general
  const wasThere = before.dataSource !== undefined || before.dataSourceRef !== undefined
  const mayBeAnything = wasThere || dataSourceRef !== undefined
  const isDropped = direct !== undefined && !mayBeAnything && !isPlainSource(direct)
  const dataSource = isDropped ? undefined : direct
  const isElsewhere = (dataSourceRef?.namespace ?? '') !== ''
  return {
    ...claim,
    spec: defined({
      ...spec,
      dataSource: dataSource ?? (isElsewhere ? undefined : withoutNamespace(dataSourceRef)),
      dataSourceRef: dataSourceRef ?? dataSource,
    }),
  }
}

function withoutNamespace(
  reference: TypedObjectReference | undefined,
): TypedLocalObjectReference | undefined {
  if (reference === undefined) return undefined
  const { namespace: _, ...local } = reference
  return local
}

function setDefaultsClaim(claim: PersistentVolumeClaim): PersistentVolumeClaim {
  const { spec } = claim
  return {
    ...claim,
    spec: {
      ...spec,
      resources: setDefaultsResources(spec?.resources ?? {}),
      volumeMode: spec?.volumeMode ?? 'Filesystem',
    },
  }
}

/** The error of another class in the annotation, which may only make room for the field. */
function validateClassAnnotation(
  next: PersistentVolumeClaim,
  old: PersistentVolumeClaim,
): readonly FieldError[] {
  const before = old.metadata.annotations?.[BETA_CLASS]
  const after = next.metadata.annotations?.[BETA_CLASS]
  const isMoved =
    before !== undefined &&
    old.spec?.storageClassName === undefined &&
    next.spec?.storageClassName === before &&
    (after === undefined || after === before)
  if (isMoved || (before ?? '') === (after ?? '')) return []
  const path = rootPath('metadata', 'annotations', BETA_CLASS)
  return [invalid(path, after ?? '', IMMUTABLE)]
}

/** A class may be set where there was none, unless an annotation says another. */
function mayNameClass(next: PersistentVolumeClaim, old: PersistentVolumeClaim): boolean {
  const { storageClassName: name } = next.spec ?? {}
  const annotation = old.metadata.annotations?.[BETA_CLASS]
  if (name === undefined || old.spec?.storageClassName !== undefined) return false
  return annotation === undefined || annotation === name
}

/** The new spec and the old one, with everything made alike that may change. */
function mungeClaimSpecs(
  next: PersistentVolumeClaim,
  old: PersistentVolumeClaim,
): readonly [next: PersistentVolumeClaimSpec, old: PersistentVolumeClaimSpec] {
  const spec = next.spec ?? {}
  const before = old.spec ?? {}
  const isBound = next.status?.phase === 'Bound'
  const storage = before.resources?.requests?.['storage']
  const { resources } = spec
  const isSized = isBound && resources?.requests !== undefined && storage !== undefined
  const munged = {
    ...spec,
    ...(mayNameClass(next, old) ? { storageClassName: undefined } : {}),
    ...(isSized
      ? { resources: { ...resources, requests: { ...resources.requests, storage } } }
      : {}),
    ...(isBound ? { volumeAttributesClassName: before.volumeAttributesClassName } : {}),
  }
  const { volumeName } = (before.volumeName ?? '') === '' ? spec : before
  return [defined(munged), defined({ ...before, volumeName })]
}

function validateClaimUpdate(
  next: PersistentVolumeClaim,
  old: PersistentVolumeClaim,
): readonly FieldError[] {
  const errors = [...validatePersistentVolumeClaim(next), ...validateClassAnnotation(next, old)]
  const [spec, before] = mungeClaimSpecs(next, old)
  if (!equal(spec, before)) {
    const detail =
      'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims'
    const change = { type: 'PersistentVolumeClaimSpec', before, after: spec }
    errors.push(forbiddenChange(rootPath('spec'), detail, change))
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

/** The warnings about the spec of a claim, which stands at `path`. */
export function claimSpecWarnings(
  spec: PersistentVolumeClaimSpec | undefined,
  path: FieldPath,
): readonly AdmissionWarning[] {
  return (['requests', 'limits'] as const).flatMap((list) => {
    const amount = spec?.resources?.[list]?.['storage']
    if (amount === undefined || isWholeQuantity(quantityOf(amount))) return []
    const text = `fractional byte value "${canonicalQuantity(amount)}" is invalid, must be an integer`
    return [warnAt(path.child('resources', list).key('storage'), text)]
  })
}

/** Follows GetWarningsForPersistentVolumeClaim of pkg/api/persistentvolumeclaim/util.go. */
function claimWarnings({ metadata, spec }: PersistentVolumeClaim): readonly AdmissionWarning[] {
  const beta = rootPath('metadata', 'annotations').key(BETA_CLASS)
  return [
    ...(metadata.annotations?.[BETA_CLASS] === undefined
      ? []
      : [warnAt(beta, 'deprecated since v1.8; use "storageClassName" attribute instead')]),
    ...claimSpecWarnings(spec, rootPath('spec')),
  ]
}

export const persistentVolumeClaimStrategy = {
  info: persistentVolumeClaimInfo,
  isChecked: () => true,
  setDefaults: setDefaultsClaim,
  prepareForCreate: (claim) => ({ ...withDataSources(claim), status: { phase: 'Pending' } }),
  beginCreate: nothingToAllocate,
  validate: validatePersistentVolumeClaim,
  warningsOnCreate: claimWarnings,
  prepareForUpdate: withDataSources,
  validateUpdate: (next, old) => [
    ...validateObjectMetaUpdate(next.metadata, old.metadata),
    ...validateClaimUpdate(next, old),
  ],
  warningsOnUpdate: claimWarnings,
  prepareForStatusUpdate: (claim) => withPhase(claim, 'Pending'),
  validateStatusUpdate: validateClaimStatusUpdate,
  ...atOnce,
  scale: null,
} satisfies Strategy<PersistentVolumeClaim>
