// StatefulSets. Follows pkg/registry/apps/statefulset/strategy.go and pkg/apis/apps/v1/defaults.go (v1.36).
import { statefulSetInfo } from '#api/apps/stateful-set-info.ts'
import type {
  PersistentVolumeClaim,
  StatefulSet,
  StatefulSetUpdateStrategy,
} from '#api/generated/types.ts'
import { equal } from '#lib/equal.ts'
import { setDefaultsPodTemplate } from '../../../defaults/pod-defaults.ts'
import { validateObjectMetaUpdate } from '../../../validation/validate-object-meta.ts'
import { podTemplateWarnings } from '../../../warnings/pod-warnings.ts'
import {
  validateReplicaCounts,
  STATEFUL_SET_COUNTS,
  validateCollisionCount,
} from '../../../validation/validate-replica-counts.ts'
import { workloadUpdateWarnings } from '../../../warnings/workload-warnings.ts'
import { type FieldPath, rootPath } from '#api/meta/field-error.ts'
import type { AdmissionWarning } from '../../../admit-types.ts'
import { warnAt } from '../../../warnings/warn-at.ts'
import {
  claimSpecWarnings,
  persistentVolumeClaimStrategy,
} from '../../core/persistent-volume-claim/strategy.ts'
import {
  asGiven,
  atOnce,
  nextGeneration,
  nothingToAllocate,
  scaleOfSpec,
  type Strategy,
} from '../../strategy.ts'
import { validateStatefulSet, validateStatefulSetUpdate } from './validate-stateful-set.ts'

function setDefaultsStrategy({
  type = '',
  rollingUpdate,
}: StatefulSetUpdateStrategy = {}): StatefulSetUpdateStrategy {
  if (type !== '' && type !== 'RollingUpdate')
    return { type, ...(rollingUpdate === undefined ? {} : { rollingUpdate }) }
  // maxUnavailable is dropped, as without its feature gate.
  return { type: 'RollingUpdate', rollingUpdate: { partition: rollingUpdate?.partition ?? 0 } }
}

function setDefaultsClaim(claim: PersistentVolumeClaim): PersistentVolumeClaim {
  const complete = persistentVolumeClaimStrategy.setDefaults(claim)
  return {
    ...complete,
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    status: { phase: 'Pending' },
  }
}

function setDefaultsStatefulSet(set: StatefulSet): StatefulSet {
  const { spec } = set
  const { whenDeleted = 'Retain', whenScaled = 'Retain' } =
    spec?.persistentVolumeClaimRetentionPolicy ?? {}
  const claims = spec?.volumeClaimTemplates
  return {
    ...set,
    // The selector may be missing: nothing stands in for it, and validation asks for it.
    spec: Object.assign({}, spec, {
      replicas: spec?.replicas ?? 1,
      serviceName: spec?.serviceName ?? '',
      podManagementPolicy: spec?.podManagementPolicy || 'OrderedReady',
      updateStrategy: setDefaultsStrategy(spec?.updateStrategy),
      persistentVolumeClaimRetentionPolicy: { whenDeleted, whenScaled },
      revisionHistoryLimit: spec?.revisionHistoryLimit ?? 10,
      template: setDefaultsPodTemplate(spec?.template ?? {}),
      ...(claims === undefined ? {} : { volumeClaimTemplates: claims.map(setDefaultsClaim) }),
    }),
  }
}

/** The warnings about the claims and the history. `specOf` gives the path of the spec of a claim. */
function setWarnings(
  spec: StatefulSet['spec'],
  specOf: (path: FieldPath) => FieldPath,
): readonly AdmissionWarning[] {
  const path = rootPath('spec')
  const claims = path.child('volumeClaimTemplates')
  const text = 'a negative value retains all historical revisions; a value >= 0 is recommended'
  return [
    ...(spec?.volumeClaimTemplates ?? []).flatMap((claim, index) =>
      claimSpecWarnings(claim.spec, specOf(claims.index(index))),
    ),
    ...((spec?.revisionHistoryLimit ?? 0) < 0
      ? [warnAt(path.child('revisionHistoryLimit'), text)]
      : []),
  ]
}

export const statefulSetStrategy = {
  info: statefulSetInfo,
  isChecked: () => true,
  setDefaults: setDefaultsStatefulSet,
  prepareForCreate: (set) => ({
    ...set,
    metadata: { ...set.metadata, generation: 1 },
    status: { replicas: 0, availableReplicas: 0 },
  }),
  beginCreate: nothingToAllocate,
  validate: validateStatefulSet,
  warningsOnCreate: ({ spec }) => [
    ...podTemplateWarnings(spec?.template, rootPath('spec', 'template')),
    ...setWarnings(spec, (path) => path),
  ],
  prepareForUpdate: (next, old) => nextGeneration(next, old, !equal(next.spec, old.spec)),
  validateUpdate: (next, old) => [
    ...validateObjectMetaUpdate(next.metadata, old.metadata),
    ...validateStatefulSetUpdate(next, old),
  ],
  warningsOnUpdate: (next, old) => [
    ...workloadUpdateWarnings(next, old),
    // Upstream names the field of a claim so.
    ...setWarnings(next.spec, (path) => path.child('Spec')),
  ],
  prepareForStatusUpdate: asGiven,
  validateStatusUpdate: ({ status }, old) => [
    ...validateReplicaCounts(status ?? {}, STATEFUL_SET_COUNTS),
    ...validateCollisionCount(status, old.status),
  ],
  ...atOnce,
  scale: scaleOfSpec<StatefulSet>(),
} satisfies Strategy<StatefulSet>
