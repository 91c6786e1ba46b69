// PersistentVolumes. Follows pkg/registry/core/persistentvolume/strategy.go (v1.36).
import { persistentVolumeInfo } from '#api/core/persistent-volume-info.ts'
import type { PersistentVolume, PersistentVolumeSpec } from '#api/generated/types.ts'
import type { FieldError } from '#api/meta/field-error.ts'
import { rootPath } from '#api/meta/field-error.ts'
import { timeOf } from '#api/meta/time.ts'
import { IMMUTABLE } from '#api/meta/formats.ts'
import { equal } from '#lib/equal.ts'
import type { AdmissionWarning } from '../../../admit-types.ts'
import { setDefaultsResourceList } from '../../../defaults/resource-list-defaults.ts'
import { forbidden, invalid } from '../../../validation/errors.ts'
import { forbiddenChange, internalValue } from '../../../validation/go-internal.ts'
import { nodeSelectorTermWarnings } from '../../../warnings/placement-warnings.ts'
import { warnAt } from '../../../warnings/warn-at.ts'
import { withPhase } from '../../../defaults/phase-defaults.ts'
import { asGiven, atOnce, noErrors, nothingToAllocate, type Strategy } from '../../strategy.ts'
import {
  PERSISTENT_SOURCES,
  validateNewPersistentVolume,
  validatePersistentVolume,
} from './validate-persistent-volume.ts'

function setDefaultsVolume(volume: PersistentVolume): PersistentVolume {
  const { spec } = volume
  const hostPath = spec?.hostPath
  return {
    ...volume,
    spec: {
      ...spec,
      ...(hostPath === undefined ? {} : { hostPath: { ...hostPath, type: hostPath.type ?? '' } }),
      ...(spec?.capacity === undefined ? {} : { capacity: setDefaultsResourceList(spec.capacity) }),
      persistentVolumeReclaimPolicy: spec?.persistentVolumeReclaimPolicy || 'Retain',
      volumeMode: spec?.volumeMode ?? 'Filesystem',
    },
  }
}

/** The spec without a secret for expansion that it had not before: one may be added. */
function withAddedSecret(
  next: PersistentVolumeSpec,
  old: PersistentVolumeSpec,
): PersistentVolumeSpec {
  if (next.csi === undefined || old.csi === undefined) return next
  if (old.csi.controllerExpandSecretRef !== undefined) return next
  const { controllerExpandSecretRef: _, ...csi } = next.csi
  return { ...next, csi }
}

function validateVolumeUpdate(
  next: PersistentVolume,
  old: PersistentVolume,
): readonly FieldError[] {
  // The server looks at it twice.
  const errors = [...validateNewPersistentVolume(next), ...validatePersistentVolume(next)]
  const [source, before] = [withAddedSecret(next.spec ?? {}, old.spec ?? {}), old.spec ?? {}]
  if (PERSISTENT_SOURCES.some((type) => !equal(source[type], before[type]))) {
    const detail = 'spec.persistentvolumesource is immutable after creation'
    const path = rootPath('spec', 'persistentvolumesource')
    const change = { type: 'PersistentVolumeSource', before, after: source, at: rootPath('spec') }
    errors.push(forbiddenChange(path, detail, change))
  }
  if (next.spec?.volumeMode !== old.spec?.volumeMode) {
    errors.push(invalid(rootPath('volumeMode'), next.spec?.volumeMode, IMMUTABLE))
  }
  const affinity = old.spec?.nodeAffinity
  if (affinity !== undefined && !equal(next.spec?.nodeAffinity, affinity)) {
    const detail = 'field is immutable, except for updating from beta label to GA'
    errors.push(
      invalid(
        rootPath('nodeAffinity'),
        internalValue('*VolumeNodeAffinity', next.spec?.nodeAffinity),
        detail,
      ),
    )
  }
  const isUnset = next.spec?.volumeAttributesClassName === undefined
  if (old.spec?.volumeAttributesClassName !== undefined && isUnset) {
    const detail = 'update from non-nil value to nil is forbidden'
    errors.push(forbidden(rootPath('spec', 'volumeAttributesClassName'), detail))
  }
  return errors
}

const DEPRECATED_ANNOTATIONS = [
  [
    'volume.beta.kubernetes.io/storage-class',
    'deprecated since v1.8; use "storageClassName" attribute instead',
  ],
  [
    'volume.beta.kubernetes.io/mount-options',
    'deprecated since v1.31; use "mountOptions" attribute instead',
  ],
] as const
const DEPRECATED_SOURCES = [
  ['cephfs', 'cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['photonPersistentDisk', 'photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['scaleIO', 'scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['storageos', 'storageOS', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['rbd', 'rbd', 'deprecated in v1.28, non-functional in v1.31+'],
] as const

/** Follows GetWarningsForPersistentVolume of pkg/api/persistentvolume/util.go. */
function volumeWarnings({ metadata, spec }: PersistentVolume): readonly AdmissionWarning[] {
  const annotations = rootPath('metadata', 'annotations')
  const recycled =
    'The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.'
  const terms = spec?.nodeAffinity?.required?.nodeSelectorTerms ?? []
  const path = rootPath('spec', 'nodeAffinity', 'required', 'nodeSelectorTerms')
  return [
    ...DEPRECATED_ANNOTATIONS.flatMap(([key, text]) =>
      metadata.annotations?.[key] === undefined ? [] : [warnAt(annotations.key(key), text)],
    ),
    ...(spec?.persistentVolumeReclaimPolicy === 'Recycle'
      ? [warnAt(rootPath('spec', 'persistentVolumeReclaimPolicy'), recycled)]
      : []),
    ...terms.flatMap((term, index) => nodeSelectorTermWarnings(term, false, path.index(index))),
    ...DEPRECATED_SOURCES.flatMap(([source, name, text]) =>
      spec?.[source] === undefined ? [] : [warnAt(rootPath('spec', name), text)],
    ),
  ]
}

/** Pending by default; notes when the phase changes, unless whoever changes it says so. */
function withPhaseTransition(
  asked: PersistentVolume,
  old: PersistentVolume,
  nowMs: number,
): PersistentVolume {
  const next = withPhase(asked, 'Pending')
  const { lastPhaseTransitionTime: before, phase } = old.status ?? {}
  const { lastPhaseTransitionTime: given = before } = next.status ?? {}
  const status = { ...next.status, phase: next.status?.phase || 'Pending' }
  const hasChanged = status.phase !== phase && given === before
  const time = hasChanged ? timeOf(nowMs) : given
  return {
    ...next,
    status: time === undefined ? status : { ...status, lastPhaseTransitionTime: time },
  }
}

export const persistentVolumeStrategy = {
  info: persistentVolumeInfo,
  isChecked: () => true,
  setDefaults: setDefaultsVolume,
  prepareForCreate: (volume, nowMs) => ({
    ...volume,
    status: { phase: 'Pending', lastPhaseTransitionTime: timeOf(nowMs) },
  }),
  beginCreate: nothingToAllocate,
  validate: validateNewPersistentVolume,
  warningsOnCreate: volumeWarnings,
  prepareForUpdate: asGiven,
  validateUpdate: validateVolumeUpdate,
  warningsOnUpdate: volumeWarnings,
  prepareForStatusUpdate: withPhaseTransition,
  validateStatusUpdate: noErrors,
  ...atOnce,
  scale: null,
} satisfies Strategy<PersistentVolume>
