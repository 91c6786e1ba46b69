// DaemonSets.
// Follows pkg/apis/apps/validation/validation.go (v1.36), ValidateDaemonSetSpec.
import type { DaemonSet, DaemonSetUpdateStrategy, LabelSelector } from '#api/generated/types.ts'
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import { rootPath } from '#api/meta/field-error.ts'
import { isDns1123Subdomain } from '#api/meta/formats.ts'
import { invalid, notSupported, required } from '../../../validation/errors.ts'
import type { Sparse } from '../../../validation/sparse.ts'
import {
  numberOrPercent,
  validateAtMost100Percent,
  validateIntOrPercent,
  validateNonNegative,
} from '../../../validation/validate-int-or-percent.ts'
import { validateObjectMeta } from '../../../validation/validate-object-meta.ts'
import { printedSelector } from '../../../validation/go-internal.ts'
import { validatePodTemplate } from '../../../validation/pod/validate-pod.ts'
import { validateLabelSelector } from '../../../validation/validate-labels.ts'
import {
  isReadable,
  validateRunsForever,
  validateSelectedLabels,
} from '../../../validation/validate-workload.ts'

const META_RULES = { namespaced: true, nameFormat: isDns1123Subdomain }
const STRATEGIES = ['RollingUpdate', 'OnDelete']

function validateRollingUpdate(
  strategy: Sparse<DaemonSetUpdateStrategy>,
  path: FieldPath,
): readonly FieldError[] {
  if (strategy.rollingUpdate === undefined) return [required(path)]
  const { maxUnavailable, maxSurge } = strategy.rollingUpdate
  const unavailablePath = path.child('maxUnavailable')
  const surgePath = path.child('maxSurge')
  const unavailable = numberOrPercent(maxUnavailable)
  const surge = numberOrPercent(maxSurge)
  return [
    ...validateIntOrPercent(maxUnavailable, unavailablePath),
    ...validateIntOrPercent(maxSurge, surgePath),
    ...(unavailable !== 0 && surge !== 0
      ? [invalid(surgePath, maxSurge, 'may not be set when maxUnavailable is non-zero')]
      : []),
    ...(unavailable === 0 && surge === 0
      ? [required(unavailablePath, 'cannot be 0 when maxSurge is 0')]
      : []),
    ...validateAtMost100Percent(maxUnavailable, unavailablePath),
    ...validateAtMost100Percent(maxSurge, surgePath),
  ]
}

function validateStrategy(
  strategy: Sparse<DaemonSetUpdateStrategy>,
  path: FieldPath,
): readonly FieldError[] {
  const { type = '' } = strategy
  if (type === 'OnDelete') return []
  return type === 'RollingUpdate'
    ? validateRollingUpdate(strategy, path.child('rollingUpdate'))
    : [notSupported(path, { Type: type, RollingUpdate: null }, STRATEGIES)]
}

/** Of one that cannot be read nothing more is said than why, other than of a Deployment's. */
function validateSelector(
  selector: Sparse<LabelSelector> | undefined,
  path: FieldPath,
): readonly FieldError[] {
  if (selector === undefined) return []
  const { matchLabels = {}, matchExpressions = [] } = selector
  const isEmpty = Object.keys(matchLabels).length + matchExpressions.length === 0
  const detail = 'empty selector is invalid for daemonset'
  return [
    ...validateLabelSelector(selector, path),
    ...(isEmpty ? [invalid(path, printedSelector(selector), detail)] : []),
  ]
}

/** The errors of the spec of a DaemonSet. A missing selector selects nothing, which its template does not match. */
export function validateDaemonSetSpec(spec: Sparse<DaemonSet>['spec']): readonly FieldError[] {
  const path = rootPath('spec')
  const templatePath = path.child('template')
  const { selector, template, updateStrategy = {} } = spec ?? {}
  const isFit = selector === undefined || isReadable(selector)
  return [
    ...validateSelector(selector, path.child('selector')),
    ...(isFit ? validateSelectedLabels(template, selector, templatePath) : []),
    ...validatePodTemplate(template, templatePath),
    ...validateRunsForever(template, templatePath, 'DaemonSet'),
    ...validateNonNegative(spec?.minReadySeconds, path.child('minReadySeconds')),
    ...validateStrategy(updateStrategy, path.child('updateStrategy')),
    ...validateNonNegative(spec?.revisionHistoryLimit, path.child('revisionHistoryLimit')),
  ]
}

/** The errors of a DaemonSet. */
export function validateDaemonSet({ metadata, spec }: Sparse<DaemonSet>): readonly FieldError[] {
  return [...validateObjectMeta(metadata ?? {}, META_RULES), ...validateDaemonSetSpec(spec)]
}
