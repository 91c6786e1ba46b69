// The selector of a Job and the labels of its Pods, which the server makes up of its UID and name.
// Follows pkg/registry/batch/job/strategy.go (v1.36), generateSelector, and validateGeneratedSelector of
// pkg/apis/batch/validation/validation.go.
import {
  CONTROLLER_UID_LABEL,
  JOB_NAME_LABEL,
  LEGACY_CONTROLLER_UID_LABEL,
  LEGACY_JOB_NAME_LABEL,
} from '#api/batch/job-labels.ts'
import type { Job, JobSpec } from '#api/generated/types.ts'
import type { FieldError } from '#api/meta/field-error.ts'
import { rootPath } from '#api/meta/field-error.ts'
import type { Labels } from '#api/meta/labels.ts'
import { invalid, required } from '../../../validation/errors.ts'
import { printedSelector } from '../../../validation/go-internal.ts'
import { goMap } from '../../../validation/go-text.ts'
import { asSparse, type Sparse } from '../../../validation/sparse.ts'
import { isReadable, matchesLabels } from '../../../validation/validate-workload.ts'

/** The Job with a selector, and labels in its template that are selected; what the user set stays, and is checked. */
export function generateSelector(job: Job): Job {
  const { metadata, spec } = job
  if (spec === undefined || spec.manualSelector === true) return job
  const { name = '', uid = '' } = metadata
  const given = spec.template?.metadata?.labels
  const labels = {
    [LEGACY_JOB_NAME_LABEL]: name,
    [JOB_NAME_LABEL]: name,
    [LEGACY_CONTROLLER_UID_LABEL]: uid,
    [CONTROLLER_UID_LABEL]: uid,
    ...given,
  }
  const generated: JobSpec = {
    ...spec,
    template: { ...spec.template, metadata: { ...spec.template?.metadata, labels } },
    selector: {
      ...spec.selector,
      matchLabels: { [CONTROLLER_UID_LABEL]: uid, ...spec.selector?.matchLabels },
    },
  }
  // Upstream's Job shares the map with its template when it has no labels of its own.
  const isShared = metadata.labels === undefined || metadata.labels === given
  return { ...job, metadata: isShared ? { ...metadata, labels } : metadata, spec: generated }
}

function validateHasLabel(
  labels: Labels | undefined,
  [key, expected]: readonly [string, string],
): readonly FieldError[] {
  const path = rootPath('spec', 'template', 'metadata', 'labels').key(key)
  const value = labels?.[key]
  if (value === expected) return []
  const detail = `must be '${expected}'`
  return [value === undefined ? required(path, detail) : invalid(path, goMap(labels), detail)]
}

/** The errors of a selector and labels that are not as the server makes them. */
export function validateGeneratedSelector(
  { metadata, spec }: Sparse<Job>,
  needsPrefixedLabels: boolean,
): readonly FieldError[] {
  if (spec?.manualSelector === true || spec?.selector === undefined) return []
  const { name = '', uid = '' } = metadata ?? {}
  const legacy = [
    [LEGACY_CONTROLLER_UID_LABEL, uid],
    [LEGACY_JOB_NAME_LABEL, name],
  ] as const
  const prefixed = [
    [CONTROLLER_UID_LABEL, uid],
    [JOB_NAME_LABEL, name],
  ] as const
  const expected = needsPrefixedLabels ? [...legacy, ...prefixed] : legacy
  const { selector, template } = spec
  const isOwn = !isReadable(selector) || matchesLabels(selector, Object.fromEntries(expected))
  return [
    ...(uid === '' ? [required(rootPath('metadata', 'uid'))] : []),
    ...expected.flatMap((label) => validateHasLabel(template?.metadata?.labels, label)),
    ...(isOwn
      ? []
      : [
          invalid(
            rootPath('spec', 'selector'),
            printedSelector(selector),
            '`selector` not auto-generated',
          ),
        ]),
  ]
}

/** Whether an older Job has the labels with a prefix, so that a change of it must keep them. */
export function hasPrefixedLabels(job: Job): boolean {
  const labels = asSparse(job).spec?.template?.metadata?.labels ?? {}
  return labels[JOB_NAME_LABEL] !== undefined && labels[CONTROLLER_UID_LABEL] !== undefined
}
