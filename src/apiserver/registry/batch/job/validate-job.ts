// Jobs, and what may change of them.
// Follows pkg/apis/batch/validation/validation.go (v1.36), ValidateJob and ValidateJobUpdate, and
// validationOptionsForJob of pkg/registry/batch/job/strategy.go.
import { hasCondition } from '#api/batch/job-condition.ts'
import type { Affinity, Container, Job, JobSpec, PodTemplateSpec } from '#api/generated/types.ts'
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import { rootPath } from '#api/meta/field-error.ts'
import { IMMUTABLE, isDns1123Label, isDns1123Subdomain } from '#api/meta/formats.ts'
import { defined } from '#lib/defined.ts'
import { equal } from '#lib/equal.ts'
import { invalid, required } from '../../../validation/errors.ts'
import { internalInvalid } from '../../../validation/go-internal.ts'
import { goMap } from '../../../validation/go-text.ts'
import { asSparse, type Sparse } from '../../../validation/sparse.ts'
import { validateLabelSelector } from '../../../validation/validate-labels.ts'
import {
  validateObjectMeta,
  validateObjectMetaUpdate,
} from '../../../validation/validate-object-meta.ts'
import { isReadable, matchesLabels } from '../../../validation/validate-workload.ts'
import { hasPrefixedLabels, validateGeneratedSelector } from './generate-selector.ts'
import { validateJobTemplateSpec } from './validate-job-spec.ts'

const META_RULES = { namespaced: true, nameFormat: isDns1123Subdomain }
const SPEC = rootPath('spec')

/** A selector must be there, and select the Pods of the template. */
function validateJobSpec(spec: Sparse<JobSpec>): readonly FieldError[] {
  const { selector, template } = spec
  const path = SPEC.child('selector')
  const isSelected =
    selector !== undefined &&
    (!isReadable(selector) || matchesLabels(selector, template?.metadata?.labels))
  const labels = goMap(template?.metadata?.labels)
  return [
    ...validateJobTemplateSpec(spec, SPEC),
    ...(selector === undefined ? [required(path)] : validateLabelSelector(selector, path)),
    ...(isSelected
      ? []
      : [
          invalid(
            SPEC.child('template', 'metadata', 'labels'),
            labels,
            '`selector` does not match template `labels`',
          ),
        ]),
  ]
}

/** The hostname of the last index must be one. */
function validateHostnames({ metadata, spec }: Sparse<Job>): readonly FieldError[] {
  const { completionMode, completions = 0 } = spec ?? {}
  const { name = '' } = metadata ?? {}
  const last = `${name}-${completions - 1}`
  if (completionMode !== 'Indexed' || completions <= 0 || isDns1123Label(last).length === 0) {
    return []
  }
  const detail = `will not able to create pod with invalid DNS label: ${last}`
  return [invalid(rootPath('metadata', 'name'), name, detail)]
}

/** The errors of a Job. An older one may lack the labels with a prefix. */
export function validateJob(job: Sparse<Job>, needsPrefixedLabels = true): readonly FieldError[] {
  return [
    ...validateObjectMeta(job.metadata ?? {}, META_RULES),
    ...validateGeneratedSelector(job, needsPrefixedLabels),
    ...validateJobSpec(job.spec ?? {}),
    ...validateHostnames(job),
  ]
}

/** `type` is the one that the value is printed as. */
function unchanged(
  next: unknown,
  old: unknown,
  { path, type }: { readonly path: FieldPath; readonly type: string },
): readonly FieldError[] {
  return equal(next, old) ? [] : [internalInvalid(path, [type, next], IMMUTABLE)]
}

/** An Indexed Job may grow and shrink with its parallelism; others never. */
function validateCompletions(next: JobSpec, old: JobSpec): readonly FieldError[] {
  const path = SPEC.child('completions')
  const { completions, parallelism } = next
  if (next.completionMode !== 'Indexed') {
    return unchanged(completions, old.completions, { path, type: '*int' })
  }
  if (completions === old.completions || completions === undefined) return []
  const detail = 'can only be modified in tandem with spec.parallelism'
  return completions === parallelism ? [] : [invalid(path, completions, detail)]
}

