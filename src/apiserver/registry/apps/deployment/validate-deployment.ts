// Deployments.
// Follows pkg/apis/apps/validation/validation.go (v1.36), ValidateDeploymentSpec.
import type {
  Deployment,
  DeploymentStrategy,
  RollingUpdateDeployment,
} from '#api/generated/types.ts'
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import { rootPath } from '#api/meta/field-error.ts'
import { isDns1123Subdomain } from '#api/meta/formats.ts'
import { forbidden, invalid, notSupported } from '../../../validation/errors.ts'
import type { Sparse } from '../../../validation/sparse.ts'
import {
  numberOrPercent,
  validateAtMost100Percent,
  validateIntOrPercent,
  validateNonNegative,
} from '../../../validation/validate-int-or-percent.ts'
import { validateObjectMeta } from '../../../validation/validate-object-meta.ts'
import {
  isReadable,
  validateWorkloadSelector,
  validateWorkloadTemplate,
} from '../../../validation/validate-workload.ts'

const META_RULES = { namespaced: true, nameFormat: isDns1123Subdomain }
const STRATEGIES = ['Recreate', 'RollingUpdate']

function validateRollingUpdate(
  { maxUnavailable, maxSurge }: Sparse<RollingUpdateDeployment>,
  path: FieldPath,
): readonly FieldError[] {
  const unavailablePath = path.child('maxUnavailable')
  const movesNothing = numberOrPercent(maxUnavailable) === 0 && numberOrPercent(maxSurge) === 0
  const errors = [
    ...validateIntOrPercent(maxUnavailable, unavailablePath),
    ...validateIntOrPercent(maxSurge, path.child('maxSurge')),
  ]
  return [
    ...errors,
    // What could not be read counts as 0, and says so already.
    ...(movesNothing && errors.length === 0
      ? [invalid(unavailablePath, maxUnavailable, 'may not be 0 when `maxSurge` is 0')]
      : []),
    ...validateAtMost100Percent(maxUnavailable, unavailablePath),
  ]
}

function validateStrategy(
  { type = '', rollingUpdate }: Sparse<DeploymentStrategy>,
  path: FieldPath,
): readonly FieldError[] {
  if (type === 'Recreate') {
    const detail = "may not be specified when strategy `type` is 'Recreate'"
    return rollingUpdate === undefined ? [] : [forbidden(path.child('rollingUpdate'), detail)]
  }
  if (type === 'RollingUpdate') {
    return validateRollingUpdate(rollingUpdate ?? {}, path.child('rollingUpdate'))
  }
  // Printed with the names of Go's fields, since upstream hands over the struct itself.
  return [notSupported(path, { Type: type, RollingUpdate: null }, STRATEGIES)]
}

/** The errors of the spec of a Deployment. */
export function validateDeploymentSpec(spec: Sparse<Deployment>['spec']): readonly FieldError[] {
  const path = rootPath('spec')
  const { replicas, selector, template, strategy = {}, minReadySeconds = 0 } = spec ?? {}
  const { revisionHistoryLimit, progressDeadlineSeconds } = spec ?? {}
  const deadlinePath = path.child('progressDeadlineSeconds')
  return [
    ...validateNonNegative(replicas, path.child('replicas')),
    ...validateWorkloadSelector(selector, path.child('selector'), 'deployment'),
    ...(selector !== undefined && !isReadable(selector)
      ? []
      : validateWorkloadTemplate(template, selector, path.child('template'), 'ReplicaSet')),
    ...validateStrategy(strategy, path.child('strategy')),
    ...validateNonNegative(minReadySeconds, path.child('minReadySeconds')),
    ...validateNonNegative(revisionHistoryLimit, path.child('revisionHistoryLimit')),
    ...validateNonNegative(progressDeadlineSeconds, deadlinePath),
    ...(progressDeadlineSeconds !== undefined && progressDeadlineSeconds <= minReadySeconds
      ? [invalid(deadlinePath, progressDeadlineSeconds, 'must be greater than minReadySeconds')]
      : []),
  ]
}

/** The errors of a Deployment. */
export function validateDeployment({ metadata, spec }: Sparse<Deployment>): readonly FieldError[] {
  return [...validateObjectMeta(metadata ?? {}, META_RULES), ...validateDeploymentSpec(spec)]
}
