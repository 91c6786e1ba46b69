// ReplicaSets.
// Follows pkg/apis/apps/validation/validation.go (v1.36), ValidateReplicaSetSpec.
import type { LabelSelector, PodTemplateSpec, ReplicaSet } from '#api/generated/types.ts'
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import { rootPath } from '#api/meta/field-error.ts'
import { matchesLabelSelector } from '#api/meta/labels.ts'
import { forbidden, invalid, notSupported, required } from './errors.ts'
import { isDns1123Subdomain, isLabelValue, isQualifiedName, NON_NEGATIVE } from './formats.ts'
import { goMap } from './go-text.ts'
import type { Sparse } from './sparse.ts'
import { validateLabelSelector } from './validate-labels.ts'
import { validateObjectMeta } from './validate-object-meta.ts'
import { validatePodTemplate } from './pod/validate-pod.ts'

const OPERATORS = ['In', 'NotIn', 'Exists', 'DoesNotExist']

/** A label selector as JSON prints it. */
export function printedSelector(selector: Sparse<LabelSelector> | undefined): unknown {
  if (selector === undefined) return undefined
  const { matchLabels, matchExpressions = [] } = selector
  return {
    matchLabels: Object.keys(matchLabels ?? {}).length === 0 ? undefined : goMap(matchLabels),
    matchExpressions:
      matchExpressions.length === 0
        ? undefined
        : matchExpressions.map(({ key = '', operator = '', values = [] }) => ({
            key,
            operator,
            values: values.length === 0 ? undefined : values,
          })),
  }
}

/** Whether a selector can be made of it at all. */
function isReadable({ matchLabels = {}, matchExpressions = [] }: Sparse<LabelSelector>): boolean {
  const labelsFit = Object.entries(matchLabels).every(
    ([key, value]) => isQualifiedName(key).length === 0 && isLabelValue(value).length === 0,
  )
  return (
    labelsFit &&
    matchExpressions.every(({ key = '', operator = '', values = [] }) => {
      const takesValues = operator === 'In' || operator === 'NotIn'
      return (
        OPERATORS.includes(operator) &&
        takesValues === values.length > 0 &&
        isQualifiedName(key).length === 0 &&
        values.every((value) => isLabelValue(value).length === 0)
      )
    })
  )
}

function matches(
  selector: Sparse<LabelSelector>,
  template: Sparse<PodTemplateSpec> | undefined,
): boolean {
  const matchExpressions = (selector.matchExpressions ?? []).map(
    ({ key = '', operator = '', values = [] }) => ({
      key,
      operator,
      values,
    }),
  )
  return matchesLabelSelector({ ...selector, matchExpressions }, template?.metadata?.labels)
}

function validateTemplate(
  template: Sparse<PodTemplateSpec> | undefined,
  selector: Sparse<LabelSelector> | undefined,
  path: FieldPath,
): readonly FieldError[] {
  const errors: FieldError[] = []
  // Without a selector nothing is selected, which is as wrong as selecting other Pods.
  if (selector === undefined || !matches(selector, template)) {
    const labels = goMap(template?.metadata?.labels)
    const detail = '`selector` does not match template `labels`'
    errors.push(invalid(path.child('metadata', 'labels'), labels, detail))
  }
  errors.push(...validatePodTemplate(template, path))
  const restartPolicy = template?.spec?.restartPolicy ?? ''
  if (restartPolicy !== 'Always') {
    errors.push(notSupported(path.child('spec', 'restartPolicy'), restartPolicy, ['Always']))
  }
  if (template?.spec?.activeDeadlineSeconds !== undefined) {
    const detail = 'activeDeadlineSeconds in ReplicaSet is not Supported'
    errors.push(forbidden(path.child('spec', 'activeDeadlineSeconds'), detail))
  }
  return errors
}

function validateSelector(
  selector: Sparse<LabelSelector> | undefined,
  path: FieldPath,
): readonly FieldError[] {
  if (selector === undefined) return [required(path)]
  const errors = [...validateLabelSelector(selector, path)]
  const printed = printedSelector(selector)
  const count =
    Object.keys(selector.matchLabels ?? {}).length + (selector.matchExpressions ?? []).length
  if (count === 0) errors.push(invalid(path, printed, 'empty selector is invalid for deployment'))
  if (!isReadable(selector)) errors.push(invalid(path, printed, 'invalid label selector'))
  return errors
}

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
    ...validateSelector(selector, path.child('selector')),
    ...(selector !== undefined && !isReadable(selector)
      ? []
      : validateTemplate(template, selector, path.child('template'))),
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
