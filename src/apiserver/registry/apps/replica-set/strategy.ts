// ReplicaSets. Follows pkg/registry/apps/replicaset/strategy.go (v1.36).
import { replicaSetInfo } from '#api/apps/replica-set-info.ts'
import type { ReplicaSet } from '#api/generated/types.ts'
import type { FieldError } from '#api/meta/field-error.ts'
import { rootPath } from '#api/meta/field-error.ts'
import { IMMUTABLE } from '#api/meta/formats.ts'
import { equal } from '#lib/equal.ts'
import { setDefaultsPodTemplate } from '../../../defaults/pod-defaults.ts'
import { invalid } from '../../../validation/errors.ts'
import { printedSelector } from '../../../validation/go-internal.ts'
import {
  validateReplicaCounts,
  REPLICA_SET_COUNTS,
} from '../../../validation/validate-replica-counts.ts'
import { workloadUpdateWarnings, workloadWarnings } from '../../../warnings/workload-warnings.ts'
import { validateObjectMetaUpdate } from '../../../validation/validate-object-meta.ts'
import {
  asGiven,
  atOnce,
  nextGeneration,
  nothingToAllocate,
  scaleOfSpec,
  type Strategy,
} from '../../strategy.ts'
import { validateReplicaSet, validateReplicaSetSpec } from './validate-replica-set.ts'

function setDefaultsReplicaSet(replicaSet: ReplicaSet): ReplicaSet {
  const { spec } = replicaSet
  return {
    ...replicaSet,
    // The selector may be missing: nothing stands in for it, and validation asks for it.
    spec: Object.assign({}, spec, {
      replicas: spec?.replicas ?? 1,
      template: setDefaultsPodTemplate(spec?.template ?? {}),
    }),
  }
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

export const replicaSetStrategy = {
  info: replicaSetInfo,
  isChecked: () => true,
  setDefaults: setDefaultsReplicaSet,
  prepareForCreate: (replicaSet) => ({
    ...replicaSet,
    metadata: { ...replicaSet.metadata, generation: 1 },
    status: { replicas: 0 },
  }),
  beginCreate: nothingToAllocate,
  validate: validateReplicaSet,
  warningsOnCreate: workloadWarnings,
  prepareForUpdate: (next, old) => nextGeneration(next, old, !equal(next.spec, old.spec)),
  validateUpdate: (next, old) => [
    ...validateObjectMetaUpdate(next.metadata, old.metadata),
    ...validateReplicaSetUpdate(next, old),
  ],
  warningsOnUpdate: workloadUpdateWarnings,
  prepareForStatusUpdate: asGiven,
  validateStatusUpdate: ({ status }) => validateReplicaCounts(status ?? {}, REPLICA_SET_COUNTS),
  ...atOnce,
  scale: scaleOfSpec<ReplicaSet>(),
} satisfies Strategy<ReplicaSet>
