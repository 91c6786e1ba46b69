// What a Job does about Pods that fail in a certain way, and what it does with their successors.
// Follows pkg/apis/batch/validation/validation.go (v1.36), validatePodFailurePolicy and validatePodReplacementPolicy.
import type {
  JobSpec,
  PodFailurePolicyOnExitCodesRequirement,
  PodFailurePolicyOnPodConditionsPattern,
  PodFailurePolicyRule,
} from '#api/generated/types.ts'
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import { isQualifiedName } from '#api/meta/formats.ts'
import {
  duplicate,
  eachItem,
  invalid,
  invalidEach,
  invalidWithoutValue,
  notSupported,
  required,
  tooMany,
} from '../../../validation/errors.ts'
import { goQuote } from '#lib/go-quote.ts'
import type { Sparse } from '../../../validation/sparse.ts'

const MAX_RULES = 20
const MAX_VALUES = 255
const MAX_PATTERNS = 20
const ACTIONS = ['Count', 'FailIndex', 'FailJob', 'Ignore']
const OPERATORS = ['In', 'NotIn']
const STATUSES = ['False', 'True', 'Unknown']

/** The errors of a field that takes one of several words. */
function validateWord(
  value: string | undefined,
  words: readonly string[],
  path: FieldPath,
): readonly FieldError[] {
  if (value === undefined || value === '') {
    return [required(path, `valid values: [${words.map(goQuote).join(' ')}]`)]
  }
  return words.includes(value) ? [] : [notSupported(path, value, words)]
}

function validateOnExitCodes(
  { operator, containerName, values = [] }: Sparse<PodFailurePolicyOnExitCodesRequirement>,
  path: FieldPath,
  containers: ReadonlySet<string | undefined>,
): readonly FieldError[] {
  const errors = [...validateWord(operator, OPERATORS, path.child('operator'))]
  if (containerName !== undefined && !containers.has(containerName)) {
    const detail = 'must be one of the container or initContainer names in the pod template'
    errors.push(invalid(path.child('containerName'), containerName, detail))
  }
  const valuesPath = path.child('values')
  if (values.length === 0) errors.push(invalid(valuesPath, [], 'at least one value is required'))
  else if (values.length > MAX_VALUES) errors.push(tooMany(valuesPath, values.length, MAX_VALUES))
  const seen = new Set<number>()
  for (const [index, value] of values.entries()) {
    const valuePath = valuesPath.index(index)
    if (operator === 'In' && value === 0) {
      errors.push(invalid(valuePath, value, 'must not be 0 for the In operator'))
    }
    if (seen.has(value)) errors.push(duplicate(valuePath, value))
    seen.add(value)
  }
  const isOrdered = values.every((value, index) => index === 0 || (values[index - 1] ?? 0) <= value)
  return isOrdered ? errors : [...errors, invalid(valuesPath, values, 'must be ordered')]
}

function validateOnPodConditions(
  patterns: readonly Sparse<PodFailurePolicyOnPodConditionsPattern>[],
  path: FieldPath,
): readonly FieldError[] {
  return [
    ...(patterns.length > MAX_PATTERNS ? [tooMany(path, patterns.length, MAX_PATTERNS)] : []),
    ...eachItem(patterns, path, ({ type = '', status }, itemPath) => [
      ...invalidEach(itemPath.child('type'), type, isQualifiedName(type)),
      ...validateWord(status, STATUSES, itemPath.child('status')),
    ]),
  ]
}

function validateAction(
  action: string | undefined,
  path: FieldPath,
  spec: Sparse<JobSpec>,
): readonly FieldError[] {
  if (action !== 'FailIndex') return validateWord(action, ACTIONS, path)
  return spec.backoffLimitPerIndex === undefined
    ? [invalid(path, action, 'requires the backoffLimitPerIndex to be set')]
    : []
}

function validateRule(
  { action, onExitCodes, onPodConditions = [] }: Sparse<PodFailurePolicyRule>,
  path: FieldPath,
  spec: Sparse<JobSpec>,
): readonly FieldError[] {
  const { containers = [], initContainers = [] } = spec.template?.spec ?? {}
  const names = new Set([...containers, ...initContainers].map(({ name }) => name))
  const hasConditions = onPodConditions.length > 0
  return [
    ...validateAction(action, path.child('action'), spec),
    ...(onExitCodes === undefined
      ? []
      : validateOnExitCodes(onExitCodes, path.child('onExitCodes'), names)),
    ...validateOnPodConditions(onPodConditions, path.child('onPodConditions')),
    ...(onExitCodes !== undefined && hasConditions
      ? [
          invalidWithoutValue(
            path,
            'specifying both OnExitCodes and OnPodConditions is not supported',
          ),
        ]
      : []),
    ...(onExitCodes === undefined && !hasConditions
      ? [invalidWithoutValue(path, 'specifying one of OnExitCodes and OnPodConditions is required')]
      : []),
  ]
}

/** The errors of the policy about failed Pods; none when there is no policy. */
export function validatePodFailurePolicy(
  spec: Sparse<JobSpec>,
  path: FieldPath,
): readonly FieldError[] {
  if (spec.podFailurePolicy === undefined) return []
  const { rules = [] } = spec.podFailurePolicy
  const rulesPath = path.child('rules')
  return [
    ...(rules.length > MAX_RULES ? [tooMany(rulesPath, rules.length, MAX_RULES)] : []),
    ...eachItem(rules, rulesPath, (rule, rulePath) => validateRule(rule, rulePath, spec)),
  ]
}

/** The error of when a Pod is replaced: with a policy about failures, only after it has failed. */
export function validatePodReplacementPolicy(
  { podReplacementPolicy: policy, podFailurePolicy }: Sparse<JobSpec>,
  path: FieldPath,
): readonly FieldError[] {
  if (policy === undefined) return []
  const supported = podFailurePolicy === undefined ? ['Failed', 'TerminatingOrFailed'] : ['Failed']
  return supported.includes(policy) ? [] : [notSupported(path, policy, supported)]
}
