// ReplicaSets.
// Follows pkg/apis/apps/validation/validation.go (v1.36), ValidateReplicaSetSpec.
import type { ReplicaSet } from '#api/generated/types.ts'
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import { rootPath } from '#api/meta/field-error.ts'
import { isDns1123Subdomain, NON_NEGATIVE } from '#api/meta/formats.ts'
import { invalid } from '../../../validation/errors.ts'
import type { Sparse } from '../../../validation/sparse.ts'
import { validateObjectMeta } from '../../../validation/validate-object-meta.ts'
import {
  isReadable,
  validateWorkloadSelector,
  validateWorkloadTemplate,
} from '../../../validation/validate-workload.ts'

/** The errors of the spec of a ReplicaSet. */
export function validateReplicaSetSpec(
  spec: Sparse<ReplicaSet>['spec'],
  path: FieldPath,
): readonly FieldError[] {
  const { replicas = 0, minReadySeconds = 0, selector, template } = spec ?? {}
  return [
    ...(replicas < 0 ? [invalid(path.child('replicas'), replicas, NON_NEGATIVE)] : []),
    ...(minReadySeconds < 0
      ? [invalid(path.child('minReadySeconds'), minReadySeconds, NON_NEGATIVE)]
      : []),
    ...validateWorkloadSelector(selector, path.child('selector'), 'deployment'),
    ...(selector !== undefined && !isReadable(selector)
      ? []
      : validateWorkloadTemplate(template, selector, path.child('template'), 'ReplicaSet')),
  ]
}

/** The errors of a ReplicaSet. */
export function validateReplicaSet(replicaSet: Sparse<ReplicaSet>): readonly FieldError[] {
  return [
    ...validateObjectMeta(replicaSet.metadata ?? {}, {
      namespaced: true,
      nameFormat: isDns1123Subdomain,
    }),
    ...validateReplicaSetSpec(replicaSet.spec, rootPath('spec')),
  ]
}
