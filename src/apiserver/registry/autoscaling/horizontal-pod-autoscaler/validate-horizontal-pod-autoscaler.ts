// HorizontalPodAutoscalers.
// Follows pkg/apis/autoscaling/validation/validation.go (v1.36) and validationOptionsForHorizontalPodAutoscaler of
// pkg/registry/autoscaling/horizontalpodautoscaler/strategy.go.
import type {
  HorizontalPodAutoscaler,
  HPAScalingPolicy,
  HPAScalingRules,
} from '#api/generated/types.ts'
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import { rootPath } from '#api/meta/field-error.ts'
import { quantityOf } from '#api/meta/quantity.ts'
import { isDns1123Subdomain, NON_NEGATIVE } from '#api/meta/formats.ts'
import { eachItem, invalid, notSupported, required } from '../../../validation/errors.ts'
import { asSparse, type Sparse } from '../../../validation/sparse.ts'
import { validateNonNegative } from '../../../validation/validate-int-or-percent.ts'
import {
  validateObjectMeta,
  validateObjectMetaUpdate,
} from '../../../validation/validate-object-meta.ts'
import { validateMetrics, validateReference } from './validate-metrics.ts'

const META_RULES = { namespaced: true, nameFormat: isDns1123Subdomain }
const SPEC = rootPath('spec')
const MAX_PERIOD_SECONDS = 1800
const MAX_WINDOW_SECONDS = 3600
const SELECT_POLICIES = ['Disabled', 'Max', 'Min']
const POLICIES = ['Percent', 'Pods']

function validatePolicy(
  { type = '', value = 0, periodSeconds = 0 }: Sparse<HPAScalingPolicy>,
  path: FieldPath,
): readonly FieldError[] {
  const periodPath = path.child('periodSeconds')
  const tooLong = `must be less than or equal to ${MAX_PERIOD_SECONDS}`
  return [
    ...(POLICIES.includes(type) ? [] : [notSupported(path.child('type'), type, POLICIES)]),
    ...(value <= 0 ? [invalid(path.child('value'), value, 'must be greater than zero')] : []),
    ...(periodSeconds <= 0
      ? [invalid(periodPath, periodSeconds, 'must be greater than zero')]
      : []),
    ...(periodSeconds > MAX_PERIOD_SECONDS ? [invalid(periodPath, periodSeconds, tooLong)] : []),
  ]
}

function validateRules(
  rules: Sparse<HPAScalingRules> | undefined,
  path: FieldPath,
): readonly FieldError[] {
  if (rules === undefined) return []
  const { stabilizationWindowSeconds: window = 0, selectPolicy, policies = [], tolerance } = rules
  const windowPath = path.child('stabilizationWindowSeconds')
  const policiesPath = path.child('policies')
  const tooLong = `must be less than or equal to ${MAX_WINDOW_SECONDS}`
  return [
    ...(window < 0 ? [invalid(windowPath, window, 'must be greater than or equal to zero')] : []),
    ...(window > MAX_WINDOW_SECONDS ? [invalid(windowPath, window, tooLong)] : []),
    ...(selectPolicy === undefined || SELECT_POLICIES.includes(selectPolicy)
      ? []
      : [notSupported(path.child('selectPolicy'), selectPolicy, SELECT_POLICIES)]),
    ...(policies.length === 0 ? [required(policiesPath, 'must specify at least one Policy')] : []),
    ...eachItem(policies, policiesPath, validatePolicy),
    ...(tolerance !== undefined && quantityOf(tolerance).nano < 0n
      ? [invalid(path.child('tolerance'), tolerance, NON_NEGATIVE)]
      : []),
  ]
}

function validateSpec(
  { spec = {} }: Sparse<HorizontalPodAutoscaler>,
  old?: Sparse<HorizontalPodAutoscaler>,
): readonly FieldError[] {
  const { minReplicas, maxReplicas = 0, scaleTargetRef = {}, metrics = [], behavior } = spec
  const maxPath = SPEC.child('maxReplicas')
  const lowest = old?.spec?.minReplicas === 0 ? 0 : 1
  const before = old?.spec?.scaleTargetRef
  const isSameTarget =
    before !== undefined &&
    before.apiVersion === scaleTargetRef.apiVersion &&
    before.kind === scaleTargetRef.kind
  return [
    ...(minReplicas !== undefined && minReplicas < lowest
      ? [
          invalid(
            SPEC.child('minReplicas'),
            minReplicas,
            `must be greater than or equal to ${lowest}`,
          ),
        ]
      : []),
    ...(maxReplicas === 0 ? [required(maxPath, 'must be set and greater than 0')] : []),
    ...(maxReplicas < 0
      ? [invalid(maxPath, maxReplicas, 'must be greater than or equal to 1')]
      : []),
    ...(minReplicas !== undefined && maxReplicas < minReplicas
      ? [invalid(maxPath, maxReplicas, 'must be greater than or equal to `minReplicas`')]
      : []),
    ...validateReference(scaleTargetRef, SPEC.child('scaleTargetRef'), {
      // The only kind of the core group that can be scaled.
      allowsCoreGroup: scaleTargetRef.kind === 'ReplicationController',
      allowsAnything: isSameTarget,
    }),
    ...validateMetrics(metrics, SPEC.child('metrics'), {
      minReplicas: minReplicas ?? 1,
      options: { allowsCoreGroup: true, allowsAnything: false },
    }),
    ...validateRules(behavior?.scaleUp, SPEC.child('behavior', 'scaleUp')),
    ...validateRules(behavior?.scaleDown, SPEC.child('behavior', 'scaleDown')),
  ]
}

/** The errors of a new HorizontalPodAutoscaler. */
export function validateHorizontalPodAutoscaler(
  autoscaler: Sparse<HorizontalPodAutoscaler>,
): readonly FieldError[] {
  return [...validateObjectMeta(autoscaler.metadata ?? {}, META_RULES), ...validateSpec(autoscaler)]
}

/** The errors of a changed one. */
export function validateHorizontalPodAutoscalerUpdate(
  next: HorizontalPodAutoscaler,
  old: HorizontalPodAutoscaler,
): readonly FieldError[] {
  return [
    ...validateObjectMetaUpdate(next.metadata, old.metadata),
    ...validateSpec(asSparse(next), asSparse(old)),
  ]
}

/** The errors of a changed status. */
export function validateHorizontalPodAutoscalerStatus({
  status,
}: HorizontalPodAutoscaler): readonly FieldError[] {
  return [
    ...validateNonNegative(status?.currentReplicas, rootPath('status', 'currentReplicas')),
    ...validateNonNegative(status?.desiredReplicas, rootPath('status', 'desiredReplicas')),
  ]
}
