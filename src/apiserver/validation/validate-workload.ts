// What controllers with a selector and a template have in common.
// Follows pkg/apis/apps/validation/validation.go (v1.36), ValidatePodTemplateSpecForReplicaSet and its neighbours.
import type { LabelSelector, PodTemplateSpec } from '#api/generated/types.ts'
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import { matchesLabelSelector } from '#api/meta/labels.ts'
import { isLabelValue, isQualifiedName } from '#api/meta/formats.ts'
import { forbidden, invalid, notSupported, required } from './errors.ts'
import { printedSelector } from './go-internal.ts'
import { goMap } from './go-text.ts'
import { validatePodTemplate } from './pod/validate-pod.ts'
import type { Sparse } from './sparse.ts'
import { validateLabelSelector } from './validate-labels.ts'

const OPERATORS = ['In', 'NotIn', 'Exists', 'DoesNotExist']

/** Whether a selector can be made of it at all. */
export function isReadable({
  matchLabels = {},
  matchExpressions = [],
}: Sparse<LabelSelector>): boolean {
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

/** Whether labels are selected; any field of the selector may be missing. */
export function matchesLabels(
  selector: Sparse<LabelSelector>,
  labels: Readonly<Record<string, string>> | undefined,
): boolean {
  const matchExpressions = (selector.matchExpressions ?? []).map(
    ({ key = '', operator = '', values = [] }) => ({
      key,
      operator,
      values,
    }),
  )
  return matchesLabelSelector({ ...selector, matchExpressions }, labels)
}

/**
 * The errors of the template of a controller that keeps Pods running for ever. `word` names the kind in a text; that
 * of ReplicaSets also stands for Deployments, as upstream's does.
 */
export function validateWorkloadTemplate(
  template: Sparse<PodTemplateSpec> | undefined,
  selector: Sparse<LabelSelector> | undefined,
  path: FieldPath,
  word: string,
): readonly FieldError[] {
  return [
    ...validateSelectedLabels(template, selector, path),
    ...validatePodTemplate(template, path),
    ...validateRunsForever(template, path, word),
  ]
}

/** The error of a template whose Pods are not selected. */
export function validateSelectedLabels(
  template: Sparse<PodTemplateSpec> | undefined,
  selector: Sparse<LabelSelector> | undefined,
  path: FieldPath,
): readonly FieldError[] {
  // Without a selector nothing is selected, which is as wrong as selecting other Pods.
  if (selector !== undefined && matchesLabels(selector, template?.metadata?.labels)) return []
  const labels = goMap(template?.metadata?.labels)
  const detail = '`selector` does not match template `labels`'
  return [invalid(path.child('metadata', 'labels'), labels, detail)]
}

/** The errors of a template whose Pods would end; `word` names the kind in a text. */
export function validateRunsForever(
  template: Sparse<PodTemplateSpec> | undefined,
  path: FieldPath,
  word: string,
): readonly FieldError[] {
  const errors: FieldError[] = []
  const restartPolicy = template?.spec?.restartPolicy ?? ''
  if (restartPolicy !== 'Always') {
    errors.push(notSupported(path.child('spec', 'restartPolicy'), restartPolicy, ['Always']))
  }
  if (template?.spec?.activeDeadlineSeconds !== undefined) {
    const detail = `activeDeadlineSeconds in ${word} is not Supported`
    errors.push(forbidden(path.child('spec', 'activeDeadlineSeconds'), detail))
  }
  return errors
}

/** The errors of the selector of a controller; `word` names its kind in a text, `detail` says what one is that cannot be read. */
export function validateWorkloadSelector(
  selector: Sparse<LabelSelector> | undefined,
  path: FieldPath,
  word: string,
  detail = 'invalid label selector',
): readonly FieldError[] {
  if (selector === undefined) return [required(path)]
  const errors = [...validateLabelSelector(selector, path)]
  const printed = printedSelector(selector)
  const count =
    Object.keys(selector.matchLabels ?? {}).length + (selector.matchExpressions ?? []).length
  if (count === 0) errors.push(invalid(path, printed, `empty selector is invalid for ${word}`))
  if (!isReadable(selector)) errors.push(invalid(path, printed, detail))
  return errors
}