/** Until its Pods are made, how a suspended Job's are placed, and what they ask for, may change. */
function mayChangeTemplate({ spec, status }: Job): boolean {
  const isIdle = status?.startTime === undefined || hasCondition(status.conditions, 'Suspended')
  return spec?.suspend === true && isIdle && (status?.active ?? 0) === 0
}

function affinityOf(next: Affinity | undefined, old: Affinity | undefined): Affinity | undefined {
  const { nodeAffinity: _, ...others } = old ?? {}
  const kept = { ...others, ...defined({ nodeAffinity: next?.nodeAffinity }) }
  return next === undefined && Object.keys(kept).length === 0 ? undefined : kept
}

const withResources = (
  old: readonly Container[] | undefined,
  next: readonly Container[] | undefined,
): readonly Container[] | undefined =>
  old?.length === next?.length
    ? old?.map((container, index) => {
        const { resources: _, ...others } = container
        const other = next?.[index]
        if (other?.name !== container.name) return container
        return { ...others, ...defined({ resources: other.resources }) }
      })
    : old

/** The old template with everything of the new one that may change while the Job is suspended. */
function templateAsAllowed(next: PodTemplateSpec, old: PodTemplateSpec): PodTemplateSpec {
  const { labels: _labels, annotations: _annotations, ...metadata } = old.metadata ?? {}
  const {
    affinity: _affinity,
    nodeSelector: _nodeSelector,
    tolerations: _tolerations,
    schedulingGates: _gates,
    initContainers: _inits,
    ...spec
  } = old.spec ?? { containers: [] }
  const { nodeSelector, tolerations, schedulingGates } = next.spec ?? {}
  return {
    ...old,
    metadata: {
      ...metadata,
      ...defined({ labels: next.metadata?.labels, annotations: next.metadata?.annotations }),
    },
    spec: {
      ...spec,
      containers: withResources(old.spec?.containers, next.spec?.containers) ?? [],
      ...defined({
        affinity: affinityOf(next.spec?.affinity, old.spec?.affinity),
        nodeSelector,
        tolerations,
        schedulingGates,
        initContainers: withResources(old.spec?.initContainers, next.spec?.initContainers),
      }),
    },
  }
}

function validateTemplateUpdate(
  next: JobSpec,
  old: JobSpec,
  mayChange: boolean,
): readonly FieldError[] {
  const path = SPEC.child('template')
  if (!mayChange) return unchanged(next.template, old.template, { path, type: 'PodTemplateSpec' })
  const allowed = templateAsAllowed(next.template, old.template)
  return unchanged(next.template.spec, allowed.spec, { path: path.child('spec'), type: 'PodSpec' })
}

/** The errors of a changed Job. */
export function validateJobUpdate(next: Job, old: Job): readonly FieldError[] {
  const nextSpec = next.spec ?? { template: {} }
  const oldSpec = old.spec ?? { template: {} }
  const immutable = (field: keyof JobSpec, type: string): readonly FieldError[] =>
    unchanged(nextSpec[field], oldSpec[field], { path: SPEC.child(field), type })
  return [
    ...validateJob(asSparse(next), hasPrefixedLabels(old)),
    ...validateObjectMetaUpdate(next.metadata, old.metadata),
    ...validateJobSpec(asSparse(nextSpec)),
    ...validateCompletions(nextSpec, oldSpec),
    ...immutable('selector', '*LabelSelector'),
    ...validateTemplateUpdate(nextSpec, oldSpec, mayChangeTemplate(old)),
    ...immutable('completionMode', '*string'),
    ...immutable('podFailurePolicy', '*PodFailurePolicy'),
    ...immutable('backoffLimitPerIndex', '*int'),
    ...immutable('managedBy', '*string'),
    ...immutable('successPolicy', '*SuccessPolicy'),
  ]
}
