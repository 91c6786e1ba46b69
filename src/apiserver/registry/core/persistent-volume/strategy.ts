// PersistentVolumes. Follows pkg/registry/core/persistentvolume/strategy.go (v1.36).
import { persistentVolumeInfo } from '#api/core/persistent-volume-info.ts'
import type { PersistentVolume } from '#api/generated/types.ts'
import type { FieldError } from '#api/meta/field-error.ts'
import { rootPath } from '#api/meta/field-error.ts'
import { timeOf } from '#api/meta/time.ts'
import { IMMUTABLE } from '#api/meta/formats.ts'
import { equal } from '#lib/equal.ts'
import type { AdmissionWarning } from '../../../admit-types.ts'
import { setDefaultsResourceList } from '../../../defaults/resource-list-defaults.ts'
import { forbidden, invalid } from '../../../validation/errors.ts'
import { warnAt } from '../../../warnings/warn-at.ts'
import { asGiven, atOnce, noErrors, nothingToAllocate, type Strategy } from '../../strategy.ts'
import { PERSISTENT_SOURCES, validatePersistentVolume } from './validate-persistent-volume.ts'

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

function volumeWarnings({ spec }: PersistentVolume): readonly AdmissionWarning[] {
  if (spec?.persistentVolumeReclaimPolicy !== 'Recycle') return []
  const text =
    'The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.'
  return [warnAt(rootPath('spec', 'persistentVolumeReclaimPolicy'), text)]
}

/** Notes when the phase changes, unless whoever changes it says so. */
function withPhaseTransition(
  next: PersistentVolume,
  old: PersistentVolume,
  nowMs: number,
): PersistentVolume {
  const { lastPhaseTransitionTime: before, phase } = old.status ?? {}
  const { lastPhaseTransitionTime: given = before } = next.status ?? {}
  const hasChanged = next.status?.phase !== phase && given === before
  const time = hasChanged ? timeOf(nowMs) : given
  if (time === undefined) return next
  return { ...next, status: { ...next.status, lastPhaseTransitionTime: time } }
}

export const persistentVolumeStrategy = {
  info: persistentVolumeInfo,
  isChecked: true,
  setDefaults: setDefaultsVolume,
  prepareForCreate: (volume, nowMs) => ({
    ...volume,
    status: { phase: 'Pending', lastPhaseTransitionTime: timeOf(nowMs) },
  }),
  beginCreate: nothingToAllocate,
  validate: validatePersistentVolume,
  warningsOnCreate: volumeWarnings,
  prepareForUpdate: asGiven,
  validateUpdate: validateVolumeUpdate,
  warningsOnUpdate: volumeWarnings,
  prepareForStatusUpdate: withPhaseTransition,
  validateStatusUpdate: noErrors,
  ...atOnce,
  scale: null,
} satisfies Strategy<PersistentVolume>
