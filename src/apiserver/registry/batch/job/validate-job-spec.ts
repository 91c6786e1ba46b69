// What Jobs and the templates of CronJobs have in common.
// Follows pkg/apis/batch/validation/validation.go (v1.36), validateJobSpec.
import type { JobSpec } from '#api/generated/types.ts'
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import { isDns1123Subdomain } from '#api/meta/formats.ts'
import { byteLength } from '#lib/byte-length.ts'
import { invalid, notSupported, required, tooLong } from '../../../validation/errors.ts'
import { validatePodTemplate } from '../../../validation/pod/validate-pod.ts'
import type { Sparse } from '../../../validation/sparse.ts'
import { validateNonNegative } from '../../../validation/validate-int-or-percent.ts'
import {
  validatePodFailurePolicy,
  validatePodReplacementPolicy,
} from './validate-pod-failure-policy.ts'
import { validateSuccessPolicy } from './validate-success-policy.ts'

const MAX_INDEXED_PARALLELISM = 100_000
const MAX_FAILED_INDEXES = 100_000
/** Above so many completions, a limit for each index asks for lower limits of others. */
const MANY_COMPLETIONS = 100_000
const MAX_WITH_MANY_COMPLETIONS = 10_000
const MAX_MANAGED_BY_BYTES = 63
const NUMBERS = [
  'parallelism',
  'completions',
  'activeDeadlineSeconds',
  'backoffLimit',
  'ttlSecondsAfterFinished',
  'backoffLimitPerIndex',
  'maxFailedIndexes',
] as const
const HTTP_PATH = /^[A-Za-z0-9/\-._~%!$&'()*+,;=:]+$/

function validateManagedBy(value: string | undefined, path: FieldPath): readonly FieldError[] {
  if (value === undefined) return []
  const errors = [...validateDomainPrefixedPath(value, path)]
  if (byteLength(value) > MAX_MANAGED_BY_BYTES) errors.push(tooLong(path, MAX_MANAGED_BY_BYTES))
  return errors
}

/** Follows IsDomainPrefixedPath of k8s.io/apimachinery/pkg/util/validation/validation.go. */
function validateDomainPrefixedPath(value: string, path: FieldPath): readonly FieldError[] {
  if (value === '') return [required(path)]
  const slash = value.indexOf('/')
  if (slash < 1 || slash === value.length - 1) {
    return [invalid(path, value, 'must be a domain-prefixed path (such as "acme.io/foo")')]
  }
  const host = value.slice(0, slash)
  const rest = value.slice(slash + 1)
  return [
    ...isDns1123Subdomain(host).map((message) => invalid(path, host, message)),
    ...(HTTP_PATH.test(rest)
      ? []
      : [
          invalid(
            path,
            rest,
            `Invalid path (regex used for validation is '[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+')`,
          ),
        ]),
  ]
}

function atMost(
  value: number | undefined,
  most: number,
  { path, detail }: { readonly path: FieldPath; readonly detail: string },
): readonly FieldError[] {
  return value !== undefined && value > most
    ? [invalid(path, value, `must be less than or equal to ${detail}`)]
    : []
}

function validateManyCompletions(spec: Sparse<JobSpec>, path: FieldPath): readonly FieldError[] {
  const { completions = 0, backoffLimitPerIndex, maxFailedIndexes, parallelism } = spec
  if (completions <= MANY_COMPLETIONS || backoffLimitPerIndex === undefined) return []
  const detail = `${MAX_WITH_MANY_COMPLETIONS} when completions are above ${MANY_COMPLETIONS} and used with backoff limit per index`
  const failedPath = path.child('maxFailedIndexes')
  return [
    ...(maxFailedIndexes === undefined
      ? [required(failedPath, `must be specified when completions is above ${MANY_COMPLETIONS}`)]
      : []),
    ...atMost(parallelism, MAX_WITH_MANY_COMPLETIONS, { path: path.child('parallelism'), detail }),
    ...atMost(maxFailedIndexes, MAX_WITH_MANY_COMPLETIONS, { path: failedPath, detail }),
  ]
}

function validateIndexed(spec: Sparse<JobSpec>, path: FieldPath): readonly FieldError[] {
  const { completions, maxFailedIndexes, parallelism } = spec
  const failedPath = path.child('maxFailedIndexes')
  return [
    ...(completions === undefined
      ? [required(path.child('completions'), 'when completion mode is Indexed')]
      : []),
    ...atMost(parallelism, MAX_INDEXED_PARALLELISM, {
      path: path.child('parallelism'),
      detail: `${MAX_INDEXED_PARALLELISM} when completion mode is Indexed`,
    }),
    ...(completions === undefined
      ? []
      : atMost(maxFailedIndexes, completions, { path: failedPath, detail: 'completions' })),
    ...atMost(maxFailedIndexes, MAX_FAILED_INDEXES, {
      path: failedPath,
      detail: String(MAX_FAILED_INDEXES),
    }),
    ...validateManyCompletions(spec, path),
  ]
}

function validateNonIndexed(spec: Sparse<JobSpec>, path: FieldPath): readonly FieldError[] {
  return (['backoffLimitPerIndex', 'maxFailedIndexes'] as const).flatMap((field) =>
    spec[field] === undefined
      ? []
      : [invalid(path.child(field), spec[field], 'requires indexed completion mode')],
  )
}

function validateCompletionMode(spec: Sparse<JobSpec>, path: FieldPath): readonly FieldError[] {
  const { completionMode = 'NonIndexed' } = spec
  if (completionMode === 'Indexed') return validateIndexed(spec, path)
  if (completionMode === 'NonIndexed') return validateNonIndexed(spec, path)
  return [notSupported(path.child('completionMode'), completionMode, ['NonIndexed', 'Indexed'])]
}

function validateRestartPolicy(
  { template, podFailurePolicy }: Sparse<JobSpec>,
  path: FieldPath,
): readonly FieldError[] {
  const policy = template?.spec?.restartPolicy ?? ''
  if (policy === '' || policy === 'Always') {
    return [required(path, 'valid values: "OnFailure", "Never"')]
  }
  if (policy !== 'OnFailure' && policy !== 'Never') {
    return [notSupported(path, policy, ['OnFailure', 'Never'])]
  }
  return podFailurePolicy !== undefined && policy !== 'Never'
    ? [invalid(path, policy, 'only "Never" is supported when podFailurePolicy is specified')]
    : []
}

/** The errors of the spec of a Job or of a template of Jobs, besides those of its selector. */
export function validateJobTemplateSpec(
  spec: Sparse<JobSpec>,
  path: FieldPath,
): readonly FieldError[] {
  const { maxFailedIndexes, backoffLimitPerIndex, template } = spec
  const templatePath = path.child('template')
  return [
    ...NUMBERS.flatMap((field) => validateNonNegative(spec[field], path.child(field))),
    ...(maxFailedIndexes !== undefined && backoffLimitPerIndex === undefined
      ? [required(path.child('backoffLimitPerIndex'), 'when maxFailedIndexes is specified')]
      : []),
    ...validateManagedBy(spec.managedBy, path.child('managedBy')),
    ...validateCompletionMode(spec, path),
    ...validatePodFailurePolicy(spec, path.child('podFailurePolicy')),
    ...validateSuccessPolicy(spec, path.child('successPolicy')),
    ...validatePodReplacementPolicy(spec, path.child('podReplacementPolicy')),
    ...validatePodTemplate(template, templatePath),
    ...validateRestartPolicy(spec, templatePath.child('spec', 'restartPolicy')),
  ]
}
