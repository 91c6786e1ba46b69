// Follows pkg/api/job/warnings.go (v1.36).
import type { JobSpec } from '#api/generated/types.ts'
import type { FieldPath } from '#api/meta/field-error.ts'
import { rootPath } from '#api/meta/field-error.ts'
import type { AdmissionWarning } from '../../../admit-types.ts'
import { podTemplateWarnings } from '../../../warnings/pod-warnings.ts'
import { warnAt } from '../../../warnings/warn-at.ts'
import { nameWarnings } from '../../../warnings/workload-warnings.ts'

const MANY_COMPLETIONS = 100_000
const MANY_PODS = 10_000

/** The warnings about the spec of a Job, which stands at `path`. */
export function jobSpecWarnings(
  spec: JobSpec | undefined,
  path: FieldPath,
): readonly AdmissionWarning[] {
  const { completionMode, completions = 0, parallelism = 0, template } = spec ?? {}
  const isMuch =
    completionMode === 'Indexed' && completions > MANY_COMPLETIONS && parallelism > MANY_PODS
  const text =
    'In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail'
  return [
    ...(isMuch ? [warnAt(path, text)] : []),
    ...podTemplateWarnings(template, path.child('template')),
  ]
}

/** The warnings about a new Job. */
export function jobWarnings(name: string, spec: JobSpec | undefined): readonly AdmissionWarning[] {
  return [...nameWarnings(name), ...jobSpecWarnings(spec, rootPath('spec'))]
}
