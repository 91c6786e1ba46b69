// PodDisruptionBudgets. Follows pkg/registry/policy/poddisruptionbudget/strategy.go and
// pkg/apis/policy/validation/validation.go (v1.36).
import { validateConditions } from '../../../validation/validate-conditions.ts'
import type { PodDisruptionBudget } from '#api/generated/types.ts'
import type { FieldError } from '#api/meta/field-error.ts'
import { rootPath } from '#api/meta/field-error.ts'
import { podDisruptionBudgetInfo } from '#api/policy/pod-disruption-budget-info.ts'
import { isDns1123Subdomain } from '#api/meta/formats.ts'
import { equal } from '#lib/equal.ts'
import { invalid, notSupported } from '../../../validation/errors.ts'
import { asSparse, type Sparse } from '../../../validation/sparse.ts'
import {
  validateAtMost100Percent,
  validateIntOrPercent,
  validateNonNegative,
} from '../../../validation/validate-int-or-percent.ts'
import { validateLabelSelector } from '../../../validation/validate-labels.ts'
import { validateObjectMetaAccessor } from '../../../validation/validate-object-meta.ts'
import { printedSelector } from '../../../validation/go-internal.ts'
import {
  asGiven,
  atOnce,
  nextGeneration,
  nothingToAllocate,
  noWarnings,
  type Strategy,
} from '../../strategy.ts'

const META_RULES = { namespaced: true, nameFormat: isDns1123Subdomain }
const POLICIES = ['AlwaysAllow', 'IfHealthyBudget']

type Spec = NonNullable<Sparse<PodDisruptionBudget>['spec']>

/** The spec as Go prints it, since upstream hands over the struct itself. */
function printed(spec: Spec): unknown {
  return {
    MinAvailable: spec.minAvailable ?? null,
    Selector: printedSelector(spec.selector) ?? null,
    MaxUnavailable: spec.maxUnavailable ?? null,
    UnhealthyPodEvictionPolicy: spec.unhealthyPodEvictionPolicy ?? null,
  }
}

function validateSpec(spec: Spec): readonly FieldError[] {
  const path = rootPath('spec')
  const { minAvailable, maxUnavailable, selector, unhealthyPodEvictionPolicy: policy } = spec
  const parts = { minAvailable, maxUnavailable }
  const hasBoth = minAvailable !== undefined && maxUnavailable !== undefined
  return [
    ...(hasBoth
      ? [invalid(path, printed(spec), 'minAvailable and maxUnavailable cannot be both set')]
      : []),
    ...Object.entries(parts).flatMap(([field, value]) => [
      ...validateIntOrPercent(value, path.child(field)),
      ...validateAtMost100Percent(value, path.child(field)),
    ]),
    ...(selector === undefined ? [] : validateLabelSelector(selector, path.child('selector'))),
    ...(policy === undefined || POLICIES.includes(policy)
      ? []
      : [notSupported(path.child('unhealthyPodEvictionPolicy'), policy, POLICIES)]),
  ]
}

function validateStatus(status: NonNullable<PodDisruptionBudget['status']>): readonly FieldError[] {
  const path = rootPath('status')
  const { disruptionsAllowed, currentHealthy, desiredHealthy, expectedPods } = status
  const counts = { disruptionsAllowed, currentHealthy, desiredHealthy, expectedPods }
  return [
    ...validateConditions(status.conditions, path.child('conditions')),
    ...Object.entries(counts).flatMap(([field, count]) =>
      validateNonNegative(count, path.child(field)),
    ),
  ]
}

export const podDisruptionBudgetStrategy = {
  info: podDisruptionBudgetInfo,
  isChecked: () => true,
  setDefaults: asGiven,
  prepareForCreate: (budget) => ({
    ...budget,
    metadata: { ...budget.metadata, generation: 1 },
    status: { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 },
  }),
  beginCreate: nothingToAllocate,
  /** Its rules say nothing of metadata, so what is checked of every kind is said only when nothing else is wrong. */
  validate({ metadata, spec }) {
    const errors = validateSpec(spec ?? {})
    return errors.length > 0 ? errors : validateObjectMetaAccessor(metadata ?? {}, META_RULES)
  },
  warningsOnCreate: noWarnings,
  prepareForUpdate: (next, old) => nextGeneration(next, old, !equal(next.spec, old.spec)),
  /** Upstream looks at nothing but the spec, also in a new one; the metadata of every kind is checked before. */
  validateUpdate: (next) => validateSpec(asSparse(next.spec ?? {})),
  warningsOnUpdate: noWarnings,
  prepareForStatusUpdate: asGiven,
  validateStatusUpdate: ({ status = {} }) => validateStatus(status),
  ...atOnce,
  scale: null,
} satisfies Strategy<PodDisruptionBudget>
